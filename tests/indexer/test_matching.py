"""Marks, bounds and the order of paragraphs; what each node means is in the engines' contract."""

from __future__ import annotations

import pytest

from indexer.engine import query as q
from indexer.errors import QueryTooCostly
from indexer.matching import (
    best_paragraphs,
    conditions,
    has_words,
    passage_marks,
    passage_matches,
)
from tests.engine.records import exact, passage, plain, record


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        (exact("b"), (1, 4)),
        (q.Phrase((exact("a"), exact("b"))), (0, 1)),
        (q.Near(exact("b"), exact("c"), 1), (1, 2)),
        (q.And((exact("a"), exact("absent"))), (0,)),
        (q.Or((exact("a"), exact("c"))), (0, 2)),
        (q.Not(exact("a")), ()),
        (q.Within("sentence", (exact("b"), exact("d"))), (3, 4)),
        (q.Within("paragraph", (exact("b"), exact("d"))), (1, 3, 4)),
        (q.Within("paragraph", (exact("b"), exact("absent"))), ()),
        (q.Prefer(exact("a"), ((exact("c"), 2.0),)), (0,)),
        (q.Everything(), ()),
    ],
)
def test_marks_are_the_words_that_make_it_match(query, marks):
    assert passage_marks(query, passage("a b c. d b")) == marks


def test_paragraphs_with_more_of_the_query_come_first_then_those_before():
    found = record("x", "insult|posted insult|posted|insult", title="insult", french="insulte")
    query = q.And((plain("insult"), plain("posted")))
    places = [(each.language, each.paragraph) for each in best_paragraphs(query, found.passages)]
    assert places == [("en", 1), ("en", -1), ("en", 0), ("en", 2), ("en", 3), ("fr", 0)]


def test_labels_of_tags_are_no_paragraph():
    labels = passage("insult", field="tags", paragraph=-3)
    assert best_paragraphs(exact("insult"), [labels]) == ()


def test_many_ways_in_one_paragraph_are_refused_with_a_reason():
    crowded = passage("a b " * 400)
    near = q.Near(exact("a"), exact("b"), 700)
    with pytest.raises(QueryTooCostly, match="paragraph"):
        passage_matches(near, crowded)
    assert passage_matches(q.Within("paragraph", (exact("a"), exact("b"))), crowded)


def test_conditions_and_words_of_a_tree_are_found():
    court = q.Keyword("court", ("scc",))
    tree = q.And((q.Not(court), q.Within("sentence", (q.Range("year", 1, 2),))))
    assert conditions(tree) == (court, q.Range("year", 1, 2))
    assert not has_words(tree)
    assert not has_words(q.Not(exact("a")))
    assert has_words(q.Or((tree, q.Near(exact("a"), court, 1))))
    assert has_words(q.Prefer(q.Everything(), ((court, 2.0),)))
