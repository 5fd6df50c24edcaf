"""Neighbours lift documents in a relaxed search; they never add one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from indexer.engine.query import Prefer
from search_api.parse import parse
from search_api.thesaurus import expand


def _also(q: str) -> dict[str, tuple[str, ...]]:
    return {each.word: each.also for each in expand(parse(q).words)}


@pytest.mark.parametrize(
    ("q", "word", "neighbour"),
    [
        ("dismissed for Facebook", "dismissed", "congédiement"),
        ("dismissed for Facebook", "dismissed", "licenciement"),
        ("licenciement Facebook", "licenciement", "dismissal"),
        ("congedie facebook", "congedie", "fired"),  # typed without its accents
        ("called us crooks", "crooks", "false accusation"),
        ("mon patron sur facebook", "patron", "supervisor"),
    ],
)
def test_a_word_has_neighbours_in_every_variety(q: str, word: str, neighbour: str):
    assert neighbour in _also(q)[word]


def test_a_word_is_not_its_own_neighbour():
    for word, also in _also("dismissal insult privacy").items():
        assert word not in also


def test_a_quoted_word_has_none():
    assert _also('"dismissed" facebook') == {}


def test_every_concept_speaks_the_three_varieties():
    table = tomllib.loads((files("search_api") / "thesaurus.toml").read_text("utf-8"))
    for name, columns in table.items():
        assert set(columns) == {"en", "fr_CA", "fr_FR"}, name
        for words in columns.values():
            assert words, name
            assert len(set(words)) == len(words), name


def test_neighbours_rank_the_same_documents(ask):
    relaxed = ask(q="our employee called us crooks online, can we dismiss?", limit=100)
    assert relaxed.relaxed
    assert {each.word for each in relaxed.query.expanded} >= {"crooks", "dismiss"}
    words = "employee OR called OR us OR crooks OR online OR dismiss"
    assert relaxed.total == ask(q=words, limit=1).total


def test_a_search_that_is_not_relaxed_uses_none(ask):
    found = ask(q="facebook", limit=5)
    assert found.query.expanded == []
    assert not isinstance(parse("facebook").query, Prefer)


def test_a_hit_without_the_words_shows_the_passage_of_a_neighbour(ask):
    """Servant c. Ritchie says "false statements" in its second sentence, and no word typed."""
    found = ask(q="our employee called us crooks online, can we dismiss?", limit=10)
    (hit,) = (hit for hit in found.hits if hit.id == "ca-qccq-2016-7282")
    (snippet,) = hit.snippets
    marked = {snippet.text[start:end].lower() for start, end in snippet.spans}
    assert marked
