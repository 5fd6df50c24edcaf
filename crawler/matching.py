"""When two records are of the same decision.

Strong identifiers name one decision in the whole world. Weak ones are shared: a docket by every
decision of a file, a pourvoi number by the decision on the question of constitutionality and by
the decision on the merits, a reporter page by short decisions printed on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from crawler.model import Article, Decision, Document, PartialDate, Precision

STRONG: Final = frozenset(
    ("neutral", "canlii", "canlii_id", "ecli", "soquij", "judilibre", "legifrance")
)
"""Kinds of identifier that settle the question alone."""

DATED: Final = frozenset(("pourvoi",))
"""Kinds that settle it together with the day: one court issues them."""

PUBLISHER_KEY: Final = "judilibre"
"""The kind of which a decision has one and only one, at the publisher that issues it."""

UNKNOWN_COURTS: Final = frozenset(("", "x", "fr-x"))
"""Codes that say no court is established."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching needs to know of a document."""

    article: bool
    court: str
    date: PartialDate
    keys: frozenset[str]
    """Keys of its identifiers; each begins with its kind and a colon."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Take the profile of a document."""
        return cls(
            article=isinstance(document, Article),
            court=document.court if isinstance(document, Decision) else "",
            date=document.date,
            keys=frozenset(identifier.key for identifier in document.identifiers),
        )

    def same(self, other: Profile) -> bool:
        """Tell whether both are of one decision, by the identifiers they share."""
        if self.article != other.article:
            return False
        kinds = {kind_of(key) for key in self.keys & other.keys}
        if kinds & STRONG:
            return True
        if not kinds or not self._same_day(other) or self._kept_apart(other):
            return False
        return bool(kinds & DATED) or self._same_court(other)

    def _same_day(self, other: Profile) -> bool:
        return self.date == other.date and self.date.precision is Precision.DAY

    def _kept_apart(self, other: Profile) -> bool:
        """Tell whether one publisher gives them different keys of its own.

        A court may issue two orders in one file on one day: Judilibre has two ids for them, and
        the shared number must not make one decision of both.
        """
        own, theirs = (
            {key for key in profile.keys if kind_of(key) == PUBLISHER_KEY}
            for profile in (self, other)
        )
        return bool(own and theirs) and own.isdisjoint(theirs)

    def _same_court(self, other: Profile) -> bool:
        return self.court == other.court and self.court not in UNKNOWN_COURTS


def kind_of(key: str) -> str:
    """Give the kind that an identifier's key begins with."""
    return key.partition(":")[0]


def strong_keys(document: Document) -> frozenset[str]:
    """Give the keys by which a document is known wherever it appears."""
    return frozenset(
        identifier.key for identifier in document.identifiers if identifier.kind in STRONG
    )
