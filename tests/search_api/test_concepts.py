"""Which concepts the words of a query speak of."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vocabulary import load_vocabularies
from search_api.concepts import mentions


def named(q: str) -> set[str]:
    return {each.concept.name for each in mentions(q) if each.same}


def hinted(q: str) -> set[str]:
    return {each.concept.name for each in mentions(q) if not each.same}


@pytest.mark.parametrize(
    ("q", "concept"),
    [
        ("dismissed for a post", "dismissal"),
        ("congedie facebook", "dismissal"),  # typed without its accents
        ("Licencié pour un message", "dismissal"),
        ("a private group", "closed_group"),
        ("a private Facebook group", "closed_group"),
        ("the arrêt de travail of a nurse", "sick_leave"),
        ("mots de passe", "password"),
        ("l’obligation de loyauté", "loyalty"),
        ("co-worker", "colleague"),
        ("judicial review", "judicial_review"),
        ("sur Twitter", "platform=twitter"),
        ("tweets", "platform=twitter"),
        ("in British Columbia", "jurisdiction=CA-BC"),
        ("en Colombie-Britannique", "jurisdiction=CA-BC"),
        ("in Quebec", "quebec"),
        ("Cour de cassation", "court=fr-cass"),
        ("CA Reims", "court=fr-ca-reims"),
        ("Dismissal set aside or unjustified", "outcome=dismissal_overturned"),
    ],
)
def test_words_of_both_languages_name_a_concept(q: str, concept: str):
    assert concept in named(q)


@pytest.mark.parametrize(
    ("q", "concept"),
    [
        ("judicial review", "review"),  # the longer entry counts
        ("posts", "postal"),  # stems that meet by chance
        ("policier", "policy"),
        ("compétent", "competition"),
        ("employer", "employee"),
        ("the", "dismissal"),
    ],
)
def test_words_that_only_look_alike_name_nothing(q: str, concept: str):
    assert concept not in named(q) | hinted(q)


def test_a_hint_is_no_name():
    assert "defamation" in hinted("called us crooks")
    assert "defamation" not in named("called us crooks")


def test_a_mention_knows_its_place():
    (found,) = (each for each in mentions("on sick leave") if each.concept.name == "sick_leave")
    assert (found.text, found.start, found.end) == ("sick leave", 3, 13)


def test_every_concept_speaks_the_three_varieties_and_means_what_the_vocabularies_hold():
    table = tomllib.loads((files("search_api") / "thesaurus.toml").read_text("utf-8"))
    vocabularies = load_vocabularies()
    assert len(table) >= 120
    for name, row in table.items():
        assert set(row) <= {"en", "fr_CA", "fr_FR", "near", "means", "general"}, name
        for variety in ("en", "fr_CA", "fr_FR"):
            assert row[variety], name
            assert len(set(row[variety])) == len(row[variety]), name
        assert set(row.get("near", {})) <= {"en", "fr"}, name
        for field, values in row.get("means", {}).items():
            for value in values:
                assert vocabularies.entry(field, value), (name, field, value)


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault_and_places_lie_in_it(q: str):
    for each in mentions(q):
        assert q[each.start : each.end] == each.text
