"""Downloader parts that keep us polite: waits, budgets, denied hosts, and a discreet log."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.logformatter import LogFormatter

from crawler.errors import SourceBlocked
from crawler.sources import load_sources

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.source_spider import SourceSpider


def retry_after(response: Response, *, now: datetime | None = None) -> float | None:
    """Give the seconds of a ``Retry-After`` header (RFC 9110, 10.2.3), or None."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


class PatientRetryMiddleware(RetryMiddleware):
    """Retry as Scrapy does, after the wait that the source asks for or a growing one.

    A wait over ``RETRY_AFTER_LIMIT`` ends the run with :class:`crawler.errors.SourceBlocked`.
    """

    crawler: Crawler

    # Scrapy awaits middleware methods that are coroutines; its own type does not say so.
    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Wait, then hand the request back for another try."""
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        settings = self.crawler.settings
        wait = retry_after(response)
        if wait is not None and wait > settings.getfloat("RETRY_AFTER_LIMIT"):
            spider = cast("SourceSpider", self.crawler.spider)
            reason = f"HTTP {response.status}, too many requests"
            raise SourceBlocked(spider.source.name, request.url, reason, retry_after=wait)
        again: Request | None = self._retry(request, f"HTTP {response.status}")
        if again is None:
            return response
        if wait is None:
            spider = cast("SourceSpider", self.crawler.spider)
            first = spider.back_off() if response.status == 429 else 0.0
            first = max(first, settings.getfloat("RETRY_BACKOFF"))
            wait = first * 2 ** (again.meta["retry_times"] - 1)
        await asyncio.sleep(min(wait, settings.getfloat("RETRY_AFTER_LIMIT")))
        return again


class DenyMiddleware:
    """Refuse what may never be asked for; first of all, so that redirects meet it too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise what ends the run."""
        if load_sources().denies(request.url):
            spider = cast("SourceSpider", self._crawler.spider)
            raise SourceBlocked(spider.source.name, request.url, "this address is never crawled")


class BudgetMiddleware:
    """Count every request, retries included, against the day's budget."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise :class:`crawler.errors.BudgetSpent`."""
        spider = cast("SourceSpider", self._crawler.spider)
        spider.budget_for(request.url).spend()
        spider.tally.requests += 1


class DiscreetLogFormatter(LogFormatter):
    """Log no content of a decision: French ones name judges, and logs outlive removals."""

    # Scrapy logs nothing where a method gives None (its documentation; its types say dict).
    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Say nothing."""

    def dropped(  # type: ignore[override]
        self, item: Any, exception: Any, response: Any, spider: Any
    ) -> None:
        """Say nothing."""

    def item_error(  # type: ignore[override]
        self, item: Any, exception: Any, response: Any, spider: Any
    ) -> None:
        """Say nothing: the pipeline keeps the error in the summary."""
