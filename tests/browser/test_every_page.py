from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import Watched
from tests.browser.screenshots import PAGES

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
DECISION = "/en/decision/fr-cass-soc-2018-09-12-16-11690"


DARK = ("home", "results", "fault", "decision", "help", "missing")
"""Pages that between them use every colour."""


@pytest.mark.parametrize(
    ("scheme", "width", "lang"),
    [("light", 320, "fr"), ("light", 1280, "en"), ("dark", 320, "en"), ("dark", 1280, "fr")],
)
def test_no_page_has_a_barrier_an_error_or_a_sideways_scroll(
    browser: Browser, address: str, scheme: str, width: int, lang: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    watched = Watched(context, address)
    found: list[str] = []
    for name in PAGES if scheme == "light" else DARK:
        page = watched.open(PAGES[name].format(lang=lang))
        for violation in Axe().run(page, options=RULES).response["violations"]:
            where = [node["target"] for node in violation["nodes"][:3]]
            found.append(f"{name} {lang}: {violation['id']} {where}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name} {lang}: sideways scroll")
    context.close()
    assert found == []
    assert watched.faults == []


def test_the_open_drawer_has_no_barrier(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    watched = Watched(context, address)
    page = watched.open("/en/search?q=facebook&sanction=dismissal")
    page.locator(".drawer-button").click()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "drawer-button"
    context.close()
    assert watched.faults == []


def test_targets_are_large_enough_to_touch(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = Watched(context, address).open("/en/search?q=facebook")
    small = page.evaluate(
        """[...document.querySelectorAll('.tags a, .pages a, .chips a, button, .main-nav a')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 24)
        .map(each => each.outerHTML)"""
    )
    context.close()
    assert small == []


def test_a_printed_decision_has_its_citation_and_its_source(browser: Browser, address: str):
    context = browser.new_context()
    page = Watched(context, address).open(DECISION)
    page.emulate_media(media="print")
    body = page.inner_text("body")
    assert "16-11.690" in body
    assert DECISION in body
    assert "Information, not legal advice." in body
    for hidden in (".main-nav", ".languages", ".skip"):
        assert not page.locator(hidden).is_visible()
    assert page.pdf().startswith(b"%PDF")
    context.close()


def test_forced_colours_keep_everything_within_the_page(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 640, "height": 800}, forced_colors="active")
    page = Watched(context, address).open("/fr/search?q=facebook")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_a_cold_results_page_is_light(browser: Browser, address: str):
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked: list[str] = []
    sizes: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(f"{address}/en/search?q=facebook", wait_until="networkidle")
    context.close()
    assert len([url for url in asked if "icon" not in url]) <= 5
    assert sum(sizes) < 60_000
