"""A corpus as one sealed file, and back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, select

from crawler.corpus_dialect import Database
from crawler.corpus_health import make_ready
from crawler.corpus_removal import remove
from crawler.corpus_schema import (
    SCHEMA_VERSION,
    documents,
    found_version,
    mint_identity,
    sealed_names,
    tables_found,
    tombstones,
)
from crawler.errors import (
    BackupInvalid,
    CorpusReadOnly,
    CorpusTooNew,
    CorpusUnavailable,
    DiskFull,
    RefusesToOverwrite,
    UnknownDocument,
)

_SEAL: Final = Table(
    "backup_seal",
    MetaData(),
    Column("digest", String, primary_key=True),
)
"""The SHA-256 of every row of every table, made with the backup and checked before it is used."""


def back_up(database: Database, path: Path) -> None:
    """Write a sealed copy of a corpus into a new file; a failed attempt leaves nothing.

    Raises :class:`crawler.errors.RefusesToOverwrite` when the file exists.
    """
    if path.exists():
        raise RefusesToOverwrite(str(path))
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
    except OSError as wrong:
        raise CorpusUnavailable(str(path), f"the backup failed: {wrong.strerror}") from wrong
    try:
        database.copy_to(unfinished)
        _seal(unfinished)
        unfinished.replace(path)
    except (DiskFull, CorpusReadOnly) as wrong:
        # It is the backup's disk that fails: the corpus is only read.
        raise type(wrong)(str(path)) from wrong
    finally:
        unfinished.unlink(missing_ok=True)


def _seal(path: Path) -> None:
    with closing(Database(f"sqlite:///{path}")) as copy, copy.writing() as connection:
        _SEAL.create(connection)
        connection.execute(insert(_SEAL), [{"digest": _digest(connection)}])
    with path.open("rb") as file:
        os.fsync(file.fileno())


def restore_into(path: Path, url: str, *, overwrite: bool, wait: float) -> None:
    """Check a backup and put it in the place of the corpus at ``url``, in one transaction.

    What was removed since the backup was made stays removed: its tombstones are carried over.
    The corpus gets a new identity, since its sequence numbers go back.
    """
    verify(path)
    with closing(Database(url, wait=wait)) as database:
        stones: Sequence[Mapping[str, Any]] = ()
        seals: Sequence[Mapping[str, Any]] = ()
        if not database.is_sqlite or database.path.exists():
            stones, seals = _removals(database, overwrite=overwrite)
        database.prepare()
        database.copy_from(path)
        make_ready(database)
        with database.writing() as connection:
            _SEAL.drop(connection)
            _remove_again(connection, stones, seals)
            mint_identity(connection)
        database.scrub()


def verify(path: Path) -> None:
    """Check that a file is a whole and unchanged backup of a version known here.

    Raises :class:`crawler.errors.BackupInvalid` or :class:`crawler.errors.CorpusTooNew`.
    """
    if not path.is_file():
        raise BackupInvalid(str(path), "there is no such file")
    try:
        with closing(Database(f"sqlite:///{path}", readonly=True)) as backup:
            with backup.reading() as connection:
                fault = _fault(connection, backup.where)
            fault = fault or "; ".join(backup.faults())
    except CorpusTooNew:
        raise
    except CorpusUnavailable as wrong:
        raise BackupInvalid(str(path), wrong.reason) from wrong
    if fault:
        raise BackupInvalid(str(path), fault)


def _fault(connection: Connection, where: str) -> str:
    version = found_version(connection)
    if version is None or _SEAL.name not in tables_found(connection):
        return "it was not made by “jurisocial backup”"
    if version > SCHEMA_VERSION:
        raise CorpusTooNew(where, version, SCHEMA_VERSION)
    seal = connection.execute(select(_SEAL.c.digest)).scalar_one_or_none()
    return "" if seal == _digest(connection) else "its content differs from its seal"


def _digest(connection: Connection) -> str:
    """Hash every row of the tables found, as they are found: an older schema has its own."""
    found = MetaData()
    found.reflect(connection)
    digest = hashlib.sha256()
    for name in sorted(found.tables):
        if name == _SEAL.name:
            continue
        table = found.tables[name]
        digest.update(f"{name} {[column.name for column in table.columns]}\n".encode())
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _removals(
    database: Database, *, overwrite: bool
) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """Give the tombstones of the corpus to be replaced, and refuse when that is not wanted."""
    with database.reading() as connection:
        if found_version(connection) is None:
            if tables_found(connection) and not overwrite:
                raise RefusesToOverwrite(database.where)
            return (), ()
        if not overwrite and connection.execute(select(func.count(documents.c.id))).scalar_one():
            raise RefusesToOverwrite(database.where)
        closed = select(tombstones).where(tombstones.c.lifted_at.is_(None))
        stones = [dict(row) for row in connection.execute(closed).mappings()]
        seals = [dict(row) for row in connection.execute(select(sealed_names)).mappings()]
    return stones, seals


def _remove_again(
    connection: Connection,
    stones: Sequence[Mapping[str, Any]],
    seals: Sequence[Mapping[str, Any]],
) -> None:
    for stone in stones:
        id_ = stone["document_id"]
        try:
            remove(connection, id_, stone["reason"])
        except UnknownDocument:
            connection.execute(insert(tombstones), [dict(stone)])
            own = [dict(seal) for seal in seals if seal["document_id"] == id_]
            if own:
                connection.execute(insert(sealed_names), own)
