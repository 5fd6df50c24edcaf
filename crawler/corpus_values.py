"""What the corpus answers with: outcomes of writing, versions, changes, claims, tombstones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.model import Document, PartialDate


class PutAction(StrEnum):
    """What writing a document came to."""

    NEW = "new"
    CHANGED = "changed"
    """The document was known: it has a new version."""
    MERGED = "merged"
    """It was known under another id, or joined several documents into one."""
    UNCHANGED = "unchanged"
    """Nothing was written."""
    REFUSED = "refused"
    """It had been removed; see :meth:`crawler.corpus.Corpus.lift`."""


@dataclass(frozen=True, slots=True)
class Put:
    """The outcome of writing one document."""

    id: str
    """The id it is stored under, which is not its own after a merge."""
    action: PutAction
    number: int
    """The current version of the document; 0 when refused."""
    sequence: int
    """The change that holds it; 0 when refused."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document."""

    number: int
    """1, 2, 3... within the document."""
    content_hash: str
    """SHA-256, hexadecimal, of the document without its times of retrieval."""
    stored_at: datetime
    sequence: int
    document: Document | None
    """None when the text of this version had to be forgotten."""


class ChangeAction(StrEnum):
    """What happened to a document."""

    PUT = "put"
    """It is new or has a new version."""
    REMOVED = "removed"
    """Its text is gone: drop it everywhere."""
    MERGED = "merged"
    """It is now part of another document: drop this id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the corpus's history, in the order in which it became visible."""

    sequence: int
    id: str
    action: ChangeAction


@dataclass(frozen=True, slots=True)
class ChangeRange:
    """Changes that one worker has claimed, ``since < sequence <= until``."""

    consumer: str
    worker: str
    since: int
    until: int
    expires_at: datetime
    """After this another worker may take the range over."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a removed document."""

    id: str
    kind: str
    date: PartialDate
    aliases: tuple[str, ...]
    reason: str
    removed_at: datetime
    content_hash: str
    """Of the last version."""
    lifted_at: datetime | None = None
    """When the document was allowed to come back; None while it may not."""
    lifted_reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredAnnotations:
    """Annotations as the indexer wrote them; the corpus does not read their body."""

    id: str
    version: str
    """Of the annotators."""
    content_hash: str
    """Of the document that was annotated."""
    body: str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How much of the corpus came from one source."""

    source: str
    documents: int
    last_retrieved: datetime
    """When the newest page that brought a change was fetched, in UTC."""


class CheckAction(StrEnum):
    """What a person did with a value of a document."""

    VERIFY = "verify"
    """It is right."""
    REJECT = "reject"
    """It is wrong: it stays away, whoever finds it again."""
    ADD = "add"
    """It is right, and nobody had found it."""


@dataclass(frozen=True, slots=True)
class TagCheck:
    """What a person said of one value of one field. The last one counts."""

    id: str
    """Of the document."""
    field: str
    """Singular field name: ``issue``."""
    value: str
    action: CheckAction
    made_at: datetime
    """Time-zone aware."""
    made_by: str = ""
    """A name or initials, for the keepers of the collection; never shown to readers."""
    note: str = ""
    content_hash: str = ""
    """Of the document that was looked at."""
    evidence: str = ""
    """The words that the value rested on, as the indexer wrote them; not read here."""


class ReportState(StrEnum):
    """What became of a report."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class Claim(StrEnum):
    """What a reader holds against the tags of a document."""

    WRONG = "wrong"
    """The value does not belong there."""
    MISSING = "missing"
    """The value ought to be there."""


@dataclass(frozen=True, slots=True)
class TagReport:
    """A reader's word on a tag, waiting for somebody who decides."""

    number: int
    """From 1; 0 before it is stored."""
    id: str
    """Of the document."""
    field: str
    value: str
    claim: Claim
    remark: str
    """The reader's own words; may be empty."""
    reported_at: datetime
    """Time-zone aware."""
    state: ReportState = ReportState.WAITING
    decided_at: datetime | None = None
    decided_by: str = ""
