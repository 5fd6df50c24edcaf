"""Whether the sources still give what they gave: an alarm in the place of silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

from crawler import settings
from crawler.checkpoints import last_run, utc_now
from crawler.resting import RestingHosts, say_resting
from crawler.rhythm import STALE
from crawler.run_log import Run, RunLog
from crawler.sources import Source, load_sources

SILENT_RUNS: Final = 3
"""So many complete runs that saw nothing, where earlier ones saw documents, are an alarm."""


class Condition(StrEnum):
    """How a source is."""

    WELL = "ok"
    NEVER = "never crawled"
    NO_KEY = "no key"
    RESTING = "resting"
    """A host of it asked for a CAPTCHA, and is left alone for a while."""
    UNFINISHED = "unfinished"
    """Its first listing goes on: limit reached, budget of the day spent."""
    FAILING = "failing"
    STALE = "stale"
    SILENT = "silent"


_ALARMS: Final = frozenset((Condition.FAILING, Condition.STALE, Condition.SILENT))


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source, with a sentence that says what is wrong and what to do."""

    source: str
    condition: Condition
    sentence: str
    last_finished: datetime | None
    """End of its last complete run; None for never."""
    last_run: Run | None

    @property
    def alarms(self) -> bool:
        """Whether someone must look at it."""
        return self.condition in _ALARMS

    @property
    def is_resting(self) -> bool:
        """Whether it is left alone after a CAPTCHA: nobody need act, but should know."""
        return self.condition is Condition.RESTING


def health(data_dir: Path, *, now: datetime | None = None) -> tuple[SourceHealth, ...]:
    """Tell how every source of the table is, by the runs that a data folder remembers."""
    moment = now or utc_now()
    return tuple(_health(source, Path(data_dir), moment) for source in load_sources().rows)


def _health(source: Source, data_dir: Path, now: datetime) -> SourceHealth:
    log = RunLog(data_dir)
    last = next(log.runs(source.name), None)
    finished = last_run(data_dir, source.name)
    resting = RestingHosts(data_dir, source.name).all(now=now)

    def be(condition: Condition, sentence: str) -> SourceHealth:
        return SourceHealth(source.name, condition, sentence, finished, last)

    if last is None and finished is None:
        return _never(source, keyless=not settings.source_key(source))
    if last is not None and last.summary.errors:
        shown = last.summary.errors[0]
        rest = " ".join(say_resting(host, until) for host, until in resting.items())
        said = f"The last run had {len(last.summary.errors)} errors: {shown} {rest}"
        return be(Condition.FAILING, said.strip())
    if finished is not None and now - finished > STALE[source.rhythm]:
        days = (now - finished).days
        return be(
            Condition.STALE,
            f"No complete run for {days} days, though it is {source.rhythm}: "
            f"run “jurisocial crawl {source.name}” and read its summary.",
        )
    if _silent(log, source.name):
        return be(
            Condition.SILENT,
            f"The last {SILENT_RUNS} runs saw nothing where earlier ones saw documents: "
            "the source may have changed its format.",
        )
    if resting:
        sentences = (say_resting(host, until) for host, until in resting.items())
        return be(Condition.RESTING, " ".join(sentences))
    if finished is None or (last is not None and not last.complete):
        why = last.summary.stopped if last is not None else ""
        return be(Condition.UNFINISHED, f"The last run is to be continued: {why}")
    return be(Condition.WELL, "")


def _never(source: Source, *, keyless: bool) -> SourceHealth:
    if source.key_needed and keyless:
        sentence = f"It needs a key: set {source.key_variable}."
        return SourceHealth(source.name, Condition.NO_KEY, sentence, None, None)
    sentence = f"Run “jurisocial crawl {source.name}”."
    return SourceHealth(source.name, Condition.NEVER, sentence, None, None)


def _silent(log: RunLog, source: str) -> bool:
    complete = (run for run in log.runs(source) if run.complete)
    recent = list(islice(complete, SILENT_RUNS))
    if len(recent) < SILENT_RUNS or not all(run.saw_nothing for run in recent):
        return False
    return any(not run.saw_nothing for run in complete)
