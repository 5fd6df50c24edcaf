"""The sidecar's sets and best paragraphs, on random corpora, against the two slow ways to them."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from indexer.engine import query as q
from indexer.engine.base import SearchRequest
from indexer.engine.sidecar import gathering, matches, pairs, words
from indexer.engine.sidecar.block import open_block, write_block
from indexer.engine.sidecar.columns import Columns
from indexer.engine.sidecar.gathering import Gathering
from indexer.engine.sidecar.joined import joined
from indexer.engine.sidecar.lines import make_lines
from indexer.engine.sidecar.merging import merged
from indexer.engine.sidecar.paragraphs import best_paragraphs
from indexer.engine.sidecar.sets import Sets
from indexer.errors import QueryTooCostly
from indexer.matching import best_paragraphs as paragraphs_token_by_token
from indexer.record import IndexRecord, Passage
from tests.engine.oracle import OracleEngine
from tests.engine.random_queries import queries, records
from tests.engine.records import exact, plain, record


def blocks_of(corpus, size):
    made = []
    for first in range(0, len(corpus), size):
        gathered = Gathering()
        for row, each in enumerate(corpus[first : first + size], first):
            gathered.add(row, each, joined(each))
        made.append(gathered.block())
    return tuple(made)


def sets_over(blocks):
    count = sum(block.documents for block in blocks)
    return Sets(blocks, Columns(blocks), looked=lambda condition: np.zeros(count, np.bool_))


def sets_of(corpus, size=3):
    return sets_over(blocks_of(corpus, size))


corpora = st.lists(records(), max_size=8, unique_by=lambda each: each.id)


@given(corpus=corpora, query=queries, size=st.integers(1, 8))
def test_a_set_is_what_the_oracle_finds(corpus, query, size):
    oracle = OracleEngine()
    oracle.begin(fingerprint="f", sequence=0).publish(sequence=0)
    oracle.update(corpus, sequence=1)
    wanted = {hit.id for hit in oracle.scan(SearchRequest(query))}
    found = sets_of(corpus, size).matching(query)
    assert {each.id for each, flag in zip(corpus, found, strict=True) if flag} == wanted


@given(corpus=corpora, query=queries, size=st.integers(1, 8))
def test_best_paragraphs_are_those_found_token_by_token(corpus, query, size):
    sets = sets_of(corpus, size)
    found = list(best_paragraphs(query, sets.each(), range(len(corpus))))
    assert found == [paragraphs_token_by_token(query, each.passages) for each in corpus]


@given(corpus=corpora, query=queries, gone=st.sets(st.integers(0, 7)), size=st.integers(1, 8))
def test_merged_blocks_answer_for_the_documents_that_are_left(corpus, query, gone, size):
    blocks = blocks_of(corpus, size)
    alive = [~np.isin(block.rows, list(gone)) for block in blocks]
    before = sets_over(blocks).matching(query)
    left = [row for row in range(len(corpus)) if row not in gone]
    if blocks:
        together = merged(blocks, alive)
        assert together.rows.tolist() == left
        assert sets_over((together,)).matching(query).tolist() == before[left].tolist()
        found = best_paragraphs(query, sets_over((together,)).each(), range(len(left)))
        wanted = [paragraphs_token_by_token(query, corpus[row].passages) for row in left]
        assert list(found) == wanted


@given(corpus=corpora, query=queries)
def test_every_road_to_a_set_leads_to_the_same(corpus, query):
    """Thresholds choose between looking words up and merging them; neither may find other sets."""
    usual = sets_of(corpus).matching(query).tolist()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "MOST_RUNS", 0)
        patched.setattr(matches, "MERGED_FROM", 0)
        patched.setattr(gathering, "SORTED_TOKENS", 3)
        assert sets_of(corpus).matching(query).tolist() == usual


def test_a_block_read_again_answers_as_before(tmp_path):
    corpus = [record("a", "été posted. twice", title="l'été"), record("b", ""), record("é", "x|y")]
    (block,) = blocks_of(corpus, 3)
    write_block(tmp_path / "block", block)
    again = open_block(tmp_path / "block")
    assert [again.ids[at].decode() for at in range(3)] == ["a", "b", "é"]
    for query in (exact("été"), plain("posting"), q.Phrase((exact("posted"), exact("twice")))):
        assert sets_over((again,)).matching(query).tolist() == [True, False, False]


def test_lines_find_every_line_and_every_prefix():
    texts = sorted({f"{number:03x}"[::-1] + "é" * (number % 3) for number in range(300)})
    made = make_lines(texts)
    assert [made.find(text.encode()) for text in texts] == list(range(len(texts)))
    assert [made.find(each) for each in (b"", b"!", b"zzz", b"1", "é".encode())] == [-1] * 5
    for prefix in ("", "0", "00", "f", "10", "zz", "!"):
        first, last = made.prefixed(prefix.encode())
        assert [text for text in texts if text.startswith(prefix)] == texts[first:last]
    assert make_lines([]).find(b"x") == -1
    assert make_lines([]).prefixed(b"x") == (0, 0)


def test_a_word_has_its_stem_by_language_and_by_accent(tmp_path):
    """``licencié`` and ``licencie`` are one exact token with two stems."""
    tokens = ("licencie", "licencie", "licencie")
    for language, stems in (("fr", ("licenci", "licenc", "licenci")), ("en", ("licenc",) * 3)):
        made = IndexRecord("a", (Passage("text", language, 0, tokens, stems),))
        sets = sets_of([made])
        assert sets.total(q.Term((q.Form("exact", "licencie"),))) == 3
        assert sets.total(q.Term((q.Form("fr", "licenci"),))) == (2 if language == "fr" else 0)
        assert sets.total(q.Term((q.Form("en", "licenc"),))) == (3 if language == "en" else 0)


def test_too_many_pairs_are_refused_and_not_estimated(monkeypatch):
    monkeypatch.setattr(pairs, "MOST_PAIRS", 10)
    sets = sets_of([record("a", "x y " * 10)])
    nested = q.Near(q.Near(exact("x"), exact("y"), 9), exact("x"), 9)
    with pytest.raises(QueryTooCostly, match="more than 10 ways"):
        sets.matching(nested)
    assert sets.matching(q.Near(exact("x"), exact("y"), 9)).tolist() == [True]
