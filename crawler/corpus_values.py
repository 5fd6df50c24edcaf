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
