"""No page, however damaged, makes a parser of court sites fail in a way of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import CrawlError, SourceChanged
from crawler.model import Decision
from crawler.page import Page
from crawler.spiders import decisia_parse, opc_parse
from crawler.spiders.decisia_captcha import is_captcha
from crawler.spiders.decisia_feeds import parse_feed
from crawler.spiders.decisia_lists import parse_collections, parse_instance, parse_list, parse_years
from tests.crawler.fixture_pages import PageFixture, page_fixtures

DECISIA = "https://decisions.fct-cf.gc.ca/fc-cf/decisions/en/item/990001/index.do"
OPC = (
    "https://www.priv.gc.ca/en/opc-actions-and-decisions/investigations/"
    "investigations-into-businesses/2025/pipeda-2099-001/"
)
READERS: dict[str, tuple[str, Callable[[Page], object]]] = {
    "decision": (DECISIA, decisia_parse.parse_decision),
    "list": (DECISIA, parse_list),
    "rss": (DECISIA, lambda page: parse_feed(page, "rss")),
    "json": (DECISIA, lambda page: parse_feed(page, "json")),
    "collections": (DECISIA, lambda page: parse_collections(page, "fc-cf")),
    "instance": (DECISIA, parse_instance),
    "years": (DECISIA, parse_years),
    "captcha": (DECISIA, is_captcha),
    "finding": (OPC, opc_parse.parse_decision),
    "findings": (OPC, lambda page: opc_parse.parse_findings(page, below="synthetic")),
}
FIXTURES = tuple(f for f in page_fixtures() if f.source in ("decisia", "opc"))


def _page(url: str, body: bytes) -> Page:
    return Page(url, 200, (), body, datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize("reader", READERS)
@given(
    body=st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from(
                [
                    "<div id='document-content'>", "<td class='label'>Date",
                    "<td class='metadata'>", "2020-01-01", "<li>", "</div>", "<tr>",
                    "<ul class='collectionItemList'>",
                    "<span class='title'><a href='/a/b/en/item/1/index.do'>", "<h3 class='title'>x",
                    "<main>", "<h1 id='wb-cont'>y", "Showing items 1 through 9 of 2", "<!--", "<?x",
                    "<meta name='dcterms.issued' content='2020-13-01'>", "\x00", "&#0;", "{", "]]>",
                    "<html lang='en'>", "<a lang='fr' href='http://['>", "<frameset>", "<svg><a>",
                    "<a href='https://x[/en/1999/nav_date.do'>", "<a href='/a/2999/nav_date.do'>",
                ]
            ),
            max_size=14,
        ).map(lambda parts: "".join(parts).encode()),
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(reader: str, body: bytes):
    url, read = READERS[reader]
    with suppress(CrawlError):
        read(_page(url, body))


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_page_cut_off_anywhere_gives_a_decision_or_a_refusal(fixture: PageFixture):
    chance = random.Random(fixture.name)
    page = fixture.page
    read = decisia_parse.parse_decision if fixture.source == "decisia" else opc_parse.parse_decision
    for _ in range(25):
        cut = page.body[: chance.randrange(len(page.body))]
        try:
            decision = read(_page(page.url, cut))
        except CrawlError:
            continue
        assert isinstance(decision, Decision)
        assert decision.title
        assert decision.provenances


@pytest.mark.parametrize("depth", [200, 10_000])
def test_a_page_of_nested_blocks_is_read_or_refused_but_breaks_nothing(depth: int):
    body = (
        "<div id='decisia-document-header'><h3 class='title'>Synthetic v. Invented</h3><table><tr>"
        "<td class='label'>Date<td class='metadata'>2020-01-01</table></div>"
        "<div id='document-content'>" + "<div>" * depth + "Synthetic words of a test"
    )
    try:
        decision = decisia_parse.parse_decision(_page(DECISIA, body.encode()))
    except SourceChanged:
        assert depth > 1_000
    else:
        assert decision.texts[0].paragraphs[0].text == "Synthetic words of a test"
