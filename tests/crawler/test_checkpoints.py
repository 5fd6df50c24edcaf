"""Checkpoints and budgets: what they remember, and what no crash can do to them."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.budgets import DailyBudget
from crawler.checkpoints import (
    RESUMABLE,
    ChangesDone,
    Checkpoint,
    CheckpointFile,
    PageRead,
    QueryDone,
    RunDone,
    UnitDone,
    advance,
    last_run,
    write_atomically,
)
from crawler.errors import BudgetSpent
from crawler.windows import Window

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_words = st.text(string.printable + "éœ«»", max_size=30)


@given(units=st.frozensets(_words), rows=st.dictionaries(_words, st.integers(0, 9999)), mark=_words)
def test_a_checkpoint_is_read_as_it_was_saved(
    tmp_path_factory: pytest.TempPathFactory, units, rows, mark
):
    file = CheckpointFile(tmp_path_factory.mktemp("data"), "a2aj", "t")
    saved = Checkpoint("scope", NOW, date(2026, 11, 22), units, rows, mark, 7, "", NOW)
    file.save(saved)
    assert file.load(sequence=7, corpus="") == saved


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', "null"])
def test_a_checkpoint_that_cannot_be_read_starts_anew(tmp_path: Path, content: str):
    file = CheckpointFile(tmp_path, "a2aj", "t")
    file.path.parent.mkdir(parents=True)
    file.path.write_text(content)
    assert file.load(sequence=0, corpus="") == Checkpoint()


def test_a_corpus_that_is_behind_makes_the_checkpoint_void(tmp_path: Path):
    file = CheckpointFile(tmp_path, "a2aj", "t")
    file.save(Checkpoint(watermark="w", sequence=5))
    assert file.load(sequence=4, corpus="") == Checkpoint()
    assert file.load(sequence=6, corpus="").watermark == "w"


def test_marks_move_a_checkpoint_forward():
    start = Checkpoint(scope="s", started_at=NOW, until=NOW.date())
    moved = advance(advance(start, UnitDone("u")), QueryDone("q", 3))
    moved = advance(moved, ChangesDone("w"))
    assert moved.done == {"u"}
    assert dict(moved.rows) == {"q": 3}
    assert moved.watermark == "w"
    done = advance(moved, RunDone(NOW))
    assert (done.started_at, done.until, done.done) == (None, None, frozenset())
    assert (dict(done.rows), done.watermark, done.finished_at) == ({"q": 3}, "w", NOW)


def test_only_a_young_unfinished_run_of_the_same_scope_is_resumed():
    run = Checkpoint(scope="s", started_at=NOW)
    assert run.resumable("s", NOW + timedelta(days=1))
    assert not run.resumable("other", NOW)
    assert not run.resumable("s", NOW + RESUMABLE)
    assert not replace(run, started_at=None).resumable("s", NOW)
    assert isinstance(Checkpoint().rows, MappingProxyType)


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path):
    path = tmp_path / "x.json"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_the_last_finished_run_of_a_source_is_known(tmp_path: Path):
    assert last_run(tmp_path, "a2aj") is None
    CheckpointFile(tmp_path, "a2aj", "one").save(Checkpoint(finished_at=NOW))
    later = NOW + timedelta(hours=1)
    CheckpointFile(tmp_path, "a2aj", "two").save(Checkpoint(finished_at=later))
    (tmp_path / "crawl" / "a2aj" / "torn.json").write_text("{")
    assert last_run(tmp_path, "a2aj") == later


def test_a_budget_is_counted_across_objects_and_renewed_each_day(tmp_path: Path):
    today, tomorrow = NOW.date(), NOW.date() + timedelta(days=1)
    for _ in range(3):
        DailyBudget(tmp_path, "api.synthetic.invalid", 3).spend(today=today)
    with pytest.raises(BudgetSpent) as refusal:
        DailyBudget(tmp_path, "api.synthetic.invalid", 3).spend(today=today)
    assert refusal.value.budget == 3
    DailyBudget(tmp_path, "api.synthetic.invalid", 3).spend(today=tomorrow)
    assert DailyBudget(tmp_path, "api.synthetic.invalid", 3).spent(today=tomorrow) == 1


def test_no_limit_writes_no_file(tmp_path: Path):
    DailyBudget(tmp_path, "localhost", None).spend()
    assert list(tmp_path.iterdir()) == []


@given(first=st.dates(date(1850, 1, 1), date(2030, 1, 1)), days=st.integers(1, 30000))
def test_halves_cover_a_window_without_overlap(first: date, days: int):
    window = Window(first, first + timedelta(days=days))
    newer, older = window.halves()
    assert older.last + timedelta(days=1) == newer.first
    assert (older.first, newer.last) == (window.first, window.last)
    assert older.days + newer.days == window.days


def test_a_day_cannot_be_halved():
    with pytest.raises(ValueError, match="cannot be halved"):
        Window(NOW.date(), NOW.date()).halves()


def test_the_validators_of_a_page_are_kept_over_runs_and_older_files_have_none(tmp_path: Path):
    file = CheckpointFile(tmp_path, "opc", "topic")
    read = PageRead("https://synthetic.invalid/list", '"tag"', "Sun, 22 Nov 2026 08:00:00 GMT")
    checkpoint = advance(Checkpoint(), read)
    file.save(advance(checkpoint, RunDone(datetime(2026, 11, 22, tzinfo=UTC))))
    assert file.load(sequence=0, corpus="").validators == {
        read.url: (read.etag, read.last_modified)
    }
    stored = json.loads(file.path.read_text("utf-8"))
    del stored["validators"]
    file.path.write_text(json.dumps(stored), "utf-8")
    assert file.load(sequence=0, corpus="").validators == {}


def test_a_source_may_be_continued_for_longer_than_others():
    started = datetime(2026, 11, 1, tzinfo=UTC)
    unfinished = Checkpoint(scope="s", started_at=started)
    assert not unfinished.resumable("s", started + timedelta(days=20))
    assert unfinished.resumable("s", started + timedelta(days=20), within=timedelta(days=90))
