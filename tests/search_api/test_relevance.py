"""The scores of judged queries, checked against figures worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from search_api.errors import InvalidJudgement
from search_api.relevance import evaluate_relevance


def search(found):
    return lambda asked: SimpleNamespace(
        hits=[SimpleNamespace(id=each, citation=f"cite {each}") for each in found[asked["q"]]]
    )


def line(query, relevant, lang="en", **more):
    return json.dumps({"query": query, "lang": lang, "relevant": relevant, **more})


def test_scores_are_those_of_the_definitions():
    lines = [line("first", ["a", "cite b"]), line("none", ["z"], "fr"), ""]
    found = {"first": ["x", "a", "b"], "none": ["x", "y"]}
    scored = evaluate_relevance(search(found), lines)
    # (1/log2(3) + 1/log2(4)) / (1/log2(2) + 1/log2(3)) = 0.6934
    assert scored["by_lang"] == {
        "en": {"ndcg_at_10": 0.6934, "mrr": 0.5, "recall_at_20": 1.0, "queries": 1},
        "fr": {"ndcg_at_10": 0.0, "mrr": 0.0, "recall_at_20": 0.0, "queries": 1},
    }
    assert scored["overall"] == {
        "ndcg_at_10": 0.3467, "mrr": 0.25, "recall_at_20": 0.5, "queries": 2,
    }  # fmt: skip
    assert [each["missed"] for each in scored["misses"]] == [["z"]]


def test_two_names_of_one_document_count_once():
    scored = evaluate_relevance(
        search({"q": ["a"]}), [line("q", ["a", "2099 XXTEST 1"])], resolve=lambda text: ("a",)
    )
    assert scored["overall"]["recall_at_20"] == 1.0
    assert scored["overall"]["ndcg_at_10"] == 1.0


def test_filters_reach_the_search():
    asked = []

    def note(names):
        asked.append(names)
        return SimpleNamespace(hits=[])

    evaluate_relevance(note, [line("q", ["a"], filters={"jurisdiction": "FR"})])
    assert asked[0]["jurisdiction"] == "FR"


@pytest.mark.parametrize(
    "wrong", ["{", "[]", '{"query": "q", "lang": "en"}', '{"query": "q", "relevant": ["a"]}']
)
def test_a_faulty_line_is_named(wrong):
    with pytest.raises(InvalidJudgement, match="Line 2"):
        evaluate_relevance(search({"q": []}), [line("q", ["a"]), wrong])


JUDGED = Path(__file__).parents[2] / "fixtures" / "relevance"
FLOORS = {
    "starter": {"ndcg_at_10": 0.90, "mrr": 0.91, "recall_at_20": 0.96, "queries": 100},
    "unread": {"ndcg_at_10": 0.87, "mrr": 0.89, "recall_at_20": 0.96, "queries": 50},
}
"""A little under what was measured when they were set (0.92, 0.93, 0.97 and 0.90, 0.92, 0.98).
Weights are tuned on the first file; the second was set apart before any tuning, only to measure."""


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_the_judged_queries_stay_above_their_floors(ask, corpus, name):
    with (JUDGED / f"{name}.jsonl").open(encoding="utf-8") as lines:
        scored = evaluate_relevance(lambda names: ask(**names), lines, resolve=corpus.resolve)
    below = {name: scored["overall"][name] for name, floor in FLOORS[name].items()
             if scored["overall"][name] < floor}  # fmt: skip
    assert not below, scored["misses"]


def test_no_query_is_judged_twice_and_half_are_sentences():
    queries = [
        json.loads(line)["query"]
        for name in FLOORS
        for line in (JUDGED / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(set(queries)) == len(queries) >= 160
    sentences = [each for each in queries if len(each.split()) >= 8]
    assert len(sentences) >= len(queries) * 0.4
