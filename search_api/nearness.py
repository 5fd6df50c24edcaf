"""Proximity as typed, made into nodes: ``/5``, ``+5``, ``/s``, ``+s``, ``/p``, ``+p``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

from indexer.engine.query import And, Fuzzy, Near, Or, Pattern, Phrase, Query, Term, Within
from search_api.errors import Sentence
from search_api.mending import Edit
from search_api.signs import Sign

LONGEST_DISTANCE = 255
"""Words between two sides of a proximity operator."""
MOST_PROXIMITY = 24
"""Proximity nodes in one query: ``(a b) /5 (c d)`` makes four of them."""
ANY_DISTANCE = 100_000
"""More words than a paragraph has: only the order counts."""

_DISTANCE = re.compile(r"(?P<before>.*?)(?P<how>\d+|[sSpP])$")
_ORDERED = ("+", "PRE/")

Unit = Literal["sentence", "paragraph"]


class Faults(Protocol):
    """Takes note of something wrong at a place."""

    def __call__(self, at: tuple[int, int], detail: Sentence, *edits: Edit) -> None:
        """Note it, with the edits that mend it."""


@dataclass(frozen=True, slots=True)
class _How:
    """How near, in which order."""

    distance: int
    ordered: bool
    unit: Unit | None
    sign: Sign


@dataclass(slots=True)
class Nearness:
    """Joins the sides of proximity operators; counts them over a whole query."""

    fault: Faults
    made: int = 0

    def joined(self, operator: Sign, left: Query | None, right: Query | None) -> Query | None:
        """The node of two sides; None when it was refused, which is noted as a fault."""
        if left is None or right is None:
            return left or right
        if not all(_may_stand_near(side) for side in (left, right)):
            self._refuse(operator)
            return None
        parts = _DISTANCE.match(operator.text)
        how, before = (parts["how"].lower(), parts["before"]) if parts else ("", "")
        ordered = operator.text.startswith(_ORDERED)
        if how.isdigit():
            distance = int(how)
            if not self.distance_is_right(distance, operator, before):
                return None
            return self._near(left, right, _How(distance, ordered, None, operator))
        unit: Unit = "sentence" if how == "s" else "paragraph"
        if ordered:
            return self._near(left, right, _How(ANY_DISTANCE, ordered, unit, operator))
        if isinstance(left, Within) and left.unit == unit:
            return Within(unit, (*left.nodes, right), left.at)
        return Within(unit, (left, right), (operator.start, operator.end))

    def within(self, unit: Unit, query: Query | None, sign: Sign) -> Query | None:
        """All of a query in one unit; None when it holds what stands in none."""
        if query is None:
            return None
        if not _may_stand_near(query):
            self._refuse(sign)
            return None
        nodes = query.nodes if isinstance(query, And) else (query,)
        return Within(unit, nodes, (sign.start, sign.end))

    def distance_is_right(self, distance: int, sign: Sign, before: str) -> bool:
        """Whether a number of words may be asked; if not, the fault and its mend are noted."""
        if 1 <= distance <= LONGEST_DISTANCE:
            return True
        mended = 1 if distance < 1 else LONGEST_DISTANCE
        self.fault(
            (sign.start, sign.end),
            Sentence(
                f"A distance is 1 to {LONGEST_DISTANCE} words.",
                f"Une distance va de 1 à {LONGEST_DISTANCE} mots.",
            ),
            Edit(sign.start, sign.end, f"{before}{mended}"),
        )
        return False

    def _near(self, left: Query, right: Query, how: _How) -> Query | None:
        """``(a b) /5 c`` asks both ``a /5 c`` and ``b /5 c``, as the lawyers' systems read it."""
        for side, mine in ((left, True), (right, False)):
            kind = And if isinstance(side, And) else Or if _holds_all(side) else None
            if kind is not None and isinstance(side, And | Or):
                found = (
                    self._near(node if mine else left, right if mine else node, how)
                    for node in side.nodes
                )
                return kind(tuple(node for node in found if node is not None))
        self.made += 1
        if self.made == MOST_PROXIMITY + 1:
            self.fault(
                (how.sign.start, how.sign.end),
                Sentence(
                    f"More than {MOST_PROXIMITY} pairs of words to compare.",
                    f"Plus de {MOST_PROXIMITY} paires de mots à comparer.",
                ),
                Edit(how.sign.start, how.sign.end),
            )
        if self.made > MOST_PROXIMITY:
            return None
        at = (how.sign.start, how.sign.end)
        node = Near(left, right, how.distance, ordered=how.ordered, at=at)
        return node if how.unit is None else Within(how.unit, (node,), at)

    def _refuse(self, sign: Sign) -> None:
        self.fault(
            (sign.start, sign.end),
            Sentence(
                f"“{sign.text}” joins words and phrases, not fields or negations.",
                f"« {sign.text} » joint des mots et des expressions, non des champs ou négations.",
            ),
            Edit(sign.start, sign.end),
        )


def _may_stand_near(query: Query) -> bool:
    match query:
        case And(nodes) | Or(nodes) | Within(nodes=nodes):
            return all(_may_stand_near(node) for node in nodes)
        case Term() | Pattern() | Fuzzy() | Phrase() | Near():
            return True
        case _:
            return False


def _holds_all(query: Query) -> bool:
    return isinstance(query, Or) and any(isinstance(n, And) or _holds_all(n) for n in query.nodes)
