"""The open data of the Conseil d'État: a zip for each kind of court and month, and late arrivals.

A decision may join the zip of its month much later. The list of arrivals tells in which zip the
last one came when, so only a zip with something new is fetched again. Zips have to be on disk,
since their directory stands at their end (:mod:`crawler.file_download`).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from crawler.archive_members import Examined, TopicExaminer
from crawler.archive_spider import ArchiveSpider, Known, Plan
from crawler.archives import Member, read_zip
from crawler.checkpoints import ChangesDone
from crawler.errors import ArchiveBroken, NotADecision, SourceChanged, SourceUnavailable
from crawler.page import Page
from crawler.spiders.justice_administrative_parse import (
    decision_of,
    month_of,
    parse_arrivals,
    parse_listing,
    read_file,
)
from crawler.steps import Found, Prepared, Step

FOLDERS: Final = {"DCE": "CE", "DCA": "CAA", "DTA": "TA"}
"""Folders of the site, with how the names of their files begin."""


class JusticeAdministrativeSpider(ArchiveSpider):
    """Reads the zips of the folders that the topic names, and keeps what its words fit."""

    name = "justice_administrative"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._applied: dict[str, str] = {}

    def request_headers(self) -> dict[str, str]:
        """Ask for whatever there is: pages, a table, zips."""
        return {"Accept": "*/*"}

    async def walk(self) -> AsyncIterator[Step]:
        """Visit each folder: what it lists, then the zips with something new."""
        self._applied = self._read_before()
        for folder in self.queries.datasets or tuple(FOLDERS):
            try:
                async for step in self._folder(folder, FOLDERS[folder]):
                    yield step
            except (SourceChanged, SourceUnavailable) as error:
                self.tally.fail(error)  # the other folders go on

    def _read_before(self) -> dict[str, str]:
        """The last arrival read of each zip, for what is asked now."""
        try:
            stored = json.loads(self.checkpoint.watermark)
        except ValueError:
            return {}
        return dict(stored["applied"]) if stored["scope"] == self.checkpoint.scope else {}

    async def _folder(self, folder: str, court: str) -> AsyncIterator[Step]:
        listing = await self.fetch(f"/{folder}/")
        if listing.status != 200:
            raise SourceChanged(self.name, listing.url, f"folder (HTTP {listing.status})")
        listed = parse_listing(listing)
        table = await self.fetch(f"/{folder}/{court}_documents_reverses.csv", conditional=True)
        arrivals = parse_arrivals(table) if table.status == 200 else {}
        if not listed and not arrivals and table.status != 304:
            raise SourceChanged(self.name, listing.url, f"zips of {folder}")
        failed = self.tally.error_count
        for name in sorted(listed.keys() | arrivals.keys(), key=month_of):
            if self._has_news(name, arrivals.get(name, "")):
                path = self._path(folder, name, listed.get(name, ""))
                async for step in self._zip(path, name, arrivals.get(name, "")):
                    yield step
        if table.status == 200 and self.tally.error_count == failed and not self.dry_run:
            yield self.page_read(table)

    def _has_news(self, name: str, arrived: str) -> bool:
        if month_of(name) < self.since.strftime("%Y%m"):
            return False
        before = self._applied.get(name)
        if before is None or arrived > before:
            return True
        # Without a line in the list of arrivals only the zip itself can tell, while its month is
        # new: it is stable about the eighth of the next month.
        return not arrived and self._is_fresh(name)

    def _is_fresh(self, name: str) -> bool:
        month = month_of(name)
        months = (self.until.year - int(month[:4])) * 12 + self.until.month - int(month[4:])
        return months <= 1

    def _path(self, folder: str, name: str, url: str) -> str:
        """Where the page links to, if that is on this site; else where zips of a month are."""
        if url.startswith(f"{self.base_url}/"):
            return url.removeprefix(self.base_url)
        month = month_of(name)
        return f"/{folder}/{month[:4]}/{month[4:]}/{name}"

    async def _zip(self, path: str, name: str, arrived: str) -> AsyncIterator[Step]:
        if self.dry_run:
            self.tally.skip("archive to read", name)
            return
        self.drop_other_archives([name])
        # Read before in a state that did not have everything: then the site must say it changed.
        known = name in self._applied
        page = await self.fetch(path, to_file=self.archive_path(name), conditional=known)
        if page.status == 404:
            self.tally.skip("month not there yet", name)
            return
        if page.status not in (200, 304):
            raise SourceChanged(self.name, page.url, f"zip (HTTP {page.status})")
        if page.status == 200:
            try:
                async for step in self._read_zip(page, name):
                    yield step
            except ArchiveBroken as error:
                self.tally.fail(error)  # the other months go on
                return
            yield self.page_read(page)
        self._applied[name] = max(arrived, self._applied.get(name, ""))
        state = {"scope": self.checkpoint.scope, "applied": self._applied}
        yield ChangesDone(json.dumps(state, sort_keys=True))
        self.drop_archive(name)

    async def _read_zip(self, page: Page, name: str) -> AsyncIterator[Step]:
        version = page.header("etag") or page.header("last-modified") or ""
        plan = Plan(
            read=read_zip,
            name=name,
            url=page.url,
            # Another version of the zip has its members elsewhere.
            unit=f"{name} {version}" if version else None,
            examine=TopicExaminer(read_file, decision_of, self.words, self.since),
            found=self._to_store,
        )
        async for step in self.read_archive(plan):
            yield step

    def is_decision(self, member: Member) -> bool:
        """Take XML files, and count any other."""
        if member.base_name.lower().endswith(".xml"):
            return True
        self.tally.skip("no file of a decision", member.name[:120])
        return False

    def _to_store(self, page: Page, said: Examined, known: Known | None) -> Found | Prepared:
        if known is None and said.entry is None:
            raise NotADecision(self.name, page.url, said.reason)
        self.tally.see(said.id)
        if known is None and said.entry is not None:
            return Prepared(said.entry, page)
        redact = known is not None and self.rewritten(known[0], page, _words_of)
        return Found(decision_of(read_file(page)), (page,), redact_history=redact)


def _words_of(page: Page) -> str:
    return read_file(page).body
