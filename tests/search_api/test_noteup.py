"""Who cites whom, where, how often and with what words."""

from __future__ import annotations

from indexer.annotations import Annotations
from indexer.noteup import names
from indexer.tagging import annotate
from search_api.library import Shelved
from search_api.noteup import with_mentions
from search_api.responses import LinkBody
from tests.indexer.documents import decision

LINK = LinkBody(
    id="zz", kind="decision", citation="", title="t", date="", relation="cites",
    relation_label="", url="/en/decision/zz",
)  # fmt: skip
TEXT = (
    "I distinguish Alder v. Birch, 2099 XXTEST 2, at para 12. "
    "The Union filed 2099 XXTEST 2 and 2099 XXTEST 3. I follow 2099 XXTEST 2."
)


def noted(text, target, language="en"):
    citing = decision(1, text)
    return with_mentions(
        LINK, Shelved(citing, annotate(citing)), names(decision(target, "x")), language=language
    )


def test_every_mention_is_counted_and_placed():
    link = noted(TEXT, 2)
    assert link.count == 3
    assert [each.quote for each in link.mentions] == ["2099 XXTEST 2"] * 3
    assert link.mentions[0].pinpoint == "12"
    assert all(each.paragraph for each in link.mentions)


def test_the_gravest_treatment_stands_for_all_and_each_has_its_words():
    link = noted(TEXT, 2)
    assert link.treatment is not None
    assert (link.treatment.value, link.treatment.label) == ("distinguished", "Distinguished")
    said = [each.treatment.value if each.treatment else None for each in link.mentions]
    assert said == ["distinguished", None, "followed"]
    assert link.mentions[2].words == "I follow 2099 XXTEST 2."


def test_a_mention_without_words_is_not_classified():
    link = noted(TEXT, 3)
    assert (link.count, link.treatment) == (1, None)
    assert link.mentions[0].words == ""


def test_a_treatment_is_said_in_the_words_of_the_place_and_the_language():
    assert noted(TEXT, 2, language="fr").treatment.label == "Distinguée"


def test_a_document_that_was_never_annotated_names_nobody():
    link = with_mentions(
        LINK, Shelved(decision(1, TEXT), Annotations("x", "", True)),
        names(decision(2, "x")), language="en",
    )  # fmt: skip
    assert (link.count, link.mentions, link.treatment) == (0, [], None)


def test_what_a_later_court_did_is_told_of_the_decision_that_it_happened_to():
    text = "See Alder v. Birch, 2099 XXTEST 2, rev'd 2099 XXTEST 3."
    reversed_one, later = noted(text, 2), noted(text, 3)
    assert reversed_one.treatment is not None
    assert reversed_one.treatment.value == "reversed"
    assert reversed_one.mentions[0].words == "rev'd"
    assert (later.count, later.treatment) == (1, None)
    assert later.mentions[0].words == ""
