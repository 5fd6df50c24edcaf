from __future__ import annotations

from indexer.annotations import Annotations, CitationTag, Evidence
from indexer.noteup import cited, cited_by_counts, resolved_citations
from tests.indexer.documents import article, decision

HERE = {"2099 XXTEST 2": ("two",), "12-34": ("five", "six")}


def resolve(text):
    return HERE.get(text, ())


def mention(normal, key="k"):
    return CitationTag(Evidence("en", 0, 0, 1, "x"), "neutral", normal, key)


def noted(*citations):
    return Annotations("one", "v", True, citations=citations)


def test_a_mention_leads_to_the_one_document_it_names():
    led = resolved_citations(noted(mention("2099 XXTEST 2")), resolve)
    assert led.citations[0].resolved == "two"


def test_a_number_that_several_documents_bear_leads_to_none():
    assert resolved_citations(noted(mention("12-34")), resolve).citations[0].resolved == ""


def test_statutes_lead_nowhere_and_nothing_new_is_nothing_changed():
    before = noted(mention("C.c.Q. 2088", key=""))
    assert resolved_citations(before, resolve) is before


def test_a_document_that_went_away_is_no_longer_named():
    led = resolved_citations(noted(mention("2099 XXTEST 2")), resolve)
    assert resolved_citations(led, lambda _: ()).citations[0].resolved == ""


def test_a_document_cites_ids_and_keys_but_not_itself():
    own = decision(1, "x")
    key = own.identifiers[0].key
    led = resolved_citations(
        noted(mention("2099 XXTEST 2", "k2"), mention("2099 XXTEST 1", key)), resolve
    )
    assert cited(own, led, resolve) == ("two", "k2")


def test_an_article_cites_what_it_discusses():
    discussing = article("a", "x", cites=("2099 XXTEST 2", "12-34", "nowhere"))
    assert cited(discussing, noted(), resolve)[0] == "two"


def test_an_article_keeps_the_number_of_a_decision_that_may_arrive_later():
    discussing = article("a", "x", cites=("2098 QCTAT 99991",))
    assert cited(discussing, noted(), lambda _: ()) == ("neutral:qctat:2098:99991",)


def test_counts_are_of_documents_not_of_mentions():
    edges = {"a": ("b", "b", "c"), "b": ("b", "c"), "c": ()}
    assert cited_by_counts(edges) == {"b": 1, "c": 2}
