"""Why a hit ranks: parts that add up to its score."""

from __future__ import annotations

import pytest

QUERIES = [
    "fired for a Facebook post in Québec",
    "Une salariée insulte son patron sur Facebook",
    "Petit Bateau",
    "2018 QCCS 4374",
    "title:Walker defamation",
    '"Facebook" OR (insult AND manager) -twitter',
    "insult* facebok~1",
    '"gross misconduct" Facebook',
]


@pytest.mark.parametrize("q", QUERIES)
def test_the_parts_times_authority_are_the_score(ask, q: str):
    found = ask(q=q, explain="1", limit=20)
    assert found.hits
    for hit in found.hits:
        assert hit.why.score == hit.score
        assert sum(part.points for part in hit.why.parts) == pytest.approx(hit.why.sum, abs=0.001)
        wanted = pytest.approx(hit.score, rel=0.002, abs=0.02)
        assert hit.why.sum * hit.why.authority == wanted, hit.why


def test_the_parts_name_word_field_lift_and_document(ask):
    (hit,) = (
        hit for hit in ask(q="Petit Bateau Facebook", explain="1", limit=20).hits
        if hit.id == "fr-cass-soc-2020-09-30-19-12058"
    )  # fmt: skip
    said = {part.kind: part.text for part in hit.why.parts}
    assert "lift" in said
    assert any(part.text == "“Bateau” in: title" for part in hit.why.parts)
    (named,) = (
        part for part in ask(q="Petit Bateau", explain="1").hits[0].why.parts
        if part.kind == "named"
    )  # fmt: skip
    assert named.points == 1000


def test_the_parts_are_told_in_french(ask):
    parts = ask(q="insulte Facebook", explain="1", lang="fr").hits[0].why.parts
    assert any(part.text.startswith("« Facebook » dans : ") for part in parts)


def test_authority_is_told_apart(ask):
    hits = ask(q="Facebook conversation privée", explain="1", limit=50).hits
    assert {hit.why.authority > 1 for hit in hits if hit.court == "fr-cass"} == {True}


def test_nothing_is_explained_unless_asked_or_where_relevance_does_not_rank(ask):
    assert ask(q="Facebook", limit=1).hits[0].why is None
    assert ask(q="Facebook", explain="1", sort="date", limit=1).hits[0].why is None
    assert ask(q="", explain="1", limit=1).hits[0].why is None
