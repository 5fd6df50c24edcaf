"""The walk over the findings of the Privacy Commissioner, and its lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.checkpoints import RunDone, advance
from crawler.errors import SourceChanged
from crawler.page import Page
from crawler.spiders.opc import OPCSpider
from crawler.spiders.opc_parse import parse_findings, source_key
from crawler.steps import Found, Gone, Step
from tests.crawler.crawl_runs import walk
from tests.crawler.page_fetch import PageFetch
from tests.crawler.wire_opc import EN, FOLDERS, OpcWire

BUSINESSES = "investigations-into-businesses"


def _spider(folder: Path, wire: OpcWire) -> OPCSpider:
    spider = OPCSpider(data_dir=str(folder), corpus_url=f"sqlite:///{folder}/corpus.db")
    spider.open_corpus()
    spider.fetch_url = PageFetch(spider, wire, {"www.priv.gc.ca": ""})  # type: ignore[method-assign]
    return spider


def _fetch(spider: OPCSpider) -> PageFetch:
    assert isinstance(spider.fetch_url, PageFetch)
    return spider.fetch_url


def _keep(spider: OPCSpider, steps: list[Step]) -> None:
    assert spider.corpus is not None
    for step in steps:
        if isinstance(step, Found):
            spider.corpus.put(step.document)
        elif isinstance(step, Gone):
            spider.corpus.remove(step.id, step.reason)
        else:
            spider.checkpoint = advance(spider.checkpoint, step)
    spider.checkpoint = replace(spider.checkpoint, sequence=spider.corpus.sequence())
    spider.checkpoints.save(spider.checkpoint)
    spider.corpus.close()


def _found(steps: list[Step]) -> list[Found]:
    return [step for step in steps if isinstance(step, Found)]


def _list(text: str) -> Page:
    url = f"https://www.priv.gc.ca{EN}/{BUSINESSES}/?Page=1"
    return Page(url, 200, (), text.encode(), datetime(2026, 11, 22, tzinfo=UTC))


def test_both_lists_are_read_to_their_end_with_both_languages(tmp_path: Path):
    spider = _spider(tmp_path, OpcWire())
    steps = walk(spider)
    assert len(_found(steps)) == 16
    assert all([t.language for t in f.document.texts] == ["en", "fr"] for f in _found(steps))
    assert isinstance(steps[-1], RunDone)
    assert len(_fetch(spider).paths("Page=2")) == 1
    assert not _fetch(spider).paths("Page=3")


def test_a_second_run_asks_for_pages_only_if_they_changed(tmp_path: Path):
    wire = OpcWire()
    first = _spider(tmp_path, wire)
    _keep(first, walk(first))
    wire.findings[3].modified, wire.findings[3].extra = "2025-06-01", "Zzcorrected."
    second = _spider(tmp_path, wire)
    (found,) = _found(walk(second))
    assert found.document.provenances[0].source_updated_at == "2025-06-01"
    assert any("Zzcorrected" in one.text for one in found.document.texts[0].paragraphs)


def test_a_page_that_changed_without_its_date_is_not_written(tmp_path: Path):
    wire = OpcWire()
    first = _spider(tmp_path, wire)
    _keep(first, walk(first))
    wire.findings[0].extra = "Synthetic menu of this release"
    second = _spider(tmp_path, wire)
    assert _found(walk(second)) == []


def test_a_finding_without_a_twin_has_one_language_and_is_counted(tmp_path: Path):
    wire = OpcWire()
    wire.findings[0].twin = False
    spider = _spider(tmp_path, wire)
    first = _found(walk(spider))[0]
    assert [text.language for text in first.document.texts] == ["en"]
    assert [each.reason for each in spider.tally.summary().skipped] == [
        "no link to the other language"
    ]


@pytest.mark.parametrize(("status", "withdrawn"), [(410, 1), (404, 0)])
def test_only_a_page_gone_for_good_withdraws_a_finding(tmp_path: Path, status: int, withdrawn: int):
    wire = OpcWire()
    first = _spider(tmp_path, wire)
    _keep(first, walk(first))
    second = _spider(tmp_path, wire)
    _fetch(second).answers.append(("pipeda-2099-005", status, b"Synthetic"))
    steps = walk(second)
    assert len([step for step in steps if isinstance(step, Gone)]) == withdrawn
    assert second.tally.error_count == 1 - withdrawn


def test_no_findings_where_findings_were_is_told(tmp_path: Path):
    first = _spider(tmp_path, OpcWire())
    _keep(first, walk(first))
    wire = OpcWire()
    wire.findings = []
    second = _spider(tmp_path, wire)
    walk(second)
    assert f"rows of {BUSINESSES}" in second.tally.stopped


def test_an_unreadable_page_is_counted_and_the_others_are_kept(tmp_path: Path):
    spider = _spider(tmp_path, OpcWire())
    _fetch(spider).answers.append(("pipeda-2099-007", 200, b"<html><main>Synthetic</main>"))
    steps = walk(spider)
    assert len(_found(steps)) == 15
    assert spider.tally.error_count == 1
    assert not any(isinstance(step, RunDone) for step in steps)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("<main><p>Synthetic</p></main>", "Showing items"),
        ("<main><p>Showing items 1 through 10 of 20</p></main>", "links of items 1 through 10"),
        ("", "HTML body"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(body: str, field: str):
    with pytest.raises(SourceChanged) as told:
        parse_findings(_list(body), below=BUSINESSES)
    assert told.value.field.startswith(field)


def test_only_findings_of_the_list_are_taken_from_its_main_part():
    link = f'<a href="{EN}/{BUSINESSES}/2025-26/pipeda-2099-001/">Synthetic</a>'
    other = f'<a href="{EN}/{BUSINESSES}/2024/pipeda-2099-002/">Synthetic</a>'
    about = f'<a href="{EN}/{BUSINESSES}/about/">Synthetic</a><a href="/en/2025/x/">x</a>'
    page = _list(f"{other}<main>Showing items 1 through 1 of 1{link}{link}{about}</main>")
    listed = parse_findings(page, below=BUSINESSES)
    assert listed.paths == (f"{EN}/{BUSINESSES}/2025-26/pipeda-2099-001/",)
    assert (listed.last, listed.total) == (1, 1)


def test_the_key_of_a_finding_tells_list_and_year_apart():
    keys = {
        source_key(f"{EN}/{folder}/{year}/pipeda-2099-001/")
        for folder in FOLDERS
        for year in ("2025", "2025-26")
    }
    assert len(keys) == 4
