"""What was imposed, and what the decision-maker made of it."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.model import Zone
from indexer.annotations import Evidence, Tag
from indexer.tags.reading import Read, hits_of
from indexer.tags.scanning import Hit
from indexer.tags.scoring import Found, context, find_values, tag
from indexer.vocabulary import load_vocabularies

VERSION = "2"
THRESHOLD = 0.5
LESSER = frozenset(("suspension", "demotion", "warning", "professional_discipline"))

NOBODY_DISCIPLINED = frozenset(
    ("damages_to_employer", "damages_to_employee", "injunction_granted", "injunction_refused",
     "complaint_upheld", "evidence_excluded", "evidence_admitted")
)  # fmt: skip
"""Outcomes of suits in which, when no sanction is told, there was none."""

_STRENGTH = {"strong": 3.0, "fair": 2.0, "weak": 1.0}
_DISPOSITION_ZONES = frozenset((Zone.DISPOSITION,))


def tag_sanction(reads: Sequence[Read]) -> Tag | None:
    """The sanction imposed before the case; None when the words do not establish one.

    A civil suit in which nobody was disciplined is ``none``, on the words that show the suit.
    """
    ranks = {each.id: each.rank for each in load_vocabularies().entries("sanction")}
    found = find_values(reads, "sanction", least=THRESHOLD)
    if found:
        surest = min(found, key=lambda each: (-round(each.score, 1), ranks[each.value]))
        return tag("sanction", surest, version=VERSION)
    for read, hit in hits_of(reads, "cues"):
        if hit.rule.value == "civil":
            suit = Found("none", 0.6, (read.evidence(hit),), hit.rule.name)
            return tag("sanction", suit, version=VERSION)
    return None


def no_sanction(outcome: Tag | None) -> Tag | None:
    """``none``, on the words of an outcome that is no review of a sanction."""
    if outcome is None or outcome.value not in NOBODY_DISCIPLINED:
        return None
    return tag("sanction", Found("none", 0.6, outcome.evidence, outcome.rule), version=VERSION)


def tag_outcome(reads: Sequence[Read], sanction: str) -> Tag | None:
    """The disposition of the main claim; None when the words do not establish one."""
    best: tuple[float, int, Read, Hit] | None = None
    denied = {
        (hit.rule.value, id(read), hit.sentence)
        for read, hit in hits_of(reads, "outcome")
        if hit.rule.strength == "not"
    }
    for place, (read, hit) in enumerate(hits_of(reads, "outcome")):
        rule = hit.rule
        if rule.strength == "not" or (rule.value, id(read), hit.sentence) in denied:
            continue
        weight = _STRENGTH[rule.strength] * context(read, hit)
        weight += 1.0 if read.zone in _DISPOSITION_ZONES else 0.0
        weight += _AHEAD.get(rule.value, 0.0)
        if best is None or (weight, place) >= (best[0], best[1]):
            best = (weight, place, read, hit)
    if best is None or best[0] < 1.0:
        return None
    weight, _, read, hit = best
    value = settle(hit.rule.value, sanction)
    confidence = min(0.3 + 0.15 * weight, 0.9)
    evidence: tuple[Evidence, ...] = (read.evidence(hit),)
    return tag("outcome", Found(value, confidence, evidence, hit.rule.name), version=VERSION)


_AHEAD = {"sanction_reduced": 1.5, "remitted": 1.0, "injunction_granted": 0.5}
"""Values whose words stand beside those of another: a discharge is set aside *and* replaced."""


def settle(value: str, sanction: str) -> str:
    """The outcome that a disposition means for the sanction that was under review.

    A grievance dismissed leaves a dismissal, or another sanction, standing; one that is allowed
    undoes it (rules of the labelling guide: "grievance allowed" is for what has no sanction).
    """
    if value == "claim_dismissed":
        if sanction == "dismissal":
            return "dismissal_upheld"
        return "sanction_upheld" if sanction in LESSER else value
    if value in ("grievance_allowed", "sanction_annulled"):
        if sanction == "dismissal":
            return "dismissal_overturned"
        return "sanction_annulled" if sanction in LESSER else value
    if value in ("dismissal_overturned", "dismissal_upheld") and sanction in LESSER:
        return "sanction_annulled" if value == "dismissal_overturned" else "sanction_upheld"
    if value == "sanction_upheld" and sanction == "dismissal":
        return "dismissal_upheld"
    return value
