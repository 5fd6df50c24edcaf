"""Whole crawls of the sites of pages: server, child process, Scrapy, parser, corpus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer
from tests.crawler.wire_decisia import DecisiaWire, Item


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


@pytest.mark.parametrize(("source", "documents"), [("decisia", 40), ("opc", 16)])
def test_a_source_of_pages_is_crawled_and_a_second_run_writes_nothing(
    runs: Runs, source: str, documents: int
):
    first = runs.crawl(source)
    assert (first.new, first.errors, first.stopped) == (documents, (), "")
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        assert corpus.count() == documents
        for document in corpus.documents():
            for provenance in document.provenances:
                assert provenance.source == source
                assert str(provenance.url).startswith("https://")
                assert provenance.licence.endswith(".")
                assert provenance.attribution
    again = runs.crawl(source)
    assert (again.new, again.changed, again.errors, again.stopped) == (0, 0, (), "")
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
        assert corpus.check() == ()


def test_a_decision_that_another_source_has_becomes_one_with_its_page(runs: Runs):
    day = date(2010, 1, 5) + timedelta(days=97 * 6)
    runs.server.sites["decisia"] = DecisiaWire(fpslreb=[Item(6, day, "fpslreb")])
    runs.crawl("a2aj")
    with runs.corpus() as corpus:
        before = corpus.count()
    assert runs.crawl("decisia").changed == 1
    with runs.corpus() as corpus:
        assert corpus.count() == before
        (known,) = corpus.resolve("decisia-fpslreb-crtespf-d-6")
        assert corpus.resolve("2099 CRTESPF 6") == (known,)
        document = corpus.get(known)
        assert document is not None
        assert {one.source for one in document.provenances} == {"a2aj", "decisia"}
        assert document.cautions == ()


def test_a_site_that_robots_txt_closes_is_not_read(runs: Runs):
    runs.server.robots = "User-agent: *\nDisallow: /decisia/fc/"
    summary = runs.crawl("decisia")
    assert summary.new == 34
    assert "robots.txt" in summary.stopped
    assert not runs.server.asked("/decisia/fc/fc-cf/")


def test_a_captcha_stops_one_site_and_the_next_run_goes_on(runs: Runs):
    wire = runs.server.sites["decisia"]
    wire.captcha["fpslreb"] = "frame of robocop"  # type: ignore[attr-defined]
    first = runs.crawl("decisia")
    assert first.new == 9
    assert "CAPTCHA" in first.stopped
    assert len(runs.server.asked("/fpslreb/fpslreb-crtespf/d/en/item/")) == 1
    wire.captcha.clear()  # type: ignore[attr-defined]
    assert "left alone until" in runs.crawl("decisia").stopped
    for resting in runs.data.glob("crawl/decisia/resting/*.json"):
        resting.unlink()  # as when the day that a host is left alone has passed
    second = runs.crawl("decisia")
    assert (second.new, second.stopped) == (31, "")
