"""The walk of A2AJ's whole collection: its list of files, then each court's, group by group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from crawler.checkpoints import QueryDone, UnitDone
from crawler.errors import NotADecision, SourceChanged, SourceUnavailable
from crawler.file_download import Download
from crawler.source_spider import SourceSpider
from crawler.spiders.a2aj_bulk import (
    TREE,
    BulkFile,
    BulkReader,
    parse_row,
    parse_tree,
    row_page,
    row_text,
)
from crawler.steps import Found, Step
from crawler.word_filter import WordFilter

_REVISION: Final = " at "


async def walk_bulk(spider: SourceSpider) -> AsyncIterator[Step]:
    """Visit the file of every court that the topic asks for, unless it is the one of last time."""
    page = await spider.fetch(TREE, [("recursive", "true")])
    if page.status != 200:
        raise SourceChanged(spider.name, page.url, f"list of files (HTTP {page.status})")
    offered = {file.dataset: file for file in parse_tree(page)}
    words = WordFilter.of(query for _, query in spider.queries.queries)
    for dataset in spider.queries.datasets or tuple(sorted(offered)):
        file = offered.get(dataset)
        if file is None:
            raise SourceChanged(spider.name, page.url, f"dataset {dataset}")
        if _read_before(spider, file):
            spider.tally.skip("file unchanged", file.path)
            continue
        async for step in _walk_file(spider, file, words):
            yield step


async def _walk_file(
    spider: SourceSpider, file: BulkFile, words: WordFilter
) -> AsyncIterator[Step]:
    target = spider.data_dir / "crawl" / spider.name / f"{file.dataset}-{file.oid[:16]}.parquet"
    if spider.dry_run:
        spider.tally.skip(f"file of {file.size // 1_000_000} MB to read", file.path)
        return
    failed = spider.tally.error_count
    try:
        page = await spider.fetch(file.address, to_file=target)
        if page.status != 200:
            raise SourceChanged(spider.name, page.url, f"file (HTTP {page.status})")
        with BulkReader(target, url=page.url) as reader:
            if reader.count == 0 and _had_rows(spider, file):
                raise SourceChanged(spider.name, page.url, "rows")
            for step in _read(spider, file, reader, words):
                yield step
    except SourceUnavailable as error:
        spider.read_failed(error)
    except SourceChanged as error:
        Download(target).forget()
        spider.read_failed(error)
    else:
        if spider.tally.error_count == failed:
            yield QueryDone(f"{file.path}{_REVISION}{file.oid}", reader.count)
        Download(target).forget()


def _read(
    spider: SourceSpider, file: BulkFile, reader: BulkReader, words: WordFilter
) -> Iterator[Step]:
    for group in range(reader.groups):
        unit = f"{file.path} | {file.oid} | {group}"
        if unit in spider.checkpoint.done:
            continue
        failed = spider.tally.error_count
        for row in reader.rows(group):
            yield from _visit(spider, row, url=reader.url, words=words)
        if spider.tally.error_count == failed:
            yield UnitDone(unit)


def _visit(
    spider: SourceSpider, row: dict[str, Any], *, url: str, words: WordFilter
) -> tuple[Step, ...]:
    """Give a row's decision, unless it is too old, off the topic, or as the corpus has it."""
    citation = str(row.get("citation_en") or row.get("citation_fr") or "")
    day = str(row.get("document_date_en") or row.get("document_date_fr") or "")[:10]
    if day < spider.since.isoformat() or not words.matches(row_text(row)):
        spider.tally.skip("older than asked for, or not about the topic", citation)
        return ()
    if not citation:
        spider.tally.skip("no citation to name it by", f"{row.get('dataset')} {day}")
        return ()
    if not spider.tally.see(citation):
        return ()
    updated = max(str(row.get(f"scraped_timestamp_{lang}") or "")[:19] for lang in ("en", "fr"))
    known = spider.known_update(citation)
    if known is not None and known == updated:
        spider.tally.skip("unchanged", citation)
        return ()
    if known is None and spider.is_removed(citation):
        return ()
    page = row_page(row, url=f"{url}#{citation}")
    try:
        decision = parse_row(page)
    except NotADecision as error:
        spider.skip(error, citation)
    except SourceChanged as error:
        spider.read_failed(error)
    else:
        spider.read_worked()
        return (Found(decision, (page,)),)
    return ()


def _had_rows(spider: SourceSpider, file: BulkFile) -> bool:
    earlier = f"{file.path}{_REVISION}"
    return any(rows for name, rows in spider.checkpoint.rows.items() if name.startswith(earlier))


def _read_before(spider: SourceSpider, file: BulkFile) -> bool:
    return f"{file.path}{_REVISION}{file.oid}" in spider.checkpoint.rows
