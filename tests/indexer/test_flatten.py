from __future__ import annotations

from dataclasses import replace

from crawler.model import CuratedValue, Decision, PartialDate, Zone
from indexer.annotations import Annotations, CitationTag, Evidence, Origin, Tag
from indexer.fields import keyword_fields, number_fields, text_fields
from indexer.flatten import flatten, prior
from tests.indexer.documents import article, decision


def noted(document, *tags, on_topic=True, citations=()):
    return Annotations(document.id, "v", on_topic, tags, (), citations)


def tag(field, value, origin=Origin.MACHINE, confidence=0.9):
    return Tag(field, value, origin, "v", confidence)


def tokens(record, field):
    return {token for each in record.passages if each.field == field for token in each.exact}


def test_reasons_and_disposition_are_one_field_and_the_rest_another():
    document = decision(
        1, "facts told", "reasons given", "appeal dismissed",
        zones=(Zone.FACTS, Zone.REASONS, Zone.DISPOSITION),
    )  # fmt: skip
    record = flatten(document, noted(document))
    assert tokens(record, "text") == {"facts", "told"}
    assert tokens(record, "reasons") == {"reasons", "given", "appeal", "dismissed"}
    assert [each.paragraph for each in record.passages if each.field == "reasons"] == [1, 2]


def test_the_paragraphs_that_name_the_bench_are_in_no_passage():
    document = decision(
        1,
        french=("Madame Zyxwvut, présidente", "La salariée a publié"),
        zones=(Zone.FORMATION, Zone.BODY),
    )
    record = flatten(document, noted(document))
    everything = {token for each in record.passages for token in each.exact}
    assert "zyxwvut" not in everything
    assert "salariee" in everything


def test_every_field_of_a_record_is_in_the_table():
    document = decision(1, "words")
    record = flatten(document, noted(document, tag("issue", "privacy_employee")))
    assert set(record.keywords) <= {each.name for each in keyword_fields()}
    assert set(record.numbers) <= {each.name for each in number_fields()}
    assert {each.field for each in record.passages} <= {each.name for each in text_fields()}


def test_labels_of_tags_are_words_in_both_languages():
    document = decision(1, "words")
    record = flatten(document, noted(document, tag("conduct", "insult_manager")))
    labels = [each for each in record.passages if each.field == "tags"]
    assert {each.language for each in labels} == {"en", "fr"}
    assert {"insult", "manager", "superieur", "injure", "insulte"} <= tokens(record, "tags")
    assert {each.paragraph for each in labels} == {-3}


def test_curated_values_come_first_and_alone_where_a_field_holds_one():
    document = decision(1, "words", curated=(CuratedValue("sanction", "dismissal"),))
    record = flatten(
        document,
        noted(document, tag("sanction", "warning"), tag("issue", "b"), tag("issue", "a")),
    )
    assert record.keywords["sanction"] == ("dismissal",)
    assert record.keywords["issue"] == ("b", "a")
    assert record.keywords["verified"] == ("yes",)
    plain = replace(document, curated=())
    assert flatten(plain, noted(plain, tag("sanction", "warning"))).keywords["verified"] == ("no",)


def test_a_decision_is_found_by_its_numbers_as_words_and_as_keys():
    document = decision(12, "words", citation="Aldous v. Firm, 2099 XXTEST 12", aliases=("old-id",))
    record = flatten(document, noted(document))
    assert {"aldous", "2099", "xxtest", "12"} <= tokens(record, "citation")
    assert record.keywords["identifier"] == (document.id, "old-id", "neutral:xxtest:2099:12")


def test_dates_are_as_wide_as_what_is_known():
    document = decision(1, "words", date=PartialDate(2099, 2))
    numbers = flatten(document, noted(document)).numbers
    assert (numbers["year"], numbers["date_first"], numbers["date_last"]) == (
        2099,
        20990201,
        20990228,
    )
    unknown = decision(1, "words", date=PartialDate())
    assert "date_first" not in flatten(unknown, noted(unknown)).numbers


def test_what_is_off_the_subject_is_kept_and_marked():
    document = decision(1, "words")
    assert flatten(document, noted(document, on_topic=False)).keywords["topical"] == ("no",)
    assert flatten(document, noted(document)).keywords["topical"] == ("yes",)


def test_statutes_and_cited_decisions_are_values():
    document = decision(1, "art. 2088 C.c.Q.")
    statute = CitationTag(Evidence("en", 0, 0, 16, "art. 2088 C.c.Q."), "statute", "C.c.Q. 2088")
    record = flatten(document, noted(document, citations=(statute,)), cites=("x",), cited_by=3)
    assert record.keywords["statute"] == ("C.c.Q. 2088",)
    assert record.keywords["cites"] == ("x",)
    assert record.numbers["cited_by_count"] == 3


def test_a_citation_of_several_provisions_is_several_values():
    document = decision(1, "x")
    normal = "CEDH 6, CEDH 8, Constitution Act, 1867 s. 92"
    statute = CitationTag(Evidence("en", 0, 0, 1, "x"), "statute", normal)
    record = flatten(document, noted(document, citations=(statute,)), cites=(), cited_by=0)
    assert record.keywords["statute"] == ("CEDH 6", "CEDH 8", "Constitution Act, 1867 s. 92")


def test_a_known_court_gives_level_and_forum():
    document = decision(1, "words", court="scc")
    record = flatten(document, noted(document))
    assert record.keywords["level"] == ("supreme",)
    assert record.numbers["court_level"] == 5
    assert record.prior > flatten(decision(1, "words"), noted(decision(1, "words"))).prior


def test_the_factor_of_authority_grows_and_is_bounded():
    assert prior(0, 0.0, 0) == 1.0
    assert prior(5, 0.0, 0) > prior(3, 0.0, 0) > prior(0, 0.0, 0)
    assert prior(0, 0.0, 100) > prior(0, 0.0, 10) > 1.0
    assert prior(5, 1.0, 10**9) == 1.5


def test_articles_have_no_court_and_keep_their_topics():
    document = article("a", "words", topics=("statistics",), publisher="Gazette")
    record = flatten(document, noted(document))
    assert "court" not in record.keywords
    assert record.keywords["topic"] == ("statistics",)
    assert "gazette" in tokens(record, "citation")


def test_a_text_without_a_title_is_found_by_the_documents_title():
    document = decision(1, "words")
    bare = replace(document, texts=(replace(document.texts[0], title=""),))
    assert isinstance(bare, Decision)
    assert "aldous" in tokens(flatten(bare, noted(bare)), "title")
