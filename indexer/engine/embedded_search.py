"""Answering one request from one frozen state of the index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from indexer.engine.embedded_compile import (
    Reading,
    any_value,
    compile_query,
    count,
    document_id,
    every,
    number_range,
    some,
)
from indexer.engine.embedded_forward import marking, unpack
from indexer.errors import GenerationGone
from indexer.fields import field
from indexer.matching import best_paragraphs, has_words

MOST_VALUES = 65_000
"""Values of a facet that one aggregation gives; tantivy refuses more buckets."""
WALK_SHARE = 3
"""From one hit in so many documents on, walking a field's postings beats counting the hits'."""

KEPT = 200
"""Hits of which the stored documents are kept until their paragraphs are sought."""

Key = float | str
"""A score, or the value of a sort field; relevance without words is the order of authority."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit before its paragraphs are sought."""

    key: Key
    id: str
    address: tantivy.DocAddress
    stored: tantivy.Document | None = None
    """Where it was read already, for one page; a whole result set would fill the memory."""


def answer(request: SearchRequest, reading: Reading, generation: str) -> SearchResult:
    """One page: hits, counts, and the place of the next page."""
    _check_generation(request, generation)
    base = compile_query(request.query, reading)
    wanted = every([base, *_clauses(request, reading)])
    total = count(reading.searcher, wanted)
    after = None
    if request.cursor is not None:
        after = read_cursor(request.cursor, sort=request.sort, serving=generation)
    page, rank = _page(request, wanted, reading, after)
    more = bool(page) and rank < total
    last = Cursor(generation, request.sort, page[-1].key, page[-1].id, rank) if more else None
    return SearchResult(
        total=total,
        hits=tuple(_hits(page, request, reading)),
        facets=tuple(_facets(request, base, reading)),
        generation=generation,
        next=write_cursor(last) if last else None,
    )


def stream(request: SearchRequest, reading: Reading, generation: str) -> Iterator[Hit]:
    """Every hit in order, without paragraphs."""
    _check_generation(request, generation)
    base = compile_query(request.query, reading)
    wanted = every([base, *_clauses(request, reading)])
    total = count(reading.searcher, wanted)
    for each in _ordered(request, wanted, reading, total)[:total]:
        yield Hit(each.id, each.key if isinstance(each.key, float) else 0.0)


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
    request: SearchRequest, wanted: tantivy.Query, reading: Reading, after: Cursor | None
) -> tuple[list[Placed], int]:
    """The hits of the page, and how many hits there are up to its last one."""
    if request.limit <= 0:
        return [], 0
    if after is None:
        page = _ordered(request, wanted, reading, request.offset + request.limit)
        page = page[request.offset : request.offset + request.limit]
        return page, request.offset + len(page)
    need = after.rank + request.limit
    while True:
        hits = _ordered(request, wanted, reading, need)
        start = sum(1 for _ in itertools.takewhile(lambda hit: _is_before(hit, after), hits))
        if len(hits) - start >= request.limit or len(hits) < need:
            page = hits[start : start + request.limit]
            return page, start + len(page)
        need *= 2  # documents were added before this place since the cursor was made


def _is_before(hit: Placed, cursor: Cursor) -> bool:
    """Whether a hit stands at or before the place of a cursor."""
    if isinstance(hit.key, float) and isinstance(cursor.key, float):
        return (-hit.key, hit.id) <= (-cursor.key, cursor.id)
    return str(hit.key) <= str(cursor.key)


def _ordered(
    request: SearchRequest, wanted: tantivy.Query, reading: Reading, need: int
) -> list[Placed]:
    """At least the first ``need`` hits in the request's order (all when there are fewer)."""
    if need <= 0:
        return []
    by_relevance = request.sort == "relevance"
    if by_relevance and has_words(request.query):
        return _by_score(wanted, reading, need)
    name = layout.SORT_FIELDS["prior" if by_relevance else request.sort]
    found = reading.searcher.search(
        wanted, need, count=False, order_by_field=name, order=tantivy.Order.Asc
    )
    return [Placed(key, key.partition("|")[2], address) for key, address in found.hits]


def _by_score(wanted: tantivy.Query, reading: Reading, need: int) -> list[Placed]:
    """By falling score, then id. Hits that tie with the last one are all fetched before."""
    searcher = reading.searcher
    asked = need + 1
    while True:
        found = searcher.search(wanted, asked, count=False, weight_by_field=layout.FACTOR)
        hits = found.hits
        if len(hits) < asked or hits[need - 1][0] != hits[-1][0]:
            break
        asked *= 4
    if len(hits) > need:
        hits = [hit for hit in hits if hit[0] >= hits[need - 1][0]]
    keep = len(hits) <= KEPT
    placed = [_placed(float(score), address, searcher, keep=keep) for score, address in hits]
    placed.sort(key=lambda hit: (-float(hit.key), hit.id))
    return placed


def _placed(
    score: float, address: tantivy.DocAddress, searcher: tantivy.Searcher, *, keep: bool
) -> Placed:
    stored = searcher.doc(address)
    return Placed(score, document_id(stored), address, stored if keep else None)


def _hits(page: Sequence[Placed], request: SearchRequest, reading: Reading) -> Iterator[Hit]:
    """The hits with their best paragraphs."""
    query = request.query
    needles = marking(query)
    for placed in page:
        score = placed.key if isinstance(placed.key, float) else 0.0
        paragraphs: tuple[ParagraphMatch, ...] = ()
        if has_words(query):
            stored = placed.stored or reading.searcher.doc(placed.address)
            raw = unpack(stored.get_first(layout.FORWARD) or b"", needles)
            paragraphs = best_paragraphs(query, (each.tokens() for each in raw))
        yield Hit(placed.id, score, paragraphs)


def _facets(request: SearchRequest, base: tantivy.Query, reading: Reading) -> Iterator[Facet]:
    """The asked facets; those without a filter of their own share one aggregation."""
    chosen = _chosen(request)
    apart = {name for name in request.facets if name in chosen and not _keeps_own(name, request)}
    shared = [name for name in request.facets if name not in apart]
    wanted = every([base, *_clauses(request, reading)])
    counts = _counts(wanted, shared, reading)
    for name in apart:
        own = every([base, *_clauses(request, reading, without=name)])
        counts.update(_counts(own, [name], reading))
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
    wanted: tantivy.Query, names: Sequence[str], reading: Reading
) -> dict[str, dict[str, int]]:
    searcher = reading.searcher
    walked: list[str] = []
    if count(searcher, wanted) * WALK_SHARE >= searcher.num_docs:
        walked = [name for name in names if field(name).kind == "keyword"]
    found = {
        name: {
            value: hits
            for value, hits in searcher.terms_with_prefix(name, "", filter_query=wanted)
            if hits
        }
        for name in walked
    }
    rest = [name for name in names if name not in found]
    if rest:
        asked = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in rest}
        answered = searcher.aggregate(wanted, asked)
        for name in rest:
            buckets = answered[name]["buckets"]
            found[name] = {_value(each["key"]): int(each["doc_count"]) for each in buckets}
    return found


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))
