"""The corpus's history as work to share: what changed, who has claimed it, what is finished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from crawler.corpus_pages import stamp
from crawler.corpus_schema import changes, claims, consumers, counters
from crawler.corpus_values import Change, ChangeAction, ChangeRange


def last(connection: Connection) -> int:
    """Give the number of the last change; 0 when there is none."""
    query = select(counters.c.value).where(counters.c.name == "sequence")
    return int(connection.execute(query).scalar_one())


def between(
    connection: Connection, since: int, *, until: int | None = None, limit: int | None = None
) -> tuple[Change, ...]:
    """Give the changes with ``since < sequence <= until``, in order, ``limit`` at most."""
    query = select(changes).where(changes.c.sequence > since).order_by(changes.c.sequence)
    if until is not None:
        query = query.where(changes.c.sequence <= until)
    return tuple(
        Change(row.sequence, row.document_id, ChangeAction(row.action))
        for row in connection.execute(query.limit(limit))
    )


def claim(
    connection: Connection, consumer: str, worker: str, *, size: int, lease: timedelta
) -> ChangeRange | None:
    """Hand out the next range, or one whose worker let the lease run out.

    A range ends before a document that another worker has in hand: two workers on one document
    could write its older state last.
    """
    now = datetime.now(UTC)
    expires = now + lease
    mine = claims.c.consumer == consumer
    stale = select(claims).where(mine, claims.c.expires_at < stamp(now)).order_by(claims.c.since)
    left = connection.execute(stale.limit(1)).one_or_none()
    held = (left.since, left.until) if left else _new_range(connection, consumer, size)
    if held is None:
        return None
    since, until = held
    connection.execute(delete(claims).where(mine, claims.c.since == since))
    row = {"consumer": consumer, "since": since, "until": until, "worker": worker}
    connection.execute(insert(claims), [row | {"expires_at": stamp(expires)}])
    found = between(connection, since, until=until)
    return ChangeRange(consumer, worker, since, until, expires, found)


def finish(connection: Connection, claimed: ChangeRange) -> None:
    """Close a claim; one that another worker has taken over is left to that worker."""
    connection.execute(
        delete(claims).where(
            claims.c.consumer == claimed.consumer,
            claims.c.since == claimed.since,
            claims.c.worker == claimed.worker,
        )
    )


def watermark(connection: Connection, consumer: str) -> int:
    """Give the last change up to which everything is finished; 0 for a new consumer."""
    first_open = select(func.min(claims.c.since)).where(claims.c.consumer == consumer)
    unfinished = connection.execute(first_open).scalar_one()
    return int(unfinished) if unfinished is not None else _handed_out(connection, consumer) or 0


def _handed_out(connection: Connection, consumer: str) -> int | None:
    query = select(consumers.c.claimed).where(consumers.c.consumer == consumer)
    return connection.execute(query).scalar_one_or_none()


def _new_range(connection: Connection, consumer: str, size: int) -> tuple[int, int] | None:
    start = _handed_out(connection, consumer)
    if start is None:
        connection.execute(insert(consumers), [{"consumer": consumer, "claimed": 0}])
    since = start or 0
    busy = {row.document_id for row in _in_hand(connection, consumer)}
    until = since
    for change in between(connection, since, limit=max(size, 1)):
        if change.id in busy:
            break
        until = change.sequence
    if until == since:
        return None
    mine = consumers.c.consumer == consumer
    connection.execute(update(consumers).where(mine).values(claimed=until))
    return since, until


def _in_hand(connection: Connection, consumer: str) -> list[Row[tuple[str]]]:
    inside = and_(changes.c.sequence > claims.c.since, changes.c.sequence <= claims.c.until)
    query = select(changes.c.document_id).join(claims, inside).distinct()
    return list(connection.execute(query.where(claims.c.consumer == consumer)))
