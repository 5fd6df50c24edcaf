"""Writing to the embedded engine: a new generation, or changes to the serving one.

tantivy-py's own ``with`` block commits even when the block raises, and swallows the errors of the
commit; so commit and rollback are called here, and what was committed is counted.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import tantivy

from indexer.engine import embedded_schema, embedded_store
from indexer.engine.base import Generation
from indexer.engine.embedded_queries import any_value, count
from indexer.engine.embedded_reading import rows
from indexer.engine.sidecar.store import Writer
from indexer.errors import BuildFailed, IndexMissing, IndexOutdated
from indexer.record import IndexRecord

BUILD_MEMORY = 128_000_000
"""Bytes that a build's writer may fill, over its threads (tantivy wants 15 MB a thread)."""
UPDATE_MEMORY = 50_000_000
"""Bytes that an update's writer may fill, in its one thread."""


class EmbeddedBuild:
    """A generation being written: see :class:`indexer.engine.base.Build`."""

    def __init__(self, place: Path, *, fingerprint: str, sequence: int) -> None:
        self._place = place
        self._held = contextlib.ExitStack()
        self._held.enter_context(embedded_store.writing(place))
        self._fingerprint = fingerprint
        self._ids: set[str] = set()
        try:
            with embedded_store.told(place):
                embedded_store.drop_others(place, embedded_store.serving_name(place))
                self._name = embedded_store.free_name(
                    place, sequence=sequence, fingerprint=fingerprint
                )
                folder = embedded_store.index_folder(place, self._name)
                folder.mkdir(parents=True)
                self._index = create_index(folder)
                self._sidecar = Writer(embedded_store.sidecar_folder(place, self._name))
                self._writer = self._index.writer(BUILD_MEMORY, min(4, os.cpu_count() or 1))
        except BaseException:
            self._held.close()
            raise

    def add(self, records: Iterable[IndexRecord]) -> int:
        """Write records (a record replaces an earlier one of the same id); return how many.

        Raises :class:`indexer.errors.BuildFailed` for a record that the table does not allow; the
        others of the call up to it are written.
        """
        written = 0
        for record in records:
            streams = embedded_schema.fit(record)
            with embedded_store.told(self._place):
                if record.id in self._ids:
                    self._writer.delete_documents_by_term(embedded_schema.ID, record.id)
                row = self._sidecar.add(record, streams)
                made = embedded_schema.document(record, row, streams)
                self._writer.add_document(made)
            self._ids.add(record.id)
            written += 1
        return written

    def publish(self, *, sequence: int) -> Generation:
        """Check the generation against what was added, swap it in atomically, drop the old."""
        try:
            with embedded_store.told(self._place):
                self._sidecar.keep()
                self._writer.commit()
                self._writer.wait_merging_threads()
                self._index.reload()
                found = self._index.searcher().num_docs
            if found != len(self._ids):
                raise BuildFailed(f"{len(self._ids)} documents were written, {found} are in it")
            made = Generation(self._name, self._fingerprint, found, sequence, now())
            with embedded_store.told(self._place):
                embedded_store.write_generation(self._place, made)
                embedded_store.serve(self._place, made.name)
                embedded_store.drop_others(self._place, made.name)
        except BaseException:
            self.abandon()
            raise
        self._held.close()
        return made

    def abandon(self) -> None:
        """Delete what was written; the old generation goes on serving."""
        if embedded_store.serving_name(self._place) != self._name:
            with contextlib.suppress(ValueError, RuntimeError):  # it may be what failed
                self._writer.rollback()
            folder = self._place / "generations" / self._name
            shutil.rmtree(folder, ignore_errors=True)
        self._held.close()


def update(
    place: Path, records: Iterable[IndexRecord], *, removed: Iterable[str], sequence: int
) -> Generation:
    """Replace and remove documents of the serving generation in one commit.

    Killed between the commit and the writing of ``sequence``, the same changes are written again
    the next time, to the same effect.

    Raises :class:`indexer.errors.IndexMissing`, :class:`indexer.errors.IndexOutdated`,
    :class:`indexer.errors.EngineUnavailable`, :class:`indexer.errors.BuildFailed`.
    """
    with embedded_store.writing(place):
        name = embedded_store.serving_name(place)
        if name is None:
            raise IndexMissing(str(place))
        with embedded_store.told(place):
            embedded_store.drop_others(place, name)
            stored = embedded_store.read_generation(place, name)
            if stored.layout != embedded_schema.layout():
                raise IndexOutdated(str(place), stored.layout, embedded_schema.layout())
            index = embedded_schema.register(
                tantivy.Index.open(str(embedded_store.index_folder(place, name)))
            )
            writer = index.writer(UPDATE_MEMORY, 1)
            # A writer killed in a commit leaves the file of deletions that the same commit, tried
            # again, would write: tantivy 0.27 then refuses every commit with FileAlreadyExists.
            writer.garbage_collect_files()
            sidecar = Writer(embedded_store.sidecar_folder(place, name))
            before = index.searcher()
        changes = _Changes(place, writer, sidecar, functools.partial(rows, before))
        added, gone = changes.write(records, removed)
        with embedded_store.told(place):
            index.reload()
            searcher = index.searcher()
        found = count(searcher, any_value(index.schema, embedded_schema.ID, added | gone))
        if found != len(added):
            raise BuildFailed(f"{len(added)} documents were replaced, {found} are in it")
        made = replace(stored.generation, documents=searcher.num_docs, sequence=sequence)
        with embedded_store.told(place):
            embedded_store.write_generation(place, made)
        return made


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes to the serving generation on their way into both of its parts."""

    place: Path
    writer: tantivy.IndexWriter
    sidecar: Writer
    alive: Callable[[], list[int]]
    """The rows that readers of the last commit may ask for."""

    def write(
        self, records: Iterable[IndexRecord], removed: Iterable[str]
    ) -> tuple[set[str], set[str]]:
        """Write and commit, or roll back; the ids that now are there, and those that are not."""
        added: set[str] = set()
        gone = set(removed)
        try:
            for each in gone:
                self.writer.delete_documents_by_term(embedded_schema.ID, each)
            for record in records:
                streams = embedded_schema.fit(record)
                self.writer.delete_documents_by_term(embedded_schema.ID, record.id)
                with embedded_store.told(self.place):
                    row = self.sidecar.add(record, streams)
                    made = embedded_schema.document(record, row, streams)
                self.writer.add_document(made)
                added.add(record.id)
            with embedded_store.told(self.place):
                self.sidecar.keep(self.alive)
                self.writer.commit()
        except BaseException:
            with contextlib.suppress(ValueError, RuntimeError, OSError):
                self.sidecar.discard()
                self.writer.rollback()
            raise
        finally:
            with embedded_store.told(self.place):
                self.writer.wait_merging_threads()
        return added, gone - added


def create_index(folder: Path) -> tantivy.Index:
    """An empty index of this layout in an empty folder."""
    index = tantivy.Index(embedded_schema.schema(), path=str(folder))
    return embedded_schema.register(index)


def now() -> str:
    """The time as generations print it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
