"""Making a corpus ready for use, and finding what is wrong with one."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from crawler.corpus_dialect import Database
from crawler.corpus_names import chunks
from crawler.corpus_rows import CURRENT
from crawler.corpus_schema import (
    METADATA,
    SCHEMA_VERSION,
    aliases,
    changes,
    counters,
    create,
    documents,
    found_version,
    migrate,
    parts,
    tables_found,
    tombstones,
    versions,
)
from crawler.document_codec import content_hash, document_from_json
from crawler.errors import CorpusError, CorpusTooNew, CorpusUnavailable, NotACorpus


def make_ready(database: Database) -> None:
    """Make the corpus where there is none, migrate an older one, refuse a newer one.

    A corpus opened to read only is used as it is, and refused when it is older: it could not be
    brought up to date.
    """
    try:
        if database.readonly:
            _check_readable(database)
        elif _version(database, missing_is_fine=True) != SCHEMA_VERSION:
            database.prepare()
            _create_or_migrate(database)
    except CorpusError:
        database.close()
        raise


def _check_readable(database: Database) -> None:
    found = _version(database, missing_is_fine=False)
    if found is None:
        raise NotACorpus(database.where, "it holds no corpus")
    _refuse_newer(database, found)
    if found < SCHEMA_VERSION:
        raise CorpusUnavailable(
            database.where,
            f"its schema is version {found}, this program needs {SCHEMA_VERSION}; open it once "
            "with the right to write (jurisocial status), and it is brought up to date",
        )


def _version(database: Database, *, missing_is_fine: bool) -> int | None:
    if missing_is_fine and database.is_sqlite and not os.path.exists(database.path):
        return None
    with database.reading() as connection:
        return found_version(connection)


def _create_or_migrate(database: Database) -> None:
    with database.writing() as connection:
        found = found_version(connection)
        if found is not None:
            _refuse_newer(database, found)
            migrate(connection, found)
        elif database.is_sqlite and tables_found(connection):
            raise NotACorpus(database.where, "it is the database of another program")
        else:
            create(connection)


def _refuse_newer(database: Database, found: int) -> None:
    if found > SCHEMA_VERSION:
        raise CorpusTooNew(database.where, found, SCHEMA_VERSION)


def check(database: Database) -> tuple[str, ...]:
    """Give a sentence for each thing found wrong with a corpus; none when all is well."""
    found = list(database.faults())
    with database.reading() as connection:
        missing = {table.name for table in METADATA.sorted_tables} - tables_found(connection)
        if missing:
            return (*found, f"tables are missing: {', '.join(sorted(missing))}")
        found += _counting_faults(connection)
    found += _unreadable(database)
    return tuple(found)


def _counting_faults(connection: Connection) -> Iterator[str]:
    last = select(func.max(changes.c.sequence))
    counted = select(counters.c.value).where(counters.c.name == "sequence")
    if (connection.execute(last).scalar_one() or 0) > connection.execute(counted).scalar_one():
        yield "the sequence number is behind the last change"
    both = select(documents.c.id).join(aliases, aliases.c.alias == documents.c.id)
    for each in connection.execute(both).scalars():
        yield f"“{each}” is a document and an alias at once"
    closed = tombstones.c.lifted_at.is_(None)
    back = select(documents.c.id).join(tombstones, tombstones.c.document_id == documents.c.id)
    for each in connection.execute(back.where(closed)).scalars():
        yield f"“{each}” was removed and is there again"
    bare = select(documents.c.id).where(documents.c.id.not_in(select(parts.c.document_id)))
    for each in connection.execute(bare).scalars():
        yield f"“{each}” has lost its sources' records"


def _unreadable(database: Database) -> Iterator[str]:
    with database.reading() as connection:
        ids = list(connection.execute(select(documents.c.id).order_by(documents.c.id)).scalars())
    query = select(documents, versions.c.body).join(versions, CURRENT, isouter=True)
    for group in chunks(ids):
        with database.reading() as connection:
            rows = connection.execute(query.where(documents.c.id.in_(group))).all()
        for row in rows:
            fault = _fault(row.body, row.content_hash)
            if fault:
                yield f"“{row.id}” {fault}"


def _fault(body: str | None, digest: str) -> str:
    if body is None:
        return "has lost its current version"
    try:
        document = document_from_json(body)
    except CorpusError as wrong:
        return f"cannot be read: {wrong}"
    return "" if content_hash(document) == digest else "differs from its hash"
