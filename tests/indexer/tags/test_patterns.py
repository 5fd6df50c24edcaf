"""The small language of the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import analyse
from indexer.errors import VocabularyError
from indexer.tags.patterns import PatternError, Rule, compile_pattern
from indexer.tags.rules import load_rules, parse_rules
from indexer.tags.scanning import Scanner


def found(pattern, text, language="en"):
    rule = Rule("issue", "x", "strong", compile_pattern(pattern, language))
    analysed = analyse(text, language)
    return [
        text[analysed.starts[hit.first] : analysed.ends[hit.last - 1]]
        for hit in Scanner([rule]).scan(analysed).get("issue", ())
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("expectation privacy", "No expectation of any privacy.", ["expectation of any privacy"]),
        ("expectation privacy", "An expectation rests on privacy.", []),
        ("false|fake profile", "He made fake profiles.", ["fake profiles"]),
        ("off-duty", "This was off-duty conduct.", ["off-duty"]),
        ("off-duty|offshift conduct", "off-duty conduct", ["off-duty conduct"]),
        ("called * manager", "She called her new and only manager names.",
         ["called her new and only manager"]),
        ("called * manager", "She called. The manager came.", []),
        ("called * manager", "called a b c d e f g h manager", []),
        ("group & friends", "Her friends were in the group.", ["group"]),
        ("group & friends", "Her friends left. The group stayed.", []),
        ("=posts", "one post", []),
        ("=posts", "two Posts", ["Posts"]),
        ("dismissed", "It was a dismissal; he was dismissed.", ["dismissal"]),
    ],
)  # fmt: skip
def test_a_pattern_finds_these_words(pattern, text, words):
    assert found(pattern, text) == words


def test_a_french_pattern_skips_small_words_and_elisions():
    text = "Il y a atteinte à la réputation de l’employeur."
    assert found("atteinte réputation employeur", text, "fr") == [
        "atteinte à la réputation de l’employeur"
    ]


@pytest.mark.parametrize("pattern", ["", "*", "* word", "word *", "$", "a & "])
def test_a_pattern_that_says_nothing_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern, "en")


WORDS = st.lists(st.sampled_from(["cat", "dog", "the", "bird", "cats"]), max_size=12)


@given(WORDS, st.sampled_from(["cat dog", "cat * dog", "dog & bird", "cat|bird dog", "=cats"]))
def test_a_hit_lies_in_its_sentence_and_begins_with_the_pattern(words, pattern):
    text = " ".join(words)
    analysed = analyse(text, "en")
    rule = Rule("issue", "x", "strong", compile_pattern(pattern, "en"))
    for hit in Scanner([rule]).scan(analysed).get("issue", ()):
        assert 0 <= hit.first < hit.last <= len(analysed.stems)
        first = pattern.split(" ")[0].lstrip("=").split("|")
        assert any(analysed.exact[hit.first].startswith(each.rstrip("s")) for each in first)


def test_the_rules_of_the_product_all_compile_and_have_a_fingerprint():
    book = load_rules()
    assert set(book.scanners) == {"en", "fr"}
    assert len(book.fingerprint) == 8


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[nonsense]\nen.strong = ["a word"]', "no such value"),
        ('[defamation]\nen.loud = ["a word"]', "unknown strength"),
        ('[defamation]\nen.strong = ["$"]', "letter"),
        ("[defamation", "whole file"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_the_reason(text, reason):
    with pytest.raises(VocabularyError, match=reason):
        parse_rules(text.encode(), "issue", "en")
