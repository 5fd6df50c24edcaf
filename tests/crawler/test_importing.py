from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import importing
from crawler.import_schema import CURATED, KNOWN_KEYS
from crawler.importing import BadLine, import_lines, read_lines
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    Decision,
    DecisionReference,
    Document,
    Note,
    Telling,
    Zone,
)

AT = datetime(2099, 1, 2, tzinfo=UTC)


def line(**changes: Any) -> str:
    """A good synthetic line with changes; a value of ``...`` takes the key away."""
    good = {
        "kind": "decision",
        "title": "Synthetic c. Invention",
        "language": "fr",
        "source": "synthetic",
        "licence": "Synthetic: free of any right.",
        "fulltext_allowed": True,
        "court": "zz-test",
        "text": "LES FAITS\n[1] Texte synthétique.\n[2] Fin.",
    }
    kept = {key: value for key, value in {**good, **changes}.items() if value is not ...}
    return json.dumps(kept, ensure_ascii=False)


def imported(*lines: str | bytes) -> list[Document | BadLine]:
    return list(import_lines(lines, imported_at=AT))


def document(**changes: Any) -> Any:
    (made,) = imported(line(**changes))
    assert not isinstance(made, BadLine), made
    return made


def bad(given: str | bytes) -> BadLine:
    (made,) = imported(given)
    assert isinstance(made, BadLine), made
    return made


def test_a_decision_takes_the_road_of_crawled_text():
    made = document(citation="2099 XXTEST 12", date="2099-01-02", url="https://example.org/1")
    assert type(made) is Decision
    paragraphs = made.texts[0].paragraphs
    assert [each.anchor for each in paragraphs] == ["p1", "par1", "par2"]
    assert {each.zone for each in paragraphs} == {Zone.FACTS}
    (provenance,) = made.provenances
    assert (provenance.obtained, provenance.source) == ("import", "synthetic")
    assert (provenance.retrieved_at, provenance.url) == (AT, "https://example.org/1")
    assert made.citation == "2099 XXTEST 12"
    assert [str(each) for each in made.identifiers] == ["2099 XXTEST 12"]


def test_an_imported_french_decision_keeps_the_judges_name_out_of_the_index():
    text = "COUR\nMme Zelie QUEVRAL, présidente\nMOTIFS\nUne phrase.\nPAR CES MOTIFS\nConfirme."
    made = document(court="fr-ca-reims", text=text)
    named = [each for each in made.texts[0].paragraphs if "QUEVRAL" in each.text]
    assert [each.zone for each in named] == [Zone.FORMATION]


def test_paragraphs_given_with_numbers_keep_them():
    made = document(text=..., paragraphs=[{"number": 7, "text": "Un."}, {"text": "Deux."}])
    assert [(each.number, each.anchor) for each in made.texts[0].paragraphs] == [
        ("7", "par7"),
        (None, "p2"),
    ]


def test_a_text_that_may_not_be_stored_is_not_stored():
    made = document(fulltext_allowed=False, headnote="Résumé.")
    assert type(made) is DecisionReference
    assert made.texts[0].paragraphs == ()
    assert made.texts[0].headnote == ""
    assert not made.provenances[0].fulltext_allowed


def test_an_article_keeps_who_published_it_and_what_it_discusses():
    made = document(
        kind="article", court=..., publisher="Revue", author="A. B.", cites=["ca-x-1"], topics=["x"]
    )
    assert type(made) is Article
    assert made.id == "art-revue-synthetic-c-invention"
    assert (made.publisher, made.author, made.cites) == ("Revue", "A. B.", ("ca-x-1",))


def test_the_text_of_a_reference_is_told_in_the_words_of_the_file():
    assert document(kind="reference").texts[0].telling is Telling.EDITORIAL
    assert document().texts[0].telling is Telling.SOURCE


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"issue": "defamation"}, [("issue", "defamation")]),
        ({"issues": ["a", "b"]}, [("issue", "a"), ("issue", "b")]),
        ({"platforms": ["a"], "platform": "b"}, [("platform", "a"), ("platform", "b")]),
        ({"conduct": ["threat"]}, [("conduct", "threat")]),
        ({"audience": "friends"}, [("audience", "friends")]),
        ({"audience_size": 14}, [("audience_size", "14")]),
        ({"sanction": "unknown", "outcome": None}, []),
        ({"statuses": ["nurse"], "duty": "off_duty"}, [("status", "nurse"), ("duty", "off_duty")]),
        ({"secondary_outcomes": ["costs"]}, [("secondary_outcome", "costs")]),
    ],
)
def test_curated_facts_are_read_in_the_singular_and_the_plural(changes, values):
    made = document(**changes, confidence="high", seen_at=["https://example.org/seen"])
    assert made.curated == tuple(
        CuratedValue(field, value, ("https://example.org/seen",), "high") for field, value in values
    )


def test_amounts_and_cautions_are_kept_as_given():
    made = document(
        amounts=[{"value": 0.1, "currency": "CAD", "awarded": True, "head": "moral"}],
        caution={"en": "Doubt.", "fr": "Doute."},
    )
    assert made.amounts == (Amount(Decimal("0.1"), "CAD", True, "moral"),)
    assert made.cautions == (Note("en", "Doubt."), Note("fr", "Doute."))


@pytest.mark.parametrize(
    ("court", "changes", "code", "jurisdiction"),
    [
        ("qccs", {}, "qccs", "CA-QC"),
        ("Cour d'appel de Reims", {}, "fr-ca-reims", "FR"),
        (..., {"citation": "2018 QCCS 4374"}, "qccs", "CA-QC"),
        (..., {"citation": "Cass. soc., 12 sept. 2018, n° 16-11.690"}, "fr-cass", "FR"),
        (..., {}, "x", "CA"),
        ("Board of Inventions", {"jurisdiction": "CA-ON"}, "x", "CA-ON"),
    ],
)
def test_the_court_is_found_by_code_by_name_or_by_the_citation(court, changes, code, jurisdiction):
    made = document(court=court, **changes)
    assert (made.court, made.jurisdiction) == (code, jurisdiction)


def test_a_body_that_the_table_does_not_have_keeps_its_name():
    assert document(court="Board of Inventions").court_name == "Board of Inventions"


@pytest.mark.parametrize(
    ("given", "words", "hint"),
    [
        ("not json", "not JSON", "one whole JSON object"),
        ("[1]", "not a JSON object", "Write {"),
        ("[" * 100_000, "too deep", ""),
        ('{"kind": "decision", "kind": "article"}', "stands twice", "Keep one"),
        (b"\xff\xfe", "not UTF-8 (byte 1)", "Save the file as UTF-8"),
        ('{"title": "\\ud800"}', "half a character", ""),
        (line(kind="case"), "“kind” is 'case'", "decision, article or reference"),
        (line(language="de"), "“language” is 'de'", "en or fr"),
        (line(title=...), "“title” is missing", "Every line needs kind, title"),
        (line(title=" "), "“title”", "some words"),
        (line(platfroms=["x"]), "“platfroms” is not known", "Did you mean “platforms”?"),
        (line(zzzz=1), "“zzzz” is not known", "Known keys: "),
        (line(paragraphs=[]), "both “text” and “paragraphs”", "Keep one"),
        (line(date="2099-13"), "not a date", ""),
        (line(date="2 janvier 2099"), "not a date", ""),
        (line(court="qcss"), "No court “qcss”", ""),
        (line(court=..., jurisdiction="FR"), "names no court", "by code or by name"),
        (line(jurisdiction="Québec"), "“jurisdiction”", "CA-QC"),
        (line(url="ftp://x"), "“url”", "https://"),
        (line(id="Not An Id"), "“id”", "lower-case"),
        (line(fulltext_allowed="yes"), "“fulltext_allowed”", ""),
        (line(identifiers=["no such thing"]), "no identifier", "kind"),
        (line(identifiers=[{"kind": "neutral", "value": "zz"}]), "not a neutral identifier", ""),
        (line(conduct=[["x"]]), "“conduct”", "ids"),
        (line(amounts=[{"value": "much", "currency": "CAD", "awarded": True}]), "sum of money", ""),
        (line(amounts=[{"value": 1, "currency": "$", "awarded": True}]), "currency", "CAD or EUR"),
        (line(text=..., paragraphs=[{"text": "x", "zone": "y"}]), "paragraphs.0.zone", ""),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_what_to_do(given, words, hint):
    found = bad(given)
    assert words in found.reason
    assert hint in found.hint + found.reason
    assert found.number == 1


def test_a_line_above_fifty_megabytes_is_refused_unread(monkeypatch):
    monkeypatch.setattr(importing, "LONGEST_LINE", 100)
    assert "the limit is 50 MB" in bad("x" * 101).reason


class Counting(io.BytesIO):
    """A file that knows the longest piece that was read of it at once."""

    longest = 0

    def readline(self, size=-1, /):
        line = super().readline(size)
        self.longest = max(self.longest, len(line))
        return line


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_without_end_is_read_in_pieces_and_the_next_keeps_its_number(monkeypatch, end):
    monkeypatch.setattr(importing, "LONGEST_LINE", 100)
    file = Counting(b"{short\n" + b"x" * 1001 + b"\n\n{other" + end)
    lines = list(import_lines(read_lines(file), imported_at=AT))
    assert [each.number for each in lines] == [1, 2, 4]
    assert "the limit is 50 MB" in lines[1].reason
    assert file.longest == 101


@given(st.lists(st.binary(max_size=8)), st.integers(1, 6))
def test_lines_within_the_limit_are_read_whole(lines, longest):
    written = b"\n".join(lines)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importing, "LONGEST_LINE", longest)
        read = list(read_lines(io.BytesIO(written)))
    whole = io.BytesIO(written).readlines()
    assert [each[: longest + 1] for each in whole] == read


def test_bad_lines_are_numbered_as_an_editor_shows_them_and_the_rest_is_imported():
    lines = [
        "\ufeff" + line(title="Un") + "\r\n",
        "\n",
        "oops\n",
        line(title="Deux").encode(),
        b" ",
    ]
    made = imported(*lines)
    assert [each.number for each in made if isinstance(each, BadLine)] == [3]
    assert [each.title for each in made if isinstance(each, Document)] == ["Un", "Deux"]


def test_lines_without_a_number_never_share_an_id_unless_they_are_the_same_line():
    first, second, third = imported(line(), line(text="Autre."), line())
    assert [first.id, second.id] == ["zz-test-nd-synthetic-c-invention", first.id + "-2"]
    assert third.id == first.id


def test_two_lines_with_the_same_number_are_one_document():
    cited = {"citation": "2099 XXTEST 12"}
    first, second = imported(line(**cited), line(**cited, language="en", text="The text."))
    assert first.id == second.id


def test_an_id_once_minted_is_kept():
    assert document(id="ca-qccs-2018-4374").id == "ca-qccs-2018-4374"


def test_importing_the_same_line_again_gives_the_same_document():
    assert imported(line()) == imported(line())


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(KNOWN_KEYS), _JSON, max_size=4))
def test_no_value_of_a_known_key_stops_the_import(changes):
    (made,) = imported(line(**changes))
    assert isinstance(made, Document | BadLine)


@given(st.lists(st.one_of(st.text(max_size=40), st.binary(max_size=40)), max_size=5))
def test_no_line_whatever_it_holds_stops_the_import(lines):
    assert all(isinstance(each, Document | BadLine) for each in imported(*lines))


def test_every_curated_field_may_be_written():
    for field in CURATED:
        assert document(**{field: "some_id"}).curated[0].field == field
