"""The tags of passages that nobody looked at while the rules were written stay above floors.

The floors stand a little below what was measured; the targets of the project are higher (macro-F1
0.80, hard negatives far rarer), so these figures are a guard and not a boast.
"""

import json
from pathlib import Path

import pytest

from indexer.tagging_evaluation import evaluate_tagging

HELDOUT = Path(__file__).parents[2] / "fixtures" / "tagging" / "heldout.jsonl"
FLOORS = {
    "macro_f1": 0.74,
    "micro_f1": 0.74,
    "evidence_precision": 0.91,
    "sanction_accuracy": 0.89,
    "outcome_accuracy": 0.75,
    "platforms_f1": 0.94,
    "amounts_f1": 0.82,
    "citations_span_f1": 0.87,
    "citations_normal_f1": 0.94,
    "on_topic_accuracy": 0.92,
}
HARD_NEGATIVE_CEILING = 0.28


@pytest.fixture(scope="module")
def figures():
    lines = HELDOUT.read_text(encoding="utf-8").splitlines()
    return evaluate_tagging(json.loads(line) for line in lines)


@pytest.mark.parametrize("name", FLOORS)
def test_a_figure_on_held_out_passages_stays_above_its_floor(figures, name):
    assert figures[name] >= FLOORS[name]


def test_words_that_are_there_without_their_issue_are_tagged_no_oftener(figures):
    assert figures["hard_negative_rate"] <= HARD_NEGATIVE_CEILING


def test_a_confidence_is_about_the_share_of_such_tags_that_is_right(figures):
    """When scores changed, fit the table anew: ``jurisocial evaluate calibration``."""
    assert figures["calibration"]["expected_error"] <= 0.08
