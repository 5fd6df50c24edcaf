"""What the indexer adds to a document: values with their evidence, origin and version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from crawler.model import Amount

STRONG = 0.75
"""Confidence from which a machine tag is called strong."""


class Origin(StrEnum):
    """Who says so."""

    MACHINE = "machine"
    """An annotator; always with a span of the text as evidence."""
    CURATED = "curated"
    """The starter collection; evidence is the pages where the fact was seen."""
    PERSON = "person"
    """Somebody who checked the tag."""


class _Packed:
    """Pickled as a call with its values: a frozen dataclass, set value by value, takes thrice the
    time to come back from a process, and a decision has hundreds of these."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class Evidence(_Packed):
    """The words that a value rests on."""

    language: str
    """Which text of the document: ``en`` or ``fr``."""
    paragraph: int
    """Index into that text's paragraphs; -1 for its title, -2 for its headnote."""
    start: int
    end: int
    """Code-point offsets into the paragraph, ``[start, end)``."""
    quote: str
    """Exactly ``paragraph.text[start:end]``."""


@dataclass(frozen=True, slots=True)
class Tag(_Packed):
    """One value of one field of a document."""

    field: str
    """Singular field name: ``issue``, ``conduct``, ``platform``, ``sanction``, ``outcome``..."""
    value: str
    """An id of the field's vocabulary (or free text for fields that have none)."""
    origin: Origin
    version: str
    """Version of the annotator, of the curated list, or the person's date of checking."""
    confidence: float | None = None
    """For machine tags in 0..1, higher for surer. That of an issue is the share of such tags that
    was right on labelled passages (:mod:`indexer.calibration`); that of other fields is the
    annotator's own score and no probability. None where none is stated."""
    evidence: tuple[Evidence, ...] = ()
    seen_at: tuple[str, ...] = ()
    """Pages where a curated fact was seen."""
    rule: str = ""
    """Name of the rule that fired, for machine tags."""
    note: str = ""
    score: float | None = None
    """An issue's score before calibration, for machine tags; what a new table is fitted on."""

    @property
    def strength(self) -> str:
        """The confidence in a word: ``checked``, ``curated``, ``strong`` or ``weak``.

        An issue is strong where three tags of four with its score were right.
        """
        if self.origin is Origin.PERSON:
            return "checked"
        if self.origin is Origin.CURATED:
            return "curated"
        return "strong" if (self.confidence or 0.0) >= STRONG else "weak"


@dataclass(frozen=True, slots=True)
class AmountTag(_Packed):
    """A sum of money with where it stands."""

    amount: Amount
    origin: Origin
    version: str
    evidence: tuple[Evidence, ...] = ()
    seen_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationTag(_Packed):
    """A mention of a decision or statute inside the text."""

    evidence: Evidence
    kind: str
    """Kinds of the tagging file: ``neutral``, ``canlii``, ``soquij``, ``reporter``,
    ``pourvoi``, ``ecli``, ``rg``, ``docket``, ``statute``, ``name``."""
    normal: str
    """The normal form: ``2018 QCCS 4374``, ``16-11.690``, ``C.c.Q. 2088``."""
    key: str = ""
    """Comparison key of the identifier; empty for statutes."""
    pinpoint: str = ""
    resolved: str = ""
    """Id of the decision in the corpus; empty while unresolved."""
    treatment: str = ""
    """What the text does with the decision, an id of ``rules/treatment.toml``; empty: not
    classified, as most citations are."""
    treated_in: Evidence | None = None
    """The words that say so."""
    happened_to: str = ""
    """For history (``aff'd 2019 ONCA 1``): key of the earlier decision that this one did it to."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that is known of a document beyond what its source says."""

    document_id: str
    version: str
    """Version of the annotators together; a change makes documents due for annotation."""
    on_topic: bool
    """Social media (or online messaging) in a work setting; curated entries always are."""
    tags: tuple[Tag, ...] = ()
    amounts: tuple[AmountTag, ...] = ()
    citations: tuple[CitationTag, ...] = ()
    rejected: tuple[Tag, ...] = ()
    """What a person took away: shown as such, and counted nowhere."""

    def values(self, field: str) -> tuple[str, ...]:
        """The distinct values of a field, in order of first appearance."""
        return tuple(dict.fromkeys(tag.value for tag in self.tags if tag.field == field))
