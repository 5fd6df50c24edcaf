"""What the files of an archive say, as far as each can be told from itself alone.

That part of a bulk reading knows no corpus, so it can run in other processes
(:mod:`crawler.reading_processes`); what is known already is looked up where the corpus is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from crawler.archives import Member, Refused
from crawler.corpus_names import Spelling, spell
from crawler.corpus_rows import Entry
from crawler.errors import InvalidDocument, JurisocialError, NotADecision, SourceChanged
from crawler.model import Decision, PartialDate
from crawler.page import Page
from crawler.raw_page import RawPage
from crawler.reading_processes import ReadingProcesses
from crawler.word_filter import WordFilter

CHUNK_MEMBERS: Final = 64
CHUNK_BYTES: Final = 1 << 20
"""What is read together: so many files, or so many bytes if they are long."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file says."""

    id: str = ""
    """The source's own id of the decision; empty where it cannot be read."""
    names: tuple[Spelling, ...] = ()
    """Names by which the corpus may know the decision."""
    entry: Entry | None = None
    """The decision with its page, ready for the corpus; None where it is not wanted."""
    reason: str = ""
    """Why it is not wanted, unless the corpus knows it."""
    unreadable: str = ""
    """The part of the file that cannot be read; then nothing else is said."""


class ArchiveFile(Protocol):
    """A file of a decision, read as far as is needed to tell whether it is wanted."""

    @property
    def id(self) -> str:
        """The source's own id."""

    @property
    def date(self) -> PartialDate:
        """Date of the decision."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which the corpus may know the decision."""

    @property
    def words(self) -> str:
        """All that a topic's words are looked for in."""


File = TypeVar("File", bound=ArchiveFile)


@dataclass(frozen=True, slots=True)
class TopicExaminer(Generic[File]):
    """Says that a file is of another subject or time than is asked, or what its decision is."""

    read: Callable[[Page], File]
    decision_of: Callable[[File], Decision]
    words: WordFilter
    since: date
    """An unknown date is not too old."""

    def __call__(self, page: Page) -> Examined:
        """Read one file."""
        try:
            file = self.read(page)
            reason = self._why_not(file)
            entry = None if reason else Entry.of(self.decision_of(file), (RawPage.of(page),))
        except NotADecision as error:
            return Examined(reason=error.reason)
        except SourceChanged as error:
            return Examined(unreadable=error.field)
        except InvalidDocument as error:
            return Examined(unreadable=error.reason)
        return Examined(file.id, tuple(map(spell, file.names)), entry, reason)

    def _why_not(self, file: File) -> str:
        last = file.date.last
        if last is not None and last < self.since:
            return "older than asked"
        return "" if self.words.matches(file.words) else "another subject"


Examiner = Callable[[Page], Examined]
"""Reads one file; must survive :mod:`pickle`, and raises nothing of ours."""

Reading = tuple[Member | Refused, Page | None, Examined | None]
"""An entry of an archive; with page and what it says where it is a file of a decision."""


@dataclass(frozen=True, slots=True)
class _ExamineAll:
    """An examiner of many files, to be sent to another process."""

    examine: Examiner

    def __call__(self, pages: tuple[Page, ...]) -> tuple[Examined, ...]:
        return tuple([_packed(self.examine(page)) for page in pages])


def examine_members(
    entries: Iterable[Member | Refused],
    page_of: Callable[[Member], Page | None],
    examine: Examiner,
    *,
    processes: int,
) -> Generator[list[Reading]]:
    """Give the entries of an archive in order, some at a time, with what each file says.

    ``page_of`` gives the page of a file of a decision, None for any other. With 0 ``processes``
    the reading is done here. What ``entries`` raises comes after the entries before it.
    """
    chunks = _chunks(entries, page_of)
    if not processes:
        for chunk in chunks:
            yield _joined(chunk, tuple([examine(page) for page in _pages(chunk)]))
        return
    waiting: deque[list[tuple[Member | Refused, Page | None]]] = deque()

    def tasks() -> Iterator[tuple[Page, ...]]:
        for chunk in chunks:
            waiting.append(chunk)
            yield _pages(chunk)

    with ReadingProcesses(_ExamineAll(examine), processes) as readers:
        for _, said in readers.answers(tasks()):
            yield _joined(waiting.popleft(), said)


def _chunks(
    entries: Iterable[Member | Refused], page_of: Callable[[Member], Page | None]
) -> Iterator[list[tuple[Member | Refused, Page | None]]]:
    """Cut the entries; what they raise comes after the last chunk."""
    chunk: list[tuple[Member | Refused, Page | None]] = []
    size = 0
    try:
        for entry in entries:
            page = page_of(entry) if isinstance(entry, Member) else None
            chunk.append((entry, page))
            size += len(entry.body) if isinstance(entry, Member) else 0
            if len(chunk) >= CHUNK_MEMBERS or size >= CHUNK_BYTES:
                yield chunk
                chunk, size = [], 0
    except JurisocialError:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _packed(said: Examined) -> Examined:
    return said if said.entry is None else replace(said, entry=said.entry.packed())


def _pages(chunk: list[tuple[Member | Refused, Page | None]]) -> tuple[Page, ...]:
    return tuple(page for _, page in chunk if page is not None)


def _joined(
    chunk: list[tuple[Member | Refused, Page | None]], said: tuple[Examined, ...]
) -> list[Reading]:
    answers = iter(said)
    return [(entry, page, None if page is None else next(answers)) for entry, page in chunk]
