"""The walks of the spiders, over the wires in the same process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.checkpoints import ChangesDone, Checkpoint, QueryDone, RunDone, UnitDone, advance
from crawler.corpus import Corpus
from crawler.source_spider import FAILURES_IN_A_ROW, SourceSpider
from crawler.spiders import judilibre as judilibre_module
from crawler.spiders.a2aj import A2AJSpider
from crawler.spiders.judilibre import JudilibreSpider
from crawler.steps import Found, Gone, Step
from tests.crawler.crawl_runs import FakeFetch, walk
from tests.crawler.source_server import DATASETS
from tests.crawler.synthetic_decisions import a2aj_rows, judilibre_row, judilibre_rows
from tests.crawler.wire_a2aj import A2AJWire
from tests.crawler.wire_judilibre import JudilibreWire


def _spider(kind: type[SourceSpider], wire: Any, folder: Path, **options: Any) -> SourceSpider:
    spider = kind(
        data_dir=str(folder), corpus_url=f"sqlite:///{folder}/corpus.db", key="k", **options
    )
    spider.open_corpus()
    spider.fetch = FakeFetch(wire)  # type: ignore[method-assign]
    return spider


def _keep(spider: SourceSpider, steps: list[Step]) -> None:
    """Do what the pipeline does."""
    assert spider.corpus is not None
    for step in steps:
        if isinstance(step, Found):
            spider.corpus.put(step.document, redact_history=step.redact_history)
        elif isinstance(step, Gone):
            spider.corpus.remove(step.id, step.reason)
        else:
            spider.checkpoint = advance(spider.checkpoint, step)
    spider.checkpoint = replace(spider.checkpoint, sequence=spider.corpus.sequence())
    spider.checkpoints.save(spider.checkpoint)
    spider.corpus.close()


def _a2aj(folder: Path, rows: list[dict[str, Any]] | None = None, **options: Any) -> SourceSpider:
    wire = A2AJWire(a2aj_rows(8, crowded=0) if rows is None else rows, extra_datasets=DATASETS)
    return _spider(A2AJSpider, wire, folder, **options)


def _judilibre(folder: Path, rows: list[dict[str, Any]], **options: Any) -> SourceSpider:
    return _spider(JudilibreSpider, JudilibreWire(rows), folder, **options)


def _many(count: int) -> list[dict[str, Any]]:
    """Decisions of the labour chamber, all about one platform, five days apart."""
    days = (date(2020, 1, 1) + timedelta(days=5 * n) for n in range(count))
    return [
        {**judilibre_row(3 * n), "numbers": [f"99-98.{n:03d}"], "decision_date": day.isoformat()}
        for n, day in enumerate(days, 1)
    ]


def _ids(steps: list[Step]) -> list[str]:
    return [step.document.id for step in steps if isinstance(step, Found)]


def _fake(spider: SourceSpider) -> FakeFetch:
    assert isinstance(spider.fetch, FakeFetch)
    return spider.fetch


def test_marks_follow_the_documents_that_they_vouch_for(tmp_path: Path):
    steps = walk(_a2aj(tmp_path))
    assert isinstance(steps[-1], RunDone)
    first_unit = next(place for place, step in enumerate(steps) if isinstance(step, UnitDone))
    assert all(isinstance(step, Found) for step in steps[:first_unit])
    assert len(_ids(steps)) == 7
    assert sum(isinstance(step, QueryDone) for step in steps) == 5


def test_a_resumed_run_skips_what_is_done_and_keeps_its_last_day(tmp_path: Path):
    first = _a2aj(tmp_path)
    steps = walk(first)
    half: list[Step] = [step for step in steps if not isinstance(step, RunDone)]
    _keep(first, half)
    second = _a2aj(tmp_path)
    again = walk(second)
    assert _ids(again) == []
    assert not _fake(second).paths("/search")
    assert second.until == first.until
    _keep(second, again)
    third = _a2aj(tmp_path)
    walk(third)
    assert _fake(third).paths("/search")


def test_other_bounds_make_another_run(tmp_path: Path):
    first = _a2aj(tmp_path)
    unfinished: list[Step] = [step for step in walk(first) if not isinstance(step, RunDone)]
    _keep(first, unfinished)
    second = _a2aj(tmp_path, since="2010-06")
    walk(second)
    assert _fake(second).paths("/search")[0]["start_date"] == "2010-06-01"


def test_a_row_read_anew_by_the_source_is_fetched_anew(tmp_path: Path):
    rows = a2aj_rows(8, crowded=0)
    first = _a2aj(tmp_path, rows)
    _keep(first, walk(first))
    rows[0] = {**rows[0], "scraped_timestamp_en": "2026-09-09T00:00:00"}
    second = _a2aj(tmp_path, rows)
    assert _ids(walk(second)) == ["ca-cirb-2099-1"]
    assert len(_fake(second).paths("/fetch")) == 1


def test_only_parameters_that_the_source_knows_are_sent(tmp_path: Path):
    spider = _a2aj(tmp_path)
    steps = walk(spider)
    assert spider.tally.error_count == 0
    assert steps
    for given in _fake(spider).paths("/search"):
        assert given["size"] == "50"
        assert all(value for value in given.values())


def test_a_dataset_that_the_source_no_longer_offers_is_an_error(tmp_path: Path):
    wire = A2AJWire(a2aj_rows(3, crowded=0))
    spider = _spider(A2AJSpider, wire, tmp_path)
    assert walk(spider) == []
    assert "dataset" in spider.tally.stopped


def test_not_found_is_skipped_with_its_reason(tmp_path: Path):
    spider = _a2aj(tmp_path)
    _fake(spider).answers.append(("/fetch?citation=2099+CIRB+1&", 200, {}))
    assert "ca-cirb-2099-1" not in _ids(walk(spider))
    (skipped,) = spider.tally.summary().skipped
    assert (skipped.reason, skipped.ids) == ("not found", ("2099 CIRB 1",))


def test_a_row_without_citation_is_counted(tmp_path: Path):
    rows = a2aj_rows(8, crowded=0)
    rows[1] = {k: v for k, v in rows[1].items() if not k.startswith("citation")}
    spider = _a2aj(tmp_path, rows)
    walk(spider)
    reasons = {skipped.reason: skipped.count for skipped in spider.tally.summary().skipped}
    assert reasons["no citation to fetch it by"] >= 1


def test_zero_rows_where_rows_were_is_an_error(tmp_path: Path):
    first = _a2aj(tmp_path)
    _keep(first, walk(first))
    second = _a2aj(tmp_path, [])
    steps = walk(second)
    assert "rows of" in second.tally.stopped
    assert not any(isinstance(step, RunDone) for step in steps)


def test_pages_that_cannot_be_read_end_the_run_after_a_few(tmp_path: Path):
    spider = _a2aj(tmp_path, a2aj_rows(30, crowded=0))
    for _ in range(30):
        _fake(spider).answers.append(("/fetch", 200, b'{"results": [{'))
    walk(spider)
    assert spider.tally.stopped
    assert len(_fake(spider).paths("/fetch")) == FAILURES_IN_A_ROW


def test_a_checkpoint_is_not_believed_by_another_corpus(tmp_path: Path):
    rows = judilibre_rows(6)
    first = _judilibre(tmp_path, rows)
    _keep(first, walk(first))
    for path in tmp_path.glob("corpus.db*"):
        path.unlink()
    second = _judilibre(tmp_path, rows)
    assert second.checkpoint == Checkpoint()
    assert len(_ids(walk(second))) == 6


def test_a_search_that_the_server_relaxed_brings_nothing(tmp_path: Path):
    unrelated = judilibre_row(2)
    unrelated["text"] = "Le contrat de travail synthétique, sans rapport."
    unrelated["zones"] = {}
    spider = _judilibre(tmp_path, [unrelated])
    assert _ids(walk(spider)) == []
    assert not _fake(spider).paths("/decision")


def test_pages_are_followed_by_their_query_string(tmp_path: Path):
    rows = _many(120)
    spider = _judilibre(tmp_path, rows)
    assert len(_ids(walk(spider))) == 120
    pages = [given["page"] for given in _fake(spider).paths("/search")]
    assert pages[:3] == ["0", "1", "2"]


def test_more_rows_than_the_ceiling_are_cut_by_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(judilibre_module, "CEILING", 20)
    rows = _many(60)
    spider = _judilibre(tmp_path, rows)
    assert len(_ids(walk(spider))) == 60
    assert len({given["date_start"] for given in _fake(spider).paths("/search")}) > 3


def test_the_first_run_only_notes_from_when_to_watch(tmp_path: Path):
    spider = _judilibre(tmp_path, judilibre_rows(3))
    steps = walk(spider)
    assert isinstance(steps[0], ChangesDone)
    assert not _fake(spider).paths("/transactionalhistory")


def test_the_history_is_read_to_its_end_and_an_expired_page_is_asked_anew(tmp_path: Path):
    rows = judilibre_rows(6)
    first = _judilibre(tmp_path, rows)
    _keep(first, walk(first))
    second = _judilibre(tmp_path, rows)
    wire = _fake(second).wire
    wire.history_page = 10
    for n in range(25):
        wire.record(f"{'e' * 16}{n:08x}", "created", f"2099-01-01T00:00:{n:02d}.000Z")
    wire.record(rows[0]["id"], "deleted", "2099-01-01T00:01:00.000Z")
    _fake(second).answers.append(("from_id=1%2610", 400, {"errors": []}))
    steps = walk(second)
    assert [step.id for step in steps if isinstance(step, Gone)] == [
        "fr-cass-soc-2018-04-09-99-99001"
    ]
    assert ChangesDone("2099-01-01T00:01:00.000Z") in steps


def test_a_decision_marked_for_deletion_is_withdrawn(tmp_path: Path):
    rows = judilibre_rows(3)
    first = _judilibre(tmp_path, rows)
    _keep(first, walk(first))
    rows[0] = {**rows[0], "to_be_deleted": True}
    second = _judilibre(tmp_path, rows)
    _fake(second).wire.record(rows[0]["id"], "updated", "2099-01-01T00:00:00.000Z")
    assert [step.id for step in walk(second) if isinstance(step, Gone)] == [
        "fr-cass-soc-2018-04-09-99-99001"
    ]


def test_empty_parameters_are_never_sent(tmp_path: Path):
    spider = _judilibre(tmp_path, judilibre_rows(6))
    walk(spider)
    assert all(value for _, given in _fake(spider).asked for value in given.values())


def test_the_corpus_used_is_closed_with_a_dry_run_untouched(tmp_path: Path):
    spider = _a2aj(tmp_path, dry_run="true")
    assert _ids(walk(spider)) == []
    assert spider.tally.new == 7
    assert not (tmp_path / "corpus.db").exists()
    with Corpus.open(f"sqlite:///{tmp_path}/corpus.db") as corpus:
        assert corpus.count() == 0
