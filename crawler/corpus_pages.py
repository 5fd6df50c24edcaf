"""Raw pages in the corpus: each body once, however many documents were read from it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from crawler.corpus_schema import page_bodies, raw_pages
from crawler.raw_page import RawPage

_LEVEL: Final = 3
"""Of zlib: a third of the time of level 6, for 4 % more bytes (13 kB of text)."""


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page as the corpus keeps it."""

    digest: str
    """SHA-256, hexadecimal, of the body as it was fetched."""
    packed: bytes
    """The body, compressed with zlib."""
    url: str
    fetched_at: str
    """As :func:`stamp` writes it."""
    media_type: str
    status: int
    headers: str
    """JSON."""


Pages = tuple[PackedPage, ...]


def stamp(time: datetime) -> str:
    """Give a time as the corpus keeps it: ISO 8601, UTC, microseconds."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def pack(pages: Iterable[RawPage]) -> Pages:
    """Pack pages, each address and body once."""
    found = {}
    for page in pages:
        digest = hashlib.sha256(page.body).hexdigest()
        found[page.url, digest] = PackedPage(
            digest=digest,
            packed=zlib.compress(page.body, _LEVEL),
            url=page.url,
            fetched_at=stamp(page.fetched_at),
            media_type=page.media_type,
            status=page.status,
            headers=json.dumps(page.headers),
        )
    return tuple(found.values())


def page_rows(owner: str, pages: Pages) -> list[dict[str, Any]]:
    """Give the rows that tie a document to its pages."""
    return [
        {
            "document_id": owner,
            "url": page.url,
            "digest": page.digest,
            "fetched_at": page.fetched_at,
            "media_type": page.media_type,
            "status": page.status,
            "headers": page.headers,
        }
        for page in pages
    ]


def body_rows(pages: Pages, known: Collection[str]) -> list[dict[str, Any]]:
    """Give the rows of the bodies whose digests are not known."""
    new = {page.digest: page.packed for page in pages if page.digest not in known}
    return [{"digest": digest, "body": packed} for digest, packed in new.items()]


def add_pages(connection: Connection, owner: str, pages: Pages) -> None:
    """Keep those pages of a document that are not kept already."""
    if not pages:
        return
    digests = [page.digest for page in pages]
    query = select(page_bodies.c.digest).where(page_bodies.c.digest.in_(digests))
    bodies = body_rows(pages, set(connection.execute(query).scalars()))
    if bodies:
        connection.execute(insert(page_bodies), bodies)
    tied = select(raw_pages.c.url, raw_pages.c.digest).where(raw_pages.c.document_id == owner)
    known = {(row.url, row.digest) for row in connection.execute(tied)}
    rows = [row for row in page_rows(owner, pages) if (row["url"], row["digest"]) not in known]
    if rows:
        connection.execute(insert(raw_pages), rows)


def forget_pages(connection: Connection, owner: str, *, keep: Pages = ()) -> None:
    """Delete the bodies of a document's pages, but for those to keep.

    A page that other documents were read from goes for them too: a page of search results has
    the words of each decision it lists.
    """
    kept = [page.digest for page in keep]
    own = select(raw_pages.c.digest).where(raw_pages.c.document_id == owner)
    gone = page_bodies.c.digest.in_(own) & page_bodies.c.digest.not_in(kept)
    connection.execute(delete(page_bodies).where(gone))


def page_urls(connection: Connection, part: str) -> tuple[str, ...]:
    """Give the addresses of the pages kept whose address contains a text."""
    query = select(raw_pages.c.url).where(raw_pages.c.url.contains(part, autoescape=True))
    return tuple(connection.execute(query.distinct()).scalars())


def read_pages(connection: Connection, owner: str) -> tuple[RawPage, ...]:
    """Give the pages kept of a document, in the order in which they were fetched."""
    query = select(raw_pages, page_bodies.c.body).join(page_bodies)
    ordered = query.where(raw_pages.c.document_id == owner).order_by(
        raw_pages.c.fetched_at, raw_pages.c.url, raw_pages.c.digest
    )
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
