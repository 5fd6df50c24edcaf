"""The walk over Decisia's sites, over the wire in the same process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.checkpoints import RunDone, UnitDone, advance
from crawler.decisia_hosts import load_decisia_hosts
from crawler.model import DecisionReference
from crawler.page import Page
from crawler.resting import COOL_DOWN, RestingHosts
from crawler.spiders.decisia import ITEM_PAGES, DecisiaSpider
from crawler.steps import Found, Gone, Step
from tests.crawler.crawl_runs import walk
from tests.crawler.page_fetch import PageFetch
from tests.crawler.wire_decisia import CAPTCHAS, DecisiaWire, Item, items

FOLDERS = {urlsplit(row.address).hostname or "": row.code for row in load_decisia_hosts().rows}
LATER = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def _spider(
    folder: Path, wire: DecisiaWire, hosts: str = "fpslreb,fc", **options: str
) -> DecisiaSpider:
    spider = DecisiaSpider(
        hosts=hosts, data_dir=str(folder), corpus_url=f"sqlite:///{folder}/corpus.db", **options
    )
    spider.open_corpus()
    spider.fetch_url = PageFetch(spider, wire, FOLDERS)  # type: ignore[method-assign]
    return spider


def _fetch(spider: DecisiaSpider) -> PageFetch:
    assert isinstance(spider.fetch_url, PageFetch)
    return spider.fetch_url


def _keep(spider: DecisiaSpider, steps: list[Step]) -> None:
    """Do what the pipeline does."""
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


def _ids(steps: list[Step]) -> list[str]:
    return [step.document.id for step in steps if isinstance(step, Found)]


def _small() -> DecisiaWire:
    return DecisiaWire(fpslreb=items("fpslreb", 3), fc=items("fc", 3), cirb=items("cirb", 2))


def test_both_languages_of_an_item_are_one_decision(tmp_path: Path):
    spider = _spider(tmp_path, _small(), "fc")
    steps = walk(spider)
    assert len(_ids(steps)) == 3
    assert isinstance(steps[-1], RunDone)
    found = next(step for step in steps if isinstance(step, Found))
    assert [text.language for text in found.document.texts] == ["en", "fr"]
    assert [one.url for one in found.document.provenances] == [
        f"https://decisions.fct-cf.gc.ca/fc-cf/decisions/{lang}/item/9002/index.do"
        for lang in ("en", "fr")
    ]
    assert found.document.aliases == ("decisia-fc-cf-decisions-9002",)
    assert all("iframe=true" in url for url in _fetch(spider).paths("item/"))


def test_a_document_without_a_text_is_a_reference_to_its_pdf(tmp_path: Path):
    steps = walk(_spider(tmp_path, DecisiaWire(fc=items("fc", 5)), "fc"))
    (reference,) = [
        s.document
        for s in steps
        if isinstance(s, Found) and isinstance(s.document, DecisionReference)
    ]
    assert reference.texts == ()
    assert str(reference.provenances[0].url).endswith("/fc-cf/decisions/en/9004/1/document.do")
    assert not reference.provenances[0].fulltext_allowed


def test_a_second_run_asks_for_lists_only(tmp_path: Path):
    wire = _small()
    first = _spider(tmp_path, wire)
    _keep(first, walk(first))
    second = _spider(tmp_path, wire)
    steps = walk(second)
    assert _ids(steps) == []
    assert not _fetch(second).paths("item/")
    assert second.tally.seen == 6


def test_a_list_of_several_pages_is_read_to_its_end(tmp_path: Path):
    # In both languages 56 pages, fewer than the budget of one run.
    many = [replace(item, pdf=False) for item in items("fc", 28)]
    spider = _spider(tmp_path, DecisiaWire(fc=many), "fc")
    assert len(_ids(walk(spider))) == 28
    assert spider.tally.stopped == ""
    assert _fetch(spider).paths("page=2")
    assert not _fetch(spider).paths("page=3")


def test_without_a_total_the_end_is_the_page_that_is_not_there(tmp_path: Path):
    wire = DecisiaWire(fc=items("fc", 26))
    wire.forgets_total = True
    spider = _spider(tmp_path, wire, "fc")
    assert len(_ids(walk(spider))) == 26
    assert spider.tally.error_count == 0


def test_the_pages_of_one_run_are_limited_and_the_next_run_goes_on(tmp_path: Path):
    wire = DecisiaWire(fc=items("fc", 40))
    first = _spider(tmp_path, wire, "fc")
    steps = walk(first)
    assert len(_fetch(first).paths("item/")) == ITEM_PAGES
    assert "run the same command again" in first.tally.stopped
    assert not any(isinstance(step, RunDone | UnitDone) for step in steps)
    _keep(first, steps)
    second = _spider(tmp_path, wire, "fc")
    steps = walk(second)
    assert len(_ids(steps)) == 10
    assert isinstance(steps[-1], RunDone)


@pytest.mark.parametrize("disguise", CAPTCHAS)
def test_a_captcha_ends_the_visit_of_its_site_at_once_and_of_no_other(
    tmp_path: Path, disguise: str
):
    wire = _small()
    wire.captcha["fpslreb"] = disguise
    spider = _spider(tmp_path, wire)
    steps = walk(spider)
    assert len(_fetch(spider).paths("fpslreb-crtespf.gc.ca/fpslreb-crtespf/d/en/item")) == 1
    assert "fpslreb" not in _fetch(spider).asked[-1]
    assert "CAPTCHA" in spider.tally.stopped
    assert [name for name in _ids(steps) if not name.startswith("ca-fc-")] == []
    assert len(_ids(steps)) == 3
    assert not any(isinstance(step, RunDone) for step in steps)


def test_after_a_captcha_its_host_is_left_alone_by_every_run_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wire = _small()
    wire.captcha["fpslreb"] = "form"
    walk(_spider(tmp_path, wire))
    del wire.captcha["fpslreb"]
    second = _spider(tmp_path, wire)
    steps = walk(second)
    assert not _fetch(second).paths("fpslreb")
    assert [name for name in _ids(steps) if name.startswith("ca-fc-")]
    assert second.tally.error_count == 0
    assert "left alone until" in second.tally.stopped
    assert "decisions.fpslreb-crtespf.gc.ca" in second.tally.stopped
    assert not any(isinstance(step, RunDone) for step in steps), "the run is to be continued"
    tomorrow = datetime.now(UTC) + COOL_DOWN + timedelta(minutes=1)
    monkeypatch.setattr("crawler.resting.utc_now", lambda: tomorrow)
    third = _spider(tmp_path, wire)
    assert any(name.startswith("ca-fpslreb-") for name in _ids(walk(third)))
    assert third.tally.stopped == ""


def test_a_note_of_resting_hosts_that_cannot_be_read_is_no_hindrance(tmp_path: Path):
    hosts = RestingHosts(tmp_path, "decisia")
    hosts.rest("a.invalid")
    hosts.rest("b.invalid")
    assert sorted(hosts.all()) == ["a.invalid", "b.invalid"]
    (path,) = (tmp_path / "crawl" / "decisia").rglob("*.json")
    for damaged in ("{", "[]", '{"a.invalid": 3}', '{"a.invalid": "soon"}'):
        path.write_text(damaged)
        assert hosts.until("a.invalid") is None


def test_after_a_captcha_the_same_host_is_left_alone_for_its_other_bodies(tmp_path: Path):
    wire = _small()
    wire.captcha["cirb"] = "form"
    spider = _spider(tmp_path, wire, "cirb,fc,cirb")
    walk(spider)
    last = max(n for n, url in enumerate(_fetch(spider).asked) if "decisia.lexum.com" in url)
    first = min(n for n, url in enumerate(_fetch(spider).asked) if "fct-cf" in url)
    assert last < first
    assert [each.ids for each in spider.tally.summary().skipped] == [("cirb",)]


def test_what_was_done_before_a_captcha_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crawler.resting.COOL_DOWN", timedelta(0))
    wire = DecisiaWire(fc=[Item(1, date(2020, 1, 1), "fc"), Item(2, date(2019, 1, 1), "fc")])
    first = _spider(tmp_path, wire, "fc")
    _fetch(first).answers.append(("item/2/", 403, b"captcha test"))
    _keep(first, walk(first))
    second = _spider(tmp_path, wire, "fc")
    assert _ids(walk(second)) == ["ca-fc-2099-2"]


def test_a_collection_that_the_table_does_not_name_is_discovered(tmp_path: Path):
    spider = _spider(tmp_path, _small(), "cirb")
    assert len(_ids(walk(spider))) == 2
    assert len(_fetch(spider).paths("/nav.do")) == 1


def test_a_change_told_by_the_feed_is_read_anew_once(tmp_path: Path):
    wire = _small()
    first = _spider(tmp_path, wire, "fpslreb")
    _keep(first, walk(first))
    wire.change("fpslreb", 9001, extra="zzcorrected", changed=LATER)
    second = _spider(tmp_path, wire, "fpslreb")
    steps = walk(second)
    assert _ids(steps) == ["ca-fpslreb-2099-9001"]
    (found,) = [step for step in steps if isinstance(step, Found)]
    assert found.document.provenances[0].source_updated_at == LATER
    assert "zzcorrected" in found.document.texts[0].paragraphs[-1].text
    _keep(second, steps)
    third = _spider(tmp_path, wire, "fpslreb")
    assert _ids(walk(third)) == []
    assert third.conditions(_fetch(third).asked[0]), "the feed is asked for only if it changed"


def test_a_change_that_the_corpus_has_seen_is_not_read_again(tmp_path: Path):
    wire = _small()
    for number in (9000, 9001, 9002):
        wire.change("fpslreb", number, changed="2020-01-01")
    first = _spider(tmp_path, wire, "fpslreb")
    _keep(first, walk(first))
    wire.change("fpslreb", 9000, changed="2020-01-02")
    second = _spider(tmp_path, wire, "fpslreb")
    assert _ids(walk(second)) == ["ca-fpslreb-2099-9000"]


def test_feeds_alone_bring_what_they_name(tmp_path: Path):
    wire = _small()
    wire.change("fc", 9002, changed="2026-01-01", words="nothing of the topic")
    spider = _spider(tmp_path, wire, "fc", strategy="feed")
    assert _ids(walk(spider)) == ["ca-fc-2099-9002"]
    assert not _fetch(spider).paths("d/s/index.do")


def test_whole_years_bring_every_decision_whatever_its_words(tmp_path: Path):
    wire = DecisiaWire(fc=[replace(each, words="nothing") for each in items("fc", 12)])
    spider = _spider(tmp_path, wire, "fc", strategy="year", since="2012-06")
    assert len(_ids(walk(spider))) == 12
    assert _fetch(spider).paths("/2012/nav_date.do")
    assert not _fetch(spider).paths("d/s/index.do")


def test_a_year_that_the_site_did_not_filter_by_is_told(tmp_path: Path):
    wire = DecisiaWire(fc=items("fc", 30))
    wire.ignores_year = True
    spider = _spider(tmp_path, wire, "fc", strategy="year")
    walk(spider)
    assert "year 20" in spider.tally.stopped


def test_no_rows_where_rows_were_is_told(tmp_path: Path):
    first = _spider(tmp_path, _small(), "fc")
    _keep(first, walk(first))
    second = _spider(tmp_path, DecisiaWire(fc=[]), "fc")
    walk(second)
    assert "rows of fc en: facebook employer" in second.tally.stopped


def test_fewer_rows_than_the_site_announced_are_told(tmp_path: Path):
    spider = _spider(tmp_path, DecisiaWire(fc=items("fc", 30)), "fc")
    _fetch(spider).answers.append(("page=2", 404, b""))
    walk(spider)
    assert "rows (25 of 30)" in spider.tally.stopped


def test_an_item_in_one_language_only_has_one_text(tmp_path: Path):
    wire = _small()
    wire.change("fc", 9001, languages=("fr",))
    steps = walk(_spider(tmp_path, wire, "fc"))
    (found,) = [s for s in steps if isinstance(s, Found) and s.document.id == "ca-fc-2099-9001"]
    assert [text.language for text in found.document.texts] == ["fr"]
    assert found.document.language == "fr"


def test_a_decision_gone_from_its_site_is_withdrawn(tmp_path: Path):
    wire = _small()
    first = _spider(tmp_path, wire, "fpslreb")
    _keep(first, walk(first))
    wire.change("fpslreb", 9002, changed=LATER)
    wire.change("fpslreb", 9001, changed=LATER, languages=())
    wire.sites["fpslreb"].reverse()
    second = _spider(tmp_path, wire, "fpslreb")
    gone = [step for step in walk(second) if isinstance(step, Gone)]
    assert [each.id for each in gone] == ["ca-fpslreb-2099-9001"]


def test_a_site_whose_pages_are_all_gone_withdraws_nothing(tmp_path: Path):
    wire = _small()
    first = _spider(tmp_path, wire, "fpslreb")
    _keep(first, walk(first))
    for number in (9000, 9001, 9002):
        wire.change("fpslreb", number, changed=LATER, languages=())
    second = _spider(tmp_path, wire, "fpslreb")
    assert not [step for step in walk(second) if isinstance(step, Gone)]
    assert second.tally.error_count == 3


def test_a_dry_run_counts_and_asks_for_no_decision(tmp_path: Path):
    spider = _spider(tmp_path, _small(), "fc", dry_run="true")
    walk(spider)
    assert spider.tally.new == 3
    assert not _fetch(spider).paths("item/")


def test_each_host_has_its_own_budget_and_all_the_longest_delay(tmp_path: Path):
    spider = _spider(tmp_path, _small())
    one, other = (spider.budget_for(site.address) for site in spider.sites)
    one.spend()
    assert (one.spent(), other.spent()) == (1, 0)
    assert spider.budget_for(spider.sites[0].address) is one
    assert spider.pace().delay == 5.0


def test_a_spent_budget_ends_the_visits_of_its_host_without_an_error(tmp_path: Path):
    spider = _spider(tmp_path, _small(), "cirb,fc")
    fetch = _fetch(spider)

    async def counted(url: str, extra: Mapping[str, str] | None = None) -> Page:
        spider.budget_for(url).spend()
        return await fetch(url, extra)

    spider.fetch_url = counted  # type: ignore[method-assign,assignment]
    budget = spider.budget_for("https://decisia.lexum.com")
    for _ in range(178):
        budget.spend()
    assert _ids(walk(spider)) == [f"ca-fc-2099-{n}" for n in (9002, 9001, 9000)]
    assert len(fetch.paths("decisia.lexum.com")) == 2
    assert "run the same command tomorrow" in spider.tally.stopped
    assert spider.tally.error_count == 0


def test_the_environment_may_give_a_site_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("JURISOCIAL_DECISIA_FC_URL", "http://127.0.0.1:1/fc/")
    spider = _spider(tmp_path, _small())
    assert [site.address for site in spider.sites] == [
        "https://decisions.fpslreb-crtespf.gc.ca",
        "http://127.0.0.1:1/fc",
    ]
    assert spider.pace().delay == 5.0


def test_no_decision_maker_is_in_any_field(tmp_path: Path):
    for step in walk(_spider(tmp_path, _small())):
        if isinstance(step, Found):
            assert "Zzmember" not in repr(step.document)
