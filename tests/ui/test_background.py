"""What the script is told when it asks for results in the background."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Get

LOOSE = "/en/search?jurisdiction=FR&q=facebook&from=&to="
ADDRESS = "/en/search?q=facebook&jurisdiction=FR"


@pytest.mark.parametrize(
    ("source", "current", "header"),
    [
        ("form#search", "http://test/en/search?q=facebook", "hx-push-url"),
        ("input#q", "http://test/en/search?q=facebook", "hx-replace-url"),
        ("form#search", f"http://test{ADDRESS}", "hx-replace-url"),
        ("body", "http://test/en/search", "hx-push-url"),
    ],
)
def test_the_script_is_told_the_canonical_address(get: Get, source: str, current: str, header: str):
    answer = get(LOOSE, hx_request="true", hx_source=source, hx_current_url=current)
    assert answer.status_code == 200
    told = {name: answer.headers.get(name) for name in ("hx-push-url", "hx-replace-url")}
    assert told == {"hx-push-url": None, "hx-replace-url": None, header: ADDRESS}
    assert "HX-Request" in answer.headers["vary"]
    assert 'href="/fr/search?q=facebook&amp;jurisdiction=FR"' in answer.text


def test_going_back_adds_nothing_to_the_history(get: Get):
    answer = get(ADDRESS, hx_request="true", hx_history_restore_request="true")
    assert not [name for name in answer.headers if name.startswith("hx-")]


@pytest.mark.parametrize("typed", ["!500", "!503", "!crash"])
def test_a_fault_tells_the_canonical_address_too(get: Get, typed: str):
    answer = get(f"/en/search?q={typed}&from=&sanction=dismissal", hx_request="true")
    assert answer.status_code >= 500
    assert answer.headers["hx-replace-url"].endswith("&sanction=dismissal")
    assert "from=" not in answer.headers["hx-replace-url"]


def test_the_page_asked_in_the_background_is_the_page_itself(get: Get):
    alone = get(ADDRESS).text
    assert get(LOOSE, hx_request="true", hx_source="form#search").text == alone
