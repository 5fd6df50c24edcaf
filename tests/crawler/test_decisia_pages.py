"""What the parsers make of Decisia's lists, feeds, start pages and CAPTCHA."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.courts import load_courts
from crawler.decisia_hosts import load_decisia_hosts
from crawler.errors import SourceChanged, UnknownSource
from crawler.html_page import EXTRACT, extract, language_of
from crawler.page import Page
from crawler.sources import load_sources
from crawler.spiders.decisia_captcha import is_captcha
from crawler.spiders.decisia_feeds import parse_feed
from crawler.spiders.decisia_item import read_item
from crawler.spiders.decisia_lists import (
    parse_collections,
    parse_instance,
    parse_list,
    parse_years,
)
from crawler.spiders.decisia_parse import parse_decision
from tests.crawler.wire_decisia import CAPTCHAS

ITEM = "/fc-cf/decisions/en/item/990001/index.do"


def _page(body: str | bytes, *, status: int = 200, location: str = "") -> Page:
    raw = body.encode() if isinstance(body, str) else body
    headers = (("location", location),) if location else ()
    url = f"https://decisions.fct-cf.gc.ca{ITEM}?iframe=true"
    return Page(url, status, headers, raw, datetime(2026, 11, 22, tzinfo=UTC))


def _list(rows: str, heading: str = "<h2>2&nbsp;result(s)</h2>") -> Page:
    return _page(f"{heading}<ul class='collectionItemList list-expanded'>{rows}</ul>")


ROW = (
    "<li class='odd'><div class='metadata'><h3><span class='title'><a href='{path}'>Synthetic v. "
    "Invented</a></span> - <span class='citation'>2099 FC 1</span> - "
    "<span class='publicationDate'>2024-12-31</span></h3></div></li>"
)


def test_a_row_is_read_from_its_markup():
    listed = parse_list(_list(ROW.format(path=ITEM)))
    assert listed.total == 2
    (row,) = listed.rows
    assert (row.instance, row.collection, row.number) == ("fc-cf", "decisions", "990001")
    assert (row.title, row.citation, row.date) == (
        "Synthetic v. Invented",
        "2099 FC 1",
        "2024-12-31",
    )


def test_a_row_without_markup_is_read_from_its_attributes():
    row = (
        f"<li><div class='metadata' data-lbh-title='Synthetic' data-lbh-citation='2099 FC 2' "
        f"data-lbh-decision-date='2026-01-22' "
        f"data-lbh-document-url='https://decisions.fct-cf.gc.ca{ITEM}'></div></li>"
    )
    (read,) = parse_list(_list(row)).rows
    assert (read.title, read.citation, read.date, read.number) == (
        "Synthetic",
        "2099 FC 2",
        "2026-01-22",
        "990001",
    )


@pytest.mark.parametrize(
    ("heading", "total"),
    [
        ("<h2>387&nbsp;result(s)</h2>", 387),
        ("<h2>1,204 results</h2>", 1204),
        ("<h2>1&nbsp;204&nbsp;résultat(s)</h2>", 1204),
        ("", None),
    ],
)
def test_the_number_of_results_is_read_in_both_languages(heading: str, total: int | None):
    assert parse_list(_list(ROW.format(path=ITEM), heading)).total == total


@pytest.mark.parametrize("body", ["<p>No results.</p>", "<h2>0 result(s)</h2>", "Aucun résultat"])
def test_a_list_that_says_that_it_is_empty_is_empty(body: str):
    assert parse_list(_page(f"<html><body><div>{body}</div></body></html>")).rows == ()


@pytest.mark.parametrize(
    ("page", "field"),
    [
        (_page("<html><p>Synthetic error page</p></html>"), "ul.collectionItemList"),
        (_list(""), "ul.collectionItemList > li"),
        (_list("<li><a href='/elsewhere'>Synthetic</a></li>"), ".title a"),
        (_list(ROW.format(path=ITEM).replace("2024-12-31", "31 Dec 2024")), ".publicationDate"),
        (_page("<iframe id='decisia-iframe' src='x'></iframe>"), "iframe=true"),
        (_page(b""), "HTML body"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(page: Page, field: str):
    with pytest.raises(SourceChanged) as told:
        parse_list(page)
    assert told.value.field.startswith(field)
    assert told.value.url == page.url


def test_a_later_page_that_is_no_list_is_past_the_end():
    assert parse_list(_page("<p>Synthetic</p>"), first=False).rows == ()


def test_collections_instance_and_years_are_discovered():
    links = (
        '<a href="/cirb-ccri/en/nav.do">Home</a><a href="/cirb-ccri/zz-one/en/nav_date.do">1</a>'
        '<a href="/cirb-ccri/zz-two/en/2020/nav_date.do">2</a>'
        '<a href="/cirb-ccri/zz-one/en/1999/nav_date.do">3</a><a href="/other/x/en/nav.do">4</a>'
    )
    assert parse_collections(_page(links), "cirb-ccri") == ("zz-one", "zz-two")
    assert parse_instance(_page(links)) == "cirb-ccri"
    assert parse_years(_page(links)) == (2020, 1999)
    for read in (parse_instance, parse_years):
        with pytest.raises(SourceChanged):
            read(_page("<p>Synthetic</p>"))
    with pytest.raises(SourceChanged, match="collections"):
        parse_collections(_page(links), "fc-cf")


def test_a_feed_tells_the_day_of_the_change_and_not_of_the_decision():
    rss = f"""<rss version="2.0" xmlns:decision="http://lexum.com/decision/"><channel>
    <item><title>Synthetic - 2099 FC 1 - 2012-11-25</title><link>https://x.invalid{ITEM}</link>
    <description><![CDATA[Document updated on 2026-07-15]]></description>
    <decision:date>2012-11-25</decision:date></item>
    <item><title>Synthetic 2</title><link>https://x.invalid{ITEM.replace("1/", "2/")}</link>
    <pubDate>Tue, 14 Jul 2026 23:30:00 -0400</pubDate></item>
    <item><title>No decision</title><link>https://x.invalid/about</link></item></channel></rss>"""
    first, second = parse_feed(_page(rss), "rss")
    assert (first.row.number, first.row.date, first.changed) == (
        "990001",
        "2012-11-25",
        "2026-07-15",
    )
    assert second.changed == "2026-07-15", "a day in UTC"


def test_a_json_feed_is_read_the_same_way():
    feed = {
        "items": [
            {"id": 1, "url": f"https://x.invalid{ITEM}", "title": "Synthetic",
             "date_published": "2011-01-01", "content_text": "New document published on 2026-09-11",
             "_neutral_citation": "2099 FC 1"},
            {"id": 2, "url": f"https://x.invalid{ITEM}", "date_modified": "2026-08-01T10:00:00Z"},
            {"id": 3, "url": None}, "no object",
        ]
    }  # fmt: skip
    first, second = parse_feed(_page(json.dumps(feed)), "json")
    assert (first.row.citation, first.changed) == ("2099 FC 1", "2026-09-11")
    assert second.changed == "2026-08-01"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<rss><channel>", "rss"),
        ("<html><body/></html>", "rss"),
        ("{", "json"),
        ('{"items": {}}', "json"),
        ("[]", "json"),
    ],
)
def test_a_feed_that_is_none_is_told(body: str, kind: str):
    with pytest.raises(SourceChanged):
        parse_feed(_page(body), kind)


def test_a_feed_reaches_no_file_and_grows_no_entity(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("zzsecret")
    rss = f"""<!DOCTYPE rss [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY a "zzgrown">]>
    <rss><channel><item><title>&f;&a;</title><link>https://x.invalid{ITEM}</link></item>
    </channel></rss>"""
    (change,) = parse_feed(_page(rss), "rss")
    assert "zzsecret" not in change.row.title
    assert "zzgrown" not in change.row.title


@pytest.mark.parametrize("disguise", CAPTCHAS)
def test_the_captcha_is_known_in_each_disguise(disguise: str):
    status, body = CAPTCHAS[disguise]
    assert is_captcha(_page(body, status=status))


def test_a_redirection_to_the_captcha_is_the_captcha():
    assert is_captcha(_page("", status=302, location="/robocop/captcha/en/query.do?token=x"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, "<html>Forbidden (synthetic)</html>"),
        (200, "<div id='document-content'>Validation of a captcha on Decisia, says a judge</div>"),
        (200, "<html>" + "captcha validation decisia " + "word " * 20_000 + "</html>"),
        (200, "<html><h2>0 result(s)</h2></html>"),
    ],
)
def test_other_pages_are_not_the_captcha(status: int, body: str):
    assert not is_captcha(_page(body, status=status))


def test_every_site_is_in_the_table_of_sources_with_known_courts():
    source = load_sources().get("decisia")
    named = {host.name for host in source.hosts}
    for row in load_decisia_hosts().rows:
        assert urlsplit(row.address).hostname in named, row.code
        assert not load_sources().is_denied(urlsplit(row.address).hostname or "")
        assert row.courts
        assert all(load_courts().get(code) for code in row.courts)
        assert row.licence.endswith(".")
        assert set(row.languages) <= {"en", "fr"}
        assert set(row.feeds) <= {"json", "rss"}
    with pytest.raises(UnknownSource, match="scc"):
        load_decisia_hosts().get("zz")


def test_a_page_of_an_unknown_site_or_address_is_told():
    page = _page("<html></html>")
    with pytest.raises(SourceChanged, match="known site"):
        parse_decision(Page("https://x.invalid/a", 200, (), page.body, page.fetched_at))
    host = load_decisia_hosts().get("fc")
    with pytest.raises(SourceChanged, match="address of an item"):
        read_item(Page("https://x.invalid/a", 200, (), page.body, page.fetched_at), host)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The words of the court are not those of the page, and the case was for the worker.",
            "en",
        ),
        ("Les mots de la cour et du juge ne sont pas ceux de la page que le greffe a faite.", "fr"),
        ("Synthetic.", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text: str, language: str):
    assert language_of(text, otherwise="en") == language


@pytest.mark.parametrize("length", [10, 299, 300, 301, 5000])
def test_an_extract_is_never_longer_than_allowed_and_ends_at_a_word(length: int):
    text = ("synthetic words " * 400)[:length]
    cut = extract(text)
    assert len(cut) <= EXTRACT
    assert cut == text.strip() or cut.removesuffix("…").split()[-1] in ("synthetic", "words")
