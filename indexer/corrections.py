"""What people said of tags, laid over what machines and curators found.

A person's word stands over the curators' and the machine's. It is laid over their tags each time
these are read, and kept apart from them: so no new tagging can undo it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from crawler.corpus_values import CheckAction, TagCheck
from indexer.annotations import Annotations, Evidence, Origin, Tag


def corrected(
    annotations: Annotations, checks: Iterable[TagCheck], *, content_hash: str
) -> Annotations:
    """The annotations as people left them; of several words on one value the last counts.

    ``content_hash`` is that of the document now: words that a check quotes from an earlier text
    are not shown as words of this one. A document that somebody gave an issue is on topic.
    """
    last = {(each.field, each.value): each for each in checks}
    if not last:
        return annotations
    found = {(tag.field, tag.value) for tag in annotations.tags}
    kept = [
        _checked(tag, last.get((tag.field, tag.value)), content_hash) for tag in annotations.tags
    ]
    added = [
        _tag(each, None, content_hash)
        for place, each in last.items()
        if place not in found and each.action is not CheckAction.REJECT
    ]
    rejected = tuple(
        _tag(each, None, content_hash)
        for each in last.values()
        if each.action is CheckAction.REJECT
    )
    tags = (*(tag for tag in kept if tag is not None), *added)
    on_topic = annotations.on_topic or any(tag.origin is Origin.PERSON for tag in tags)
    return replace(annotations, tags=tags, rejected=rejected, on_topic=on_topic)


def write_evidence(evidence: tuple[Evidence, ...]) -> str:
    """Evidence as text, to be kept with a check; empty for none."""
    return _adapter().dump_json(evidence).decode("utf-8") if evidence else ""


def read_evidence(text: str) -> tuple[Evidence, ...]:
    """The evidence that :func:`write_evidence` wrote; none where it was of another version."""
    try:
        return _adapter().validate_json(text) if text else ()
    except ValidationError:
        return ()


def _checked(tag: Tag, check: TagCheck | None, content_hash: str) -> Tag | None:
    """A tag as it stands after a check; None when it was rejected."""
    if check is None:
        return tag
    return None if check.action is CheckAction.REJECT else _tag(check, tag, content_hash)


def _tag(check: TagCheck, found: Tag | None, content_hash: str) -> Tag:
    """A person's tag, on the words that it rests on now, or else did when it was checked."""
    evidence = found.evidence if found is not None else ()
    if not evidence and check.content_hash == content_hash:
        evidence = read_evidence(check.evidence)
    return Tag(
        field=check.field,
        value=check.value,
        origin=Origin.PERSON,
        version=check.made_at.date().isoformat(),
        evidence=evidence,
        seen_at=found.seen_at if found is not None else (),
    )


@functools.cache
def _adapter() -> TypeAdapter[tuple[Evidence, ...]]:
    return TypeAdapter(tuple[Evidence, ...])
