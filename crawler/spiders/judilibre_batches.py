"""Judilibre read by batches of whole decisions: ``/scan`` with its cursor, ``/export`` by offset.

Heavier than its search, and complete: a first run lists every month of decision dates in each
scope of the topic, a later one lists what was updated since the last complete run. The topic's
words are looked for on our side. Decisions that the source marks for deletion are withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from crawler.checkpoints import UnitDone
from crawler.errors import NotADecision, SourceChanged, SourceUnavailable
from crawler.page import Page, read_json
from crawler.source_spider import SourceSpider
from crawler.spiders.judilibre_parse import SOURCE, WITHDRAWN, parse_decision
from crawler.steps import Found, Gone, Step
from crawler.topic import Scope
from crawler.windows import Window
from crawler.word_filter import WordFilter

BATCH_SIZE: Final = 200
"""Decisions in one answer; the server allows 1,000, of up to 0.4 MB each."""
CEILING: Final = 10_000
"""Rows that ``/export`` can reach; beyond them the server answers 416."""
LAG: Final = timedelta(days=2)
"""How far before the last complete run its updates are listed again."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer: the decisions as pages of their own, and where the next batch is."""

    pages: tuple[Page, ...]
    total: int
    next_batch: str
    """The query string of the next batch; empty at the end."""


def parse_batch(page: Page) -> Batch:
    """Read an answer of ``/scan`` or ``/export``."""
    answer = read_json(page, source=SOURCE)
    rows, total = answer.get("results"), answer.get("total")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceChanged(SOURCE, page.url, "results")
    if not isinstance(total, int):
        raise SourceChanged(SOURCE, page.url, "total")
    following = answer.get("next_batch")
    text = following if isinstance(following, str) else ""
    return Batch(tuple(_row_page(row, page) for row in rows), total, text.rpartition("?")[2])


async def walk_batches(spider: SourceSpider) -> AsyncIterator[Step]:
    """Visit every scope of the topic, month by month or by what was updated."""
    words = WordFilter.of(query for _, query in spider.queries.queries)
    last = spider.checkpoint.finished_at
    for scope in spider.queries.scopes:
        if last is None:
            windows, kind = _months(spider.since, max(spider.since, spider.until)), "creation"
        else:
            windows, kind = iter([Window((last - LAG).date(), spider.until)]), "update"
        for window in windows:
            async for step in _window(spider, scope, window, kind=kind, words=words):
                yield step


async def _window(
    spider: SourceSpider, scope: Scope, window: Window, *, kind: str, words: WordFilter
) -> AsyncIterator[Step]:
    chamber = ",".join(scope.chamber)
    unit = f"{spider.strategy} {kind} {scope.jurisdiction} {chamber} | {window}"
    if unit in spider.checkpoint.done:
        return
    failed = spider.tally.error_count
    parameters = urlencode(_parameters(spider, scope, window, kind=kind))
    while parameters:
        batch = await _batch(spider, parameters)
        if batch is None:
            return
        if spider.strategy == "export" and batch.total >= CEILING and window.days > 1:
            for half in window.halves():
                async for step in _window(spider, scope, half, kind=kind, words=words):
                    yield step
            return
        for row in batch.pages:
            for step in _visit(spider, row, scope, words):
                yield step
        parameters = batch.next_batch
    if spider.tally.error_count == failed:
        yield UnitDone(unit)


async def _batch(spider: SourceSpider, parameters: str) -> Batch | None:
    """Fetch a batch; None when it could not be read, which is counted."""
    try:
        page = await spider.fetch(f"/{spider.strategy}", parameters)
        if page.status != 200:
            raise SourceChanged(SOURCE, page.url, f"request (HTTP {page.status})")
        batch = parse_batch(page)
        if batch.next_batch == parameters:
            raise SourceChanged(SOURCE, page.url, "next_batch")
    except (SourceChanged, SourceUnavailable) as error:
        spider.read_failed(error)
        return None
    return batch


def _visit(spider: SourceSpider, page: Page, scope: Scope, words: WordFilter) -> Iterator[Step]:
    row = json.loads(page.body)
    key, text = str(row.get("id") or page.url), str(row.get("text") or "")
    if not spider.tally.see(key):
        return
    known, own = spider.known_update(key), spider.known_id(key)
    if row.get("to_be_deleted") is not True and own is None and not _fits(text, scope, words):
        spider.tally.skip("not about the topic", key)
        return
    if own is None and spider.is_removed(key):
        return
    try:
        decision = parse_decision(page)
    except NotADecision as error:
        if error.reason == WITHDRAWN and own is not None and not spider.dry_run:
            yield Gone(own, "Withdrawn by Judilibre")
        else:
            spider.skip(error, key)
    except SourceChanged as error:
        spider.read_failed(error)
    else:
        spider.read_worked()
        if known == decision.provenances[0].source_updated_at:
            spider.tally.skip("unchanged", key)
        elif spider.dry_run:
            spider.count_unfetched(known)
        else:
            # A known decision that was updated may have lost a name: nothing older stays.
            yield Found(decision, (page,), redact_history=known is not None)


def _fits(text: str, scope: Scope, words: WordFilter) -> bool:
    return words.matches(text) and (not scope.words or WordFilter.of((scope.words,)).matches(text))


def _parameters(
    spider: SourceSpider, scope: Scope, window: Window, *, kind: str
) -> list[tuple[str, str]]:
    """Always say which date is meant: ``/scan`` filters by one and sorts by the other."""
    first = [("batch", "0")] if spider.strategy == "export" else []
    return [
        *first,
        ("jurisdiction", scope.jurisdiction),
        *(("chamber", chamber) for chamber in scope.chamber),
        ("date_start", window.first.isoformat()),
        ("date_end", window.last.isoformat()),
        ("date_type", kind),
        ("order", "asc"),
        ("batch_size", str(BATCH_SIZE)),
        ("resolve_references", "false"),
    ]


def _months(first: date, last: date) -> Iterator[Window]:
    """The newest month first: recent decisions are what readers miss most."""
    start = last.replace(day=1)
    end = last
    while end >= first:
        yield Window(max(start, first), end)
        end = start - timedelta(days=1)
        start = end.replace(day=1)


def _row_page(row: dict[str, Any], page: Page) -> Page:
    """Give a decision of a batch as if it had been asked for alone."""
    body = json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
    base = page.url.partition("?")[0].rpartition("/")[0]
    url = f"{base}/decision?{urlencode({'id': str(row.get('id') or '')})}"
    return Page(url, 200, page.headers, body, page.fetched_at)
