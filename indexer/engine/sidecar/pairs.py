"""Matches as rows of stretches, and which of two lists of them stand near each other.

A match is a set of places inside one unit. Here it is a row of stretches,
``first[i, k] .. last[i, k]``, as many columns as the longest match needs; a column that a match
does without is empty: it begins after every place and ends before any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.query import Near
from indexer.engine.sidecar.arrays import Flags
from indexer.engine.sidecar.words import Places, Units
from indexer.errors import QueryTooCostly

MOST_PAIRS = 2_000_000
"""Pairs of matches weighed in one block by one operator; beyond, the query is refused."""

AFTER, BEFORE = np.int32(2**31 - 1), np.int32(-1)
"""Beginning and end of an empty stretch."""
_FARTHEST = 1 << 30
"""Farther than any two places of a block; sums with it still fit 32 bits."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches, each in a unit."""

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    """Both of the shape (matches, columns)."""
    units: Units
    """The unit of each match."""

    def __len__(self) -> int:
        return len(self.units)

    def only(self, chosen: NDArray[Any]) -> Matches:
        """Some of the matches."""
        return Matches(self.first[chosen], self.last[chosen], self.units[chosen])

    def beginnings(self) -> NDArray[np.int32]:
        """The first place of each; :data:`AFTER` for a match without a place."""
        found: NDArray[np.int32] = self.first.min(axis=1, initial=AFTER)
        return found

    def endings(self) -> NDArray[np.int32]:
        """The last place of each; :data:`BEFORE` for a match without a place."""
        found: NDArray[np.int32] = self.last.max(axis=1, initial=BEFORE)
        return found


def covered(found: Matches) -> Places:
    """Every place of every match, in no order, perhaps repeated."""
    first, last = found.first.ravel(), found.last.ravel()
    real = last >= first
    return _stretched(first[real], last[real])


def _stretched(first: NDArray[Any], last: NDArray[Any]) -> Places:
    table = np.zeros(len(first) + 1, np.int64)
    np.cumsum(last - first + 1, out=table[1:])
    total = int(table[-1])
    places: Places = np.arange(total) + np.repeat(first - table[:-1], np.diff(table))
    return places


def within_reach(
    left: Matches, right: Matches, distance: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of a left and a right match that may be near; right ones lie by their beginnings."""
    beginnings = right.beginnings()
    if not len(left) or not len(right):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    widest = int((right.endings() - beginnings).max())
    before = np.int32(min(widest + distance, _FARTHEST))
    low = np.searchsorted(beginnings, left.beginnings() - before)
    high = np.searchsorted(beginnings, left.endings() + np.int32(min(distance, _FARTHEST)), "right")
    return pairs(low, high)


def pairs(low: NDArray[Any], high: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each ``i`` with every number of ``[low[i], high[i])``."""
    counts = np.maximum(high - low, 0)
    total = int(counts.sum())
    if total > MOST_PAIRS:
        raise QueryTooCostly(
            "proximity", f"its words stand together in more than {MOST_PAIRS} ways; add a rarer one"
        )
    one = np.repeat(np.arange(len(counts)), counts)
    return one, np.arange(total) + np.repeat(low - (np.cumsum(counts) - counts), counts)


def are_near(one: Matches, other: Matches, query: Near) -> Flags:
    """Row by row, whether two matches are near."""
    begin, end = one.beginnings().astype(np.int64), one.endings().astype(np.int64)
    other_begin, other_end = other.beginnings().astype(np.int64), other.endings().astype(np.int64)
    found = (end < other_begin) & (other_begin - end <= query.distance)
    if query.ordered:
        return found
    found |= (other_end < begin) & (begin - other_end <= query.distance)
    if query.distance >= 1:
        found |= (other_begin <= end) & (begin <= other_end) & _disjoint(one, other)
    return found


def _disjoint(one: Matches, other: Matches) -> Flags:
    """Row by row, whether two matches have no place in common."""
    apart = np.ones(len(one), np.bool_)
    for a in range(one.first.shape[1]):
        for b in range(other.first.shape[1]):
            apart &= (one.last[:, a] < other.first[:, b]) | (other.last[:, b] < one.first[:, a])
    return apart


def joined(
    one: Matches, other: Matches, rows: NDArray[np.intp], others: NDArray[np.intp]
) -> Matches:
    """Row by row, the places of a match of either side."""
    return Matches(
        np.concatenate([one.first[rows], other.first[others]], axis=1),
        np.concatenate([one.last[rows], other.last[others]], axis=1),
        one.units[rows],
    )


def any_of(several: Sequence[Matches]) -> Matches:
    """The matches of each, with as many columns as the widest has."""
    if not several:
        return placeless(no_units())
    width = max(each.first.shape[1] for each in several)
    return Matches(
        np.concatenate([_padded(each.first, width, AFTER) for each in several]),
        np.concatenate([_padded(each.last, width, BEFORE) for each in several]),
        np.concatenate([each.units for each in several]),
    )


def _padded(stretches: NDArray[np.int32], width: int, value: np.int32) -> NDArray[np.int32]:
    missing = width - stretches.shape[1]
    return np.pad(stretches, ((0, 0), (0, missing)), constant_values=value)


def placed(found: Matches) -> Matches:
    """Without the matches that have no place."""
    return found.only(np.flatnonzero(found.endings() > BEFORE))


def placeless(units: Units) -> Matches:
    """One match without a place in each of the units."""
    empty = np.empty((len(units), 0), np.int32)
    return Matches(empty, empty, units)


def no_units() -> Units:
    """No unit at all."""
    return np.empty(0, np.intp)
