from __future__ import annotations

import re
from urllib.parse import quote

import lxml.html

from tests.ui.conftest import Get

SEARCH = "/en/search?q=facebook"


def test_each_passage_found_has_an_address_and_a_link(get: Get):
    page = get("/en/decision/ca-qccs-2018-4374?q=the").text
    marks = re.findall(r'<mark id="(hit-\d+)">', page)
    assert len(marks) > 1
    assert marks == [f"hit-{n}" for n in range(1, len(marks) + 1)]
    listed = re.search(r'<nav class="hit-list".*?</nav>', page, re.S)
    assert listed is not None
    assert all(f'href="#{each}"' in listed.group() for each in marks[:40])
    assert f"{len(marks)} places match" in page


def test_a_reader_walks_through_the_results_in_their_order(get: Get):
    tree = lxml.html.document_fromstring(get(SEARCH).text)
    links = [each.get("href") for each in tree.xpath("//ol[contains(@class,'hits')]//h2/a")]
    second = get(links[1]).text
    assert re.search(r"2 of \d+", second)
    before, after = re.findall(r'href="([^"]+)" data-key="[\[\]]"', second)
    assert before.replace("&amp;", "&") == links[0]
    assert after.replace("&amp;", "&") == links[2]
    assert 'rel="prev"' not in get(links[0]).text


def test_the_walk_goes_over_the_edge_of_a_page(get: Get):
    tree = lxml.html.document_fromstring(get(SEARCH).text)
    last = tree.xpath("//ol[contains(@class,'hits')]//h2/a")[-1].get("href")
    page = get(last).text
    onward = re.search(r'href="([^"]+)" data-key="\]"', page)
    assert onward is not None
    assert quote("page=2", safe="") in onward.group(1)
    assert re.search(r"21 of \d+", get(onward.group(1).replace("&amp;", "&")).text)


def test_a_document_that_is_not_in_the_results_has_no_neighbours(get: Get):
    page = get("/en/decision/ca-qccs-2018-4374?from_search=q%3Dzzzz").text
    assert 'class="beside"' not in page
