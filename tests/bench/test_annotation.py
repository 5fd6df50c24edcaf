"""The bench of annotation itself: its decisions, its steps and its floor."""

from __future__ import annotations

from click.testing import CliRunner

from tests.bench import annotation
from tests.bench.annotation import baseline, main, steps
from tests.bench.prose import WORDS, synthetic_decisions


def test_decisions_differ_though_the_same_seed_gives_the_same():
    decisions = synthetic_decisions(3)
    assert decisions == synthetic_decisions(3)
    assert decisions[0] != synthetic_decisions(1, seed=2)[0]
    assert {each.texts[0].language for each in decisions} == {"en", "fr"}
    words = [
        word for each in decisions for p in each.texts[0].paragraphs for word in p.text.split()
    ]
    assert len(words) == 3 * WORDS
    assert {each.provenances[0].source for each in decisions} == {"synthetic"}


def test_every_step_takes_some_time_and_less_than_the_whole():
    decisions = synthetic_decisions(2)
    taken = steps(decisions)
    assert list(taken) == ["analysis", "scanning", "rules", "citations", "whole", "codec"]
    assert 0 < taken["analysis"] < taken["whole"]
    assert baseline(decisions)["bare word spans"] > 0


def test_a_floor_that_is_not_reached_fails_the_run(monkeypatch):
    monkeypatch.setattr(annotation, "a_second", lambda decisions, processes: 20.0)
    assert CliRunner().invoke(main, ["--decisions", "2", "--floor", "10"]).exit_code == 0
    failed = CliRunner().invoke(main, ["--decisions", "2", "--floor", "30"])
    assert failed.exit_code == 1
    assert "20 decisions a second are fewer than the 30 wanted" in failed.output
