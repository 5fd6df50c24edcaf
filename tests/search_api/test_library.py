"""Documents fetched with their annotations, also where the two are of different days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.corpus import Corpus
from indexer.build import build_index
from indexer.engine import open_engine
from search_api.library import fetch
from search_api.search import Searcher
from tests.search_api.synthetic_documents import synthetic_decision


@pytest.fixture
def corpus(tmp_path):
    with Corpus.open(f"sqlite:///{tmp_path}/corpus.db") as opened:
        yield opened


def test_a_document_changed_since_it_was_annotated_shows_values_without_their_places(
    corpus, tmp_path
):
    words = "The worker wrote on Facebook that her boss was a crook. See 2099 XXTEST 2."
    document = synthetic_decision("zz-a", "zz-test", "A v. B", words, language="en")
    corpus.put(document)
    with open_engine(f"embedded:{tmp_path}/index") as engine:
        build_index(corpus, engine)
    before = fetch(corpus, ["zz-a"])["zz-a"].annotations
    assert any(tag.evidence for tag in before.tags)

    text = document.texts[0]
    shorter = replace(text.paragraphs[0], text="Short.")
    corpus.put(replace(document, texts=(replace(text, paragraphs=(shorter,)),)))
    after = fetch(corpus, ["zz-a"])["zz-a"].annotations
    assert [tag.value for tag in after.tags] == [tag.value for tag in before.tags]
    assert not any(tag.evidence for tag in (*after.tags, *after.amounts))
    assert after.citations == ()


def test_counts_of_the_whole_collection_follow_what_is_indexed_while_serving(corpus, tmp_path):
    for number in range(4):
        corpus.put(synthetic_decision(f"zz-{number}", "zz-test", f"A v. {number}", "Words."))
    with open_engine(f"embedded:{tmp_path}/index") as engine:
        first = build_index(corpus, engine)
        searcher = Searcher(engine, corpus)
        before = searcher.everywhere().get("kind", {}).get("decision", 0)
        words = "The worker was dismissed for a Facebook post that insulted her boss."
        corpus.put(synthetic_decision("zz-new", "zz-test", "A v. New", words, language="en"))
        assert build_index(corpus, engine).generation == first.generation
        assert searcher.everywhere()["kind"]["decision"] == before + 1
