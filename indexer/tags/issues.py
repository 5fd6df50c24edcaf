"""Which issues a document deals with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexer.annotations import Tag
from indexer.tags.dispositions import LESSER
from indexer.tags.features import Passage
from indexer.tags.learned import find_issues
from indexer.tags.scoring import tag
from indexer.tags.weights import Model

VERSION = "3"


def tag_issues(
    passages: Iterable[Passage], model: Model, *, article: bool = False
) -> tuple[Tag, ...]:
    """The issues found, the surest first, each with the sentences it rests on."""
    return tuple(
        tag("issue", found, version=VERSION)
        for found in find_issues(passages, model, article=article)
    )


FOLLOWS = {
    "dismissal_upheld": "just_cause",
    "dismissal_overturned": "just_cause",
    "sanction_reduced": "proportionality",
    "damages_to_employer": "remedies",
    "damages_to_employee": "remedies",
}
"""The issue that a disposition decides, whatever words the reasons used."""


def settle(tags: tuple[Tag, ...], *, sanction: Tag | None, outcome: Tag | None) -> tuple[Tag, ...]:
    """The issues, in the light of what was imposed and decided.

    ``just_cause`` is for dismissals only, so it goes where another sanction was imposed; and a
    disposition decides an issue even in reasons that never name it.
    """
    kept = list(tags)
    if sanction is not None and sanction.value in LESSER:
        kept = [tag for tag in kept if tag.value != "just_cause"]
    dismissed = sanction is not None and sanction.value == "dismissal"
    wanted = [FOLLOWS[outcome.value]] if outcome and outcome.value in FOLLOWS else []
    if dismissed and outcome and outcome.value == "sanction_reduced":
        wanted.append("just_cause")
    present = {tag.value for tag in kept}
    for issue in wanted:
        if outcome is not None and issue not in present:
            kept.append(replace(outcome, field="issue", value=issue, version=VERSION))
    return tuple(kept)
