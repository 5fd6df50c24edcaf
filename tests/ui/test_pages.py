from __future__ import annotations

import gzip
import re

import pytest

from tests.ui.conftest import Get
from ui.site import SECURITY

WALKER = "ca-qccs-2018-4374"
PAGES = (
    "/{}/", "/{}/search", "/{}/search?q=facebook", "/{}/search?q=zzzz&sanction=dismissal",
    "/{}/search?q=%22facebook", f"/{{}}/decision/{WALKER}", "/{}/help", "/{}/coverage",
    "/{}/export?q=facebook", "/{}/list?d=ca-qccs-2018-4374&d=nothing-here", "/{}/list", "/{}/api",
    "/{}/corrections", "/{}/search?q=facebook&view=table",
    "/{}/about", "/{}/privacy", "/{}/accessibility", "/{}/decision/doc-gone", "/{}/nowhere",
)  # fmt: skip


def plain(text: str) -> str:
    """What a reader sees of a page, roughly."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_shell_and_the_headers(get: Get, path: str, lang: str):
    answer = get(path.format(lang))
    page = answer.text
    for name, value in SECURITY.items():
        assert answer.headers.get_list(name) == [value], name
    assert answer.headers["content-language"] == lang
    assert page.count('<main id="app"') == 1
    assert page.count("<h1") == 1
    assert re.search(rf'<html lang="{lang}', page)
    assert not re.findall(r'<script(?! src="/static/)', page)
    assert not re.findall(r"<script[^>]*>[^<]", page)
    assert " style=" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:css|js|woff2?|png)', page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids, target


def test_the_front_door_leads_to_the_readers_language(get: Get):
    answer = get("/", accept_language="fr-FR,en;q=0.5")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/")
    assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/"])
def test_small_answers_carry_the_security_headers_too(get: Get, path: str):
    answer = get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_static_files_are_named_by_their_content_and_kept_for_ever(get: Get):
    page = get("/en/").text
    for name in re.findall(r'"(/static/[^"]+)"', page):
        answer = get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert get("/static/app.css").status_code == 404
    assert get("/static/..%2f..%2fapp.py").status_code == 404


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("/en/search?q=facebook&page=1&issue=", "/en/search?q=facebook"),
        ("/en/search?sanction=dismissal&q=a", "/en/search?q=a&sanction=dismissal"),
        ("/fr/search?issues=b,a", "/fr/search?issue=a&issue=b"),
    ],
)
def test_other_spellings_of_a_search_lead_to_its_address(get: Get, typed: str, canonical: str):
    answer = get(typed)
    assert (answer.status_code, answer.headers["location"]) == (303, canonical)
    assert get(canonical).status_code == 200


def test_a_page_that_has_not_changed_is_not_sent_again(get: Get):
    first = get("/en/search?q=facebook")
    again = get("/en/search?q=facebook", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get("/en/search?q=walker").headers["etag"] != first.headers["etag"]


def test_pages_are_compressed(get: Get):
    answer = get("/en/search?q=facebook", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 25_000


@pytest.mark.parametrize("path", ["/en/search?q=facebook", f"/en/decision/{WALKER}"])
def test_results_and_decisions_ask_not_to_be_listed(get: Get, path: str):
    answer = get(path)
    assert answer.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_home_page_may_be_listed(get: Get):
    assert "noindex" not in get("/en/").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/xx/", 404),
        ("/en/nowhere", 404),
        ("/en/decision/nothing-here", 404),
        ("/en/decision/doc-gone", 410),
        ("/en/search?q=%21500", 500),
        ("/fr/search?q=%21503", 503),
        ("/en/search?q=%21crash", 500),
    ],
)
def test_what_goes_wrong_is_a_page_with_a_way_on(get: Get, path: str, status: int):
    answer = get(path)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert 'name="q"' in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"


def test_pages_can_only_be_read(get: Get):
    answer = get("/en/search", "POST")
    assert answer.status_code == 405
    assert 'role="alert"' in answer.text


def test_an_error_keeps_the_words_that_were_typed(get: Get):
    assert 'value="!500"' in get("/en/search?q=%21500").text


def test_an_unknown_document_offers_the_nearest_one(get: Get):
    assert f"/en/decision/{WALKER}" in get("/en/decision/nothing-here").text


def test_an_alias_leads_to_the_document_in_the_same_language(get: Get):
    answer = get("/fr/decision/doc-old?q=Walker")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/fr/decision/{WALKER}?q=Walker"


def test_a_document_is_at_the_address_of_its_kind(get: Get):
    answer = get(f"/en/article/{WALKER}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/en/decision/{WALKER}")


def test_the_language_switch_keeps_the_search(get: Get):
    page = get("/en/search?q=facebook&sanction=dismissal").text
    assert 'href="/fr/search?q=facebook&amp;sanction=dismissal"' in page


def test_an_unknown_filter_is_told_and_ignored(get: Get):
    page = plain(get("/en/search?q=facebook&colour=blue").text)
    assert "Filter “colour” is not known here and was ignored." in page
    page = plain(get("/fr/search?sanction=beheading").text)
    assert "sanction=beheading" in page
    assert "131 résultats" in page


def test_a_fault_in_the_query_shows_its_place_and_a_mended_search(get: Get):
    answer = get("/en/search?q=%22facebook")
    assert answer.status_code == 200
    assert "<mark>&#34;</mark>facebook" in answer.text
    assert 'href="/en/search?q=facebook"' in answer.text
    assert "<article" in answer.text


def test_a_date_that_is_none_is_left_out_and_told(get: Get):
    page = get("/en/search?from=soon")
    assert "“soon” is not a date" in page.text
    assert "131 results" in page.text


def test_no_result_offers_what_each_change_would_find(get: Get):
    page = get("/en/search?q=walker+glassdoor&sanction=suspension&jurisdiction=CA-QC").text
    offered = re.findall(
        r'<li><a href="(/en/search[^"]+)">([^<]+)</a> <span class="count">([\d,]+)', page
    )
    assert offered
    for url, _, count in offered:
        assert f"{count} result" in get(url.replace("&amp;", "&")).text


def test_a_page_beyond_the_last_leads_back(get: Get):
    page = get("/en/search?q=facebook&page=400").text
    assert "beyond the last result" in page


def test_an_unreachable_api_is_a_503(get: Get):
    import asyncio

    import httpx

    from ui.app import create_app
    from ui.client import SearchClient

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async def ask() -> httpx.Response:
        app = create_app(SearchClient(transport=httpx.MockTransport(refuse)))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://test"
        ) as client:
            return await client.get("/fr/search?q=secret")

    answer = asyncio.run(ask())
    assert answer.status_code == 503
    assert "La recherche n’est pas disponible" in answer.text


def test_the_style_sheet_stays_small_and_loads_nothing(get: Get):
    name = re.search(r'"(/static/app\.[^"]+\.css)"', get("/en/").text)
    assert name is not None
    sheet = get(name.group(1))
    assert len(gzip.compress(sheet.content, 9)) < 12_000
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
