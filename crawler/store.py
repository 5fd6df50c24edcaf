"""The one item pipeline: documents to the corpus in batches, then the checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy.exceptions import DropItem

from crawler.checkpoints import Mark, advance
from crawler.corpus import Corpus
from crawler.corpus_rows import Entry
from crawler.corpus_values import Put, PutAction
from crawler.errors import JurisocialError
from crawler.matching import strong_keys
from crawler.model import Document
from crawler.raw_page import RawPage
from crawler.source_spider import Found, Gone

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.source_spider import SourceSpider


class CorpusPipeline:
    """Writes what a spider yields, in its order.

    Documents gather until a batch is full or a mark comes; the batch is committed in one
    transaction; only then the mark moves the checkpoint. When the corpus cannot be written
    (disk full, busy, read-only) nothing more is written, the checkpoint stays where it was, and
    the run ends.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._size = crawler.settings.getint("CORPUS_BATCH", 20)
        self._batch: list[Found] = []
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does."""
        return cls(crawler)

    @property
    def _spider(self) -> SourceSpider:
        return cast("SourceSpider", self._crawler.spider)

    def process_item(self, item: Found | Gone | Mark) -> Any:
        """Take one step of the walk."""
        if self._spider.dry_run or self._broken:
            raise DropItem("nothing is written")
        self._guarded(lambda corpus: self._take(corpus, item))
        return item

    def close_spider(self) -> None:
        """Commit what is left and close the corpus."""
        spider = self._spider
        if spider.corpus is None:
            return
        if not spider.dry_run and not self._broken:
            self._guarded(self._flush)
        spider.corpus.close()

    def _guarded(self, write: Callable[[Corpus], None]) -> None:
        corpus = self._spider.corpus
        if corpus is None:
            return
        try:
            write(corpus)
        except (JurisocialError, OSError) as error:
            self._broken = True
            self._spider.abort(error)

    def _take(self, corpus: Corpus, item: Found | Gone | Mark) -> None:
        match item:
            case Found():
                self._batch.append(item)
                if len(self._batch) >= self._size:
                    self._flush(corpus)
            case Gone(id, reason):
                self._flush(corpus)
                corpus.remove(id, reason)
                self._spider.tally.withdrawn += 1
            case _:
                self._flush(corpus)
                self._advance(corpus, item)

    def _advance(self, corpus: Corpus, mark: Mark) -> None:
        spider = self._spider
        moved = advance(spider.checkpoint, mark)
        spider.checkpoint = replace(moved, sequence=corpus.sequence(), corpus=corpus.identity)
        spider.checkpoints.save(spider.checkpoint)

    def _flush(self, corpus: Corpus) -> None:
        batch, self._batch = _settled(corpus, self._batch), []
        plain = [found for found in batch if not found.redact_history]
        for put in corpus.put_entries([_entry(found) for found in plain]):
            self._count(put)
        for found in batch:
            if found.redact_history:
                pages = map(RawPage.of, found.pages)
                self._count(corpus.put(found.document, pages=pages, redact_history=True))
        if batch:
            self._spider.report()

    def _count(self, put: Put) -> None:
        tally = self._spider.tally
        match put.action:
            case PutAction.NEW:
                tally.new += 1
            case PutAction.CHANGED | PutAction.MERGED:
                tally.changed += 1
            case PutAction.UNCHANGED:
                tally.skip("unchanged", put.id)
            case PutAction.REFUSED:
                tally.skip("removed earlier", put.id)


def _settled(corpus: Corpus, batch: Sequence[Found]) -> list[Found]:
    """Give each document under an id that no other decision of its source has.

    Ids are minted from court, date and number, which two orders of one day may share.
    """
    names = {found.document.provenances[0].source_id for found in batch}
    fresh = corpus.strangers({*names, *(found.document.id for found in batch)})
    settled: dict[str, Document] = {}
    placed: list[Found] = []
    for found in batch:
        name = _place(corpus, found.document, settled, fresh)
        if name != found.document.id:
            found = replace(found, document=replace(found.document, id=name), entry=None)
        settled[name] = found.document
        placed.append(found)
    return placed


def _place(
    corpus: Corpus, document: Document, settled: Mapping[str, Document], fresh: frozenset[str]
) -> str:
    key = document.provenances[0].source_id
    known = corpus.resolve(key) if key and key not in fresh else ()
    if len(known) == 1:
        return known[0]
    for name in _candidates(document.id):
        other = settled.get(name) or (None if name in fresh else corpus.get(name))
        if other is None or not _kept_apart(document, other):
            return name
    raise AssertionError("the candidates never end")


def _entry(found: Found) -> Entry:
    return found.entry or Entry.of(found.document, map(RawPage.of, found.pages))


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _kept_apart(document: Document, other: Document) -> bool:
    """Tell whether the source names both, differently, and nothing says that they are one."""
    own = document.provenances[0]
    theirs = {p.source_id for p in other.provenances if p.source == own.source}
    shared = strong_keys(document) & strong_keys(other)
    return bool(theirs) and own.source_id not in theirs and not shared
