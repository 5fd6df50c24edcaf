"""What people say of tags: checks, which are kept for good, and reports, which wait for them.

Both belong to their document: they follow it into another one when the two are merged, and go
with its words when it is removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from crawler.corpus_dialect import Database
from crawler.corpus_names import canonical, chunks
from crawler.corpus_pages import stamp
from crawler.corpus_removal import tombstone
from crawler.corpus_schema import counters, documents, tag_checks, tag_reports
from crawler.corpus_values import (
    ChangeAction,
    CheckAction,
    Claim,
    ReportState,
    TagCheck,
    TagReport,
)
from crawler.corpus_writing import Writer
from crawler.errors import CorpusError, DocumentRemoved, UnknownDocument

MOST_WAITING = 1_000
"""Reports that may wait: whoever sends more of them fills no disk."""


class UnknownReport(CorpusError):
    """A number that no report bears."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no report {number}. List them with: jurisocial reports")
        self.number = number


class ReportDecided(CorpusError):
    """A report on which somebody decided before."""

    def __init__(self, number: int, state: ReportState) -> None:
        super().__init__(
            f"Report {number} was {state.value} before. Another view of the tag is said with: "
            "jurisocial verify, reject or add."
        )
        self.number = number
        self.state = state


class QueueFull(CorpusError):
    """As many reports wait as are kept."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"{most} reports are waiting, and no more are kept. Decide on some with: "
            "jurisocial reports"
        )
        self.most = most


class People:
    """Checks and reports of one corpus; see :class:`crawler.corpus.Corpus` for its errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, check: TagCheck) -> bool:
        """Keep what a person said, and mark the document as changed for the indexer.

        False when the last word on this value was the same: nothing is written then. Raises
        :class:`crawler.errors.UnknownDocument` or :class:`crawler.errors.DocumentRemoved`.
        """
        with self._database.writing() as connection:
            owner = _existing(connection, check.id)
            last = _last(connection, owner, check)
            if last is not None and (last.action, last.note) == (check.action, check.note):
                return False
            writer = Writer(connection)
            sequence = writer.change(owner, ChangeAction.PUT)
            writer.finish()
            connection.execute(insert(tag_checks), [_check_row(check, owner, sequence)])
            return True

    def checks(self, ids: Sequence[str]) -> dict[str, tuple[TagCheck, ...]]:
        """Give what was said of documents, by id, the latest last; those without are absent."""
        found: dict[str, list[TagCheck]] = defaultdict(list)
        query = select(tag_checks).order_by(tag_checks.c.sequence)
        with self._database.reading() as connection:
            for group in chunks(ids):
                for row in connection.execute(query.where(tag_checks.c.document_id.in_(group))):
                    found[row.document_id].append(_check_of(row))
        return {each: tuple(said) for each, said in found.items()}

    def checked(self) -> Iterator[tuple[str, tuple[TagCheck, ...]]]:
        """Give every document of which something was said, in order of the id, with that."""
        query = select(tag_checks.c.document_id).distinct().order_by(tag_checks.c.document_id)
        with self._database.reading() as connection:
            ids = list(connection.execute(query).scalars())
        for group in chunks(ids):
            yield from sorted(self.checks(group).items())

    def report(self, report: TagReport) -> int:
        """Let a report wait, and give its number; the same again has the number it had.

        Raises :class:`crawler.errors.UnknownDocument`, :class:`crawler.errors.DocumentRemoved`
        and :class:`QueueFull`.
        """
        with self._database.writing() as connection:
            owner = _existing(connection, report.id)
            earlier = _same_report(connection, owner, report)
            if earlier is not None:
                return earlier
            waiting = select(func.count()).where(tag_reports.c.state == ReportState.WAITING.value)
            if connection.execute(waiting).scalar_one() >= MOST_WAITING:
                raise QueueFull(MOST_WAITING)
            counter = counters.c.name == "reports"
            number = int(connection.execute(select(counters.c.value).where(counter)).scalar_one())
            connection.execute(update(counters).where(counter).values(value=number + 1))
            connection.execute(insert(tag_reports), [_report_row(report, owner, number + 1)])
            return number + 1

    def reports(self, state: ReportState | None = None) -> tuple[TagReport, ...]:
        """Give the reports in this state, or all of them, the oldest first."""
        query = select(tag_reports).order_by(tag_reports.c.number)
        if state is not None:
            query = query.where(tag_reports.c.state == state.value)
        with self._database.reading() as connection:
            return tuple(_report_of(row) for row in connection.execute(query))

    def waiting_report(self, number: int) -> TagReport:
        """Give a report to decide on. Raises :class:`UnknownReport`, :class:`ReportDecided`."""
        with self._database.reading() as connection:
            return _waiting(connection, number)

    def decide(self, number: int, state: ReportState, *, made_at: datetime, made_by: str) -> None:
        """Close a report. Raises :class:`UnknownReport`, :class:`ReportDecided`."""
        with self._database.writing() as connection:
            _waiting(connection, number)
            closed = update(tag_reports).where(tag_reports.c.number == number)
            decided = {"state": state.value, "decided_at": stamp(made_at), "decided_by": made_by}
            connection.execute(closed.values(**decided))


def _existing(connection: Connection, name: str) -> str:
    owner = canonical(connection, name)
    query = select(documents.c.id).where(documents.c.id == owner)
    if connection.execute(query).scalar_one_or_none() is None:
        removed = tombstone(connection, owner) is not None
        raise DocumentRemoved(name) if removed else UnknownDocument(name)
    return owner


def _last(connection: Connection, owner: str, check: TagCheck) -> TagCheck | None:
    query = select(tag_checks).where(
        tag_checks.c.document_id == owner,
        tag_checks.c.field == check.field,
        tag_checks.c.value == check.value,
    )
    latest = query.order_by(tag_checks.c.sequence.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    return None if row is None else _check_of(row)


def _same_report(connection: Connection, owner: str, report: TagReport) -> int | None:
    query = select(func.min(tag_reports.c.number)).where(
        tag_reports.c.document_id == owner,
        tag_reports.c.field == report.field,
        tag_reports.c.value == report.value,
        tag_reports.c.claim == report.claim.value,
        tag_reports.c.remark == report.remark,
        tag_reports.c.state == ReportState.WAITING.value,
    )
    number = connection.execute(query).scalar_one()
    return None if number is None else int(number)


def _waiting(connection: Connection, number: int) -> TagReport:
    query = select(tag_reports).where(tag_reports.c.number == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownReport(number)
    report = _report_of(row)
    if report.state is not ReportState.WAITING:
        raise ReportDecided(number, report.state)
    return report


def _check_row(check: TagCheck, owner: str, sequence: int) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "document_id": owner,
        "field": check.field,
        "value": check.value,
        "action": check.action.value,
        "made_at": stamp(check.made_at),
        "made_by": check.made_by,
        "note": check.note,
        "content_hash": check.content_hash,
        "evidence": check.evidence,
    }


def _check_of(row: Row[Any]) -> TagCheck:
    return TagCheck(
        id=row.document_id,
        field=row.field,
        value=row.value,
        action=CheckAction(row.action),
        made_at=datetime.fromisoformat(row.made_at),
        made_by=row.made_by,
        note=row.note,
        content_hash=row.content_hash,
        evidence=row.evidence,
    )


def _report_row(report: TagReport, owner: str, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "document_id": owner,
        "field": report.field,
        "value": report.value,
        "claim": report.claim.value,
        "remark": report.remark,
        "reported_at": stamp(report.reported_at),
        "state": report.state.value,
        "decided_at": None,
        "decided_by": "",
    }


def _report_of(row: Row[Any]) -> TagReport:
    return TagReport(
        number=row.number,
        id=row.document_id,
        field=row.field,
        value=row.value,
        claim=Claim(row.claim),
        remark=row.remark,
        reported_at=datetime.fromisoformat(row.reported_at),
        state=ReportState(row.state),
        decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
        decided_by=row.decided_by,
    )
