"""What the learned model makes of a text: the probability of each issue, and the disposition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.tags.features import LAST, Passage, Sentence, disposition_features
from indexer.tags.scoring import PIECES, Found, scores_of
from indexer.tags.weights import Model, Stack

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
    sentences: NDArray[np.float64]
    """Log-odds, a row for each sentence of the body."""
    whole: list[float]
    """Log-odds of all its words."""
    ruled: dict[str, float]
    """Scores of the rules, by issue."""


def find_issues(passages: Iterable[Passage], model: Model, *, article: bool) -> tuple[Found, ...]:
    """The issues that reach the threshold in the passage surest of each, the surest first."""
    best: dict[int, tuple[float, _Scored]] = {}
    for scored in _measured([each for each in passages if each.body], model, article=article):
        for at, score in _chances(scored, model, article=article):
            if at not in best or best[at][0] < score:
                best[at] = score, scored
    found = [_found(score, scored, model, at) for at, (score, scored) in best.items()]
    return tuple(sorted(found, key=lambda each: (-each.score, each.value)))


def _measured(passages: Iterable[Passage], model: Model, *, article: bool) -> Iterator[_Scored]:
    for language, group in groupby(passages, key=_language):
        held = list(group)
        sets = [sentence.features for passage in held for sentence in passage.body]
        sentences = model.sentence[language].scores_of_many(sets)
        wholes = model.passage[language].scores_of_many(
            [whole_features(passage, article=article) for passage in held]
        )
        begun = 0
        for passage, whole in zip(held, wholes.tolist(), strict=True):
            ended = begun + len(passage.body)
            ruled = scores_of(passage.reads, "issue", article=article)
            yield _Scored(passage, sentences[begun:ended], whole, ruled)
            begun = ended


def _chances(scored: _Scored, model: Model, *, article: bool) -> Iterator[tuple[int, float]]:
    """The issues whose probability reaches the threshold, with it."""
    best: list[float] = scored.sentences.max(axis=0).tolist()
    hopeful = [at for at, whole in enumerate(scored.whole) if max(best[at], whole) >= _HOPELESS]
    columns: list[list[float]] = scored.sentences[:, hopeful].T.tolist()
    for at, column in zip(hopeful, columns, strict=True):
        sentences = sorted(column, reverse=True)
        rule = scored.ruled.get(model.issues[at], 0.0)
        signals = signals_of(sentences, scored.whole[at], rule, article=article)
        score = _stacked(model.stack, at, signals)
        if score >= model.stack.threshold:
            yield at, score


def whole_features(passage: Passage, *, article: bool) -> set[str]:
    """The features of a whole passage, with its genre and language."""
    genre = "Z:article" if article else "Z:decision"
    return {*passage.features, genre, "Z:" + passage.reads[0].language}


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
    column: list[float] = scored.sentences[:, at].tolist()
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
    scores: list[list[float]] = []
    for language, group in groupby(passages, key=_language):
        sets = [disposition_features(passage, last, told) for passage in group]
        scores += model.disposition[language].scores_of_many(sets).tolist()
    return scores


def surest_sentence(passage: Passage, model: Model, at: int) -> Sentence | None:
    """The sentence of a passage whose words speak most for a value of the disposition."""
    table = model.disposition[_language(passage)]
    body = passage.body
    if not body:
        return None
    scores = table.scores_of_many([each.features for each in body])[:, at]
    return body[int(scores.argmax())]


def _language(passage: Passage) -> str:
    return passage.reads[0].language
