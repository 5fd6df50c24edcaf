"""Every source of the table, end to end from its loopback server into one corpus, twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.crawl_summary import CrawlSummary
from crawler.merge_story import merge_story
from crawler.model import Article, Zone
from crawler.run_log import RunLog
from crawler.sources import load_sources
from tests.crawler.crawl_runs import KEYS, Runs
from tests.crawler.source_server import SourceServer


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """One corpus of all sources, for the tests below, in their order."""
    with SourceServer() as server:
        yield Runs(server, tmp_path_factory.mktemp("all") / "data")


def _crawl_all(runs: Runs) -> dict[str, CrawlSummary]:
    return {name: runs.crawl(name) for name in load_sources().names}


def test_all_sources_come_into_one_corpus_and_a_second_time_nothing_is_written(whole: Runs):
    first = _crawl_all(whole)
    for name, summary in first.items():
        assert summary.stopped == "", name
        assert summary.new + summary.changed > 0, f"{name} gave nothing: {summary}"
    with whole.corpus() as corpus:
        sequence, count = corpus.sequence(), corpus.count()
        assert {each.source for each in corpus.source_counts()} >= set(load_sources().names)
        assert corpus.check() == ()
    second = _crawl_all(whole)
    for name, summary in second.items():
        assert (summary.new, summary.changed, summary.withdrawn) == (0, 0, 0), name
        assert summary.stopped == "", name
    with whole.corpus() as corpus:
        assert (corpus.sequence(), corpus.count()) == (sequence, count)


def test_no_document_is_without_its_provenance(whole: Runs):
    table = load_sources()
    with whole.corpus() as corpus:
        for document in corpus.documents():
            assert document.provenances
            for one in document.provenances:
                assert table.get(one.source)
                assert one.licence.endswith((".", "!", "?")), one
                assert one.retrieved_at.tzinfo is not None
                assert len(one.content_hash) == 64
                assert one.url is None or one.url.startswith(("https://", "http://"))
            if not any(one.fulltext_allowed for one in document.provenances):
                length = sum(len(p.text) for text in document.texts for p in text.paragraphs)
                assert length <= 300, document.id


def test_no_heading_that_names_a_judge_is_outside_its_zone(whole: Runs):
    with whole.corpus() as corpus:
        for document in corpus.documents():
            if isinstance(document, Article) or document.jurisdiction != "FR":
                continue
            for text in document.texts:
                for paragraph in text.paragraphs:
                    if "ZZPRESIDENT" in paragraph.text:
                        assert paragraph.zone is Zone.FORMATION, document.id


def test_every_document_can_be_explained(whole: Runs):
    with whole.corpus() as corpus:
        for document in corpus.documents():
            story = merge_story(corpus, document.id)
            assert story.records
            given = {value.field for value in story.values if value.given_by}
            assert "title" in given


def test_every_run_left_its_summary(whole: Runs):
    log = RunLog(whole.data)
    for name in load_sources().names:
        assert len(list(log.runs(name))) == 2, name


def test_no_key_stands_in_any_file(whole: Runs):
    written = b"".join(path.read_bytes() for path in whole.data.rglob("*") if path.is_file())
    for key in KEYS.values():
        assert key.encode() not in written
