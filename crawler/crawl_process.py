"""The child process of a crawl: reads its order, runs Scrapy once, writes its summary.

One JSON object a line on standard output: ``{"progress": ...}`` after each commit and, last,
``{"summary": ...}``. Started by :func:`crawler.crawling.crawl`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings

from crawler.crawl_summary import CrawlSummary

if TYPE_CHECKING:
    from crawler.source_spider import SourceSpider


def main() -> None:
    """Take one order from standard input and carry it out; stop when the input closes."""
    order = json.loads(sys.stdin.buffer.readline())
    summary = run(order)
    if summary is not None:
        _say({"summary": json.loads(summary.to_json())})


def run(order: Mapping[str, Any]) -> CrawlSummary | None:
    """Run one crawl to its end; None when the spider could not be built (its error is logged)."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    arguments = dict(order)
    source = arguments.pop("source")
    # Of the others' modules, and of what they import, nothing is needed: half a second's work.
    settings.set("SPIDER_MODULES", [f"crawler.spiders.{source}"], priority="cmdline")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(source)
    process.crawl(crawler, listener=_report, **arguments)
    threading.Thread(target=_stop_with_input, args=(process, crawler), daemon=True).start()
    process.start()
    spider = cast("SourceSpider | None", crawler.spider)
    return None if spider is None else spider.tally.summary()


def _report(counts: Mapping[str, int]) -> None:
    _say({"progress": dict(counts)})


def _say(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _stop_with_input(process: CrawlerProcess, crawler: Crawler) -> None:
    """Stop in good order when whoever started us closes our input, or is gone."""
    # Not through sys.stdin, whose lock this thread would still hold when the interpreter ends.
    while os.read(0, 1 << 16):
        pass
    from twisted.internet import reactor

    reactor.callFromThread(_stop_when_running, process, crawler)


def _stop_when_running(process: CrawlerProcess, crawler: Crawler) -> None:
    """Stop as soon as there is something to stop: an engine told so earlier never ends (2.19)."""
    from twisted.internet import reactor

    if crawler.engine is not None and crawler.engine.running:
        process.stop()
    else:
        reactor.callLater(0.05, _stop_when_running, process, crawler)  # type: ignore[arg-type]
