"""Query nodes: what an engine is asked, as a tree of finished tokens.

The nodes are engine-neutral. Words were analysed before they came here
(:mod:`indexer.analysis`), so no engine tokenises, stems or folds anything. Every word operator
may stand under :class:`Near` and :class:`Within`. ``at`` is the place in the text that a person
typed (code points), for messages and for showing the parsed query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stream = Literal["en", "fr", "exact"]
"""``en``/``fr``: stems of texts in that language. ``exact``: folded, unstemmed, any language."""

At = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Form:
    """A token of one stream that satisfies a word."""

    stream: Stream
    token: str


@dataclass(frozen=True, slots=True)
class Term:
    """One word: any of its forms at one position."""

    forms: tuple[Form, ...]
    field: str | None = None
    """Logical text field (``title``, ``headnote``, ``reasons``, ``text``...); None: all."""
    text: str = ""
    """The word as typed."""
    at: At = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Wildcard on exact tokens: ``*`` any run of characters, ``?`` one character."""

    pattern: str
    field: str | None = None
    at: At = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Exact tokens within an edit distance (optimal string alignment) of 1 or 2."""

    token: str
    distance: int
    field: str | None = None
    at: At = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words at consecutive positions of one paragraph."""

    words: tuple[Term | Pattern, ...]
    field: str | None = None
    at: At = None


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides match in one paragraph with at most ``distance - 1`` tokens between them.

    ``ordered`` asks that the left side ends before the right one starts. A token does not match
    both sides at once.
    """

    left: Query
    right: Query
    distance: int
    ordered: bool = False
    at: At = None


@dataclass(frozen=True, slots=True)
class Within:
    """All nodes match inside one sentence, or one paragraph."""

    unit: Literal["sentence", "paragraph"]
    nodes: tuple[Query, ...]
    at: At = None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword field holds any of the values (filters typed in the box, known items)."""

    field: str
    values: tuple[str, ...]
    at: At = None


@dataclass(frozen=True, slots=True)
class Range:
    """A number field lies in ``[low, high]``; None leaves a side open."""

    field: str
    low: int | None = None
    high: int | None = None
    at: At = None


@dataclass(frozen=True, slots=True)
class And:
    """Every node matches."""

    nodes: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one node matches; several matching nodes add their scores."""

    nodes: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The node does not match."""

    node: Query


@dataclass(frozen=True, slots=True)
class Prefer:
    """Exactly what ``node`` matches; documents that also match a preferred node rank higher."""

    node: Query
    preferred: tuple[tuple[Query, float], ...]
    """Pairs of a node and the factor by which its score counts (a Keyword scores 1.0)."""
    scoreless: bool = False
    """Whether ``node`` only decides what is found, so that the preferred nodes alone rank."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document: what a query of nothing but unusable words asks."""


Query = (
    Term
    | Pattern
    | Fuzzy
    | Phrase
    | Near
    | Within
    | Keyword
    | Range
    | And
    | Or
    | Not
    | Prefer
    | Everything
    | Nothing
)
