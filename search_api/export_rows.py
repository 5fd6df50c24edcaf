"""One document as a row of an export, by the columns of the field table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice

from crawler.courts import load_courts
from crawler.errors import UnknownCourt
from crawler.model import Decision
from indexer.annotations import Annotations, Evidence, Tag
from indexer.engine.base import Hit as Found
from indexer.fields import Field, export_fields
from search_api.document_body import evidence_body
from search_api.hits import citation_of, kind_of, values_of
from search_api.library import Shelved, fetch
from search_api.search import Searcher

Part = Mapping[str, str | float | bool | None]
Cell = str | int | None | tuple[str, ...] | tuple[Part, ...]
Row = dict[str, Cell]

BATCH = 200
"""Documents read from the corpus at once."""

_COLUMNS = {"issue": "issues", "platform": "platforms"}
"""Columns that bear the name of the search body (contract, section 5) instead of the field's."""


def column(name: str) -> str:
    """The export column of a field."""
    return _COLUMNS.get(name, name)


def columns() -> tuple[str, ...]:
    """Every column, in order; the first is ``id``."""
    return tuple(column(row.name) for row in export_fields())


def export_rows(searcher: Searcher, hits: Iterable[Found]) -> Iterator[Row]:
    """The rows of hits, in their order, read in batches."""
    found = iter(hits)
    while batch := tuple(islice(found, BATCH)):
        ids = tuple(hit.id for hit in batch)
        shelved = fetch(searcher.corpus, ids)
        cited = searcher.cited_by_counts(shelved)
        for each in ids:
            if each in shelved:
                yield row_of(shelved[each], cited_by=cited[each])


def row_of(shelved: Shelved, *, cited_by: int) -> Row:
    """The cells of a document, by column; several values are tuples."""
    cells = {**_document_cells(shelved), **_source_cells(shelved), **_tag_cells(shelved)}
    cells["cited_by_count"] = cited_by
    return {column(row.name): cells.get(row.name) for row in export_fields()}


def _document_cells(shelved: Shelved) -> Row:
    document = shelved.document
    court = document.court if isinstance(document, Decision) else ""
    return {
        "id": document.id,
        "kind": kind_of(document),
        "citation": citation_of(document),
        "title": document.title,
        "court": court,
        "jurisdiction": document.jurisdiction,
        "level": _level(court),
        "date": str(document.date),
        "date_precision": document.date.precision.value,
        "year": document.date.year,
        "language": document.language,
    }


def _source_cells(shelved: Shelved) -> Row:
    provenances = shelved.document.provenances
    curated = shelved.document.curated
    seen = [page for each in provenances for page in each.seen_at]
    return {
        "url": next((each.url for each in provenances if each.url), ""),
        "seen_at": _distinct(seen),
        "source": _distinct(each.source for each in provenances),
        "licence": _distinct(each.licence for each in provenances),
        "retrieved_at": _distinct(each.retrieved_at.isoformat() for each in provenances),
        "content_hash": _distinct(each.content_hash for each in provenances),
        "confidence": _distinct(each.confidence for each in curated),
    }


def _tag_cells(shelved: Shelved) -> Row:
    annotations = shelved.annotations
    row: Row = {}
    for each in export_fields():
        if each.kind == "keyword" and each.name not in (
            "kind", "court", "jurisdiction", "level", "source", "language"
        ):  # fmt: skip
            row[each.name] = _values(annotations, each)
    row["amounts"] = tuple(
        {
            "value": str(tag.amount.value),
            "currency": tag.amount.currency,
            "awarded": tag.amount.awarded,
            "head": tag.amount.head,
            "origin": tag.origin.value,
        }
        for tag in annotations.amounts
    )
    row["issue_evidence"] = tuple(
        proof for tag in annotations.tags if tag.field == "issue" for proof in _proofs(tag, shelved)
    )
    return row


def _values(annotations: Annotations, row: Field) -> tuple[str, ...]:
    """What the index holds: a field of one value has the most trusted one."""
    found = values_of(annotations, row.name)
    return found if row.multiple else found[:1]


def _proofs(tag: Tag, shelved: Shelved) -> Iterator[Part]:
    shown: tuple[Evidence | None, ...] = tag.evidence or (None,)
    for evidence in shown:
        place = evidence_body(evidence, shelved.document) if evidence is not None else None
        yield {
            "issue": tag.value,
            "origin": tag.origin.value,
            "confidence": tag.confidence,
            "language": evidence.language if evidence is not None else "",
            "paragraph": place.paragraph if place is not None else "",
            "quote": evidence.quote if evidence is not None else "",
        }


def _level(court: str) -> str:
    try:
        return load_courts().get(court).level if court else ""
    except UnknownCourt:
        return ""


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def flat(cell: Cell) -> str:
    """A cell as one line of text: several values joined by ``|``."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "|".join(_flat_part(each).replace("|", "/") for each in cell)
    return " ".join(str(cell).split())


def _flat_part(part: str | Part) -> str:
    if isinstance(part, str):
        return " ".join(part.split())
    values = (value for value in part.values() if value not in (None, ""))
    return "; ".join(" ".join(_said(value).split()) for value in values)


def _said(value: str | float | bool | None) -> str:
    if isinstance(value, bool):
        return "awarded" if value else "not awarded"
    return str(Decimal(str(value)).normalize()) if isinstance(value, float) else str(value)
