"""What every corpus does, whatever database keeps it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.corpus import Corpus
from crawler.corpus_values import Change, ChangeAction, PutAction, StoredAnnotations
from crawler.document_codec import content_hash
from crawler.errors import DocumentRemoved, InvalidDocument, UnknownDocument
from crawler.model import (
    Article,
    Decision,
    DecisionReference,
    PartialDate,
    Telling,
    Text,
)
from tests.crawler.documents import WHEN, decision, name, page, provenance

LEASE = timedelta(minutes=5)
PUT, REMOVED, MERGED = ChangeAction.PUT, ChangeAction.REMOVED, ChangeAction.MERGED


@pytest.fixture(params=["sqlite"])
def url(request, tmp_path) -> str:
    return f"sqlite:///{tmp_path}/corpus.db"


@pytest.fixture
def corpus(url):
    with Corpus.open(url) as opened:
        yield opened
        assert opened.check() == ()


def words(document) -> dict[str, str]:
    return {
        text.language: text.paragraphs[0].text
        for text in document.texts
        if text.telling is Telling.SOURCE
    }


# Writing and reading


def test_a_document_comes_back_as_it_was_put(corpus):
    document = decision("a", "2099 XXTEST 12")
    put = corpus.put(document, pages=[page()])
    assert (put.id, put.action, put.number, put.sequence) == ("a", PutAction.NEW, 1, 1)
    assert corpus.get("a") == document
    assert corpus.content_hash("a") == content_hash(document)
    assert corpus.raw_pages("a") == (page(),)


def test_an_unknown_document_is_none(corpus):
    assert corpus.get("a") is None
    assert corpus.versions("a") == ()
    assert corpus.raw_pages("a") == ()
    assert corpus.tombstone("a") is None
    assert corpus.sequence() == 0
    with pytest.raises(UnknownDocument):
        corpus.content_hash("a")


def test_the_same_page_twice_changes_nothing(corpus):
    later = decision("a", provenances=(provenance(retrieved_at=WHEN + timedelta(days=1)),))
    corpus.put(decision("a"), pages=[page()])
    put = corpus.put(later, pages=[page()])
    assert (put.action, put.number, put.sequence) == (PutAction.UNCHANGED, 1, 1)
    assert corpus.sequence() == 1
    assert len(corpus.versions("a")) == 1
    assert len(corpus.raw_pages("a")) == 1


def test_a_changed_document_has_a_new_version_and_keeps_the_old_one(corpus):
    first, second = decision("a", text="Long first words."), decision("a", text="Short.")
    corpus.put(first, pages=[page(b"1")])
    put = corpus.put(second, pages=[page(b"2")])
    assert (put.action, put.number, put.sequence) == (PutAction.CHANGED, 2, 2)
    assert corpus.get("a") == second
    assert [(each.number, each.document) for each in corpus.versions("a")] == [
        (1, first),
        (2, second),
    ]
    assert [each.body for each in corpus.raw_pages("a")] == [b"1", b"2"]


def test_a_document_that_returns_to_an_earlier_state_has_a_third_version(corpus):
    for text in ("One.", "Two.", "One."):
        corpus.put(decision("a", text=text))
    hashes = [each.content_hash for each in corpus.versions("a")]
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_batch_is_written_in_order_and_may_hold_a_document_twice(corpus):
    puts = corpus.put_many(
        [(decision(each, text=text), ()) for each, text in (("a", "1"), ("b", "1"), ("a", "2"))]
    )
    assert [put.action for put in puts] == [PutAction.NEW, PutAction.NEW, PutAction.CHANGED]
    assert corpus.changes(0) == (Change(1, "a", PUT), Change(2, "b", PUT), Change(3, "a", PUT))
    assert words(corpus.get("a")) == {"en": "2"}


def test_an_empty_batch_writes_nothing(corpus):
    assert corpus.put_many([]) == ()
    assert corpus.sequence() == 0


def test_a_batch_with_an_invalid_document_writes_nothing(corpus):
    with pytest.raises(InvalidDocument, match="no provenance"):
        corpus.put_many([(decision("a"), ()), (decision("b", provenances=()), ())])
    assert corpus.count() == 0


def test_a_text_that_no_licence_allows_is_refused_and_no_page_of_it_kept(corpus):
    closed = (provenance(fulltext_allowed=False),)
    with pytest.raises(InvalidDocument, match="licence"):
        corpus.put(decision("a", provenances=closed))
    told = Text("en", paragraphs=decision().texts[0].paragraphs, telling=Telling.EDITORIAL)
    corpus.put(decision("a", provenances=closed, texts=(told,)), pages=[page()])
    assert corpus.raw_pages("a") == ()


def test_ids_and_documents_come_in_order_of_the_id(corpus):
    corpus.put_many([(decision(f"z-{number:04}"), ()) for number in range(1234, 0, -1)])
    assert list(corpus.ids()) == [f"z-{number:04}" for number in range(1, 1235)]
    assert [each.id for each in corpus.documents(batch=100)] == list(corpus.ids())


def test_many_documents_are_read_by_ids_and_aliases(corpus):
    corpus.put(decision("a", aliases=("a-once", "a-twice")))
    corpus.put(decision("b"))
    found = corpus.get_many(["b", "a-once", "a-twice", "a", "nobody"])
    assert {asked: document.id for asked, document in found.items()} == {
        "b": "b",
        "a-once": "a",
        "a-twice": "a",
        "a": "a",
    }
    assert corpus.get_many([]) == {}


def test_counts_by_kind_and_source(corpus):
    corpus.put(decision("a"))
    corpus.put(decision("b", text="", kind=DecisionReference, source="second"))
    article = Article(id="c", title="", language="en", provenances=(provenance("second"),))
    corpus.put(article)
    assert corpus.count() == 3
    assert corpus.counts_by_kind() == {"article": 1, "decision": 1, "reference": 1}
    counted = [
        (each.source, each.documents, each.last_retrieved) for each in corpus.source_counts()
    ]
    assert counted == [("first", 1, WHEN), ("second", 2, WHEN)]


def test_a_reader_sees_what_another_has_committed(url, corpus):
    corpus.put(decision("a"))
    with Corpus.open(url, readonly=True) as reader:
        assert reader.get("a") is not None
        corpus.put(decision("b"))
        assert reader.count() == 2


# Names


@pytest.mark.parametrize(
    "typed",
    [
        "zz-zztest-2099-12",
        "ZZ-ZZTEST-2099-12 ",
        "once-another-id",
        "2099 XXTEST 12",
        "2099 XXTEST 0012",
        "ECLI:FR:CCASS:2099:SO00012",
        "99-11.690",
        "n° 99-11690",
        "Zorblax c. Quuxley, 2 JANVIER 2099",
        "A-99/1234 (ZZ)",
    ],
)
def test_a_document_is_found_by_each_of_its_names(corpus, typed):
    names = (
        name("neutral", "2099 XXTEST 12"),
        name("ecli", "ECLI:FR:CCASS:2099:SO00012"),
        name("pourvoi", "99-11.690"),
    )
    document = decision(
        identifiers=names,
        aliases=("once-another-id",),
        dockets=("A-99/1234 ZZ",),
        citation="Zorblax c. Quuxley, 2 janvier 2099",
    )
    corpus.put(document)
    assert corpus.resolve(typed) == ("zz-zztest-2099-12",)


@pytest.mark.parametrize("typed", ["", "  ", "Zorblax", "2099 XXTEST 13", "𝄞", "'; --"])
def test_what_names_nothing_finds_nothing(corpus, typed):
    corpus.put(decision("a", "2099 XXTEST 12"))
    assert corpus.resolve(typed) == ()


def test_a_name_that_two_share_finds_both(corpus):
    shared = {"identifiers": (name("pourvoi", "99-11.690"),)}
    corpus.put(decision("b", **shared))
    corpus.put(decision("a", date=PartialDate(2099, 6, 7), **shared))
    assert corpus.resolve("99-11.690") == ("a", "b")


def test_an_exact_citation_decides_between_documents_that_share_a_number(corpus):
    shared = {"identifiers": (name("pourvoi", "99-11.690"),)}
    corpus.put(decision("a", citation="Zorblax, 2 janvier 2099, 99-11.690", **shared))
    corpus.put(decision("b", date=PartialDate(2099, 6, 7), **shared))
    assert corpus.resolve("Zorblax, 2 Janvier 2099, 99-11.690") == ("a",)


# Merging


def test_a_document_under_another_id_with_the_same_identifier_is_merged(corpus):
    corpus.put(decision("older", "2099 XXTEST 12", text="Short."))
    longer = decision("newer", "2099 XXTEST 12", text="Much longer.", source="second")
    put = corpus.put(longer)
    assert (put.id, put.action, put.number) == ("older", PutAction.MERGED, 2)
    merged = corpus.get("newer")
    assert (merged.id, merged.aliases) == ("older", ("newer",))
    assert words(merged) == {"en": "Much longer."}
    assert {each.source for each in merged.provenances} == {"first", "second"}
    assert corpus.count() == 1
    assert corpus.resolve("newer") == ("older",)
    assert corpus.put(longer).action is PutAction.UNCHANGED


def test_a_document_that_joins_two_makes_them_one(corpus):
    ecli = name("ecli", "ECLI:FR:CCASS:2099:SO00012")
    corpus.put(decision("a", "2099 XXTEST 12"), pages=[page(b"a"), page(b"same")])
    corpus.put(decision("b", identifiers=(ecli,), source="second"), pages=[page(b"same")])
    corpus.put_annotations("b", "1", corpus.content_hash("b"), "{}")
    both = (name("neutral", "2099 XXTEST 12"), ecli)
    put = corpus.put(decision("c", identifiers=both, source="third"))
    assert (put.id, put.action) == ("a", PutAction.MERGED)
    assert corpus.get("b").aliases == ("b", "c")
    assert corpus.resolve(str(ecli)) == ("a",)
    assert list(corpus.ids()) == ["a"]
    assert {each.body for each in corpus.raw_pages("b")} == {b"a", b"same"}
    assert len(corpus.raw_pages("b")) == 2
    assert corpus.annotations(["a", "b"]) == {}
    assert Change(3, "b", MERGED) in corpus.changes(0)
    assert [each.number for each in corpus.versions("a")] == [1, 2, 3]


def test_a_reference_becomes_a_decision_when_its_text_arrives(corpus):
    reference = decision("a", "2099 XXTEST 12", text="", kind=DecisionReference)
    corpus.put(reference)
    corpus.put(decision("b", "2099 XXTEST 12", source="second"))
    assert type(corpus.get("a")) is Decision
    assert corpus.counts_by_kind() == {"decision": 1}


def test_every_sources_citation_still_leads_to_the_merged_document(corpus):
    corpus.put(decision("a", "2099 XXTEST 12", citation="Zorblax, cited one way"))
    other = decision("b", "2099 XXTEST 12", source="second")
    corpus.put(replace(other, citation="Zorblax, cited in quite another way"))
    assert corpus.resolve("Zorblax, cited one way") == ("a",)
    assert corpus.resolve("Zorblax, cited in quite another way") == ("a",)


def test_a_shared_docket_merges_only_on_the_same_day(corpus):
    docket = {"identifiers": (name("docket", "T-9999-99"),)}
    corpus.put(decision("a", **docket))
    corpus.put(decision("b", date=PartialDate(2099, 6, 7), source="second", **docket))
    assert corpus.count() == 2
    put = corpus.put(decision("c", source="third", **docket))
    assert put.id == "a"


def test_an_article_never_becomes_part_of_a_decision(corpus):
    corpus.put(decision("a", "2099 XXTEST 12"))
    cited = (name("neutral", "2099 XXTEST 12"),)
    corpus.put(
        Article(id="art", title="", language="en", provenances=(provenance(),), identifiers=cited)
    )
    assert corpus.counts_by_kind() == {"article": 1, "decision": 1}


def test_a_sources_correction_replaces_its_own_words_only(corpus):
    corpus.put(decision("a", "2099 XXTEST 12", text="A long text with an error."))
    other = decision("a", "2099 XXTEST 12", text="Un texte.", language="fr", source="second")
    corpus.put(other)
    corpus.put(decision("a", "2099 XXTEST 12", text="Corrected."))
    assert words(corpus.get("a")) == {"en": "Corrected.", "fr": "Un texte."}


def test_a_source_with_a_page_for_each_language_gives_one_document(corpus):
    english = decision("a", "2099 XXTEST 12", text="Words.", title="Zorblax v. Quuxley")
    french = decision("a", "2099 XXTEST 12", text="Mots.", language="fr", title="Zorblax c. Q")
    corpus.put(english)
    corpus.put(french)
    assert words(corpus.get("a")) == {"en": "Words.", "fr": "Mots."}
    before = corpus.sequence()
    assert {corpus.put(each).action for each in (english, french)} == {PutAction.UNCHANGED}
    assert corpus.sequence() == before


def test_a_record_that_gains_or_loses_a_language_keeps_no_stale_words(corpus):
    both = decision("a", text="Words of the first day.")
    french = decision("a", text="Mots du premier jour.", language="fr").texts
    corpus.put(replace(both, texts=both.texts + french))
    corpus.put(decision("a", text="Words."))
    assert words(corpus.get("a")) == {"en": "Words.", "fr": "Mots du premier jour."}
    corpus.put(replace(both, texts=decision(text="New.").texts + french[:0]))
    assert words(corpus.get("a"))["en"] == "New."
    corpus.put(replace(both, texts=(*decision(text="W.").texts, replace(french[0], title="T"))))
    assert words(corpus.get("a")) == {"en": "W.", "fr": "Mots du premier jour."}


def test_a_merged_document_put_back_changed_replaces_what_it_was_made_of(corpus):
    corpus.put(decision("a", "2099 XXTEST 12"))
    corpus.put(decision("a", "2099 XXTEST 12", source="second", text="Longer words than those."))
    whole = corpus.get("a")
    shorter = replace(whole, texts=decision(text="Short.").texts)
    corpus.put(shorter)
    assert corpus.get("a") == shorter


RECORDS = [
    decision("a", "2099 XXTEST 12", text="One."),
    decision("b", "2099 XXTEST 12", text="One two.", source="second", dockets=("1",)),
    decision("c", "2099 XXTEST 12", text="Un.", language="fr", source="third"),
    decision("d", "2099 XXTEST 12", text="", source="starter", kind=DecisionReference),
]


@settings(max_examples=24)
@given(st.permutations(RECORDS))
def test_the_order_of_arrival_does_not_matter(tmp_path_factory, records):
    with Corpus.open(f"sqlite:///{tmp_path_factory.mktemp('order')}/corpus.db") as corpus:
        for record in records:
            corpus.put(record)
        document = corpus.get("a")
        everyone = {document.id, *document.aliases}
        assert everyone == {"a", "b", "c", "d"}
        assert words(document) == {"en": "One two.", "fr": "Un."}
        assert corpus.check() == ()
        contents = {content_hash(replace(document, id="-", aliases=()))}
    with Corpus.open(f"sqlite:///{tmp_path_factory.mktemp('order')}/corpus.db") as corpus:
        corpus.put_many((record, ()) for record in RECORDS)
        document = corpus.get("a")
        contents.add(content_hash(replace(document, id="-", aliases=())))
    assert len(contents) == 1


# Changes and claims


def test_changes_are_read_from_where_one_stopped(corpus):
    corpus.put_many([(decision(each), ()) for each in "abcd"])
    assert [change.id for change in corpus.changes(2)] == ["c", "d"]
    assert [change.id for change in corpus.changes(0, limit=3)] == ["a", "b", "c"]
    assert corpus.changes(4) == ()


def test_ranges_go_to_workers_one_after_the_other(corpus):
    corpus.put_many([(decision(each), ()) for each in "abcde"])
    first = corpus.claim("index", "one", size=2, lease=LEASE)
    second = corpus.claim("index", "two", size=9, lease=LEASE)
    assert ([each.id for each in first.changes], first.since, first.until) == (["a", "b"], 0, 2)
    assert [each.id for each in second.changes] == ["c", "d", "e"]
    assert corpus.claim("index", "three", size=2, lease=LEASE) is None
    assert corpus.claim("another consumer", "one", size=2, lease=LEASE).since == 0


def test_the_watermark_waits_for_the_slowest_worker(corpus):
    corpus.put_many([(decision(each), ()) for each in "abcd"])
    first = corpus.claim("index", "one", size=2, lease=LEASE)
    second = corpus.claim("index", "two", size=2, lease=LEASE)
    assert corpus.watermark("index") == 0
    corpus.finish(second)
    assert corpus.watermark("index") == 0
    corpus.finish(first)
    assert corpus.watermark("index") == 4
    assert corpus.watermark("nobody") == 0


def test_a_range_whose_lease_ran_out_is_taken_over(corpus):
    corpus.put_many([(decision(each), ()) for each in "abc"])
    lost = corpus.claim("index", "killed", size=2, lease=timedelta(seconds=-1))
    taken = corpus.claim("index", "other", size=9, lease=LEASE)
    assert (taken.since, taken.until) == (lost.since, lost.until)
    corpus.finish(lost)
    assert corpus.watermark("index") == 0
    corpus.finish(taken)
    assert corpus.watermark("index") == 2


def test_no_document_is_with_two_workers_at_once(corpus):
    corpus.put_many([(decision(each, text=text), ()) for each, text in ("a1", "b1", "a2", "c1")])
    first = corpus.claim("index", "one", size=1, lease=LEASE)
    second = corpus.claim("index", "two", size=9, lease=LEASE)
    assert [each.id for each in second.changes] == ["b"]
    assert corpus.claim("index", "three", size=9, lease=LEASE) is None
    corpus.finish(first)
    third = corpus.claim("index", "three", size=9, lease=LEASE)
    assert [each.id for each in third.changes] == ["a", "c"]


def test_writers_in_threads_give_one_unbroken_sequence(url, corpus):
    def write(worker):
        for number in range(15):
            corpus.put(decision(f"{worker}-{number}"))

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    seen = [change.sequence for change in corpus.changes(0)]
    assert seen == list(range(1, len(seen) + 1))
    for thread in threads:
        thread.join()
    assert [change.sequence for change in corpus.changes(0)] == list(range(1, 61))
    assert corpus.count() == 60


def test_workers_in_threads_share_the_changes_without_overlap(corpus):
    corpus.put_many([(decision(f"d-{number}"), ()) for number in range(60)])
    done = []

    def work(worker):
        while claimed := corpus.claim("index", worker, size=7, lease=LEASE):
            done.extend(each.id for each in claimed.changes)
            corpus.finish(claimed)

    threads = [threading.Thread(target=work, args=(str(worker),)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(corpus.ids())
    assert corpus.watermark("index") == 60


# Annotations


def test_annotations_are_kept_and_replaced(corpus):
    corpus.put(decision("a"))
    digest = corpus.content_hash("a")
    assert corpus.put_annotations("a", "1", digest, "old")
    assert corpus.put_annotations("a", "2", digest, "new")
    assert corpus.annotations(["a", "b"]) == {"a": StoredAnnotations("a", "2", digest, "new")}


def test_annotations_of_a_text_that_is_gone_are_not_kept(corpus):
    corpus.put(decision("a"))
    digest = corpus.content_hash("a")
    corpus.put(decision("a", text="New."))
    corpus.put(decision("b"))
    corpus.remove("b", "asked")
    batch = [StoredAnnotations(each, "1", digest, "Zorblax") for each in ("a", "b", "c")]
    assert corpus.put_annotations_many(batch) == 0
    assert corpus.annotations(["a", "b", "c"]) == {}


# Removal


def test_a_removed_document_leaves_its_tombstone(corpus):
    corpus.put(decision("a", "2099 XXTEST 12", aliases=("once",)), pages=[page()])
    digest = corpus.content_hash("a")
    corpus.put_annotations("a", "1", digest, "{}")
    stone = corpus.remove("once", "asked by a party")
    assert (stone.id, stone.kind, stone.reason) == ("a", "decision", "asked by a party")
    assert (stone.aliases, stone.date) == (("once",), PartialDate(2099, 1, 2))
    assert stone.content_hash == digest
    assert corpus.tombstone("a") == corpus.tombstone("once") == stone
    assert corpus.get("a") is None
    assert corpus.raw_pages("a") == ()
    assert corpus.resolve("2099 XXTEST 12") == corpus.resolve("a") == ()
    assert corpus.annotations(["a"]) == {}
    assert [(each.content_hash, each.document) for each in corpus.versions("a")] == [(digest, None)]
    assert corpus.changes(1) == (Change(2, "a", REMOVED),)
    assert corpus.count() == 0
    assert corpus.source_counts() == ()
    with pytest.raises(DocumentRemoved):
        corpus.content_hash("a")


def test_a_page_that_lists_a_removed_decision_goes_for_the_others_on_it_too(corpus):
    listing = page(b"all of a and b")
    corpus.put_many([(decision(each), (listing, page(each.encode()))) for each in "ab"])
    assert corpus.raw_pages("a")[0] in corpus.raw_pages("b")
    corpus.remove("a", "asked")
    assert [each.body for each in corpus.raw_pages("b")] == [b"b"]


def test_removing_twice_is_one_removal(corpus):
    corpus.put(decision("a"))
    first = corpus.remove("a", "asked")
    assert corpus.remove("a", "again") == first
    assert corpus.sequence() == 2


def test_what_is_not_there_cannot_be_removed_or_lifted(corpus):
    with pytest.raises(UnknownDocument, match="nobody"):
        corpus.remove("nobody", "asked")
    with pytest.raises(UnknownDocument, match="nobody"):
        corpus.lift("nobody", "asked")


@pytest.mark.parametrize(
    "again",
    [
        decision("a"),
        decision("once"),
        decision("b", "2099 XXTEST 0012", source="second"),
        decision("c", identifiers=(name("pourvoi", "99-11.690"),), court="zz-other"),
    ],
)
def test_a_removed_document_does_not_come_back_under_any_name(corpus, again):
    names = (name("neutral", "2099 XXTEST 12"), name("pourvoi", "99-11.690"))
    corpus.put(decision("a", identifiers=names, aliases=("once",)))
    corpus.remove("a", "asked")
    put = corpus.put(again, pages=[page()])
    assert (put.id, put.action) == ("a", PutAction.REFUSED)
    assert corpus.put_many([(again, ())])[0].action is PutAction.REFUSED
    assert corpus.count() == 0
    assert corpus.sequence() == 2


def test_another_decision_of_the_same_file_is_not_refused(corpus):
    docket = {"identifiers": (name("docket", "T-9999-99"),)}
    corpus.put(decision("a", **docket))
    corpus.remove("a", "asked")
    put = corpus.put(decision("b", date=PartialDate(2099, 6, 7), **docket))
    assert put.action is PutAction.NEW


def test_a_lifted_document_may_come_back_with_the_next_number(corpus):
    document = decision("a", "2099 XXTEST 12", aliases=("once",))
    corpus.put(document)
    corpus.remove("a", "asked")
    stone = corpus.lift("once", "the request was withdrawn")
    assert stone.lifted_reason == "the request was withdrawn"
    assert stone.lifted_at is not None
    put = corpus.put(document)
    assert (put.action, put.number) == (PutAction.NEW, 2)
    assert corpus.get("once") == document
    corpus.remove("a", "asked again")
    assert corpus.tombstone("a").lifted_at is None
    assert corpus.put(document).action is PutAction.REFUSED


def test_a_new_pseudonymised_version_is_the_only_one_with_words(corpus):
    corpus.put(decision("a", "2099 XXTEST 12", text="Quuxley wrote it all."), pages=[page(b"1")])
    corpus.put_annotations("a", "1", corpus.content_hash("a"), "Quuxley")
    other = decision("b", "2099 XXTEST 12", text="Quuxley wrote it all, they say.", source="other")
    corpus.put(other)
    redacted = decision("a", "2099 XXTEST 12", text="X wrote it.", title="X v. Y")
    corpus.put(redacted, pages=[page(b"2")], redact_history=True)
    document = corpus.get("a")
    assert words(document) == {"en": "X wrote it."}
    assert document.title == "X v. Y"
    assert [each.document is None for each in corpus.versions("a")] == [True, True, False]
    assert [each.body for each in corpus.raw_pages("a")] == [b"2"]
    assert corpus.annotations(["a"]) == {}
    assert corpus.get("b") == document


def test_redacting_again_with_the_same_words_is_no_change(corpus):
    corpus.put(decision("a", text="Quuxley."))
    redacted = decision("a", text="X.")
    corpus.put(redacted, redact_history=True)
    before = corpus.sequence()
    assert corpus.put(redacted, redact_history=True).action is PutAction.UNCHANGED
    assert corpus.sequence() == before
