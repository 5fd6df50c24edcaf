"""From hits to values: how sure the words of a document make us of each value of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.model import Zone
from indexer.annotations import Evidence, Origin, Tag
from indexer.tags.reading import Read
from indexer.tags.scanning import Hit

WEIGHT: Mapping[str, float] = {"strong": 0.8, "fair": 0.55, "weak": 0.3}
"""Chance that a rule of this strength, alone, speaks true."""
CONTEXT: Mapping[str, float] = {"disclaimed": 0.1, "cited": 0.35}
"""Factor of a hit in a clause that disclaims it, or in a sentence about another case."""
LISTED = 0.5
"""Factor of an issue's hit in a sentence that only enumerates."""
NEGATED = 0.5
"""Factor of a hit of conduct after "no", "nothing": what did not happen is seldom an issue."""
UNARGUED = 0.92
"""Factor of a hit that is not ``strong`` where nobody argues or rules: maybe mere background."""
ONE_SENTENCE = 0.65
"""Factor of an issue that an article names in one sentence only (labelling rule 2)."""
OF_CONDUCT = frozenset(
    ("insult_and_abuse", "defamation", "threats_violence", "online_harassment",
     "discriminatory_speech", "employer_disparagement", "image_and_workplace_filming",
     "confidentiality_breach", "vulnerable_persons_contact")
)  # fmt: skip
ZONE: Mapping[Zone, float] = {
    Zone.INTRODUCTION: 0.7,
    Zone.FACTS: 0.8,
    Zone.ARGUMENTS: 0.8,
    Zone.ANNEX: 0.5,
}
"""Factor of a hit by zone; 1 in the reasons, the disposition and where no zone is known."""
PIECES = 3
"""Pieces of evidence kept for a value."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its score and the sentences it rests on, strongest first."""

    value: str
    score: float
    evidence: tuple[Evidence, ...]
    rule: str


def find_values(reads: Iterable[Read], field: str, *, article: bool = False) -> tuple[Found, ...]:
    """Every value of a field that the rules found, the surest first.

    Within a paragraph independent words add up (``1 - product of misses``); the document's score
    is that of its best paragraph, so that length alone makes nobody surer.
    """
    best: dict[str, list[tuple[float, float, Read, Hit]]] = {}
    for read in reads:
        for value, weighed in _weigh(read, field).items():
            score = 1.0
            for weight, _ in weighed:
                score *= 1.0 - weight
            if article and len({hit.sentence for weight, hit in weighed if weight > 0.25}) < 2:
                score = 1.0 - (1.0 - score) * ONE_SENTENCE
            rows = [(1.0 - score, weight, read, hit) for weight, hit in weighed]
            best.setdefault(value, []).extend(rows)
    found = [_found(value, rows) for value, rows in best.items()]
    return tuple(sorted(found, key=lambda each: (-each.score, each.value)))


def _found(value: str, rows: list[tuple[float, float, Read, Hit]]) -> Found:
    ordered = sorted(rows, key=lambda row: (-row[0], -row[1]))
    pieces: dict[Evidence, None] = {}
    for _, _, read, hit in ordered:
        pieces[read.evidence(hit)] = None
        if len(pieces) == PIECES:
            break
    return Found(value, ordered[0][0], tuple(pieces), ordered[0][3].rule.name)


def _weigh(read: Read, field: str) -> dict[str, list[tuple[float, Hit]]]:
    hits = read.hits.get(field)
    if not hits:
        return {}
    denied = {(hit.rule.value, hit.sentence) for hit in hits if hit.rule.strength == "not"}
    weighed: dict[str, list[tuple[float, Hit]]] = {}
    for hit in hits:
        rule = hit.rule
        if rule.strength == "not":
            continue
        if (rule.value, hit.sentence) in denied:
            continue
        factor = ZONE.get(read.zone, 1.0) * context(read, hit)
        if field == "issue":
            factor *= _weight_of_issue(read, hit)
        weighed.setdefault(rule.value, []).append((WEIGHT[rule.strength] * factor, hit))
    return weighed


def _weight_of_issue(read: Read, hit: Hit) -> float:
    """Factor of an issue's hit by what its sentence does: argue, enumerate, deny."""
    kinds = {
        scope.kind
        for scope in read.scopes.get(hit.sentence, ())
        if scope.first <= hit.first < scope.last
    }
    factor = 1.0
    if "listed" in kinds:
        factor *= LISTED
    if "negated" in kinds and hit.rule.value in OF_CONDUCT:
        factor *= NEGATED
    if "ruled" not in kinds and hit.rule.strength != "strong":
        factor *= UNARGUED
    return factor


def context(read: Read, hit: Hit) -> float:
    """Factor of a hit by what its sentence says of it: denied, or of another case."""
    factor = 1.0
    for scope in read.scopes.get(hit.sentence, ()):
        if scope.first <= hit.first < scope.last:
            factor = min(factor, CONTEXT.get(scope.kind, 1.0))
    return factor


def tag(field: str, found: Found, *, version: str) -> Tag:
    """A machine tag; its confidence is the rules' score, not yet calibrated on labelled text."""
    return Tag(
        field=field,
        value=found.value,
        origin=Origin.MACHINE,
        version=version,
        confidence=round(min(found.score, 0.97), 2),
        evidence=found.evidence,
        rule=found.rule,
    )
