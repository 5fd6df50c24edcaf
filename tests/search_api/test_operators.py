"""The signs as the help page shows them, tried on the starter collection."""

from __future__ import annotations

import pytest

from search_api.operators import load_operators
from search_api.signs import grammar, read_signs

WORDS = {"WORD", "QUOTE", "__IGNORE_0"}
"""Terminals that are no sign: words, a lone quotation mark (an error), spaces."""

EXAMPLES = [
    (each, text)
    for each in load_operators()
    for text in dict.fromkeys((*each.example.values(), *each.also))
]


def test_every_terminal_of_the_grammar_is_explained():
    explained = {name for each in load_operators() for name in each.terminals}
    assert explained == {terminal.name for terminal in grammar().terminals} - WORDS


@pytest.mark.parametrize(("operator", "text"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_an_example_uses_its_sign_and_finds_something(ask, operator, text):
    assert {sign.kind for sign in read_signs(text)} & set(operator.terminals)
    found = ask(q=text, limit=1, facets="none")
    assert found.total > 0, found.query.parsed
    assert not found.relaxed


@pytest.mark.parametrize("operator", load_operators(), ids=lambda each: each.name)
def test_both_languages_say_what_the_sign_is_for(operator):
    for texts in (operator.need, operator.write, operator.example):
        assert set(texts) == {"en", "fr"}
        assert all(texts.values())
