"""Which exact tokens a wildcard or fuzzy word stands for, and the bounds of every engine."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from indexer.engine.query import Fuzzy, Pattern
from indexer.errors import QueryTooCostly

LEAST_PREFIX = 2
"""Letters that must stand before the first wildcard: ``e*`` is most of a dictionary."""
MOST_TOKENS = 1_000
"""Different words that one pattern may stand for, over the fields it is asked of."""
LEAST_FUZZY = {1: 3, 2: 5}
"""Fewest letters of a fuzzy word by its distance: ``le~1`` would be half of all short words."""

_WILD = re.compile(r"[*?]")


def literal_prefix(pattern: str) -> str:
    """What stands before the first wildcard of a pattern; all of it when there is none."""
    return _WILD.split(pattern, maxsplit=1)[0]


def check_pattern(node: Pattern) -> None:
    """Refuse a pattern with too few letters in front.

    Raises :class:`indexer.errors.QueryTooCostly`.
    """
    prefix = literal_prefix(node.pattern)
    if len(prefix) < LEAST_PREFIX and prefix != node.pattern:
        raise QueryTooCostly(
            node.pattern, f"at least {LEAST_PREFIX} letters must stand before the first * or ?"
        )


def check_expansion(node: Pattern, tokens: int) -> None:
    """Refuse a pattern that stands for more than :data:`MOST_TOKENS` words.

    Raises :class:`indexer.errors.QueryTooCostly`.
    """
    if tokens > MOST_TOKENS:
        raise QueryTooCostly(
            node.pattern,
            f"it stands for more than {MOST_TOKENS} different words; add letters",
        )


def check_fuzzy(node: Fuzzy) -> None:
    """Refuse a fuzzy word that is too short, or a distance other than 1 or 2.

    Raises :class:`indexer.errors.QueryTooCostly`.
    """
    least = LEAST_FUZZY.get(node.distance)
    if least is None:
        raise QueryTooCostly(f"{node.token}~{node.distance}", "the distance may be 1 or 2")
    if len(node.token) < least:
        raise QueryTooCostly(
            f"{node.token}~{node.distance}",
            f"a word of at least {least} letters is needed for this distance",
        )


@functools.lru_cache(maxsize=256)
def token_test(node: Pattern | Fuzzy) -> Callable[[str], bool]:
    """A function that says whether an exact token is one that the node stands for."""
    if isinstance(node, Fuzzy):
        return functools.partial(_within, node.token, node.distance)
    parts = {"*": ".*", "?": "."}
    expression = "".join(parts.get(letter) or re.escape(letter) for letter in node.pattern)
    matches = re.compile(expression, re.DOTALL).fullmatch
    return lambda token: matches(token) is not None


def _within(wanted: str, distance: int, token: str) -> bool:
    """Whether the optimal string alignment distance of two tokens is at most ``distance``."""
    if abs(len(wanted) - len(token)) > distance:
        return False
    before: list[int] = []
    row = list(range(len(token) + 1))
    for i, letter in enumerate(wanted, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(token, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == token[j - 2] and wanted[i - 2] == other
            row.append(min(cost, earlier[j - 2] + 1) if swapped else cost)
        if min(row) > distance:
            return False
    return row[-1] <= distance
