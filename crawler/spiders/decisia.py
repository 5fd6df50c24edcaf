"""Lexum's Decisia sites: one walk over a table of courts and tribunals.

Sites are visited one after another. What ends the visit of one (its CAPTCHA, its robots.txt, a
spent budget, a changed page) is told and ends that visit only. A site's lists say which decisions
there are, not when they changed: that is in its feeds, where it has some.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from crawler import settings as environment
from crawler.budgets import DailyBudget
from crawler.checkpoints import QueryDone, UnitDone, utc_now
from crawler.decisia_hosts import Collection, DecisiaHost, load_decisia_hosts
from crawler.errors import (
    BudgetSpent,
    CrawlError,
    NotADecision,
    SourceBlocked,
    SourceChanged,
    SourceUnavailable,
)
from crawler.model import Provenance
from crawler.page import Page
from crawler.resting import RestingHosts, say_resting
from crawler.source_spider import SourceSpider
from crawler.sources import Host, is_loopback
from crawler.spiders.decisia_captcha import is_captcha
from crawler.spiders.decisia_feeds import parse_feed
from crawler.spiders.decisia_item import ItemPage, read_item
from crawler.spiders.decisia_lists import (
    ItemRow,
    parse_collections,
    parse_instance,
    parse_list,
    parse_years,
)
from crawler.spiders.decisia_parse import are_twins, make_decision, source_key
from crawler.steps import Found, Gone, Step

ITEM_PAGES: Final = 60
"""Pages of decisions that one run asks of one site; its lists are cheap, these are the budget."""
_ABSENT: Final = (404, 410)
_CAPTCHA: Final = "it asks for a CAPTCHA, which is never solved"


@dataclass(slots=True)
class _Site:
    """A host of the table during its visit."""

    host: DecisiaHost
    address: str
    item_pages: int
    read: bool = False
    """True once a decision could be read here in this run."""
    changes: dict[tuple[str, str], str] = field(default_factory=dict)

    def url(self, path: str, **parameters: str) -> str:
        query = urlencode({**parameters, "iframe": "true"})
        return f"{self.address}/{self.host.instance}/{path}?{query}"


class _Enough(Exception):
    """The item pages of this run are used up at a site."""


class DecisiaSpider(SourceSpider):
    """Visits each site: its feeds for changes, then the topic's searches, or whole years."""

    name = "decisia"
    strategies = ("search", "year", "feed")

    def __init__(self, *, hosts: str = "", **given: Any) -> None:
        """Take the codes of the hosts to visit, parted by commas; else those of the topic."""
        super().__init__(**given)
        table = load_decisia_hosts()
        codes = [code.strip() for code in hosts.split(",") if code.strip()]
        wanted = codes or self.queries.datasets or [row.code for row in table.rows]
        self.sites = tuple(self._site(table.get(code)) for code in wanted)
        self.allowed_domains = sorted({urlsplit(s.address).hostname or "" for s in self.sites})
        self._budgets: dict[str, DailyBudget] = {}
        self._refusing: set[str] = set()
        self._resting = RestingHosts(self.data_dir, self.name)

    def _site(self, host: DecisiaHost) -> _Site:
        elsewhere = self.base_url != self.source.base_url
        usual = f"{self.base_url}/{host.code}" if elsewhere else host.address
        address = environment.other_url(host.url_variable, usual)
        here = is_loopback(urlsplit(address).hostname or "")
        return _Site(host, address, 1_000_000 if here else ITEM_PAGES)

    def asked(self) -> tuple[object, ...]:
        """Give what makes two runs one: the sites too."""
        return (*super().asked(), self.strategy, tuple(site.address for site in self.sites))

    def pace(self) -> Host:
        """Give the longest of the sites' delays: all are Lexum's, and may count together."""
        hosts = [environment.politeness(self.source, site.address) for site in self.sites]
        return max(hosts, key=lambda host: host.delay)

    def budget_for(self, url: str) -> DailyBudget:
        """Give the budget of the site's host."""
        host = environment.politeness(self.source, url)
        if host.name not in self._budgets:
            self._budgets[host.name] = DailyBudget(self.data_dir, host.name, host.daily_budget)
        return self._budgets[host.name]

    def request_headers(self) -> dict[str, str]:
        """Ask for pages."""
        return {"Accept": "text/html,application/xhtml+xml,application/json,application/rss+xml"}

    def check(self, page: Page) -> None:
        """Leave a site that asks whether a person is there, whatever the page looks like."""
        if is_captcha(page):
            raise SourceBlocked(self.name, page.url, _CAPTCHA)
        super().check(page)

    async def walk(self) -> AsyncIterator[Step]:
        """Visit the sites in their order."""
        for site in self.sites:
            door = _door(site.address)
            until = self._resting.until(door)
            if until is not None:
                self._refusing.add(door)
                self.tally.stop(say_resting(door, until))  # no error: it is as we want it
            if door in self._refusing:
                self.tally.skip(
                    "site left for this run: no more requests to its host", site.host.code
                )
                continue
            self.read_worked()
            try:
                async for step in self._visit_site(site):
                    yield step
            except _Enough:
                self.tally.stop(
                    f"the {ITEM_PAGES} pages of one run are used at {site.host.label_en}; run the "
                    "same command again to go on"
                )
            except BudgetSpent as pause:
                self._refusing.add(door)
                self.tally.stop(str(pause))  # no error: the same command goes on tomorrow
            except CrawlError as error:
                if isinstance(error, SourceBlocked):
                    self._refusing.add(door)
                self.tally.fail(error)
                if isinstance(error, SourceBlocked) and error.reason == _CAPTCHA:
                    self.tally.stop(say_resting(door, self._resting.rest(door)))
                self.tally.stop(str(error))

    async def _visit_site(self, site: _Site) -> AsyncIterator[Step]:
        await self._discover(site)
        async for step in self._follow_feeds(site):
            yield step
        if self.strategy == "year":
            for collection in site.host.collections:
                async for step in self._years(site, collection):
                    yield step
        elif self.strategy == "search":
            for language, query in self.queries.queries:
                if language in site.host.languages:
                    async for step in self._search(site, language, query):
                        yield step

    async def _discover(self, site: _Site) -> None:
        """Ask the site for what the table does not say of its addresses."""
        if not site.host.instance:
            page = self._expect_ok(await self.fetch_url(f"{site.address}/"), "start page")
            site.host = replace(site.host, instance=parse_instance(page))
        if not site.host.collections:
            path = f"{site.host.languages[0]}/nav.do"
            page = self._expect_ok(await self.fetch_url(site.url(path)), "nav.do")
            names = parse_collections(page, site.host.instance)
            found = tuple(Collection(name, site.host.courts[0]) for name in names)
            site.host = replace(site.host, collections=found)

    async def _follow_feeds(self, site: _Site) -> AsyncIterator[Step]:
        """Read what changed: known decisions again, and all of them where feeds are the way."""
        pages: list[Page] = []
        rows: dict[tuple[str, str], ItemRow] = {}
        failed = self.tally.error_count
        for collection in site.host.collections:
            for language in site.host.languages:
                page = await self._feed(site, collection, language, rows)
                pages += [page] if page else []
        for place, row in rows.items():
            known = self._known(_key(row)) is not None
            if known or (self.strategy == "feed" and row.date >= self.since.isoformat()):
                async for step in self._visit(site, row, site.changes[place]):
                    yield step
        if self.tally.error_count == failed and not self.dry_run:
            for page in pages:
                yield self.page_read(page)

    async def _feed(
        self, site: _Site, collection: Collection, language: str, rows: dict[Any, ItemRow]
    ) -> Page | None:
        """Gather one feed's rows; the page where there was one to read."""
        for kind in site.host.feeds:
            path = f"{collection.path}/{language}/" + (
                "json/rss.do" if kind == "json" else "rss.do"
            )
            url = f"{site.address}/{site.host.instance}/{path}"
            page = await self.fetch_url(url, self.conditions(url))
            if page.status == 304:
                return None
            if page.status in _ABSENT:
                continue
            try:
                changes = parse_feed(self._expect_ok(page, "feed"), kind)
            except SourceChanged as error:
                self.read_failed(error)
                return None
            for change in changes:
                place = (change.row.collection, change.row.number)
                rows.setdefault(place, change.row)
                site.changes[place] = max(change.changed, site.changes.get(place, ""))
            return page
        return None

    async def _search(self, site: _Site, language: str, query: str) -> AsyncIterator[Step]:
        only = site.host.collections[0].search_id if len(site.host.collections) == 1 else ""
        parameters = {
            "cont": query,
            "d1": self.since.isoformat(),
            "d2": self.until.isoformat(),
            **({"col": only} if only else {}),
            "or": "date",
        }
        name = f"{site.host.code} {language}: {query}"
        paths = {each.path for each in site.host.collections}
        async for row in self._listed(site, name, f"{language}/d/s/index.do", parameters):
            if isinstance(row, QueryDone | UnitDone):
                yield row
            elif row.collection not in paths:
                self.tally.skip("of another collection", _key(row))
            elif row.date and not self.since.isoformat() <= row.date <= self.until.isoformat():
                raise SourceChanged(self.name, site.url(f"{language}/d/s/index.do"), "d1, d2")
            else:
                async for step in self._visit(site, row):
                    yield step

    async def _years(self, site: _Site, collection: Collection) -> AsyncIterator[Step]:
        language = site.host.languages[0]
        index = site.url(f"{collection.path}/{language}/nav_date.do")
        for year in parse_years(self._expect_ok(await self.fetch_url(index), "index by date")):
            if not self.since.year <= year <= self.until.year:
                continue
            path = f"{collection.path}/{language}/{year}/nav_date.do"
            async for row in self._listed(site, f"{site.host.code} {path}", path, {}):
                if isinstance(row, QueryDone | UnitDone):
                    yield row
                    continue
                if row.date and not row.date.startswith(str(year)):
                    # Such an address may answer 200 with another year's decisions.
                    raise SourceChanged(self.name, site.url(path), f"year {year}")
                async for step in self._visit(site, row):
                    yield step

    async def _listed(
        self, site: _Site, name: str, path: str, parameters: dict[str, str]
    ) -> AsyncIterator[ItemRow | QueryDone | UnitDone]:
        """Give a list's rows, page by page, and the marks that it is done."""
        # A unit holds for one day: a site left half-way must not keep the others from news.
        unit = f"{name} | {utc_now().date()}"
        if unit in self.checkpoint.done:
            return
        failed = self.tally.error_count
        seen: set[tuple[str, str]] = set()
        total: int | None = None
        number = 1
        while True:
            page = await self.fetch_url(site.url(path, **parameters, page=str(number)))
            if number > 1 and page.status in _ABSENT:
                break
            listed = parse_list(self._expect_ok(page, "list"), first=number == 1)
            total = listed.total if number == 1 else total
            fresh = [row for row in listed.rows if (row.collection, row.number) not in seen]
            if not fresh:
                break
            for row in fresh:
                seen.add((row.collection, row.number))
                yield row
            if total is not None and len(seen) >= total:
                break
            number += 1
        if total and len(seen) < total:
            raise SourceChanged(self.name, site.url(path), f"rows ({len(seen)} of {total})")
        if not seen and self.checkpoint.rows.get(name, 0) > 0:
            raise SourceChanged(self.name, site.url(path), f"rows of {name}")
        if self.tally.error_count == failed:
            yield UnitDone(unit)
        yield QueryDone(name, len(seen))

    async def _visit(self, site: _Site, row: ItemRow, changed: str = "") -> AsyncIterator[Step]:
        key = _key(row)
        if not self.tally.see(key):
            return
        known = self._known(key)
        changed = changed or site.changes.get((row.collection, row.number), "")
        if known is not None and not _is_newer(changed, known[1]):
            self.tally.skip("unchanged", key)
            return
        if known is None and (self.is_removed(key) or self._is_cited_and_removed(row)):
            return
        if self.dry_run:
            self.count_unfetched(known[0].id if known else None)
            return
        try:
            items = await self._items(site, row)
            if items:
                decision = make_decision(items, site.host, updated=changed)
                self.read_worked()
                site.read = True
                yield Found(decision, tuple(item.page for item in items))
            else:
                for gone in self._absent(site, key, row):
                    yield gone
        except NotADecision as error:
            self.skip(error, key)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)

    def _is_cited_and_removed(self, row: ItemRow) -> bool:
        """Tell by the citation in the list, for what came from another source and was removed."""
        return bool(row.citation) and self.is_removed(row.citation)

    async def _items(self, site: _Site, row: ItemRow) -> tuple[ItemPage, ...]:
        """Read the item in each language of the site; what is absent in one is left out."""
        if site.item_pages < len(site.host.languages):
            raise _Enough
        items: list[ItemPage] = []
        for language in site.host.languages:
            site.item_pages -= 1
            path = f"{row.collection}/{language}/item/{row.number}/index.do"
            page = await self.fetch_url(site.url(path))
            if page.status in _ABSENT:
                continue
            item = read_item(self._expect_ok(page, "item"), site.host)
            if items and not are_twins(items[0], item):
                wrong = SourceChanged(self.name, page.url, "same decision in the other language")
                self.tally.fail(wrong)
                continue
            items.append(item)
        return tuple(items)

    def _absent(self, site: _Site, key: str, row: ItemRow) -> tuple[Gone, ...]:
        """Withdraw a decision that its site no longer has, if nothing else can explain it."""
        known = self._known(key)
        if known is None:
            self.tally.skip("not found", key)
        elif any(one.source != self.name for one in known[0].provenances):
            self.tally.skip("gone from its site, kept from another source", key)
        elif not site.read:
            url = site.host.item_url(row.collection, row.number, site.host.languages[0])
            self.read_failed(SourceChanged(self.name, url, "page of a known decision"))
        else:
            return (Gone(known[0].id, f"Withdrawn from the site of: {site.host.label_en}"),)
        return ()

    def _expect_ok(self, page: Page, what: str) -> Page:
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"{what} (HTTP {page.status})")
        return page


def _door(address: str) -> str:
    """What refuses us as a whole: the host; on this machine, where many stand in, the address."""
    host = urlsplit(address).hostname or ""
    return address if is_loopback(host) else host


def _key(row: ItemRow) -> str:
    return source_key(row.instance, row.collection, row.number)


def _is_newer(changed: str, known: Provenance) -> bool:
    """Tell whether a change is later than what we hold; a day is all that a feed says of it."""
    if known.source_updated_at:
        return changed > known.source_updated_at
    return bool(changed) and changed >= known.retrieved_at.date().isoformat()
