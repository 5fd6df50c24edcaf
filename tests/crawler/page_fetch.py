"""Stands in for the network where a spider asks whole addresses of several sites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.page import Page
from crawler.source_spider import SourceSpider
from tests.crawler.wire_pages import PageWire


class PageFetch:
    """A wire answers in the same process; hosts are folders of the wire."""

    def __init__(self, spider: SourceSpider, wire: PageWire, folders: Mapping[str, str]) -> None:
        self.spider = spider
        self.wire = wire
        self.folders = folders
        self.asked: list[str] = []
        self.answers: list[tuple[str, int, bytes]] = []
        """Part of an address, and the answer that it gets once."""

    async def __call__(self, url: str, extra: Mapping[str, str] | None = None, **_: Any) -> Page:
        self.asked.append(url)
        parts = urlsplit(url)
        folder = self.folders[parts.hostname or ""]
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        status, body, headers = self.wire.answer(folder + parts.path, pairs, dict(extra or {}))
        for place, (part, forced, instead) in enumerate(self.answers):
            if part in url:
                status, body = forced, instead
                del self.answers[place]
                break
        named = tuple((name.lower(), value) for name, value in headers.items())
        page = Page(url, status, named, body, datetime.now(UTC))
        self.spider.check(page)
        return page

    def paths(self, part: str) -> list[str]:
        """Give the addresses asked for that contain ``part``."""
        return [url for url in self.asked if part in url]
