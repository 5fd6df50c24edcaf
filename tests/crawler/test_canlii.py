"""CanLII's interface: references only, quota kept, and a key that nothing repeats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.checkpoints import ChangesDone, Mark, advance
from crawler.crawling import crawl
from crawler.errors import KeyMissing, UnknownStrategy
from crawler.model import DecisionReference, Relation
from crawler.spiders.canlii import CanliiSpider
from crawler.spiders.canlii_parse import Database
from crawler.steps import Found, Step
from tests.crawler.crawl_runs import FakeFetch, Runs, walk
from tests.crawler.source_server import SourceServer
from tests.crawler.wire_canlii import CANLII_KEY, CanliiWire, canlii_row, canlii_rows

ABOUT_THE_TOPIC = 14
"""Of 24 synthetic cases: five databases are in the topic, and three in four speak of it."""


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


class KeyedFetch(FakeFetch):
    """Adds the key as the network layer does."""

    async def __call__(self, path: str, parameters: Any = ()) -> Any:
        page = await super().__call__(path, [*parameters, ("api_key", CANLII_KEY)])
        return replace(page, url=page.url.replace(CANLII_KEY, ""))


def _spider(folder: Path, rows: list[dict[str, Any]], **options: Any) -> CanliiSpider:
    spider = CanliiSpider(
        data_dir=str(folder), corpus_url=f"sqlite:///{folder}/corpus.db", key="k", **options
    )
    spider.open_corpus()
    spider.fetch = KeyedFetch(CanliiWire(rows))  # type: ignore[method-assign]
    return spider


def _references(steps: list[Step]) -> dict[str, DecisionReference]:
    found = [step.document for step in steps if isinstance(step, Found)]
    assert all(isinstance(document, DecisionReference) for document in found)
    return {document.id: document for document in found}  # type: ignore[misc]


def _asked(spider: CanliiSpider) -> list[tuple[str, dict[str, str]]]:
    assert isinstance(spider.fetch, KeyedFetch)
    return spider.fetch.asked


def test_a_crawl_gives_references_and_a_second_run_writes_nothing(runs: Runs):
    first = runs.crawl("canlii")
    assert (first.errors, first.stopped) == ((), "")
    assert first.new == ABOUT_THE_TOPIC
    assert "not about the topic, by its keywords" in {each.reason for each in first.skipped}
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        for document in corpus.documents():
            assert isinstance(document, DecisionReference)
            assert document.texts == ()
            assert not document.provenances[0].fulltext_allowed
            assert (document.provenances[0].url or "").startswith("https://canlii.ca/t/")
    again = runs.crawl("canlii")
    assert (again.new, again.changed, again.errors, again.stopped) == (0, 0, (), "")
    assert len(runs.server.asked("changedAfter")) == 5
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence


def test_the_key_is_sent_and_stands_in_no_file_and_no_message(runs: Runs):
    runs.server.fail("500", "/caseBrowse/en/onla/", times=9)
    summary = runs.crawl("canlii")
    asked = [url for url in runs.server.asked("/canlii/") if "robots" not in url]
    assert all(f"api_key={CANLII_KEY}" in url for url in asked)
    assert summary.errors
    assert CANLII_KEY not in summary.to_json()
    written = b"".join(path.read_bytes() for path in runs.data.rglob("*") if path.is_file())
    assert CANLII_KEY.encode() not in written


def test_the_key_goes_to_no_other_host_by_a_redirect(runs: Runs):
    with SourceServer() as other:
        runs.server.fail(
            "302", "/caseBrowse/en/?", location=f"{other.url('canlii')}/caseBrowse/en/"
        )
        summary = runs.crawl("canlii")
    assert not any(CANLII_KEY in url for url in other.requests)
    assert summary.stopped


def test_without_a_key_nothing_is_sent_and_the_sentence_says_what_to_set(tmp_path: Path):
    with pytest.raises(KeyMissing, match="canlii needs a key: set JURISOCIAL_CANLII_KEY"):
        crawl("canlii", corpus_url=f"sqlite:///{tmp_path}/c.db", data_dir=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_refused_key_ends_the_run(runs: Runs):
    summary = runs.crawl("canlii", key="wrong")
    assert "JURISOCIAL_CANLII_KEY" in summary.stopped
    assert len(runs.server.asked("/canlii/")) == 1


def test_the_quota_of_a_day_holds_across_runs(runs: Runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JURISOCIAL_CANLII_BUDGET", "20")
    assert "tomorrow" in runs.crawl("canlii").stopped
    assert "tomorrow" in runs.crawl("canlii").stopped
    assert len(runs.server.requests) == 20


def test_too_many_requests_is_waited_out(runs: Runs):
    runs.server.fail("429", "/caseCitator/", times=1, retry_after="1")
    assert runs.crawl("canlii").new == ABOUT_THE_TOPIC


def test_the_wait_for_the_real_host_is_the_one_that_clients_report(tmp_path: Path):
    live = CanliiSpider(data_dir=str(tmp_path), base_url="https://api.canlii.org/v1", key="k")
    assert live.back_off() == 20.0
    here = CanliiSpider(data_dir=str(tmp_path), base_url="http://127.0.0.1:1/canlii", key="k")
    assert here.back_off() == 0.0


def test_a_list_too_long_for_an_answer_is_asked_for_in_smaller_parts(tmp_path: Path):
    spider = _spider(tmp_path, canlii_rows())
    _wire(spider).ceiling = 300
    steps = walk(spider)
    assert len(_references(steps)) == ABOUT_THE_TOPIC
    sizes = {given["resultCount"] for _, given in _asked(spider) if "resultCount" in given}
    assert {"1000", "250"} < sizes


def test_a_window_with_many_rows_is_halved_so_that_an_interrupted_run_loses_little(tmp_path: Path):
    many = [
        {**canlii_row(6), "caseId": f"2099qctat{n}", "keywords": "heures"} for n in range(1, 260)
    ]
    for n, row in enumerate(many):
        row["decisionDate"] = (date(2020, 1, 1) + timedelta(days=n)).isoformat()
    spider = _spider(tmp_path, many)
    assert _references(walk(spider)) == {}
    assert spider.tally.seen == 259
    assert len([1 for path, given in _asked(spider) if "decisionDateAfter" in given]) > 4


def test_a_changed_case_is_read_again_with_two_days_of_lag(tmp_path: Path):
    rows = canlii_rows()
    first = _spider(tmp_path, rows)
    _keep(first, walk(first))
    started = date.fromisoformat(json.loads(first.checkpoint.watermark)["qctat"])
    rows[5] = {**rows[5], "keywords": "médias sociaux — révision", "changed": str(started)}
    rows[11] = {**rows[11], "changed": str(started - timedelta(days=3))}
    second = _spider(tmp_path, rows)
    found = _references(walk(second))
    lagged = {given["changedAfter"] for _, given in _asked(second) if "changedAfter" in given}
    assert lagged == {(started - timedelta(days=2)).isoformat()}
    assert [each.subjects for each in found.values()] == [("médias sociaux", "révision")]


def test_the_citator_gives_links_and_legislation(tmp_path: Path):
    rows = [{**canlii_row(n), "keywords": "médias sociaux"} for n in (6, 12)]
    found = _references(walk(_spider(tmp_path, rows)))
    citing, cited = found["ca-qctat-2099-12"], found["ca-qctat-2099-6"]
    assert [(link.relation, link.title) for link in citing.related] == [
        (Relation.CITES, cited.title)
    ]
    assert [link.relation for link in cited.related] == [Relation.CITED_BY]
    assert "2099 QCTAT 6" in {str(name) for name in citing.related[0].identifiers}
    assert citing.visas == ("Synthetic Act, ZZ c 99",)


def test_a_renamed_database_is_found_under_its_new_name(tmp_path: Path):
    spider = _spider(tmp_path, canlii_rows())
    spider.topic = _topic(spider, datasets=("abqb",))
    walk(spider)
    assert any(path.startswith("/caseBrowse/en/abkb/") for path, _ in _asked(spider))


def test_a_database_that_is_no_longer_offered_is_told_and_none_at_all_is_an_error(tmp_path: Path):
    spider = _spider(tmp_path, canlii_rows())
    walk(spider)
    skipped = {each.reason: each.ids for each in spider.tally.summary().skipped}
    assert "qcdag" in skipped["database that CanLII does not offer"]
    lost = _spider(tmp_path / "b", canlii_rows())
    lost.topic = _topic(lost, datasets=("nowhere",))
    walk(lost)
    assert "databaseId" in lost.tally.summary().stopped


def test_search_asks_canlii_for_the_words_and_keeps_the_topics_databases(tmp_path: Path):
    spider = _spider(tmp_path, canlii_rows(), strategy="search")
    found = _references(walk(spider))
    assert found
    assert {each.court for each in found.values()} <= {"qctat", "qccs", "onla", "hrto", "abkb"}
    assert not any("decisionDateAfter" in given for _, given in _asked(spider))
    refused = _spider(tmp_path / "b", canlii_rows(), strategy="search")
    _wire(refused).search_allowed = False
    walk(refused)
    assert "403" in refused.tally.summary().stopped


def test_an_unknown_strategy_is_refused(tmp_path: Path):
    with pytest.raises(UnknownStrategy, match="browse, search"):
        CanliiSpider(data_dir=str(tmp_path), strategy="scrape")


@pytest.mark.parametrize(
    ("place", "iso"), [("yk", "CA-YT"), ("qc", "CA-QC"), ("ca", "CA-FED"), ("", "CA")]
)
def test_a_body_without_a_row_keeps_the_place_that_canlii_names(place: str, iso: str):
    assert Database("zz", place, "Synthetic").place == iso


def _wire(spider: CanliiSpider) -> CanliiWire:
    assert isinstance(spider.fetch, KeyedFetch)
    assert isinstance(spider.fetch.wire, CanliiWire)
    return spider.fetch.wire


def _topic(spider: CanliiSpider, **changed: Any) -> Any:
    own = replace(spider.queries, **changed)
    return replace(spider.topic, sources=(("canlii", own),))


def _keep(spider: CanliiSpider, steps: list[Step]) -> None:
    assert spider.corpus is not None
    for step in steps:
        if isinstance(step, Found):
            spider.corpus.put(step.document)
        elif isinstance(step, Mark):
            spider.checkpoint = advance(spider.checkpoint, step)
    assert any(isinstance(step, ChangesDone) for step in steps)
    spider.checkpoint = replace(spider.checkpoint, sequence=spider.corpus.sequence())
    spider.checkpoints.save(spider.checkpoint)
    spider.corpus.close()
