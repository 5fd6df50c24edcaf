"""Writing a document that the corpus knows: a new version, a merge, or the same again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update

from crawler.corpus_names import is_citation, names_of
from crawler.corpus_pages import add_pages, forget_pages
from crawler.corpus_parts import Part, join, redact, renew
from crawler.corpus_rows import (
    Entry,
    facts_of,
    part_rows,
    read_parts,
    source_rows,
    sources_of,
)
from crawler.corpus_schema import (
    aliases,
    document_sources,
    documents,
    names,
    parts,
    raw_pages,
    stored_annotations,
    tag_checks,
    tag_reports,
    versions,
)
from crawler.corpus_values import ChangeAction, Put, PutAction
from crawler.document_codec import encode


@dataclass(frozen=True, slots=True)
class Home:
    """A stored document that an arriving one turns out to be."""

    id: str
    number: int
    sequence: int
    content_hash: str


class History(Protocol):
    """What rewriting needs of the writer."""

    connection: Connection

    def change(self, owner: str, action: ChangeAction) -> int:
        """Add an entry to the history and give its number."""

    def add_version(
        self,
        owner: str,
        number: int,
        *,
        content_hash: str,
        body: str,
    ) -> int:
        """Add a version and its change; gives the change's sequence number."""

    def flush(self) -> None:
        """Write what waits."""


def rewrite(writer: History, entry: Entry, homes: Sequence[Home], *, redact_history: bool) -> Put:
    """Write a document over the stored ones that it is; the first of them keeps its id."""
    connection, home, absorbed = writer.connection, homes[0], homes[1:]
    if not absorbed and not redact_history and _known(connection, home, entry):
        return Put(home.id, PutAction.UNCHANGED, home.number, home.sequence)
    held = read_parts(connection, [each.id for each in homes])
    known = _aliases_of(connection, homes)
    after = (redact if redact_history else renew)(held, entry.part)
    document = join(home.id, after, known)
    body, digest = encode(document)
    put = Put(home.id, PutAction.UNCHANGED, home.number, home.sequence)
    for other in absorbed:
        _absorb(writer, home, other)
    if digest != home.content_hash or absorbed:
        number = (_last_number(connection, home.id) if absorbed else home.number) + 1
        sequence = writer.add_version(home.id, number, content_hash=digest, body=body)
        joined = absorbed or entry.ids[0] not in {home.id, *known}
        action = PutAction.MERGED if joined else PutAction.CHANGED
        put = Put(home.id, action, number, sequence)
    row = {"number": put.number, "sequence": put.sequence, "content_hash": digest}
    connection.execute(
        update(documents).where(documents.c.id == home.id).values(row | facts_of(document))
    )
    written = None if put.action is PutAction.UNCHANGED else body
    _replace(connection, parts, home.id, part_rows(home.id, after, written))
    _replace(connection, document_sources, home.id, source_rows(home.id, sources_of(document)))
    writer.flush()
    if redact_history:
        _forget(connection, put, digest, entry)
    _add_names(connection, home.id, _names(after) | names_of(document))
    _add_aliases(connection, home.id, document.aliases)
    add_pages(connection, home.id, entry.pages)
    return put


def _known(connection: Connection, home: Home, entry: Entry) -> bool:
    """Tell whether the very same record was stored before."""
    query = select(parts.c.content_hash).where(
        parts.c.document_id == home.id,
        parts.c.record == entry.record,
        parts.c.languages == entry.languages,
    )
    return connection.execute(query).scalar_one_or_none() == entry.content_hash


def _names(held: Iterable[Part]) -> frozenset[str]:
    """Every source's citation leads to the document, not only the one that is shown."""
    return frozenset(name for part in held for name in names_of(part.document))


def _aliases_of(connection: Connection, homes: Sequence[Home]) -> frozenset[str]:
    ids = [each.id for each in homes]
    query = select(aliases.c.alias).where(aliases.c.document_id.in_(ids))
    return frozenset((*connection.execute(query).scalars(), *ids)) - {homes[0].id}


def _absorb(writer: History, home: Home, other: Home) -> None:
    """Make a stored document part of an older one: its history goes on under the other id."""
    connection = writer.connection
    last = _last_number(connection, home.id)
    connection.execute(
        update(versions)
        .where(versions.c.document_id == other.id)
        .values(document_id=home.id, number=versions.c.number + last)
    )
    _move(connection, names, home.id, other.id)
    _move(connection, raw_pages, home.id, other.id)
    connection.execute(
        update(aliases).where(aliases.c.document_id == other.id).values(document_id=home.id)
    )
    for table in (tag_checks, tag_reports):
        connection.execute(
            update(table).where(table.c.document_id == other.id).values(document_id=home.id)
        )
    connection.execute(delete(documents).where(documents.c.id == other.id))
    writer.change(other.id, ChangeAction.MERGED)


def _move(connection: Connection, table: Table, home: str, other: str) -> None:
    """Give rows to another document, but for those that it has already."""
    twin = table.alias()
    keys = [column.name for column in table.primary_key if column.name != "document_id"]
    shared = and_(twin.c.document_id == home, *(twin.c[name] == table.c[name] for name in keys))
    twice = select(twin.c.document_id).where(shared).exists()
    connection.execute(delete(table).where(table.c.document_id == other, twice))
    connection.execute(update(table).where(table.c.document_id == other).values(document_id=home))


def _forget(connection: Connection, put: Put, content_hash: str, entry: Entry) -> None:
    """Delete every earlier word: versions, pages, annotations, citations that name parties.

    What people decided of tags stays, without the words they quoted and wrote.
    """
    connection.execute(
        update(versions)
        .where(versions.c.document_id == put.id, versions.c.number != put.number)
        .values(body=None)
    )
    forget_pages(connection, put.id, keep=entry.pages)
    connection.execute(
        delete(stored_annotations).where(
            stored_annotations.c.document_id == put.id,
            stored_annotations.c.content_hash != content_hash,
        )
    )
    checks = update(tag_checks).where(tag_checks.c.document_id == put.id)
    connection.execute(checks.values(note="", evidence=""))
    reports = update(tag_reports).where(tag_reports.c.document_id == put.id)
    connection.execute(reports.values(remark=""))
    query = select(names.c.name).where(names.c.document_id == put.id)
    citations = [name for name in connection.execute(query).scalars() if is_citation(name)]
    connection.execute(
        delete(names).where(names.c.document_id == put.id, names.c.name.in_(citations))
    )


def _replace(connection: Connection, table: Table, owner: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(delete(table).where(table.c.document_id == owner))
    if rows:
        connection.execute(insert(table), rows)


def _add_names(connection: Connection, owner: str, wanted: frozenset[str]) -> None:
    """Add names; those once learned stay, since links were made with them."""
    query = select(names.c.name).where(names.c.document_id == owner)
    new = sorted(wanted - set(connection.execute(query).scalars()))
    if new:
        connection.execute(insert(names), [{"name": each, "document_id": owner} for each in new])


def _add_aliases(connection: Connection, owner: str, wanted: tuple[str, ...]) -> None:
    """Lead ids here, those too that led to a removed document."""
    if wanted:
        connection.execute(delete(aliases).where(aliases.c.alias.in_(wanted)))
        rows = [{"alias": each, "document_id": owner} for each in wanted]
        connection.execute(insert(aliases), rows)


def _last_number(connection: Connection, owner: str) -> int:
    query = select(func.max(versions.c.number)).where(versions.c.document_id == owner)
    return connection.execute(query).scalar_one() or 0
