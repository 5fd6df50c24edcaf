"""From hits to values: how sure the words of a document make us of each value of a field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crawler.model import Zone
from indexer.annotations import Evidence, Origin, Tag
from indexer.calibration import load_calibration
from indexer.tags.patterns import Rule
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


def find_values(
    reads: Iterable[Read], field: str, *, article: bool = False, least: float = 0.0
) -> tuple[Found, ...]:
    """Every value of a field that the rules found with a score of ``least`` or more, surest first.

    Within a paragraph independent words add up (``1 - product of misses``); the document's score
    is that of its best paragraph, so that length alone makes nobody surer.
    """
    rows: dict[str, list[_Row]] = {}
    for read in reads:
        hits = read.hits.get(field)
        if not hits:
            continue
        for value, weighed in _weigh(read, hits, of_issue=field == "issue").items():
            score = _score(weighed, article=article)
            own = rows.setdefault(value, [])
            begun = len(own)
            own += [
                (-score, -weight, nth, read, hit)
                for nth, (weight, hit) in enumerate(weighed, begun)
            ]
    found = [_found(value, listed) for value, listed in rows.items() if -min(listed)[0] >= least]
    return tuple(sorted(found, key=lambda each: (-each.score, each.value)))


def scores_of(reads: Iterable[Read], field: str, *, article: bool = False) -> dict[str, float]:
    """The score alone of every value, as :func:`find_values` gives it."""
    best: dict[str, float] = {}
    for read in reads:
        hits = read.hits.get(field)
        if hits:
            for value, weighed in _weigh(read, hits, of_issue=field == "issue").items():
                best[value] = max(best.get(value, 0.0), _score(weighed, article=article))
    return best


def _score(weighed: list[tuple[float, Hit]], *, article: bool) -> float:
    missed = 1.0
    for weight, _ in weighed:
        missed *= 1.0 - weight
    if article and len({hit.sentence for weight, hit in weighed if weight > 0.25}) < 2:
        return (1.0 - missed) * ONE_SENTENCE
    return 1.0 - missed


_Row = tuple[float, float, int, Read, Hit]
"""Score and weight, negative so that rows sort with the best first; number; paragraph; hit."""


def _found(value: str, rows: list[_Row]) -> Found:
    rows.sort()
    best = rows[0]
    pieces: dict[tuple[str, int, int, int], tuple[Read, Hit]] = {}
    for _, _, _, read, hit in rows:
        pieces.setdefault((read.language, read.index, *read.quoted(hit)), (read, hit))
        if len(pieces) == PIECES:
            break
    evidence = tuple(read.evidence(hit) for read, hit in pieces.values())
    return Found(value, -best[0], evidence, best[4].rule.name)


def _weigh(
    read: Read, hits: Iterable[Hit], *, of_issue: bool
) -> dict[str, list[tuple[float, Hit]]]:
    denied = {(hit.rule.value, hit.sentence) for hit in hits if hit.rule.strength == "not"}
    weighed: dict[str, list[tuple[float, Hit]]] = {}
    zone = ZONE.get(read.zone, 1.0)
    for hit in hits:
        rule = hit.rule
        if rule.strength == "not":
            continue
        if denied and (rule.value, hit.sentence) in denied:
            continue
        kinds = read.kinds(hit)
        factor = zone * min([CONTEXT.get(kind, 1.0) for kind in kinds]) if kinds else zone
        if of_issue:
            factor *= _weight_of_issue(kinds, rule)
        weighed.setdefault(rule.value, []).append((WEIGHT[rule.strength] * factor, hit))
    return weighed


def _weight_of_issue(kinds: Collection[str], rule: Rule) -> float:
    """Factor of an issue's hit by what its sentence does: argue, enumerate, deny."""
    factor = 1.0
    if "listed" in kinds:
        factor *= LISTED
    if "negated" in kinds and rule.value in OF_CONDUCT:
        factor *= NEGATED
    if "ruled" not in kinds and rule.strength != "strong":
        factor *= UNARGUED
    return factor


def context(read: Read, hit: Hit) -> float:
    """Factor of a hit by what its sentence says of it: denied, or of another case."""
    return min((CONTEXT.get(kind, 1.0) for kind in read.kinds(hit)), default=1.0)


def tag(field: str, found: Found, *, version: str) -> Tag:
    """A machine tag; an issue's confidence is calibrated, that of other fields is the score."""
    issue = field == "issue"
    sure = load_calibration().confidence(found.score) if issue else found.score
    return Tag(
        field=field,
        value=found.value,
        origin=Origin.MACHINE,
        version=version,
        confidence=round(min(sure, 0.97), 2),
        evidence=found.evidence,
        rule=found.rule,
        score=round(found.score, 4) if issue else None,
    )
