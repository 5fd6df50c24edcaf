from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Paragraph, Zone
from crawler.text import (
    html_to_paragraphs,
    html_to_text,
    split_header,
    split_paragraphs,
    with_anchors,
)
from tests.proportion import growth

ANYTHING = st.text(
    st.one_of(
        st.sampled_from("\n\n\r\t  [][]12345.¶—«»-•a)bABé\u00a0\u2028\x0b\x1c"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)
LINES = st.lists(
    st.one_of(
        st.integers(0, 12).map(lambda number: f"[{number}] Some words of a court."),
        st.integers(0, 12).map(lambda number: f"{number}. Quelques mots de la cour."),
        st.sampled_from(["", "", "[3]", "7.", "II. Background [2] The facts.", "« Attendu", "-x-"]),
        st.text(max_size=40),
    ),
    max_size=30,
).map("\n".join)


def _solid(text: str) -> str:
    return "".join(text.split())


def _numbers(text: str, country: str = "CA") -> list[str | None]:
    paragraphs = split_paragraphs(text, language="en", country=country)
    return [paragraph.number for paragraph in paragraphs]


def _texts(text: str, language: str = "en", country: str = "CA") -> list[str]:
    paragraphs = split_paragraphs(text, language=language, country=country)
    return [paragraph.text for paragraph in paragraphs]


@given(st.one_of(ANYTHING, LINES), st.sampled_from(["en", "fr"]), st.sampled_from(["CA", "FR"]))
def test_splitting_keeps_every_character_that_is_not_blank_in_order(text, language, country):
    paragraphs = split_paragraphs(text, language=language, country=country)
    assert _solid("".join(each.text for each in paragraphs)) == _solid(text)
    assert all(each.text.strip() for each in paragraphs)


@given(st.one_of(ANYTHING, LINES), st.sampled_from(["CA", "FR"]))
def test_anchors_are_unique_and_fit_an_address(text, country):
    anchors = [each.anchor for each in split_paragraphs(text, language="fr", country=country)]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"(?:par|p|note)\d+(?:-\d+)?", anchor) for anchor in anchors)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[1] One.\n[2] Two.\n[3] Three.", ["1", "2", "3"]),
        ("[ 1 ] One.\n\n[ 2 ] Two.", ["1", "2"]),
        ("¶1 One.\n¶ 2 Two.", ["1", "2"]),
        ("[1]\nOne.\n[2]\nTwo.", ["1", "2"]),
        ("Heading\n[1] One.\nA quotation of it.\n[2] Two.", [None, "1", None, "2"]),
        ("I. Background [1] The facts.\n[2] More.", [None, "1", "2"]),
        ("[1] The facts. [2] The law. [3] The end.", ["1", "2", "3"]),
        ("The court held in a judgment of [2008] 1 SCR 190\nthat it is so.", [None]),
        ("[2008] 1 SCR 190 holds so.", [None]),
        ("[1] Order.\nReasons\n[1] One.\n[2] Two.", ["1", None, "1", "2"]),
        ("[1] One.\n[3] Three, for two was withdrawn.", ["1", "3"]),
        ("1. The parties agree to this list.\n2. Its second line.\n" + "Words. " * 60, [None] * 3),
        ("1 The first words.\n2 More words.\n3 More.\n4 More.\n5 More.", list("12345")),
        ("12 persons came.\nNo more.", [None, None]),
        ("See para [5] The next.", [None]),
    ],
)
def test_the_courts_own_numbers_are_found_where_they_form_a_series(text, numbers):
    assert _numbers(text) == numbers


def test_french_numbers_are_those_with_a_full_stop_and_a_pseudonym_in_brackets_is_none():
    text = "1. La société a saisi le juge.\n[1] soutient que non.\n2. Elle a tort.\n3. Rejet."
    assert _numbers(text, "FR") == ["1", None, "2", "3"]


def test_a_list_inside_a_paragraph_does_not_take_part_in_the_numbering():
    motif = "Motif assez long pour compter."
    text = f"1. {motif}\n2. {motif}\n3. La liste :\n1. le salaire ;\n4. {motif}\n5. {motif}"
    paragraphs = split_paragraphs(text, language="fr", country="FR")
    assert [each.number for each in paragraphs] == ["1", "2", "3", None, "4", "5"]


def test_numbers_that_a_court_printed_wrongly_are_kept_as_printed():
    body = [f"{number}. Motif numéro {number} de la cour." for number in (1, 2, 3, 7, 3, 4, 5)]
    paragraphs = split_paragraphs("\n".join(body), language="fr", country="FR")
    assert [each.number for each in paragraphs] == ["1", "2", "3", "7", "3", "4", "5"]
    assert [each.anchor for each in paragraphs][:5] == ["par1", "par2", "par3", "par7", "par3-2"]


def test_a_table_of_contents_takes_no_number_from_the_paragraphs_below_it():
    text = (
        "TABLE OF CONTENTS\nI. Overview\n[1]\nII. Facts\n[2]\n[1] A first paragraph.\n[2] A second."
    )
    paragraphs = split_paragraphs(text, language="en", country="CA")
    numbered = {each.anchor: each.text for each in paragraphs if each.number}
    assert numbered == {"par1": "[1] A first paragraph.", "par2": "[2] A second."}


def test_footnotes_below_the_text_are_not_paragraphs_of_the_court():
    text = "[1] He came.[1] He saw.[2]\n[2] He left.\n[1] Exhibit A.\n[2] Exhibit B."
    paragraphs = split_paragraphs(text, language="en", country="CA")
    assert [each.anchor for each in paragraphs] == ["par1", "par2", "note1", "note2"]
    assert [each.number for each in paragraphs] == ["1", "2", None, None]


@pytest.mark.parametrize(
    ("text", "language", "paragraphs"),
    [
        (
            "The employer dismissed the grievor for what she wrote\nabout it on a page.",
            "en",
            ["The employer dismissed the grievor for what she wrote about it on a page."],
        ),
        ("Il a été congédié pour des propos injurieux et\nrépétés", "fr", None),
        ("- one ;\n- two ;\n- three", "en", ["- one ;", "- two ;", "- three"]),
        ("Appellant\nv.\nRespondent", "en", ["Appellant", "v.", "Respondent"]),
        ("Crown Offer\nresult", "en", ["Crown Offer", "result"]),
        ("He wrote:\n“they are crooks”", "en", ["He wrote:", "“they are crooks”"]),
        ("A\u00a0:\nb", "fr", ["A\u00a0:", "b"]),
        ("first\n \n\u00a0\nsecond", "en", ["first", "second"]),
    ],
)
def test_only_lines_that_a_page_broke_are_joined(text, language, paragraphs):
    told = _texts(text, language)
    assert told == (paragraphs or [" ".join(text.split())])


def test_a_text_broken_to_the_width_of_a_page_is_put_together():
    line = (
        "Attendu que le débiteur et le cas échéant un des salariés ont été appelés à comparaître "
    )
    text = "\n".join(f"{line}{word}" for word in ["Alpha"] * 9) + " fin.\nORDONNE les mesures,"
    told = _texts(text, "fr", "FR")
    assert len(told) == 2
    assert told[1].startswith("ORDONNE")


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 100_000,
        "\n" * 10_000,
        "[" * 100_000,
        " " * 100_000 + "x",
        "[1] x " * 10_000,
        "1. a\n" * 10_000,
        "".join(f"[{number}] x\n" for number in range(9_999, 0, -1)),
        "abc\n" * 10_000,
    ],
    ids=["letters", "lines", "brackets", "blanks", "ones", "lists", "falling", "short"],
)
def test_a_hostile_text_is_split_in_linear_time(hostile):
    def split(text: str) -> object:
        return split_paragraphs(text, language="en", country="CA")

    # Four times the text: 4 when linear, 16 when quadratic.
    assert growth(split, hostile[: len(hostile) // 4], hostile, most=9) < 9


HEADER = """Roe v. Doe
Court (s) Database
Synthetic Court Decisions
Date
2099-01-02
Neutral citation
2099 XXTEST 12
File numbers
T-1-99, T-2-99
Judges and Taxing Officers
A. Synthetic
Decision Content
Docket: T-1-99
[1] The text."""


def test_the_header_block_gives_its_fields_and_the_text_below():
    fields, body = split_header(HEADER)
    assert fields == {
        "title": "Roe v. Doe",
        "court": "Synthetic Court Decisions",
        "date": "2099-01-02",
        "neutral_citation": "2099 XXTEST 12",
        "docket": "T-1-99, T-2-99",
        "decision_makers": "A. Synthetic",
    }
    assert body == "Docket: T-1-99\n[1] The text."


def test_a_french_header_block_gives_the_same_fields():
    text = (
        "Base de données – Cour (s)\nDécisions\nDate\n2099-01-02\nRéférence neutre\n"
        "2099 XXTEST 12\nNuméro de dossier\nT-1-99\nContenu de la décision\nTexte."
    )
    fields, body = split_header(text)
    assert (fields["neutral_citation"], fields["docket"]) == ("2099 XXTEST 12", "T-1-99")
    assert body == "Texte."


def test_without_a_header_block_the_labels_of_the_first_lines_are_read_and_nothing_is_cut():
    text = "Citation: Roe v. Doe,\n2099 XXTEST 12\nDate: 20990102\nDocket: CA099999\nText."
    fields, body = split_header(text)
    assert fields == {
        "date": "2099-01-02",
        "docket": "CA099999",
        "neutral_citation": "Roe v. Doe,",
    }
    assert body == text


def test_the_header_lines_that_name_judges_are_formation_and_the_others_introduction():
    paragraphs = split_paragraphs(HEADER, language="en", country="CA")
    formation = [each.text for each in paragraphs if each.zone is Zone.FORMATION]
    assert formation == ["Judges and Taxing Officers", "A. Synthetic"]
    assert paragraphs[-1] == Paragraph("[1] The text.", "1", "par1")


@given(ANYTHING)
def test_splitting_a_header_never_fails_and_keeps_the_body_at_the_end(text):
    _, body = split_header(text)
    assert text.endswith(body)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a <b>b</b> c</p><p>d", "a b c\n\nd"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<script>x</script><style>y</style><p>z", "z"),
        ("Article <a href='https://x'>375</a>, <a>375-2</a> du code", "Article 375, 375-2 du code"),
        ("<table><tr><td>Date<td>2099</tr></table>", "Date\n\n2099"),
        ("a &amp; b &laquo;&nbsp;c&nbsp;&raquo;", "a & b «\u00a0c\u00a0»"),
        ("<!-- nothing -->", ""),
        ("", ""),
        ('<?xml version="1.0" encoding="latin-1"?><p>é</p>', "é"),
        (b'<meta charset="utf-8"><p>caf\xc3\xa9', "café"),
        ("<pre>a\nb</pre>", "a\nb"),
    ],
)
def test_a_page_gives_its_words_in_blocks(source, text):
    assert html_to_text(source) == text


def test_the_anchors_of_a_page_are_kept_and_give_the_numbers():
    page = (
        '<div id="x"><h2>Facts</h2><p><a class="reflex-paragAnchor" name="par1"></a>[1] One.</p>'
        '<p>[2] <a name="par2"></a>Two.<br>A quotation.</p></div>'
    )
    paragraphs = html_to_paragraphs(page)
    assert [(each.text, each.number, each.anchor) for each in paragraphs] == [
        ("Facts", None, "p1"),
        ("[1] One.", "1", "par1"),
        ("[2] Two.", "2", "par2"),
        ("A quotation.", None, "p4"),
    ]


def test_a_page_without_anchors_is_numbered_by_what_is_printed():
    paragraphs = html_to_paragraphs("<p>[1] One.</p><p>[2] Two.</p>", language="en")
    assert [each.anchor for each in paragraphs] == ["par1", "par2"]


@given(st.text(max_size=200))
def test_no_page_makes_the_reader_fail(source):
    html_to_text(source)
    html_to_text(source.encode("utf-8", "replace"))


@given(st.lists(st.builds(Paragraph, st.just("x"), st.none(), st.sampled_from(["", "p1", "a"]))))
def test_every_paragraph_gets_an_anchor_of_its_own(paragraphs):
    named = with_anchors(paragraphs)
    assert len({each.anchor for each in named}) == len(paragraphs)
    assert with_anchors(named) == named
