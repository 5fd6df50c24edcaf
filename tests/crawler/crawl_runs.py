"""Crawls of the loopback server into a corpus of their own, for the tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from crawler.corpus import Corpus
from crawler.crawl_summary import CrawlSummary
from crawler.crawling import crawl
from crawler.page import Page
from crawler.source_spider import SourceSpider
from crawler.steps import Several, Step
from tests.crawler.source_server import KEY, SourceServer
from tests.crawler.wire_canlii import CANLII_KEY

KEYS = {"judilibre": KEY, "canlii": CANLII_KEY}


class Runs:
    """One data folder and one server."""

    def __init__(self, server: SourceServer, data: Path) -> None:
        self.server = server
        self.data = data
        self.corpus_url = f"sqlite:///{data}/corpus.db"

    def crawl(self, source: str, **options: Any) -> CrawlSummary:
        """Crawl in a child process, as the command line does."""
        options.setdefault("key", KEYS.get(source))
        options.setdefault("base_url", self.server.url(source))
        return crawl(
            source,
            corpus_url=self.corpus_url,
            data_dir=self.data,
            **options,
        )

    def order(self, source: str, **more: Any) -> bytes:
        """Give the order that a child expects on its standard input."""
        order = {
            "source": source,
            "corpus_url": self.corpus_url,
            "data_dir": str(self.data),
            "base_url": self.server.url(source),
            "key": KEYS.get(source, ""),
            **more,
        }
        return json.dumps(order).encode() + b"\n"

    def corpus(self) -> Corpus:
        """Open the corpus."""
        return Corpus.open(self.corpus_url)


class FakeFetch:
    """Stands in for the network: a wire answers in the same process."""

    def __init__(self, wire: Any) -> None:
        self.wire = wire
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: list[tuple[str, int, Any]] = []

    async def __call__(self, path: str, parameters: Any = ()) -> Page:
        text = parameters if isinstance(parameters, str) else urlencode(parameters)
        pairs = parse_qsl(text, keep_blank_values=True)
        self.asked.append((path, dict(pairs)))
        status, answer = self.wire.answer(path, pairs)
        for place, (part, forced, body) in enumerate(self.answers):
            if part in f"{path}?{text}":
                status, answer = forced, body
                del self.answers[place]
                break
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        url = f"https://synthetic.invalid{path}?{text}"
        return Page(url, status, (), body, datetime(2026, 11, 22, tzinfo=UTC))

    def paths(self, path: str) -> list[dict[str, str]]:
        """Give the parameters of every request to a path."""
        return [given for asked, given in self.asked if asked == path]


def _each(step: Step) -> tuple[Step, ...]:
    return step.steps if isinstance(step, Several) else (step,)


def walk(spider: SourceSpider) -> list[Step]:
    """Run a spider to its end without Scrapy and give what it yielded."""

    async def collect(steps: AsyncIterator[Step]) -> list[Step]:
        return [one async for step in steps for one in _each(step)]

    return asyncio.run(collect(spider.start()))
