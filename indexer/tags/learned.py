"""What the learned model makes of a text: the probability of each issue, and the disposition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.tags.features import LAST, Passage, Sentence, disposition_features
from indexer.tags.scoring import PIECES, Found, scores_of
from indexer.tags.weights import Model, Stack, Table

VERSION = "1"
_ALONE = 3.0
"""By how much the second sentence of a passage that has one only is taken to be weaker."""
_NEAR = 1.5
"""Log-odds below the best sentence within which another is quoted too."""
_SECOND = 2
"""Sentences that are quoted whatever their distance."""
_TOGETHER = 4
"""Sentences that count together."""
_HOPELESS = -3.0
"""Log-odds of the best sentence and of the passage below which nothing makes up for them."""
_SMALL = 0.02
"""Keeps the rules' scores of 0 and 1 finite as log-odds."""


class _Scored(NamedTuple):
    """What was measured of one passage, values in the order of the model's issues."""

    passage: Passage
    sentences: list[list[float]]
    """Log-odds by sentence of the body."""
    whole: list[float]
    """Log-odds of all its words."""
    ruled: dict[str, float]
    """Scores of the rules, by issue."""


def find_issues(passages: Iterable[Passage], model: Model, *, article: bool) -> tuple[Found, ...]:
    """The issues that reach the threshold in the passage surest of each, the surest first."""
    best: dict[int, tuple[float, _Scored]] = {}
    for passage in passages:
        if not passage.body:
            continue
        scored = _measure(passage, model, article=article)
        for at, score in _chances(scored, model, article=article):
            if at not in best or best[at][0] < score:
                best[at] = score, scored
    found = [_found(score, scored, model, at) for at, (score, scored) in best.items()]
    return tuple(sorted(found, key=lambda each: (-each.score, each.value)))


def _measure(passage: Passage, model: Model, *, article: bool) -> _Scored:
    language = passage.reads[0].language
    table = model.sentence[language]
    return _Scored(
        passage,
        [table.scores(each.features) for each in passage.body],
        model.passage[language].scores(whole_features(passage, article=article)),
        scores_of(passage.reads, "issue", article=article),
    )


def _chances(scored: _Scored, model: Model, *, article: bool) -> Iterator[tuple[int, float]]:
    """The issues whose probability reaches the threshold, with it."""
    columns = zip(*scored.sentences, strict=True)
    for at, (issue, column) in enumerate(zip(model.issues, columns, strict=True)):
        if max(column) < _HOPELESS and scored.whole[at] < _HOPELESS:
            continue
        sentences = sorted(column, reverse=True)
        rule = scored.ruled.get(issue, 0.0)
        signals = signals_of(sentences, scored.whole[at], rule, article=article)
        score = _stacked(model.stack, at, signals)
        if score >= model.stack.threshold:
            yield at, score


def whole_features(passage: Passage, *, article: bool) -> set[str]:
    """The features of a whole passage, with its genre and language."""
    genre = "Z:article" if article else "Z:decision"
    return {*passage.features(), genre, "Z:" + passage.reads[0].language}


def signals_of(
    sentences: Sequence[float], passage: float, rule: float, *, article: bool
) -> list[float]:
    """The signals of one issue: ``sentences`` are log-odds, best first; ``rule`` is in 0..1."""
    best = sentences[0]
    second = sentences[1] if len(sentences) > 1 else best - _ALONE
    together = math.log(sum([math.exp(min(each, 20.0)) for each in sentences[:_TOGETHER]]) + 1e-9)
    ruled = math.log((rule + _SMALL) / (1.0 + _SMALL - rule))
    genre = 1.0 if article else 0.0
    return [best, second, together, passage, ruled, genre * best, genre, probability(best)]


def probability(log_odds: float) -> float:
    """The chance that log-odds mean."""
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 30.0), -30.0)))


def _stacked(stack: Stack, at: int, signals: Sequence[float]) -> float:
    total = stack.bias[at]
    for signal, mean, deviation, weight in zip(
        signals, stack.mean, stack.deviation, stack.weights, strict=True
    ):
        total += weight * (signal - mean) / deviation
    return probability(total)


def _found(score: float, scored: _Scored, model: Model, at: int) -> Found:
    body = scored.passage.body
    column = [scores[at] for scores in scored.sentences]
    order = sorted(range(len(body)), key=lambda nth: (-column[nth], nth))
    least = column[order[0]] - _NEAR
    kept = [nth for place, nth in enumerate(order[:PIECES])
            if place < _SECOND or column[nth] >= least]  # fmt: skip
    issue, first = model.issues[at], body[order[0]]
    table = model.sentence[first.read.language]
    rule = _rule(first, issue) or "words: " + ", ".join(table.weightiest(first.features, at, 3))
    return Found(issue, score, tuple(body[nth].evidence for nth in kept), rule)


def _rule(sentence: Sentence, issue: str) -> str:
    """The first rule of an issue that is found in a sentence; empty when there is none."""
    place = (sentence.first, sentence.last)
    for hit in sentence.read.hits.get("issue", ()):
        if hit.sentence == place and hit.rule.value == issue and hit.rule.strength != "not":
            return hit.rule.name
    return ""


def last_sentences(passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    """The sentences that end a document."""
    return passages[-1].sentences[-LAST:] if passages else ()


def disposition_scores(
    passages: Sequence[Passage], model: Model, told: Sequence[str]
) -> list[list[float]]:
    """For each passage the log-odds of the outcomes, the sanctions and the topic."""
    last = last_sentences(passages)
    return [
        _table(passage, model).scores(disposition_features(passage, last, told))
        for passage in passages
    ]


def surest_sentence(passage: Passage, model: Model, at: int) -> Sentence | None:
    """The sentence of a passage whose words speak most for a value of the disposition."""
    table = _table(passage, model)
    body = passage.body
    if not body:
        return None
    scores = [table.scores(each.features)[at] for each in body]
    return body[scores.index(max(scores))]


def _table(passage: Passage, model: Model) -> Table:
    return model.disposition[passage.reads[0].language]
