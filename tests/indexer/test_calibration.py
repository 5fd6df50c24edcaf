"""Scores become chances: the fit, the table that is shipped, and the test of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.annotations import STRONG
from indexer.calibration import (
    BOUNDS,
    LEAST,
    Calibration,
    Prediction,
    UnreadableCalibration,
    fit,
    load_calibration,
    read_calibration,
    reliability,
    write_calibration,
)
from indexer.tagging_evaluation import scored_predictions

PASSAGES = Path(__file__).parents[2] / "fixtures" / "tagging"

PREDICTIONS = st.lists(
    st.builds(Prediction, st.integers(0, 40).map(lambda n: n / 40), st.booleans()), max_size=150
)


@given(PREDICTIONS, st.randoms(use_true_random=False))
def test_a_fitted_chance_never_falls_and_the_order_of_predictions_tells_nothing(given_, chance):
    made = fit(given_)
    told = [made.confidence(n / 100) for n in range(101)]
    if given_:
        assert told == sorted(told)
        assert all(BOUNDS[0] <= each <= BOUNDS[1] for each in told)
    else:
        assert told == [n / 100 for n in range(101)]
    chance.shuffle(given_)
    assert fit(given_) == made
    assert read_calibration(write_calibration(made)) == made


def test_a_score_that_was_right_half_the_time_has_that_chance():
    half = [Prediction(0.9, nth % 2 == 0) for nth in range(2 * LEAST)]
    low = [Prediction(0.5, nth % 10 == 0) for nth in range(2 * LEAST)]
    made = fit(half + low)
    assert made.confidence(0.9) == 0.5
    assert made.confidence(0.5) == 0.1
    assert made.confidence(0.7) == pytest.approx(0.3)
    assert made.confidence(0.2) == 0.1
    assert made.confidence(1.0) == 0.5


def test_a_higher_score_that_was_right_less_often_is_pooled_with_the_lower_one():
    worse = [Prediction(0.9, nth % 4 == 0) for nth in range(2 * LEAST)]
    better = [Prediction(0.6, nth % 4 != 0) for nth in range(2 * LEAST)]
    assert {fit(worse + better).confidence(score) for score in (0.6, 0.75, 0.9)} == {0.5}


def test_a_few_predictions_at_the_top_do_not_make_a_chance_of_their_own():
    rest = [Prediction(0.6, nth % 2 == 0) for nth in range(LEAST)]
    assert fit([*rest, Prediction(0.99, True)]).confidence(0.99) < 0.6


def test_a_reliability_table_tells_by_how_much_confidence_is_off():
    told = [Prediction(0.95, nth % 2 == 0) for nth in range(10)] + [Prediction(0.05, False)] * 10
    found = reliability(told)
    assert found["n"] == 20
    assert found["bins"][9] == {"from": 0.9, "to": 1.0, "n": 10, "confidence": 0.95, "right": 0.5}
    assert found["bins"][4]["right"] is None
    assert found["expected_error"] == pytest.approx((0.45 + 0.05) / 2)
    assert reliability([])["expected_error"] == 0.0
    assert reliability([Prediction(1.0, True)])["bins"][9]["n"] == 1


def test_the_table_that_is_shipped_rises_and_was_fitted_on_no_held_out_passage():
    made = load_calibration()
    assert made.n > 1_000
    assert made.knots == tuple(sorted(made.knots))
    assert BOUNDS[0] <= made.knots[0][1] < STRONG < made.knots[-1][1] <= BOUNDS[1]
    assert not [name for name in made.fitted_on if name.startswith("heldout")]
    assert made.fingerprint != Calibration((), 0, ()).fingerprint


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"knots": []}', '{"fitted_on": [], "n": 1, "knots": [[0.5, 0.5], [0.6, 0.4]]}',
     '{"fitted_on": [], "n": 1, "knots": [[0.5, 0.5], [0.5, 0.6]]}',
     '{"fitted_on": [], "n": 1, "knots": [[0.5, 1.5]]}'],
)  # fmt: skip
def test_a_table_of_another_form_is_refused_with_the_command_that_writes_it(text):
    with pytest.raises(UnreadableCalibration, match="evaluate calibration"):
        read_calibration(text)


def test_predictions_come_from_labelled_passages_or_from_elsewhere():
    rows = [json.loads(line) for line in (PASSAGES / "read.jsonl").read_text("utf-8").splitlines()]
    found = list(scored_predictions(rows[:12]))
    assert {each.right for each in found} == {True, False}
    assert all(0.0 < each.score <= 1.0 for each in found)
    assert list(scored_predictions([{"score": 1, "right": True}])) == [Prediction(1.0, True)]
    for wrong in ({"score": 2.0, "right": True}, {"score": 0.5}, {"score": "x", "right": False}):
        with pytest.raises(ValueError, match="scored prediction"):
            list(scored_predictions([wrong]))
