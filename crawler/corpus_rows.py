"""Documents and their parts as rows, and rows as documents and parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from crawler.corpus_names import Spelling, names_of, spell
from crawler.corpus_pages import Pages, pack, stamp
from crawler.corpus_parts import Part
from crawler.corpus_schema import documents, parts, versions
from crawler.document_codec import document_from_json, encode
from crawler.errors import InvalidDocument
from crawler.matching import Profile
from crawler.model import Article, Decision, Document, PartialDate, Telling
from crawler.raw_page import RawPage

CURRENT = and_(documents.c.id == versions.c.document_id, documents.c.number == versions.c.number)
"""Joins a document to its current version."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to write, with its canonical form, its rows and its pages."""

    ids: tuple[str, ...]
    """The ids by which it may be known already, its own first."""
    source_id: Spelling
    """What its first source calls it."""
    record: str
    languages: str
    """As in :class:`crawler.corpus_parts.Part`."""
    body: str
    content_hash: str
    facts: Mapping[str, str]
    sources: tuple[tuple[str, str], ...]
    """Its sources, each with the newest time of retrieval."""
    names: frozenset[str]
    pages: Pages
    held: Document | None
    """The document, or None where only its canonical form is at hand."""

    @classmethod
    def of(cls, document: Document, pages: Iterable[RawPage]) -> Entry:
        """Check a document and encode it; pages that no licence allows to keep are left out.

        Raises :class:`crawler.errors.InvalidDocument` when it may not or cannot be kept.
        """
        _check(document)
        body, digest = encode(document)
        allowed = any(one.fulltext_allowed for one in document.provenances)
        part = Part.of(document)
        return cls(
            ids=(document.id, *document.aliases),
            source_id=spell(document.provenances[0].source_id),
            record=part.record,
            languages=part.languages,
            body=body,
            content_hash=digest,
            facts=facts_of(document),
            sources=sources_of(document),
            names=names_of(document),
            pages=pack(pages) if allowed else (),
            held=document,
        )

    def packed(self) -> Entry:
        """Give it without the document, which :attr:`document` reads again where it is needed.

        For the way between two processes: objects take longer to copy than their text.
        """
        return replace(self, held=None)

    @property
    def document(self) -> Document:
        """What its source says."""
        return document_from_json(self.body) if self.held is None else self.held

    @property
    def part(self) -> Part:
        """The record of its source."""
        return Part(self.record, self.languages, self.document)


def _check(document: Document) -> None:
    if not document.id.strip():
        raise InvalidDocument("?", "it has no id")
    if not document.provenances:
        raise InvalidDocument(document.id, "it does not say where it comes from (no provenance)")
    if any(one.fulltext_allowed for one in document.provenances):
        return
    source_texts = (text for text in document.texts if text.telling is Telling.SOURCE)
    if isinstance(document, Decision) and any(text.paragraphs for text in source_texts):
        raise InvalidDocument(document.id, "its licence does not allow keeping the full text")


def facts_of(document: Document) -> dict[str, str]:
    """Give the columns by which documents are counted and matched."""
    court = document.court if isinstance(document, Decision) else ""
    return {"kind": document.kind, "court": court, "date": str(document.date)}


def profile_of(row: Row[Any], keys: Iterable[str]) -> Profile:
    """Give what matching needs of a stored document, from its row and the keys it shares."""
    return Profile(
        article=row.kind == Article.kind,
        court=row.court,
        date=PartialDate.parse(row.date),
        keys=frozenset(keys),
    )


def part_rows(owner: str, held: Sequence[Part], body: str | None) -> list[dict[str, Any]]:
    """Give the rows of a document's parts; ``body`` is the version just written, if one was."""
    rows = []
    for position, part in enumerate(held):
        own, digest = encode(part.document)
        rows.append(
            {
                "document_id": owner,
                "record": part.record,
                "languages": part.languages,
                "position": position,
                "content_hash": digest,
                "body": None if own == body else own,
            }
        )
    return rows


def read_parts(connection: Connection, ids: Sequence[str]) -> tuple[Part, ...]:
    """Give the parts of documents, documents in the order given."""
    query = (
        select(parts, versions.c.body.label("whole"))
        .join(documents, documents.c.id == parts.c.document_id)
        .join(versions, CURRENT)
        .where(parts.c.document_id.in_(ids))
    )
    rows = sorted(
        connection.execute(query), key=lambda row: (ids.index(row.document_id), row.position)
    )
    return tuple(
        Part(row.record, row.languages, document_from_json(row.body or row.whole)) for row in rows
    )


def sources_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Give a document's sources with the newest time of retrieval from each."""
    newest: dict[str, str] = {}
    for one in document.provenances:
        newest[one.source] = max(newest.get(one.source, ""), stamp(one.retrieved_at))
    return tuple(newest.items())


def source_rows(owner: str, sources: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Give the rows of a document's sources."""
    return [
        {"document_id": owner, "source": source, "retrieved_at": time} for source, time in sources
    ]
