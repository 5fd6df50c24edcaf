"""What the identifiers of every country share: comparison by key, and the reading of spellings."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from functools import total_ordering
from typing import ClassVar, Final, NoReturn, Self

from crawler.errors import InvalidIdentifier

LONGEST: Final = 200
"""No identifier is longer, in characters; a longer text is refused unread."""

_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
NUMBER_SIGN: Final = r"(?:n\s?[°º]s?|n[uo]s?\.?|num[ée]ro|\#)"
"""``n°`` in the ways courts and keyboards write it, for patterns that ignore case."""


def plain(text: str) -> str:
    """Give a text with one kind of space and dash, composed, without closing punctuation.

    No-break spaces and full-width digits come from word processors, dashes from typesetters.
    """
    composed = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    spaced = " ".join(_DASHES.sub("-", composed).split())
    return spaced.strip(" ,;:").removesuffix(".").rstrip(" ,;:")


@total_ordering
class Identifier(ABC):
    """A name of one decision. An instance is always valid.

    Two identifiers are equal when their keys are: ``2012 QCCRT 0150`` is ``2012 QCCRT 150``, and
    the French form of a bilingual court's citation is the English one. They sort by the trust
    put in their kind, then by key.
    """

    __slots__ = ()
    kind: ClassVar[str]
    """The name of the kind, as in :data:`crawler.identifiers.KINDS`."""
    rank: ClassVar[int]
    """Where the kind stands when several names of one decision are listed; 0 comes first."""
    court_bound: ClassVar[bool] = False
    """True when two courts may use the same number, so that the key needs the court."""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Read a spelling; raises :class:`crawler.errors.InvalidIdentifier`."""

    @abstractmethod
    def __str__(self) -> str:
        """Give the identifier as courts write it; it parses to an equal identifier."""

    @property
    @abstractmethod
    def key(self) -> str:
        """The form to compare and to store: the kind, a colon, the parts."""

    def key_in(self, court: str | None) -> str:
        """Give the key within a court (its code), for kinds whose numbers courts share."""
        if court is None or not self.court_bound:
            return self.key
        return self.key.replace(":", f":{court}:", 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identifier) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: Identifier) -> bool:
        return (self.rank, self.key) < (other.rank, other.key)


def refuse(kind: str, text: str, reason: str) -> NoReturn:
    """Raise the one error of this package's parsers."""
    raise InvalidIdentifier(kind, text, reason)


def match_or_refuse(
    pattern: re.Pattern[str], text: str, *, kind: str, example: str
) -> re.Match[str]:
    """Match a whole text, spelled plainly, against a pattern, or refuse it."""
    if len(text) > LONGEST:
        refuse(kind, text, f"it is longer than {LONGEST} characters")
    found = pattern.fullmatch(plain(text))
    if found is None:
        refuse(kind, text, f"write it like “{example}”")
    return found
