"""The shipped model belongs to the data, the rules and the concepts beside it."""

from pathlib import Path

import pytest

import indexer
from indexer.tags.weights import FILE, SIGNS, Table, load_model
from indexer.vocabulary import load_vocabularies
from tests.training.examples import fingerprint


def test_the_model_was_trained_on_the_data_and_rules_that_are_here():
    told = "Run `python -m tests.training.tagging`: data, rules or concepts have changed."
    assert load_model().fingerprint == fingerprint(), told


def test_the_model_is_small():
    assert (Path(indexer.__file__).parent / FILE).stat().st_size < 500_000


def test_the_model_knows_every_issue_in_the_order_of_the_vocabulary():
    assert load_model().issues == tuple(e.id for e in load_vocabularies().entries("issue"))


def test_weights_add_up_and_the_weightiest_are_named():
    rows = {"lost": SIGNS[0] + SIGNS[55] + SIGNS[1] + SIGNS[40], "client": SIGNS[0] + SIGNS[50]}
    table = Table(rows, [-1.0, 0.5], 0.1)
    assert table.scores({"lost", "client", "other"}) == pytest.approx([0.5, 0.0])
    assert table.weightiest({"client", "lost"}, 0, 2) == ("lost", "client")
    assert table.weightiest({"client", "lost"}, 1, 2) == ()
