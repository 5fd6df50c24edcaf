"""The corpus: every document, every version of it, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, select

from crawler import corpus_changes, corpus_health, corpus_names, corpus_removal, corpus_schema
from crawler.corpus_annotations import put_annotations, read_annotations
from crawler.corpus_backup import back_up, restore_into
from crawler.corpus_dialect import Database
from crawler.corpus_names import Spelling
from crawler.corpus_pages import page_urls, read_pages
from crawler.corpus_people import People
from crawler.corpus_rows import CURRENT, Entry, read_parts
from crawler.corpus_schema import document_sources, documents, versions
from crawler.corpus_values import (
    Change,
    ChangeRange,
    Put,
    SourceCount,
    StoredAnnotations,
    Tombstone,
    Version,
)
from crawler.corpus_writing import Writer
from crawler.document_codec import document_from_json
from crawler.errors import DocumentRemoved, UnknownDocument
from crawler.model import Document
from crawler.raw_page import RawPage


class Corpus:
    """All stored documents. One writer at a time, any number of readers beside it.

    May be shared by threads; open one in each process. Every method raises
    :class:`crawler.errors.CorpusUnavailable`, or one of its kinds, when the database fails; what
    was committed stays.
    """

    def __init__(self, database: Database) -> None:
        """Work on a prepared database; see :meth:`open`."""
        self._database = database
        self.people = People(database)
        """What people said of tags."""

    @classmethod
    def open(cls, url: str, *, readonly: bool = False, wait: float = 10.0) -> Self:
        """Open the corpus at a SQLAlchemy URL (``sqlite:////path/corpus.db``).

        Unless ``readonly``, it is made when it is not there, and migrated when it is older.
        ``wait`` is how many seconds to wait for another writer. Raises
        :class:`crawler.errors.CorpusTooNew` and others of
        :class:`crawler.errors.CorpusUnavailable`.
        """
        database = Database(url, readonly=readonly, wait=wait)
        corpus_health.make_ready(database)
        return cls(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; the corpus may not be used after."""
        self._database.close()

    @property
    def where(self) -> str:
        """Path or address of the corpus, to show; without a password."""
        return self._database.where

    @property
    def schema_version(self) -> int:
        """The version of the tables found."""
        with self._database.reading() as connection:
            return corpus_schema.found_version(connection) or 0

    @property
    def identity(self) -> str:
        """Which corpus this is: 16 hexadecimal digits, minted with it and when it is restored.

        What remembers a :meth:`sequence` remembers this too: in another corpus the same number
        means other changes.
        """
        with self._database.reading() as connection:
            return corpus_schema.identity(connection)

    # Writing

    def put(
        self,
        document: Document,
        *,
        pages: Iterable[RawPage] = (),
        redact_history: bool = False,
    ) -> Put:
        """Store what a source says of a document, with the pages that say it.

        The same again writes nothing. A document whose identifiers another one has becomes part
        of it (:mod:`crawler.matching`, :mod:`crawler.merge`). ``redact_history`` is for a
        re-pseudonymised version: every earlier word, from whatever source, is deleted.

        Raises :class:`crawler.errors.InvalidDocument` for a document that may not be kept.
        """
        return self.put_entries([Entry.of(document, pages)], redact_history=redact_history)[0]

    def put_many(self, batch: Iterable[tuple[Document, tuple[RawPage, ...]]]) -> tuple[Put, ...]:
        """Store documents with their pages in one transaction: all of them, or none.

        A document that comes twice in a batch is written twice, in order. Raises
        :class:`crawler.errors.InvalidDocument` before anything is written.
        """
        return self.put_entries([Entry.of(document, pages) for document, pages in batch])

    def put_entries(
        self, entries: Sequence[Entry], *, redact_history: bool = False
    ) -> tuple[Put, ...]:
        """Store documents that were made ready before, as :meth:`put_many` does."""
        if not entries:
            return ()
        with self._database.writing() as connection:
            writer = Writer(connection)
            writer.foresee(entries)
            puts = tuple(writer.put(one, redact_history=redact_history) for one in entries)
            writer.finish()
        if redact_history:
            self._database.scrub()
        return puts

    # Reading

    def get(self, id: str) -> Document | None:  # noqa: A002 - the model's word
        """Give the current version of a document by its id or an alias of it.

        None when no such document is known, or it was removed.
        """
        return self.get_many((id,)).get(id)

    def get_many(self, ids: Sequence[str]) -> dict[str, Document]:
        """Give documents by the ids or aliases asked for; those unknown or removed are absent."""
        found: dict[str, Document] = {}
        with self._database.reading() as connection:
            for group in corpus_names.chunks(dict.fromkeys(ids)):
                found |= _read(connection, {each: (each,) for each in group})
                missing = [each for each in group if each not in found]
                found |= _read(connection, corpus_names.targets(connection, missing))
        return found

    def resolve(self, text: str) -> tuple[str, ...]:
        """Give the ids that an id, alias, citation, docket or identifier names, in any spelling.

        One id when it is clear, several when the text names several documents, none when nothing
        is known. Removed documents are not named.
        """
        with self._database.reading() as connection:
            return corpus_names.resolve(connection, text)

    def strangers(self, texts: Iterable[Spelling], *, ids: Iterable[str] = ()) -> frozenset[str]:
        """Give the texts for which :meth:`resolve`, and ids for which :meth:`get` has no answer.

        One look for many texts. A text that is not among them may still be a stranger.
        """
        with self._database.reading() as connection:
            return corpus_names.strangers(connection, texts, ids)

    def ids(self) -> Iterator[str]:
        """Give the ids of all documents, in order."""
        last: str | None = ""
        while last is not None:
            with self._database.reading() as connection:
                found = corpus_names.ids_after(connection, last)
            yield from found
            last = found[-1] if found else None

    def documents(self, *, batch: int = 200) -> Iterator[Document]:
        """Give all documents in the order of their ids, ``batch`` read at a time.

        No transaction stays open between two batches: a writer is never kept waiting.
        """
        for group in corpus_names.chunks(self.ids(), size=batch):
            found = self.get_many(group)
            yield from (found[each] for each in group if each in found)

    def versions(self, id: str) -> tuple[Version, ...]:  # noqa: A002 - the model's word
        """Give the history of a document, oldest first; empty when it was never known.

        Of a removed document the hashes and times are left.
        """
        with self._database.reading() as connection:
            target = corpus_names.canonical(connection, id)
            query = select(versions).where(versions.c.document_id == target)
            rows = connection.execute(query.order_by(versions.c.number)).all()
        return tuple(
            Version(
                number=row.number,
                content_hash=row.content_hash,
                stored_at=datetime.fromisoformat(row.stored_at),
                sequence=row.sequence,
                document=document_from_json(row.body) if row.body else None,
            )
            for row in rows
        )

    def content_hash(self, id: str) -> str:  # noqa: A002 - the model's word
        """Give the hash of a document's current version.

        Raises :class:`crawler.errors.UnknownDocument` or
        :class:`crawler.errors.DocumentRemoved`.
        """
        with self._database.reading() as connection:
            target = corpus_names.canonical(connection, id)
            query = select(documents.c.content_hash).where(documents.c.id == target)
            found = connection.execute(query).scalar_one_or_none()
            if found is None:
                removed = corpus_removal.tombstone(connection, target) is not None
                raise DocumentRemoved(id) if removed else UnknownDocument(id)
            return str(found)

    def records(self, id: str) -> tuple[Document, ...]:  # noqa: A002 - the model's word
        """Give what each record of a source says of a document, the first that came first."""
        with self._database.reading() as connection:
            held = read_parts(connection, (corpus_names.canonical(connection, id),))
        return tuple(part.document for part in held)

    def content_hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """Give the hashes of current versions by id; those unknown or removed are absent."""
        query = select(documents.c.id, documents.c.content_hash)
        with self._database.reading() as connection:
            groups = (query.where(documents.c.id.in_(each)) for each in corpus_names.chunks(ids))
            return {id_: found for each in groups for id_, found in connection.execute(each)}

    def raw_pages(self, id: str) -> tuple[RawPage, ...]:  # noqa: A002 - the model's word
        """Give the pages kept of a document, in the order in which they were fetched."""
        with self._database.reading() as connection:
            return read_pages(connection, corpus_names.canonical(connection, id))

    def page_urls(self, part: str) -> tuple[str, ...]:
        """Give the addresses of all pages kept whose address contains a text."""
        with self._database.reading() as connection:
            return page_urls(connection, part)

    # Changes

    def sequence(self) -> int:
        """Give the number of the last change; 0 when the corpus is empty."""
        with self._database.reading() as connection:
            return corpus_changes.last(connection)

    def changes(self, since: int, *, limit: int | None = None) -> tuple[Change, ...]:
        """Give the changes after a sequence number, in order; a document may come several times.

        Numbers become visible in order: none lower than the last one seen appears later.
        """
        with self._database.reading() as connection:
            return corpus_changes.between(connection, since, limit=limit)

    def claim(
        self, consumer: str, worker: str, *, size: int, lease: timedelta
    ) -> ChangeRange | None:
        """Claim up to ``size`` changes for one worker of a consumer; None when nothing waits.

        ``worker`` must be unique among the workers. A range not finished within its lease goes
        to whoever asks next. No document is with two workers at once.
        """
        with self._database.writing() as connection:
            return corpus_changes.claim(connection, consumer, worker, size=size, lease=lease)

    def finish(self, claimed: ChangeRange) -> None:
        """Say that the work on a claimed range is done."""
        with self._database.writing() as connection:
            corpus_changes.finish(connection, claimed)

    def watermark(self, consumer: str) -> int:
        """Give the sequence number up to which a consumer has finished everything."""
        with self._database.reading() as connection:
            return corpus_changes.watermark(connection, consumer)

    # Removal

    def remove(self, id: str, reason: str) -> Tombstone:  # noqa: A002 - the model's word
        """Delete every word of a document: versions, pages, annotations, names of parties.

        Id, aliases, dates, hashes and numbers stay, so that it is refused when it comes again.
        Raises :class:`crawler.errors.UnknownDocument`; and :class:`crawler.errors.CorpusBusy`
        when a reader keeps the journal from being emptied: it is removed, remove it once more to
        empty the journal.
        """
        with self._database.writing() as connection:
            stone = corpus_removal.remove(connection, id, reason)
        self._database.scrub()
        return stone

    def lift(self, id: str, reason: str) -> Tombstone:  # noqa: A002 - the model's word
        """Allow a removed document to come back; raises :class:`crawler.errors.UnknownDocument`."""
        with self._database.writing() as connection:
            return corpus_removal.lift(connection, id, reason)

    def tombstone(self, id: str) -> Tombstone | None:  # noqa: A002 - the model's word
        """Give what stays of a removed document, by id or alias; None when none was removed."""
        with self._database.reading() as connection:
            return corpus_removal.tombstone(connection, id)

    def removed(self, text: str) -> Tombstone | None:
        """Give what stays of the removed document that a text names and that may not come back.

        ``text`` is an id, an alias, or an identifier that names one decision in the whole world:
        what a source calls a decision before it is fetched. None for any other text.
        """
        with self._database.reading() as connection:
            return corpus_removal.removed(connection, text)

    # Annotations

    def put_annotations(self, id: str, version: str, content_hash: str, body: str) -> bool:  # noqa: A002
        """Keep the annotations of a document; see :meth:`put_annotations_many`."""
        return bool(self.put_annotations_many([StoredAnnotations(id, version, content_hash, body)]))

    def put_annotations_many(self, batch: Iterable[StoredAnnotations]) -> int:
        """Keep annotations in one transaction and give how many were kept.

        Those of a document that was removed, or changed since it was annotated, are not: they may
        quote words that are gone. Its change brings it to the indexer again.
        """
        with self._database.writing() as connection:
            return put_annotations(connection, batch)

    def annotations(self, ids: Sequence[str]) -> dict[str, StoredAnnotations]:
        """Give the annotations kept of documents, by id; those without any are absent."""
        with self._database.reading() as connection:
            return read_annotations(connection, ids)

    # Counts and care

    def count(self) -> int:
        """Give the number of documents that can be read."""
        return sum(self.counts_by_kind().values())

    def counts_by_kind(self) -> dict[str, int]:
        """Give the number of documents of each kind that occurs."""
        query = select(documents.c.kind, func.count().label("number")).group_by(documents.c.kind)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(documents.c.kind)).all()
        return {row.kind: row.number for row in rows}

    def source_counts(self) -> tuple[SourceCount, ...]:
        """Give for each source how many documents it has a part in, sources in order."""
        source = document_sources.c.source
        query = select(source, func.count(), func.max(document_sources.c.retrieved_at))
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(source).order_by(source)).all()
        return tuple(
            SourceCount(name, number, datetime.fromisoformat(newest))
            for name, number, newest in rows
        )

    def check(self) -> tuple[str, ...]:
        """Give a sentence for each thing found wrong; reads everything, so it takes a while."""
        return corpus_health.check(self._database)

    def backup(self, path: Path) -> None:
        """Write a consistent copy, with a seal, into one new file while others work.

        Raises :class:`crawler.errors.RefusesToOverwrite` when the file exists.
        """
        back_up(self._database, Path(path))

    @classmethod
    def restore(cls, path: Path, url: str, *, overwrite: bool = False, wait: float = 10.0) -> None:
        """Put a backup in the place of the corpus at ``url``, after checking its seal.

        Documents removed since the backup was made stay removed. Raises
        :class:`crawler.errors.BackupInvalid`, :class:`crawler.errors.CorpusTooNew`, and
        :class:`crawler.errors.RefusesToOverwrite` where a corpus has documents.
        """
        restore_into(Path(path), url, overwrite=overwrite, wait=wait)


def _read(connection: Connection, wanted: dict[str, tuple[str, ...]]) -> dict[str, Document]:
    """Read documents by id, each to be given under the ids by which it was asked for."""
    if not wanted:
        return {}
    query = select(documents.c.id, versions.c.body).join(versions, CURRENT)
    rows = connection.execute(query.where(documents.c.id.in_(tuple(wanted))))
    found: dict[str, Document] = {}
    for id_, body in rows:
        found |= dict.fromkeys(wanted[id_], document_from_json(body))
    return found
