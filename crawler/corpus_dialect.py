"""Everything of the corpus that differs between databases: connections, locks, faults, copies.

SQLite is the default: one file, one writer, many readers (write-ahead log). ``secure_delete``
overwrites what is deleted, because the words of a removed decision may not stay in the file
(https://www.sqlite.org/pragma.html#pragma_secure_delete).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)

from crawler.corpus_schema import counters
from crawler.errors import (
    CorpusBusy,
    CorpusReadOnly,
    CorpusUnavailable,
    DiskFull,
    NotACorpus,
)

_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    # A crawl's checkpoint is written after the commit: a power cut may not undo the commit.
    "PRAGMA synchronous = FULL",
    # Nothing outside the data folder is written, temporary words of a decision least of all.
    "PRAGMA temp_store = MEMORY",
)


class Database:
    """A database with one way to read, one way to write, and faults told in a sentence."""

    def __init__(self, url: str, *, readonly: bool = False, wait: float = 10.0) -> None:
        """Prepare a database; nothing is opened yet. ``wait``: seconds for another writer."""
        self._url = _parsed(url)
        self.readonly = readonly
        self.wait = wait
        self.where = self._url.database or self._url.render_as_string(hide_password=True)
        """Path or address to show, without a password."""
        self._engine = _sqlite_engine(self) if self.is_sqlite else _server_engine(self._url)
        self._writing = self._engine.execution_options(jurisocial_writes=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of SQLite."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The database file of SQLite."""
        return Path(self.where)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the corpus."""
        with self.explaining(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the one connection that may write, in a transaction that the end commits.

        Raises :class:`crawler.errors.CorpusBusy` after the wait for another writer.
        """
        if self.readonly:
            raise CorpusReadOnly(self.where)
        with self.explaining(), self._writing.connect() as connection, connection.begin():
            if not self.is_sqlite:
                # Writers queue at this row, so that sequence numbers become visible in order.
                lock = update(counters).where(counters.c.name == "sequence")
                connection.execute(lock.values(value=counters.c.value))
            yield connection

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Turn the driver's faults into sentences."""
        try:
            yield
        except (ProgrammingError, IntegrityError):
            raise  # a fault of this program, not of the database
        except DBAPIError as wrong:
            raise self._explained(wrong.orig) from wrong
        except sqlite3.DatabaseError as wrong:
            raise self._explained(wrong) from wrong

    def prepare(self) -> None:
        """Make the folder and the file ready for many readers beside one writer."""
        if not self.is_sqlite:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError as wrong:
            raise CorpusReadOnly(self.where) from wrong
        except OSError as wrong:
            raise CorpusUnavailable(self.where, wrong.strerror or "no such folder") from wrong
        self._pragma("PRAGMA journal_mode = WAL")

    def scrub(self) -> None:
        """Empty the write-ahead log, where deleted words stay until it is written over.

        Raises :class:`crawler.errors.CorpusBusy` when a reader of an older state prevents it.
        """
        if self.is_sqlite and self._pragma("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            doing = "reading an older state, whose journal still has removed words"
            raise CorpusBusy(self.where, self.wait, doing=doing)

    def faults(self) -> tuple[str, ...]:
        """Give what the database itself finds wrong with its file."""
        if not self.is_sqlite:
            return ()
        found = [row[0] for row in self._pragma("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = {(row[0], row[2]) for row in self._pragma("PRAGMA foreign_key_check")}
        return (
            *found,
            *(f"rows of {table} belong to no row of {owner}" for table, owner in sorted(orphans)),
        )

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of the database into a new file, while others work."""
        self._only_sqlite()
        copy = Database(f"sqlite:///{path}")
        with self._driver() as source, copy.explaining(), copy.opened() as target:
            source.backup(target)
            # A copy is one file: it may lie on a medium where no journal can be made.
            target.execute("PRAGMA journal_mode = DELETE")

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of the driver's own, outside the pool."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            yield connection

    def copy_from(self, path: Path) -> None:
        """Replace the content by that of a copy, in one transaction."""
        self._only_sqlite()
        copy = Database(f"sqlite:///{path}", readonly=True)
        with copy.explaining(), closing(_connect(copy)) as source, self._driver() as target:
            # The driver's backup waits for ever: ask for the writer's lock, whose wait ends.
            target.execute("BEGIN IMMEDIATE")
            target.execute("ROLLBACK")
            source.backup(target)
        self._pragma("PRAGMA journal_mode = WAL")
        self.scrub()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _only_sqlite(self) -> None:
        if not self.is_sqlite:
            raise CorpusUnavailable(
                self.where, "backups of it are made with the tools of its server (pg_dump)"
            )

    @contextmanager
    def _driver(self) -> Iterator[sqlite3.Connection]:
        with self.explaining():
            lent = self._engine.raw_connection()
            try:
                yield cast(sqlite3.Connection, lent.driver_connection)
            finally:
                lent.close()

    def _pragma(self, statement: str) -> list[Any]:
        with self._driver() as driver:
            return driver.execute(statement).fetchall()

    def _explained(self, wrong: BaseException | None) -> CorpusUnavailable:
        name = getattr(wrong, "sqlite_errorname", "") or ""
        for start, explain in _EXPLANATIONS.items():
            if name.startswith(start):
                return explain(self)
        if name.startswith("SQLITE_CANTOPEN"):
            return self._cannot_open()
        return CorpusUnavailable(self.where, str(wrong).strip() or type(wrong).__name__)

    def _cannot_open(self) -> CorpusUnavailable:
        # The questions of os.path are answered no, and not by an error, where one may not look.
        if not os.path.isdir(self.path.parent):
            return CorpusUnavailable(self.where, "its folder does not exist, or may not be entered")
        if self.readonly and not os.path.exists(self.path):
            return CorpusUnavailable(self.where, "there is no such file; import or crawl first")
        if os.path.isdir(self.path):
            return CorpusUnavailable(self.where, "it is a folder")
        return CorpusReadOnly(self.where)


_EXPLANATIONS: Final[dict[str, Callable[[Database], CorpusUnavailable]]] = {
    "SQLITE_BUSY": lambda database: CorpusBusy(database.where, database.wait),
    "SQLITE_LOCKED": lambda database: CorpusBusy(database.where, database.wait),
    "SQLITE_FULL": lambda database: DiskFull(database.where),
    # A quota or a limit on file sizes is told as a failed write.
    "SQLITE_IOERR_WRITE": lambda database: DiskFull(database.where),
    "SQLITE_READONLY": lambda database: CorpusReadOnly(database.where),
    "SQLITE_PERM": lambda database: CorpusReadOnly(database.where),
    "SQLITE_NOTADB": lambda database: NotACorpus(database.where, "it is not a database file"),
    "SQLITE_CORRUPT": lambda database: NotACorpus(
        database.where, "the file is damaged; restore a backup"
    ),
}


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError) as wrong:
        raise CorpusUnavailable(
            _without_password(url), "the address must look like sqlite:////path/corpus.db"
        ) from wrong
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise CorpusUnavailable(url, "it must be kept in a file: sqlite:////path/corpus.db")
    return parsed


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if rest else url


def _file_uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def _sqlite_engine(database: Database) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: _connect(database), poolclass=QueuePool, max_overflow=-1
    )
    event.listen(engine, "begin", _begin)
    return engine


def _server_engine(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except ImportError as wrong:
        shown = url.render_as_string(hide_password=True)
        raise CorpusUnavailable(shown, f"its driver is not installed ({wrong.name})") from wrong


def _connect(database: Database) -> sqlite3.Connection:
    uri = _file_uri(database.path, "ro" if database.readonly else "rwc")
    if database.readonly and _cannot_share(database.path):
        uri += "&immutable=1"
    connection = sqlite3.connect(
        uri, uri=True, timeout=database.wait, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _cannot_share(path: Path) -> bool:
    """Tell whether a reader cannot make the shared-memory file that a write-ahead log needs.

    Without a log there is nothing in it to miss, so the file may be read as one that no one
    changes: a corpus on a read-only medium.
    """
    log = path.with_name(path.name + "-wal")
    writable = os.access(path.parent, os.W_OK, effective_ids=True)
    return path.exists() and not writable and not (log.exists() and log.stat().st_size)


def _begin(connection: Connection) -> None:
    """Begin ourselves: the driver would begin late, and two readers turned writers deadlock."""
    writes = connection.get_execution_options().get("jurisocial_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
