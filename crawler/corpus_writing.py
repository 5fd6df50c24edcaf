"""Writing documents into the corpus, within one transaction of its one writer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from crawler.corpus_names import canonical, chunks
from crawler.corpus_pages import body_rows, page_rows, stamp
from crawler.corpus_parts import join
from crawler.corpus_rewriting import Home, rewrite
from crawler.corpus_rows import Entry, profile_of, source_rows
from crawler.corpus_schema import (
    aliases,
    changes,
    counters,
    document_sources,
    documents,
    names,
    page_bodies,
    parts,
    raw_pages,
    sealed_names,
    tombstones,
    versions,
)
from crawler.corpus_values import ChangeAction, Put, PutAction
from crawler.document_codec import encode
from crawler.matching import PUBLISHER_KEY, Profile

_ORDER: Final = (
    documents,
    versions,
    parts,
    names,
    aliases,
    document_sources,
    page_bodies,
    raw_pages,
    changes,
)
"""Tables whose rows wait to be written together, owners first."""


class Writer:
    """One transaction's worth of writing. Rows of new documents wait and go in together."""

    def __init__(self, connection: Connection) -> None:
        """Write through a connection that holds the writer's lock."""
        self.connection = connection
        self.now = stamp(datetime.now(UTC))
        query = select(counters.c.value).where(counters.c.name == "sequence")
        self._sequence: int = connection.execute(query).scalar_one()
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._taken: set[str] = set()
        self._bodies: set[str] = set()

    def foresee(self, entries: Sequence[Entry]) -> None:
        """Learn at once which ids and names of these are taken, so that new ones go fast."""
        ids = {each for entry in entries for each in entry.ids}
        keys = {name for entry in entries for name in entry.names}
        for column, wanted in (
            (documents.c.id, ids),
            (aliases.c.alias, ids),
            (versions.c.document_id, ids),
            (names.c.name, keys),
            (sealed_names.c.name, keys),
        ):
            for group in chunks(sorted(wanted)):
                query = select(column).where(column.in_(group)).distinct()
                self._taken.update(self.connection.execute(query).scalars())
        digests = {page.digest for entry in entries for page in entry.pages}
        for group in chunks(sorted(digests)):
            found = select(page_bodies.c.digest).where(page_bodies.c.digest.in_(group))
            self._bodies.update(self.connection.execute(found).scalars())

    def put(self, entry: Entry, *, redact_history: bool = False) -> Put:
        """Write one document, which :meth:`foresee` must have seen."""
        marks = {*entry.ids, *entry.names}
        fresh = self._taken.isdisjoint(marks)
        self._taken |= marks
        if fresh:
            return self._create(entry, entry.ids[0], 1)
        self.flush()
        homes = self._homes(entry)
        if homes:
            put = rewrite(self, entry, homes, redact_history=redact_history)
            self._taken.add(put.id)
            if put.action is not PutAction.UNCHANGED:
                self._bodies.update(page.digest for page in entry.pages)
            return put
        refused = self._refusal(entry)
        if refused is not None:
            return Put(refused, PutAction.REFUSED, 0, 0)
        owner = canonical(self.connection, entry.ids[0])
        return self._create(entry, owner, self._last_number(owner) + 1)

    def finish(self) -> None:
        """Write what waits, and the last sequence number."""
        self.flush()
        counter = update(counters).where(counters.c.name == "sequence")
        self.connection.execute(counter.values(value=self._sequence))

    def flush(self) -> None:
        """Write what waits."""
        for table in _ORDER:
            rows = self._waiting.pop(table, None)
            if rows:
                self.connection.execute(insert(table), rows)

    def add(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Let rows wait to be written."""
        self._waiting[table].extend(rows)

    def change(self, owner: str, action: ChangeAction) -> int:
        """Add an entry to the history and give its number."""
        self._sequence += 1
        self.add(
            changes,
            [{"sequence": self._sequence, "document_id": owner, "action": action.value}],
        )
        return self._sequence

    def add_version(
        self,
        owner: str,
        number: int,
        *,
        content_hash: str,
        body: str,
    ) -> int:
        """Add a version and its change; gives the change's sequence number."""
        sequence = self.change(owner, ChangeAction.PUT)
        row = {"document_id": owner, "number": number, "sequence": sequence, "stored_at": self.now}
        self.add(versions, [row | {"content_hash": content_hash, "body": body}])
        return sequence

    def _create(self, entry: Entry, owner: str, number: int) -> Put:
        body, digest, others, own = entry.body, entry.content_hash, entry.ids[1:], None
        if owner != entry.ids[0] or owner in others:
            document = join(owner, (entry.part,), ())
            body, digest = encode(document)
            others, own = document.aliases, entry.body
        sequence = self.add_version(owner, number, content_hash=digest, body=body)
        row = {"id": owner, "created": sequence, "number": number, "sequence": sequence}
        self.add(documents, [row | {"content_hash": digest} | dict(entry.facts)])
        part = {"document_id": owner, "record": entry.record, "position": 0}
        part |= {"languages": entry.languages, "content_hash": entry.content_hash}
        self.add(parts, [part | {"body": own}])
        self.add(names, [{"name": name, "document_id": owner} for name in sorted(entry.names)])
        self._add_aliases(owner, others)
        self.add(document_sources, source_rows(owner, entry.sources))
        self.add(page_bodies, body_rows(entry.pages, self._bodies))
        self._bodies.update(page.digest for page in entry.pages)
        self.add(raw_pages, page_rows(owner, entry.pages))
        return Put(owner, PutAction.NEW, number, sequence)

    def _add_aliases(self, owner: str, wanted: tuple[str, ...]) -> None:
        """Lead ids here, those too that led to a removed document."""
        if wanted:
            self.connection.execute(delete(aliases).where(aliases.c.alias.in_(wanted)))
            self.add(aliases, [{"alias": each, "document_id": owner} for each in wanted])

    def _homes(self, entry: Entry) -> tuple[Home, ...]:
        """Give the stored documents that this is, the oldest first."""
        known = [canonical(self.connection, each) for each in entry.ids]
        query = select(documents).where(documents.c.id.in_(known))
        found = {row.id: row for row in self.connection.execute(query)}
        profile = Profile.of(entry.document)
        shared = self._sharing(names, profile)
        query = select(documents).where(documents.c.id.in_(sorted(shared.keys() - found.keys())))
        for row in self.connection.execute(query):
            if profile_of(row, shared[row.id]).same(profile):
                found[row.id] = row
        ordered = sorted(found.values(), key=lambda row: row.created)
        return tuple(Home(row.id, row.number, row.sequence, row.content_hash) for row in ordered)

    def _refusal(self, entry: Entry) -> str | None:
        """Give the id of the removed document that this is."""
        closed = select(tombstones).where(tombstones.c.lifted_at.is_(None))
        known = [canonical(self.connection, each) for each in entry.ids]
        rows: list[Row[Any]] = list(
            self.connection.execute(closed.where(tombstones.c.document_id.in_(known)))
        )
        profile = Profile.of(entry.document)
        shared = self._sharing(sealed_names, profile)
        query = closed.where(tombstones.c.document_id.in_(sorted(shared)))
        rows += [
            row
            for row in self.connection.execute(query)
            if profile_of(row, shared[row.document_id]).same(profile)
        ]
        return str(rows[0].document_id) if rows else None

    def _sharing(self, table: Table, profile: Profile) -> dict[str, set[str]]:
        """Give the documents that share an identifier, each with the keys shared.

        Their publisher's own keys come along, shared or not: they may keep two apart.
        """
        shared: dict[str, set[str]] = defaultdict(set)
        for group in chunks(sorted(profile.keys)):
            query = select(table.c.document_id, table.c.name).where(table.c.name.in_(group))
            for row in self.connection.execute(query):
                shared[row.document_id].add(row.name)
        for group in chunks(sorted(shared)):
            query = select(table.c.document_id, table.c.name).where(
                table.c.document_id.in_(group), table.c.name.startswith(f"{PUBLISHER_KEY}:")
            )
            for row in self.connection.execute(query):
                shared[row.document_id].add(row.name)
        return shared

    def _last_number(self, owner: str) -> int:
        query = select(func.max(versions.c.number)).where(versions.c.document_id == owner)
        return self.connection.execute(query).scalar_one() or 0
