"""What spiders of bulk archives share: fetch to disk, read member by member, know what is known.

An archive lies under ``DATA/crawl/<source>/archives/`` only while it is read. How far its reading
has come is a mark after every thousand entries, so that a killed run goes on where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from crawler.archives import Member, Refused
from crawler.checkpoints import UnitDone, utc_now
from crawler.errors import ArchiveBroken, NotADecision, SourceChanged
from crawler.file_download import Download
from crawler.model import Document, PartialDate, Provenance
from crawler.page import Page
from crawler.source_spider import SourceSpider, Step
from crawler.word_filter import WordFilter

Reader = Callable[..., Iterator[Member | Refused]]
"""``read_tar`` or ``read_zip`` of :mod:`crawler.archives`."""


class ArchiveSpider(SourceSpider):
    """A spider that reads archives; a subclass says which, and what a member means."""

    custom_settings: dict[str, Any] | None = {"CORPUS_BATCH": 200}  # noqa: RUF012 - as Scrapy types it
    entries_per_mark: int = 1000

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.words: Final = WordFilter.of(query for _, query in self.queries.queries)

    def archive_path(self, name: str) -> Path:
        """Give where an archive lies while it is read."""
        return self.data_dir / "crawl" / self.name / "archives" / name

    def drop_other_archives(self, names: Sequence[str]) -> None:
        """Delete what an interrupted run left of archives that are not to be read now."""
        folder = self.archive_path("x").parent
        for path in folder.iterdir() if folder.is_dir() else ():
            if not any(path.name in (name, f"{name}.part", f"{name}.json") for name in names):
                path.unlink(missing_ok=True)

    def drop_archive(self, name: str) -> None:
        """Delete an archive that is read."""
        Download(self.archive_path(name)).forget()
        with contextlib.suppress(OSError):
            self.archive_path(name).parent.rmdir()

    async def read_archive(
        self,
        read: Reader,
        name: str,
        *,
        unit: str | None,
        visit: Callable[[Member], Iterator[Step]],
    ) -> AsyncIterator[Step]:
        """Visit every member of a fetched archive, from where ``unit`` was left.

        Without a ``unit`` it is read from its beginning, and no marks are given on the way. A
        refused member is counted with its reason. Raises
        :class:`crawler.errors.ArchiveBroken`; the archive is then deleted.
        """
        start = done_until(self.checkpoint.done, unit) if unit else 0
        marked = start
        try:
            for entry in read(self.archive_path(name), start=start):
                if isinstance(entry, Refused):
                    self.tally.skip(entry.reason, f"{name}: {entry.name[:120]}")
                else:
                    for step in visit(entry):
                        yield step
                if entry.position - marked >= self.entries_per_mark:
                    marked = entry.position + 1
                    if unit:
                        yield UnitDone(f"{unit}@{marked}")
                    await asyncio.sleep(0)  # others of this process get their turn
        except ArchiveBroken:
            self.drop_archive(name)
            raise

    def member_page(self, member: Member, url: str) -> Page:
        """Give a member as a page: its address is the archive's, with its name as fragment."""
        headers = (("content-type", "application/xml"),)
        return Page(f"{url}#{member.base_name}", 200, headers, member.body, utc_now())

    def too_old(self, date: PartialDate) -> bool:
        """Tell whether a decision is older than what is asked; an unknown date is not."""
        last = date.last
        return last is not None and last < self.since

    def known_as(self, source_id: str, names: Sequence[str]) -> tuple[Document, Provenance] | None:
        """Give the stored document that this source calls ``source_id``, found by its names."""
        if self.corpus is None:
            return None
        ids = dict.fromkeys(found for name in names if name for found in self.corpus.resolve(name))
        for document in self.corpus.get_many(tuple(ids)).values():
            for provenance in document.provenances:
                if (provenance.source, provenance.source_id) == (self.name, source_id):
                    return document, provenance
        return None

    def stored_page(self, document: Document, ending: str) -> Page | None:
        """Give the newest page kept of a document whose address ends so, or None."""
        if self.corpus is None:
            return None
        kept = [page for page in self.corpus.raw_pages(document.id) if page.url.endswith(ending)]
        if not kept:
            return None
        newest = max(kept, key=lambda page: page.fetched_at)
        return Page(newest.url, newest.status, newest.headers, newest.body, newest.fetched_at)

    def rewritten(self, document: Document, new: Page, text_of: Callable[[Page], str]) -> bool:
        """Tell whether the words of a known decision changed, as when names were taken out.

        Then no earlier word may stay; a change of metadata alone keeps the history, and with it
        what other sources say of the decision.
        """
        old = self.stored_page(document, "#" + new.url.rpartition("#")[2])
        try:
            return old is None or text_of(old).split() != text_of(new).split()
        except (SourceChanged, NotADecision):
            return True


def done_until(done: frozenset[str], unit: str) -> int:
    """Give how many entries of an archive the marks of a run say are done."""
    places = (name.rpartition("@") for name in done)
    return max((int(n) for which, _, n in places if which == unit and n.isdigit()), default=0)
