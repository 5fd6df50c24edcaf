from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_reader_without_scripts_counts_and_opens_what_was_counted(reader: Watched, lang: str):
    page = reader.open(f"/{lang}/firing")
    page.locator("#ask-conduct").select_option("insult_manager")
    page.locator(".asked button").click()
    page.locator(".tabs a").nth(1).click()
    assert "view=place" in page.url
    assert "conduct=insult_manager" in page.url
    cell = page.locator(".cross tbody td a").first
    count = cell.inner_text()
    cell.click()
    assert re.match(r"\d+", page.locator("#count").inner_text()).group() == count  # type: ignore[union-attr]


def test_every_cell_says_what_the_api_counts(reader: Watched):
    page = reader.open("/en/firing?view=sanctions")
    links = page.locator(".cross tbody td a")
    asked = 0
    for link in links.all():
        query = (link.get_attribute("href") or "").partition("?")[2]
        answer = httpx.get(f"{reader.address}/api/v1/search?{query}&n=0&facets=none")
        assert answer.json()["total"] == int(link.inner_text()), query
        asked += 1
    assert asked > 5


def test_a_table_tells_what_each_number_stands_for(reader: Watched):
    page = reader.open("/en/firing")
    table = page.locator("table.cross")
    expect(table.locator("caption")).to_have_count(1)
    assert table.locator("thead th:not([scope=col])").count() == 0
    assert table.locator("tbody tr:not(:has(th[scope=row]))").count() == 0


def test_the_key_n_leads_from_passage_to_passage(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 1280, "height": 700})
    watched = Watched(context, address)
    page = watched.open("/en/decision/ca-qccs-2018-4374?q=company")
    for expected in ("#hit-1", "#hit-2", "#hit-1"):
        page.keyboard.press("p" if expected == "#hit-1" and "#hit-2" in page.url else "n")
        assert page.url.endswith(expected)
    expect(page.locator("#hit-1")).to_be_in_viewport()
    context.close()
    assert watched.faults == []
