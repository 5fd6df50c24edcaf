"""Findings of the Privacy Commissioner of Canada: its two lists, each finding in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from crawler.checkpoints import UnitDone
from crawler.errors import NotADecision, SourceChanged, SourceUnavailable
from crawler.page import Page
from crawler.source_spider import SourceSpider
from crawler.spiders.opc_parse import (
    FindingPage,
    make_decision,
    parse_findings,
    read_finding,
    source_key,
)
from crawler.steps import Found, Gone, Step

LISTS: Final = (
    "investigations-into-businesses",
    "investigations-into-federal-institutions",
)
_FOLDER: Final = "/en/opc-actions-and-decisions/investigations"
_ABSENT: Final = (404, 410)


class OPCSpider(SourceSpider):
    """Lists every finding, and reads those that are new or that their page says changed."""

    name = "opc"

    def request_headers(self) -> dict[str, str]:
        """Ask for pages."""
        return {"Accept": "text/html,application/xhtml+xml"}

    async def walk(self) -> AsyncIterator[Step]:
        """Visit both lists, newest first."""
        for folder in LISTS:
            async for step in self._list(folder):
                yield step

    async def _list(self, folder: str) -> AsyncIterator[Step]:
        number, seen = 1, 0
        while True:
            parameters = [("o", "d"), ("Page", str(number)), ("Filter", "True")]
            page = await self.fetch(f"{_FOLDER}/{folder}/", parameters)
            listed = parse_findings(self._expect_ok(page), below=folder)
            seen += len(listed.paths)
            unit = f"{folder} | {listed.last} of {listed.total} | {' '.join(listed.paths[:1])}"
            if unit not in self.checkpoint.done:
                failed = self.tally.error_count
                for path in listed.paths:
                    async for step in self._visit(path):
                        yield step
                if self.tally.error_count == failed:
                    yield UnitDone(unit)
            if listed.last >= listed.total or not listed.paths:
                break
            number += 1
        yield self.query_done(folder, seen)

    async def _visit(self, path: str) -> AsyncIterator[Step]:
        key = source_key(path)
        if not self.tally.see(key):
            return
        known = self.known_update(key)
        if known is None and self.is_removed(key):
            return
        if self.dry_run:
            if known is None:
                self.count_unfetched(known)
            return
        try:
            async for step in self._read(path, key, known):
                yield step
        except NotADecision as error:
            self.skip(error, key)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
        else:
            self.read_worked()

    async def _read(self, path: str, key: str, known: str | None) -> AsyncIterator[Step]:
        # A page that did not change is not sent again, where the site supports asking so.
        page = await self.fetch(path, conditional=known is not None)
        if page.status == 304:
            return
        if page.status in _ABSENT:
            for gone in self._absent(key, page):
                yield gone
            return
        english = read_finding(self._expect_ok(page))
        if known is not None and english.modified <= known:
            self.tally.skip("unchanged", key)
        else:
            items = (english, *await self._twin(english))
            yield Found(make_decision(*items), tuple(item.page for item in items))
        yield self.page_read(page)

    async def _twin(self, english: FindingPage) -> tuple[FindingPage, ...]:
        """Read the French page that the English one links; none where there is none."""
        if not english.twin:
            self.tally.skip("no link to the other language", english.path)
            return ()
        page = await self.fetch(english.twin)
        if page.status in _ABSENT:
            self.tally.skip("page in the other language not found", english.twin)
            return ()
        return (read_finding(self._expect_ok(page)),)

    def _absent(self, key: str, page: Page) -> tuple[Gone, ...]:
        """Withdraw a finding that is gone for good (410); 404 of a listed page is a fault."""
        known = self.known_id(key)
        if page.status == 404:
            raise SourceChanged(self.name, page.url, "page of a listed finding")
        if known is None:
            self.tally.skip("not found", key)
            return ()
        return (Gone(known, "Withdrawn by the Office of the Privacy Commissioner of Canada"),)

    def _expect_ok(self, page: Page) -> Page:
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"page (HTTP {page.status})")
        return page
