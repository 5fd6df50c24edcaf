"""The learned weights (``indexer/models/tagging.json``), ready to add up in plain Python.

A feature's weights for all values are one row, two signs a weight: the value's place and how much.
A row becomes one large integer of 16 bits a value, so that adding rows is adding integers.
"""

from __future__ import annotations

import functools
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

FILE = "models/tagging.json"
SIGNS = "".join(chr(each) for each in range(33, 127) if chr(each) not in '"\\')
"""The alphabet of the rows; JSON writes all of these signs as they are."""
MIDDLE = 45
"""The place in the alphabet that means no weight; levels reach as far on either side."""
_BITS = 16
_HALF = 1 << (_BITS - 1)


class Table:
    """The weights of the features of one language for a list of values."""

    __slots__ = ("_bias", "_half", "_known", "_packed", "_rows", "_step", "_wide")

    def __init__(self, rows: Mapping[str, str], bias: Sequence[float], step: float) -> None:
        self._rows = rows
        self._known = frozenset(rows)
        self._packed = _Packed(rows)
        self._half = sum(_HALF << (_BITS * at) for at in range(len(bias)))
        self._wide = struct.Struct(f"<{len(bias)}H")
        self._bias = tuple(each - step * _HALF for each in bias)
        self._step = step

    def scores(self, features: Iterable[str]) -> list[float]:
        """The log-odds of each value for a set of features."""
        known = self._known.intersection(features)
        total = sum(map(self._packed.__getitem__, known), self._half)
        levels = self._wide.unpack(total.to_bytes(self._wide.size, "little"))
        step = self._step
        return [bias + step * level for bias, level in zip(self._bias, levels, strict=True)]

    def weightiest(self, features: Iterable[str], value: int, number: int) -> tuple[str, ...]:
        """The features that speak most for a value, the weightiest first."""
        sign = SIGNS[value]
        weighed: list[tuple[int, str]] = []
        for feature in self._known.intersection(features):
            row = self._rows[feature]
            at = row[::2].find(sign)
            level = SIGNS.index(row[2 * at + 1]) - MIDDLE if at >= 0 else 0
            if level > 0:
                weighed.append((-level, feature))
        return tuple(feature for _, feature in sorted(weighed)[:number])


class _Packed(dict[str, int]):
    """Feature to its row as one integer, made when first asked for."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, str]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, feature: str) -> int:
        row = self._rows[feature]
        pairs = zip(row[::2], row[1::2], strict=True)
        packed = sum(
            (SIGNS.index(level) - MIDDLE) << (_BITS * SIGNS.index(value)) for value, level in pairs
        )
        self[feature] = packed
        return packed


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
