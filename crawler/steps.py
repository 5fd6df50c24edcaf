"""What a walk over a source yields, in order: documents, withdrawals and checkpoint marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crawler.checkpoints import Mark
from crawler.corpus_rows import Entry
from crawler.model import Document
from crawler.page import Page

REMOVED: Final = "removed here"
"""Why a decision that is in a source's lists is neither fetched nor kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document to store, with the pages it was read from."""

    document: Document
    pages: tuple[Page, ...]
    redact_history: bool = False
    """True when earlier versions must be forgotten (re-pseudonymised by its source)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document to store that is in its canonical form already, perhaps by another process."""

    entry: Entry
    page: Page
    """The page it was read from."""

    @property
    def document(self) -> Document:
        """What its source says; read from the canonical form each time."""
        return self.entry.document


@dataclass(frozen=True, slots=True)
class Several:
    """Documents to store, in order: the way of one through Scrapy takes as long as writing it."""

    steps: tuple[Found | Prepared, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that its source withdrew."""

    id: str
    reason: str


Step = Found | Prepared | Several | Gone | Mark
"""What a walk yields."""
