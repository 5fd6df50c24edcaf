"""DILA's bases of case law: the newest full archive of each, then its deltas, then withdrawals.

Archives go to disk first and are read from there (:mod:`crawler.file_download`): one has up to
8 GB, more than memory holds, and a disk takes it faster than we parse it, so that DILA's server
is kept for minutes and not for hours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final

from crawler.archive_members import Examined, TopicExaminer
from crawler.archive_spider import ArchiveSpider, Known, Plan
from crawler.archives import Member, read_tar
from crawler.checkpoints import ChangesDone, UnitDone
from crawler.errors import ArchiveBroken, NotADecision, SourceChanged, SourceUnavailable
from crawler.page import Page
from crawler.spiders.dila_index import (
    ID,
    SUPPRESSIONS,
    Archive,
    archives_to_apply,
    parse_archive_name,
    parse_index,
    parse_suppressions,
)
from crawler.spiders.dila_parse import DilaFile, decision_of, read_file
from crawler.steps import Found, Gone, Prepared, Step

BASES: Final = ("CASS", "CAPP", "INCA", "JADE", "CNIL")
"""In this order a text that moves from INCA to CASS, because it is published later, is seen in
its new base before its old one lists it as withdrawn."""


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    id: str
    base: str
    stamp: str


class DilaSpider(ArchiveSpider):
    """Reads the bases that the topic names and keeps the decisions that its words fit."""

    name = "dila"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._reached: dict[str, str] = {}
        self._withdrawals: list[_Withdrawal] = []
        self._reading = Archive("", delta=False, name="", base="")
        self._files = 0
        self._unseen: set[str] = set()

    async def walk(self) -> AsyncIterator[Step]:
        """Visit each base, then apply what they withdrew."""
        applied = self._applied()
        self._reached = dict(applied)
        for base in self.queries.datasets or BASES:
            try:
                async for step in self._base(base, applied.get(base, "")):
                    yield step
            except (SourceChanged, SourceUnavailable, ArchiveBroken) as error:
                self.tally.fail(error)  # the other bases go on
        if self._withdrawals:
            yield UnitDone("withdrawals")
            await asyncio.sleep(0.02)  # until the pipeline has committed all that was found
        for step in self._withdraw():
            yield step
        if self._reached != applied:
            watermark = {"scope": self.checkpoint.scope, "applied": self._reached}
            yield ChangesDone(json.dumps(watermark, sort_keys=True))

    def _applied(self) -> dict[str, str]:
        """The time of the last archive read of each base, for what is asked now."""
        try:
            stored = json.loads(self.checkpoint.watermark)
        except ValueError:
            return {}
        return dict(stored["applied"]) if stored["scope"] == self.checkpoint.scope else {}

    async def _base(self, base: str, applied: str) -> AsyncIterator[Step]:
        page = await self.fetch(f"/{base}/")
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"folder (HTTP {page.status})")
        archives = archives_to_apply(parse_index(page, base=base), applied=applied)
        for archive in archives:
            if self.dry_run:
                self.tally.skip("archive to read", archive.name)
            elif archive.name not in self.checkpoint.done:
                self.drop_other_archives([archive.name])
                async for step in self._archive(archive):
                    yield step
            if not self.dry_run:
                self._reached[base] = archive.stamp

    async def _archive(self, archive: Archive) -> AsyncIterator[Step]:
        path = f"/{archive.base}/{archive.name}"
        page = await self.fetch(path, to_file=self.archive_path(archive.name))
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"archive (HTTP {page.status})")
        listed = len(self._withdrawals)
        self._reading, self._files = archive, 0
        whole = not archive.delta and not _begun(self.checkpoint.done, archive)
        self._unseen = self._ids_of(archive.base) if whole else set()
        plan = Plan(
            read=read_tar,
            name=archive.name,
            url=page.url,
            # A delta may begin with a list of withdrawn texts, so it is never read from its middle.
            unit=None if archive.delta else archive.name,
            examine=TopicExaminer(read_file, decision_of, self.words, self.since),
            found=self._to_store,
        )
        async for step in self.read_archive(plan):
            yield step
        if not archive.delta and not self._files and not _begun(self.checkpoint.done, archive):
            raise SourceChanged(self.name, page.url, f"decisions in {archive.name}")
        self._count_unseen(archive.base)
        # What it lists as withdrawn is applied last of all, so it is read again until then.
        if len(self._withdrawals) == listed:
            yield UnitDone(archive.name)
        else:
            yield UnitDone(f"{archive.name}@0")
        self.drop_archive(archive.name)

    def is_decision(self, member: Member) -> bool:
        """Take the files of decisions; read a list of withdrawn texts, and count the rest."""
        name, archive = member.base_name, self._reading
        if SUPPRESSIONS.fullmatch(name):
            ids = parse_suppressions(member.body, url=f"{archive.name}#{name}")
            self._withdrawals += [_Withdrawal(id_, archive.base, archive.stamp) for id_ in ids]
            return False
        if ID.fullmatch(name.removesuffix(".xml")) is None or not name.endswith(".xml"):
            self.tally.skip("no file of a decision", member.name[:120])
            return False
        self._files += 1
        self._unseen.discard(name.removesuffix(".xml"))
        return True

    def _ids_of(self, base: str) -> set[str]:
        """The decisions that were once read from an archive of a base."""
        urls = self.corpus.page_urls(f"/{base}/") if self.corpus is not None else ()
        return {url.rpartition("#")[2].removesuffix(".xml") for url in urls}

    def _count_unseen(self, base: str) -> None:
        """Count what the base had and its new full archive has not.

        They are named, not withdrawn: DILA withdraws by its lists, and an archive that was cut
        short when it was made, or a text on its way to another base, looks just the same.
        """
        for id_ in sorted(self._unseen):
            known = self.known_as(id_, (id_,))
            source = _archive_of(self.stored_page(known[0], f"#{id_}.xml")) if known else None
            if source is not None and source.base == base:
                self.tally.skip("known, and not in the new full archive", id_)
        self._unseen = set()

    def _to_store(self, page: Page, said: Examined, known: Known | None) -> Found | Prepared:
        if known is None and said.entry is None:
            raise NotADecision(self.name, page.url, said.reason)
        self.tally.see(said.id)
        if known is None and said.entry is not None:
            return Prepared(said.entry, page)
        # Known, so it is brought up to date even where the topic's words have gone from it.
        if known is not None and known[1].source_updated_at >= self._reading.stamp:
            raise NotADecision(self.name, page.url, "unchanged")
        redact = known is not None and self.rewritten(known[0], page, _words_of)
        return Found(decision_of(read_file(page)), (page,), redact_history=redact)

    def _withdraw(self) -> Iterator[Step]:
        """Withdraw what was listed, unless a later archive, or another base, has the text again."""
        for withdrawal in dict.fromkeys(self._withdrawals):
            known = self.known_as(withdrawal.id, (withdrawal.id,))
            if known is None:
                continue
            page = self.stored_page(known[0], f"#{withdrawal.id}.xml")
            source = _archive_of(page)
            if source is None or (
                source.base == withdrawal.base and source.stamp <= withdrawal.stamp
            ):
                yield Gone(known[0].id, f"Withdrawn by DILA ({withdrawal.base})")


def _begun(done: frozenset[str], archive: Archive) -> bool:
    return any(unit.startswith(f"{archive.name}@") for unit in done)


def _archive_of(page: Page | None) -> Archive | None:
    if page is None:
        return None
    return parse_archive_name(page.url.partition("#")[0].rpartition("/")[2])


def _words_of(page: Page) -> str:
    file: DilaFile = read_file(page)
    return f"{file.title} {file.headnote} {file.body}"
