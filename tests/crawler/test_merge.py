from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given

from crawler.document_codec import document_to_json
from crawler.errors import CannotMerge
from crawler.matching import Profile
from crawler.merge import _RULES, merge, merge_all, without_source_text
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    Decision,
    DecisionReference,
    Note,
    PartialDate,
    Status,
    Telling,
    Text,
    Zone,
)
from tests.crawler.documents import ARTICLES, DECISIONS, decision, name, provenance


def content(document):
    """Everything but which of the ids is the first."""
    bare = replace(document, id="-", aliases=())
    return document_to_json(bare), {document.id, *document.aliases}


@given(DECISIONS, DECISIONS)
def test_the_order_of_two_records_changes_only_the_id(one, other):
    assert content(merge(one, other)) == content(merge(other, one))


@given(DECISIONS, DECISIONS, DECISIONS)
def test_three_records_may_be_merged_in_any_grouping(one, two, three):
    assert content(merge(merge(one, two), three)) == content(merge(one, merge(two, three)))


@given(DECISIONS, DECISIONS)
def test_merging_the_same_again_changes_nothing(one, other):
    merged = merge(one, other)
    assert content(merge(merged, other)) == content(merged)
    assert content(merge(merged, merged)) == content(merged)


@given(ARTICLES, ARTICLES, ARTICLES)
def test_articles_merge_by_the_same_laws(one, two, three):
    assert content(merge(one, two)) == content(merge(two, one))
    assert content(merge(merge(one, two), three)) == content(merge(one, merge(two, three)))


@given(DECISIONS, DECISIONS)
def test_nothing_that_must_stay_is_lost(one, other):
    merged = merge(one, other)
    for record in (one, other):
        assert {record.id, *record.aliases} <= {merged.id, *merged.aliases}
        assert set(record.identifiers) <= set(merged.identifiers)
        assert {(fact.field, fact.value) for fact in record.curated} <= {
            (fact.field, fact.value) for fact in merged.curated
        }
        assert set(record.amounts) <= set(merged.amounts)
        assert set(record.cautions) <= set(merged.cautions)
        assert {(text.language, text.telling) for text in record.texts} <= {
            (text.language, text.telling) for text in merged.texts
        }
        assert {(one.source, one.url, one.licence) for one in record.provenances} <= {
            (one.source, one.url, one.licence) for one in merged.provenances
        }
        assert set(record.dockets) <= set(merged.dockets)


def test_every_field_of_the_model_has_a_rule():
    named = {field.name for kind in (Decision, Article) for field in fields(kind)}
    assert set(_RULES) | {"id", "aliases", "title", "citation", "cautions"} == named


def test_the_older_id_stays_and_the_newer_becomes_an_alias():
    merged = merge(decision("older"), decision("newer", aliases=("oldest",)))
    assert merged.id == "older"
    assert merged.aliases == ("newer", "oldest")


def test_the_longer_text_of_a_language_wins_and_the_other_language_stays():
    merged = merge(decision(text="Short."), decision(text="A much longer text."))
    merged = merge(merged, decision(text="Un texte.", language="fr"))
    texts = {text.language: text.paragraphs[0].text for text in merged.texts}
    assert texts == {"en": "A much longer text.", "fr": "Un texte."}


def test_spaces_do_not_make_a_text_better():
    zoned = decision(text="One two three.")
    paragraph = replace(zoned.texts[0].paragraphs[0], zone=Zone.REASONS)
    zoned = replace(zoned, texts=(Text("en", paragraphs=(paragraph,)),))
    merged = merge(decision(text="One   two   three.   "), zoned)
    assert merged.texts[0].paragraphs == (paragraph,)


def test_a_telling_in_our_words_stands_beside_the_courts_words():
    told = Text("en", paragraphs=decision(text="What happened.").texts[0].paragraphs)
    reference = decision(texts=(replace(told, telling=Telling.EDITORIAL),), kind=DecisionReference)
    merged = merge(reference, decision(text="No."))
    assert [text.telling for text in merged.texts] == [Telling.SOURCE, Telling.EDITORIAL]


def test_a_reference_and_a_decision_make_a_decision():
    reference = decision(text="", kind=DecisionReference)
    assert type(merge(reference, decision())) is Decision
    assert type(merge(decision(), reference)) is Decision
    assert type(merge(reference, reference)) is DecisionReference


def test_a_decision_and_an_article_are_not_merged():
    article = Article(id="art-x", title="", language="en", provenances=(provenance(),))
    with pytest.raises(CannotMerge, match="art-x"):
        merge(decision(), article)


def test_the_curated_citation_stays_because_lists_and_tests_name_it():
    curated = decision(
        citation="Zorblax, 2 janvier 2099",
        provenances=(provenance("starter", obtained="curated"),),
        text="",
    )
    merged = merge(curated, decision(citation="Zorblax Ltd. v. Quuxley, 2099 XXTEST 12 (ZZ)"))
    assert merged.citation == "Zorblax, 2 janvier 2099"


def test_the_title_is_the_sources_not_the_lists():
    curated = decision(
        title="Zorblax Limited (as the newspapers called it)",
        provenances=(provenance("starter", obtained="curated"),),
    )
    assert merge(curated, decision()).title == "Zorblax Ltd. v. Quuxley"


def test_curated_facts_are_united_with_their_pages_and_the_better_confidence():
    one = CuratedValue("issue", "defamation", ("https://one.test",), "medium")
    other = CuratedValue("issue", "defamation", ("https://two.test",), "high")
    merged = merge(decision(curated=(one,)), decision(curated=(other,)))
    assert merged.curated == (
        CuratedValue("issue", "defamation", ("https://one.test", "https://two.test"), "high"),
    )


def test_amounts_written_in_two_ways_are_one():
    one, other = (Amount(Decimal(text), "CAD", True) for text in ("75000", "75000.00"))
    merged = merge(decision(amounts=(one,)), decision(amounts=(other,)))
    assert merged.amounts == (one,)


def test_the_more_precise_date_wins_without_a_caution():
    merged = merge(decision(date=PartialDate(2099)), decision(date=PartialDate(2099, 5, 6)))
    assert merged.date == PartialDate(2099, 5, 6)
    assert merged.cautions == ()


def test_two_days_become_a_caution_in_both_languages():
    merged = merge(decision(date=PartialDate(2099, 5, 6)), decision(date=PartialDate(2099, 5, 5)))
    assert merged.date == PartialDate(2099, 5, 5)
    assert [note.language for note in merged.cautions] == ["en", "fr"]
    assert all("2099-05-06" in note.text for note in merged.cautions)


def test_the_graver_status_wins():
    merged = merge(decision(status=Status.WITHDRAWN), decision())
    assert merged.status is Status.WITHDRAWN


def test_an_identifier_is_kept_as_the_court_writes_it():
    merged = merge(decision("a", "2099 XXTEST 12"), decision("b", "2099 XXTEST 0012"))
    assert [str(each) for each in merged.identifiers] == ["2099 XXTEST 0012"]


def test_an_unknown_court_gives_way():
    assert merge(decision(court="x"), decision(court="zz-test")).court == "zz-test"


def test_one_record_alone_is_given_unchanged():
    record = decision(cautions=(Note("fr", "b"), Note("en", "a")))
    assert merge_all([record]) is record
    with pytest.raises(ValueError, match="no records"):
        merge_all([])


def test_what_stays_of_a_redacted_record_has_no_word_of_its_source():
    record = decision(
        subjects=("Zorblax",), visas=("Zorblax",), solution="Zorblax", court_name="Zorblax"
    )
    bare = without_source_text(record)
    assert "Zorblax" not in document_to_json(replace(bare, citation=""))


STRONG = ("neutral", "2099 XXTEST 12"), ("ecli", "ECLI:FR:CCASS:2099:SO00012")
WEAK = ("docket", "T-9999-99"), ("rg", "99/00012")


def _profiles(kind, text, **other):
    names = (name(kind, text),)
    return (
        Profile.of(decision(identifiers=names)),
        Profile.of(decision(**({"identifiers": names} | other))),
    )


@pytest.mark.parametrize(("kind", "text"), STRONG)
def test_a_strong_identifier_settles_it_alone(kind, text):
    one, other = _profiles(kind, text, court="zz-other", date=PartialDate())
    assert one.same(other)


@pytest.mark.parametrize(("kind", "text"), WEAK)
def test_a_weak_identifier_needs_the_same_court_and_day(kind, text):
    day = PartialDate(2099, 1, 2)
    for court, date, same in (
        ("zz-test", day, True),
        ("zz-other", day, False),
        ("zz-test", PartialDate(2099, 1, 3), False),
        ("zz-test", PartialDate(2099), False),
    ):
        one, other = _profiles(kind, text, court=court, date=date)
        assert one.same(other) is same


def test_a_pourvoi_needs_the_same_day_only():
    day = PartialDate(2099, 1, 2)
    one, other = _profiles("pourvoi", "99-11.690", court="x", date=day)
    assert one.same(other)
    one, other = _profiles("pourvoi", "99-11.690", date=PartialDate(2099, 1, 3))
    assert not one.same(other)


def test_two_documents_without_a_common_name_are_two():
    one, other = _profiles("neutral", "2099 XXTEST 12", identifiers=())
    assert not one.same(other)


def test_two_unknown_courts_are_not_the_same_court():
    names = (name("docket", "T-9999-99"),)
    one = Profile.of(decision(identifiers=names, court="x"))
    assert not one.same(one)
