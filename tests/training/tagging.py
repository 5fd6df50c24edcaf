"""Trains the tagging model from the labelled passages: ``python -m tests.training.tagging``.

With ``--check N`` it learns without the N-th fold of files instead, tags that fold with what it
learned and prints the figures, passages nobody trained on; nothing is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import click
import numpy as np

import indexer
from indexer.tagging_evaluation import evaluate_tagging
from indexer.tags import weights
from indexer.tags.features import is_shared
from indexer.tags.learned import signals_of
from indexer.vocabulary import load_vocabularies
from tests.training.examples import (
    SEEN,
    Example,
    examples,
    fingerprint,
    passage_files,
    rows_of,
    sentence_files,
    sentences,
)  # fmt: skip
from tests.training.logistic import Array, Rows, fit

MODEL = Path(indexer.__file__).parent / weights.FILE
FOLDS = 4
PENALTY = {"sentence": 1.0, "passage": 10.0, "disposition": 4.0, "awarded": 2.0}
RARE = {"sentence": 2, "passage": 3, "disposition": 3, "awarded": 2}
"""A feature of fewer sentences or passages is left out."""
THRESHOLD = 0.42
"""Probability from which an issue is tagged. The F1 of crossed folds is flat from 0.3 to 0.45; the
whole model has seen more than those of the folds and is surer, so the upper end is taken."""
STRETCH = {"R": 3.0, "S": 3.0, "T": 3.0, "H": 2.0}
"""What the rules say of the disposition is trusted more than single words."""
LEAST = {"sentence": 0.08, "passage": 0.045, "disposition": 0.05, "awarded": 0.03}
"""Weights smaller than this are dropped, which costs nothing measurable and halves the file."""


class Learned:
    """Weights of features for a list of values."""

    def __init__(self, name: str, columns: dict[str, int], table: Array, bias: Array) -> None:
        self.name = name
        self.columns = columns
        self.table = table
        self.bias = bias

    def scores(self, features: Iterable[str]) -> Array:
        at = [self.columns[each] for each in features if each in self.columns]
        scores: Array = self.table[at].sum(0) + self.bias
        return scores

    def written(self) -> dict[str, Any]:
        """The table as the product reads it."""
        step = float(np.abs(self.table).max()) / weights.MIDDLE
        rows: dict[str, dict[str, str]] = {"shared": {}, "en": {}, "fr": {}}
        for column, at in sorted(self.columns.items()):
            place, feature = column.split(">", 1)
            row = "".join(
                weights.SIGNS[value] + weights.SIGNS[weights.MIDDLE + round(float(weight) / step)]
                for value, weight in enumerate(self.table[at])
                if abs(weight) >= max(LEAST[self.name], step / 2)
            )
            if row:
                rows[place][feature] = row
        bias = [round(float(each), 4) for each in self.bias]
        return {"step": round(step, 6), "bias": bias, **rows}


def column(feature: str, language: str) -> str:
    """The name of a feature's column: features of words are told apart by language."""
    return f"shared>{feature}" if is_shared(feature) else f"{language}>{feature}"


def learn(name: str, rows: Sequence[Iterable[str]], gold: Array, counted: Array) -> Learned:
    """Weights from rows of columns."""
    listed = [tuple(each) for each in rows]
    numbers = Counter(each for row in listed for each in row)
    kept = sorted(each for each, number in numbers.items() if number >= RARE[name])
    columns = {each: at for at, each in enumerate(kept)}
    matrix = Rows([sorted(columns[each] for each in row if each in columns) for row in listed],
                  len(columns))  # fmt: skip
    scale = np.ones(len(columns), dtype=np.float32)
    if name in ("disposition", "awarded"):
        for each, at in columns.items():
            feature = each.split(">", 1)[1]
            scale[at] = STRETCH.get(feature[0], 1.0) if feature[1:2] == ":" else 1.0
    table, bias = fit(matrix, gold, counted, penalty=PENALTY[name], scale=scale)
    return Learned(name, columns, table, bias)


class Trainer:
    """All labelled text, and the values to learn."""

    def __init__(self) -> None:
        self.issues = tuple(each.id for each in load_vocabularies().entries("issue"))
        self.examples = [each for path in passage_files() for each in examples(path)]
        self.bank = [(path.stem, row, found) for path in sentence_files()
                     for row, found in sentences(path)]  # fmt: skip
        self.outcomes = tuple(sorted({each.row["outcome"] for each in self.examples} | {"unknown"}))
        self.sanctions = tuple(
            sorted({each.row["sanction"] for each in self.examples} | {"unknown", "none"})
        )

    def gold(self, row: dict[str, Any]) -> tuple[Array, Array]:
        """The issues of a row, and which of them count."""
        gold = np.array([issue in row["issues"] for issue in self.issues], dtype=np.float32)
        neutral = set(row.get("borderline", ())) - set(row["issues"])
        counted = np.array([issue not in neutral for issue in self.issues], dtype=np.float32)
        return gold, counted

    def sentence(self, chosen: Sequence[Example]) -> Learned:
        """The model of sentences; in a passage with an issue, only those that show it count."""
        rows, golds, counts = [], [], []
        for example in chosen:
            gold, counted = self.gold(dict(example.row))
            for each in example.passage.body:
                shown = np.array([
                    gold[at] and example.shows(issue, each) for at, issue in enumerate(self.issues)
                ], dtype=np.float32)  # fmt: skip
                rows.append(self._columns(each.features, each.read.language, example))
                golds.append(shown)
                counts.append(counted * ((gold == 0.0) | (shown == 1.0)))
        for _, row, found in self.bank:
            gold, counted = self.gold(row)
            language = "en" if row["variety"] == "en-CA" else "fr"
            rows.append([column(each, language) for each in found])
            golds.append(gold)
            counts.append(counted)
        return learn("sentence", rows, np.array(golds), np.array(counts, dtype=np.float32))

    def passage(self, chosen: Sequence[Example]) -> Learned:
        """The model of whole passages."""
        pairs = [self.gold(dict(each.row)) for each in chosen]
        rows = [self._columns(each.whole, _language(each), each) for each in chosen]
        return learn("passage", rows, np.array([gold for gold, _ in pairs]),
                     np.array([counted for _, counted in pairs]))  # fmt: skip

    def disposition(self, chosen: Sequence[Example]) -> Learned:
        """The model of outcomes, sanctions and topic."""
        golds = np.array([
            [each.row["outcome"] == value for value in self.outcomes]
            + [each.row["sanction"] == value for value in self.sanctions]
            + [bool(each.row["on_topic"])]
            for each in chosen
        ], dtype=np.float32)  # fmt: skip
        rows = [[column(one, _language(each)) for one in each.disposed] for each in chosen]
        return learn("disposition", rows, golds, np.ones_like(golds))

    def awarded(self, chosen: Sequence[Example]) -> Learned:
        """The model of which sums are awarded."""
        sums = [each for example in chosen for each in example.sums]
        golds = np.array([[label] for _, _, label in sums], dtype=np.float32)
        rows = [[column(one, language) for one in found] for language, found, _ in sums]
        return learn("awarded", rows, golds, np.ones_like(golds))

    def _columns(self, found: Iterable[str], language: str, example: Example) -> list[str]:
        seen = example.file in SEEN
        return [column(each, language) for each in found if not (seen and each[:2] == "I:")]

    def signals(self, example: Example, sentence: Learned, passage: Learned) -> Array:
        """What the stack weighs of a passage: issues x signals."""
        language = _language(example)
        scored = np.array([
            sentence.scores([column(one, language) for one in each.features])
            for each in example.passage.body
        ])  # fmt: skip
        whole = passage.scores([column(one, language) for one in example.whole])
        return np.array([
            signals_of(sorted(map(float, scored[:, at]), reverse=True), float(whole[at]),
                       example.ruled.get(issue, 0.0), article=example.article)
            for at, issue in enumerate(self.issues)
        ])  # fmt: skip

    def crossed(self, chosen: Sequence[Example]) -> tuple[list[Example], Array]:
        """Signals of passages by models that have not seen them; only files the rules never saw."""
        found: list[Example] = []
        signals = []
        for fold in range(FOLDS):
            learnt = [each for each in chosen if fold_of(each.file) != fold]
            asked = [each for each in chosen if fold_of(each.file) == fold]
            sentence, passage = self.sentence(learnt), self.passage(learnt)
            found += asked
            signals += [self.signals(each, sentence, passage) for each in asked]
        return found, np.array(signals)

    def train(self, chosen: Sequence[Example]) -> dict[str, Any]:
        """The whole model, as the product reads it."""
        found, signals = self.crossed(chosen)
        pairs = [self.gold(dict(each.row)) for each in found]
        stack = fit_stack(signals, np.array([gold for gold, _ in pairs]),
                          np.array([counted for _, counted in pairs]))  # fmt: skip
        return {
            "fingerprint": fingerprint(),
            "issues": self.issues,
            "outcomes": self.outcomes,
            "sanctions": self.sanctions,
            "stack": stack,
            "sentence": self.sentence(chosen).written(),
            "passage": self.passage(chosen).written(),
            "disposition": self.disposition(chosen).written(),
            "awarded": self.awarded(chosen).written(),
        }


def _language(example: Example) -> str:
    return "en" if example.row["variety"] == "en-CA" else "fr"


def fold_of(file: str) -> int:
    """The fold of a file; -1 for one that is always learned from."""
    return int(file[-1]) % FOLDS if file[-1].isdigit() else -1


def fit_stack(signals: Array, gold: Array, counted: Array) -> dict[str, Any]:
    """Shared weights of the signals and a bias for each issue, by gradient descent (Adam)."""
    _, values, number = signals.shape
    mean = signals.reshape(-1, number).mean(0)
    deviation = signals.reshape(-1, number).std(0) + 1e-6
    scaled = (signals - mean) / deviation
    point = np.zeros(number + values + 1)
    point[-1] = -2.0
    speed, size = np.zeros_like(point), np.zeros_like(point)
    for step in range(1, 401):
        slopes = (_probabilities(scaled, point, number) - gold) * counted
        slope = np.concatenate([
            (scaled * slopes[:, :, None]).sum((0, 1)) + point[:number],
            slopes.sum(0) + point[number:-1], [slopes.sum()],
        ]) / len(signals)  # fmt: skip
        speed = 0.9 * speed + 0.1 * slope
        size = 0.99 * size + 0.01 * slope**2
        point -= 0.05 * (speed / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-9)
    return {
        "mean": _rounded(mean), "deviation": _rounded(deviation),
        "weights": _rounded(point[:number]), "bias": _rounded(point[number:-1] + point[-1]),
        "threshold": THRESHOLD,
    }  # fmt: skip


def _probabilities(scaled: Array, point: Array, number: int) -> Array:
    scores = scaled @ point[:number] + point[number:-1] + point[-1]
    chances: Array = 1.0 / (1.0 + np.exp(-scores))
    return chances


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(each), 4) for each in values]


def check(trainer: Trainer, fold: int) -> dict[str, Any]:
    """Figures on the files of a fold, tagged by a model that has not seen them."""
    learnt = [each for each in trainer.examples if fold_of(each.file) != fold]
    model = weights.read_model(json.loads(json.dumps(trainer.train(learnt))))
    held = [row for path in passage_files() if fold_of(path.stem) == fold for row in rows_of(path)]
    with mock.patch("indexer.tagging.load_model", return_value=model):
        return evaluate_tagging(held)


@click.command()
@click.option("--check", "fold", type=int, help="Learn without this fold and tag it.")
@click.option("--per-issue", is_flag=True, help="Print the figures by issue too.")
def main(fold: int | None, *, per_issue: bool) -> None:
    """Train the model and write it, or check a fold."""
    trainer = Trainer()
    if fold is not None:
        figures = check(trainer, fold)
        issues = figures.pop("per_issue")
        click.echo(json.dumps(figures, indent=1))
        if per_issue:
            click.echo(json.dumps(issues, indent=1))
        return
    written = trainer.train(trainer.examples)
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_text(json.dumps(written, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    click.echo(f"{MODEL.stat().st_size} bytes, threshold {written['stack']['threshold']}")


if __name__ == "__main__":
    main()
