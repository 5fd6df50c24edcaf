"""The decision under appeal is history, not authority."""

from __future__ import annotations

import dataclasses

from indexer.annotations import Annotations, CitationTag, Evidence
from indexer.noteup import cited, reviewed
from indexer.tagging import annotate
from tests.indexer.documents import article, decision


def here(text):
    return {"2099 XXTEST 2": ("two",)}.get(text, ())


def mention(normal, treatment="", resolved=""):
    key = f"neutral:xxtest:2099:{normal.split()[-1]}"
    return CitationTag(
        Evidence("en", 0, 0, 1, "x"), "neutral", normal, key, resolved=resolved, treatment=treatment
    )


def noted(*citations):
    return Annotations("one", "v", True, citations=citations)


def test_a_decision_under_review_is_reviewed_and_not_cited():
    upper = decision(1, "x")
    made = noted(mention("2099 XXTEST 2", "under_review", "two"), mention("2099 XXTEST 3"))
    assert reviewed(upper, made, here) == ("two", "neutral:xxtest:2099:2")
    assert cited(upper, made, here) == ("neutral:xxtest:2099:3",)


def test_what_the_source_says_is_under_appeal_is_reviewed_without_any_word():
    upper = dataclasses.replace(decision(1, "x"), appeal_of=("2099 XXTEST 2",))
    assert reviewed(upper, noted(), here) == ("two", "neutral:xxtest:2099:2")
    assert cited(upper, noted(mention("2099 XXTEST 2", resolved="two")), here) == ()


def test_an_article_reviews_nothing():
    assert reviewed(article("a", "x"), noted(mention("2099 XXTEST 2", "under_review")), here) == ()


def test_an_annotated_decision_says_what_it_does_with_what_it_cites():
    made = annotate(decision(1, "I decline to follow Alder v. Birch, 2099 XXTEST 2 (at para 4)."))
    (found,) = made.citations
    assert found.treatment == "not_followed"
    assert found.treated_in is not None
    assert found.treated_in.quote.startswith("I decline to follow")
