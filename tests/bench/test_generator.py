from __future__ import annotations

import pytest

from indexer.engine import open_engine
from tests.bench.engine import _any_of, index_ours, index_raw, our_page, raw_page, whole_road
from tests.bench.generator import Generator, document, record


@pytest.fixture(scope="module")
def generator():
    return Generator(seed=3)


def test_the_same_seed_and_number_give_the_same_decision(generator):
    assert record(generator.make(5)) == record(Generator(seed=3).make(5))
    assert record(generator.make(5)) != record(Generator(seed=4).make(5))


def test_decisions_are_synthetic_and_of_two_languages(generator):
    made = [document(generator.make(number)) for number in (1, 2)]
    assert [each.language for each in made] == ["en", "fr"]
    assert {each.provenances[0].source for each in made} == {"synthetic"}
    assert {each.court for each in made} == {"zz-test"}


def test_ours_and_raw_tantivy_count_the_same(generator, tmp_path, capsys):
    with open_engine(f"embedded:{tmp_path}/ours") as engine:
        index_ours(engine, generator, 40)
        raw = index_raw(generator, 40, tmp_path / "raw")
        for words in generator.queries(5):
            ours, bare = our_page(engine, generator, _any_of(words)), raw_page(raw, words)
            assert ours[1] == bare[1]
    whole_road(generator, 3, str(tmp_path))
    assert "whole road" in capsys.readouterr().out
