from __future__ import annotations

import lxml.html

from tests.ui.conftest import Get, getter
from tests.ui.speaking import decision_api

WALKER, GROUP = "ca-qccs-2018-4374", "fr-cass-soc-2018-09-12-16-11690"


def rows(page: str) -> dict[str, list[str]]:
    """The cells of every line, by its label."""
    tree = lxml.html.document_fromstring(page)
    for each in tree.find_class("whose"):
        each.drop_tree()
    return {
        row.xpath("th")[0].text.strip(): [cell.text_content() for cell in row.xpath("td")]
        for row in tree.xpath("//table[contains(@class,'sides')]/tbody/tr")
    }


def test_two_decisions_stand_side_by_side(get: Get):
    page = get(f"/en/compare?d={WALKER}&d={GROUP}").text
    assert [len(cells) for cells in rows(page).values()] == [2] * len(rows(page))
    assert rows(page)["Jurisdiction"] == ["Quebec", "France"]
    assert "Facebook" in rows(page)["Platform"][1]
    assert page.count('class="differs"') > 3


def test_what_is_the_same_is_not_said_to_differ(get: Get):
    page = get("/en/compare?d=zz-none&d=" + WALKER).text
    assert 'class="differs"' not in page


def test_a_document_is_compared_once_and_four_at_most(get: Get):
    page = get(f"/en/compare?d={WALKER}&d={WALKER}&d=doc-old").text
    assert all(len(cells) == 1 for cells in rows(page).values())
    many = "&".join(f"d=zz-{n}" for n in range(6))
    assert "Four at most can be compared." in get(f"/en/compare?{many}").text


def test_what_is_not_here_is_named_and_shown_inert(get: Get):
    page = get(f"/en/compare?d={WALKER}&d=%3Cscript%3E").text
    assert "1 of these documents is not here:" in page
    assert "<script>" not in page.partition("<main")[2]


def test_without_documents_the_page_says_how_to_choose(get: Get):
    answer = get("/fr/compare")
    assert answer.status_code == 200
    assert "Choisissez de deux à quatre décisions" in answer.text


def test_every_value_leads_to_its_proof_in_its_own_document():
    ask = getter(decision_api())
    page = ask("/en/compare?d=zz-test-2099-12&d=zz-test-2099-14").text
    assert 'href="/en/decision/zz-test-2099-12#par2"' in page
    assert 'href="/en/decision/zz-test-2099-14#par2"' in page
