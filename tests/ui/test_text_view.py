from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.responses import ParagraphBody, TextBody
from ui.text_view import our_number, text_view


def view_of(*paragraphs: ParagraphBody):
    """The view of a text of these paragraphs."""
    return text_view(
        TextBody(language="en", title="", headnote="", editorial=False, paragraphs=list(paragraphs))
    )


def paragraph(anchor: str, number: str | None, text: str, zone: str = "reasons", spans=()):
    """One paragraph."""
    return ParagraphBody(
        anchor=anchor, number=number, zone=zone, zone_label=zone.title(), text=text,
        spans=list(spans),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text", "shown", "rest"),
    [
        ("12", "[12] The rule.", "[12]", "The rule."),
        ("12", "12. La règle.", "12.", "La règle."),
        ("12", "[ 12 ] The rule.", "[ 12 ]", "The rule."),
        ("12", "The rule.", "12", "The rule."),
        ("1", "12. La règle.", "1", "12. La règle."),
        ("12", "12", "12", "12"),
        ("1", "1° premier", "1", "1° premier"),
    ],
)
def test_the_number_that_the_court_printed_is_the_link(number, text, shown, rest):
    (section,) = view_of(paragraph("par12", number, text)).sections
    assert (section.paragraphs[0].number, section.paragraphs[0].text) == (shown, rest)


def test_marks_stay_on_their_words_when_the_number_is_the_link():
    (section,) = view_of(paragraph("par2", "2", "[2] The rule.", spans=[(8, 12)])).sections
    assert section.paragraphs[0].text == 'The <mark id="hit-1">rule</mark>.'


def test_a_line_that_names_the_bench_tears_no_part_apart():
    view = view_of(
        paragraph("p1", None, "Before: Nobody", "formation"),
        paragraph("par1", "1", "[1] Why.", "reasons"),
        paragraph("p3", None, "Nobody J.", "formation"),
        paragraph("par2", "2", "[2] Why else.", "reasons"),
        paragraph("p5", None, "Dismissed.", "disposition"),
    )
    assert [section.label for section in view.sections] == ["Formation", "Reasons", "Disposition"]
    assert [each.anchor for each in view.sections[1].paragraphs] == ["par1", "p3", "par2"]


@pytest.mark.parametrize(("anchor", "number"), [("p112", "112"), ("par7", "7"), ("note", "note")])
def test_a_number_of_ours_is_that_of_the_anchor(anchor: str, number: str):
    assert our_number(anchor) == number


@given(st.lists(st.tuples(st.sampled_from(["1", "23", None]), st.text(max_size=30)), max_size=6))
def test_no_letter_of_a_text_is_lost(rows: list[tuple[str | None, str]]):
    view = view_of(*(paragraph(f"p{n}", number, text) for n, (number, text) in enumerate(rows)))
    shown = [each for section in view.sections for each in section.paragraphs]
    for (number, text), each in zip(rows, shown, strict=True):
        said = html.unescape(re.sub(r"</?mark[^>]*>", "", str(each.text)))
        whole = html.unescape(html.escape(text))
        assert re.sub(r"\s", "", said) in re.sub(r"\s", "", whole)
        lost = len(re.sub(r"\s", "", whole)) - len(re.sub(r"\s", "", said))
        assert lost == 0 or (number and lost == len(re.sub(r"\s", "", each.number)))
