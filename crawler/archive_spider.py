"""What spiders of bulk archives share: fetch to disk, read member by member, know what is known.

An archive lies under ``DATA/crawl/<source>/archives/`` only while it is read. How far its reading
has come is a mark after every thousand entries, so that a killed run goes on where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crawler.archive_members import Examined, Examiner, Reading, examine_members
from crawler.archives import Member, Refused
from crawler.checkpoints import UnitDone, utc_now
from crawler.errors import ArchiveBroken, NotADecision, SourceChanged
from crawler.file_download import Download
from crawler.model import Document, Provenance
from crawler.page import Page
from crawler.reading_processes import processes_wanted
from crawler.source_spider import SourceSpider
from crawler.steps import Found, Prepared, Several, Step
from crawler.word_filter import WordFilter

Reader = Callable[..., Iterator[Member | Refused]]
"""``read_tar`` or ``read_zip`` of :mod:`crawler.archives`."""

Known = tuple[Document, Provenance]
"""A stored document, with what it says of where its source's record came from."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one fetched archive is read."""

    read: Reader
    name: str
    """Of the archive's file."""
    url: str
    """Where it was fetched."""
    unit: str | None
    """Under which its marks are kept; None where it must be read from its beginning each time."""
    examine: Examiner
    """Says what a file of a decision says, perhaps in another process."""
    found: Callable[[Page, Examined, Known | None], Found | Prepared]
    """Makes of it, and of what the corpus has, the document to store; or raises
    :class:`crawler.errors.NotADecision` or :class:`crawler.errors.SourceChanged`."""


class ArchiveSpider(SourceSpider):
    """A spider that reads archives; a subclass says which, and what a member means."""

    custom_settings: dict[str, Any] | None = {"CORPUS_BATCH": 500}  # noqa: RUF012 - as Scrapy types it
    entries_per_mark: int = 1000
    processes_from: int = 4 * 1024 * 1024
    """Bytes of an archive from which other processes read its files: starting them takes a second,
    in which a smaller one is read. Also an argument (``-a processes_from=0``)."""

    def __init__(self, *, processes_from: str | int = "", **options: Any) -> None:
        super().__init__(**options)
        if processes_from != "":
            self.processes_from = int(processes_from)
        self.words: Final = WordFilter.of(query for _, query in self.queries.queries)

    @abstractmethod
    def is_decision(self, member: Member) -> bool:
        """Tell by its name whether a member is the file of a decision; count what is neither."""

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

    async def read_archive(self, plan: Plan) -> AsyncIterator[Step]:
        """Read every member of a fetched archive, from where its unit was left.

        A refused member is counted with its reason. Raises
        :class:`crawler.errors.ArchiveBroken`; the archive is then deleted.
        """
        start = done_until(self.checkpoint.done, plan.unit) if plan.unit else 0
        marked = start
        try:
            with contextlib.closing(self._chunks(plan, start)) as chunks:
                for chunk in chunks:
                    fresh = self._strangers(chunk)
                    ready: list[Found | Prepared] = []
                    for entry, page, said in chunk:
                        ready += self._judge(plan, entry, page, said, fresh)
                        if plan.unit and entry.position - marked >= self.entries_per_mark:
                            marked = entry.position + 1
                            yield Several(tuple(ready))
                            yield UnitDone(f"{plan.unit}@{marked}")
                            ready = []
                    yield Several(tuple(ready))
                    await asyncio.sleep(0)  # others of this process get their turn
        except ArchiveBroken:
            self.drop_archive(plan.name)
            raise

    def _chunks(self, plan: Plan, start: int) -> Generator[list[Reading]]:
        path = self.archive_path(plan.name)
        large = path.stat().st_size >= self.processes_from
        return examine_members(
            plan.read(path, start=start),
            lambda member: self.member_page(member, plan.url) if self.is_decision(member) else None,
            plan.examine,
            processes=processes_wanted() if large else 0,
        )

    def _strangers(self, chunk: Sequence[Reading]) -> frozenset[str]:
        if self.corpus is None:
            return frozenset()
        return self.corpus.strangers(
            name for _, _, said in chunk if said is not None for name in said.names
        )

    def _judge(
        self,
        plan: Plan,
        entry: Member | Refused,
        page: Page | None,
        said: Examined | None,
        fresh: frozenset[str],
    ) -> Iterator[Found | Prepared]:
        if isinstance(entry, Refused):
            self.tally.skip(entry.reason, f"{plan.name}: {entry.name[:120]}")
        if page is None or said is None:
            return
        try:
            if said.unreadable:
                raise SourceChanged(self.name, page.url, said.unreadable)
            known = self.known_as(
                said.id, [one.text for one in said.names if one.text not in fresh]
            )
            found = plan.found(page, said, known)
        except NotADecision as error:
            self.skip(error, page.url.rpartition("#")[2][:120])
        except SourceChanged as error:
            self.read_failed(error)
        else:
            self.read_worked()
            yield found

    def member_page(self, member: Member, url: str) -> Page:
        """Give a member as a page: its address is the archive's, with its name as fragment."""
        headers = (("content-type", "application/xml"),)
        return Page(f"{url}#{member.base_name}", 200, headers, member.body, utc_now())

    def known_as(self, source_id: str, names: Sequence[str]) -> Known | None:
        """Give the stored document that this source calls ``source_id``, found by its names."""
        if self.corpus is None:
            return None
        ids = dict.fromkeys(found for name in names if name for found in self.corpus.resolve(name))
        for document in self.corpus.get_many(tuple(ids)).values() if ids else ():
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
