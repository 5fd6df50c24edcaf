from __future__ import annotations

import html
import re

import pytest

from tests.ui.conftest import Get


def choices(page: str) -> list[tuple[str, str, int, bool, bool]]:
    """Field, value, count, ticked and disabled of every value that is offered."""
    found = re.findall(
        r'<input type="checkbox" id="f-[^"]+" name="([^"]+)" value="([^"]+)"([^>]*)>'
        r'\s*<label[^>]*>.*?<span class="count">([\d,]+)</span>',
        page,
        re.DOTALL,
    )
    return [
        (field, value, int(count.replace(",", "")), "checked" in rest, "disabled" in rest)
        for field, value, rest, count in found
    ]


def total(page: str) -> int:
    """The number of results that the page announces."""
    found = re.search(r'id="count" class="total">([\d,]+) result', page)
    assert found is not None
    return int(found.group(1).replace(",", ""))


def test_ticking_a_value_finds_as_many_as_its_count_says(get: Get):
    page = get("/en/search?q=facebook&jurisdiction=FR").text
    offered = [each for each in choices(page) if each[0] in ("sanction", "outcome", "platform")]
    assert len(offered) > 20
    for field, value, count, _, _ in [each for each in offered if each[2]][:12]:
        url = f"/en/search?q=facebook&{field}={value}&jurisdiction=FR"
        assert total(get(url).text) == count, url


def test_a_second_value_of_one_filter_widens_the_result(get: Get):
    one = total(get("/en/search?sanction=dismissal").text)
    both = total(get("/en/search?sanction=dismissal&sanction=suspension").text)
    assert both > one


def test_values_stay_where_they_are_when_ticked(get: Get):
    before = [(f, v) for f, v, *_ in choices(get("/en/search?q=facebook").text) if f == "sanction"]
    after = [
        (f, v)
        for f, v, *_ in choices(get("/en/search?q=facebook&sanction=suspension").text)
        if f == "sanction"
    ]
    assert before == after


def test_a_value_that_would_find_nothing_is_dimmed_unless_it_is_ticked(get: Get):
    offered = choices(get("/en/search?q=walker").text)
    assert any(count == 0 for _, _, count, _, _ in offered)
    assert all(disabled == (count == 0) for _, _, count, ticked, disabled in offered if not ticked)
    page = get("/en/search?q=walker&sanction=suspension").text
    assert ("sanction", "suspension", True, False) in [
        (f, v, ticked, disabled) for f, v, _, ticked, disabled in choices(page)
    ]


def test_several_issues_may_be_asked_for_at_once(get: Get):
    page = get("/en/search?issue=defamation&issue=duty_of_loyalty").text
    assert 'name="issue_op"' in page
    every = get("/en/search?issue=defamation&issue=duty_of_loyalty&issue_op=and").text
    assert 0 < total(every) < total(page)
    assert 'value="and" checked' in every


def test_a_chip_takes_one_filter_away(get: Get):
    page = get("/en/search?q=facebook&sanction=dismissal&jurisdiction=FR").text
    assert "Remove filter Sanction Dismissal (firing)" in page
    assert 'href="/en/search?q=facebook&amp;jurisdiction=FR"' in page
    assert 'href="/en/search?q=facebook"' in page


def test_dates_are_one_chip(get: Get):
    page = get("/en/search?from=2012&to=2014").text
    assert "Remove filter Dates 2012–2014" in page
    assert 'name="from" value="2012"' in page


def test_a_bar_leads_to_its_year_and_says_its_count(get: Get):
    page = get("/en/search?q=facebook").text
    bars = re.findall(r' href="([^"]+)" aria-label="(\d{4}): (\d+) results?"', page)
    assert len(bars) > 5
    url, year, count = bars[len(bars) // 2]
    assert f"from={year}&amp;to={year}" in url
    assert total(get(html.unescape(url)).text) == int(count)


def test_all_of_canada_is_a_visible_choice(get: Get):
    page = get("/en/search?jurisdiction=CA").text
    link = re.search(r'href="([^"]+)">All of Canada', page)
    assert link is not None
    wide = get(html.unescape(link.group(1))).text
    assert total(wide) > total(page)
    assert "All of Canada" not in wide


def test_every_result_is_reached_once_by_paging(get: Get):
    seen: list[str] = []
    url = "/en/search?q=facebook"
    while url:
        page = get(url).text
        seen += re.findall(r'<article aria-labelledby="hit-([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = html.unescape(following.group(1)) if following else ""
    assert len(seen) == len(set(seen)) == total(page)


def test_any_of_the_words_is_said_to_be_so(get: Get):
    page = get("/en/search?q=private+Facebook+group+insult+manager").text
    assert "has all your words and comes first" in page
    assert "the others have some of them" not in get("/en/search?q=facebook").text


def test_a_page_without_results_does_not_speak_of_some(get: Get):
    page = get("/en/search?q=unicorn+zebra&sanction=suspension").text
    assert "No decision matches." in page
    assert "these have some of them" not in page


def test_a_citation_offers_its_decision_first(get: Get):
    page = get("/fr/search?q=2018+QCCS+4374").text
    assert re.search(
        r'Aller directement à\s*: <a href="/fr/decision/ca-qccs-2018-4374">2018 QCCS 4374', page
    )


def test_the_result_line_says_the_sanction_then_what_became_of_it(get: Get):
    page = get("/en/search?q=negotiator+estate").text
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert re.search(r"Dismissal \(firing\) → then Dismissal set aside", plain)


def test_the_words_of_a_french_decision_are_those_of_france(get: Get):
    page = get("/fr/search?q=n%C3%A9gociatrice").text
    assert "Licenciement disciplinaire" in page
    quebec = get("/fr/search?q=facebook&sanction=dismissal&jurisdiction=CA-QC").text
    assert '<span class="sanction">Congédiement</span>' in quebec
    assert '<span class="sanction">Licenciement' not in quebec


def test_the_reader_may_ask_for_the_words_of_france_in_the_filters(get: Get):
    page = get("/fr/search?q=facebook&fr=fr").text
    assert re.search(r'for="f-sanction-dismissal">Licenciement disciplinaire', page)
    assert 'name="fr" value="fr"' in page
    assert re.search(r'for="f-sanction-dismissal">Congédiement', get("/fr/search?q=facebook").text)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_export_is_asked_for_the_set_that_is_shown(get: Get, form: str):
    page = get("/en/search?q=facebook&sanction=dismissal&page=2").text
    link = f"/api/v1/export?format={form}&lang=en&q=facebook&sanction=dismissal"
    assert f'href="{html.escape(link)}"' in page
