"""One request through Scrapy's engine, as a page or as the error that tells why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.checkpoints import utc_now
from crawler.errors import SourceBlocked, SourceUnavailable
from crawler.page import Page

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_NO_ANSWER: Final = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    OSError,
)


async def download(crawler: Crawler, request: Request, *, source: str) -> Page:
    """Send a request, after robots.txt, delays, budget and retries, and give the answer.

    Raises :class:`crawler.errors.SourceBlocked` when robots.txt or the deny list refuses it,
    :class:`crawler.errors.SourceUnavailable` when there is no answer.
    """
    engine = crawler.engine
    assert engine is not None
    try:
        response = await engine.download_async(request)
    except IgnoreRequest as refusal:
        raise SourceBlocked(source, request.url, str(refusal).rstrip(".")) from refusal
    except _NO_ANSWER as failure:
        raise SourceUnavailable(source, request.url, type(failure).__name__) from failure
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Page(request.url, response.status, headers, response.body, utc_now())
