"""How the records of several sources make up one stored document.

The corpus keeps what each record says beside the merged document, so that a source's correction
replaces its own words only, and so that the result does not depend on the order of arrival.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawler.merge import merge_all, without_source_text
from crawler.model import Document


@dataclass(frozen=True, slots=True)
class Part:
    """What one record of one source says of a document."""

    record: str
    """Which record: the source's name and its own key (JSON)."""
    languages: str
    """The languages of its texts: a source may have a page for each."""
    document: Document

    @classmethod
    def of(cls, document: Document) -> Part:
        """Make a part of a document as a source gives it."""
        records = sorted(
            {(one.source, one.source_id or one.url or "") for one in document.provenances}
        )
        languages = sorted({text.language for text in document.texts})
        return cls(json.dumps(records), ",".join(languages), document)


def renew(parts: Iterable[Part], newer: Part) -> tuple[Part, ...]:
    """Give the parts of a document after one of its records was read again.

    The newer word takes the place of the older one, and of any part that it covers. A part in
    another language stays: only the texts that the newer one brings leave it.
    """
    kept: list[Part] = []
    placed = False
    for part in parts:
        remaining = _remaining(part, newer)
        if remaining is not None:
            kept.append(remaining)
        elif not placed:
            kept.append(newer)
            placed = True
    return tuple(kept) if placed else (*kept, newer)


def redact(parts: Iterable[Part], newer: Part) -> tuple[Part, ...]:
    """Give the parts of a document whose newer record replaces names by initials.

    No earlier word of any source stays; the other sources bring theirs again when they have
    followed.
    """
    bare = (Part(one.record, one.languages, without_source_text(one.document)) for one in parts)
    return renew(bare, newer)


def join(owner: str, parts: Iterable[Part], aliases: Iterable[str]) -> Document:
    """Merge the parts into the document of this id, which also has these aliases."""
    merged = merge_all(part.document for part in parts)
    others = {merged.id, *merged.aliases, *aliases} - {owner}
    if merged.id == owner and others == set(merged.aliases):
        return merged
    return replace(merged, id=owner, aliases=tuple(sorted(others)))


def _remaining(part: Part, newer: Part) -> Part | None:
    """Give what stays of an older part; None when the newer one takes its place."""
    if part.record != newer.record:
        return None if _records(part) < _records(newer) else part
    brought = {text.language for text in newer.document.texts}
    left = tuple(text for text in part.document.texts if text.language not in brought)
    if not left:
        return None
    if len(left) == len(part.document.texts):
        return part
    return Part(part.record, part.languages, replace(part.document, texts=left))


def _records(part: Part) -> frozenset[tuple[str, str]]:
    return frozenset((source, key) for source, key in json.loads(part.record))
