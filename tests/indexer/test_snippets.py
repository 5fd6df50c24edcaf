from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from crawler.model import Zone
from indexer.analysis import exact_form, term_forms
from indexer.annotations import Annotations
from indexer.engine import query as q
from indexer.engine.base import Hit
from indexer.flatten import flatten
from indexer.matching import best_paragraphs
from indexer.snippets import highlight, snippets
from tests.indexer.documents import decision


def plain(word):
    return q.Term(term_forms(word), None, word)


def exact(word):
    return q.Term((exact_form(word),), None, word)


def shown(document, query, **options):
    record = flatten(document, Annotations(document.id, "v", True))
    hit = Hit(document.id, 1.0, best_paragraphs(query, record.passages))
    return snippets(document, hit, query, **options)


def lit(snippet):
    return [snippet.text[start:end] for start, end in snippet.spans]


def test_the_best_paragraph_comes_first_with_its_anchor_and_number():
    document = decision(1, "Nothing.", "An insult.", "The insult was posted online.")
    found = shown(document, q.And((plain("insult"), plain("posted"))))
    assert [(each.anchor, each.number) for each in found] == [("par3", "3"), ("par2", "2")]
    assert lit(found[0]) == ["insult", "posted"]


def test_spans_are_code_points_of_the_snippet():
    document = decision(1, french=("𝔘n « congédié » à l’été.",))
    assert lit(shown(document, plain("congedie"))[0]) == ["congédié"]


def test_inflected_words_are_lit_and_quoted_ones_only_as_quoted():
    document = decision(1, "She insulted him with an insult.")
    assert lit(shown(document, plain("insult"))[0]) == ["insulted", "insult"]
    assert lit(shown(document, exact("insult"))[0]) == ["insult"]


def test_a_phrase_is_lit_as_one_and_its_words_elsewhere_are_not():
    document = decision(1, "A duty of care, not loyalty, but the duty of loyalty.")
    phrase = q.Phrase((exact("duty"), exact("of"), exact("loyalty")))
    found = shown(document, phrase)[0]
    assert found.text[found.spans[0][0] :].startswith("duty of loyalty")
    assert lit(found) == ["duty of loyalty"]


def test_near_lights_only_words_that_are_near():
    near = q.Near(exact("posted"), exact("facebook"), 2)
    document = decision(1, "Facebook is large. He posted on Facebook. Since then he never posted.")
    assert lit(shown(document, near)[0]) == ["posted", "Facebook"]


def test_long_paragraphs_are_cut_at_sentences():
    words = "Filler words stand here in a row. " * 20
    document = decision(1, f"{words}The insult was posted on the wall. {words}")
    found = shown(document, plain("insult"), width=120)[0]
    assert "The insult was posted on the wall." in found.text
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert len(found.text) <= 124
    assert lit(found) == ["insult"]


def test_a_sentence_longer_than_the_snippet_is_cut_between_words():
    row = "filler " * 60
    document = decision(1, f"{row}insult posted {row}")
    found = shown(document, plain("insult"), width=100)[0]
    assert lit(found) == ["insult"]
    assert set(found.text.split()) == {"…", "filler", "insult", "posted"}
    assert len(found.text) <= 104


def test_the_readers_language_is_preferred_where_both_texts_match():
    document = decision(1, "Facebook and Facebook posts", french=("Facebook",))
    both = plain("facebook")
    assert shown(document, both, language="fr")[0].language == "fr"
    assert shown(document, both, language="en")[0].language == "en"
    english = decision(1, "Facebook", french=("rien",))
    assert shown(english, both, language="fr")[0].language == "en"


def test_the_beginning_is_shown_when_no_paragraph_matches():
    document = decision(
        1,
        "Between Aldous and Firm",
        "The employee wrote about her employer on a site for reviews.",
        zones=(Zone.INTRODUCTION,),
    )
    found = shown(document, plain("aldouses-not-there"))
    assert [each.anchor for each in found] == ["par2"]
    assert found[0].spans == ()


def test_the_names_of_the_bench_are_never_shown():
    document = decision(1, "President Zyx sat", "Other words", zones=(Zone.FORMATION,))
    query = plain("president")
    hit = Hit(document.id, 1.0, best_paragraphs(query, ()))
    assert "Zyx" not in snippets(document, hit, query)[0].text
    alone = decision(1, "President Zyx sat", zones=(Zone.FORMATION,))
    assert snippets(alone, hit, query) == ()


def test_highlight_takes_words_of_every_field():
    query = q.Or((q.Term((exact_form("walker"),), "title"), plain("posted")))
    assert highlight("Walker then posted", "en", query) == ((0, 6), (12, 18))
    assert highlight("Walker then posted", "en", query, field="text") == ((12, 18),)
    assert highlight("Walker then posted", "en", q.Not(plain("posted"))) == ()


words = st.sampled_from(
    ["insult", "posted", "Été", "l’œuvre", "a.", "c. Walker", "𝔘", "—", "10 000"]
)


@given(st.lists(words, max_size=80).map(" ".join), st.integers(10, 120))
def test_every_span_lies_inside_its_snippet_and_holds_a_word_of_the_query(text, width):
    document = decision(1, text, french=(text,))
    query = q.Or((plain("insult"), plain("oeuvre"), q.Phrase((exact("posted"), exact("a")))))
    for each in shown(document, query, width=width):
        last = 0
        for start, end in each.spans:
            assert last <= start < end <= len(each.text)
            assert each.text[start:end].lower().startswith(("insult", "œuvre", "posted", "a"))
            last = end
