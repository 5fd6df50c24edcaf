"""Judilibre (Cour de cassation): the changes since last time, then the topic's searches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from crawler.checkpoints import ChangesDone, UnitDone, utc_now
from crawler.errors import KeyMissing, NotADecision, SourceChanged, SourceUnavailable
from crawler.page import Page
from crawler.source_spider import SourceSpider
from crawler.spiders.judilibre_batches import walk_batches
from crawler.spiders.judilibre_parse import (
    WITHDRAWN,
    SearchPage,
    Transaction,
    parse_decision,
    parse_history,
    parse_search,
)
from crawler.steps import Found, Gone, Step
from crawler.topic import Scope
from crawler.windows import Window

PAGE_SIZE: Final = 50
CEILING: Final = 10_000
"""Rows that a search can reach; beyond them the server answers 416."""
MARGIN: Final = timedelta(days=1)
"""How far before the first run its history starts, so that clocks may differ."""
_EXPIRED: Final = (400, 404, 410, 416)


class JudilibreSpider(SourceSpider):
    """Applies withdrawals and new versions first, then lists each query in each scope."""

    name = "judilibre"
    strategies = ("search", "scan", "export")

    def key_headers(self) -> dict[str, str]:
        """Send the key as PISTE wants it."""
        return {"KeyId": self.key}

    def check(self, page: Page) -> None:
        """Tell a refused key, which PISTE answers with 400 and WWW-Authenticate, from the rest."""
        refused = page.status == 400 and page.header("www-authenticate") is not None
        if refused or page.status == 401:
            raise KeyMissing(self.name, self.source.key_variable, refused=True)
        super().check(page)

    async def walk(self) -> AsyncIterator[Step]:
        """Visit the history, then the searches, or the batches."""
        async for step in self._changes():
            yield step
        if self.strategy != "search":
            async for step in walk_batches(self):
                yield step
            return
        for _, query in self.queries.queries:
            for scope in self.queries.scopes:
                async for step in self._list(query, scope):
                    yield step

    async def _changes(self) -> AsyncIterator[Step]:
        since = self.checkpoint.watermark
        if not since:
            # Nothing is known yet, so nothing can be out of date: watch from here on.
            start = (utc_now() - MARGIN).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            yield ChangesDone(start)
            return
        transactions = await self._history(since)
        failed = self.tally.error_count
        last = {transaction.id: transaction for transaction in transactions}
        for transaction in last.values():
            async for step in self._apply(transaction):
                yield step
        if transactions and self.tally.error_count == failed:
            yield ChangesDone(max(transaction.date for transaction in transactions))

    async def _history(self, since: str) -> list[Transaction]:
        """Read the history to its end before acting on it: a next page lives one minute."""
        found: dict[tuple[str, str], Transaction] = {}
        parameters = first = f"date={since}&page_size=500"
        while parameters:
            page = await self.fetch("/transactionalhistory", parameters)
            if page.status in _EXPIRED and parameters != first:
                newest = max(transaction.date for transaction in found.values())
                parameters = first = f"date={newest}&page_size=500"
                continue
            history = parse_history(self._expect_ok(page))
            before = len(found)
            found |= {(entry.id, entry.date): entry for entry in history.transactions}
            if history.next_page and len(found) == before:
                raise SourceChanged(self.name, page.url, "next_page")
            parameters = history.next_page
        return sorted(found.values(), key=lambda transaction: transaction.date)

    async def _apply(self, transaction: Transaction) -> AsyncIterator[Step]:
        known = self.known_id(transaction.id)
        if known is None or transaction.action == "created":
            return
        self.tally.see(transaction.id)
        if self.dry_run:
            self.tally.skip(f"{transaction.action} by the source", transaction.id)
        elif transaction.action == "deleted":
            yield Gone(known, f"Withdrawn by Judilibre on {transaction.date[:10]}")
        else:
            async for step in self._visit(transaction.id, changed=True):
                yield step

    async def _list(self, query: str, scope: Scope) -> AsyncIterator[Step]:
        name = f"{scope.jurisdiction}: {query}"
        rows, whole = 0, True
        pending = [Window(self.since, max(self.since, self.until))]
        while pending:
            window = pending.pop()
            unit = f"{name} | {window}"
            if unit in self.checkpoint.done:
                whole = False
                continue
            failed = self.tally.error_count
            parameters: str | list[tuple[str, str]] = self._parameters(query, scope, window)
            while parameters:
                try:
                    listed = await self._search(parameters)
                except (SourceChanged, SourceUnavailable) as error:
                    self.read_failed(error)
                    whole = False
                    break
                if listed.total >= CEILING and window.days > 1:
                    newer, older = window.halves()
                    pending += [older, newer]
                    break
                rows += len(listed.ids)
                for id in listed.ids:  # noqa: A001
                    async for step in self._see(id):
                        yield step
                parameters = listed.next_page
            else:
                if self.tally.error_count == failed:
                    yield UnitDone(unit)
        if whole:
            yield self.query_done(name, rows)

    def _parameters(self, query: str, scope: Scope, window: Window) -> list[tuple[str, str]]:
        """Array names are repeated, and empty ones left out: an empty filter matches nothing."""
        words = f"{query} {scope.words}".strip()
        return [
            ("query", words),
            ("operator", "and"),
            ("jurisdiction", scope.jurisdiction),
            *(("chamber", chamber) for chamber in scope.chamber),
            ("date_start", window.first.isoformat()),
            ("date_end", window.last.isoformat()),
            ("sort", "date"),
            ("order", "desc"),
            ("page_size", str(PAGE_SIZE)),
            ("page", "0"),
        ]

    async def _search(self, parameters: str | list[tuple[str, str]]) -> SearchPage:
        listed = parse_search(self._expect_ok(await self.fetch("/search", parameters)))
        self.read_worked()
        if listed.relaxed:
            return SearchPage(ids=(), total=0, relaxed=True, next_page="")
        return listed

    async def _see(self, id: str) -> AsyncIterator[Step]:  # noqa: A002
        if not self.tally.see(id):
            return
        known = self.known_update(id)
        if known is not None:
            # Search rows carry no date of change; the history has told of every change.
            self.tally.skip("unchanged", id)
        elif self.is_removed(id):
            return
        elif self.dry_run:
            self.count_unfetched(known)
        else:
            async for step in self._visit(id, changed=False):
                yield step

    async def _visit(self, id: str, *, changed: bool) -> AsyncIterator[Step]:  # noqa: A002
        parameters = [("id", id), ("resolve_references", "false")]
        try:
            page = await self.fetch("/decision", parameters)
            if page.status == 404:
                raise NotADecision(self.name, page.url, "not found")
            decision = parse_decision(self._expect_ok(page))
        except NotADecision as error:
            known = self.known_id(id)
            if error.reason == WITHDRAWN and known is not None:
                yield Gone(known, "Withdrawn by Judilibre")
            else:
                self.skip(error, id)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
        else:
            self.read_worked()
            yield Found(decision, (page,), redact_history=changed)

    def _expect_ok(self, page: Page) -> Page:
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"request (HTTP {page.status})")
        return page
