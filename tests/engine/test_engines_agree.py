"""On random corpora and random queries every engine answers as the oracle does."""

from __future__ import annotations

import itertools
import tempfile

import hypothesis.strategies as st
import pytest
from hypothesis import given

from indexer.engine import open_engine
from indexer.engine import query as q
from indexer.engine.base import SearchRequest
from indexer.engine.words import token_test
from indexer.matching import document_matches
from indexer.record import IndexRecord, Passage
from tests.engine.oracle import OracleEngine, edit_distance, in_range
from tests.engine.random_queries import queries, records, requests


@pytest.fixture(scope="module", params=["embedded"])
def filled():
    """Fills an engine and the oracle with the same records; one engine serves all examples."""
    oracle = OracleEngine()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_engine(f"embedded:{folder}/index") as engine,
    ):
        for each in (oracle, engine):
            each.begin(fingerprint="f0f0f0f0", sequence=0).publish(sequence=0)
        numbers = itertools.count(1)

        def fill(corpus):
            number = next(numbers)
            for each in (oracle, engine):
                held = [hit.id for hit in each.scan(SearchRequest())]
                each.update(corpus, removed=held, sequence=number)
            return oracle, engine

        yield fill


@given(
    corpus=st.lists(records(), max_size=12, unique_by=lambda each: each.id),
    asked=st.lists(requests, min_size=1, max_size=8),
)
def test_ids_counts_facets_and_orders_agree(filled, corpus, asked):
    oracle, engine = filled(corpus)
    for request in asked:
        wanted, found = oracle.search(request), engine.search(request)
        assert found.total == wanted.total
        assert [hit.id for hit in found.hits] == [hit.id for hit in wanted.hits]
        assert found.facets == wanted.facets
        assert [hit.id for hit in engine.scan(request)] == [hit.id for hit in wanted.hits]


@given(
    corpus=st.lists(records(), max_size=12, unique_by=lambda each: each.id),
    query=queries,
    size=st.integers(1, 5),
)
def test_pages_by_relevance_are_the_scan_and_the_same_set(filled, corpus, query, size):
    oracle, engine = filled(corpus)
    scanned = [hit.id for hit in engine.scan(SearchRequest(query))]
    assert sorted(scanned) == sorted(hit.id for hit in oracle.scan(SearchRequest(query)))
    paged: list[str] = []
    cursor = None
    while True:
        found = engine.search(SearchRequest(query, limit=size, cursor=cursor))
        paged += [hit.id for hit in found.hits]
        cursor = found.next
        if cursor is None:
            break
    assert paged == scanned
    by_offset = engine.search(SearchRequest(query, limit=size, offset=size))
    assert [hit.id for hit in by_offset.hits] == scanned[size : 2 * size]


@given(record=records(), query=queries)
def test_matching_says_of_a_document_what_the_oracle_says(record, query):
    oracle = OracleEngine()
    oracle.begin(fingerprint="f", sequence=0).publish(sequence=0)
    oracle.update([record], sequence=1)

    def facts(node):
        if isinstance(node, q.Keyword):
            return bool(set(record.keywords[node.field]) & set(node.values))
        return in_range(record.numbers.get(node.field), node.low, node.high)

    wanted = oracle.search(SearchRequest(query)).total == 1
    assert document_matches(query, record.passages, facts=facts) is wanted


letters = st.text("ab", min_size=5, max_size=8)


@given(one=letters, other=letters, distance=st.sampled_from([1, 2]))
def test_a_fuzzy_word_is_within_its_optimal_string_alignment(one, other, distance):
    wanted = edit_distance(one, other) <= distance
    assert token_test(q.Fuzzy(one, distance))(other) is wanted


@given(tokens=st.lists(st.text("abc", min_size=4, max_size=7), max_size=12), word=letters)
def test_a_fuzzy_word_in_the_index_is_the_same_as_in_verification(filled, tokens, word):
    corpus = [
        IndexRecord(f"d{number}", (Passage("text", "en", 0, (token,), (token,)),))
        for number, token in enumerate(tokens)
    ]
    _, engine = filled(corpus)
    for distance in (1, 2):
        found = {hit.id for hit in engine.scan(SearchRequest(q.Fuzzy(word, distance)))}
        near = {
            each.id
            for each, token in zip(corpus, tokens, strict=True)
            if edit_distance(word, token) <= distance
        }
        assert found == near
