"""Crawls of archive sites in this process: the site's answers without a network, the rest real."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from crawler.archive_spider import ArchiveSpider
from crawler.corpus import Corpus
from crawler.crawl_summary import CrawlSummary
from crawler.page import Page
from crawler.store import CorpusPipeline
from tests.crawler.wire_pages import PageWire


class Offline:
    """A data folder, a site, and crawls of it."""

    def __init__(self, kind: type[ArchiveSpider], wire: PageWire, data: Path) -> None:
        self.kind = kind
        self.wire = wire
        self.data = data
        self.corpus_url = f"sqlite:///{data}/corpus.db"
        self.asked: list[str] = []
        self.statuses: dict[str, int] = {}

    def spider(self, **options: Any) -> ArchiveSpider:
        """Give a spider whose requests the site answers."""
        spider = self.kind(data_dir=str(self.data), corpus_url=self.corpus_url, **options)
        spider.open_corpus()

        async def fetch_url(
            url: str, extra: Mapping[str, str] | None = None, *, to_file: Path | None = None
        ) -> Page:
            path = url.removeprefix(spider.base_url)
            self.asked.append(path)
            status, body, said = self.wire.answer(path, [], extra or {})
            status = self.statuses.get(path, status)
            if to_file and status == 200:
                to_file.parent.mkdir(parents=True, exist_ok=True)
                to_file.write_bytes(body)
            headers = tuple((name.lower(), value) for name, value in said.items())
            page = Page(url, status, headers, b"" if to_file else body, datetime.now(UTC))
            spider.check(page)
            return page

        spider.fetch_url = fetch_url  # type: ignore[method-assign]
        return spider

    def crawl(self, **options: Any) -> CrawlSummary:
        """Crawl to the end through the real pipeline."""
        spider = self.spider(**options)
        crawler = SimpleNamespace(spider=spider, settings=SimpleNamespace(getint=lambda *_: 200))
        pipeline = CorpusPipeline(cast("Any", crawler))

        async def run() -> None:
            async for step in spider.start():
                if not spider.dry_run:
                    pipeline.process_item(step)

        asyncio.run(run())
        pipeline.close_spider()
        return spider.tally.summary()

    def corpus(self) -> Corpus:
        """Open the corpus."""
        return Corpus.open(self.corpus_url)
