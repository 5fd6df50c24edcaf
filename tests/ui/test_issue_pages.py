from __future__ import annotations

import re

import lxml.html
import pytest

from tests.ui.conftest import Get
from ui.charts import HEIGHT, WIDTH, years_chart
from ui.urls import SearchState

PRIVACY = "/en/issue/privacy_expectation"


def test_every_issue_has_a_page_that_the_list_leads_to(get: Get):
    tree = lxml.html.document_fromstring(get("/en/issue").text)
    links = [each.get("href") for each in tree.xpath("//dl[@class='glossary']//a")]
    assert len(links) == 37
    assert get(links[0]).status_code == get(links[-1]).status_code == 200


def test_an_issue_that_does_not_exist_is_not_found(get: Get):
    assert get("/en/issue/nothing").status_code == 404


def test_an_issue_tells_its_meaning_and_its_size(get: Get):
    page = get(PRIVACY).text
    tree = lxml.html.document_fromstring(page)
    [link] = tree.xpath("//p[@class='all']/a")
    said = lxml.html.document_fromstring(get(link.get("href")).text).get_element_by_id("count")
    assert re.findall(r"\d+", link.text)[0] == re.findall(r"\d+", said.text_content())[0]
    assert tree.find_class("definition")[0].text_content().strip()


def test_the_bars_add_up_to_the_decisions_with_a_date(get: Get):
    tree = lxml.html.document_fromstring(get(PRIVACY).text)
    numbers = [int(each.text_content()) for each in tree.xpath("//details[@class='numbers']//td")]
    caption = tree.xpath("//figcaption")[0].text
    assert sum(numbers) == int(re.findall(r"\d+", caption)[0])


def test_a_place_narrows_the_page(get: Get):
    everywhere = get(PRIVACY).text
    france = get(f"{PRIVACY}?jurisdiction=FR").text
    assert len(re.findall("<tr>", france)) < len(re.findall("<tr>", everywhere))


def test_the_table_of_an_issue_is_a_file_too(get: Get):
    answer = get(f"{PRIVACY}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "jurisdiction,jurisdiction_label,outcome" in answer.text


@pytest.mark.parametrize("counts", [{}, {"2019": 0}, {"": 3}])
def test_a_chart_of_nothing_has_no_bars(counts: dict[str, int]):
    assert years_chart(counts, SearchState("en")).bars == ()


def test_years_without_decisions_stay_on_the_axis():
    drawn = years_chart({"2010": 2, "2013": 4}, SearchState("en"))
    assert [(each.label, each.count) for each in drawn.bars] == [
        ("2010", 2), ("2011", 0), ("2012", 0), ("2013", 4),
    ]  # fmt: skip
    assert all(each.x + each.width <= WIDTH and each.y >= 0 for each in drawn.bars)
    assert drawn.bars[3].height == HEIGHT - 2
