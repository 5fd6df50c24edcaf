"""What can go wrong below the index, one class per situation.

::

    JurisocialError
      InvalidIdentifier
      InvalidDate
      InvalidAddress
      UnknownCourt
      StarterCollectionMissing
      CorpusError
        CorpusUnavailable
          NotACorpus
          CorpusTooNew
          CorpusReadOnly
          CorpusBusy
          DiskFull
        UnknownDocument
        DocumentRemoved
        InvalidDocument
        CannotMerge
        BackupInvalid
        RefusesToOverwrite
      CrawlError
        SourceChanged
        SourceBlocked
        SourceUnavailable
        KeyMissing
        BudgetSpent
        NotADecision
        CrawlInterrupted
        LibraryMissing
        ArchiveBroken
        ReadingProcessDied
      UnknownSource
      UnknownTopic
      UnknownStrategy
      SyncRunning
      CrawlRunning

Every message says what is wrong, where, and what to do; the facts are attributes.
"""

from __future__ import annotations


class JurisocialError(Exception):
    """Base of every error this project raises on purpose; its message may be shown to people."""


class InvalidIdentifier(JurisocialError):
    """A text that is not an identifier of the wanted kind."""

    def __init__(self, kind: str, text: str, reason: str) -> None:
        shown = text if len(text) <= 80 else text[:79] + "…"
        super().__init__(f"“{shown}” is not a {kind} identifier: {reason}.")
        self.kind = kind
        self.text = text
        self.reason = reason


class InvalidDate(JurisocialError):
    """A text that is not a date as far as it is known (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``)."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.")
        self.text = text


class InvalidAddress(JurisocialError):
    """A text that is not the address of a web page."""

    def __init__(self, text: str, reason: str) -> None:
        shown = text if len(text) <= 80 else text[:79] + "…"
        super().__init__(f"“{shown}” is not a web address: {reason}.")
        self.text = text
        self.reason = reason


class UnknownCourt(JurisocialError):
    """A court code, or name, that the court table does not have."""

    def __init__(self, code: str, nearest: str | None = None) -> None:
        hint = f" Did you mean “{nearest}”?" if nearest else ""
        super().__init__(f"No court “{code[:80]}” in crawler/courts.toml.{hint}")
        self.code = code
        self.nearest = nearest


class CrawlError(JurisocialError):
    """Base of what can go wrong between us and a source."""


class SourceChanged(CrawlError):
    """A source answered in a form that we cannot read: never an empty decision instead."""

    def __init__(self, source: str, url: str, field: str) -> None:
        super().__init__(
            f"{source}: “{field}” is missing or unreadable at {url}. The source may have changed "
            f"its format; nothing was stored from this page."
        )
        self.source = source
        self.url = url
        self.field = field


class SourceBlocked(CrawlError):
    """A source, or its robots.txt, does not want us there now: the run ends at once."""

    def __init__(
        self, source: str, url: str, reason: str, *, retry_after: float | None = None
    ) -> None:
        later = (
            "" if retry_after is None else f" Try again in {max(1, round(retry_after / 60))} min."
        )
        super().__init__(
            f"{source} refuses {url}: {reason}. The crawl stopped; what was done is kept.{later}"
        )
        self.source = source
        self.url = url
        self.reason = reason
        self.retry_after = retry_after
        """Seconds that the source asks us to wait, or None."""


class SourceUnavailable(CrawlError):
    """A source did not answer, or only with server errors, after all retries."""

    def __init__(self, source: str, url: str, reason: str) -> None:
        super().__init__(f"{source} gave no usable answer at {url}: {reason}. Try again later.")
        self.source = source
        self.url = url
        self.reason = reason


class KeyMissing(CrawlError):
    """A source wants a key, and there is none or it was refused."""

    def __init__(self, source: str, variable: str, *, refused: bool = False) -> None:
        what = "refused the key" if refused else "needs a key"
        super().__init__(f"{source} {what}: set {variable} to a valid one.")
        self.source = source
        self.variable = variable
        self.refused = refused


class BudgetSpent(CrawlError):
    """The requests that we allow ourselves to send to a host in one day are used up."""

    def __init__(self, host: str, budget: int) -> None:
        super().__init__(
            f"{host}: the {budget} requests of today (UTC) are used up. The checkpoint is kept; "
            f"run the same command tomorrow."
        )
        self.host = host
        self.budget = budget


class NotADecision(CrawlError):
    """A row of a source that is no decision: skipped, counted and reported."""

    def __init__(self, source: str, url: str, reason: str) -> None:
        super().__init__(f"{source}: no decision at {url}: {reason}.")
        self.source = source
        self.url = url
        self.reason = reason


class CrawlInterrupted(CrawlError):
    """The crawling process ended without a summary."""

    def __init__(self, source: str, detail: str) -> None:
        super().__init__(
            f"The crawl of {source} ended before its summary ({detail}). What was committed is "
            f"kept; run the same command again to go on."
        )
        self.source = source
        self.detail = detail


class LibraryMissing(CrawlError):
    """A source needs a library that is an optional part of the installation."""

    def __init__(self, source: str, library: str, extra: str) -> None:
        super().__init__(
            f"{source} needs the library {library}: install it with "
            f"pip install 'jurisocial[{extra}]'."
        )
        self.source = source
        self.library = library
        self.extra = extra


class ArchiveBroken(CrawlError):
    """An archive of a source that cannot be read to its end."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The archive {name} cannot be read to its end: {reason}. What came before is kept; "
            "the next run fetches it anew."
        )
        self.name = name
        self.reason = reason


class ReadingProcessDied(CrawlError):
    """A process that reads an archive beside the crawl ended by itself."""

    def __init__(self, status: int | None) -> None:
        super().__init__(
            f"A process that read the archive ended with status {status} (-9 is mostly a lack of "
            "memory). What was committed is kept; run the same command again to go on."
        )
        self.status = status


class UnknownSource(JurisocialError):
    """A name that the table of sources does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No source “{name[:80]}”. Known: {', '.join(known)}.")
        self.name = name
        self.known = known


class UnknownTopic(JurisocialError):
    """A name for which there is no topic file."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No topic “{name[:80]}”. Known: {', '.join(known)}.")
        self.name = name
        self.known = known


class UnknownStrategy(JurisocialError):
    """A way of reading a source that it does not offer."""

    def __init__(self, source: str, name: str, known: tuple[str, ...]) -> None:
        offered = f"Known: {', '.join(known)}" if known else "It is read in one way only"
        super().__init__(f"{source} cannot be read by “{name[:80]}”. {offered}.")
        self.source = source
        self.name = name
        self.known = known


class SyncRunning(JurisocialError):
    """Another synchronisation works on the same data folder."""

    def __init__(self, lock: str, holder: str) -> None:
        super().__init__(
            f"Another sync is running ({holder or 'process unknown'}; lock {lock}). "
            "Let it end; a lock of a process that died is taken over by itself."
        )
        self.lock = lock
        self.holder = holder


class CrawlRunning(JurisocialError):
    """Another crawl of the same source works on the same data folder."""

    def __init__(self, source: str, lock: str, holder: str) -> None:
        super().__init__(
            f"{source} is being crawled already ({holder or 'process unknown'}; lock {lock}). "
            "Let it end; a lock of a process that died is taken over by itself."
        )
        self.source = source
        self.lock = lock
        self.holder = holder


class StarterCollectionMissing(JurisocialError):
    """The starter collection is neither in the package nor beside a checkout."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"The starter collection is not in {folder}: the installation is incomplete. "
            "Install jurisocial again, or run it from a full checkout."
        )
        self.folder = folder


class CorpusError(JurisocialError):
    """Base of what can go wrong with the corpus: its database, its documents, its backups."""


class CorpusUnavailable(CorpusError):
    """The corpus cannot be opened, read or written; nothing committed is lost."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"The corpus {where} cannot be used: {reason}.")
        self.where = where
        """Address or path of the database, without its password."""
        self.reason = reason


class NotACorpus(CorpusUnavailable):
    """The file or database is there, but is no corpus, or is damaged."""


class CorpusTooNew(CorpusUnavailable):
    """The corpus was written by a later version of this program."""

    def __init__(self, where: str, found: int, known: int) -> None:
        super().__init__(
            where,
            f"its schema is version {found} and this program knows {known}; "
            "install the newer jurisocial that wrote it",
        )
        self.found = found
        self.known = known


class CorpusReadOnly(CorpusUnavailable):
    """The corpus, or its folder, may not be written."""

    def __init__(self, where: str) -> None:
        super().__init__(where, "it is read-only here; give write permission to it and its folder")


class CorpusBusy(CorpusUnavailable):
    """Another process kept the corpus for longer than the wait."""

    def __init__(self, where: str, seconds: float, *, doing: str = "writing to it") -> None:
        super().__init__(
            where,
            f"another process has been {doing} for over {seconds:g} s; try again when it ends",
        )
        self.seconds = seconds


class DiskFull(CorpusUnavailable):
    """No room to write; the transaction was undone."""

    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "the disk is full; free some space and repeat the command, nothing stored is lost",
        )


class UnknownDocument(CorpusError):
    """An id that names no document of the corpus, now or earlier."""

    def __init__(self, id: str) -> None:  # noqa: A002 - the model's word
        super().__init__(f"The corpus has no document “{id[:120]}”. Look it up by its citation.")
        self.id = id


class DocumentRemoved(CorpusError):
    """The text of this document was removed; only its id, dates and hash remain."""

    def __init__(self, id: str) -> None:  # noqa: A002 - the model's word
        super().__init__(f"The document “{id[:120]}” was removed from the corpus.")
        self.id = id


class InvalidDocument(CorpusError):
    """A document that the corpus may not, or cannot, keep."""

    def __init__(self, id: str, reason: str) -> None:  # noqa: A002 - the model's word
        super().__init__(f"The document “{id[:120]}” cannot be kept: {reason}.")
        self.id = id
        self.reason = reason


class CannotMerge(CorpusError):
    """Two documents of natures that no merge joins: a decision and an article."""

    def __init__(self, older: str, newer: str) -> None:
        super().__init__(
            f"“{older[:120]}” and “{newer[:120]}” are not both decisions or both articles."
        )
        self.older = older
        self.newer = newer


class BackupInvalid(CorpusError):
    """A file that is no backup, or a backup that was changed or damaged since it was made."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} cannot be restored: {reason}.")
        self.path = path
        self.reason = reason


class RefusesToOverwrite(CorpusError):
    """A file, or a corpus with documents, stands where one would be written."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} exists already; name another place, or "
            "let “jurisocial restore” replace it with --overwrite."
        )
        self.path = path
