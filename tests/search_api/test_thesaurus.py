"""Other words for those typed: they find and rank, visibly, and can be switched off."""

from __future__ import annotations

import pytest

from search_api.concepts import mentions
from search_api.thesaurus import expansions


def _also(q: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in expansions(mentions(q)):
        found.setdefault(each.word, set()).update(each.also)
    return found


@pytest.mark.parametrize(
    ("q", "word", "other"),
    [
        ("dismissed for Facebook", "dismissed", "congédiement"),
        ("dismissed for Facebook", "dismissed", "licenciement"),
        ("licenciement Facebook", "licenciement", "dismissal"),
        ("called us crooks", "crooks", "false accusation"),
        ("mon patron sur facebook", "patron", "supervisor"),
        ("arrêt maladie", "arrêt maladie", "sick leave"),
    ],
)
def test_a_word_has_others_in_every_variety(q: str, word: str, other: str):
    assert other in _also(q)[word]


def test_a_word_is_not_its_own_other_word():
    for word, also in _also("dismissal insult privacy").items():
        assert word not in also


def test_a_word_finds_the_documents_that_use_another_word_for_it(ask):
    alone = ask(q="supermarché", expand="0", limit=100)
    widened = ask(q="supermarché", limit=100)
    assert {hit.id for hit in alone.hits} < {hit.id for hit in widened.hits}
    (shown,) = widened.query.expanded
    assert shown.word == "supermarché"
    assert "grocery store" in shown.also
    assert shown.finds


def test_the_other_words_are_switched_off_by_one_parameter(ask):
    widened = ask(q="licenciement Facebook salarié patron", expand="0", limit=1)
    assert widened.query.expanded == []
    assert widened.query.filters["expand"] == ["0"]


@pytest.mark.parametrize("q", ['"congédiement"', "EXACT(congédiement)", "congédiement AND grief"])
def test_quoted_words_and_words_under_operators_have_no_others(ask, q: str):
    assert ask(q=q, limit=1).query.expanded == []


def test_one_quoted_phrase_leaves_the_query_without_other_words(ask):
    assert ask(q='"Facebook" congédiement', limit=1).query.expanded == []


def test_words_that_are_only_hinted_at_find_nothing_themselves(ask):
    hinted = ask(q="crooks", limit=100)
    assert all(not each.finds for each in hinted.query.expanded)
    assert hinted.total == ask(q="crooks", expand="0", limit=100).total


def test_the_words_typed_decide_about_relaxing_and_not_their_others(ask):
    typed = ask(q="supermarché gendarme", expand="0", limit=1)
    assert typed.relaxed
    assert ask(q="supermarché gendarme", limit=1).relaxed


def test_a_hit_found_by_another_word_shows_the_passage_that_uses_it(ask):
    found = ask(q="supermarket", lang="fr", limit=50)
    french = [hit for hit in found.hits if hit.language == "fr" and hit.snippets]
    assert french
    marked = {
        hit.snippets[0].text[start:end].lower()
        for hit in french for start, end in hit.snippets[0].spans
    }  # fmt: skip
    assert marked & {"grande surface", "supermarché"}
