"""The small tantivy queries that all others are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tantivy

TQ = tantivy.Query
Clause = tuple[tantivy.Occur, tantivy.Query]


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many documents match; by asking for one hit, because asking for none panics."""
    found = searcher.search(query, 1)
    return int(found.count)  # type: ignore[attr-defined]  # missing in the stubs of 0.27


def everything() -> tantivy.Query:
    """Every document, at no score."""
    return TQ.const_score_query(TQ.all_query(), 0.0)


def every(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """All of them; every document when there is none."""
    if not queries:
        return everything()
    return TQ.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """At least one of them; no document when there is none."""
    if len(queries) == 1:
        return queries[0]
    if not queries:
        return TQ.empty_query()
    return TQ.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def any_value(schema: tantivy.Schema, name: str, values: Iterable[str]) -> tantivy.Query:
    """Documents of which a keyword field holds any of the values, at no score."""
    return TQ.const_score_query(TQ.term_set_query(schema, name, list(values)), 0.0)


def number_range(
    schema: tantivy.Schema, name: str, low: int | None, high: int | None
) -> tantivy.Query:
    """Documents of which a number lies in ``[low, high]``, at no score."""
    if low is not None and high is not None and low > high:
        return TQ.empty_query()
    if low is None and high is None:
        return TQ.const_score_query(TQ.exists_query(name), 0.0)
    wanted = TQ.range_query(schema, name, tantivy.FieldType.Integer, low, high)
    return TQ.const_score_query(wanted, 0.0)
