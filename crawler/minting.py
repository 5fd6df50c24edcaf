"""Mints the id of a document: readable, lower-case ASCII, made once and then stored.

An id is never computed again: what is learned later (another number, a better title) becomes an
alias. So these functions need to be the same for the same facts, not to follow new ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import count
from typing import Final

from crawler.identifiers import (
    CanliiCitation,
    Docket,
    Ecli,
    Identifier,
    JudilibreId,
    LegifranceId,
    NeutralCitation,
    Pourvoi,
    RgNumber,
)

TITLE_WORDS: Final = 8
"""How many words of a title an id holds at most."""

_LONGEST_WORD: Final = 40
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_WITH_COUNTRY: Final = re.compile(r"[a-z]{2}-")
_CHAMBERS: Final = frozenset(
    ("pl", "mi", "civ1", "civ2", "civ3", "comm", "soc", "cr", "creun", "ordo")
)
"""Judilibre's keys of the chambers of the Cour de cassation; no other chamber stands in an id."""


def slug(text: str, *, words: int = TITLE_WORDS) -> str:
    """Give the first words of a text in lower-case ASCII letters and digits, joined by hyphens.

    Empty when the text has none (a title in another script).
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    parts = re.findall(r"[a-z0-9]+", letters)[:words]
    return "-".join(part[:_LONGEST_WORD] for part in parts)


def mint_id(
    court: str,
    date: str = "",
    *,
    identifiers: Iterable[Identifier] = (),
    title: str = "",
    chamber: str = "",
    taken: Container[str] = (),
) -> str:
    """Give the id of a decision (or of a reference to one).

    ``court`` is a code of the court table (``qccs``, ``fr-ca-reims``, ``x`` when unknown),
    ``date`` what is known of it in ISO form, ``chamber`` a key of Judilibre (others are left
    out). The order of the identifiers has no influence. An id in ``taken`` gets ``-2``, ``-3``
    ... at its end, so that two decisions of one court, day and title stay two.
    """
    names = sorted(identifiers)
    place = _place(court)
    if place.startswith("fr-"):
        wanted = _french(place, date, names=names, title=title, chamber=chamber)
    else:
        wanted = _canadian(place, date, names=names, title=title)
    return _free(wanted, taken)


def mint_article_id(title: str, publisher: str = "", *, taken: Container[str] = ()) -> str:
    """Give the id of an article: ``art-<publisher or x>-<title>``."""
    return _free(f"art-{slug(publisher) or 'x'}-{slug(title) or 'x'}", taken)


def _place(court: str) -> str:
    code = slug(court, words=20) or "x"
    return code if _WITH_COUNTRY.match(code) else f"ca-{code}"


def _canadian(place: str, date: str, *, names: list[Identifier], title: str) -> str:
    for name in names:
        if isinstance(name, NeutralCitation):
            row = name.court
            return f"{_place(row.code) if row else place}-{name.year}-{name.number}"
    for name in names:
        if isinstance(name, CanliiCitation):
            return f"{place}-{name.year}-canlii-{name.number}"
    return f"{place}-{slug(date) or 'nd'}-{slug(title) or 'x'}"


def _french(place: str, date: str, *, names: list[Identifier], title: str, chamber: str) -> str:
    if place == "fr-cass" and chamber.lower() in _CHAMBERS:
        place = f"{place}-{chamber.lower()}"
    return f"{place}-{slug(date) or 'nd'}-{_french_number(names) or slug(title) or 'x'}"


def _french_number(names: list[Identifier]) -> str:
    """Give the first docket in sorted order, else the most trusted other number, as a slug."""
    for name in names:
        if isinstance(name, Pourvoi):
            return str(name).replace(".", "")
        if isinstance(name, RgNumber):
            return slug(name.number)
        if isinstance(name, Docket):
            return slug(str(name))
    for name in names:
        if isinstance(name, Ecli):
            return slug(name.ordinal)
        if isinstance(name, LegifranceId | JudilibreId):
            return slug(str(name))
    return ""


def _free(wanted: str, taken: Container[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in count(2) if f"{wanted}-{n}" not in taken)
