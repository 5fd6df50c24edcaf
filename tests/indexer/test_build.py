"""From a corpus to an index, whole and change by change."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crawler.corpus import Corpus
from crawler.identifiers import parse_identifier
from crawler.model import Paragraph, Status, Zone
from indexer import build as building
from indexer import flatten as flattening
from indexer.analysis import exact_form
from indexer.build import build_index, fingerprint
from indexer.engine import open_engine
from indexer.engine.base import SearchRequest
from indexer.engine.query import Everything, Keyword, Term
from indexer.errors import BuildFailed
from tests.engine.oracle import OracleEngine
from tests.indexer.documents import article, decision


@pytest.fixture
def corpus(tmp_path):
    with Corpus.open(f"sqlite:///{tmp_path}/corpus.db") as opened:
        yield opened


@pytest.fixture
def engine(tmp_path):
    with open_engine(f"embedded:{tmp_path}/index") as opened:
        yield opened


def put(corpus, *documents):
    corpus.put_many([(each, ()) for each in documents])


def found(engine, word):
    query = Term((exact_form(word),)) if isinstance(word, str) else word
    return {hit.id for hit in engine.scan(SearchRequest(query))}


def test_a_second_run_without_changes_does_nothing(corpus, engine):
    put(corpus, decision(1, "posted online"), article("a", "posted"))
    first = build_index(corpus, engine)
    assert (first.annotated, first.indexed, first.skipped) == (2, 2, [])
    second = build_index(corpus, engine)
    assert (second.annotated, second.indexed) == (0, 0)
    assert second.generation == first.generation
    assert found(engine, "posted") == {"zz-test-2099-1", "art-x-a"}


def test_changes_go_into_the_serving_generation(corpus, engine):
    put(corpus, *(decision(n, "posted online") for n in range(1, 8)))
    first = build_index(corpus, engine)
    put(corpus, decision(3, "insulted"), decision(9, "posted"))
    report = build_index(corpus, engine)
    assert (report.annotated, report.indexed) == (2, 2)
    assert report.generation == first.generation
    assert found(engine, "insulted") == {"zz-test-2099-3"}
    assert len(found(engine, "posted")) == 7
    assert engine.generation().sequence == corpus.sequence()


def test_full_makes_a_new_generation_from_kept_annotations(corpus, engine):
    put(corpus, decision(1, "posted"))
    first = build_index(corpus, engine)
    report = build_index(corpus, engine, full=True)
    assert (report.annotated, report.indexed) == (0, 1)
    assert report.generation != first.generation


def test_another_fingerprint_asks_for_a_new_generation(corpus, engine, monkeypatch):
    put(corpus, decision(1, "posted"))
    first = build_index(corpus, engine)
    monkeypatch.setattr(building, "tagger_version", lambda: "another")
    assert engine.generation().fingerprint != fingerprint()
    report = build_index(corpus, engine)
    assert report.generation != first.generation
    assert report.annotated == 1


def test_no_word_of_a_removed_document_stays_in_any_index_file(corpus, engine, tmp_path):
    put(corpus, decision(1, "the word qwertzuiop", zones=(Zone.REASONS,)), decision(2, "posted"))
    build_index(corpus, engine)

    def holding():
        files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
        return [path.name for path in files if b"qwertzui" in path.read_bytes()]

    assert holding()
    corpus.remove("zz-test-2099-1", "asked for")
    report = build_index(corpus, engine)
    assert report.removed == 1
    assert holding() == []
    assert found(engine, Everything()) == {"zz-test-2099-2"}


def test_a_forgotten_version_leaves_the_index_too(corpus, engine, tmp_path):
    put(corpus, *(decision(n, f"named qwertzuiop{n}") for n in range(1, 6)))
    build_index(corpus, engine)
    corpus.put(decision(1, "named M. X..."), redact_history=True)
    build_index(corpus, engine)
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert not [path for path in files if b"qwertzuiop1" in path.read_bytes()]
    assert len(found(engine, "named")) == 5


def test_what_is_withdrawn_is_not_offered(corpus, engine):
    kept = [decision(n, "posted") for n in range(1, 6)]
    put(corpus, *kept)
    build_index(corpus, engine)
    put(corpus, replace(kept[0], status=Status.WITHDRAWN))
    build_index(corpus, engine)
    assert found(engine, "posted") == {each.id for each in kept[1:]}


def test_citations_are_counted_and_led_to_their_decision(corpus, engine):
    put(corpus, decision(1, "x"), decision(2, "see 2099 XXTEST 1"), decision(3, "2099 XXTEST 1."))
    build_index(corpus, engine)
    assert found(engine, Keyword("cites", ("zz-test-2099-1",))) == {
        "zz-test-2099-2",
        "zz-test-2099-3",
    }
    first = next(iter(engine.search(SearchRequest(sort="cited")).hits))
    assert first.id == "zz-test-2099-1"
    stored = corpus.annotations(["zz-test-2099-2"])["zz-test-2099-2"].body
    assert "zz-test-2099-1" in stored


def test_a_decision_that_arrives_later_finds_who_cites_it(corpus, engine):
    put(corpus, decision(2, "see 2099 XXTEST 1"), *(decision(n, "x") for n in range(3, 9)))
    build_index(corpus, engine)
    put(corpus, decision(1, "new"))
    report = build_index(corpus, engine)
    assert report.indexed == 2
    assert found(engine, Keyword("cites", ("zz-test-2099-1",))) == {"zz-test-2099-2"}


def records_of(corpus):
    """What a full build writes, by id."""
    oracle = OracleEngine()
    build_index(corpus, oracle, full=True)
    return oracle.records


@pytest.mark.parametrize("seed", range(6))
def test_changing_by_steps_ends_in_the_same_records_as_building_anew(corpus, seed):
    chance = random.Random(seed)

    def some(number):
        cited = " ".join(f"2099 XXTEST {n}" for n in chance.sample(range(1, 30), 3))
        return decision(number, f"posted {chance.random()} see {cited}")

    put(corpus, *(some(n) for n in range(1, 20)))
    stepped = OracleEngine()
    build_index(corpus, stepped)
    generation = stepped.generation().name
    for _ in range(4):
        put(corpus, *(some(n) for n in chance.sample(range(1, 30), 4)))
        build_index(corpus, stepped)
    assert stepped.generation().name == generation
    assert stepped.records == records_of(corpus)


def test_a_document_that_cannot_be_written_is_skipped_and_told(corpus, engine, monkeypatch):
    put(corpus, decision(1, "posted"), decision(2, "posted"))
    honest = flattening.flatten

    def flatten(document, *args, **kwargs):
        if document.id.endswith("-1"):
            raise BuildFailed("its numbers are wrong")
        return honest(document, *args, **kwargs)

    monkeypatch.setattr(flattening, "flatten", flatten)
    report = build_index(corpus, engine)
    assert report.skipped == ["zz-test-2099-1: its numbers are wrong"]
    assert found(engine, "posted") == {"zz-test-2099-2"}


def test_a_run_that_fails_leaves_the_old_index_and_can_be_run_again(corpus, engine, monkeypatch):
    put(corpus, decision(1, "old"))
    first = build_index(corpus, engine)
    put(corpus, decision(1, "new"), decision(2, "new"))

    def broken(*_args, **_kwargs):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(flattening, "flatten", broken)
        with pytest.raises(RuntimeError):
            build_index(corpus, engine)
    assert engine.generation().name == first.generation
    assert found(engine, "old") == {"zz-test-2099-1"}
    assert build_index(corpus, engine).indexed == 2
    assert len(found(engine, "new")) == 2


def test_merged_documents_are_one_in_the_index(corpus, engine):
    one = decision(1, "posted online")
    other = decision(2, "posted online too")
    put(corpus, one, other)
    build_index(corpus, engine)
    both = (*other.identifiers, parse_identifier("neutral", "2099 XXTEST 1"))
    put(corpus, replace(other, identifiers=both))
    build_index(corpus, engine)
    assert len(found(engine, "posted")) == 1


def test_progress_ends_at_its_end(corpus, engine):
    put(corpus, *(decision(n, "x") for n in range(1, 4)))
    told = []
    build_index(corpus, engine, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_bench_of_a_decision_is_found_by_nothing(corpus, engine):
    document = decision(1, "words")
    text = replace(
        document.texts[0],
        paragraphs=(
            Paragraph("Sur le rapport de Mme Zyxwvut", zone=Zone.FORMATION),
            Paragraph("posted"),
        ),
    )
    put(corpus, replace(document, texts=(text,)))
    build_index(corpus, engine)
    assert found(engine, "zyxwvut") == set()
    assert found(engine, "posted") == {document.id}


def test_a_document_changed_while_it_is_annotated_keeps_no_annotations_of_its_old_words(
    corpus, engine, monkeypatch
):
    put(corpus, decision(1, "posted on Facebook that the boss is a crook"), decision(2, "other"))
    changed = decision(1, "nothing of the kind")
    read = corpus.get_many

    def crawled_after(ids):
        documents = read(ids)
        if corpus.sequence() == 2:
            put(corpus, changed)
        return documents

    monkeypatch.setattr(corpus, "get_many", crawled_after)
    build_index(corpus, engine)
    build_index(corpus, engine)
    stored = corpus.annotations([changed.id])[changed.id]
    assert stored.content_hash == corpus.content_hash(changed.id)
    assert "crook" not in stored.body
    assert found(engine, "crook") == set()
    assert found(engine, "kind") == {changed.id}


def test_an_index_ahead_of_a_restored_corpus_is_built_anew(corpus, engine, tmp_path):
    put(corpus, decision(1, "posted"))
    corpus.backup(tmp_path / "backup")
    put(corpus, decision(2, "posted"))
    build_index(corpus, engine)
    Corpus.restore(tmp_path / "backup", f"sqlite:///{tmp_path}/corpus.db", overwrite=True)
    build_index(corpus, engine)
    assert found(engine, "posted") == {"zz-test-2099-1"}


def test_a_generation_that_a_kill_left_behind_goes_with_the_next_run(corpus, engine, tmp_path):
    put(corpus, decision(1, "posted"))
    build_index(corpus, engine)
    left = tmp_path / "index" / "generations" / "g000000-left"
    left.mkdir()
    (left / "words").write_text("of a removed document")
    build_index(corpus, engine)
    assert not left.exists()
    assert found(engine, "posted") == {"zz-test-2099-1"}
