"""The quick scan finds what the slow one finds, and stays linear."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import analyse
from indexer.tags.patterns import PatternError, Rule, compile_pattern
from indexer.tags.rules import CUES, FIELDS, load_rules, parse_rules
from indexer.tags.scanning import Scanner
from tests.indexer.tags.slow_scan import slow_scan
from tests.proportion import growth

PASSAGES = Path(__file__).parents[3] / "fixtures" / "tagging"


def quick_scan(rules, analysed):
    return sorted(
        (hit.first, hit.last, hit.sentence, hit.rule.pattern.source, hit.rule.field,
         hit.rule.value, hit.rule.strength)
        for hits in Scanner(rules).scan(analysed).values()
        for hit in hits
    )  # fmt: skip


CHOICES = st.sampled_from(["cat", "dogs", "the", "off-duty", "=cats", "=the-cat", "of", "été"])
ELEMENTS = st.lists(CHOICES, min_size=1, max_size=3).map("|".join)
PARTS = st.lists(ELEMENTS, min_size=1, max_size=3).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", " * "]), min_size=len(words) - 1, max_size=len(words) - 1
    ).map(lambda gaps: "".join(a + b for a, b in zip(words, [*gaps, ""], strict=True)))
)
PATTERNS = st.lists(PARTS, min_size=1, max_size=3).map(" & ".join)
WORDS = st.lists(
    st.sampled_from(
        ["cat", "cats", "dog", "the", "of", "a", "off", "duty", "été", "bird", "cat. "]
    ),
    max_size=40,
)


@given(st.lists(PATTERNS, min_size=1, max_size=4), WORDS, st.sampled_from(["en", "fr"]))
def test_any_rules_are_found_where_the_slow_scan_finds_them(patterns, words, language):
    analysed = analyse(" ".join(words).replace(". ", ". The"), language)
    rules = [
        Rule("issue", str(n), "strong", compile_pattern(each, language))
        for n, each in enumerate(patterns)
    ]
    assert quick_scan(rules, analysed) == slow_scan(rules, analysed)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_product_s_rules_are_found_where_the_slow_scan_finds_them(language):
    rules = [
        rule
        for field in (*FIELDS, CUES)
        for rule in parse_rules(
            (files("indexer") / "rules" / f"{field}.toml").read_bytes(), field, language
        )
    ]
    rows = [json.loads(line) for line in (PASSAGES / "read.jsonl").read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows if row["variety"].startswith(language)]
    analysed = analyse("\n\n".join(texts[:12]), language)
    found = quick_scan(rules, analysed)
    assert len(found) > 100
    assert found == slow_scan(rules, analysed)


def test_rules_at_one_place_come_in_the_order_of_their_words_then_of_the_file():
    rules = [
        Rule("issue", value, "strong", compile_pattern(words, "en"))
        for value, words in (("b", "dog"), ("a", "dog"), ("c", "cat|dog"))
    ]
    hits = Scanner(rules).scan(analyse("One dog.", "en"))["issue"]
    assert [hit.rule.value for hit in hits] == ["c", "b", "a"]


HOSTILE = [
    "facebook group of friends ",
    "no no no not a the ",
    "insult & called her ",
    "(« [ ",
    "art. 2088 ",
    "aaaaaaaaaaaaaaaa",
    "employee dismissed ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_scan_of_one_endless_sentence_grows_with_its_length(piece, language):
    scanner = load_rules().scanners[language]
    short, long = (analyse(piece * n, language) for n in (150, 1_200))
    assert growth(scanner.scan, short, long, most=32) < 32


def test_more_words_than_there_are_codes_are_refused():
    words = "|".join(f"=w{n}" for n in range(1_000))
    rule = Rule("issue", "x", "strong", compile_pattern(words, "en"))
    with pytest.raises(PatternError, match="1000 different words"):
        Scanner([rule])
