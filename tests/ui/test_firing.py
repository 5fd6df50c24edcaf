from __future__ import annotations

import csv
import io
import re

import lxml.html
import pytest

from tests.ui.conftest import Get
from ui.crosstab import FEWEST, interval, share
from ui.words import NBSP, load_words

VIEWS = ("result", "place", "sanction", "sanctions", "issue", "year")


def cells(page: str) -> list[tuple[int, str]]:
    """The number and the link of every cell that has one."""
    tree = lxml.html.document_fromstring(page)
    return [
        (int(link.text), link.get("href")) for link in tree.xpath("//table[@class='cross']//td/a")
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_cell_is_the_size_of_the_search_that_it_opens(get: Get, view: str):
    found = cells(get(f"/en/firing?view={view}").text)
    assert len(found) > 5
    for count, url in found[:: max(1, len(found) // 5)]:
        said = lxml.html.document_fromstring(get(url).text).get_element_by_id("count")
        assert re.match(r"\d+", said.text_content().strip()).group() == str(count), url  # type: ignore[union-attr]


def test_no_percentage_is_given_of_fewer_than_five(get: Get):
    tree = lxml.html.document_fromstring(get("/en/firing").text)
    shares = 0
    for row in tree.xpath("//table[@class='cross']/tbody/tr"):
        n = int(row.xpath("td")[-2].text)
        shares += len(row.find_class("share"))
        assert n >= FEWEST or not row.find_class("share")
    assert shares > 0


@pytest.mark.parametrize("view", VIEWS)
def test_the_cells_of_a_row_add_up_to_its_n(get: Get, view: str):
    tree = lxml.html.document_fromstring(get(f"/en/firing?view={view}").text)
    for row in tree.xpath("//table[@class='cross']//tr[td]"):
        numbers = [int(re.match(r"\d+", each.text_content())[0]) for each in row.xpath("td")]  # type: ignore[index]
        assert sum(numbers[:-2]) == numbers[-2]


def test_the_file_holds_the_numbers_of_the_page(get: Get):
    answer = get("/fr/firing.csv?jurisdiction=FR")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    page = sorted(count for count, _ in cells(get("/fr/firing?jurisdiction=FR").text))
    assert sorted(int(each["count"]) for each in lines if each["count"] != "0") == page
    assert all((each["share"] == "") == (int(each["n"]) < FEWEST) for each in lines)


def test_the_two_laws_are_not_added_up_without_a_word(get: Get):
    assert "different tests" in get("/en/firing").text
    assert "different tests" not in get("/en/firing?jurisdiction=FR").text
    assert "different tests" not in get("/en/firing?view=place").text


def test_what_means_nothing_in_the_address_is_passed_over(get: Get):
    plain = cells(get("/en/firing").text)
    assert cells(get("/en/firing?view=nothing&conduct=zzz&from=soon&x=1").text) == plain


def test_a_conduct_that_nobody_was_judged_for_says_so(get: Get):
    page = get("/en/firing?conduct=insult_manager&from=1950&to=1951").text
    assert "Take one of the choices back" in page
    assert 'class="cross"' not in page


def test_rows_and_columns_name_a_table_too(get: Get):
    named = cells(get("/en/firing?view=sanctions").text)
    assert cells(get("/en/firing?rows=sanction&cols=jurisdiction").text) == named


def test_french_of_france_says_licenciement(get: Get):
    page = get("/fr/firing?fr=fr").text
    assert "Licenciements" in page
    assert "congédiement" not in re.sub(r"<option.*?</option>|href=\"[^\"]*\"", "", page)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (19, 46, 0.2827, 0.5570), (0, 0, 0.0, 1.0)],
)
def test_an_interval_is_wilsons(count: int, n: int, low: float, high: float):
    assert interval(count, n) == pytest.approx((low, high), abs=5e-4)


def test_a_share_is_written_as_the_language_does():
    words = load_words()
    assert share(2, 5, words["en"]) == "40%"
    assert share(2, 5, words["fr_CA"]) == f"40{NBSP}%"
    assert share(2, 4, words["en"]) == ""
