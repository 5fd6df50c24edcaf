"""What ``jurisocial sync`` does: every source whose time has come, one after the other.

Made for cron or a timer that calls it far more often than anything is due. A source is due when
its rhythm says so and the hours are those it wants; a run that was cut off, or out of its daily
budget, goes on after an hour. Two at once exclude each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from crawler import settings
from crawler.checkpoints import last_run, utc_now
from crawler.crawl_summary import CrawlSummary
from crawler.crawling import Progress, crawl
from crawler.errors import JurisocialError
from crawler.lock import FolderLock
from crawler.rhythm import EVERY, read_hours
from crawler.run_log import RunLog
from crawler.sources import Source, load_sources
from crawler.topic import DEFAULT_TOPIC

PAUSE: Final = timedelta(hours=1)
"""How long a source is left alone after a run that was not complete."""


class Wait(StrEnum):
    """Why a source is not asked now."""

    NOTHING = "due"
    NO_KEY = "no key"
    NOT_YET = "not yet"
    PAUSE = "pause after an incomplete run"
    OFF_PEAK = "outside its hours"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether it is a source's turn, and since or until when."""

    source: str
    wait: Wait
    last_finished: datetime | None
    """End of its last complete run; None for never."""
    not_before: datetime | None = None
    """When its turn comes, where that is known."""

    @property
    def is_due(self) -> bool:
        """Whether it is to be crawled now."""
        return self.wait is Wait.NOTHING


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one synchronisation did."""

    turns: tuple[Turn, ...]
    """Every source of the table, or those asked for, in table order."""
    summaries: tuple[CrawlSummary, ...]
    """Of the crawls that were run, in order."""

    @property
    def failed(self) -> bool:
        """Whether a crawl had errors; a spent budget is none."""
        return any(summary.errors for summary in self.summaries)


def due(
    data_dir: Path,
    *,
    now: datetime | None = None,
    sources: Iterable[str] = (),
    keys: Mapping[str, str] | None = None,
) -> tuple[Turn, ...]:
    """Tell of every source (or of those named) whether it is its turn.

    ``keys`` win over the environment's. Raises :class:`crawler.errors.UnknownSource`.
    """
    table = load_sources()
    names = tuple(sources) or table.names
    moment = now or utc_now()
    return tuple(_turn(table.get(name), Path(data_dir), moment, keys or {}) for name in names)


def sync(
    *,
    corpus_url: str,
    data_dir: Path,
    topic: str = DEFAULT_TOPIC,
    sources: Iterable[str] = (),
    now: datetime | None = None,
    keys: Mapping[str, str] | None = None,
    urls: Mapping[str, str] | None = None,
    on_turn: Callable[[Turn], None] | None = None,
    on_summary: Callable[[CrawlSummary], None] | None = None,
    progress: Progress | None = None,
) -> SyncReport:
    """Crawl every source that is due and give what happened.

    ``sources`` are the only ones to look at; ``keys`` and ``urls`` win over the environment.
    ``on_turn`` is told of each source before it is crawled or left, ``on_summary`` of each crawl
    when it ends. A source that fails does not keep the next from its turn. Raises
    :class:`crawler.errors.SyncRunning` while another sync works on this data folder, and
    :class:`crawler.errors.CorpusError` when the corpus cannot be opened.
    """
    turns, summaries = [], []
    with FolderLock(Path(data_dir) / "crawl" / "sync.lock"):
        for turn in due(data_dir, now=now, sources=sources, keys=keys):
            turns.append(turn)
            if on_turn is not None:
                on_turn(turn)
            if not turn.is_due:
                continue
            try:
                summary = crawl(
                    turn.source,
                    corpus_url=corpus_url,
                    data_dir=Path(data_dir),
                    topic=topic,
                    base_url=(urls or {}).get(turn.source),
                    key=(keys or {}).get(turn.source),
                    progress=progress,
                )
            except JurisocialError as error:
                summary = CrawlSummary(source=turn.source, errors=(str(error),), stopped=str(error))
            summaries.append(summary)
            if on_summary is not None:
                on_summary(summary)
    return SyncReport(tuple(turns), tuple(summaries))


def _turn(source: Source, data_dir: Path, now: datetime, keys: Mapping[str, str]) -> Turn:
    finished = last_run(data_dir, source.name)
    if source.key_needed and not (keys.get(source.name) or settings.source_key(source)):
        return Turn(source.name, Wait.NO_KEY, finished)
    last = next(RunLog(data_dir).runs(source.name), None)
    if last is not None and not last.complete and now < last.finished_at + PAUSE:
        return Turn(source.name, Wait.PAUSE, finished, last.finished_at + PAUSE)
    incomplete = last is not None and not last.complete
    if finished is not None and not incomplete and now < finished + EVERY[source.rhythm]:
        return Turn(source.name, Wait.NOT_YET, finished, finished + EVERY[source.rhythm])
    hours = read_hours(source.off_peak)
    if hours is not None and not hours.hold(now):
        return Turn(source.name, Wait.OFF_PEAK, finished)
    return Turn(source.name, Wait.NOTHING, finished)
