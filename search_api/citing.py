"""Ready-made citations of a decision by the styles in use, from known facts only.

Canada: the McGill Guide's order (style of cause, neutral citation, or else the CanLII number with
the court in brackets, or else a reporter). France: court, chamber, date, number. A style whose
facts are not all known is left out, never filled in.
"""

from __future__ import annotations

import re

from crawler.courts import Court, load_courts
from crawler.errors import UnknownCourt
from crawler.identifiers import Identifier
from crawler.model import Decision, Document, PartialDate, Precision

STYLES = ("neutral", "mcgill_en", "mcgill_fr", "france", "ecli")
"""Every style, in order of display."""

_VERSUS = re.compile(r"\s+(?:vs?|c)\.?\s+", re.IGNORECASE)
_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juill.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_CHAMBERS = {
    "soc": "soc.", "civ1": "1re civ.", "civ2": "2e civ.", "civ3": "3e civ.", "comm": "com.",
    "cr": "crim.", "pl": "ass. plén.", "mi": "ch. mixte",
}  # fmt: skip
_NUMBERED = ("pourvoi", "rg", "docket")


def citations(document: Document) -> dict[str, str]:
    """The citations that the known facts allow, by style; none for an article."""
    if not isinstance(document, Decision):
        return {}
    made = {
        "neutral": _first(document, "neutral"),
        "mcgill_en": _mcgill(document, "en"),
        "mcgill_fr": _mcgill(document, "fr"),
        "france": _france(document),
        "ecli": _first(document, "ecli"),
    }
    return {style: made[style] for style in STYLES if made[style]}


def _mcgill(document: Decision, language: str) -> str:
    if not document.jurisdiction.startswith("CA"):
        return ""
    court = _court(document.court)
    source = _source(document, court, language)
    if not source or not document.title:
        return ""
    between = " c " if language == "fr" else " v "
    style_of_cause = _VERSUS.sub(between, document.title, count=1)
    return f"{style_of_cause}, {source}"


def _source(document: Decision, court: Court | None, language: str) -> str:
    neutral = _first(document, "neutral")
    if neutral:
        return _neutral_in(neutral, court, language)
    # A CanLII number is no neutral citation: the court belongs in brackets behind it.
    canlii = _first(document, "canlii")
    if canlii:
        return canlii if canlii.endswith(")") or court is None else (
            f"{canlii} ({court.short_name(language)})"
        )  # fmt: skip
    return _first(document, "reporter")


def _neutral_in(neutral: str, court: Court | None, language: str) -> str:
    """The citation with the code that a bilingual court bears in that language."""
    if court is None or not court.neutral_fr:
        return neutral
    year, code, number = neutral.split(" ", 2)
    own, other = court.neutral_en, court.neutral_fr
    if language == "en":
        own, other = other, own
    # A court renamed since keeps the code it had: the codes change place only one for one.
    place = own.index(code) if code in own else -1
    return f"{year} {other[place]} {number}" if 0 <= place < len(other) else neutral


def _france(document: Decision) -> str:
    if document.jurisdiction != "FR" or document.date.precision is not Precision.DAY:
        return ""
    court = _court(document.court)
    number = next((found for kind in _NUMBERED if (found := _first(document, kind))), "")
    if court is None or not number:
        return ""
    name = "Cass." if court.code == "fr-cass" else court.short_name("fr")
    chamber = _CHAMBERS.get(document.chamber, document.chamber)
    joined = f"{name} {chamber}" if name == "Cass." else f"{name}, {chamber}"
    number = number.removeprefix("RG ")
    lead = joined if chamber else name
    levels = {level.upper() for level in document.publication} & {"B", "R", "L", "C"}
    ending = f", {''.join(sorted(levels))}" if levels else ""
    return f"{lead}, {_french_date(document.date)}, n°\u00a0{number}{ending}"


def _french_date(date: PartialDate) -> str:
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day} {_MONTHS[(date.month or 1) - 1]} {date.year}"


def _first(document: Document, kind: str) -> str:
    found: Identifier | None = next(
        (each for each in document.identifiers if each.kind == kind), None
    )
    return str(found) if found is not None else ""


def _court(code: str) -> Court | None:
    try:
        return load_courts().get(code)
    except UnknownCourt:
        return None
