"""Judilibre by its batches: complete, resumable, and with the same decisions as its search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.document_codec import document_to_json
from crawler.errors import SourceChanged
from crawler.page import Page
from crawler.spiders import judilibre_batches
from crawler.spiders.judilibre import JudilibreSpider
from crawler.spiders.judilibre_batches import parse_batch
from crawler.steps import Found, Gone
from crawler.topic import load_topic
from tests.crawler.crawl_runs import FakeFetch, Runs, walk
from tests.crawler.source_server import SourceServer
from tests.crawler.synthetic_decisions import judilibre_row, judilibre_rows
from tests.crawler.wire_judilibre import JudilibreWire


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def _spider(folder: Path, wire: JudilibreWire, strategy: str) -> JudilibreSpider:
    spider = JudilibreSpider(
        data_dir=str(folder), corpus_url=f"sqlite:///{folder}/c.db", key="k", strategy=strategy
    )
    spider.open_corpus()
    spider.fetch = FakeFetch(wire)  # type: ignore[method-assign,assignment]
    return spider


def _found(spider: JudilibreSpider) -> dict[str, str]:
    found = {}
    for step in walk(spider):
        if isinstance(step, Found):
            stored = json.loads(document_to_json(step.document))
            stored["provenances"][0].pop("content_hash")
            stored["provenances"][0].pop("retrieved_at")
            found[step.document.id] = json.dumps(stored, sort_keys=True)
    assert spider.tally.error_count == 0
    return found


@pytest.mark.parametrize("strategy", ["scan", "export"])
def test_batches_give_the_decisions_that_the_search_gives(tmp_path: Path, strategy: str):
    wire = JudilibreWire(judilibre_rows())
    searched = _found(_spider(tmp_path / "a", wire, "search"))
    assert len(searched) == 36
    assert _found(_spider(tmp_path / "b", wire, strategy)) == searched


@pytest.mark.parametrize("strategy", ["scan", "export"])
def test_a_second_run_lists_only_what_was_updated_and_writes_nothing(runs: Runs, strategy: str):
    first = runs.crawl("judilibre", strategy=strategy, since="2024")
    assert (first.errors, first.stopped) == ((), "")
    assert first.new > 0
    asked = len(runs.server.asked(f"/{strategy}"))
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
    changed = runs.server.judilibre.rows[35]
    again = runs.crawl("judilibre", strategy=strategy, since="2024")
    assert (again.new, again.changed, again.errors) == (0, 0, ())
    assert len(runs.server.asked(f"/{strategy}")) - asked == len(
        load_topic("social-media-at-work").of("judilibre").scopes
    )
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
    today = datetime.now(UTC).date().isoformat()
    changed |= {"update_date": today, "update_datetime": f"{today}T08:00:00.000Z"}
    changed["text"] = changed["text"].replace("zzmotif36", "zzremplacement")
    third = runs.crawl("judilibre", strategy=strategy, since="2024")
    assert (third.new, third.changed) == (0, 1)
    written = b"".join(path.read_bytes() for path in runs.data.rglob("*") if path.is_file())
    assert b"zzmotif36." not in written


def test_a_decision_marked_for_deletion_is_withdrawn(tmp_path: Path):
    wire = JudilibreWire([judilibre_row(1), judilibre_row(2)])
    first = _spider(tmp_path, wire, "export")
    assert first.corpus is not None
    for step in walk(first):
        if isinstance(step, Found):
            first.corpus.put(step.document)
    wire.rows[0]["to_be_deleted"] = True
    wire.rows.append({**judilibre_row(3), "to_be_deleted": True})
    second = _spider(tmp_path, wire, "export")
    gone = [step.id for step in walk(second) if isinstance(step, Gone)]
    assert gone == ["fr-cass-soc-2018-04-09-99-99001"]


def test_an_export_over_the_ceiling_is_cut_by_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(judilibre_batches, "CEILING", 4)
    monkeypatch.setattr(judilibre_batches, "BATCH_SIZE", 2)
    rows = [
        {**judilibre_row(3 * n), "numbers": [f"99-98.{n:03d}"], "decision_date": f"2020-05-{n:02d}"}
        for n in range(1, 13)
    ]
    spider = _spider(tmp_path, JudilibreWire(rows, ceiling=4), "export")
    assert len(_found(spider)) == 12


def test_a_scan_follows_its_cursor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(judilibre_batches, "BATCH_SIZE", 1)
    rows = [{**judilibre_row(3 * n), "decision_date": "2020-05-04"} for n in range(1, 6)]
    for n, row in enumerate(rows):
        row["numbers"] = [f"99-97.{n:03d}"]
    spider = _spider(tmp_path, JudilibreWire(rows), "scan")
    assert len(_found(spider)) == 5
    assert isinstance(spider.fetch, FakeFetch)
    assert any("searchAfter" in given for given in spider.fetch.paths("/scan"))


def test_every_jurisdiction_of_judilibre_is_in_the_topic():
    scopes = load_topic("social-media-at-work").of("judilibre").scopes
    assert {scope.jurisdiction for scope in scopes} == {"cc", "ca", "tj", "tcom", "cph"}


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "results"),
        ({"results": [1], "total": 1}, "results"),
        ({"results": [], "total": None}, "total"),
    ],
)
def test_a_batch_that_cannot_be_read_is_a_changed_source(answer: object, field: str):
    page = Page("https://x.invalid/scan?a=b", 200, (), json.dumps(answer).encode(), _now())
    with pytest.raises(SourceChanged) as refusal:
        parse_batch(page)
    assert refusal.value.field == field


def test_a_decision_of_a_batch_is_kept_under_its_own_address_whatever_the_batch():
    row = judilibre_row(1)
    body = json.dumps({"results": [row], "total": 1, "next_batch": "batch=1&x=y"}).encode()
    page = Page("https://x.invalid/v1.0/scan?batch=0", 200, (), body, _now())
    batch = parse_batch(page)
    other = parse_batch(replace(page, url="https://x.invalid/v1.0/scan?batch=7"))
    assert batch.next_batch == "batch=1&x=y"
    assert batch.pages == other.pages
    assert batch.pages[0].url == f"https://x.invalid/v1.0/decision?id={row['id']}"


def _now() -> datetime:
    return datetime(2026, 11, 22, tzinfo=UTC)
