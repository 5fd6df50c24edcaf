"""A person's word stands over the curators' and the machine's, and outlives every tagging."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, StoredAnnotations, TagCheck
from crawler.model import CuratedValue
from indexer import build as building
from indexer.analysis import exact_form
from indexer.annotation_codec import encode
from indexer.annotations import Annotations, Evidence, Origin, Tag
from indexer.build import build_index
from indexer.corrections import corrected, read_evidence, write_evidence
from indexer.engine import open_engine
from indexer.engine.base import SearchRequest
from indexer.engine.query import Keyword, Term
from indexer.flatten import flatten
from tests.indexer.documents import decision

AT = datetime(2099, 5, 6, 23, 59, tzinfo=UTC)
WORDS = (Evidence("en", 0, 4, 9, "crook"),)
NOW, BEFORE = "1" * 64, "2" * 64
NAME = "zz-test-2099-1"


def machine(value="defamation", **more):
    more = {"origin": Origin.MACHINE, "version": "t1", "confidence": 0.6, **more}
    return Tag("issue", value, evidence=WORDS, rule="r", **more)


def curated(value="defamation"):
    return Tag("issue", value, Origin.CURATED, "curated", seen_at=("https://example.invalid/",))


def said(action, value="defamation", **more):
    return TagCheck(NAME, "issue", value, action, AT, made_by="AB", **more)


def after(tags, *checks, on_topic=True):
    made = Annotations(NAME, "t1", on_topic, tags=tuple(tags))
    return corrected(made, checks, content_hash=NOW)


def test_without_a_check_nothing_changes():
    made = Annotations(NAME, "t1", True, tags=(machine(), curated("privacy")))
    assert corrected(made, (), content_hash=NOW) is made


def test_a_verified_tag_is_a_persons_and_keeps_its_words_and_pages():
    (tag,) = after([machine()], said(CheckAction.VERIFY, note="Private note.")).tags
    assert tag == Tag("issue", "defamation", Origin.PERSON, "2099-05-06", evidence=WORDS)
    (tag,) = after([curated()], said(CheckAction.VERIFY)).tags
    assert (tag.origin, tag.seen_at) == (Origin.PERSON, curated().seen_at)
    assert tag.strength == "checked"


@pytest.mark.parametrize("origin", [machine, curated])
def test_a_rejected_tag_is_gone_whoever_said_it(origin):
    made = after([origin(), origin("privacy")], said(CheckAction.REJECT))
    assert made.values("issue") == ("privacy",)
    assert [(tag.value, tag.origin, tag.evidence) for tag in made.rejected] == [
        ("defamation", Origin.PERSON, ())
    ]


def test_an_added_tag_is_there_and_puts_the_document_on_topic():
    made = after([], said(CheckAction.ADD), on_topic=False)
    assert [(tag.value, tag.origin) for tag in made.tags] == [("defamation", Origin.PERSON)]
    assert made.on_topic
    assert not after([machine("privacy")], said(CheckAction.REJECT), on_topic=False).on_topic


def test_a_verified_tag_stays_when_the_machine_no_longer_sees_it():
    check = said(CheckAction.VERIFY, content_hash=NOW, evidence=write_evidence(WORDS))
    (tag,) = after([], check).tags
    assert (tag.origin, tag.evidence) == (Origin.PERSON, WORDS)
    (tag,) = after([machine("privacy")], said(CheckAction.VERIFY, "privacy")).tags
    assert tag.evidence == WORDS


def test_words_of_an_earlier_text_are_not_quoted_as_words_of_this_one():
    check = said(CheckAction.VERIFY, content_hash=BEFORE, evidence=write_evidence(WORDS))
    (tag,) = after([], check).tags
    assert (tag.value, tag.evidence) == ("defamation", ())


def test_the_last_word_counts():
    steps = [said(CheckAction.VERIFY), said(CheckAction.REJECT)]
    assert after([machine()], *steps).tags == ()
    back = after([machine()], *steps, said(CheckAction.ADD))
    assert [tag.origin for tag in back.tags] == [Origin.PERSON]
    assert back.rejected == ()


def test_other_fields_and_values_are_left_alone():
    other = Tag("conduct", "defamation", Origin.MACHINE, "t1", evidence=WORDS)
    made = after([machine("privacy"), other, machine()], said(CheckAction.REJECT))
    assert made.tags == (machine("privacy"), other)


def test_evidence_is_read_as_it_was_written_or_not_at_all():
    assert read_evidence(write_evidence(WORDS)) == WORDS
    assert write_evidence(()) == ""
    for text in ("", "[", '[{"other": 1}]'):
        assert read_evidence(text) == ()


def test_a_rejected_curated_value_leaves_the_record_and_the_document_counts_as_checked():
    document = decision(1, "posted", curated=(CuratedValue("issue", "defamation"),))
    made = after([curated()], said(CheckAction.REJECT))
    record = flatten(document, made)
    assert "issue" not in record.keywords
    assert not [each for each in record.passages if each.field == "tags"]
    bare = decision(1, "posted")
    assert flatten(bare, made).keywords["verified"] == ("yes",)
    assert flatten(bare, after([machine()])).keywords["verified"] == ("no",)
    assert flatten(bare, after([machine()], said(CheckAction.VERIFY))).keywords["verified"] == (
        "yes",
    )


# Through the corpus into the index


@pytest.fixture
def corpus(tmp_path):
    with Corpus.open(f"sqlite:///{tmp_path}/corpus.db") as opened:
        opened.put_many([(decision(n, f"posted {n}"), ()) for n in range(1, 8)])
        for n in range(1, 8):
            tagged(opened, n, machine())
        yield opened


@pytest.fixture
def engine(tmp_path):
    with open_engine(f"embedded:{tmp_path}/index") as opened:
        yield opened


def tagged(corpus, number, *tags, version=None):
    """Keep these tags as the machine's."""
    name = f"zz-test-2099-{number}"
    made = Annotations(name, version or building.tagger_version(), True, tags=tags)
    kept = StoredAnnotations(name, made.version, corpus.content_hash(name), encode(made))
    assert corpus.put_annotations_many([kept]) == 1


def found(engine, field, value):
    return {hit.id for hit in engine.scan(SearchRequest(Keyword(field, (value,))))}


def test_a_check_changes_its_document_in_the_index(corpus, engine):
    first = build_index(corpus, engine)
    assert len(found(engine, "issue", "defamation")) == 7
    assert found(engine, "verified", "yes") == set()
    corpus.people.check(said(CheckAction.REJECT))
    corpus.people.check(said(CheckAction.ADD, "privacy_expectation"))
    report = build_index(corpus, engine)
    assert (report.generation, report.indexed, report.annotated) == (first.generation, 1, 0)
    assert NAME not in found(engine, "issue", "defamation")
    assert len(found(engine, "issue", "defamation")) == 6
    assert found(engine, "issue", "privacy_expectation") == {NAME}
    assert found(engine, "verified", "yes") == {NAME}
    word = engine.scan(SearchRequest(Term((exact_form("privacy"),), field="tags")))
    assert {hit.id for hit in word} == {NAME}


def test_checks_outlive_a_new_tagging_and_a_rebuild(corpus, engine, monkeypatch):
    corpus.people.check(said(CheckAction.REJECT))
    corpus.people.check(said(CheckAction.ADD, "privacy_expectation"))
    build_index(corpus, engine, full=True)
    assert NAME not in found(engine, "issue", "defamation")
    monkeypatch.setattr(building, "tagger_version", lambda: "another")
    report = build_index(corpus, engine)
    assert report.annotated == 7
    assert found(engine, "issue", "privacy_expectation") == {NAME}
    tagged(corpus, 1, machine(), version="another")
    build_index(corpus, engine, full=True)
    assert found(engine, "issue", "privacy_expectation") == {NAME}
    assert NAME not in found(engine, "issue", "defamation")
