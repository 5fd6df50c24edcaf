"""Keys join a request at the last moment, so that nothing above the network can tell them.

A key in an address reaches every log line, error, redirect and stored page that names the address.
So a spider's requests have none: this download handler adds it just before the request is sent,
and only to the host that the key is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.source_spider import SourceSpider


class KeyedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with the key of the running spider."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._of = crawler

    async def download_request(self, request: Request) -> Response:
        """Send a request with the key, and give an answer that does not repeat it."""
        spider = cast("SourceSpider", self._of.spider)
        if not spider.key or not _same_origin(request.url, spider.base_url):
            return await super().download_request(request)
        sent = with_key(request, parameters=spider.key_parameters(), headers=spider.key_headers())
        answer = await super().download_request(sent)
        location = answer.headers.get("Location") or b""
        if spider.key.encode() in location:
            answer.headers["Location"] = location.replace(spider.key.encode(), b"")
        return answer.replace(url=request.url)


def with_key(
    request: Request, *, parameters: Mapping[str, str], headers: Mapping[str, str]
) -> Request:
    """Give the request that is sent in place of one without a key."""
    url = request.url
    if parameters:
        url += ("&" if "?" in url else "?") + urlencode(parameters)
    sent = request.replace(url=url)
    for name, value in headers.items():
        sent.headers[name] = value
    return sent


def _same_origin(url: str, base: str) -> bool:
    one, other = urlsplit(url), urlsplit(base)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)
