"""The domain model: decisions, references and articles as plain frozen values.

Everything here and everything it imports is standard library only, so that the API process
never loads a crawler. Offsets and lengths are Unicode code points. Nothing in this module may
hold the name of a judge or clerk of a French decision (Code de l'organisation judiciaire,
art. L111-13): the paragraphs that name them carry :attr:`Zone.FORMATION`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from crawler.errors import InvalidDate
from crawler.identifiers import Identifier

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Zone(StrEnum):
    """The part of a decision that a paragraph belongs to (Judilibre's zoning, widened)."""

    INTRODUCTION = "introduction"
    FACTS = "facts"
    ARGUMENTS = "arguments"
    REASONS = "reasons"
    DISPOSITION = "disposition"
    ANNEX = "annex"
    FORMATION = "formation"
    """Heading, composition, "Sur le rapport de ...", signature: shown, never indexed."""
    BODY = "body"
    """No zone is established."""


class Status(StrEnum):
    """Whether a document may be offered."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Precision(StrEnum):
    """How much of a date is established."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known: ``2018-10-09``, ``2017-02``, ``2016`` or nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str | None) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or nothing.

        Raises :class:`crawler.errors.InvalidDate` when the text is none of these, or names a
        day that no calendar has.
        """
        if not text:
            return cls()
        match = _PARTIAL_DATE.fullmatch(text.strip())
        if match is None:
            raise InvalidDate(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 1, month or 1, day or 1)
        except ValueError as wrong:
            raise InvalidDate(text) from wrong
        return cls(year, month, day)

    @property
    def precision(self) -> Precision:
        """How much of the date is established."""
        if self.year is None:
            return Precision.UNKNOWN
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def first(self) -> date | None:
        """The first day it may be, or None when nothing is known."""
        if self.year is None:
            return None
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date | None:
        """The last day it may be, or None when nothing is known."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """The ISO form of what is known; empty when nothing is."""
        parts = (self.year, self.month, self.day)
        widths = (4, 2, 2)
        return "-".join(
            f"{part:0{width}d}" for part, width in zip(parts, widths, strict=True) if part
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a text, as the source serves it."""

    text: str
    number: str | None = None
    """The court's own paragraph number; None when the text has none."""
    anchor: str = ""
    """The fragment that addresses it on our page, unique within its text (``par34``)."""
    zone: Zone = Zone.BODY

    def __reduce__(self) -> tuple[type[Paragraph], tuple[str, str | None, str, Zone]]:
        """Say how to copy it to another process; pickle's own way for such classes takes thrice as
        long, and a bulk reading sends hundreds for each decision."""
        return Paragraph, (self.text, self.number, self.anchor, self.zone)


class Telling(StrEnum):
    """Whose words a text is made of."""

    SOURCE = "source"
    """The court's or the author's own words."""
    EDITORIAL = "editorial"
    """Facts told in this project's words (the starter collection)."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document in one language (``en`` or ``fr``)."""

    language: str
    title: str = ""
    headnote: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    telling: Telling = Telling.SOURCE


@dataclass(frozen=True, slots=True)
class Note:
    """A remark for the reader, in one language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from, and what may be done with it. No document is without one."""

    source: str
    """Name of the source in the table of sources (``a2aj``, ``judilibre``, ``starter``...)."""
    retrieved_at: datetime
    """Time-zone aware."""
    licence: str
    """The licence as a sentence to show."""
    fulltext_allowed: bool
    content_hash: str
    """SHA-256, hexadecimal, of what was obtained."""
    obtained: str
    """How: ``api``, ``bulk``, ``page``, ``import``, ``curated``, ``synthetic``."""
    url: str | None = None
    """Official address; None only for curated entries, which then say where facts were seen."""
    seen_at: tuple[str, ...] = ()
    """Addresses of the pages where curated facts were seen."""
    source_id: str = ""
    """The source's own key of the document."""
    source_updated_at: str = ""
    """The source's own time of last change, as it prints it."""
    attribution: str = ""
    """Words that the licence asks us to show, where it does."""


@dataclass(frozen=True, slots=True)
class CuratedValue:
    """A fact that a person established and that no machine may overwrite."""

    field: str
    """Singular name of a field of the field table: ``issue``, ``sanction``, ``platform``..."""
    value: str
    seen_at: tuple[str, ...] = ()
    confidence: str = ""
    """``high`` or ``medium``, as established by the curator; empty when not said."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money asked or awarded."""

    value: Decimal
    currency: str
    """ISO 4217: ``CAD``, ``EUR``."""
    awarded: bool
    """True only if this decision orders it paid."""
    head: str = ""
    """Head of damage: ``moral``, ``punitive``..., empty when not said."""


class Relation(StrEnum):
    """How another decision stands to this one, by the source's own word."""

    CONTESTED = "contested"
    """The decision under appeal."""
    FORWARD = "forward"
    """A later decision in the same case."""
    SIMILAR = "similar"
    """Named by the source as close (``rapprochements``)."""
    SAME_CASE = "same_case"
    CITES = "cites"
    """Cited in this decision, by the source's citator."""
    CITED_BY = "cited_by"
    """Citing this decision, by the source's citator."""


@dataclass(frozen=True, slots=True)
class RelatedDecision:
    """A decision that the source links to this one."""

    relation: Relation
    title: str
    identifiers: tuple[Identifier, ...] = ()
    date: PartialDate = PartialDate()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the corpus holds: a decision, a reference to one, or an article."""

    kind: ClassVar[str] = "document"

    id: str
    """Minted once, stored, never computed again."""
    title: str
    """Style of cause, or title of the article."""
    date: PartialDate = PartialDate()
    language: str
    """Language of the original."""
    jurisdiction: str = ""
    """``CA``, ``CA-FED``, ``CA-QC`` (ISO 3166-2)... or ``FR``; empty when not established."""
    citation: str = ""
    """The form in which the source or the starter list cites it, unchanged."""
    identifiers: tuple[Identifier, ...] = ()
    """Every name of this document: neutral citation, ECLI, docket, source key..."""
    aliases: tuple[str, ...] = ()
    """Ids that once were other documents and now lead here."""
    texts: tuple[Text, ...] = ()
    provenances: tuple[Provenance, ...]
    status: Status = Status.LIVE
    curated: tuple[CuratedValue, ...] = ()
    amounts: tuple[Amount, ...] = ()
    """Curated amounts only; those found by machine are annotations."""
    cautions: tuple[Note, ...] = ()
    """Doubts and disagreements that a reader must know of."""

    @property
    def leading_texts(self) -> tuple[Text, ...]:
        """The one text of each language that is tagged, indexed and quoted.

        The source's own words lead; a telling of ours in the same language is only shown, so
        that a language and a paragraph's index always name one place.
        """
        leading: dict[str, Text] = {}
        for text in sorted(self.texts, key=lambda each: each.telling is Telling.EDITORIAL):
            leading.setdefault(text.language, text)
        return tuple(leading.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Document):
    """One text by one court on one date, in one or two languages."""

    kind: ClassVar[str] = "decision"

    court: str
    """A code of the court table."""
    court_name: str = ""
    """The court as the source prints it; shown where the table's name says less."""
    dockets: tuple[str, ...] = ()
    chamber: str = ""
    publication: tuple[str, ...] = ()
    """Publication levels as the source codes them (``b``, ``r``, ``l``, ``c``; Lebon's A..Z)."""
    subjects: tuple[str, ...] = ()
    """The source's own keywords."""
    solution: str = ""
    """The source's own wording of the disposition."""
    visas: tuple[str, ...] = ()
    """Provisions that the source lists as applied, in its words, without markup."""
    appeal_of: tuple[str, ...] = ()
    """Identifiers or ids of the decisions under appeal."""
    related: tuple[RelatedDecision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReference(Decision):
    """What is known of a decision whose text is not stored: read it at the source."""

    kind: ClassVar[str] = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Document):
    """An article, guide or policy about social media at work."""

    kind: ClassVar[str] = "article"

    publisher: str = ""
    author: str = ""
    form: str = ""
    """``article``, ``guide``, ``policy``, ``statistics``, ``glossary``, ``how-to``..."""
    cites: tuple[str, ...] = ()
    """Ids or citations of the decisions that it discusses."""
    topics: tuple[str, ...] = ()
