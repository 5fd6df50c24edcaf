"""Articles of the publishers in the table: by feed, by sitemap, by archive of sheets.

One publisher's refusal or fault never keeps us from the others, and is an error of the run. Lists
are asked for only if they changed; an article is asked for only when its list says something new
about it and its words fit the topic, or a person's list names it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from crawler import settings as environment
from crawler.addresses import canonical
from crawler.archives import Limits, Member, Refused, read_zip
from crawler.article_page import ArticlePage, read_article
from crawler.budgets import DailyBudget
from crawler.errors import (
    ArchiveBroken,
    BudgetSpent,
    InvalidAddress,
    NotADecision,
    SourceBlocked,
    SourceChanged,
    SourceUnavailable,
)
from crawler.feeds import DISCOVERED, Entry, Listing, feed_links, read_listing
from crawler.known_articles import KnownArticles
from crawler.minting import mint_article_id
from crawler.model import Article, Document
from crawler.page import Page
from crawler.publishers import Publisher, load_publishers
from crawler.reservations import TDMREP, SiteRules, page_refusal
from crawler.source_spider import SourceSpider
from crawler.sources import is_loopback
from crawler.spiders.articles_parse import Reading, make_article, own_title
from crawler.spiders.service_public import SHEET, make_sheet_article, read_sheet
from crawler.steps import REMOVED, Found, Gone, Step
from crawler.word_filter import WordFilter

AGENT: Final = environment.BOT_NAME
LONGEST_DELAY: Final = 60.0
"""Seconds: a site that asks for a longer wait between pages does not want to be crawled."""
MOST_LISTS: Final = 50
"""Sitemaps below one index that are read at most."""
REFUSALS: Final = 2
"""After so many refused articles in a row a publisher is left alone for this run."""
_ARCHIVE: Final = Limits(member=8 * 1024 * 1024, total=1024 * 1024 * 1024)
_HTML: Final = frozenset({"text/html", "application/xhtml+xml", ""})
_TROUBLE: Final = (SourceBlocked, SourceChanged, SourceUnavailable, BudgetSpent, ArchiveBroken)


class ArticlesSpider(SourceSpider):
    """Visits one publisher after the other."""

    name = "articles"

    async def walk(self) -> AsyncIterator[Step]:
        """List every publisher; its articles in the order of its list."""
        self.words = WordFilter.of(query for _, query in self.queries.queries)
        self.known = KnownArticles.read(self.corpus)
        self._rules: dict[str, SiteRules] = {}
        self._budgets: dict[str, DailyBudget] = {}
        wanted = self.queries.datasets
        for publisher in load_publishers().rows:
            if not publisher.listed or (wanted and publisher.name not in wanted):
                continue
            self._refused = 0
            self.read_worked()
            try:
                async for step in self._publisher(publisher):
                    yield step
            except _TROUBLE as error:
                self.tally.fail(error)

    def request_headers(self) -> dict[str, str]:
        """Ask for what a browser or a feed reader would ask for."""
        return {"Accept": "text/html,application/xhtml+xml,application/xml,application/json;q=0.9"}

    def budget_for(self, url: str) -> DailyBudget:
        """Give each publisher's host a budget of its own."""
        host = environment.politeness(self.source, url)
        found = self._budgets.get(host.name)
        if found is None:
            found = DailyBudget(self.data_dir, host.name, host.daily_budget)
            self._budgets[host.name] = found
        return found

    async def _publisher(self, publisher: Publisher) -> AsyncIterator[Step]:
        for address in publisher.archives:
            async for step in self._archive(publisher, address):
                yield step
        lists = [*publisher.feeds, *publisher.sitemaps]
        if not (lists or publisher.archives):
            lists = await self._discover(publisher)
        for number, address in enumerate(lists):
            if number < MOST_LISTS:
                async for step in self._list(publisher, address, lists):
                    yield step

    async def _discover(self, publisher: Publisher) -> list[str]:
        """Ask the start page for its feeds, then try where lists usually stand."""
        home = await self._get(publisher, publisher.home)
        if home.status != 200:
            raise SourceChanged(self.name, publisher.home, f"start page (HTTP {home.status})")
        named = [url for url in feed_links(home, source=self.name) if publisher.has_host(url)]
        if named:
            return named
        parts = urlsplit(publisher.home)
        for path in DISCOVERED:
            address = f"{parts.scheme}://{parts.netloc}{path}"
            try:
                page = await self._get(publisher, address)
                if page.status == 200 and read_listing(page, source=self.name):
                    return [address]
            except SourceChanged:
                continue
        raise SourceChanged(self.name, publisher.home, "feed or sitemap")

    async def _list(
        self, publisher: Publisher, address: str, lists: list[str]
    ) -> AsyncIterator[Step]:
        page = await self._get(publisher, address, conditional=True)
        if page.status == 304:
            return
        if page.status != 200:
            raise SourceChanged(self.name, address, f"list (HTTP {page.status})")
        listing = read_listing(page, source=self.name)
        lists += [url for url in listing.lists if publisher.has_host(url) and url not in lists]
        failed = self.tally.error_count
        for entry in listing.entries:
            async for step in self._entry(publisher, entry):
                yield step
        yield self.query_done(f"{publisher.name} | {address}", _rows(listing))
        if self.tally.error_count == failed:
            yield self.page_read(replace(page, url=self._address(address)))

    async def _entry(self, publisher: Publisher, entry: Entry) -> AsyncIterator[Step]:
        try:
            url = canonical(entry.url)
        except InvalidAddress:
            self.tally.skip("no address of an article", publisher.name)
            return
        if not publisher.is_article(url):
            self.tally.skip("no address of an article", url)
            return
        if not self.tally.see(url):
            return
        known = self.known.at(url)
        reason = self._why_not(publisher, entry, url, known)
        if reason:
            self.tally.skip(reason, url)
        elif self.dry_run:
            self.count_unfetched(None if known is None else known.id)
        else:
            async for step in self._visit(publisher, entry, url, known):
                yield step

    def _why_not(self, publisher: Publisher, entry: Entry, url: str, known: Document | None) -> str:
        """Tell by the list alone why an article is not asked for; empty when it is."""
        if _is_current(known, entry):
            return "unchanged"
        if not self._may_fit(publisher, entry, url):
            return "not on the topic"
        if entry.date.last and entry.date.last < self.since:
            return f"before {self.since}"
        # Of a removed article its id stays, which is made of its title.
        title = own_title(entry.title, publisher)
        if known is not None or not title or self.corpus is None:
            return ""
        gone = self.corpus.removed(mint_article_id(title, publisher.label))
        return "" if gone is None else REMOVED

    def _may_fit(self, publisher: Publisher, entry: Entry, url: str) -> bool:
        """Tell by the list alone whether an article is worth asking for."""
        slug = urlsplit(url).path.replace("-", " ").replace("_", " ").replace("/", " ")
        said = "\n".join((entry.title, entry.summary, entry.words, slug))
        if self.words.matches(said):
            return True
        title = entry.title or slug.split("  ")[-1].partition(",")[0].removesuffix(".html")
        return self.known.listed(title, publishers=publisher.names) is not None

    async def _visit(
        self, publisher: Publisher, entry: Entry, url: str, known: Document | None
    ) -> AsyncIterator[Step]:
        try:
            page = await self._article(publisher, url)
            if page is None:
                return
            if page.status == 410 and known is not None and _only_ours(known):
                yield Gone(known.id, "withdrawn by its publisher")
                return
            refusal = page_refusal(page) or _unusable(page)
            if refusal:
                self.tally.skip(refusal, url)
                return
            found = read_article(page, source=self.name)
        except (SourceChanged, SourceUnavailable) as error:
            self.read_failed(error)
            return
        self.read_worked()
        document = self._document(publisher, entry, url, page, found)
        if document is not None:
            self.known.add(document)
            yield Found(document, (page,) if publisher.fulltext else ())

    async def _article(self, publisher: Publisher, url: str) -> Page | None:
        """The page of an article; None when the site refuses it, which two in a row make final."""
        try:
            page = await self._get(publisher, url)
        except SourceBlocked as refusal:
            self._refused += 1
            if self._refused >= REFUSALS or refusal.retry_after is not None:
                raise
            self.tally.skip(refusal.reason, url)
            return None
        self._refused = 0
        return page

    def _document(
        self, publisher: Publisher, entry: Entry, url: str, page: Page, found: ArticlePage
    ) -> Document | None:
        reading = Reading(publisher, entry, found, page.fetched_at)
        article = make_article(reading, url=url, topic=self.words)
        listed = self.known.listed(
            article.title,
            publishers=publisher.names,
            author=article.author,
            language=article.language,
        )
        same = self.known.at(url) or listed
        said = "\n".join((article.title, entry.summary, entry.words, found.text))
        if same is None and not self.words.matches(said):
            self.tally.skip("not on the topic", url)
            return None
        if article.date.last and article.date.last < self.since and same is None:
            self.tally.skip(f"before {self.since}", url)
            return None
        return _under(same, article)

    async def _archive(self, publisher: Publisher, address: str) -> AsyncIterator[Step]:
        """Sheets of one zip, each read on its own: a bad one is counted, the others are kept."""
        if self.dry_run:
            self.tally.skip("archives are not read in a dry run", address)
            return
        folder = self.data_dir / "crawl" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            path = Path(place) / "archive.zip"
            page = await self._get(publisher, address, conditional=True, to_file=path)
            if page.status == 304:
                return
            if page.status != 200 or not path.is_file():
                raise SourceChanged(self.name, address, f"archive (HTTP {page.status})")
            failed, rows = self.tally.error_count, 0
            for member in read_zip(path, limits=_ARCHIVE):
                if isinstance(member, Refused):
                    self.tally.skip(f"member of an archive: {member.reason}", member.name[:100])
                elif SHEET.search(member.name):
                    rows += 1
                    for step in self._sheet(member, page):
                        yield step
            yield self.query_done(f"{publisher.name} | {address}", rows)
            if self.tally.error_count == failed:
                yield self.page_read(replace(page, url=self._address(address)))

    def _sheet(self, member: Member, archive: Page) -> Iterator[Step]:
        kind = (("content-type", "application/xml"),)
        page = Page(f"{archive.url}#{member.base_name}", 200, kind, member.body, archive.fetched_at)
        try:
            sheet = read_sheet(page)
        except NotADecision as error:
            self.skip(error, member.base_name)
            return
        except SourceChanged as error:
            self.read_failed(error)
            return
        self.read_worked()
        if not self.tally.see(sheet.url):
            return
        known = self.known.at(sheet.url)
        listed = self.known.listed(sheet.title, publishers=())
        if _is_current(known, Entry(sheet.url, changed=sheet.modified)):
            self.tally.skip("unchanged", sheet.url)
        elif known or listed or self.words.matches(sheet.words):
            article = make_sheet_article(sheet, page)
            yield Found(_under(known or listed, article), (page,))
        else:
            self.tally.skip("not on the topic", sheet.id)

    async def _get(
        self,
        publisher: Publisher,
        url: str,
        *,
        conditional: bool = False,
        to_file: Path | None = None,
    ) -> Page:
        """Ask a publisher's site after all that it says about programs; the page has ``url``."""
        parts = urlsplit(url)
        rules = self._rules.get(parts.netloc)
        if rules is None:
            origin = f"{parts.scheme}://{parts.netloc}"
            rules = SiteRules.of(
                await self._ask(publisher, f"{origin}/robots.txt"),
                await self._reserved(publisher, origin),
            )
            self._rules[parts.netloc] = rules
        refusal = rules.refusal(url, agent=AGENT)
        if refusal:
            raise SourceBlocked(self.name, url, refusal)
        return await self._ask(
            publisher,
            url,
            wait=rules.delay(AGENT),
            conditional=conditional,
            to_file=to_file,
        )

    async def _reserved(self, publisher: Publisher, origin: str) -> Page | None:
        """The site's reservations; many firewalls answer 403 where there is no such file."""
        try:
            return await self._ask(publisher, f"{origin}{TDMREP}")
        except SourceBlocked as refusal:
            if refusal.retry_after is not None or "429" in refusal.reason:
                raise
            return None

    async def _ask(
        self,
        publisher: Publisher,
        url: str,
        *,
        wait: float = 0.0,
        conditional: bool = False,
        to_file: Path | None = None,
    ) -> Page:
        if wait > LONGEST_DELAY:
            raise SourceBlocked(self.name, url, f"robots.txt asks for {wait:g} s between pages")
        address = self._address(url)
        own = 0.0 if is_loopback(urlsplit(address).hostname or "") else publisher.delay
        # Scrapy keeps the source's own delay; what this host asks for beyond it is waited here.
        await asyncio.sleep(max(0.0, max(wait, own) - self.pace().delay))
        extra = self.conditions(address) if conditional else {}
        page = await self.fetch_url(address, extra, to_file=to_file)
        return replace(page, url=url)

    def _address(self, url: str) -> str:
        """Where to ask for a page: at its site or, with another base address, at its stand-in."""
        if self.base_url == self.source.base_url:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.base_url}/{parts.netloc}{parts.path}{query}"


def _rows(listing: Listing) -> int:
    return len(listing.entries) + len(listing.lists)


def _is_current(known: Document | None, entry: Entry) -> bool:
    """Tell whether the corpus has what the list speaks of; a stub from elsewhere is not it."""
    if known is None:
        return False
    times = [one.source_updated_at for one in known.provenances if one.source == "articles"]
    return bool(times) and (not entry.changed or entry.changed in times)


def _under(known: Document | None, article: Article) -> Article:
    """Give an article the id, and the form of text, under which the corpus knows it."""
    if known is None:
        return article
    form = known.form if isinstance(known, Article) and known.form else article.form
    return replace(article, id=known.id, form=form)


def _only_ours(known: Document) -> bool:
    return all(provenance.source == "articles" for provenance in known.provenances)


def _unusable(page: Page) -> str:
    if page.status != 200:
        return f"page not there (HTTP {page.status})"
    return "" if page.media_type in _HTML else f"no HTML page ({page.media_type})"
