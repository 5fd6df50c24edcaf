"""How far the figures of a labelled set would move with other passages: bootstrap intervals.

As many passages as there are get drawn with replacement, many times, from a fixed seed; an interval
holds the middle 95 % of what the figures then were. Labels of one passage stay together, because
they depend on one another.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

RESAMPLES = 1_000
SEED = 1
LEVEL = 0.95

Counts = tuple[int, int, int]
"""Right, wrong and missed."""


def intervals(
    passages: Sequence[Mapping[str, Counts]], *, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Any]:
    """Intervals of micro and macro F1 and of every issue's F1, each a pair of bounds.

    ``passages`` tell of each issue what was right, wrong and missed in it. An issue's interval is
    None when no draw had a passage that ought to have it; macro F1 is over issues that a draw has.
    """
    names = sorted({issue for passage in passages for issue in passage})
    places = {issue: nth for nth, issue in enumerate(names)}
    flat = [[(places[issue], *counts) for issue, counts in passage.items()] for passage in passages]
    chance = random.Random(seed)  # noqa: S311  a seed is wanted, and no secret
    micro: list[float] = []
    macro: list[float] = []
    by_issue: list[list[float]] = [[] for _ in names]
    for _ in range(resamples if passages else 0):
        drawn = Counter(chance.choices(range(len(flat)), k=len(flat)))
        right, wrong, missed = _sums(flat, drawn, len(names))
        micro.append(_f1(sum(right), sum(wrong), sum(missed)))
        held = [nth for nth in range(len(names)) if right[nth] + missed[nth]]
        figures = [_f1(right[nth], wrong[nth], missed[nth]) for nth in held]
        for nth, figure in zip(held, figures, strict=True):
            by_issue[nth].append(figure)
        macro.append(sum(figures) / len(figures) if figures else 0.0)
    return {
        "level": LEVEL,
        "resamples": resamples,
        "seed": seed,
        "macro_f1": _middle(macro),
        "micro_f1": _middle(micro),
        "per_issue": {issue: _middle(by_issue[nth]) for issue, nth in places.items()},
    }


def _sums(
    flat: Sequence[Sequence[tuple[int, int, int, int]]], drawn: Mapping[int, int], issues: int
) -> tuple[list[int], list[int], list[int]]:
    right, wrong, missed = [0] * issues, [0] * issues, [0] * issues
    for number, times in drawn.items():
        for place, true, false, absent in flat[number]:
            right[place] += times * true
            wrong[place] += times * false
            missed[place] += times * absent
    return right, wrong, missed


def _f1(right: int, wrong: int, missed: int) -> float:
    counted = 2 * right + wrong + missed
    return 2 * right / counted if counted else 0.0


def _middle(drawn: list[float]) -> list[float] | None:
    """The bounds of the middle of what was drawn."""
    if not drawn:
        return None
    ordered = sorted(drawn)
    cut = int(len(ordered) * (1 - LEVEL) / 2)
    return [round(ordered[cut], 4), round(ordered[-1 - cut], 4)]
