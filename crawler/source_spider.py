"""What every spider of ours shares: its source, its topic, its checkpoint, and ``fetch``.

A spider is one sequential walk that yields, in order, documents found, documents withdrawn and
checkpoint marks. Order is the safety: see :mod:`crawler.checkpoints`.
"""

from __future__ import annotations

import asyncio
import hashlib
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlencode

from scrapy import Request, Spider

from crawler import settings as environment
from crawler.budgets import DailyBudget
from crawler.checkpoints import (
    RESUMABLE,
    Checkpoint,
    CheckpointFile,
    PageRead,
    QueryDone,
    RunDone,
    utc_now,
)
from crawler.corpus import Corpus
from crawler.crawl_summary import Tally
from crawler.downloading import download
from crawler.errors import (
    BudgetSpent,
    CorpusUnavailable,
    CrawlRunning,
    JurisocialError,
    KeyMissing,
    NotADecision,
    SourceBlocked,
    SourceChanged,
    SourceUnavailable,
    UnknownStrategy,
)
from crawler.lock import FolderLock
from crawler.model import Document, PartialDate, Provenance
from crawler.page import Page
from crawler.run_log import Run, RunLog
from crawler.sources import Host, load_sources
from crawler.steps import REMOVED, Found, Prepared, Several, Step
from crawler.topic import DEFAULT_TOPIC, SourceQueries, load_topic

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

FAILURES_IN_A_ROW: Final = 10
"""After so many pages in a row that cannot be read, asking for more would only be a burden."""


class SourceSpider(Spider):
    """Base of the spiders; a subclass has a ``name`` of the table and a :meth:`walk`."""

    strategies: tuple[str, ...] = ()
    """The ways in which the source can be read, the usual one first; empty for one way only."""
    patience: timedelta = RESUMABLE
    """How old an unfinished run may be to be continued."""

    def __init__(
        self,
        *,
        topic: str = DEFAULT_TOPIC,
        since: str = "",
        limit: str | int = 0,
        dry_run: str | bool = False,
        data_dir: str = "",
        corpus_url: str = "",
        base_url: str = "",
        key: str = "",
        strategy: str = "",
        listener: Callable[[Mapping[str, int]], None] | None = None,
        **others: Any,
    ) -> None:
        """Take arguments as ``-a name=value`` gives them: every one may be a string."""
        super().__init__(**others)
        self.source = load_sources().get(self.name)
        self.topic = load_topic(topic)
        asked = PartialDate.parse(since).first if since else None
        self.since: date = asked or self.topic.since
        self.limit = int(limit or 0)
        self.dry_run = str(dry_run).lower() in ("1", "true", "yes")
        self.data_dir = Path(data_dir) if data_dir else environment.data_dir()
        self.strategy = self._strategy(strategy)
        self.base_url = (base_url or self.home()).rstrip("/")
        self.key = key or environment.source_key(self.source)
        self.tally = Tally(self.name)
        self.checkpoint = Checkpoint()
        usual = not self.strategies or self.strategy == self.strategies[0]
        unit = self.topic.name if usual else f"{self.topic.name}.{self.strategy}"
        self.checkpoints = CheckpointFile(self.data_dir, self.name, unit)
        self.started_at = utc_now()
        host = environment.politeness(self.source, self.base_url)
        self.budget = DailyBudget(self.data_dir, host.name, host.daily_budget)
        self.allowed_domains = [host.name]
        self._corpus_url = corpus_url or environment.corpus_url()
        self.listener = listener
        self._failures = 0
        self._found = 0
        self._aborted = False
        self._lock: FolderLock | None = None
        self._running_elsewhere: CrawlRunning | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, open the corpus and set the delay of its host."""
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        host = spider.pace()
        _set_pace(crawler.settings, delay=host.delay, concurrency=host.concurrency)
        if not spider.dry_run:
            spider.take_lock()
        spider.open_corpus()
        return spider

    def take_lock(self) -> None:
        """Keep every other crawl of this source off the data folder until this one is closed.

        Where another has it already the run ends as soon as it starts, having read and written
        nothing.
        """
        lock = FolderLock.of_source(self.data_dir, self.name)
        try:
            self._lock = lock.__enter__()
        except CrawlRunning as running:
            self._running_elsewhere = running

    def pace(self) -> Host:
        """Give the delay that holds between any two requests of this spider."""
        return environment.politeness(self.source, self.base_url)

    def budget_for(self, url: str) -> DailyBudget:  # noqa: ARG002 - for sources of many hosts
        """Give the daily budget that a request to ``url`` is counted against."""
        return self.budget

    def asked(self) -> tuple[object, ...]:
        """Give what makes this run the same run as an unfinished one: address, bounds, queries."""
        return (self.base_url, self.since, self.queries)

    def open_corpus(self) -> None:
        """Open the corpus and read the checkpoint; a dry run writes neither."""
        self.corpus: Corpus | None = None
        if self.dry_run:
            with suppress(CorpusUnavailable):
                self.corpus = Corpus.open(self._corpus_url, readonly=True)
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.corpus = Corpus.open(self._corpus_url)
        self.checkpoint = self.checkpoints.load(
            sequence=self.corpus.sequence(), corpus=self.corpus.identity
        )

    def home(self) -> str:
        """Give the address that every path of this run is below."""
        return environment.source_url(self.source)

    def _strategy(self, asked: str) -> str:
        wanted = asked or environment.source_strategy(self.source) or self.queries.strategy
        if wanted and wanted not in self.strategies:
            raise UnknownStrategy(self.name, wanted, self.strategies)
        return wanted or next(iter(self.strategies), "")

    @property
    def queries(self) -> SourceQueries:
        """What the topic asks of this source."""
        return self.topic.of(self.name)

    async def start(self) -> AsyncIterator[Step]:
        """Walk to the end, to the limit, or to the first error that ends a run."""
        try:
            if self._running_elsewhere is not None:
                self.logger.error(str(self._running_elsewhere))
                raise self._running_elsewhere
            if self.source.key_needed and not self.key:
                raise KeyMissing(self.name, self.source.key_variable)
            self._begin()
            async for step in self.walk():
                yield self._within_limit(step)
                if self._aborted:
                    break
                if self.limit and self._found >= self.limit:
                    self.tally.stop(f"limit of {self.limit} reached")
                    break
            if not (self.tally.error_count or self.tally.stopped):
                yield RunDone(utc_now())
        except BudgetSpent as pause:
            self.tally.stop(str(pause))  # no error: the same command goes on tomorrow
        except JurisocialError as error:
            self.tally.fail(error)
            self.tally.stop(str(error))
        # Scrapy looks for idleness when this ends, then only every five seconds: let the
        # pipeline take the last item first.
        await asyncio.sleep(0.02)

    @abstractmethod
    def walk(self) -> AsyncIterator[Step]:
        """Visit the source; yields documents, withdrawals and marks, in order."""

    def _begin(self) -> None:
        scope = hashlib.sha256(repr(self.asked()).encode()).hexdigest()
        now = utc_now()
        if not self.checkpoint.resumable(scope, now, within=self.patience):
            fresh = replace(
                self.checkpoint, scope=scope, started_at=now, until=now.date(), done=frozenset()
            )
            same = self.checkpoint.scope == scope
            self.checkpoint = fresh if same else replace(fresh, rows={}, validators={})

    def _within_limit(self, step: Step) -> Step:
        """Count the documents of a step, and cut it where the limit is reached."""
        match step:
            case Several(steps):
                kept = steps[: self.limit - self._found] if self.limit else steps
                self._found += len(kept)
                return Several(kept)
            case Found() | Prepared():
                self._found += 1
        return step

    @property
    def until(self) -> date:
        """The last day that this run lists."""
        return self.checkpoint.until or utc_now().date()

    async def fetch(
        self,
        path: str,
        parameters: Sequence[tuple[str, str]] | str = (),
        *,
        headers: Mapping[str, str] | None = None,
        to_file: Path | None = None,
        conditional: bool = False,
    ) -> Page:
        """Ask the source and give its answer, after robots.txt, delays, retries and budget.

        ``parameters`` are sent in order, repeated names included; a string is sent as it is.
        ``headers`` are added to those of every request. ``to_file`` is for bodies too large for
        memory: they go into that file (:mod:`crawler.file_download`) and the page has none.
        With ``conditional`` the validators of a page whose :meth:`page_read` mark is saved are sent
        along; a page that did not change comes back as 304 without a body (RFC 9110, 13.1).
        Raises the :class:`crawler.errors.CrawlError` that fits a refusal; other client errors
        come back as pages.
        """
        query = parameters if isinstance(parameters, str) else urlencode(parameters)
        url = f"{self.base_url}{path}" + (f"?{query}" if query else "")
        extra = self.conditions(url) if conditional else {}
        return await self.fetch_url(url, {**extra, **(headers or {})}, to_file=to_file)

    async def fetch_url(
        self, url: str, extra: Mapping[str, str] | None = None, *, to_file: Path | None = None
    ) -> Page:
        """Ask any address of the source as :meth:`fetch` does, with extra headers.

        A conditional request (``If-None-Match``) that finds nothing new gives a page with 304.
        """
        sent = {**self.request_headers(), **(extra or {})}
        meta = {"to_file": str(to_file)} if to_file else {}
        page = await download(self.crawler, Request(url, headers=sent, meta=meta), source=self.name)
        self.check(page)
        if page.status == 304:
            self.tally.skip("page not modified", url)
        return page

    def conditions(self, url: str) -> dict[str, str]:
        """Give the headers that ask for a page only if it changed since its mark was saved."""
        etag, modified = self.checkpoint.validators.get(url, ("", ""))
        pairs = (("If-None-Match", etag), ("If-Modified-Since", modified))
        return {name: value for name, value in pairs if value}

    def page_read(self, page: Page) -> PageRead:
        """Give the mark by which the next run asks for a page only if it changed.

        To be yielded after every document of the page, and only when none of them failed.
        """
        return PageRead(page.url, page.header("etag") or "", page.header("last-modified") or "")

    def back_off(self) -> float:
        """Give the least seconds to wait after "too many requests" that names no time."""
        return 0.0

    def key_parameters(self) -> dict[str, str]:
        """Give the key as parameters of the address, for a source that wants it there."""
        return {}

    def key_headers(self) -> dict[str, str]:
        """Give the key as headers, for a source that wants it there."""
        return {}

    def request_headers(self) -> dict[str, str]:
        """Give the headers of every request."""
        return {"Accept": "application/json"}

    def check(self, page: Page) -> None:
        """Raise the error that a status means; other client errors pass."""
        if page.status in (401, 403, 423, 429, 451):
            raise SourceBlocked(self.name, page.url, f"HTTP {page.status}")
        if page.status >= 500 or page.status == 408:
            raise SourceUnavailable(self.name, page.url, f"HTTP {page.status}")

    def known_update(self, source_id: str) -> str | None:
        """Give the source's own time of change of the version that the corpus holds, or None."""
        found = self._known(source_id)
        return None if found is None else found[1].source_updated_at

    def known_id(self, source_id: str) -> str | None:
        """Give our id of the document that this source calls ``source_id``, or None."""
        found = self._known(source_id)
        return None if found is None else found[0].id

    def _known(self, source_id: str) -> tuple[Document, Provenance] | None:
        if self.corpus is None:
            return None
        for document in self.corpus.get_many(self.corpus.resolve(source_id)).values():
            for provenance in document.provenances:
                if (provenance.source, provenance.source_id) == (self.name, source_id):
                    return document, provenance
        return None

    def is_removed(self, source_id: str) -> bool:
        """Tell, before it is fetched, whether a decision was removed here; then it is counted."""
        if self.corpus is None or self.corpus.removed(source_id) is None:
            return False
        self.tally.skip(REMOVED, source_id)
        return True

    def count_unfetched(self, known: str | None) -> None:
        """Count what a dry run would fetch, as new or changed."""
        if known is None:
            self.tally.new += 1
        else:
            self.tally.changed += 1

    def read_failed(self, error: SourceChanged | SourceUnavailable) -> None:
        """Count a page that could not be read; raises it when too many failed in a row."""
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            raise error
        self.tally.fail(error)

    def read_worked(self) -> None:
        """Note that a page could be read, which ends a row of failures."""
        self._failures = 0

    def abort(self, error: Exception) -> None:
        """End the run because what it found cannot be kept; called by the pipeline."""
        self.tally.stop(str(error))
        self.tally.fail(error)
        self._aborted = True

    def closed(self, reason: str) -> None:
        """Keep the summary, which says so if the run was interrupted; Scrapy calls this last."""
        if reason != "finished":
            self.tally.stop(f"interrupted ({reason})")
        if not self.dry_run and self._running_elsewhere is None:
            run = Run(
                self.topic.name, self.strategy, self.started_at, utc_now(), self.tally.summary()
            )
            with suppress(OSError):  # a full disk must not hide the summary on screen
                RunLog(self.data_dir).add(run)
        if self._lock is not None:
            self._lock.__exit__(None, None, None)

    def report(self) -> None:
        """Tell how far the run is; whoever started the crawl may listen."""
        if self.listener is not None:
            self.listener(self.tally.counts)

    def skip(self, error: NotADecision, id: str) -> None:  # noqa: A002
        """Count a row that is no decision."""
        self.tally.skip(error.reason, id)

    def query_done(self, query: str, rows: int) -> QueryDone:
        """Give the mark of a listed query.

        Raises :class:`crawler.errors.SourceChanged` when a query that had rows has none: a
        silent zero is how a changed site hides.
        """
        if rows == 0 and self.checkpoint.rows.get(query, 0) > 0:
            raise SourceChanged(self.name, self.base_url, f"rows of {query}")
        return QueryDone(query, rows)


def _set_pace(settings: BaseSettings, *, delay: float, concurrency: int) -> None:
    settings.set("DOWNLOAD_DELAY", delay, priority="spider")
    settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
    settings.set("AUTOTHROTTLE_ENABLED", delay > 0, priority="spider")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", concurrency, priority="spider")
