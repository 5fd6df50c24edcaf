from __future__ import annotations

import html
import re

import pytest

from tests.ui.conftest import Get, getter
from tests.ui.speaking import decision_api

DECISION = "/en/decision/zz-test-2099-12"


@pytest.fixture(scope="module")
def ask() -> Get:
    """Ask the pages over synthetic decisions with texts of their own."""
    return getter(decision_api())


def lines(page: str) -> dict[str, str]:
    """The citations of the menu, by style."""
    found = re.findall(r'<input id="cite-(\w+)" value="([^"]*)" readonly>', page)
    return {style: html.unescape(text) for style, text in found}


def test_the_menu_cites_the_whole_decision(ask: Get):
    assert lines(ask(DECISION).text) == {
        "neutral": "2099 XXTEST 12",
        "mcgill_en": "Synthetic v Nobody, 2099 XXTEST 12",
    }


@pytest.mark.parametrize("at", ["2", "par2"])
def test_the_menu_leads_to_a_paragraph(ask: Get, at: str):
    page = ask(f"{DECISION}?at={at}").text
    assert lines(page)["mcgill_en"].endswith("2099 XXTEST 12 at para 2")
    assert '<input id="cite-at" name="at" value="2"' in page


def test_a_paragraph_that_is_not_there_is_told_and_not_cited(ask: Get):
    answer = ask(f"{DECISION}?at=par99")
    assert answer.status_code == 200
    assert "There is no such paragraph here." in answer.text
    assert lines(answer.text)["neutral"] == "2099 XXTEST 12"


def test_a_hostile_paragraph_is_shown_inert(ask: Get):
    page = ask(f"{DECISION}?at=%22%3E%3Cscript%3E").text
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("ending", "begins"), [("ris", b"TY  - CASE"), ("bib", b"@jurisdiction{"), ("json", b"[")]
)
def test_a_file_stands_at_the_address_of_the_page(ask: Get, ending: str, begins: bytes):
    assert f'href="{DECISION}.{ending}" download' in ask(DECISION).text
    answer = ask(f"{DECISION}.{ending}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["content-type"].startswith("application/synthetic")
    assert answer.headers["x-robots-tag"] == "noindex"


def test_the_file_of_another_id_is_at_the_id_in_use(ask: Get):
    answer = ask("/fr/decision/doc-old.ris")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/fr/decision/zz-test-2099-12.ris"
