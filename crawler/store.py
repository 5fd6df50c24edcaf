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
from crawler.steps import REMOVED, Found, Gone, Prepared, Several, Step

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
        self._batch: list[Found | Prepared] = []
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does."""
        return cls(crawler)

    @property
    def _spider(self) -> SourceSpider:
        return cast("SourceSpider", self._crawler.spider)

    def process_item(self, item: Step) -> Any:
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

    def _take(self, corpus: Corpus, item: Step) -> None:
        match item:
            case Several(steps):
                for step in steps:
                    self._take(corpus, step)
            case Found() | Prepared():
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
        plain = [entry for entry, redact in batch if not redact]
        for put in corpus.put_entries(plain):
            self._count(put)
        for entry, redact in batch:
            if redact:
                self._count(*corpus.put_entries([entry], redact_history=True))
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
                tally.skip(REMOVED, put.id)


def _settled(corpus: Corpus, batch: Sequence[Found | Prepared]) -> list[tuple[Entry, bool]]:
    """Give each document under an id that no other decision of its source has.

    Ids are minted from court, date and number, which two orders of one day may share. With each
    goes whether its history is to be forgotten.
    """
    entries = [(_entry(found), found) for found in batch]
    fresh = corpus.strangers(
        (entry.source_id for entry, _ in entries), ids=[entry.ids[0] for entry, _ in entries]
    )
    settled: dict[str, Entry] = {}
    placed: list[tuple[Entry, bool]] = []
    for entry, found in entries:
        name = _place(corpus, entry, settled, fresh)
        if name != entry.ids[0]:
            entry = _entry(replace(_found(found), document=replace(entry.document, id=name)))
        settled[name] = entry
        placed.append((entry, isinstance(found, Found) and found.redact_history))
    return placed


def _place(
    corpus: Corpus, entry: Entry, settled: Mapping[str, Entry], fresh: frozenset[str]
) -> str:
    key = entry.source_id.text
    known = corpus.resolve(key) if key and key not in fresh else ()
    if len(known) == 1:
        return known[0]
    for name in _candidates(entry.ids[0]):
        waiting = settled.get(name)
        other = waiting.document if waiting is not None else None
        if other is None and name not in fresh:
            other = corpus.get(name)
        if other is None or not _kept_apart(entry.document, other):
            return name
    raise AssertionError("the candidates never end")


def _entry(found: Found | Prepared) -> Entry:
    if isinstance(found, Prepared):
        return found.entry
    return Entry.of(found.document, map(RawPage.of, found.pages))


def _found(found: Found | Prepared) -> Found:
    return found if isinstance(found, Found) else Found(found.document, (found.page,))


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _kept_apart(document: Document, other: Document) -> bool:
    """Tell whether the source names both, differently, and nothing says that they are one."""
    own = document.provenances[0]
    theirs = {p.source_id for p in other.provenances if p.source == own.source}
    shared = strong_keys(document) & strong_keys(other)
    return bool(theirs) and own.source_id not in theirs and not shared
