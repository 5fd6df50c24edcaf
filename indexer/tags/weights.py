"""The learned weights (``indexer/models/tagging.json``), ready to add up.

A feature's weights for all values are one row, two signs a weight: the value's place and how much.
The rows become a matrix of small integers, so that the sets of features of many sentences are
added up at once.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "models/tagging.json"
SIGNS = "".join(chr(each) for each in range(33, 127) if chr(each) not in '"\\')
"""The alphabet of the rows; JSON writes all of these signs as they are."""
MIDDLE = 45
"""The place in the alphabet that means no weight; levels reach as far on either side."""


class Table:
    """The weights of the features of one language for a list of values."""

    __slots__ = ("_bias", "_known", "_levels", "_places", "_rows", "_step")

    def __init__(self, rows: Mapping[str, str], bias: Sequence[float], step: float) -> None:
        self._rows = rows
        self._known = frozenset(rows)
        self._places = dict(zip(rows, range(1, len(rows) + 1), strict=True))
        self._levels = _matrix(tuple(rows.values()), len(bias))
        self._bias = np.array(bias)
        self._step = step

    def scores(self, features: Iterable[str]) -> list[float]:
        """The log-odds of each value for a set of features."""
        scores: list[float] = self.scores_of_many((features,))[0].tolist()
        return scores

    def scores_of_many(self, sets: Iterable[Iterable[str]]) -> NDArray[np.float64]:
        """The log-odds of each value, a row for each set of features."""
        places: list[int] = []
        begun: list[int] = []
        for features in sets:
            begun.append(len(places))
            places.append(0)  # the row of no weights, so that a set of nothing known adds up too
            places += map(self._places.__getitem__, self._known.intersection(features))
        if not begun:
            return np.zeros((0, len(self._bias)))
        totals = np.add.reduceat(self._levels[places], begun, axis=0, dtype=np.int32)
        return self._bias + self._step * totals

    def weightiest(self, features: Iterable[str], value: int, number: int) -> tuple[str, ...]:
        """The features that speak most for a value, the weightiest first."""
        levels = self._levels[:, value]
        weighed = [
            (-level, feature)
            for feature in self._known.intersection(features)
            if (level := int(levels[self._places[feature]])) > 0
        ]
        return tuple(feature for _, feature in sorted(weighed)[:number])


def _matrix(rows: Sequence[str], values: int) -> NDArray[np.int16]:
    """A row of levels for each feature, after one without any."""
    signs = np.frombuffer("".join(rows).encode("ascii"), np.uint8)
    numbers = np.zeros(128, np.int16)
    numbers[[ord(each) for each in SIGNS]] = range(len(SIGNS))
    matrix = np.zeros((len(rows) + 1, values), np.int16)
    at = np.repeat(np.arange(1, len(rows) + 1), [len(row) // 2 for row in rows])
    matrix[at, numbers[signs[::2]]] = numbers[signs[1::2]] - MIDDLE
    return matrix


@dataclass(frozen=True, slots=True)
class Stack:
    """How the sentences, the passage and the rules together make a probability."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weights: tuple[float, ...]
    bias: tuple[float, ...]
    """One for each issue."""
    threshold: float
    """Probability from which an issue is tagged."""


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned."""

    issues: tuple[str, ...]
    outcomes: tuple[str, ...]
    sanctions: tuple[str, ...]
    sentence: Mapping[str, Table]
    """By language; values are the issues."""
    passage: Mapping[str, Table]
    """The same for the words of a whole passage."""
    disposition: Mapping[str, Table]
    """Values are the outcomes, the sanctions and the topic."""
    awarded: Mapping[str, Table]
    """One value: whether a sum is awarded."""
    stack: Stack
    fingerprint: str
    """What it was trained on and how, so that no change of that goes unnoticed."""


@functools.cache
def load_model() -> Model:
    """The model that is shipped."""
    return read_model(json.loads((files("indexer") / FILE).read_text(encoding="utf-8")))


def read_model(written: Mapping[str, Any]) -> Model:
    """A model from the object that training wrote."""
    stack = written["stack"]
    return Model(
        issues=tuple(written["issues"]),
        outcomes=tuple(written["outcomes"]),
        sanctions=tuple(written["sanctions"]),
        sentence=_tables(written["sentence"]),
        passage=_tables(written["passage"]),
        disposition=_tables(written["disposition"]),
        awarded=_tables(written["awarded"]),
        stack=Stack(
            mean=tuple(stack["mean"]),
            deviation=tuple(stack["deviation"]),
            weights=tuple(stack["weights"]),
            bias=tuple(stack["bias"]),
            threshold=stack["threshold"],
        ),
        fingerprint=written["fingerprint"],
    )


def _tables(written: Mapping[str, Any]) -> dict[str, Table]:
    return {
        language: Table(
            {**written["shared"], **written[language]}, written["bias"], written["step"]
        )
        for language in ("en", "fr")
    }
