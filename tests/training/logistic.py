"""Logistic regression of many values at once, with a quadratic penalty, by L-BFGS; numpy alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
ROUNDS = 60
REMEMBERED = 6


class Rows:
    """Rows of present features, as a sparse matrix of zeros and ones."""

    def __init__(self, rows: Sequence[Sequence[int]], columns: int) -> None:
        self.shape = (len(rows), columns)
        lengths = np.array([len(each) for each in rows], dtype=np.int64)
        self._column = np.array([at for each in rows for at in each], dtype=np.int64)
        row = np.repeat(np.arange(len(rows)), lengths)
        order = np.argsort(self._column, kind="stable")
        self._row = row[order]
        self._columns, self._begun = np.unique(self._column[order], return_index=True)
        self._filled = np.nonzero(lengths)[0]
        self._starts = (np.cumsum(lengths) - lengths)[self._filled]

    def times(self, weights: Array) -> Array:
        """The matrix times weights (columns x values)."""
        out = np.zeros((self.shape[0], weights.shape[1]), dtype=np.float32)
        if len(self._column):
            out[self._filled] = np.add.reduceat(weights[self._column], self._starts, axis=0)
        return out

    def turned_times(self, slopes: Array) -> Array:
        """The transposed matrix times slopes (rows x values)."""
        out = np.zeros((self.shape[1], slopes.shape[1]), dtype=np.float32)
        if len(self._column):
            out[self._columns] = np.add.reduceat(slopes[self._row], self._begun, axis=0)
        return out


def fit(
    rows: Rows, gold: Array, counted: Array, *, penalty: float, scale: Array | None = None
) -> tuple[Array, Array]:
    """Weights (columns x values) and biases that tell ``gold`` (0 or 1) best.

    ``counted`` weighs each cell of ``gold``, 0 for one that is not known; ``scale`` stretches
    features, which lowers the penalty on their weights.
    """
    columns, values = rows.shape[1], gold.shape[1]
    stretch = np.ones(columns, dtype=np.float32) if scale is None else scale
    share = (counted * gold).sum(0) / np.maximum(counted.sum(0), 1.0)
    begun = np.zeros((columns + 1, values), dtype=np.float32)
    begun[columns] = np.log((share + 1e-4) / (1.0 - share + 1e-4))

    def loss(point: Array) -> tuple[float, Array]:
        table = point.reshape(columns + 1, values)
        scores = rows.times(table[:columns] * stretch[:, None]) + table[columns]
        slopes = (counted * (1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))) - gold)).astype(
            np.float32
        )
        total = float((counted * (np.logaddexp(0.0, scores) - gold * scores)).sum())
        total += 0.5 * penalty * float((table[:columns] ** 2).sum())
        upper = rows.turned_times(slopes) * stretch[:, None] + penalty * table[:columns]
        return total, np.concatenate([upper, slopes.sum(0)[None]]).astype(np.float32).ravel()

    table = _minimise(loss, begun.ravel()).reshape(columns + 1, values)
    return table[:columns] * stretch[:, None], table[columns]


def _minimise(loss: Callable[[Array], tuple[float, Array]], point: Array) -> Array:
    value, slope = loss(point)
    steps: deque[tuple[Array, Array]] = deque(maxlen=REMEMBERED)
    for _ in range(ROUNDS):
        way = _direction(slope, steps)
        fall = float(np.dot(slope, way))
        if fall <= 0.0:
            steps.clear()
            way = slope / max(1.0, float(np.abs(slope).max()))
            fall = float(np.dot(slope, way))
        size = 1.0
        for _ in range(12):
            moved = point - np.float32(size) * way
            lower, bent = loss(moved)
            if lower <= value - 1e-4 * size * fall:
                break
            size *= 0.5
        else:
            return point
        step, change = moved - point, bent - slope
        if float(np.dot(step, change)) > 1e-10:
            steps.append((step, change))
        small = abs(value - lower) < 1e-5 * abs(value)
        point, value, slope = moved, lower, bent
        if small:
            break
    return point


def _direction(slope: Array, steps: Sequence[tuple[Array, Array]]) -> Array:
    way = slope.copy()
    told = []
    for step, change in reversed(steps):
        share = np.dot(step, way) / np.dot(change, step)
        told.append(share)
        way -= share * change
    if not steps:
        return way / max(1.0, float(np.abs(way).max()))
    step, change = steps[-1]
    way *= np.dot(step, change) / np.dot(change, change)
    for (step, change), share in zip(steps, reversed(told), strict=True):
        way += step * (share - np.dot(change, way) / np.dot(change, step))
    return way
