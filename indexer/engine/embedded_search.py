"""Answering one request from one frozen state of the index.

tantivy finds and ranks; the sidecar says which documents count where tantivy cannot, counts facets
and finds the best paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy

from indexer.engine import embedded_schema as layout
from indexer.engine.base import (
    Facet,
    FacetValue,
    Filter,
    Hit,
    ParagraphMatch,
    SearchRequest,
    SearchResult,
)
from indexer.engine.cursor import Cursor, read_cursor, write_cursor
from indexer.engine.embedded_compile import compile_query, is_native
from indexer.engine.embedded_queries import any_value, count, every, number_range, some
from indexer.engine.embedded_ranking import Placed, Ranking
from indexer.engine.embedded_reading import Reading
from indexer.engine.sidecar.arrays import Flags
from indexer.engine.sidecar.columns import packed
from indexer.engine.sidecar.paragraphs import best_paragraphs
from indexer.errors import GenerationGone
from indexer.fields import field
from indexer.matching import has_words

MOST_VALUES = 65_000
"""Values of a facet that one aggregation gives; tantivy refuses more buckets."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, compiled: for tantivy, and as flags where they are worked out."""

    request: SearchRequest
    reading: Reading
    base: tantivy.Query
    """Without the filters."""
    found: Flags | None
    """The documents of the query, without the filters; None when tantivy finds exactly these."""

    def wanted(self) -> tantivy.Query:
        """The query with its filters, for tantivy."""
        return every([self.base, *_clauses(self.request, self.reading)])


def answer(request: SearchRequest, reading: Reading, generation: str) -> SearchResult:
    """One page: hits, counts, and the place of the next page."""
    _check_generation(request, generation)
    after = None
    if request.cursor is not None:
        after = read_cursor(request.cursor, sort=request.sort, serving=generation)
    asked = _compiled(request, reading)
    ranking = _ranking(asked)
    page, rank = _page(request, ranking, after)
    more = bool(page) and rank < ranking.total
    last = Cursor(generation, request.sort, page[-1].key, page[-1].id, rank) if more else None
    return SearchResult(
        total=ranking.total,
        hits=tuple(_hits(page, request, reading)),
        facets=tuple(_facets(asked)),
        generation=generation,
        next=write_cursor(last) if last else None,
    )


def stream(request: SearchRequest, reading: Reading, generation: str) -> Iterator[Hit]:
    """Every hit in order, without paragraphs."""
    _check_generation(request, generation)
    ranking = _ranking(_compiled(request, reading))
    for each in ranking.page(0, ranking.total):
        yield Hit(each.id, each.key if isinstance(each.key, float) else 0.0)


def _compiled(request: SearchRequest, reading: Reading) -> _Asked:
    base = compile_query(request.query, reading)
    found = None if is_native(request.query) else reading.matching(request.query)
    return _Asked(request, reading, base, found)


def _ranking(asked: _Asked) -> Ranking:
    request, reading, wanted = asked.request, asked.reading, asked.wanted()
    by_score = request.sort == "relevance" and has_words(request.query)
    if asked.found is None:
        total = count(reading.searcher, wanted)
        return Ranking(reading, wanted, request.sort, by_score, total)
    only = asked.found & _ticked(request, reading)
    return Ranking(reading, wanted, request.sort, by_score, int(np.count_nonzero(only)), only)


def _ticked(request: SearchRequest, reading: Reading, *, without: str | None = None) -> Flags:
    """The documents that pass the filters, leaving out those of one field."""
    found = reading.alive().copy()
    for each in request.filters:
        if each.field != without:
            found &= _passing(each, request, reading)
    if request.dates is not None and without != "year":
        found &= reading.columns.between("date_first", None, request.dates.last)
        found &= reading.columns.between("date_last", request.dates.first, None)
    return found


def _passing(chosen: Filter, request: SearchRequest, reading: Reading) -> Flags:
    values = reading.columns.counter(chosen.field)
    if chosen.field == "issue" and request.issue_op == "and":
        found = np.ones(reading.sets.documents, np.bool_)
        for value in chosen.values:
            found &= values.bearing((value,))
        return found
    return values.bearing(chosen.values)


def _check_generation(request: SearchRequest, serving: str) -> None:
    if request.generation is not None and request.generation != serving:
        raise GenerationGone(request.generation, serving)


def _clauses(
    request: SearchRequest, reading: Reading, *, without: str | None = None
) -> list[tantivy.Query]:
    """The request's filters, leaving out those of one field (its facet is counted so)."""
    schema = reading.schema
    clauses = [_filter(each, request, schema) for each in request.filters if each.field != without]
    if request.dates is not None and without != "year":
        clauses.append(number_range(schema, "date_first", None, request.dates.last))
        clauses.append(number_range(schema, "date_last", request.dates.first, None))
    return clauses


def _filter(chosen: Filter, request: SearchRequest, schema: tantivy.Schema) -> tantivy.Query:
    if field(chosen.field).kind == "number":
        years = [int(value) for value in chosen.values if value.isascii() and value.isdigit()]
        return some([number_range(schema, chosen.field, year, year) for year in years])
    if chosen.field == "issue" and request.issue_op == "and":
        return every([any_value(schema, chosen.field, [value]) for value in chosen.values])
    return any_value(schema, chosen.field, chosen.values)


def _page(
    request: SearchRequest, ranking: Ranking, after: Cursor | None
) -> tuple[list[Placed], int]:
    """The hits of the page, and how many hits there are up to its last one."""
    if request.limit <= 0:
        return [], 0
    if after is not None:
        return ranking.after(after, request.limit)
    page = ranking.page(request.offset, request.limit)
    return page, request.offset + len(page)


def _hits(page: Sequence[Placed], request: SearchRequest, reading: Reading) -> Iterator[Hit]:
    """The hits with their best paragraphs."""
    paragraphs: Iterator[tuple[ParagraphMatch, ...]] = iter(())
    if page and has_words(request.query):
        slots = reading.slots([placed.address for placed in page]).tolist()
        paragraphs = best_paragraphs(request.query, reading.sets.each(), slots)
    for placed in page:
        score = placed.key if isinstance(placed.key, float) else 0.0
        yield Hit(placed.id, score, next(paragraphs, ()))


def _facets(asked: _Asked) -> Iterator[Facet]:
    """The asked facets, each without the filter of its own field."""
    request = asked.request
    chosen = _chosen(request)
    apart = {name for name in request.facets if name in chosen and not _keeps_own(name, request)}
    shared = [name for name in request.facets if name not in apart]
    counts = _counts(asked, shared, without=None)
    for name in apart:
        counts.update(_counts(asked, [name], without=name))
    for name in request.facets:
        yield make_facet(name, counts[name], chosen.get(name, frozenset()))


def _chosen(request: SearchRequest) -> dict[str, frozenset[str]]:
    """The values chosen by field; the years are also narrowed by dates."""
    chosen: dict[str, frozenset[str]] = {}
    if request.dates is not None:
        chosen["year"] = frozenset()
    for each in request.filters:
        chosen[each.field] = chosen.get(each.field, frozenset()) | frozenset(each.values)
    return chosen


def _keeps_own(name: str, request: SearchRequest) -> bool:
    """Where all chosen values must hold, ticking one more narrows: its own filter counts too."""
    return name == "issue" and request.issue_op == "and"


def make_facet(name: str, counts: dict[str, int], chosen: frozenset[str]) -> Facet:
    """Counts as a facet, in falling order; a chosen value stays even when nothing has it."""
    values = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return Facet(name, tuple(FacetValue(value, n, value in chosen) for value, n in ordered))


def _counts(
    asked: _Asked, names: Sequence[str], *, without: str | None
) -> dict[str, dict[str, int]]:
    """Counts of fields by value, leaving out the filters of one field."""
    request, reading = asked.request, asked.reading
    if not names:
        return {}
    if not all(_counted(name, reading) for name in names):
        return _aggregated(asked, names, without=without)
    found = asked.found if asked.found is not None else reading.matching(request.query)
    flags = found & _ticked(request, reading, without=without)
    bits = packed(flags)
    return {name: reading.columns.counter(name).counts(flags, bits) for name in names}


def _counted(name: str, reading: Reading) -> bool:
    return field(name).kind == "number" or reading.columns.holds(name)


def _aggregated(
    asked: _Asked, names: Sequence[str], *, without: str | None
) -> dict[str, dict[str, int]]:
    """The same by tantivy, for fields of very many values."""
    request, reading = asked.request, asked.reading
    wanted = every([asked.base, *_clauses(request, reading, without=without)])
    if asked.found is not None:
        ids = reading.ids(np.flatnonzero(asked.found & _ticked(request, reading, without=without)))
        wanted = any_value(reading.schema, layout.ID, ids)
    fields = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
    answered = reading.searcher.aggregate(wanted, fields)
    return {
        name: {_value(each["key"]): int(each["doc_count"]) for each in answered[name]["buckets"]}
        for name in names
    }


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))
