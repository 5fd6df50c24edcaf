from __future__ import annotations

import html
import re

from tests.ui.conftest import Get

WALKER = "ca-qccs-2018-4374"


def test_the_export_page_counts_the_set_and_sends_its_filters(get: Get):
    page = get("/en/export?q=facebook&sanction=dismissal&page=4&view=table").text
    total = re.search(r"Export of ([\d,]+) documents", page)
    assert total is not None
    results = get("/en/search?q=facebook&sanction=dismissal").text
    assert f'class="total">{total.group(1)} results' in results
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page)
    assert hidden == [("lang", "en"), ("q", "facebook"), ("sanction", "dismissal")]
    forms = re.findall(r'name="format" id="[^"]+" value="([^"]+)"', page)
    assert forms == ["csv", "jsonl"]


def test_the_results_lead_to_the_export_page(get: Get):
    page = get("/en/search?q=facebook&n=50").text
    assert 'href="/en/export?q=facebook"' in page


def test_a_list_shows_its_documents_in_their_order(get: Get):
    other = "fr-cass-soc-2018-09-12-16-11690"
    page = get(f"/fr/list?d={other}&d={WALKER}&d={other}&d=doc-gone&d=doc-old").text
    kept = re.findall(r'data-kept="([^"]+)"', page)
    assert kept == [other, WALKER, "doc-gone", WALKER]
    assert "n’est plus ici" in page
    assert html.escape(f"http://test/fr/list?d={other}") in page


def test_an_empty_list_says_how_to_fill_it(get: Get):
    page = get("/en/list").text
    assert "Nothing is in the list yet" in page
    assert 'data-empty="1"' in page


def test_a_list_longer_than_its_limit_says_so(get: Get):
    page = get("/en/list?" + "&".join(f"d=x{n}" for n in range(53))).text
    assert page.count("data-kept=") == 50
    assert "3 more are not shown" in page


def test_the_api_page_says_what_the_api_says_of_itself(get: Get):
    page = get("/fr/api").text
    assert "GET /api/v1/export" in page
    assert "The whole result set of a search." in page


def test_the_table_has_a_row_for_each_result_and_sorts_by_its_heads(get: Get):
    page = get("/en/search?q=facebook&sort=date&view=table").text
    assert page.count('<th scope="row">') == 20
    assert 'aria-sort="descending"' in page
    assert 'href="/en/search?q=facebook&amp;sort=date_asc&amp;view=table"' in page
    assert 'name="view" value="table"' in page
