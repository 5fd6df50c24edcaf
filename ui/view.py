"""Results as a page shows them: chips, hits, paging, and what to try when nothing matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from search_api.response_base import Labelled
from search_api.responses import Hit, ProblemError, SearchBody, Snippet
from ui.facets import FacetGroup, Years, facet_groups, year_bars
from ui.labels import Labels
from ui.marks import marked
from ui.ranking_view import WhyView, Widening, why_view, widening
from ui.urls import LAST_PAGE, SearchState, document_url
from ui.words import NBSP, Words

Tone = Literal["full", "half", "open", "other"]
"""How an outcome treats the sanction: kept, made lighter, set aside, or something else."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; its link takes it away."""

    key: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class TagLink:
    """A value of a hit; its link keeps only the results that carry it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SnippetView:
    """A passage of a hit."""

    text: Markup
    language: str
    url: str
    number: str
    """``34`` as the court numbers it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class HitView:
    """One result."""

    rank: int
    id: str
    url: str
    kind: str
    title: Markup
    language: str
    facts: tuple[str, ...]
    """Citation, court, date and language, as far as known."""
    citation: str
    court: str
    date: str
    conduct: tuple[str, ...]
    sanction: str
    outcome: str
    tone: Tone
    issues: tuple[TagLink, ...]
    platforms: tuple[TagLink, ...]
    verified: str
    cited_by: int
    snippets: tuple[SnippetView, ...]
    why: WhyView | None = None
    """What the rank rests on, when it was asked."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the result; no number stands for a gap."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in the result the page stands."""

    first: int
    last: int
    pages: tuple[PageLink, ...]
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search, with what it would find."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault in the query, with its place and a mended query."""

    detail: str
    place: Markup | None
    suggestion: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of results."""

    state: SearchState
    total: int
    strict_total: int
    relaxed: bool
    widening: Widening
    """Other words and values that count beside the words typed."""
    jump: tuple[TagLink, ...]
    hits: tuple[HitView, ...]
    groups: tuple[FacetGroup, ...]
    years: Years
    chips: tuple[Chip, ...]
    paging: Paging
    ignored: tuple[str, ...]
    meant: tuple[TagLink, ...]
    """The query with words that stand nowhere here replaced by the nearest that do."""
    instead: tuple[Suggestion, ...]
    """Searches with other words that the API proposes where nothing is found."""
    csv_url: str
    jsonl_url: str
    set_url: str
    """The set itself, whatever its order and page: what a browser remembers its size by."""
    clear_url: str
    filters: int


OTHER_WORDS = ("word", "phrase", "proximity", "any")
"""Kinds of the API's proposals that keep the filters and change the words."""


def search_view(body: SearchBody, state: SearchState, labels: Labels) -> SearchView:
    """What the results page shows of an answer."""
    first = (state.page - 1) * state.size
    ignored = [name for name, _ in state.unknown] + list(body.query.ignored)
    chips = chips_of(state, labels)
    return SearchView(
        state=state,
        total=body.total,
        strict_total=body.strict_total,
        relaxed=body.relaxed,
        widening=widening(body.query, state, labels.words),
        jump=tuple(
            TagLink(each.citation or each.title, each.url)
            for each in body.jump
            if each.url.startswith(f"/{state.language}/")
        ),
        hits=tuple(
            _hit(hit, first + at, state, labels.words) for at, hit in enumerate(body.hits, 1)
        ),
        groups=facet_groups(body.facets, state, labels),
        years=year_bars(body.facets, state),
        chips=chips,
        paging=_paging(state, body.total, len(body.hits)),
        ignored=tuple(dict.fromkeys(ignored)),
        meant=(
            (TagLink(body.did_you_mean.q, state.asking(body.did_you_mean.q).url()),)
            if body.did_you_mean
            else ()
        ),
        instead=tuple(
            Suggestion(labels.words.set(each.label), state.asking(each.q).url(), each.count)
            for each in body.instead
            if each.kind in OTHER_WORDS
        ),
        csv_url=state.export_url("csv"),
        jsonl_url=state.export_url("jsonl"),
        set_url=state.sorted_by("relevance").page_url("search"),
        clear_url=state.unfiltered().url(),
        filters=len(chips),
    )


def chips_of(state: SearchState, labels: Labels) -> tuple[Chip, ...]:
    """The filters in force, each with the address without it."""
    chips = [
        Chip(labels.field(name), labels.value(name, value), state.without(name, value).url())
        for name, values in state.filters
        for value in values
    ]
    words = labels.words
    if state.title:
        chips.append(Chip(labels.field("title"), state.title, state.titled("").url()))
    if state.cites:
        chips.append(Chip(words.gettext("Cites"), state.cites, state.citing("").url()))
    if state.binding:
        said = labels.value("jurisdiction", "CA")
        chips.append(Chip(words.gettext("With"), said, state.bound(False).url()))
    if state.first or state.last:
        if state.first == state.last:
            said = state.first
        else:
            said = f"{state.first or '…'}–{state.last or '…'}"
        chips.append(Chip(words.gettext("Dates"), said, state.between("", "").url()))
    return tuple(chips)


def _hit(hit: Hit, rank: int, state: SearchState, words: Words) -> HitView:
    query = {"q": state.q, "from_search": state.query()}
    return HitView(
        rank=rank,
        id=hit.id,
        url=document_url(state.language, hit.kind, hit.id, query),
        kind=hit.kind,
        title=marked(hit.title, hit.title_spans),
        language=hit.language,
        facts=_facts(hit, words),
        citation=hit.citation if hit.citation != hit.title else "",
        court=hit.court_label or hit.publisher,
        date=words.date(hit.date, hit.date_precision) if hit.date else "",
        conduct=tuple(each.label for each in hit.conduct),
        sanction=hit.sanction.label if hit.sanction and hit.sanction.value != "unknown" else "",
        outcome=hit.outcome.label if hit.outcome and hit.outcome.value != "unknown" else "",
        tone=tone(hit.outcome.value if hit.outcome else ""),
        issues=_tags("issue", hit.issues, state),
        platforms=_tags("platform", hit.platforms, state),
        verified=hit.verified,
        cited_by=hit.cited_by_count,
        snippets=tuple(_snippet(each, hit, query, state) for each in hit.snippets[:2]),
        why=why_view(hit.why, words) if hit.why else None,
    )


def _facts(hit: Hit, words: Words) -> tuple[str, ...]:
    where = hit.court_label or hit.publisher
    facts = [hit.citation if hit.citation != hit.title else "", where, hit.jurisdiction_label]
    if hit.date:
        facts.append(words.date(hit.date, hit.date_precision).replace(" ", NBSP))
    elif hit.kind != "article":
        facts.append(words.gettext("date not established"))
    tongue = words.gettext("in French") if hit.language == "fr" else words.gettext("in English")
    facts.append(tongue.replace(" ", NBSP))
    return tuple(each for each in facts if each)


def _tags(name: str, values: Sequence[Labelled], state: SearchState) -> tuple[TagLink, ...]:
    return tuple(
        TagLink(each.label, state.choosing(name, (*state.values(name), each.value)).url())
        for each in values
    )


def _snippet(snippet: Snippet, hit: Hit, query: dict[str, str], state: SearchState) -> SnippetView:
    url = document_url(state.language, hit.kind, hit.id, query)
    return SnippetView(
        text=marked(snippet.text, snippet.spans),
        language=snippet.language,
        url=f"{url}#{snippet.paragraph}",
        number=snippet.number or "",
    )


def tone(outcome: str) -> Tone:
    """How this outcome treats the sanction."""
    if outcome in ("dismissal_upheld", "sanction_upheld"):
        return "full"
    if outcome == "sanction_reduced":
        return "half"
    return "open" if outcome in ("dismissal_overturned", "sanction_annulled") else "other"


def _paging(state: SearchState, total: int, shown: int) -> Paging:
    count = min(LAST_PAGE, -(-total // state.size))
    wanted = {1, 2, count, *range(state.page - 2, state.page + 3)}
    pages: list[PageLink] = []
    for number in sorted(each for each in wanted if 1 <= each <= count):
        if pages and pages[-1].number is not None and number > pages[-1].number + 1:
            pages.append(PageLink(None))
        pages.append(PageLink(number, state.at(number).url(), current=number == state.page))
    first = (state.page - 1) * state.size
    return Paging(
        first=first + 1 if shown else 0,
        last=first + shown,
        pages=tuple(pages) if count > 1 else (),
        previous=state.at(state.page - 1).url() if 1 < state.page <= count else "",
        following=state.at(state.page + 1).url() if state.page < count else "",
    )


def fault_views(state: SearchState, errors: Sequence[ProblemError]) -> tuple[FaultView, ...]:
    """The faults of a query, with the place marked in what was typed."""
    return tuple(
        FaultView(
            detail=each.detail,
            place=marked(state.q, [(each.start, max(each.end or 0, each.start + 1))])
            if each.start is not None and each.name in ("", "q")
            else None,
            suggestion=each.suggestion,
            url=state.asking(each.suggestion).url() if each.suggestion else "",
        )
        for each in errors
    )
