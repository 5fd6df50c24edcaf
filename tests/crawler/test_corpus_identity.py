"""Which corpus this is, and what it knows by names it was never given as ids."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.checkpoints import Checkpoint, CheckpointFile
from crawler.corpus import Corpus
from crawler.corpus_names import spell
from tests.crawler.documents import decision, name
from tests.crawler.test_corpus_faults import version_one

NAMES = (name("neutral", "2099 XXTEST 12"), name("docket", "T-9999-99"))
SPELLINGS = (
    "a", "A", " a ", "b", "old-b", "2099 XXTEST 12", "2099XXTEST12", "2099 XXTEST 13", "T-9999-99",
    "2099 CanLII 12 (CA XXTEST)", "nothing", "", "?", "2099",
)  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/corpus.db"


@pytest.fixture
def corpus(url: str) -> Iterator[Corpus]:
    with Corpus.open(url) as opened:
        opened.put(decision("a", "2099 XXTEST 12", identifiers=NAMES))
        opened.put(decision("b", aliases=("old-b",)))
        yield opened


def test_every_corpus_has_an_identity_of_its_own_that_stays(tmp_path: Path, url: str):
    with Corpus.open(url) as one, Corpus.open(f"sqlite:///{tmp_path}/other.db") as other:
        first = one.identity
        assert len(first) == 16
        assert first != other.identity
        one.put(decision("a"))
        assert one.identity == first
    with Corpus.open(url, readonly=True) as again:
        assert again.identity == first


def test_an_older_corpus_gets_an_identity_when_it_is_brought_up_to_date(tmp_path: Path):
    path = tmp_path / "corpus.db"
    version_one(path)
    with Corpus.open(f"sqlite:///{path}") as corpus:
        first = corpus.identity
    with Corpus.open(f"sqlite:///{path}") as corpus:
        assert corpus.identity == first


def test_a_corpus_put_back_to_an_earlier_state_is_another_one(tmp_path: Path, url: str):
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
        corpus.backup(tmp_path / "backup.db")
        corpus.put(decision("b"))
        before, sequence = corpus.identity, corpus.sequence()
    Corpus.restore(tmp_path / "backup.db", url, overwrite=True)
    with Corpus.open(url) as corpus:
        corpus.put(decision("c"))
        assert corpus.sequence() == sequence, "the number comes again and means another change"
        assert corpus.identity != before
        assert corpus.check() == ()


def test_the_checkpoint_of_another_corpus_is_void(tmp_path: Path):
    file = CheckpointFile(tmp_path, "a2aj", "t")
    file.save(Checkpoint(watermark="w", sequence=5, corpus="one"))
    assert file.load(sequence=9, corpus="two") == Checkpoint()
    assert file.load(sequence=9, corpus="one").watermark == "w"


@given(texts=st.lists(st.sampled_from(SPELLINGS) | st.text(max_size=12), max_size=30))
@settings(max_examples=25)
def test_a_stranger_is_never_resolved_and_what_is_resolved_is_no_stranger(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
):
    where = f"sqlite:///{tmp_path_factory.getbasetemp()}/strangers.db"
    with Corpus.open(where) as corpus:
        corpus.put(decision("a", "2099 XXTEST 12", identifiers=NAMES))
        corpus.put(decision("b", aliases=("old-b",)))
        strangers = corpus.strangers(map(spell, texts))
        assert strangers <= set(texts)
        for text in strangers:
            assert corpus.resolve(text) == ()
            assert corpus.get(text) is None
        assert {"a", "old-b", "2099 XXTEST 12", "T-9999-99"}.isdisjoint(strangers)
        assert not {"nothing", "?", "2099 XXTEST 13"} & set(texts) - strangers


def test_a_removed_decision_is_known_by_what_sources_call_it(corpus: Corpus):
    corpus.remove("a", "asked")
    corpus.remove("b", "asked")
    for text in ("a", "2099 XXTEST 12", "2099XXTEST12", "b", "old-b"):
        stone = corpus.removed(text)
        assert stone is not None, text
        assert stone.reason == "asked"
    # A docket is shared by every decision of a file, so it closes the door to none of them.
    for text in ("T-9999-99", "2099 XXTEST 13", "nothing", ""):
        assert corpus.removed(text) is None, text


def test_a_decision_that_may_come_back_is_no_longer_removed(corpus: Corpus):
    assert corpus.removed("a") is None
    corpus.remove("a", "asked")
    corpus.lift("a", "by mistake")
    assert corpus.removed("a") is None
    assert corpus.removed("2099 XXTEST 12") is None


def test_the_identity_is_kept_where_the_other_counters_are(url: str, tmp_path: Path):
    with Corpus.open(url) as corpus:
        identity = corpus.identity
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as database:
        rows = dict(database.execute("SELECT name, value FROM counters"))
    assert f"{rows['identity']:016x}" == identity
