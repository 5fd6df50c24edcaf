"""What each query node means, on every engine."""

from __future__ import annotations

import pytest

from indexer.engine import query as q
from indexer.engine.base import SearchRequest
from indexer.errors import QueryTooCostly
from tests.engine.records import exact, plain


def test_a_word_is_found_by_any_of_its_forms(index_decision, matched_ids):
    index_decision("dismissal upheld")
    index_decision("", french="dismissible")
    index_decision("other words")
    assert matched_ids(plain("dismissed")) == ["d1", "d2"]


def test_a_stem_counts_only_in_texts_of_its_language(index_decision, matched_ids):
    index_decision("chattel sold")
    french = q.Term((q.Form("fr", "chat"),))
    assert matched_ids(french) == []
    index_decision("", french="chatons")
    assert matched_ids(french) == ["d2"]


def test_an_exact_word_is_not_stemmed_and_of_any_language(index_decision, matched_ids):
    index_decision("posted")
    index_decision("posting")
    index_decision("", french="posted")
    assert matched_ids(exact("posted")) == ["d1", "d3"]


def test_a_field_narrows_a_word(index_decision, matched_ids):
    index_decision("walker", title="walker sues")
    index_decision("walker")
    assert matched_ids(exact("walker", "title")) == ["d1"]


def test_a_phrase_query_respects_word_order(index_decision, matched_ids):
    index_decision("loyalty duty")
    index_decision("duty loyalty")
    assert matched_ids(q.Phrase((exact("loyalty"), exact("duty")))) == ["d1"]


@pytest.mark.parametrize("word", [exact, plain])
def test_a_phrase_never_runs_from_one_paragraph_into_the_next(index_decision, matched_ids, word):
    index_decision("the employee|posted it", title="posted")
    assert matched_ids(q.Phrase((word("employee"), word("posted")))) == []


def test_a_phrase_of_one_word_is_that_word(index_decision, matched_ids):
    index_decision("posted")
    assert matched_ids(q.Phrase((exact("posted"),))) == ["d1"]
    assert matched_ids(q.Phrase((exact("posted"),), field="title")) == []
    assert matched_ids(q.Phrase(())) == []


def test_a_phrase_may_mix_streams_and_patterns(index_decision, matched_ids):
    index_decision("duty of loyalty")
    index_decision("duties of loyal staff")
    phrase = q.Phrase((plain("duty"), exact("of"), q.Pattern("loyal*")))
    assert matched_ids(phrase) == ["d1"]
    wider = q.Phrase((q.Pattern("dut*"), exact("of"), q.Pattern("loyal*")))
    assert matched_ids(wider) == ["d1", "d2"]


def test_patterns_stand_for_letters(index_decision, matched_ids):
    index_decision("facebook")
    index_decision("facebooks")
    index_decision("face")
    assert matched_ids(q.Pattern("face*")) == ["d1", "d2", "d3"]
    assert matched_ids(q.Pattern("facebook?")) == ["d2"]
    assert matched_ids(q.Pattern("fa*k")) == ["d1"]
    assert matched_ids(q.Pattern("face")) == ["d3"]


def test_a_pattern_without_enough_letters_in_front_is_refused(index_decision, matched_ids):
    index_decision("facebook")
    for pattern in ("f*", "*book", "?a"):
        with pytest.raises(QueryTooCostly, match="2 letters"):
            matched_ids(q.Pattern(pattern))


def test_a_pattern_that_stands_for_too_many_words_is_refused(index_decision, matched_ids):
    index_decision(" ".join(f"wo{number}" for number in range(1001)))
    with pytest.raises(QueryTooCostly, match="1000"):
        matched_ids(q.Pattern("wo*"))
    assert matched_ids(q.Pattern("wo99*")) == ["d1"]


def test_a_fuzzy_word_forgives_letters_but_not_more_than_asked(index_decision, matched_ids):
    index_decision("facebook")
    for near in ("facebok", "faecbook", "facebookk", "vacebook"):
        assert matched_ids(q.Fuzzy(near, 1)) == ["d1"], near
    assert matched_ids(q.Fuzzy("fcaebok", 1)) == []
    assert matched_ids(q.Fuzzy("fcaebok", 2)) == ["d1"]


def test_a_fuzzy_word_that_is_too_short_or_too_far_is_refused(matched_ids):
    for node in (q.Fuzzy("le", 1), q.Fuzzy("post", 2), q.Fuzzy("facebook", 3)):
        with pytest.raises(QueryTooCostly):
            matched_ids(node)


@pytest.mark.parametrize(
    ("text", "distance", "ordered", "found"),
    [
        ("facebook x x insult", 3, False, True),
        ("facebook x x x insult", 3, False, False),
        ("insult x facebook", 3, False, True),
        ("insult x facebook", 3, True, False),
        ("facebook insult", 1, True, True),
        ("facebook|insult", 5, False, False),
        ("facebook. insult", 1, False, True),
    ],
)
def test_near_counts_the_tokens_between(
    index_decision, matched_ids, text, distance, ordered, found
):
    index_decision(text)
    near = q.Near(exact("facebook"), exact("insult"), distance, ordered)
    assert matched_ids(near) == (["d1"] if found else [])


def test_a_token_does_not_match_both_sides_of_near(index_decision, matched_ids):
    near = q.Near(plain("insulted"), plain("insults"), 5)
    index_decision("one insult")
    assert matched_ids(near) == []
    index_decision("insult upon insult")
    assert matched_ids(near) == ["d2"]


def test_near_takes_phrases_alternatives_patterns_and_near(index_decision, matched_ids):
    index_decision("the duty of loyalty binds whoever posts on facebook")
    loyalty = q.Phrase((exact("duty"), exact("of"), exact("loyalty")))
    online = q.Near(q.Pattern("post*"), q.Or((exact("facebook"), exact("twitter"))), 2)
    assert matched_ids(q.Near(loyalty, online, 3, ordered=True)) == ["d1"]
    assert matched_ids(q.Near(online, loyalty, 3, ordered=True)) == []
    assert matched_ids(q.Near(loyalty, online, 2)) == []


def test_near_may_stand_around_a_word(index_decision, matched_ids):
    index_decision("facebook dismissal post")
    inner = q.Near(exact("facebook"), exact("post"), 3)
    assert matched_ids(q.Near(inner, exact("dismissal"), 1)) == ["d1"]


def test_within_a_sentence_and_within_a_paragraph(index_decision, matched_ids):
    index_decision("she posted. he was dismissed|other")
    words = (exact("posted"), exact("dismissed"))
    assert matched_ids(q.Within("sentence", words)) == []
    assert matched_ids(q.Within("paragraph", words)) == ["d1"]
    assert matched_ids(q.Within("paragraph", (exact("posted"), exact("other")))) == []


def test_within_understands_not_and_conditions(index_decision, matched_ids):
    index_decision("she posted. he left it", court=("qccs",))
    node = q.Within("sentence", (exact("posted"), q.Not(exact("left"))))
    assert matched_ids(node) == ["d1"]
    assert matched_ids(q.Within("paragraph", (exact("posted"), q.Not(exact("left"))))) == []
    here = q.Within("sentence", (exact("posted"), q.Keyword("court", ("qccs",))))
    assert matched_ids(here) == ["d1"]
    elsewhere = q.Within("sentence", (exact("posted"), q.Keyword("court", ("scc",))))
    assert matched_ids(elsewhere) == []


def test_words_joined_by_and_may_stand_in_different_fields(index_decision, matched_ids):
    index_decision("she posted", title="walker", french="congediement")
    assert matched_ids(q.And((exact("walker"), exact("posted"), plain("congedier")))) == ["d1"]
    assert matched_ids(q.And((exact("walker"), exact("absent")))) == []


def test_not_alone_gives_the_rest(index_decision, matched_ids):
    index_decision("posted")
    index_decision("other")
    assert matched_ids(q.Not(exact("posted"))) == ["d2"]
    assert matched_ids(q.And((q.Not(exact("posted")), q.Not(exact("absent"))))) == ["d2"]
    assert matched_ids(q.Not(q.Near(exact("posted"), exact("x"), 2))) == ["d1", "d2"]


def test_everything_nothing_and_empty_operators(index_decision, matched_ids):
    index_decision("posted")
    assert matched_ids(q.Everything()) == ["d1"]
    assert matched_ids(q.Nothing()) == []
    assert matched_ids(q.And(())) == ["d1"]
    assert matched_ids(q.Or(())) == []
    assert matched_ids(q.Not(q.Nothing())) == ["d1"]


def test_keywords_and_ranges(index_decision, matched_ids):
    index_decision(court=("qccs",), year=2018)
    index_decision(court=("scc",), year=2020)
    index_decision(court=("scc",))
    assert matched_ids(q.Keyword("court", ("scc", "onca"))) == ["d2", "d3"]
    assert matched_ids(q.Range("year", 2018, 2018)) == ["d1"]
    assert matched_ids(q.Range("year", 2019, None)) == ["d2"]
    assert matched_ids(q.Range("year", None, 2020)) == ["d1", "d2"]
    assert matched_ids(q.Range("year")) == ["d1", "d2"]
    assert matched_ids(q.Range("year", 2020, 2018)) == []


def test_preferred_nodes_rank_and_do_not_filter(engine, index_decision, matched_ids):
    index_decision("posted", issue=("privacy",), name="b")
    index_decision("posted", name="a")
    wanted = q.Prefer(exact("posted"), ((q.Keyword("issue", ("privacy",)), 5.0),))
    assert matched_ids(wanted) == ["a", "b"]
    if type(engine).__name__ != "OracleEngine":
        assert [hit.id for hit in engine.search(SearchRequest(wanted)).hits] == ["b", "a"]


def test_a_scoreless_node_finds_and_only_its_preferred_nodes_rank(
    engine, index_decision, matched_ids
):
    index_decision("posted posted posted photo", name="a")
    index_decision("posted", issue=("privacy",), name="b")
    index_decision("photo", issue=("privacy",), name="c")
    wanted = q.Prefer(exact("posted"), ((q.Keyword("issue", ("privacy",)), 0.001),), scoreless=True)
    assert matched_ids(wanted) == ["a", "b"]
    if type(engine).__name__ != "OracleEngine":
        found = {hit.id: hit.score for hit in engine.search(SearchRequest(wanted)).hits}
        assert found["a"] == 0
        assert found["b"] > 0
