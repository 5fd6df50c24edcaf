"""How well searches rank: judged queries in, nDCG, reciprocal rank and recall out."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from search_api.errors import InvalidJudgement
from search_api.responses import Hit, SearchBody

DEPTH = 20
"""Hits that are looked at."""

Search = Callable[[Mapping[str, object]], SearchBody]
"""Answers the names and values of a search, as HTTP would."""
Resolve = Callable[[str], tuple[str, ...]]
"""Ids of the documents that a citation or number names."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the documents that answer it."""

    query: str
    language: str
    relevant: tuple[str, ...]
    """Citations as the collection gives them, or ids."""
    filters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Score:
    language: str
    ndcg: float
    reciprocal_rank: float
    recall: float


def read_judged(lines: Iterable[str]) -> tuple[Judged, ...]:
    """Read a relevance file; raises :class:`InvalidJudgement` at the first faulty line."""
    return tuple(_judged(number, line) for number, line in enumerate(lines, 1) if line.strip())


def evaluate_relevance(
    search: Search, lines: Iterable[str], *, resolve: Resolve | None = None
) -> dict[str, object]:
    """Score the searches of a relevance file.

    Gains are binary. A relevant entry matches a hit by id or exact citation and, with
    ``resolve``, by any identifier. Every query counts alike.
    """
    scores: list[_Score] = []
    misses: list[dict[str, object]] = []
    for judged in read_judged(lines):
        hits = search({"q": judged.query, "lang": judged.language, "limit": DEPTH,
                       "facets": "none", **judged.filters}).hits  # fmt: skip
        wanted = _wanted(judged.relevant, resolve)
        gains = _gains(hits, wanted)
        scores.append(_score(judged.language, gains, len(wanted)))
        missed = [names[0] for nth, names in enumerate(wanted) if nth not in gains.values()]
        if missed:
            misses.append(
                {
                    "query": judged.query,
                    "lang": judged.language,
                    "missed": missed,
                    "first": [hit.id for hit in hits[:5]],
                }
            )
    languages = sorted({each.language for each in scores})
    return {
        "overall": _mean(scores),
        "by_lang": {
            name: _mean([each for each in scores if each.language == name]) for name in languages
        },
        "misses": misses,
    }


def _judged(number: int, line: str) -> Judged:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as wrong:
        raise InvalidJudgement(number, f"it is no JSON ({wrong.msg})") from wrong
    if not isinstance(row, dict):
        raise InvalidJudgement(number, "it is no JSON object")
    query, language, relevant = row.get("query"), row.get("lang"), row.get("relevant")
    if not isinstance(query, str) or not isinstance(language, str):
        raise InvalidJudgement(number, "“query” and “lang” must be there, as text")
    if not isinstance(relevant, list) or not relevant or not all(map(_is_text, relevant)):
        raise InvalidJudgement(number, "“relevant” must list citations or ids")
    filters = row.get("filters", {})
    if not isinstance(filters, dict):
        raise InvalidJudgement(number, "“filters” must be an object of names and values")
    return Judged(query, language, tuple(relevant), filters)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _wanted(relevant: tuple[str, ...], resolve: Resolve | None) -> list[tuple[str, ...]]:
    """The names by which each relevant document may be met; two names of one document are one."""
    wanted: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in relevant:
        ids = resolve(each) if resolve is not None else ()
        wanted.setdefault(ids or (each,), (each, *ids))
    return list(wanted.values())


def _gains(hits: list[Hit], wanted: list[tuple[str, ...]]) -> dict[int, int]:
    """Rank from 0 of each hit that is relevant -> which relevant document it is."""
    gains: dict[int, int] = {}
    for rank, hit in enumerate(hits[:DEPTH]):
        for nth, names in enumerate(wanted):
            if nth not in gains.values() and (hit.id in names or hit.citation in names):
                gains[rank] = nth
                break
    return gains


def _score(language: str, gains: Mapping[int, int], relevant: int) -> _Score:
    gained = sum(1 / math.log2(rank + 2) for rank in gains if rank < 10)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, relevant)))
    first = min(gains, default=None)
    return _Score(
        language,
        ndcg=gained / ideal,
        reciprocal_rank=0.0 if first is None else 1 / (first + 1),
        recall=len(gains) / relevant,
    )


def _mean(scores: list[_Score]) -> dict[str, float | int]:
    count = len(scores)
    return {
        "ndcg_at_10": round(sum(each.ndcg for each in scores) / max(count, 1), 4),
        "mrr": round(sum(each.reciprocal_rank for each in scores) / max(count, 1), 4),
        "recall_at_20": round(sum(each.recall for each in scores) / max(count, 1), 4),
        "queries": count,
    }
