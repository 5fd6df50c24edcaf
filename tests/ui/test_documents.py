from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.ui.api_double import starter_rows
from tests.ui.conftest import Get, getter
from tests.ui.speaking import English, decision_api

WALKER = "ca-qccs-2018-4374"


def plain(text: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_a_reference_says_that_it_is_one_and_how_to_reach_the_text(get: Get):
    page = plain(get(f"/en/decision/{WALKER}").text)
    assert "This is a reference, not the text of the decision" in page
    assert "Search for 2018 QCCS 4374 at one of these:" in page
    assert "SOQUIJ" in page
    assert "In our words, not the court’s." in page


def test_a_reference_lists_the_pages_it_was_seen_on(get: Get):
    row = next(row for row in starter_rows() if row["id"] == WALKER)
    page = get(f"/en/decision/{WALKER}").text
    for seen in row["seen_at"]:
        assert f'<a href="{html.escape(seen)}" rel="noopener">' in page


def test_what_is_not_established_is_said(get: Get):
    page = plain(get(f"/en/decision/{WALKER}").text)
    assert "Not established On or off duty" in page
    assert "Non établi" in plain(get(f"/fr/decision/{WALKER}").text)


def test_the_caution_is_in_the_language_of_the_page(get: Get):
    assert "The pages seen disagree" in get(f"/en/decision/{WALKER}").text
    french = get(f"/fr/decision/{WALKER}").text
    assert "Les pages consultées ne s’accordent" in french
    assert "The pages seen disagree" not in french


def test_an_article_and_the_decision_it_discusses_lead_to_each_other(get: Get):
    article = next(row for row in starter_rows() if WALKER in (row.get("decisions") or []))
    assert f'href="/en/article/{article["id"]}"' in get(f"/en/decision/{WALKER}").text
    assert f'href="/en/decision/{WALKER}"' in get(f"/en/article/{article['id']}").text


@pytest.mark.parametrize("row", starter_rows()[::9], ids=lambda row: row["id"])
def test_every_starter_document_has_a_page_in_both_languages(get: Get, row: dict[str, Any]):
    room = "article" if row["kind"] == "article" else "decision"
    for lang in ("en", "fr"):
        answer = get(f"/{lang}/{room}/{row['id']}")
        assert answer.status_code == 200
        assert html.escape(row["title"], quote=False) in html.unescape(answer.text).replace(
            "&", "&amp;"
        )


def test_the_way_back_is_the_search_and_never_another_site(get: Get):
    page = get(f"/en/decision/{WALKER}?q=x&from_search=q%3Dx%26sanction%3Dnone").text
    assert 'href="/en/search?q=x&amp;sanction=none">← Back' in page
    page = get(f"/en/decision/{WALKER}?from_search=https%3A%2F%2Fevil.example%2F").text
    assert "evil.example/</" not in page
    assert 'href="https://evil' not in page


def test_a_query_that_cannot_be_read_marks_nothing(get: Get):
    assert get(f"/en/decision/{WALKER}?q=%22reviews").status_code == 200
    assert '<mark id="hit-1">reviews</mark>' in get(f"/en/decision/{WALKER}?q=reviews").text


@pytest.fixture
def decision() -> Get:
    """A synthetic decision with numbers, zones, machine tags, citations and an amount."""
    return getter(decision_api())


def test_paragraphs_are_anchored_by_the_courts_numbers(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    assert re.search(r'<p id="par1"><a class="number" href="#par1"[^>]*>1</a>', page)
    assert re.search(r'<p id="par3"><a class="number ours" href="#par3"[^>]*>¶3</a>', page)
    assert "Numbers after ¶ are ours" in page


def test_the_outline_follows_the_zones(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    zones = re.findall(r'<a href="#(zone-\d+-\w+)">([^<]+)', page)
    assert [label for _, label in zones] == ["Facts", "Analysis", "Disposition"]


def test_each_machine_tag_shows_the_words_it_rests_on(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    quotes = re.findall(
        r'<blockquote><p><span lang="en">“([^”]+)”</span> <a[^>]*href="#(\w+)"', page
    )
    assert quotes
    for quote, anchor in quotes:
        paragraph = re.search(rf'<p id="{anchor}">(.*?)</p>', page, re.DOTALL)
        assert paragraph is not None
        assert quote in plain(paragraph.group(1))
    assert "Weak sign in the text: check it" in page


def test_a_tag_without_proof_is_not_shown(decision: Get):
    assert "Unproved" not in decision("/en/decision/zz-test-2099-12").text


def test_lines_in_brief_jump_to_their_proof(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    brief = page[page.index('class="brief"') : page.index('class="paper-grid')]
    assert "Made by machine from the text" in brief
    assert re.search(
        r"Dismissal upheld</a>\s*<span class=\"proofs\"><a[^>]*href=\"#par2\">par. 2", brief
    )
    assert "$1,500 (awarded" in plain(brief)


def test_citations_found_lead_to_what_is_here(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    assert f'<a href="/en/decision/{WALKER}">Synthetic c. Walker</a>' in page
    assert "s. 99 Synthetic Act" in page


def test_ready_made_citations_stand_in_fields(decision: Get):
    page = decision("/en/decision/zz-test-2099-12").text
    assert re.search(r'<input id="cite-mcgill_en" value="[^"]*2099 XXTEST 12" readonly>', page)


def test_a_text_that_may_not_be_shown_is_read_at_the_source(decision: Get):
    page = plain(decision("/en/decision/zz-test-2099-13").text)
    assert "The licence of the source does not let us show the text." in page
    assert "Read it at the source" in page


def test_an_address_that_is_no_web_address_is_no_link(decision: Get):
    page = decision("/en/decision/zz-test-2099-14").text
    assert "javascript:" not in page


def test_the_bench_paragraph_is_shown_unaltered_and_unmarked(decision: Get):
    page = decision("/en/decision/zz-test-2099-15?q=Quorum").text
    assert "Before: the Quorum of Nobody" in plain(page)


def test_a_document_in_two_languages_is_read_in_either(decision: Get):
    page = decision("/en/decision/zz-test-2099-16")
    assert "Read this in French" in page.text
    other = decision("/en/decision/zz-test-2099-16?text=fr").text
    assert '<div class="paragraphs" lang="fr">' in other
    assert English.SENTENCE not in other


def test_what_editors_say_of_an_article_is_shown_without_pages(get: Get):
    article = next(row for row in starter_rows() if WALKER in (row.get("decisions") or []))
    page = plain(get(f"/en/article/{article['id']}").text)
    assert "Defamation" in page
    assert "In our words, not the author’s." in page
