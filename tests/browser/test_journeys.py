from __future__ import annotations

import io
import json
import re
import zipfile

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

MANAGER = "private Facebook group insult manager"
NEGOTIATOR = "fr-cass-soc-2018-09-12-16-11690"
WORDS = {
    "en": {"apply": "Apply filters", "results": "results", "search": "Search", "back": "Back"},
    "fr": {
        "apply": "Appliquer les filtres", "results": "résultats", "search": "Chercher",
        "back": "Retour",
    },
}  # fmt: skip


def total(page: Page) -> int:
    """The number of results that the page announces."""
    found = re.match(r"[\d\s\u00a0\u202f,]+", page.locator("#count").inner_text())
    assert found is not None
    return int(re.sub(r"\D", "", found.group()))


def count_of(page: Page, choice: str) -> int:
    """The number beside a value of a filter."""
    return int(page.locator(f'label[for="{choice}"] .count').text_content() or "")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_reader_without_scripts_searches_filters_opens_and_goes_back(reader: Watched, lang: str):
    said = WORDS[lang]
    page = reader.open(f"/{lang}/")
    page.locator("#q").fill("facebook")
    page.get_by_role("button", name=said["search"]).click()
    assert page.url.endswith(f"/{lang}/search?q=facebook")
    expected = None
    for choice in ("f-jurisdiction-FR", "f-sanction-dismissal"):
        group = page.locator("details.facet", has=page.locator(f"#{choice}"))
        if group.get_attribute("open") is None:
            group.locator("summary").first.click()
        expected = count_of(page, choice)
        page.locator(f"#{choice}").check()
        page.locator(".apply-now").click()
        assert total(page) == expected
    assert page.url.endswith("/search?q=facebook&sanction=dismissal&jurisdiction=FR")
    assert page.locator("#f-jurisdiction-FR").is_checked()
    if expected and expected > 20:
        page.locator(".pages").get_by_role("link", name="2", exact=True).click()
        assert page.url.endswith("page=2")
    results = page.url
    first = page.locator(".hits h2 a").first
    title = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("link", name=re.compile(said["back"])).click()
    assert page.url.split("&page")[0] == results.split("&page")[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_negotiators_decision_is_on_the_first_page(reader: Watched, lang: str):
    page = reader.open(f"/{lang}/search?q={MANAGER.replace(' ', '+')}")
    links = [link.get_attribute("href") or "" for link in page.locator(".hits h2 a").all()]
    assert any(NEGOTIATOR in link for link in links)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_citation_puts_its_decision_first(reader: Watched, lang: str):
    page = reader.open(f"/{lang}/search?q=2018+QCCS+4374")
    assert "Walker" in page.locator(".hits h2 a").first.inner_text()
    page.locator(".jump a").click()
    assert page.url.endswith(f"/{lang}/decision/ca-qccs-2018-4374")


@pytest.mark.parametrize(
    "path",
    [
        "/en/search?q=our+employee+called+us+crooks+online%2C+can+we+dismiss%3F",
        "/fr/search?q=ajouter+son+patron+sur+Facebook",
    ],
)
def test_half_a_sentence_finds_something_and_says_how(reader: Watched, path: str):
    page = reader.open(path)
    assert total(page) > 0
    expect(page.locator(".relaxed")).to_be_visible()


def test_the_export_has_as_many_rows_as_the_page_says(reader: Watched):
    page = reader.open("/en/search?q=facebook&sanction=dismissal&jurisdiction=FR")
    wanted = total(page)
    csv, jsonl = (link.get_attribute("href") for link in page.locator(".exports a[download]").all())
    archive = zipfile.ZipFile(io.BytesIO(httpx.get(f"{reader.address}{jsonl}").content))
    rows = next(name for name in archive.namelist() if name.endswith(".jsonl"))
    lines = archive.read(rows).decode().splitlines()
    assert len([json.loads(line) for line in lines]) == wanted
    bare = httpx.get(f"{reader.address}{csv}&bare=1").text
    assert len(bare.strip().splitlines()) == wanted + 1


def test_every_count_is_what_ticking_the_value_finds(reader: Watched):
    page = reader.open("/en/search?q=facebook&jurisdiction=FR")
    asked = 0
    for box in page.locator('input[name="sanction"], input[name="outcome"]').all():
        value, name = box.get_attribute("value"), box.get_attribute("name")
        count = count_of(page, f"f-{name}-{value}")
        answer = httpx.get(
            f"{reader.address}/api/v1/search",
            params={"q": "facebook", "jurisdiction": "FR", str(name): str(value), "n": "0"},
        )
        assert answer.json()["total"] == count, value
        asked += 1
    assert asked > 15


def test_the_filters_open_as_a_drawer_on_a_phone_without_scripts(reader: Watched):
    reader.page.set_viewport_size({"width": 360, "height": 740})
    page = reader.open("/en/search?q=facebook")
    expect(page.locator("#f-sanction-dismissal")).to_be_hidden()
    page.locator(".drawer-button").click()
    page.locator("#f-sanction-dismissal").check()
    page.locator(".apply button").click()
    assert page.url.endswith("/en/search?q=facebook&sanction=dismissal")


def test_the_keyboard_alone_ticks_a_filter_and_searches(reader: Watched):
    page = reader.open("/en/search?q=facebook")
    page.locator("#f-sanction-suspension").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{reader.address}/en/search?q=facebook&sanction=suspension")


def test_the_other_language_shows_the_same_search(reader: Watched):
    page = reader.open("/en/search?q=facebook&sanction=dismissal")
    before = total(page)
    page.locator(".languages a").click()
    assert page.url.endswith("/fr/search?q=facebook&sanction=dismissal")
    assert total(page) == before


def test_a_paragraph_link_leads_to_its_paragraph(reader: Watched):
    page = reader.open("/en/search?q=anonymous+reviews+RateMyEmployer")
    page.locator(".snippet .pin").first.click()
    anchor = page.url.partition("#")[2]
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
