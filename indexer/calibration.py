"""How often a tag of a given score is right: the table that makes a score a confidence.

The table is fitted on labelled text by isotonic regression (pool adjacent violators): the chance
never falls as the score rises, is one within a pool, and is drawn straight between two pools. It is
written by ``jurisocial evaluate calibration --write`` and never edited.
"""

from __future__ import annotations

import functools
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from indexer.errors import SearchIndexError

BINS = 10
"""Bins of a reliability table."""
LEAST = 20
"""Predictions in a pool at least: fewer say little about a chance."""
BOUNDS = (0.05, 0.97)
"""No table says that a tag is surely wrong or surely right."""


class UnreadableCalibration(SearchIndexError):
    """The table of confidences is not in the package, or not in its form."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The table of confidences cannot be read: {reason}. "
            "Write it with: jurisocial evaluate calibration FILE... --write PATH"
        )


class Prediction(NamedTuple):
    """One tag that was given, and whether people gave it too."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores with the chance that a tag of that score is right; both rise."""

    knots: tuple[tuple[float, float], ...]
    n: int
    """Predictions that it was fitted on."""
    fitted_on: tuple[str, ...]
    """Names of the labelled files."""

    def confidence(self, score: float) -> float:
        """The chance in 0..1 that a tag of this score is right; the score itself with no knots."""
        if not self.knots:
            return score
        nth = bisect_right(self.knots, (score, 1.0))
        if nth == 0:
            return self.knots[0][1]
        if nth == len(self.knots):
            return self.knots[-1][1]
        (low, chance), (high, better) = self.knots[nth - 1], self.knots[nth]
        return chance + (better - chance) * (score - low) / (high - low)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change with any confidence."""
        return hashlib.sha256(repr(self.knots).encode()).hexdigest()[:8]


class _Pool(NamedTuple):
    """Predictions from one score to another, taken to have one chance."""

    low: float
    high: float
    right: int
    n: int

    @property
    def chance(self) -> float:
        return self.right / self.n

    def joined(self, other: _Pool) -> _Pool:
        return _Pool(self.low, other.high, self.right + other.right, self.n + other.n)


def fit(predictions: Iterable[Prediction], *, fitted_on: Sequence[str] = ()) -> Calibration:
    """The table for these predictions; the same ones in any order give the same table."""
    ordered = sorted(predictions)
    pools: list[_Pool] = []
    for pool in _coarse(ordered):
        pools.append(pool)
        while len(pools) > 1 and pools[-2].chance >= pools[-1].chance:
            last = pools.pop()
            pools[-1] = pools[-1].joined(last)
    low, high = BOUNDS
    knots = {
        round(score, 4): round(min(max(pool.chance, low), high), 4)
        for pool in pools
        for score in (pool.low, pool.high)
    }
    return Calibration(tuple(knots.items()), len(ordered), tuple(fitted_on))


def _coarse(ordered: Sequence[Prediction]) -> Iterable[_Pool]:
    """Pools of whole scores, of :data:`LEAST` predictions or more where there are so many."""
    pools: list[_Pool] = []
    for score, group in groupby(ordered, key=lambda each: each.score):
        answers = [each.right for each in group]
        own = _Pool(score, score, sum(answers), len(answers))
        if pools and pools[-1].n < LEAST:
            pools[-1] = pools[-1].joined(own)
        else:
            pools.append(own)
    if len(pools) > 1 and pools[-1].n < LEAST:
        last = pools.pop()
        pools[-1] = pools[-1].joined(last)
    return pools


def reliability(predictions: Iterable[Prediction]) -> dict[str, Any]:
    """Ten bins of confidence with the share that was right, and the expected calibration error.

    The error is the mean distance of confidence and share, weighed by how many are in a bin.
    """
    rows: list[list[Prediction]] = [[] for _ in range(BINS)]
    for each in predictions:
        rows[min(int(each.score * BINS), BINS - 1)].append(each)
    bins = [_bin(nth, row) for nth, row in enumerate(rows)]
    n = sum(map(len, rows))
    off = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in bins if row["n"])
    return {"expected_error": round(off / n, 4) if n else 0.0, "n": n, "bins": bins}


def _bin(nth: int, row: Sequence[Prediction]) -> dict[str, Any]:
    n = len(row)
    return {
        "from": nth / BINS,
        "to": (nth + 1) / BINS,
        "n": n,
        "confidence": round(sum(each.score for each in row) / n, 4) if n else None,
        "right": round(sum(each.right for each in row) / n, 4) if n else None,
    }


def write_calibration(made: Calibration) -> str:
    """The table as the text of the file to ship."""
    said = {"fitted_on": made.fitted_on, "n": made.n, "knots": made.knots}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_calibration(text: str) -> Calibration:
    """The table of a text. Raises :class:`UnreadableCalibration`."""
    try:
        said = json.loads(text)
        knots = tuple((float(score), float(chance)) for score, chance in said["knots"])
        made = Calibration(knots, int(said["n"]), tuple(map(str, said["fitted_on"])))
    except (ValueError, TypeError, KeyError) as wrong:
        raise UnreadableCalibration(type(wrong).__name__) from wrong
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    if not rising or any(not 0.0 <= chance <= 1.0 for _, chance in knots):
        raise UnreadableCalibration("its chances do not rise from 0 to 1")
    return made


@functools.cache
def load_calibration() -> Calibration:
    """The table that is shipped. Raises :class:`UnreadableCalibration`."""
    try:
        text = (files("indexer") / "quality" / "calibration.json").read_text("utf-8")
    except OSError as wrong:
        raise UnreadableCalibration("there is no such file") from wrong
    return read_calibration(text)
