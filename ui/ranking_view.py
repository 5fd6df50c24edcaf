"""What a results page says of its order: other words, favoured values, the parts of a score."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.responses import QueryEcho
from search_api.suggestion_bodies import ExpandedWord, Why
from ui.urls import SearchState
from ui.words import Words


@dataclass(frozen=True, slots=True)
class Widening:
    """Other words and values that count beside the words typed, and how to do without them."""

    expanded: tuple[ExpandedWord, ...]
    favoured: tuple[str, ...]
    """Labels of values, the strongest first."""
    expand_url: str
    """The same search with other words switched the other way."""
    lift_url: str
    explain_url: str


@dataclass(frozen=True, slots=True)
class WhyPartView:
    """A part of a score, written for reading."""

    text: str
    points: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """What a rank rests on."""

    parts: tuple[WhyPartView, ...]
    sum: str
    authority: str
    score: str


def widening(echo: QueryEcho, state: SearchState, words: Words) -> Widening:
    """What the query was widened by, with the addresses of the same search without it."""
    labels = (words.set(value.label) for each in echo.favoured for value in each.values)
    return Widening(
        expanded=tuple(echo.expanded),
        favoured=tuple(dict.fromkeys(labels)),
        expand_url=state.widened(expand=not state.expand).url(),
        lift_url=state.widened(lift=not state.lift).url(),
        explain_url=state.widened(explain=not state.explain).url(),
    )


def why_view(why: Why, words: Words) -> WhyView:
    """The parts of a score, the largest first, rounded to two decimals."""
    return WhyView(
        parts=tuple(
            WhyPartView(words.set(part.text), words.decimal(part.points)) for part in why.parts
        ),
        sum=words.decimal(why.sum),
        authority=words.decimal(why.authority),
        score=words.decimal(why.score),
    )
