"""Documents, parts and pages as rows, and rows as documents, parts and pages."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from crawler.corpus_names import names_of
from crawler.corpus_parts import Part
from crawler.corpus_schema import documents, parts, raw_pages, versions
from crawler.document_codec import document_from_json, encode
from crawler.errors import InvalidDocument
from crawler.matching import Profile
from crawler.model import Article, Decision, Document, PartialDate, Telling
from crawler.raw_page import RawPage

CURRENT = and_(documents.c.id == versions.c.document_id, documents.c.number == versions.c.number)
"""Joins a document to its current version."""


def stamp(time: datetime) -> str:
    """Give a time as the corpus keeps it: ISO 8601, UTC, microseconds."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to write, with its canonical form and its pages."""

    part: Part
    body: str
    content_hash: str
    pages: tuple[RawPage, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, document: Document, pages: Iterable[RawPage]) -> Entry:
        """Check a document and encode it; pages that no licence allows to keep are left out.

        Raises :class:`crawler.errors.InvalidDocument` when it may not or cannot be kept.
        """
        _check(document)
        body, digest = encode(document)
        allowed = any(one.fulltext_allowed for one in document.provenances)
        kept = tuple(pages) if allowed else ()
        return cls(Part.of(document), body, digest, kept, names_of(document))

    @property
    def document(self) -> Document:
        """What its source says."""
        return self.part.document

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids by which it may be known already."""
        return (self.document.id, *self.document.aliases)


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


def read_parts(connection: Connection, ids: Sequence[str]) -> list[tuple[Part, str]]:
    """Give the parts of documents and their hashes, documents in the order given."""
    query = (
        select(parts, versions.c.body.label("whole"))
        .join(documents, documents.c.id == parts.c.document_id)
        .join(versions, CURRENT)
        .where(parts.c.document_id.in_(ids))
    )
    rows = sorted(
        connection.execute(query), key=lambda row: (ids.index(row.document_id), row.position)
    )
    return [
        (
            Part(row.record, row.languages, document_from_json(row.body or row.whole)),
            row.content_hash,
        )
        for row in rows
    ]


def source_rows(document: Document) -> list[dict[str, str]]:
    """Give a document's sources with the newest time of retrieval from each."""
    newest: dict[str, str] = {}
    for one in document.provenances:
        newest[one.source] = max(newest.get(one.source, ""), stamp(one.retrieved_at))
    return [
        {"document_id": document.id, "source": source, "retrieved_at": time}
        for source, time in newest.items()
    ]


def digest_of(page: RawPage) -> str:
    """Give the SHA-256, hexadecimal, of a page's bytes."""
    return hashlib.sha256(page.body).hexdigest()


def page_rows(owner: str, pages: Iterable[RawPage]) -> list[dict[str, Any]]:
    """Give the rows of a document's pages, each page once."""
    rows = {
        (page.url, digest_of(page)): {
            "document_id": owner,
            "url": page.url,
            "digest": digest_of(page),
            "fetched_at": stamp(page.fetched_at),
            "media_type": page.media_type,
            "status": page.status,
            "headers": json.dumps(page.headers),
            "body": zlib.compress(page.body, 6),
        }
        for page in pages
    }
    return list(rows.values())


def read_pages(connection: Connection, owner: str) -> tuple[RawPage, ...]:
    """Give the pages kept of a document, in the order in which they were fetched."""
    query = select(raw_pages).where(raw_pages.c.document_id == owner)
    ordered = query.order_by(raw_pages.c.fetched_at, raw_pages.c.url, raw_pages.c.digest)
    return tuple(
        RawPage(
            url=row.url,
            fetched_at=datetime.fromisoformat(row.fetched_at),
            media_type=row.media_type,
            body=zlib.decompress(row.body),
            status=row.status,
            headers=tuple((name, value) for name, value in json.loads(row.headers)),
        )
        for row in connection.execute(ordered)
    )
