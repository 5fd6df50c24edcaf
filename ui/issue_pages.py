"""The pages of the issues: what each means and in which law, and what the collection holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search_api.responses import SearchBody, VocabularyEntry
from ui.charts import years_chart
from ui.crosstab import Table, counts_of, crosstab, table_csv
from ui.facets import legal_bases
from ui.firing import KINDS
from ui.labels import Labels
from ui.site import Site
from ui.study_pages import csv_response, usable, words_at
from ui.urls import LANGUAGES, SearchState, read_state
from ui.view import HitView, search_view
from ui.words import Words

LEADING, NEWEST, ARTICLES, FACTORS = 5, 5, 8, 6
"""How many of each a page lists."""
_NARROWING = ("jurisdiction", "from", "to", "fr")


class IssuePages:
    """The list of issues, and one page for each."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        made: list[Route] = []
        for language in LANGUAGES:
            made += [
                Route(f"/{language}/issue", self.issues),
                Route(f"/{language}/issue/{{code}}.csv", self.issue_csv),
                Route(f"/{language}/issue/{{code}}", self.issue),
            ]
        return made

    async def issues(self, request: Request) -> Response:
        """Every issue by family, with its definition and how many documents carry it."""
        _, words = words_at(self.site, request)
        labels = await self.site.labels(words)
        families = [
            (words.label(family.label), [e for e in labels.entries("issue") if e.family == name])
            for family in labels.families
            for name in (family.value,)
        ]
        return self.site.render(
            request, "issues.html", words, {"families": families, "labels": labels}
        )

    async def issue(self, request: Request) -> Response:
        """One issue; 404 where there is none of this code."""
        words, labels, entry, state = await self._asked(request)
        articles = state.choosing("kind", ("article",))
        client = self.site.client
        listed = [("facets", "year,factor")]
        table, cited, highest, newest, told = await asyncio.gather(
            self._table(state, labels),
            client.search([*state.sorted_by("cited").asked(limit=LEADING), ("facets", "none")]),
            client.search([*state.sorted_by("level").asked(limit=LEADING), ("facets", "none")]),
            client.search([*state.sorted_by("date").asked(limit=NEWEST), *listed]),
            client.search([*articles.sorted_by("date").asked(limit=ARTICLES), ("facets", "none")]),
        )
        context = {
            "entry": entry,
            "labels": labels,
            "state": state,
            "law": legal_bases(entry, labels),
            "family": _family(entry, labels),
            "related": [
                each for each in labels.entries("issue")
                if each.family == entry.family and each.value != entry.value
            ],
            "table": table,
            "total": newest.total,
            "leading": _leading(_hits(cited, state, labels), _hits(highest, state, labels)),
            "newest": _hits(newest, state, labels),
            "articles": _hits(told, articles, labels),
            "articles_total": told.total,
            "articles_url": articles.url(),
            "chart": years_chart(counts_of(newest, "year"), state),
            "factors": _factors(newest, state, labels),
            "csv_url": f"{request.url.path}.csv",
        }  # fmt: skip
        return self.site.render(request, "issue.html", words, context)

    async def issue_csv(self, request: Request) -> Response:
        """The table of the page as a file."""
        _, labels, entry, state = await self._asked(request)
        table = await self._table(state, labels)
        return csv_response(table_csv(table), f"jurisocial-{entry.value}.csv")

    async def _asked(self, request: Request) -> tuple[Words, Labels, VocabularyEntry, SearchState]:
        language, words = words_at(self.site, request)
        labels = await self.site.labels(words)
        entry = labels.entry("issue", request.path_params["code"])
        if entry is None:
            raise HTTPException(404)
        pairs = [pair for pair in usable(request) if pair[0] in _NARROWING]
        state = read_state(language, pairs, labels.filters)
        places = [each for each in state.values("jurisdiction") if _held(each, labels)]
        state = state.choosing("jurisdiction", places).choosing("issue", (entry.value,))
        return words, labels, entry, state.choosing("kind", KINDS)

    async def _table(self, state: SearchState, labels: Labels) -> Table:
        return await crosstab(self.site.client, state, labels, rows="jurisdiction", cols="outcome")


def _held(place: str, labels: Labels) -> bool:
    return labels.entry("jurisdiction", place) is not None


def _family(entry: VocabularyEntry, labels: Labels) -> str:
    found = (each for each in labels.families if each.value == entry.family)
    return next((labels.words.label(each.label) for each in found), "")


def _hits(body: SearchBody, state: SearchState, labels: Labels) -> tuple[HitView, ...]:
    return search_view(body, state, labels).hits


def _leading(cited: Sequence[HitView], highest: Sequence[HitView]) -> tuple[HitView, ...]:
    """Those that documents here cite, then those of the highest courts."""
    first = {each.id: each for each in cited if each.cited_by}
    return tuple((first | {e.id: e for e in highest if e.id not in first}).values())[:LEADING]


def _factors(
    body: SearchBody, state: SearchState, labels: Labels
) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """What weighed for and against: label, decisions, and the search for them."""
    counts = sorted(counts_of(body, "factor").items(), key=lambda each: -each[1])
    heads = {
        "mitigating": labels.words.gettext("Mitigating factors"),
        "aggravating": labels.words.gettext("Aggravating factors"),
    }
    grouped = [
        (
            head,
            [
                (labels.value("factor", value), n, state.choosing("factor", (value,)).url())
                for value, n in counts
                if n and labels.family("factor", value) == family
            ][:FACTORS],
        )
        for family, head in heads.items()
    ]
    return [each for each in grouped if each[1]]
