"""The verb that fits the table of confidences."""

import json

import pytest
from click.testing import CliRunner

from ui.cli import command

SCORED = [{"score": 0.9, "right": True}] * 30 + [{"score": 0.5, "right": False}] * 30


@pytest.fixture
def fitted(tmp_path):
    """``fitted(rows, *options)`` runs the verb on a file of lines."""

    def ran(rows, *options):
        path = tmp_path / "scored.jsonl"
        texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(texts), "utf-8")
        asked = ["evaluate", "calibration", path, *options]
        return CliRunner().invoke(command, list(map(str, asked)))

    return ran


def test_a_table_is_fitted_on_scored_predictions_and_written(fitted, tmp_path):
    said = fitted(SCORED, "--write", tmp_path / "table.json")
    assert said.exit_code == 0
    told = json.loads(said.stdout)
    assert told["n"] == 60
    assert told["after"]["expected_error"] < told["before"]["expected_error"]
    written = json.loads((tmp_path / "table.json").read_text("utf-8"))
    assert written["fitted_on"] == ["scored.jsonl"]
    assert written["knots"] == told["knots"]
    assert fitted(SCORED[::-1]).stdout == said.stdout


def test_labelled_passages_are_scored_first(fitted):
    row = {"id": "a", "kind": "decision", "variety": "en-CA", "issues": ["insult_and_abuse"],
           "text": "The grievor called her supervisor a clown on Facebook at work."}  # fmt: skip
    said = fitted([row])
    assert said.exit_code == 0
    assert json.loads(said.stdout)["n"] >= 1


@pytest.mark.parametrize("line", [{"score": 3, "right": True}, {"id": "x"}, "{broken"])
def test_lines_of_another_form_are_refused(fitted, line):
    assert fitted([line]).exit_code != 0
