"""The road import, paragraphs, numbers, zones, formation, tried on decisions that courts wrote."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pytest

from crawler.importing import import_lines
from crawler.model import Decision, Zone
from tests.real_decisions import import_lines_of_rows

_AT = datetime(2099, 1, 2, tzinfo=UTC)
_ROWS = [pytest.param(row, line, id=row["_id"]) for row, line in import_lines_of_rows()]
_FRENCH = [case for case in _ROWS if "ecli" in case.values[0]]

# Written anew here, more simply than in the product, so that one mistake is not made twice.
_OFFICE = (
    r"(?:président|présidente|conseill|avocate? général|premier avocat général|greffi|juge|"
    r"rapporteur|doyen)"
)
_BESIDE_OFFICE = re.compile(
    r"(?:M\.|Mme|Mmes|MM\.) (?P<name>[^\[\],.;]{3,40}(?:, [A-ZÀ-Ý][^\[\],.;]{2,40})*?)"
    rf",? {_OFFICE}"
)


def _decision(line: str) -> Decision:
    (document,) = import_lines([line], imported_at=_AT)
    assert isinstance(document, Decision), document
    return document


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


@pytest.mark.parametrize(("row", "line"), _ROWS)
def test_no_character_of_a_real_decision_is_lost(row, line):
    paragraphs = _decision(line).texts[0].paragraphs
    told = "".join(paragraph.text for paragraph in paragraphs)
    assert "".join(told.split()) == "".join(row["text"].split())
    assert len({paragraph.anchor for paragraph in paragraphs}) == len(paragraphs)


@pytest.mark.parametrize(("row", "line"), _ROWS)
def test_a_real_decision_keeps_the_language_date_and_number_of_its_source(row, line):
    decision = _decision(line)
    assert decision.texts[0].language == ("fr" if "ecli" in row else "en")
    assert str(decision.date) == row["date"]
    printed = {str(identifier) for identifier in decision.identifiers}
    assert (row.get("ecli") or row.get("citation") or row["neutral_citation"]) in printed


@pytest.mark.parametrize(("row", "line"), _ROWS)
def test_every_paragraph_of_a_real_decision_that_begins_with_the_courts_number_has_it(row, line):
    mark = r"(\d{1,3})\.\s" if "ecli" in row else r"\[\s?(\d{1,4})\s?\]\s"
    paragraphs = _decision(line).texts[0].paragraphs
    assert any(paragraph.number for paragraph in paragraphs)
    for paragraph in paragraphs:
        printed = re.match(mark, paragraph.text)
        # A number alone on its line stands below a heading in a table of contents (2026 SCC 3).
        alone = printed and printed.end() >= len(paragraph.text)
        if printed and not alone and not paragraph.anchor.startswith("note"):
            assert paragraph.number == printed[1]
            assert paragraph.anchor.startswith(f"par{printed[1]}")


@pytest.mark.parametrize(("row", "line"), _ROWS)
def test_a_real_decision_has_reasons_and_a_disposition(row, line):
    zones = [paragraph.zone for paragraph in _decision(line).texts[0].paragraphs]
    assert Zone.REASONS in zones
    assert Zone.DISPOSITION in zones
    if "ecli" in row:
        assert {Zone.INTRODUCTION, Zone.FACTS, Zone.FORMATION} <= set(zones)


@pytest.mark.parametrize(("row", "line"), _FRENCH)
def test_whoever_stands_beside_an_office_is_named_in_formation_paragraphs_only(row, line):
    names = {
        _fold(name.split()[-1])
        for match in _BESIDE_OFFICE.finditer(row["text"])
        for name in match["name"].split(", ")
    }
    assert len(names) >= 3, "the president, the rapporteur and a clerk at least"
    for paragraph in _decision(line).texts[0].paragraphs:
        if paragraph.zone is Zone.FORMATION:
            continue
        assert not _BESIDE_OFFICE.search(paragraph.text), paragraph.text
        for name in names:
            titled = rf"\b(?:m\.|mme|mm\.|mmes) (?:[\w-]+ )?{re.escape(name)}\b"
            assert not re.search(titled, _fold(paragraph.text)), (name, paragraph.text)


@pytest.mark.parametrize(("row", "line"), _FRENCH)
def test_little_of_a_french_decision_is_kept_from_the_index(row, line):
    paragraphs = _decision(line).texts[0].paragraphs
    hidden = sum(len(each.text) for each in paragraphs if each.zone is Zone.FORMATION)
    assert hidden < 0.3 * len(row["text"])


def test_the_footnotes_of_a_canadian_decision_are_no_paragraphs_of_the_court():
    lines = {row["_id"]: line for row, line in import_lines_of_rows()}
    paragraphs = _decision(lines["2026 TCC 46"]).texts[0].paragraphs
    notes = [each for each in paragraphs if each.anchor.startswith("note")]
    assert len(notes) == 23
    assert {note.zone for note in notes} == {Zone.ANNEX}
    assert [each.number for each in paragraphs if each.anchor in ("par1", "par32")] == ["1", "32"]


def test_the_reasons_take_the_plain_anchors_where_orders_stand_before_them():
    lines = {row["_id"]: line for row, line in import_lines_of_rows()}
    paragraphs = _decision(lines["2026 TCC 47"]).texts[0].paragraphs
    first = next(each for each in paragraphs if each.anchor == "par1")
    assert first.text.startswith("[1] The above noted appeals")
    assert first.zone is Zone.REASONS
    orders = [each for each in paragraphs if each.anchor.startswith("par1-")]
    assert [each.zone for each in orders] == [Zone.DISPOSITION] * 3


def test_the_header_block_names_its_decision_makers_in_formation_lines():
    lines = {row["_id"]: line for row, line in import_lines_of_rows()}
    paragraphs = _decision(lines["2026 TCC 47"]).texts[0].paragraphs
    head = {each.text: each.zone for each in paragraphs[:14]}
    assert head["Neutral citation"] is Zone.INTRODUCTION
    assert head["Judges and Taxing Officers"] is Zone.FORMATION
    assert list(head.values()).count(Zone.FORMATION) == 2
