"""Removal: the words go from everywhere, what is needed to keep them away stays."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from crawler.corpus_names import canonical
from crawler.corpus_pages import forget_pages, stamp
from crawler.corpus_schema import (
    aliases,
    documents,
    names,
    sealed_names,
    tombstones,
    versions,
)
from crawler.corpus_values import ChangeAction, Tombstone
from crawler.corpus_writing import Writer
from crawler.errors import UnknownDocument
from crawler.identifiers import KINDS, recognise
from crawler.matching import STRONG, kind_of
from crawler.model import PartialDate


def remove(connection: Connection, name: str, reason: str) -> Tombstone:
    """Delete every word of a document and leave a tombstone; one removed already stays so.

    The tombstone keeps the id, aliases, dates, hash and the numbers by which the document is
    known when it comes again: none of them is a word of its text. Raises
    :class:`crawler.errors.UnknownDocument`.
    """
    target = canonical(connection, name)
    row = connection.execute(select(documents).where(documents.c.id == target)).one_or_none()
    if row is None:
        earlier = tombstone(connection, target)
        if earlier is None:
            raise UnknownDocument(name)
        return earlier
    _seal(connection, target)
    connection.execute(delete(tombstones).where(tombstones.c.document_id == target))
    facts = {"kind": row.kind, "court": row.court, "date": row.date}
    facts |= {"content_hash": row.content_hash, "reason": reason, "lifted_reason": ""}
    facts |= {"document_id": target, "removed_at": stamp(datetime.now(UTC))}
    connection.execute(insert(tombstones), [facts])
    forget_pages(connection, target)
    # Parts, names, sources and annotations belong to this row and go with it.
    connection.execute(delete(documents).where(documents.c.id == target))
    connection.execute(update(versions).where(versions.c.document_id == target).values(body=None))
    writer = Writer(connection)
    writer.change(target, ChangeAction.REMOVED)
    writer.finish()
    found = tombstone(connection, target)
    assert found is not None
    return found


def lift(connection: Connection, name: str, reason: str) -> Tombstone:
    """Allow a removed document to come back when its source serves it again.

    Raises :class:`crawler.errors.UnknownDocument` when none was removed under this id.
    """
    target = canonical(connection, name)
    closed = tombstones.c.document_id == target
    changed = connection.execute(
        update(tombstones)
        .where(closed)
        .values(lifted_at=stamp(datetime.now(UTC)), lifted_reason=reason)
    )
    if not changed.rowcount:
        raise UnknownDocument(name)
    connection.execute(delete(sealed_names).where(sealed_names.c.document_id == target))
    found = tombstone(connection, target)
    assert found is not None
    return found


def tombstone(connection: Connection, name: str) -> Tombstone | None:
    """Give what stays of a removed document, by its id or an alias; None when none was."""
    target = canonical(connection, name)
    query = select(tombstones).where(tombstones.c.document_id == target)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    others = select(aliases.c.alias).where(aliases.c.document_id == target)
    return Tombstone(
        id=row.document_id,
        kind=row.kind,
        date=PartialDate.parse(row.date),
        aliases=tuple(sorted(connection.execute(others).scalars())),
        reason=row.reason,
        removed_at=datetime.fromisoformat(row.removed_at),
        content_hash=row.content_hash,
        lifted_at=datetime.fromisoformat(row.lifted_at) if row.lifted_at else None,
        lifted_reason=row.lifted_reason,
    )


def removed(connection: Connection, text: str) -> Tombstone | None:
    """Give the tombstone, not lifted, that an id, an alias or a strong identifier leads to."""
    found = tombstone(connection, text)
    if found is not None:
        return found if found.lifted_at is None else None
    keys = [identifier.key for identifier in recognise(text) if identifier.kind in STRONG]
    if not keys:
        return None
    query = (
        select(tombstones.c.document_id)
        .join(sealed_names, sealed_names.c.document_id == tombstones.c.document_id)
        .where(tombstones.c.lifted_at.is_(None), sealed_names.c.name.in_(keys))
    )
    target = connection.execute(query.limit(1)).scalar_one_or_none()
    return tombstone(connection, target) if target is not None else None


def _seal(connection: Connection, target: str) -> None:
    """Keep the keys of its identifiers; citations and dockets may hold names of parties."""
    query = select(names.c.name).where(names.c.document_id == target)
    keys = [each for each in connection.execute(query).scalars() if kind_of(each) in KINDS]
    connection.execute(delete(sealed_names).where(sealed_names.c.document_id == target))
    if keys:
        rows = [{"name": each, "document_id": target} for each in sorted(keys)]
        connection.execute(insert(sealed_names), rows)
