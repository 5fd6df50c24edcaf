"""What a results page asks the API, and what it asks more when the first answer is not enough."""

from __future__ import annotations

import asyncio
from typing import Any

from search_api.responses import Problem
from ui.client import ApiProblem, ApiUnreachable, SearchClient
from ui.labels import Labels
from ui.urls import SearchState, is_date
from ui.view import Chip, FaultView, SearchView, Suggestion, chips_of, fault_views, search_view

FEW = 3
"""Results at most for which the page offers what a filter less would bring."""
MOST_WORDS = 12
"""Words beyond which "any of the words" is not offered: it would find everything."""


async def search_page(
    client: SearchClient, state: SearchState, labels: Labels
) -> tuple[int, dict[str, Any]]:
    """Status and template variables of a results page.

    A query that cannot be read is shown with its fault, beside the results of the mended one when
    there is one: the page is never blank.
    """
    context: dict[str, Any] = {
        "state": state, "q": state.q, "labels": labels, "faults": (), "mended": "", "view": None,
        "instead": (), "chips": chips_of(state, labels), "wrong_dates": _wrong_dates(state),
        "turned_url": _turned(state), "clear_url": state.unfiltered().url(), "noindex": True,
    }  # fmt: skip
    asked = _with_usable_dates(state)
    try:
        view = await _searched(client, asked, state, labels)
    except ApiProblem as error:
        if error.status not in (400, 422):
            raise
        return await _faulty(client, asked, labels, error.problem, context)
    context["view"] = view
    if view.total <= FEW:
        context["instead"] = await _ways_out(client, asked, labels, view)
    return 200, context


async def _ways_out(
    client: SearchClient, state: SearchState, labels: Labels, view: SearchView
) -> tuple[Suggestion, ...]:
    """Nearby searches that find more: without each filter, then the API's own, each once."""
    own = await suggestions(client, state, labels, view.chips, words=not view.instead)
    every = [*own, *(() if view.total else view.instead)]
    once = {each.url: each for each in reversed(every) if each.count > view.total}
    return tuple(reversed(once.values()))


async def _searched(
    client: SearchClient, asked: SearchState, shown: SearchState, labels: Labels
) -> SearchView:
    return search_view(await client.search(asked.asked()), shown, labels)


async def _faulty(
    client: SearchClient,
    asked: SearchState,
    labels: Labels,
    problem: Problem,
    context: dict[str, Any],
) -> tuple[int, dict[str, Any]]:
    faults = fault_views(asked, problem.errors) or (FaultView(problem.detail, None, "", ""),)
    context["faults"] = faults
    mended = next((each.suggestion for each in faults if each.suggestion), "")
    if mended and mended != asked.q:
        try:
            mended_state = asked.asking(mended)
            context["view"] = await _searched(client, mended_state, mended_state, labels)
            context["mended"] = mended
        except ApiProblem:
            return 400, context
        return 200, context
    return 400, context


async def suggestions(
    client: SearchClient,
    state: SearchState,
    labels: Labels,
    chips: tuple[Chip, ...],
    *,
    words: bool = True,
) -> tuple[Suggestion, ...]:
    """Other searches with what each would find: without each filter, any of the ``words``."""
    said_in = labels.words

    def without(what: str) -> str:
        return said_in.gettext("Without {filter}", filter=what)

    tried: list[tuple[str, SearchState]] = []
    for name, values in state.filters:
        for value in values:
            colon = ": " if said_in.language == "en" else "\u00a0: "
            said = f"{labels.field(name)}{colon}{labels.value(name, value)}"
            tried.append(
                (said_in.gettext("Without {filter}", filter=said), state.without(name, value))
            )
    if state.title:
        tried.append((without(state.title), state.titled("")))
    if state.cites:
        tried.append((without(state.cites), state.citing("")))
    if state.first or state.last:
        dates = next(chip.value for chip in reversed(chips))
        tried.append((without(dates), state.between("", "")))
    if len(tried) > 1:
        tried.append((said_in.gettext("Without any filter"), state.unfiltered()))
    typed = state.q.replace('"', " ").replace("(", " ").replace(")", " ").split()
    plain = [each for each in typed if each not in ("AND", "OR", "NOT", "ET", "OU", "SAUF", "NON")]
    if words and 1 < len(plain) <= MOST_WORDS and ":" not in state.q:
        operator = " OU " if said_in.language == "fr" else " OR "
        tried.append((said_in.gettext("Any of these words"), state.asking(operator.join(plain))))
    counts = await asyncio.gather(*(_count(client, each) for _, each in tried))
    return tuple(
        Suggestion(label, other.url(), count)
        for (label, other), count in zip(tried, counts, strict=True)
        if count
    )


async def _count(client: SearchClient, state: SearchState) -> int:
    try:
        return (await client.search([*state.asked(limit=0), ("facets", "none")])).total
    except (ApiProblem, ApiUnreachable):
        return 0


def _with_usable_dates(state: SearchState) -> SearchState:
    first = state.first if is_date(state.first) else ""
    last = state.last if is_date(state.last) else ""
    if (first, last) == (state.first, state.last):
        return state
    return state.between(first, last).at(state.page)


def _turned(state: SearchState) -> str:
    """The search with its dates the other way round, when the first is after the last."""
    first, last = state.first, state.last
    if not (is_date(first) and is_date(last)) or first <= last or first.startswith(last):
        return ""
    return state.between(last, first).url()


def _wrong_dates(state: SearchState) -> tuple[str, ...]:
    return tuple(each for each in (state.first, state.last) if each and not is_date(each))
