"""Firing precedents: what was done, what the employer did, what became of it, counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ui.client import Pairs
from ui.crosstab import Table
from ui.labels import Labels
from ui.urls import Language, SearchState, read_state, with_query

QUESTIONS = ("conduct", "jurisdiction", "audience")
"""Filters that the form asks for, in its order."""
KINDS = ("decision", "reference")


@dataclass(frozen=True, slots=True)
class View:
    """One of the tables."""

    name: str
    """The value of ``view`` in the address."""
    rows: str
    cols: str
    dismissals: bool
    """Whether only decisions about a dismissal are counted."""


VIEWS = (
    View("result", "conduct", "outcome", True),
    View("place", "jurisdiction", "outcome", True),
    View("sanction", "conduct", "sanction", False),
    View("sanctions", "sanction", "jurisdiction", False),
    View("issue", "issue", "outcome", False),
    View("year", "year", "outcome", False),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    view: View
    state: SearchState
    """The set that is counted, with the filters of the view."""
    chosen: SearchState
    """The reader's own filters."""

    def url(self, language: Language, view: View, *, extension: str = "") -> str:
        """The same filters in another table, or as a file."""
        kept = replace(self.chosen, language=language, q="", page=1)
        pairs = "" if view is VIEWS[0] else f"view={view.name}"
        query = "&".join(each for each in (pairs, kept.query()) if each)
        return with_query(f"/{language}/firing{extension}", query)


def read_asked(language: Language, pairs: Pairs, labels: Labels) -> Asked:
    """The table and the filters that these parameters name; what means nothing is passed over.

    ``rows`` and ``cols`` name a table too.
    """
    one = {name: value for name, value in reversed(pairs) if value}
    named = (each for each in VIEWS if each.name == one.get("view"))
    crossed = (
        each for each in VIEWS if (each.rows, each.cols) == (one.get("rows"), one.get("cols"))
    )
    view = next(named, None) or next(crossed, VIEWS[0])
    names = (*labels.filters, "from", "to", "fr")
    chosen = read_state(language, [p for p in pairs if p[0] in names and p[1]], labels.filters)
    usable = {name: _known(name, chosen, labels) for name in QUESTIONS}
    for name, values in usable.items():
        chosen = chosen.choosing(name, values)
    state = chosen.choosing("kind", KINDS)
    if view.dismissals:
        state = state.choosing("sanction", ("dismissal",))
    return Asked(view, state, chosen)


def mixes_tests(table: Table, counts: dict[str, int]) -> bool:
    """Whether decisions under French and Canadian law, whose tests differ, are added up."""
    if table.rows_field == "jurisdiction" or table.cols_field == "jurisdiction":
        return False
    french = counts.get("FR", 0)
    return bool(french) and any(n for place, n in counts.items() if place != "FR")


def _known(name: str, state: SearchState, labels: Labels) -> tuple[str, ...]:
    return tuple(each for each in state.values(name) if labels.entry(name, each) is not None)
