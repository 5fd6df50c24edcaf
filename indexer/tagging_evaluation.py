"""How good the tags are, on passages that people labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.annotating import InvalidPassage, annotate_text, annotations_of, from_row
from indexer.annotations import Origin
from indexer.calibration import Prediction, reliability
from indexer.tagging_intervals import Counts, intervals


@dataclass(slots=True)
class Count:
    """Hits, false alarms and misses."""

    true: int = 0
    false: int = 0
    missed: int = 0

    def add(self, gold: set[Any], found: set[Any]) -> None:
        """Compare two sets."""
        self.true += len(gold & found)
        self.false += len(found - gold)
        self.missed += len(gold - found)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.true / (self.true + self.false) if self.true + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of what is right that was found; 0 when there is nothing to find."""
        return self.true / (self.true + self.missed) if self.true + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean; 1 when there was nothing to find and nothing was found."""
        if not self.true + self.false + self.missed:
            return 1.0
        return 2 * self.true / (2 * self.true + self.false + self.missed)


class _Tally:
    """Everything counted over the passages."""

    def __init__(self) -> None:
        self.n = 0
        self.issues: dict[str, Count] = {}
        self.evidence = [0, 0]
        self.hard = [0, 0]
        self.sanction = self.outcome = self.topic = 0
        self.platforms = Count()
        self.amounts = Count()
        self.spans = Count()
        self.normals = Count()
        self.passages: list[dict[str, Counts]] = []
        self.predictions: list[Prediction] = []
        self.confusion: Counter[tuple[str, str]] = Counter()

    def add(self, row: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Count one passage."""
        self.n += 1
        self._issues(row, answer)
        self.topic += bool(row.get("on_topic", True)) == answer["on_topic"]
        self.sanction += row.get("sanction", "unknown") == answer["sanction"]["value"]
        self.outcome += row.get("outcome", "unknown") == answer["outcome"]["value"]
        self.platforms.add(set(row.get("platforms", ())), set(answer["platforms"]))
        self.amounts.add(_sums(row.get("amounts", ())), _sums(answer["amounts"]))
        gold = list(row.get("citations", ()))
        self.spans.add(_numbered(each["quote"] for each in gold),
                       _numbered(each["quote"] for each in answer["citations"]))  # fmt: skip
        self.normals.add(_numbered(each["normal"] for each in gold),
                         _numbered(each["normal"] for each in answer["citations"]))  # fmt: skip

    def _issues(self, row: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        gold = set(row.get("issues", ()))
        found = {each["id"]: each for each in answer["issues"]}
        neutral = set(row.get("borderline", ())) - gold
        own: dict[str, Counts] = {}
        for issue in (gold | set(found)) - neutral:
            count = self.issues.setdefault(issue, Count())
            count.add({issue} & gold, {issue} & set(found))
            own[issue] = (issue in gold and issue in found, issue not in gold, issue not in found)
        self.passages.append(own)
        self.predictions += (
            Prediction(each["confidence"], issue in gold)
            for issue, each in found.items()
            if issue not in neutral
        )
        wrong = set(found) - gold - neutral
        self.confusion.update((given, wanted) for given in wrong for wanted in gold - set(found))
        hard = set(row.get("hard_negative", ()))
        self.hard[0] += len(hard & set(found))
        self.hard[1] += len(hard)
        for issue, quote in dict(row.get("evidence", {})).items():
            if issue in found and issue in gold:
                self.evidence[1] += 1
                self.evidence[0] += _overlaps(row["text"], quote, found[issue]["evidence"])


def evaluate_tagging(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures over labelled passages: exactly the keys that the ``evaluate`` verb prints.

    ``evidence_precision`` is the share of rightly tagged issues of which a quoted sentence
    overlaps the labelled words; ``intervals`` are those of :mod:`indexer.tagging_intervals`,
    ``calibration`` that of :func:`indexer.calibration.reliability`, and ``confusion`` counts the
    passages in which an issue was predicted that people did not give while one that they gave was
    missed, the commonest pair first. Raises :class:`indexer.annotating.InvalidPassage`.
    """
    tally = _Tally()
    for row in lines:
        tally.add(row, annotate_text(from_row(row)))
    return _figures(tally)


def _figures(tally: _Tally) -> dict[str, Any]:
    supported = {
        issue: count for issue, count in sorted(tally.issues.items()) if count.true + count.missed
    }
    everything = Count()
    for count in tally.issues.values():
        everything.true += count.true
        everything.false += count.false
        everything.missed += count.missed
    n = max(tally.n, 1)
    return {
        "macro_f1": _mean([count.f1 for count in supported.values()]),
        "micro_f1": round(everything.f1, 4),
        "per_issue": {
            issue: {
                "precision": round(count.precision, 4),
                "recall": round(count.recall, 4),
                "f1": round(count.f1, 4) if count.true + count.missed else 0.0,
                "support": count.true + count.missed,
            }
            for issue, count in sorted(tally.issues.items())
        },
        "evidence_precision": _share(tally.evidence, empty=1.0),
        "hard_negative_rate": _share(tally.hard, empty=0.0),
        "sanction_accuracy": round(tally.sanction / n, 4),
        "outcome_accuracy": round(tally.outcome / n, 4),
        "platforms_f1": round(tally.platforms.f1, 4),
        "amounts_f1": round(tally.amounts.f1, 4),
        "citations_span_f1": round(tally.spans.f1, 4),
        "citations_normal_f1": round(tally.normals.f1, 4),
        "on_topic_accuracy": round(tally.topic / n, 4),
        "n": tally.n,
        "intervals": intervals(tally.passages),
        "calibration": reliability(tally.predictions),
        "confusion": _confusion(tally.confusion),
    }


CONFUSED = 40
"""Pairs of confused issues that are listed at most."""


def _confusion(pairs: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"predicted": given, "missed": wanted, "n": n} for (given, wanted), n in ordered[:CONFUSED]
    ]


def scored_predictions(rows: Iterable[Mapping[str, Any]]) -> Iterator[Prediction]:
    """Scores of issues before calibration, each with whether people gave the issue too.

    A row is a labelled passage, or a prediction that was scored elsewhere: ``{"score": 0.62,
    "right": true}``. Borderline issues count neither way. Raises
    :class:`indexer.annotating.InvalidPassage`.
    """
    for row in rows:
        if "score" in row:
            yield _scored(row)
            continue
        gold = set(row.get("issues", ()))
        neutral = set(row.get("borderline", ())) - gold
        for tag in annotations_of(row).tags:
            known = tag.field == "issue" and tag.origin is Origin.MACHINE
            if known and tag.score is not None and tag.value not in neutral:
                yield Prediction(tag.score, tag.value in gold)


def _scored(row: Mapping[str, Any]) -> Prediction:
    score, right = row["score"], row.get("right")
    if not isinstance(score, int | float) or not isinstance(right, bool) or not 0 <= score <= 1:
        raise InvalidPassage("a scored prediction is a “score” in 0..1 and a “right” true or false")
    return Prediction(float(score), right)


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _share(pair: list[int], *, empty: float) -> float:
    return round(pair[0] / pair[1], 4) if pair[1] else empty


def _sums(rows: Iterable[Mapping[str, Any]]) -> set[Any]:
    return _numbered(
        (round(float(each["value"]), 2), each["currency"], bool(each["awarded"])) for each in rows
    )


def _numbered(values: Iterable[Any]) -> set[Any]:
    """Equal values told apart by their number, so that two mentions count twice."""
    seen: dict[Any, int] = {}
    numbered = set()
    for value in values:
        seen[value] = seen.get(value, 0) + 1
        numbered.add((value, seen[value]))
    return numbered


def _overlaps(text: str, quote: str, evidence: Iterable[Mapping[str, Any]]) -> bool:
    start = text.find(quote)
    end = start + len(quote)
    return any(each["start"] < end and start < each["end"] for each in evidence)
