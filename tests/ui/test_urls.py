from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.urls import (
    in_language,
    is_date,
    preferred_language,
    read_query,
    read_state,
)

ORDER = ("kind", "issue", "sanction", "jurisdiction", "year")


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("", ""),
        ("q=&issue=&from=&to=", ""),
        ("issue=b&q=x&issue=a", "q=x&issue=a&issue=b"),
        ("issue=b,a&issue=a", "issue=a&issue=b"),
        ("sanctions=dismissal&jurisdiction=FR&q=x", "q=x&sanction=dismissal&jurisdiction=FR"),
        ("sort=relevance&page=1&n=20&q=x", "q=x"),
        ("sort=sideways&page=-3&n=7", ""),
        ("page=2&sort=date&n=50", "sort=date&n=50&page=2"),
        ("page=9999999999", ""),
        ("page=501", "page=500"),
        ("issue_op=and&issue=a", "issue=a"),
        ("issue_op=and&issue=a&issue=b", "issue=a&issue=b&issue_op=and"),
        ("from=2012&to=2012", "from=2012&to=2012"),
        ("q=a&q=b", "q=a"),
        ("q=%20%20a%20", "q=a"),
        ("colour=blue&q=x", "q=x&colour=blue"),
        ("view=table&view=x", "view=table"),
        ("view=list", ""),
        ("binding=1&jurisdiction=CA-QC", "jurisdiction=CA-QC&binding=1"),
        ("binding=1&jurisdiction=FR", "jurisdiction=FR"),
        ("binding=1&jurisdiction=CA,CA-QC", "jurisdiction=CA&jurisdiction=CA-QC"),
        ("fr=fr", "fr=fr"),
        ("fr=qc", ""),
    ],
)
def test_each_state_has_one_address(typed: str, canonical: str):
    assert read_state("fr", read_query(typed), ORDER).query() == canonical


words = st.text(max_size=12)
names = st.sampled_from(
    ["q", "cites", "title", "from", "to", "sort", "page", "n", "issue", "sanctions", "x", "fr"]
)


@given(st.lists(st.tuples(names, words), max_size=12))
def test_a_canonical_address_is_its_own_canonical_address(pairs: list[tuple[str, str]]):
    state = read_state("fr", pairs, ORDER)
    again = read_state("fr", read_query(state.query()), ORDER)
    assert again.query() == state.query()


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=5, unique=True), st.data())
def test_taking_a_value_away_and_choosing_it_again_changes_nothing(values, data):
    state = read_state("en", [("issue", value) for value in values], ORDER)
    value = data.draw(st.sampled_from(values))
    assert (
        state.without("issue", value).choosing("issue", values).query()
        == state.choosing("issue", values).query()
    )


def test_a_change_of_filter_goes_back_to_the_first_page():
    state = read_state("en", read_query("q=x&page=3&issue=a"), ORDER)
    assert "page" not in state.without("issue", "a").url()
    assert "page" not in state.between("2012", "").url()


def test_the_export_asks_for_the_same_set_whatever_the_page():
    state = read_state("en", read_query("q=x&page=3&n=50&issue=a&sort=date"), ORDER)
    assert state.export_url("csv") == "/api/v1/export?format=csv&lang=en&q=x&issue=a&sort=date"


def test_what_binds_a_province_is_asked_for_with_it():
    state = read_state("en", read_query("binding=1&jurisdiction=CA-QC&view=table&n=50"), ORDER)
    asked = state.asked()
    assert [value for name, value in asked if name == "jurisdiction"] == ["CA", "CA-QC"]
    assert not {"binding", "view"} & {name for name, _ in asked}
    assert state.api_url("search") == "/api/v1/search?lang=en&jurisdiction=CA&jurisdiction=CA-QC"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en-CA,fr;q=0.9", "en"),
        ("de,fr;q=0.3,en;q=0.2", "fr"),
        ("de", "en"),
        ("fr;q=0", "en"),
        ("*;q=zz", "en"),
    ],
)
def test_the_front_door_speaks_the_language_of_the_reader(header: str, language: str):
    assert preferred_language(header) == language


def test_the_other_language_keeps_path_and_query():
    assert in_language("fr", "/en/search", "q=a+b&issue=x") == "/fr/search?q=a+b&issue=x"
    assert in_language("en", "/fr/", "") == "/en/"
    assert in_language("en", "/fr/search", "q=a&fr=fr") == "/en/search?q=a"


@pytest.mark.parametrize("text", ["2018", "2018-02", "2018-12-31"])
def test_years_months_and_days_are_dates(text: str):
    assert is_date(text)


@pytest.mark.parametrize("text", ["", "18", "2018-13", "2018-1", "2018-01-32", "x", "2018 "])
def test_other_texts_are_no_dates(text: str):
    assert not is_date(text)
