"""The pages that count and set side by side: firing precedents, issues, comparison."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.charts import shares_chart
from ui.client import Pairs
from ui.crosstab import Table, counts_of, crosstab, table_csv
from ui.firing import QUESTIONS, VIEWS, Asked, mixes_tests, read_asked
from ui.labels import Labels
from ui.site import Site
from ui.urls import LANGUAGES, Language, is_date, read_query
from ui.words import Words


class StudyPages:
    """One handler for each page."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        made: list[Route] = []
        for language in LANGUAGES:
            made += [
                Route(f"/{language}/firing", self.firing),
                Route(f"/{language}/firing.csv", self.firing_csv),
            ]
        return made

    async def firing(self, request: Request) -> Response:
        """What was done by what became of it, and the other tables."""
        words, labels, asked = await self._asked(request)
        table = await self._table(asked, labels)
        state, language = asked.state, asked.state.language
        body = await self.site.client.search(
            [*state.asked(limit=0), ("facets", "jurisdiction,year")]
        )
        places = counts_of(body, "jurisdiction")
        held = sorted(year for year, count in counts_of(body, "year").items() if count)
        context = {
            "views": [(each, asked.url(language, each)) for each in VIEWS],
            "view": asked.view,
            "asked": asked,
            "table": table,
            "chart": shares_chart(table) if asked.view.rows == "year" else None,
            "labels": labels,
            "questions": QUESTIONS,
            "csv_url": asked.url(language, asked.view, extension=".csv"),
            "mixed": mixes_tests(table, _within(places, state.values("jurisdiction"))),
            "years": (held[0], held[-1]) if held else (),
            "all_url": state.url(),
            "total": body.total,
        }
        return self.site.render(request, "firing.html", words, context)

    async def firing_csv(self, request: Request) -> Response:
        """The table of the page as a file."""
        _, labels, asked = await self._asked(request)
        table = await self._table(asked, labels)
        name = f"jurisocial-{asked.view.rows}-{asked.view.cols}.csv"
        return csv_response(table_csv(table), name)

    async def _asked(self, request: Request) -> tuple[Words, Labels, Asked]:
        language, words = words_at(self.site, request)
        labels = await self.site.labels(words)
        return words, labels, read_asked(language, usable(request), labels)

    async def _table(self, asked: Asked, labels: Labels) -> Table:
        view = asked.view
        return await crosstab(self.site.client, asked.state, labels, rows=view.rows, cols=view.cols)


def words_at(site: Site, request: Request) -> tuple[Language, Words]:
    """The language that the address begins with, and its words."""
    language = next(each for each in LANGUAGES if request.url.path.startswith(f"/{each}/"))
    return language, site.words_for(language, request.query_params.get("fr", ""))


def usable(request: Request) -> Pairs:
    """The parameters of the address without dates that are none."""
    pairs = read_query(request.url.query)
    return [p for p in pairs if p[0] not in ("from", "to") or is_date(p[1].strip())]


def csv_response(body: bytes, name: str) -> Response:
    """A file for spreadsheets."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-cache",
        "x-robots-tag": "noindex",
    }
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _within(counts: dict[str, int], chosen: tuple[str, ...]) -> dict[str, int]:
    return {name: n for name, n in counts.items() if not chosen or name in chosen}
