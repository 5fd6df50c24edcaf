"""The starter collection: references and articles that a newcomer finds before any crawl.

Facts come from the pages named with each entry and are told in this project's words, in English
and French. Their values are curated: no machine overwrites them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from crawler.errors import StarterCollectionMissing
from crawler.identifiers import Identifier, parse_identifier
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    DecisionReference,
    Document,
    Note,
    Paragraph,
    PartialDate,
    Provenance,
    RelatedDecision,
    Relation,
    Telling,
    Text,
)
from crawler.sources import load_sources

COMPILED_AT = datetime(2026, 11, 22, tzinfo=UTC)
"""The day the collection was compiled; the same at every load, so that a second writes nothing."""

_FIELDS = {
    "issues": "issue",
    "platforms": "platform",
    "conduct": "conduct",
    "audience": "audience",
    "audience_size": "audience_size",
    "target": "target",
    "duty": "duty",
    "factors": "factor",
    "status": "status",
    "sector": "sector",
    "sanction": "sanction",
    "outcome": "outcome",
    "secondary_outcomes": "secondary_outcome",
}
_DOCKETS = frozenset({"docket", "rg", "pourvoi"})


def load_starter() -> tuple[Document, ...]:
    """The references, then the articles, in the order of their files.

    Read from the package where it is installed, from ``fixtures/starter`` in a checkout. Raises
    :class:`crawler.errors.StarterCollectionMissing` where neither is there.
    """
    folder = _folder()
    rows = [(json.loads(line), line) for line in _lines(folder / "references.jsonl")]
    by_id = {row["id"]: row for row, _ in rows}
    references = [_reference(row, line, by_id=by_id) for row, line in rows]
    articles = [_article(json.loads(line), line) for line in _lines(folder / "articles.jsonl")]
    return (*references, *articles)


def _folder() -> Traversable:
    packaged = files("crawler") / "starter"
    checkout = Path(__file__).resolve().parent.parent / "fixtures" / "starter"
    for folder in (packaged, checkout):
        if (folder / "references.jsonl").is_file():
            return folder
    raise StarterCollectionMissing(str(packaged))


def _lines(file: Traversable) -> Iterator[str]:
    return (line for line in file.read_text("utf-8").split("\n") if line.strip())


def _reference(
    row: Mapping[str, Any], line: str, *, by_id: Mapping[str, Mapping[str, Any]]
) -> DecisionReference:
    identifiers = _identifiers(row)
    return DecisionReference(
        id=row["id"],
        title=row["title"],
        date=PartialDate.parse(row["date"]),
        language=row["language"],
        jurisdiction=row["jurisdiction"] or "",
        citation=row["citation"] or "",
        identifiers=identifiers,
        texts=_told(row, "facts"),
        provenances=(_provenance(row, line),),
        curated=_curated(row),
        amounts=_amounts(row),
        cautions=tuple(Note(*pair) for pair in (row["caution"] or {}).items()),
        court=row["court"],
        court_name=row["court_name"] or "",
        dockets=tuple(str(name) for name in identifiers if name.kind in _DOCKETS),
        chamber=row["chamber"] or "",
        related=tuple(_related(by_id[other]) for other in row["related"] or ()),
    )


def _article(row: Mapping[str, Any], line: str) -> Article:
    return Article(
        id=row["id"],
        title=row["title"],
        date=PartialDate.parse(row["date"]),
        language=row["language"],
        jurisdiction=row["place"] or "",
        texts=_told(row, "about"),
        provenances=(_provenance(row, line),),
        curated=_curated(row),
        publisher=row["publisher"] or "",
        author=row["author"] or "",
        form=row["kind"] or "",
        cites=tuple(row["decisions"]),
        topics=tuple(row["topics"]),
    )


def _identifiers(row: Mapping[str, Any]) -> tuple[Identifier, ...]:
    return tuple(parse_identifier(name["kind"], name["value"]) for name in row["identifiers"] or ())


def _told(row: Mapping[str, Any], key: str) -> tuple[Text, ...]:
    """The facts in both languages, one paragraph for each group of sentences (a line)."""
    texts: list[Text] = []
    for language, told in row[key].items():
        groups = [group.strip() for group in told.split("\n") if group.strip()]
        paragraphs = tuple(
            Paragraph(text=group, anchor=f"p{place}") for place, group in enumerate(groups, start=1)
        )
        texts.append(Text(language, row["title"], paragraphs=paragraphs, telling=Telling.EDITORIAL))
    return tuple(texts)


def _provenance(row: Mapping[str, Any], line: str) -> Provenance:
    return Provenance(
        source="starter",
        retrieved_at=COMPILED_AT,
        licence=dict(load_sources().others)["starter"],
        fulltext_allowed=True,
        content_hash=sha256(line.strip().encode()).hexdigest(),
        obtained="curated",
        url=row.get("url"),
        seen_at=tuple(row.get("seen_at") or ()),
        source_id=row["id"],
    )


def _curated(row: Mapping[str, Any]) -> tuple[CuratedValue, ...]:
    """What the row establishes; ``unknown`` establishes nothing."""
    seen_at, confidence = tuple(row.get("seen_at") or ()), row.get("confidence") or ""
    return tuple(
        CuratedValue(field, str(value), seen_at, confidence)
        for key, field in _FIELDS.items()
        for value in _list(row.get(key))
        if value not in (None, "", "unknown")
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _amounts(row: Mapping[str, Any]) -> tuple[Amount, ...]:
    return tuple(
        Amount(
            Decimal(str(amount["value"])),
            amount["currency"],
            amount["awarded"],
            amount.get("head") or "",
        )
        for amount in row["amounts"] or ()
    )


def _related(row: Mapping[str, Any]) -> RelatedDecision:
    """Another step of the same matter, as the collection links it."""
    return RelatedDecision(
        Relation.SAME_CASE,
        row["title"],
        _identifiers(row),
        PartialDate.parse(row["date"]),
    )
