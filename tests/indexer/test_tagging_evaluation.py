"""What the evaluation says beside its contract's keys."""

import json
from pathlib import Path

import pytest

from indexer.tagging_evaluation import evaluate_tagging

PASSAGES = Path(__file__).parents[2] / "fixtures" / "tagging"
WORDS = (
    "The grievor called her supervisor a clown on Facebook. She apologised. "
    "The discharge is set aside and a five-day suspension is substituted."
)


@pytest.fixture(scope="module")
def figures():
    lines = (PASSAGES / "read.jsonl").read_text("utf-8").splitlines()[:25]
    return evaluate_tagging(json.loads(line) for line in lines)


def test_the_intervals_hold_the_figures(figures):
    found = figures["intervals"]
    for name in ("macro_f1", "micro_f1"):
        low, high = found[name]
        assert low <= figures[name] <= high
        assert low < high
    assert set(found["per_issue"]) == set(figures["per_issue"])


def test_every_tag_that_counts_has_its_place_in_the_calibration(figures):
    table = figures["calibration"]
    assert table["n"] == sum(row["n"] for row in table["bins"]) > 20
    assert 0.0 <= table["expected_error"] < 0.5


def test_an_issue_given_while_another_was_missed_is_a_confusion():
    row = {"id": "a", "text": WORDS, "variety": "en-CA", "kind": "decision",
           "issues": ["whistleblowing", "just_cause", "proportionality"]}  # fmt: skip
    found = evaluate_tagging([row, {**row, "borderline": ["insult_and_abuse"]}])["confusion"]
    assert {"predicted": "insult_and_abuse", "missed": "whistleblowing", "n": 1} in found
    assert all(pair["missed"] == "whistleblowing" for pair in found)
    assert [pair["n"] for pair in found] == sorted((pair["n"] for pair in found), reverse=True)


def test_the_answer_is_plain_json_and_the_same_each_time(figures):
    assert json.loads(json.dumps(figures)) == figures
