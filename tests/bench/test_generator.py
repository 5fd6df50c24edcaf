from __future__ import annotations

import copy

import pytest

from indexer.engine import open_engine
from tests.bench.engine import index_ours, index_raw, search, whole_road
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


def test_short_decisions_are_cut_into_paragraphs_of_the_same_size(generator):
    short = copy.copy(generator)
    short.words = 165
    long, cut = generator.make(4), short.make(4)
    assert len(long.paragraphs) in (40, 41)
    assert len(cut.paragraphs) in (4, 5)
    assert abs(len(cut.paragraphs[0]) - len(long.paragraphs[0])) < 10


def test_ours_and_raw_tantivy_count_the_same(generator, tmp_path, capsys):
    with open_engine(f"embedded:{tmp_path}/ours") as engine:
        index_ours(engine, generator, 40)
        raw = index_raw(generator, 40, tmp_path / "raw")
        search(engine, raw, generator, 5)
        index_ours(engine, generator, 40)
    whole_road(generator, 3, str(tmp_path))
    printed = capsys.readouterr().out
    assert "equal counts                5 of 5" in printed
    assert "kept from before" in printed
    assert "whole road" in printed
