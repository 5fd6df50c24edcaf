"""The corpus's tables, their version, and the steps that bring an older corpus up to it.

Written for every database that SQLAlchemy speaks to; what differs between SQLite and PostgreSQL
is in :mod:`crawler.corpus_dialect`. Times are ISO 8601 in UTC with microseconds, as text, so that
they sort and compare alike everywhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
    update,
)

SCHEMA_VERSION: Final = 4
"""What this program writes. A corpus with a higher number is refused, a lower one migrated."""

METADATA: Final = MetaData()


def _document_id(*, primary: bool = True) -> Column[str]:
    owner = ForeignKey("documents.id", ondelete="CASCADE")
    return Column("document_id", String, owner, primary_key=primary, nullable=False)


counters: Final = Table(
    "counters",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""``schema``: the version of these tables. ``sequence``: the last change; locked by writers.
``identity``: which corpus this is, a random number of 63 bits (:func:`mint_identity`).
``reports``: the number of the last report."""

documents: Final = Table(
    "documents",
    METADATA,
    Column("id", String, primary_key=True),
    Column("created", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("court", String, nullable=False),
    Column("date", String, nullable=False),
)
"""One row for each document that can be read. ``number`` is its current version."""

versions: Final = Table(
    "versions",
    METADATA,
    Column("document_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("stored_at", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("body", Text),
)
"""History. Rows outlive their document; ``body`` is null when the words had to be forgotten."""

parts: Final = Table(
    "parts",
    METADATA,
    _document_id(),
    Column("record", String, primary_key=True),
    Column("languages", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("body", Text),
)
"""What each source's record says; merged, they are the document.

``body`` is null when the document's current version is this part and nothing else, as it is for
nearly all of them.
"""

names: Final = Table(
    "names",
    METADATA,
    Column("name", String, primary_key=True),
    _document_id(),
    Index("names_of_document", "document_id"),
)
"""Keys of identifiers, folded citations and dockets; several documents may share one."""

aliases: Final = Table(
    "aliases",
    METADATA,
    Column("alias", String, primary_key=True),
    Column("document_id", String, nullable=False),
    Index("aliases_of_document", "document_id"),
)
"""Ids that once were other documents, those of removed documents included."""

document_sources: Final = Table(
    "document_sources",
    METADATA,
    _document_id(),
    Column("source", String, primary_key=True),
    Column("retrieved_at", String, nullable=False),
)

page_bodies: Final = Table(
    "page_bodies",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Bodies of pages, compressed with zlib, under the SHA-256 of what they were before."""

raw_pages: Final = Table(
    "raw_pages",
    METADATA,
    _document_id(),
    Column("url", String, primary_key=True),
    Column(
        "digest", String, ForeignKey("page_bodies.digest", ondelete="CASCADE"), primary_key=True
    ),
    Column("fetched_at", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Index("raw_pages_by_digest", "digest"),
)
"""Which pages a document was read from, as fetched."""

stored_annotations: Final = Table(
    "annotations",
    METADATA,
    _document_id(),
    Column("version", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("body", Text, nullable=False),
)

changes: Final = Table(
    "changes",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", String, nullable=False),
    Column("action", String, nullable=False),
    Index("changes_of_document", "document_id"),
)

tombstones: Final = Table(
    "tombstones",
    METADATA,
    Column("document_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("court", String, nullable=False),
    Column("date", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("removed_at", String, nullable=False),
    Column("lifted_at", String),
    Column("lifted_reason", Text, nullable=False, default=""),
)

sealed_names: Final = Table(
    "sealed_names",
    METADATA,
    Column("name", String, primary_key=True),
    Column("document_id", String, primary_key=True),
    Index("sealed_names_of_document", "document_id"),
)
"""Keys of the identifiers of removed documents, by which they are known if they come again."""

consumers: Final = Table(
    "consumers",
    METADATA,
    Column("consumer", String, primary_key=True),
    Column("claimed", BigInteger, nullable=False),
)
"""``claimed``: the last change handed out to a worker of this consumer."""

claims: Final = Table(
    "claims",
    METADATA,
    Column("consumer", String, primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger, nullable=False),
    Column("worker", String, nullable=False),
    Column("expires_at", String, nullable=False),
)
"""Ranges handed out and not finished."""


tag_checks: Final = Table(
    "tag_checks",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _document_id(primary=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("action", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("evidence", Text, nullable=False),
    Index("tag_checks_of_document", "document_id"),
)
"""What people said of tags; rows are added, never changed. ``sequence``: the change that tells
the indexer; the last row of a document, field and value counts."""

tag_reports: Final = Table(
    "tag_reports",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _document_id(primary=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("claim", String, nullable=False),
    Column("remark", Text, nullable=False),
    Column("reported_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_at", String),
    Column("decided_by", Text, nullable=False),
    Index("tag_reports_of_document", "document_id"),
    Index("tag_reports_by_state", "state"),
)
"""What readers reported, until somebody decides."""


def _add_claims(connection: Connection) -> None:
    """Let several workers share the changes (version 2)."""
    consumers.create(connection)
    claims.create(connection)


def _add_identity(connection: Connection) -> None:
    """Let a corpus be told from any other (version 3)."""
    connection.execute(counters.insert(), [{"name": "identity", "value": secrets.randbits(63)}])


def _add_people(connection: Connection) -> None:
    """Keep what people say of tags (version 4)."""
    tag_checks.create(connection)
    tag_reports.create(connection)
    _number_reports(connection)


def _number_reports(connection: Connection) -> None:
    connection.execute(counters.insert(), [{"name": "reports", "value": 0}])


MIGRATIONS: Final[Mapping[int, Callable[[Connection], None]]] = {
    2: _add_claims,
    3: _add_identity,
    4: _add_people,
}
"""The step that leads to each version from the one before it.

A step that creates a table as it is declared above must be written out in full when that table
changes; a test compares a migrated corpus with a new one.
"""


def create(connection: Connection) -> None:
    """Make the tables of a new corpus."""
    METADATA.create_all(connection)
    connection.execute(
        counters.insert(),
        [{"name": "schema", "value": SCHEMA_VERSION}, {"name": "sequence", "value": 0}],
    )
    _add_identity(connection)
    _number_reports(connection)


def mint_identity(connection: Connection) -> None:
    """Make this corpus another one than all before, for whoever remembers its sequence numbers.

    A corpus that was put back to an earlier state counts on from there: its numbers come again
    and mean other changes, so an index or a checkpoint may not take them for those it knows.
    """
    row = update(counters).where(counters.c.name == "identity")
    connection.execute(row.values(value=secrets.randbits(63)))


def identity(connection: Connection) -> str:
    """Give the identity of the corpus as 16 hexadecimal digits."""
    query = select(counters.c.value).where(counters.c.name == "identity")
    return f"{connection.execute(query).scalar_one():016x}"


def tables_found(connection: Connection) -> frozenset[str]:
    """Give the names of the tables that the database has."""
    return frozenset(inspect(connection).get_table_names())


def found_version(connection: Connection) -> int | None:
    """Give the schema version of the corpus; None where there is no corpus."""
    if counters.name not in tables_found(connection):
        return None
    query = select(counters.c.value).where(counters.c.name == "schema")
    return connection.execute(query).scalar_one_or_none()


def migrate(connection: Connection, found: int) -> None:
    """Bring an older corpus up to :data:`SCHEMA_VERSION`, within the caller's transaction."""
    for version in range(found + 1, SCHEMA_VERSION + 1):
        MIGRATIONS[version](connection)
        connection.execute(
            update(counters).where(counters.c.name == "schema").values(value=version)
        )
