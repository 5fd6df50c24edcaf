"""Whole crawls: server, child process, Scrapy, parser, corpus."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.crawling import crawl, start_child
from crawler.errors import InvalidDate, KeyMissing, UnknownSource, UnknownTopic
from crawler.model import Zone
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import KEY, SourceServer
from tests.crawler.synthetic_decisions import judilibre_row

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT08:00:00.000Z")


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def test_both_sources_are_crawled_with_provenance_and_a_second_run_writes_nothing(runs: Runs):
    told: list[int] = []
    first = runs.crawl("a2aj", progress=lambda counts: told.append(counts["new"]))
    assert (first.new, first.errors, first.stopped) == (94, (), "")
    assert told == sorted(told)
    assert told[-1] == 94
    assert runs.crawl("judilibre").new == 36
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        assert corpus.count() == 130
        english = corpus.get("ca-chrt-2099-2")
        french = corpus.get("fr-cass-soc-2018-04-09-99-99001")
        assert english is not None
        assert french is not None
        assert [text.language for text in english.texts] == ["en", "fr"]
        assert english.provenances[0].licence.startswith("Synthetic test text")
        assert french.provenances[0].source_id == "ffffffffffffffff00000001"
        assert corpus.raw_pages(english.id)[0].body.startswith(b'{"results"')
    for source in ("a2aj", "judilibre"):
        again = runs.crawl(source)
        assert (again.new, again.changed, again.errors) == (0, 0, ())
        assert {skipped.reason for skipped in again.skipped} == {"unchanged"}
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
    assert sorted(path.name for path in runs.data.iterdir()) == ["corpus.db", "crawl"]


def test_a_day_with_more_rows_than_an_answer_is_cut_by_dataset(runs: Runs):
    assert runs.crawl("a2aj").errors == ()
    day = "start_date=2015-06-03&end_date=2015-06-03"
    assert any("dataset=CIRB&" + day in url for url in runs.server.requests)
    with runs.corpus() as corpus:
        assert all(corpus.resolve(f"2099 CIRB {n}") for n in range(1003, 1056, 3))


def test_the_agent_says_who_we_are_and_nothing_is_written_elsewhere(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("JURISOCIAL_CONTACT", "crawler@synthetic.invalid")
    home = runs.data.parent / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home))
    runs.crawl("a2aj", limit=1)
    assert not list(home.rglob("*")), "a crawl writes below the data folder only"
    (agent,) = runs.server.agents
    assert agent.startswith("jurisocial/")
    assert "crawler@synthetic.invalid" in agent


def test_a_withdrawal_travels_and_a_new_version_leaves_nothing_of_the_old_one(runs: Runs):
    runs.crawl("judilibre")
    wire = runs.server.judilibre
    gone = wire.rows.pop(0)
    wire.record(gone["id"], "deleted", TOMORROW)
    old = wire.rows[0]
    new = judilibre_row(2)
    new["text"] = old["text"].replace("zzmotif2", "zzremplacement")
    new["update_datetime"] = TOMORROW
    wire.rows[0] = new
    for _ in range(2):
        wire.record(new["id"], "updated", TOMORROW)
    wire.record("ffffffffffffffff0000eeee", "deleted", TOMORROW)
    summary = runs.crawl("judilibre")
    assert (summary.withdrawn, summary.changed, summary.new) == (1, 1, 0)
    with runs.corpus() as corpus:
        assert corpus.get("fr-cass-soc-2018-04-09-99-99001") is None
        assert corpus.tombstone("fr-cass-soc-2018-04-09-99-99001") is not None
        (changed,) = corpus.resolve(new["id"])
        texts = [version.document for version in corpus.versions(changed) if version.document]
        assert len(texts) == 1
        sequence = corpus.sequence()
    written = b"".join(p.read_bytes() for p in runs.data.rglob("*") if p.is_file())
    assert b"zzmotif1." not in written
    assert b"zzmotif2." not in written
    again = runs.crawl("judilibre")
    assert (again.withdrawn, again.changed, again.new) == (0, 0, 0)
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence


def test_two_orders_of_one_day_in_one_file_stay_two_decisions(runs: Runs):
    rows = runs.server.judilibre.rows
    del rows[4:]
    twin = {**rows[1], "id": f"{'f' * 16}0000fffe"}
    rows.append({**twin, "text": twin["text"].replace("zzmotif2", "zzjumeau")})
    assert runs.crawl("judilibre").new == 5
    with runs.corpus() as corpus:
        pair = [corpus.resolve(row["id"]) for row in (rows[1], rows[-1])]
        assert sorted(pair) == [
            ("fr-ca-reims-2018-06-09-99-90002",),
            ("fr-ca-reims-2018-06-09-99-90002-2",),
        ]
    for row in (rows[1], rows[-1]):
        row["text"] += " Rectifié."
        runs.server.judilibre.record(row["id"], "updated", TOMORROW)
    again = runs.crawl("judilibre")
    assert (again.new, again.changed) == (0, 2)
    with runs.corpus() as corpus:
        assert corpus.count() == 5


def test_a_presiding_judge_is_named_in_formation_paragraphs_only(runs: Runs):
    runs.crawl("judilibre", limit=5)
    with runs.corpus() as corpus:
        for document in corpus.documents():
            named = [
                paragraph.zone
                for text in document.texts
                for paragraph in text.paragraphs
                if "ZZPRESIDENT" in paragraph.text
            ]
            assert named == [Zone.FORMATION]
            assert "ZZPRESIDENT" not in document.title + document.citation


@pytest.mark.parametrize("source", ["a2aj", "judilibre"])
def test_a_robots_refusal_is_obeyed_before_any_other_request(runs: Runs, source: str):
    runs.server.robots = "User-agent: *\nDisallow: /\n"
    summary = runs.crawl(source)
    assert "robots" in summary.stopped
    assert runs.server.requests == ["/robots.txt"]


def test_a_cut_off_answer_is_an_error_and_the_rest_goes_on(runs: Runs):
    runs.server.fail("truncated", "citation=2099+CIRB+4&")
    runs.server.fail("truncated", "reddit")
    summary = runs.crawl("a2aj")
    assert len(summary.errors) == 2
    assert all("format" in error for error in summary.errors)
    assert summary.new == 93
    again = runs.crawl("a2aj")
    assert (again.new, again.errors) == (1, ())


def test_faults_that_pass_are_waited_out(runs: Runs):
    runs.server.fail("429", "citation=2099+CIRB+4&", retry_after="1")
    runs.server.fail("503", "citation=2099+CHRT+5&", retry_after="0")
    runs.server.fail("hangup", "citation=2099+FPSLREB+6&")
    runs.server.fail("slow", "citation=2099+CIRB+7&")
    started = time.monotonic()
    summary = runs.crawl("a2aj")
    assert (summary.new, summary.errors) == (94, ())
    assert time.monotonic() - started > 2
    assert len(runs.server.asked("citation=2099+CIRB+4&")) == 2


def test_a_source_that_asks_for_an_hour_ends_the_run_and_keeps_what_was_done(runs: Runs):
    runs.server.fail("429", "citation=2099+CIRB+10&", retry_after="3600")
    summary = runs.crawl("a2aj")
    assert "60 min" in summary.stopped
    assert 0 < summary.new < 94
    with runs.corpus() as corpus:
        assert corpus.count() == summary.new
    assert runs.crawl("a2aj").new == 94 - summary.new


def test_a_block_ends_the_run_at_once(runs: Runs):
    runs.server.fail("423", "/decision")
    summary = runs.crawl("judilibre")
    assert "423" in summary.stopped
    assert len(runs.server.asked("/decision")) == 1


def test_a_wrong_key_is_told_from_a_wrong_request(runs: Runs):
    summary = runs.crawl("judilibre", key="wrong")
    assert "JURISOCIAL_JUDILIBRE_KEY" in summary.stopped
    assert len(runs.server.asked("/judilibre")) == 1


def test_a_daily_budget_holds_across_runs(runs: Runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JURISOCIAL_A2AJ_BUDGET", "20")
    first = runs.crawl("a2aj")
    assert "tomorrow" in first.stopped
    assert len(runs.server.requests) == 20
    assert "tomorrow" in runs.crawl("a2aj").stopped
    assert len(runs.server.requests) == 20


def test_a_limit_a_start_date_and_a_dry_run_are_kept(runs: Runs):
    dry = runs.crawl("a2aj", dry_run=True, since="2019")
    assert dry.new > 0
    assert not runs.data.exists() or not list(runs.data.rglob("corpus.db"))
    assert not runs.server.asked("/fetch")
    limited = runs.crawl("a2aj", limit=3, since="2019")
    assert limited.new == 3
    assert "limit" in limited.stopped
    with runs.corpus() as corpus:
        assert all((document.date.year or 0) >= 2019 for document in corpus.documents())


def test_closing_the_input_of_the_child_stops_it_in_good_order(runs: Runs):
    runs.server.delay = 0.02
    with start_child(subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(runs.order("a2aj"))
        child.stdin.flush()
        while len(runs.server.asked("/fetch")) < 10:
            time.sleep(0.01)
        child.stdin.close()
        last = child.stdout.read().splitlines()[-1]
        assert child.wait(20) == 0
    assert b"interrupted" in last
    with runs.corpus() as corpus:
        assert corpus.count() >= 9


def test_a_child_whose_starter_is_gone_at_once_ends_by_itself(runs: Runs):
    with start_child(subprocess.DEVNULL) as child:
        answer, _ = child.communicate(runs.order("a2aj"), timeout=60)
    assert child.returncode == 0
    assert b"interrupted" in answer.splitlines()[-1]
    assert len(runs.server.asked("/fetch")) < 94


def test_what_cannot_be_crawled_is_refused_before_anything_is_sent(tmp_path: Path):
    where: dict[str, Any] = {"corpus_url": f"sqlite:///{tmp_path}/corpus.db", "data_dir": tmp_path}
    with pytest.raises(UnknownSource):
        crawl("nowhere", **where)
    with pytest.raises(UnknownTopic):
        crawl("a2aj", topic="nothing", **where)
    with pytest.raises(KeyMissing):
        crawl("judilibre", base_url="http://127.0.0.1:9/", **where)
    with pytest.raises(InvalidDate):
        crawl("a2aj", since="2019-02-30", **where)
    assert not list(tmp_path.iterdir())
    assert KEY not in repr(where)
