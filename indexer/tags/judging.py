"""The disposition and the topic: what the rules say of them, and what the model makes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.annotations import AmountTag, Tag
from indexer.tags import dispositions, platforms, topic
from indexer.tags.features import Passage
from indexer.tags.learned import disposition_scores, probability, surest_sentence
from indexer.tags.reading import Read
from indexer.tags.scoring import Found, tag
from indexer.tags.weights import Model

VERSION = "1"
UNKNOWN = "unknown"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say of a document."""

    sanction: Tag | None
    outcome: Tag | None
    on_topic: bool
    features: tuple[str, ...]
    """The same as features, with what the sums and the platforms add."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The disposition and the topic, decided."""

    sanction: Tag | None
    outcome: Tag | None
    on_topic: bool


def hear_rules(
    reads: Sequence[Read], sums: Sequence[AmountTag], *, article: bool, known: str = ""
) -> Said:
    """What the rules say; ``known`` is the sanction when a curator told it."""
    found = None if article else dispositions.tag_sanction(reads)
    imposed = known or (found.value if found else UNKNOWN)
    outcome = None if article else dispositions.tag_outcome(reads, imposed)
    sanction = found or dispositions.no_sanction(outcome)
    on_topic = topic.is_on_topic(reads)
    disposed = outcome.value if outcome else UNKNOWN
    if not known:
        imposed = sanction.value if sanction else NONE if article else UNKNOWN
    features = {f"R:{disposed}", f"S:{imposed}", f"R:{disposed}/{imposed}", f"T:{on_topic}"}
    features.add("Z:article" if article else "Z:decision")
    if sums:
        features.add("A:sum")
    if any(each.amount.awarded for each in sums):
        features.add("A:awarded")
    features.update("A:" + each.value for each in platforms.tag_platforms(reads))
    return Said(sanction, outcome, on_topic, tuple(sorted(features)))


def judge(passages: Sequence[Passage], said: Said, model: Model, *, article: bool) -> Judged:
    """The disposition, learned from what the rules say and from the words beside.

    The outcome is read at the end of the document, the sanction and the topic wherever they show
    best. A value that the rules found too keeps their evidence.
    """
    if not passages:
        return Judged(said.sanction, said.outcome, said.on_topic)
    scores = disposition_scores(passages, model, said.features)
    on_topic = _on_topic(passages, [each[-1] for each in scores])
    if article:
        return Judged(None, None, on_topic)
    outcomes = len(model.outcomes)
    sanction = _sanction(passages, scores, said, model)
    imposed = sanction.value if sanction else UNKNOWN
    best = max(range(outcomes), key=lambda at: scores[-1][at])
    outcome = _tag("outcome", model.outcomes[best], said.outcome, passages[-1],
                   (best, scores[-1][best]), model)  # fmt: skip
    if outcome is not None:
        outcome = replace(outcome, value=dispositions.settle(outcome.value, imposed))
    return Judged(sanction, outcome, on_topic)


def _on_topic(passages: Sequence[Passage], scores: Sequence[float]) -> bool:
    words = sum(len(read.analysed.stems) for each in passages for read in each.reads)
    wanted = 2 if words > topic.LONG else 1
    return sum(score > 0.0 for score in scores) >= wanted


def _sanction(
    passages: Sequence[Passage], scores: Sequence[Sequence[float]], said: Said, model: Model
) -> Tag | None:
    first = len(model.outcomes)
    places = range(first, first + len(model.sanctions))
    idle = {first + model.sanctions.index(each) for each in (NONE, UNKNOWN)}
    at, nth = max(
        ((at, nth) for at in places for nth in range(len(passages))),
        key=lambda pair: scores[pair[1]][pair[0]],
    )
    if at in idle and len(passages) > 1:
        shown, where = max(
            ((at, nth) for at in places if at not in idle for nth in range(len(passages))),
            key=lambda pair: scores[pair[1]][pair[0]],
        )
        if scores[where][shown] > 0.0:  # one passage of a long text tells it, most do not
            at, nth = shown, where
    value = model.sanctions[at - first]
    return _tag("sanction", value, said.sanction, passages[nth], (at, scores[nth][at]), model)


def _tag(
    field: str, value: str, ruled: Tag | None, passage: Passage, placed: tuple[int, float],
    model: Model,
) -> Tag | None:  # fmt: skip
    if value == UNKNOWN:
        return None
    at, score = placed
    if ruled is not None and ruled.value == value:
        return replace(ruled, confidence=round(probability(score), 2), version=VERSION)
    sentence = surest_sentence(passage, model, at)
    if sentence is None:
        return None
    table = model.disposition[sentence.read.language]
    words = "words: " + ", ".join(table.weightiest(sentence.features, at, 3))
    found = Found(value, probability(score), (sentence.evidence,), words)
    return tag(field, found, version=VERSION)
