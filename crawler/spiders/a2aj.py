"""A2AJ (api.a2aj.ca): searched by topic, window by window, since it has no pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from crawler import settings as environment
from crawler.checkpoints import UnitDone
from crawler.errors import NotADecision, SourceChanged, SourceUnavailable
from crawler.source_spider import SourceSpider
from crawler.spiders.a2aj_bulk_walk import walk_bulk
from crawler.spiders.a2aj_parse import Row, parse_coverage, parse_decision, parse_search
from crawler.steps import Found, Step
from crawler.windows import Window

MOST_ROWS: Final = 50
"""Rows in one answer at most; a full answer may hide more."""


class A2AJSpider(SourceSpider):
    """Lists each query from the newest day back, and fetches what is new or read anew."""

    name = "a2aj"
    strategies = ("search", "bulk")

    def home(self) -> str:
        """Give the API's address, or that of the whole collection."""
        if self.strategy == "bulk":
            return environment.bulk_url(self.source)
        return super().home()

    async def walk(self) -> AsyncIterator[Step]:
        """Visit every query of the topic in its language, or every court's file."""
        if self.strategy == "bulk":
            # The archive's hosts: it redirects to where its files are kept.
            self.allowed_domains = [*self.allowed_domains, *(h.name for h in self.source.hosts)]
            async for step in walk_bulk(self):
                yield step
            return
        datasets = await self._datasets()
        for language, query in self.queries.queries:
            async for step in self._list(language, query, datasets):
                yield step

    async def _list(
        self, language: str, query: str, datasets: tuple[str, ...]
    ) -> AsyncIterator[Step]:
        name, count, whole = f"{language}: {query}", 0, True
        pending = [Window(self.since, max(self.since, self.until))]
        while pending:
            window = pending.pop()
            unit = f"{name} | {window}"
            rows = None
            if unit not in self.checkpoint.done:
                rows = await self._rows(language, query, window, datasets)
            if rows is None:
                whole = False
                continue
            if len(rows) >= MOST_ROWS and window.days > 1:
                newer, older = window.halves()
                pending += [older, newer]
                continue
            count += len(rows)
            failed = self.tally.error_count
            for row in rows:
                async for step in self._visit(row):
                    yield step
            if self.tally.error_count == failed:
                yield UnitDone(unit)
        if whole:
            yield self.query_done(name, count)

    async def _rows(
        self, language: str, query: str, window: Window, datasets: tuple[str, ...]
    ) -> tuple[Row, ...] | None:
        """The rows of a window, None when they could not be read."""
        try:
            rows = await self._search(language, query, window, ",".join(datasets))
            if len(rows) >= MOST_ROWS and window.days == 1:
                rows = await self._search_day(language, query, window, datasets)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
            return None
        return rows

    async def _datasets(self) -> tuple[str, ...]:
        offered = parse_coverage(await self.fetch("/coverage", [("doc_type", "cases")]))
        wanted = self.queries.datasets or offered
        for name in wanted:
            if name not in offered:
                raise SourceChanged(self.name, f"{self.base_url}/coverage", f"dataset {name}")
        return wanted

    async def _search(
        self, language: str, query: str, window: Window, dataset: str
    ) -> tuple[Row, ...]:
        """Ask once. Only parameters that A2AJ knows: it refuses others with 400."""
        page = await self.fetch(
            "/search",
            [
                ("query", query),
                ("search_type", "full_text"),
                ("doc_type", "cases"),
                ("size", str(MOST_ROWS)),
                ("search_language", language),
                ("sort_results", "newest_first"),
                ("dataset", dataset),
                ("start_date", window.first.isoformat()),
                ("end_date", window.last.isoformat()),
            ],
        )
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"parameters (HTTP {page.status})")
        rows = parse_search(page)
        self.read_worked()
        return rows

    async def _search_day(
        self, language: str, query: str, day: Window, datasets: tuple[str, ...]
    ) -> tuple[Row, ...]:
        """List a day with too many rows dataset by dataset, the only other way to cut it."""
        rows: list[Row] = []
        for dataset in datasets:
            found = await self._search(language, query, day, dataset)
            if len(found) >= MOST_ROWS:
                self.tally.skip("may be hidden behind 50 rows of one day", f"{dataset} {day.first}")
            rows += found
        return tuple(rows)

    async def _visit(self, row: Row) -> AsyncIterator[Step]:
        if not row.citation:
            self.tally.skip("no citation to fetch it by", f"{row.dataset} {row.date}")
            return
        if not self.tally.see(row.citation):
            return
        known = self.known_update(row.citation)
        if known is not None and known == row.updated:
            self.tally.skip("unchanged", row.citation)
            return
        if known is None and self.is_removed(row.citation):
            return
        if self.dry_run:
            self.count_unfetched(known)
            return
        parameters = [
            ("citation", row.citation),
            ("doc_type", "cases"),
            ("output_language", "both"),
        ]
        try:
            page = await self.fetch("/fetch", parameters)
            decision = parse_decision(page)
        except NotADecision as error:
            self.skip(error, row.citation)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
        else:
            self.read_worked()
            yield Found(decision, (page,))
