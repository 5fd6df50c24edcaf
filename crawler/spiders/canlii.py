"""CanLII's keyed interface: metadata and citator of decisions that no open source has.

The site itself is on the deny list. A database is listed once, window by window of decision
dates, and after that by what changed at CanLII since two days before the last listing, as CanLII
advises. There is no text to look for the topic in, so its words are looked for in title and
keywords; ``search`` asks CanLII's own search instead, which not every key may use.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from crawler.checkpoints import ChangesDone, UnitDone, utc_now
from crawler.courts import load_courts
from crawler.errors import KeyMissing, NotADecision, SourceChanged, SourceUnavailable
from crawler.model import DecisionReference, Relation
from crawler.page import Page
from crawler.source_spider import SourceSpider
from crawler.sources import is_loopback
from crawler.spiders.canlii_parse import (
    Case,
    Database,
    is_too_long,
    parse_cases,
    parse_databases,
    parse_found,
    parse_legislations,
    parse_reference,
    related_cases,
    topic_text,
)
from crawler.steps import Found, Step
from crawler.windows import Window
from crawler.word_filter import WordFilter

LAG: Final = timedelta(days=2)
"""CanLII's advice: what changed may show up to two days late."""
LIST_SIZE: Final = 1000
"""Rows asked for at once; CanLII allows 10,000, and 10 MB."""
WINDOW_ROWS: Final = 200
"""A window with more is halved: it is the unit that an interrupted run starts again from."""
SEARCH_SIZE: Final = 100
BACK_OFF: Final = 20.0
"""Seconds to wait when CanLII says that we are too fast."""


class CanliiSpider(SourceSpider):
    """Lists the topic's databases and keeps references whose keywords speak of the topic."""

    name = "canlii"
    strategies = ("browse", "search")
    patience = timedelta(days=90)
    """A first listing takes weeks at 5,000 requests a day."""

    def key_parameters(self) -> dict[str, str]:
        """Send the key as CanLII wants it: in the address, hence never before the network."""
        return {"api_key": self.key}

    def back_off(self) -> float:
        """Give the first wait after "too many requests"; none for a server on this machine."""
        return 0.0 if is_loopback(self.allowed_domains[0]) else BACK_OFF

    def check(self, page: Page) -> None:
        """Tell a missing or refused key from the other refusals."""
        if page.status == 401:
            raise KeyMissing(self.name, self.source.key_variable, refused=True)
        super().check(page)

    async def walk(self) -> AsyncIterator[Step]:
        """Visit the databases, or the searches."""
        databases = await self._databases()
        self._names = {database.id: database for database in databases}
        # Kept here, not read from the checkpoint, which follows behind the walk.
        self._listed = _marks(self.checkpoint.watermark)
        self._words = WordFilter.of(query for _, query in self.queries.queries)
        if self.strategy == "search":
            for language, query in self.queries.queries:
                async for step in self._search(language, query):
                    yield step
            return
        for database in databases:
            async for step in self._browse(database):
                yield step

    async def _databases(self) -> tuple[Database, ...]:
        """Give the topic's databases as CanLII now calls them: ids are renamed with courts."""
        offered = parse_databases(self._expect_ok(await self.fetch("/caseBrowse/en/")))
        by_id = {database.id: database for database in offered}
        found: dict[str, Database] = {}
        for wanted in self.queries.datasets or tuple(by_id):
            court = load_courts().by_canlii_database(wanted)
            others = (one for one in offered if court is not None and one.court == court)
            database = by_id.get(wanted) or next(others, None)
            if database is None:
                self.tally.skip("database that CanLII does not offer", wanted)
            else:
                found.setdefault(database.id, database)
        if not found:
            raise SourceChanged(self.name, f"{self.base_url}/caseBrowse/en/", "databaseId")
        return tuple(found.values())

    async def _browse(self, database: Database) -> AsyncIterator[Step]:
        started = (self.checkpoint.started_at or utc_now()).date()
        failed = self.tally.error_count
        listed = self._changes(database) if database.id in self._listed else self._all(database)
        async for step in listed:
            yield step
        if self.tally.error_count == failed:
            self._listed[database.id] = started.isoformat()
            yield ChangesDone(json.dumps(self._listed, sort_keys=True))

    async def _changes(self, database: Database) -> AsyncIterator[Step]:
        since = date.fromisoformat(self._listed[database.id]) - LAG
        try:
            cases = await self._list(database, [("changedAfter", since.isoformat())])
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
            return
        for case in cases:
            async for step in self._visit(case, again=True):
                yield step

    async def _all(self, database: Database) -> AsyncIterator[Step]:
        pending = [Window(self.since, max(self.since, self.until))]
        while pending:
            window = pending.pop()
            unit = f"{database.id} | {window}"
            if unit in self.checkpoint.done:
                continue
            bounds = [
                ("decisionDateAfter", window.first.isoformat()),
                ("decisionDateBefore", window.last.isoformat()),
            ]
            failed = self.tally.error_count
            try:
                cases = await self._list(database, bounds)
            except (SourceChanged, SourceUnavailable) as error:
                self.read_failed(error)
                continue
            if len(cases) > WINDOW_ROWS and window.days > 1:
                newer, older = window.halves()
                pending += [older, newer]
                continue
            for case in cases:
                async for step in self._visit(case, again=False):
                    yield step
            if self.tally.error_count == failed:
                yield UnitDone(unit)

    async def _list(self, database: Database, bounds: list[tuple[str, str]]) -> tuple[Case, ...]:
        """List a database to its end, in answers small enough for CanLII."""
        found: dict[str, Case] = {}
        offset, size = 0, LIST_SIZE
        while True:
            where = [("offset", str(offset)), ("resultCount", str(size)), *bounds]
            page = await self.fetch(f"/caseBrowse/en/{database.id}/", where)
            if is_too_long(page) and size > 1:
                size = max(1, size // 4)
                continue
            cases = parse_cases(self._expect_ok(page))
            self.read_worked()
            before = len(found)
            found |= {case.id: case for case in cases}
            if len(cases) < size:
                return tuple(found.values())
            if len(found) == before:
                raise SourceChanged(self.name, page.url, "offset")
            offset += len(cases)

    async def _search(self, language: str, query: str) -> AsyncIterator[Step]:
        name, offset, rows = f"{language}: {query}", 0, 0
        if name in self.checkpoint.done:
            return
        failed = self.tally.error_count
        while True:
            where = [
                ("fullText", query),
                ("resultCount", str(SEARCH_SIZE)),
                ("offset", str(offset)),
            ]
            page = await self.fetch(f"/search/{language}/", where)
            cases, total = parse_found(self._expect_ok(page))
            for case in cases:
                if case.database in self._names:
                    rows += 1
                    async for step in self._visit(case, again=False):
                        yield step
            offset += SEARCH_SIZE
            if offset >= total:
                break
        if self.tally.error_count == failed:
            yield UnitDone(name)
            yield self.query_done(name, rows)

    async def _visit(self, case: Case, *, again: bool) -> AsyncIterator[Step]:
        if not self.tally.see(case.id):
            return
        known = self.known_id(case.id)
        if known is not None and not again:
            self.tally.skip("unchanged", case.id)
            return
        if known is None and self.is_removed(case.id):
            return
        if self.dry_run:
            self.count_unfetched(known)
            return
        try:
            page = await self.fetch(self._path("caseBrowse", case, case.language or "en"))
            if page.status != 404:
                self._expect_ok(page)
            reference = self._named(parse_reference(page), case)
            if self.strategy == "browse" and not self._words.matches(topic_text(reference)):
                self.tally.skip("not about the topic, by its keywords", case.id)
                return
            reference, pages = await self._cited(reference, case)
        except NotADecision as error:
            self.skip(error, case.id)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
        else:
            self.read_worked()
            yield Found(reference, (page, *pages))

    def _named(self, reference: DecisionReference, case: Case) -> DecisionReference:
        """Add name and place of the database where the court table has no row for it."""
        database = self._names.get(case.database)
        if reference.court != "x" or database is None:
            return reference
        return replace(reference, court_name=database.name, jurisdiction=database.place)

    async def _cited(
        self, reference: DecisionReference, case: Case
    ) -> tuple[DecisionReference, tuple[Page, ...]]:
        """Add what the citator says: cases cited and citing, legislation cited."""
        pages: list[Page] = []
        for name in ("citedCases", "citingCases", "citedLegislations"):
            # The citator speaks English whatever the language of the decision.
            page = await self.fetch(f"{self._path('caseCitator', case, 'en')}{name}")
            if page.status == 404:
                return reference, tuple(pages)
            pages.append(self._expect_ok(page))
        cited = related_cases(parse_cases(pages[0], "citedCases"), Relation.CITES)
        citing = related_cases(parse_cases(pages[1], "citingCases"), Relation.CITED_BY)
        visas = parse_legislations(pages[2])
        return replace(reference, related=(*cited, *citing), visas=visas), tuple(pages)

    def _path(self, service: str, case: Case, language: str) -> str:
        return f"/{service}/{language}/{case.database}/{case.id}/"

    def _expect_ok(self, page: Page) -> Page:
        if page.status != 200 or is_too_long(page):
            raise SourceChanged(self.name, page.url, f"request (HTTP {page.status})")
        return page


def _marks(watermark: str) -> dict[str, str]:
    """Read up to which day each database is listed."""
    return {name: str(day) for name, day in json.loads(watermark or "{}").items()}
