"""One document out of several records of it, whatever the order in which they came.

Every rule picks by the values themselves (the longest, the most precise, the union), never by
who came first, so that merging is associative and commutative in content; only the id tells who
was first. What the rules may not do is lose a provenance, a curated fact, an amount, a caution,
an identifier or a telling in our own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from crawler.errors import CannotMerge
from crawler.matching import UNKNOWN_COURTS
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    Decision,
    DecisionReference,
    Document,
    Note,
    Paragraph,
    PartialDate,
    Precision,
    Provenance,
    RelatedDecision,
    Status,
    Telling,
    Text,
    Zone,
)

T = TypeVar("T")

_SEVERITY: Final = (Status.LIVE, Status.SUPERSEDED, Status.WITHDRAWN)
_CONFIDENCE: Final = ("", "medium", "high")
_PRECISION: Final = (Precision.UNKNOWN, Precision.YEAR, Precision.MONTH, Precision.DAY)
_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)


def merge(older: Document, newer: Document) -> Document:
    """Give the one document that two records of it make.

    The older id stays and the newer becomes an alias. In each language the longest text stays,
    and a telling in our own words stands beside the court's. A reference merged with a decision
    is a decision. Days on which the records disagree become a caution.

    Raises :class:`crawler.errors.CannotMerge` for an article and a decision.
    """
    if isinstance(older, Article) != isinstance(newer, Article):
        raise CannotMerge(older.id, newer.id)
    pair = (older, newer)
    united: dict[str, Any] = {
        name: rule([getattr(document, name) for document in pair])
        for name, rule in _RULES.items()
        if all(hasattr(document, name) for document in pair)
    }
    united["id"] = older.id
    united["aliases"] = tuple(
        sorted({older.id, newer.id, *older.aliases, *newer.aliases} - {older.id})
    )
    united["title"] = _longest([one.title for one in _preferred(pair, _has_source)])
    united["citation"] = _longest([one.citation for one in _preferred(pair, _is_curated)])
    united["cautions"] = _notes([*older.cautions, *newer.cautions, *_disagreement(pair)])
    return _class_of(pair)(**united)


def merge_all(records: Iterable[Document]) -> Document:
    """Merge records of one document, the oldest first; one record alone is given unchanged.

    Raises :class:`ValueError` when there are none.
    """
    merged: Document | None = None
    for record in records:
        merged = record if merged is None else merge(merged, record)
    if merged is None:
        raise ValueError("no records to merge")
    return merged


def without_source_text(document: Document) -> Document:
    """Give a document without any word that its sources wrote, as far as a text can name people.

    Names, dates, provenances and everything curated stay: it is what may be kept of other
    sources' records when one source has re-pseudonymised the decision.
    """
    bare = replace(
        document,
        title="",
        texts=tuple(text for text in document.texts if text.telling is Telling.EDITORIAL),
    )
    if isinstance(bare, Decision):
        return replace(bare, court_name="", subjects=(), solution="", visas=(), related=())
    return bare


def _class_of(pair: tuple[Document, Document]) -> Callable[..., Document]:
    if isinstance(pair[0], Article):
        return Article
    if all(isinstance(document, DecisionReference) for document in pair):
        return DecisionReference
    return Decision


def _preferred(
    pair: tuple[Document, Document], prefers: Callable[[Document], bool]
) -> tuple[Document, ...]:
    return tuple(document for document in pair if prefers(document)) or pair


def _has_source(document: Document) -> bool:
    return any(provenance.obtained != "curated" for provenance in document.provenances)


def _is_curated(document: Document) -> bool:
    """Tell whether a curated list knows it: lists and tests name it by the list's citation."""
    return any(provenance.obtained == "curated" for provenance in document.provenances)


def _longest(values: Iterable[str]) -> str:
    return max(values, key=lambda value: (len(value), value))


def _least(values: Iterable[str]) -> str:
    return min(values)


def _court(codes: Iterable[str]) -> str:
    return max(codes, key=lambda code: (code not in UNKNOWN_COURTS, len(code), code))


def _date(dates: Iterable[PartialDate]) -> PartialDate:
    """The most precise; of two days the earlier, since the caution names the other."""
    known = sorted(dates, key=str)
    return max(known, key=lambda date: _PRECISION.index(date.precision))


def _disagreement(pair: tuple[Document, Document]) -> tuple[Note, ...]:
    days = {one.date for one in pair if one.date.precision is Precision.DAY}
    return tuple(
        note
        for day in sorted(days - {_date(days)} if days else (), key=str)
        for note in (
            Note("en", f"One source dates this decision {day}."),
            Note("fr", f"Une source date cette décision du {day}."),
        )
    )


def _status(values: Iterable[Status]) -> Status:
    return max(values, key=_SEVERITY.index)


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({value for group in groups for value in group}))


def _grouped(groups: Iterable[tuple[T, ...]], key: Callable[[T], Any]) -> list[list[T]]:
    """Gather what has one key, in the order of the keys."""
    found: dict[Any, list[T]] = {}
    for group in groups:
        for value in group:
            found.setdefault(key(value), []).append(value)
    return [found[each] for each in sorted(found)]


def _identifiers(groups: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One for each key, as the fullest spelling has it, in the order of trust."""
    same = _grouped(groups, lambda name: (name.rank, name.key))
    return tuple(max(names, key=lambda name: (len(str(name)), str(name))) for names in same)


def _texts(groups: Iterable[tuple[Text, ...]]) -> tuple[Text, ...]:
    same = _grouped(groups, lambda text: (text.telling is not Telling.SOURCE, text.language))
    return tuple(_best_text(texts) for texts in same)


def _best_text(texts: list[Text]) -> Text:
    return replace(
        texts[0],
        title=_longest(text.title for text in texts),
        headnote=_longest(text.headnote for text in texts),
        paragraphs=max((text.paragraphs for text in texts), key=_worth),
    )


def _worth(paragraphs: tuple[Paragraph, ...]) -> tuple[Any, ...]:
    """How good a text is: its length without spaces, its zones, its numbers, then itself."""
    return (
        sum(len("".join(one.text.split())) for one in paragraphs),
        sum(one.zone is not Zone.BODY for one in paragraphs),
        sum(one.number is not None for one in paragraphs),
        tuple((one.text, one.number or "", one.anchor, one.zone) for one in paragraphs),
    )


def _provenances(groups: Iterable[tuple[Provenance, ...]]) -> tuple[Provenance, ...]:
    same = _grouped(groups, _without_time)
    return tuple(max(ones, key=lambda one: one.retrieved_at) for ones in same)


def _without_time(provenance: Provenance) -> tuple[Any, ...]:
    timeless = replace(provenance, retrieved_at=_EPOCH, url=_sortable(provenance.url))
    return tuple(getattr(timeless, field.name) for field in fields(timeless))


def _sortable(url: str | None) -> str:
    """Tell no address from an empty one, in a way that compares."""
    return "" if url is None else f"={url}"


def _curated(groups: Iterable[tuple[CuratedValue, ...]]) -> tuple[CuratedValue, ...]:
    same = _grouped(groups, lambda fact: (fact.field, fact.value))
    return tuple(
        replace(
            facts[0],
            seen_at=_union(fact.seen_at for fact in facts),
            confidence=max((fact.confidence for fact in facts), key=_confidence),
        )
        for facts in same
    )


def _confidence(word: str) -> tuple[int, str]:
    return (_CONFIDENCE.index(word) if word in _CONFIDENCE else 0, word)


def _amounts(groups: Iterable[tuple[Amount, ...]]) -> tuple[Amount, ...]:
    same = _grouped(groups, lambda sum_: (sum_.awarded, sum_.head, sum_.currency, sum_.value))
    return tuple(max(sums, key=lambda sum_: _spelling(sum_.value)) for sums in same)


def _spelling(value: Decimal) -> tuple[int, str]:
    """``75000.00`` and ``75000`` are one sum; the fuller spelling stays."""
    return (len(str(value)), str(value))


def _notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(set(notes), key=lambda note: (note.language, note.text)))


def _related(groups: Iterable[tuple[RelatedDecision, ...]]) -> tuple[RelatedDecision, ...]:
    def key(other: RelatedDecision) -> tuple[Any, ...]:
        names = tuple(str(name) for name in other.identifiers)
        return (other.relation, str(other.date), other.title, names, _sortable(other.url))

    return tuple(others[0] for others in _grouped(groups, key))


_RULES: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "date": _date,
    "language": _least,
    "jurisdiction": _longest,
    "identifiers": _identifiers,
    "texts": _texts,
    "provenances": _provenances,
    "status": _status,
    "curated": _curated,
    "amounts": _amounts,
    "court": _court,
    "court_name": _longest,
    "dockets": _union,
    "chamber": _longest,
    "publication": _union,
    "subjects": _union,
    "solution": _longest,
    "visas": _union,
    "appeal_of": _union,
    "related": _related,
    "publisher": _longest,
    "author": _longest,
    "form": _longest,
    "cites": _union,
    "topics": _union,
}
"""Rule of each field that is united on its own; the test of the module misses none."""
