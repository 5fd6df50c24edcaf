"""Sync: rhythms, hours, the lock, run summaries, and the health of sources."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import syncing
from crawler.checkpoints import Checkpoint, CheckpointFile
from crawler.crawl_summary import CrawlSummary
from crawler.errors import InvalidDate, SyncRunning, UnknownSource
from crawler.health import Condition, SourceHealth, health
from crawler.lock import FolderLock
from crawler.resting import COOL_DOWN, RestingHosts
from crawler.rhythm import EVERY, STALE, read_hours
from crawler.run_log import KEPT, Run, RunLog
from crawler.sources import Source, Sources, load_sources
from crawler.syncing import PAUSE, Turn, Wait, due, sync
from tests.crawler.crawl_runs import KEYS, Runs
from tests.crawler.source_server import SourceServer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def _finished(folder: Path, source: str, when: datetime) -> None:
    CheckpointFile(folder, source, "topic").save(Checkpoint(finished_at=when))


def _ran(folder: Path, when: datetime, source: str = "a2aj", **summary: object) -> Run:
    run = Run("topic", "", when, when, CrawlSummary(source=source, **summary))  # type: ignore[arg-type]
    RunLog(folder).add(run)
    return run


def _turn(folder: Path, source: str = "a2aj", **options: object) -> Turn:
    (turn,) = due(folder, now=NOW, sources=(source,), **options)  # type: ignore[arg-type]
    return turn


def _health(folder: Path, source: str = "a2aj", *, now: datetime = NOW) -> SourceHealth:
    return next(each for each in health(folder, now=now) if each.source == source)


def test_a_source_never_crawled_is_due_and_one_without_its_key_is_not(tmp_path: Path):
    assert _turn(tmp_path).is_due
    assert _turn(tmp_path, "canlii").wait is Wait.NO_KEY
    assert _turn(tmp_path, "canlii", keys={"canlii": "k"}).is_due
    with pytest.raises(UnknownSource):
        due(tmp_path, sources=("nowhere",))


@pytest.mark.parametrize("source", load_sources().rows, ids=lambda source: source.name)
def test_each_source_comes_round_in_its_own_rhythm(source: Source, tmp_path: Path):
    keys = {source.name: "k"}
    for age, waits in ((-timedelta(minutes=1), True), (timedelta(minutes=1), False)):
        _finished(tmp_path, source.name, NOW - EVERY[source.rhythm] - age)
        turn = _turn(tmp_path, source.name, keys=keys)
        assert (turn.wait is Wait.NOT_YET) is waits
    read_hours(source.off_peak)


def test_an_incomplete_run_goes_on_after_a_pause(tmp_path: Path):
    _finished(tmp_path, "a2aj", NOW - timedelta(hours=3))
    _ran(tmp_path, NOW - PAUSE / 2, stopped="the 20 requests of today are used up")
    assert _turn(tmp_path).wait is Wait.PAUSE
    _ran(tmp_path, NOW - PAUSE / 3, stopped="again")
    (later,) = due(tmp_path, now=NOW + PAUSE, sources=("a2aj",))
    assert later.is_due


@pytest.mark.parametrize(
    ("hour", "within"), [(20, False), (21, True), (23, True), (3, True), (5, False), (12, False)]
)
def test_hours_go_over_midnight_in_their_own_time_zone(hour: int, within: bool):
    hours = read_hours("22:00-06:00 Europe/Paris")
    assert hours is not None
    assert hours.hold(datetime(2026, 11, 22, hour, tzinfo=UTC)) is within


def test_hours_within_a_day_and_unreadable_ones():
    hours = read_hours("01:00-05:00 UTC")
    assert hours is not None
    assert hours.hold(NOW.replace(hour=2))
    assert not hours.hold(NOW.replace(hour=5))
    assert read_hours("") is None
    with pytest.raises(InvalidDate):
        read_hours("at night")


def test_a_source_waits_for_its_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    row = replace(load_sources().get("a2aj"), off_peak="01:00-05:00 UTC")
    monkeypatch.setattr(syncing, "load_sources", lambda: Sources((row,), ()))
    assert _turn(tmp_path).wait is Wait.OFF_PEAK
    assert due(tmp_path, now=NOW.replace(hour=2))[0].is_due


def test_two_at_once_exclude_each_other(tmp_path: Path):
    lock = tmp_path / "crawl" / "sync.lock"
    with FolderLock(lock), pytest.raises(SyncRunning, match=r"process [0-9]+ since"):
        sync(corpus_url=f"sqlite:///{tmp_path}/c.db", data_dir=tmp_path)
    with FolderLock(lock):
        pass


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path):
    lock = tmp_path / "sync.lock"
    hold = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from crawler.lock import FolderLock\n"
        "with FolderLock(Path(sys.argv[2])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(ROOT), str(lock)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(SyncRunning, match=f"process {child.pid}"), FolderLock(lock):
            pass
        child.kill()
    assert lock.read_text()
    with FolderLock(lock):
        pass


def test_sync_crawls_what_is_due_and_nothing_the_second_time(runs: Runs):
    names = ("a2aj", "canlii", "judilibre")
    where = {name: runs.server.url(name) for name in names}
    told: list[str] = []

    def run() -> syncing.SyncReport:
        return sync(
            corpus_url=runs.corpus_url,
            data_dir=runs.data,
            sources=names,
            keys={"canlii": KEYS["canlii"]},
            urls=where,
            on_turn=lambda turn: told.append(f"{turn.source} {turn.wait}"),
            on_summary=lambda summary: told.append(f"{summary.source} {summary.new}"),
        )

    first = run()
    assert [each.source for each in first.summaries] == ["a2aj", "canlii"]
    assert told == ["a2aj due", "a2aj 94", "canlii due", "canlii 14", "judilibre no key"]
    assert not first.failed
    second = run()
    assert second.summaries == ()
    assert [turn.wait for turn in second.turns] == [Wait.NOT_YET, Wait.NOT_YET, Wait.NO_KEY]
    stored = next(RunLog(runs.data).runs("a2aj"))
    assert (stored.summary.new, stored.complete) == (94, True)
    assert stored.started_at < stored.finished_at


def test_a_source_that_fails_does_not_keep_the_next_from_its_turn(runs: Runs):
    runs.server.fail("423", "/a2aj/coverage")
    report = sync(
        corpus_url=runs.corpus_url,
        data_dir=runs.data,
        sources=("a2aj", "canlii"),
        keys=KEYS,
        urls={name: runs.server.url(name) for name in ("a2aj", "canlii")},
    )
    assert report.failed
    assert [each.new for each in report.summaries] == [0, 14]
    assert _health(runs.data, now=datetime.now(UTC)).condition is Condition.FAILING
    assert _health(runs.data, "canlii", now=datetime.now(UTC)).condition is Condition.WELL


def test_a_spent_budget_is_a_pause_and_no_failure(runs: Runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JURISOCIAL_A2AJ_BUDGET", "15")
    summary = runs.crawl("a2aj")
    assert summary.errors == ()
    assert "tomorrow" in summary.stopped
    assert _health(runs.data, now=datetime.now(UTC)).condition is Condition.UNFINISHED


def test_a_dry_run_leaves_no_trace_in_the_runs(runs: Runs):
    runs.crawl("a2aj", dry_run=True, since="2019")
    assert list(RunLog(runs.data).runs("a2aj")) == []


def test_health_tells_the_states_of_a_source_apart(tmp_path: Path):
    assert _health(tmp_path).condition is Condition.NEVER
    assert _health(tmp_path, "canlii").condition is Condition.NO_KEY
    assert "JURISOCIAL_CANLII_KEY" in _health(tmp_path, "canlii").sentence
    _finished(tmp_path, "a2aj", NOW)
    assert _health(tmp_path).condition is Condition.WELL
    late = NOW + STALE["weekly"] + timedelta(hours=1)
    assert _health(tmp_path, now=late).condition is Condition.STALE
    assert _health(tmp_path, now=late).alarms
    _ran(tmp_path, NOW, errors=("a2aj: “results” is missing.",))
    assert "“results” is missing" in _health(tmp_path).sentence
    assert [each.source for each in health(tmp_path, now=NOW) if each.alarms] == ["a2aj"]


def test_health_names_a_host_that_is_left_alone_after_a_captcha(tmp_path: Path):
    _finished(tmp_path, "decisia", NOW)
    RestingHosts(tmp_path, "decisia").rest("decisions.scc-csc.ca", now=NOW)
    resting = _health(tmp_path, "decisia")
    assert (resting.condition, resting.alarms, resting.is_resting) == (
        Condition.RESTING, False, True,
    )  # fmt: skip
    assert "decisions.scc-csc.ca asked for a CAPTCHA and is left alone until" in resting.sentence
    assert _health(tmp_path, "decisia", now=NOW + COOL_DOWN).condition is Condition.WELL
    _ran(tmp_path, NOW, "decisia", errors=("decisia refuses ...",))
    failing = _health(tmp_path, "decisia")
    assert failing.alarms
    assert "left alone until" in failing.sentence


def test_a_source_that_falls_silent_is_an_alarm_and_a_quiet_week_is_not(tmp_path: Path):
    _finished(tmp_path, "a2aj", NOW)
    _ran(tmp_path, NOW - timedelta(days=9), seen=12)
    for day in (3, 2):
        _ran(tmp_path, NOW - timedelta(days=day))
    assert _health(tmp_path).condition is Condition.WELL
    _ran(tmp_path, NOW - timedelta(days=1))
    assert _health(tmp_path).condition is Condition.SILENT


def test_runs_are_kept_newest_first_up_to_a_number_and_a_broken_file_is_left_out(tmp_path: Path):
    for n in range(KEPT + 3):
        _ran(tmp_path, NOW + timedelta(minutes=n), seen=n)
    log = RunLog(tmp_path)
    assert len(list(log.runs("a2aj"))) == KEPT
    newest = sorted(log.folder.iterdir())[-1]
    assert next(log.runs("a2aj")).summary.seen == KEPT + 2
    newest.write_text("{")
    assert next(log.runs("a2aj")).summary.seen == KEPT + 1
    assert time.strptime(newest.name[5:20], "%Y%m%dT%H%M%S")
