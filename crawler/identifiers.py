"""Identifiers of decisions: one type per kind, and recognition of what a person typed.

Import the types from here; the modules beside this one only divide them by country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from crawler.courts import load_courts
from crawler.errors import InvalidIdentifier
from crawler.identifiers_base import LONGEST, Identifier, plain
from crawler.identifiers_canada import (
    CanliiCitation,
    CanliiId,
    DteNumber,
    NeutralCitation,
    SoquijNumber,
)
from crawler.identifiers_france import (
    Docket,
    Ecli,
    JudilibreId,
    LegifranceId,
    Pourvoi,
    RgNumber,
)
from crawler.identifiers_reporters import ReporterCitation

__all__ = [
    "KINDS",
    "CanliiCitation",
    "CanliiId",
    "Docket",
    "DteNumber",
    "Ecli",
    "Identifier",
    "JudilibreId",
    "LegifranceId",
    "NeutralCitation",
    "Pourvoi",
    "ReporterCitation",
    "RgNumber",
    "SoquijNumber",
    "parse_identifier",
    "recognise",
]

_TYPES: Final[tuple[type[Identifier], ...]] = (
    NeutralCitation,
    CanliiCitation,
    SoquijNumber,
    DteNumber,
    ReporterCitation,
    Ecli,
    Pourvoi,
    RgNumber,
    Docket,
    LegifranceId,
    JudilibreId,
    CanliiId,
)
KINDS: Final = tuple(kind.kind for kind in _TYPES)
"""Every kind, the most trusted name of a decision first: parallel citations merge in this order."""

_STRICT: Final = tuple(kind for kind in _TYPES if kind not in (RgNumber, Docket))
_PINPOINT: Final = re.compile(
    r"[\s,]+(?:(?:at|aux?|à)\s)?(?:para(?:graph(?:e)?)?s?|par|¶+)\.?\s?[0-9].*$", re.IGNORECASE
)
_SEPARATOR: Final = re.compile(r"\s*[,;=]\s*")
_FRENCH_LEAD: Final = re.compile(
    r"(?P<admin>CE|CAA|TA|conseil d.[ée]tat|tribunal administratif|cour administrative d.appel)\b"
    r"|(?P<trial>CA|CPH|TJ|TGI|T\.? ?com|cour d.appel|conseil de prud.hommes"
    r"|tribunal (?:judiciaire|de commerce))\b",
    re.IGNORECASE,
)
_RG_TYPED: Final = re.compile(r"[0-9]{2}/[0-9]{5}|(?:19|20)[0-9]{2}[A-Z]?[0-9]{5,6}")
_RG_WORD: Final = re.compile(r"(?:n\S{0,2}\s?)?r\.?\s?g\b|[A-Z]\s[0-9]{2}/", re.IGNORECASE)
_DATE_OR_YEARS: Final = re.compile(
    r"[0-9]{4}-(?:[0-9]{2}(?:-[0-9]{2})?|[0-9]{4})|(?:[0-9]{1,2}[/-]){1,2}[0-9]{4}"
)
_NUMBERED: Final = re.compile(r"n\s?[°º]|no\.?\s|#|(?:dossier|docket|file)\s", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"(?<=[0-9])\s*\([^()]*\)$")
_DOCKET_TYPED: Final = re.compile(
    r"[0-9]{2}[A-Z]{2}[0-9]{2,5}|[0-9]{6,7}|(?=(?:[^0-9]*[0-9]){4})[A-Z]{0,4}[0-9-][A-Z0-9]*"
    r"(?:[-/][A-Z0-9]+)+",
    re.IGNORECASE,
)


def parse_identifier(kind: str, text: str) -> Identifier:
    """Read a text as an identifier of one of :data:`KINDS`.

    Raises :class:`crawler.errors.InvalidIdentifier` when it is none, or the kind is unknown.
    """
    for known in _TYPES:
        if known.kind == kind:
            return known.parse(text)
    raise InvalidIdentifier(kind, text, f"the kinds are {', '.join(KINDS)}")


def recognise(text: str) -> tuple[Identifier, ...]:
    """Give what a whole string, as typed in a search box, may name; the surest first.

    Any spelling is read: ``2018QCCS4374``, ``ecli : fr : ...``, ``n° 16-11.690``, a full French
    citation, several parallel citations, a pinpoint at the end. Words that hold no identifier
    give nothing; a code that no court has is read only in capitals (``2099 XXTEST 12``).
    """
    if len(text) > LONGEST:
        return ()
    whole = _PINPOINT.sub("", plain(text))
    pieces = [whole, _IN_BRACKETS.sub("", whole), *_SEPARATOR.split(whole)]
    found: dict[str, Identifier] = {}
    for piece in dict.fromkeys(pieces):
        for identifier in _readings(piece, whole):
            found.setdefault(identifier.key, identifier)
    return tuple(sorted(found.values()))


def _readings(piece: str, whole: str) -> Iterator[Identifier]:
    for kind in _STRICT:
        identifier = _read(kind, piece)
        if identifier is not None and not _only_looks_neutral(identifier, piece):
            yield identifier
            if isinstance(identifier, CanliiId):
                yield from _some(identifier.citation())
    lead = _FRENCH_LEAD.match(whole)
    trial = bool(lead and lead["trial"])
    if trial or _RG_TYPED.fullmatch(piece) or _RG_WORD.match(piece):
        yield from _some(_read(RgNumber, piece))
    if not trial and _may_be_docket(piece, leads=bool(lead) and piece == whole):
        yield from _some(_typed_docket(piece))


def _may_be_docket(piece: str, *, leads: bool) -> bool:
    if _NUMBERED.match(piece) or leads:
        return True
    return bool(_DOCKET_TYPED.fullmatch(piece)) and not _DATE_OR_YEARS.fullmatch(piece)


def _typed_docket(piece: str) -> Docket | None:
    docket = _read(Docket, piece)
    shaped = isinstance(docket, Docket) and _DOCKET_TYPED.fullmatch(docket.text)
    return docket if isinstance(docket, Docket) and shaped else None


def _only_looks_neutral(identifier: Identifier, piece: str) -> bool:
    """Refuse ``2012 facebook 3``: a year, a word and a number are no citation of any court."""
    if isinstance(identifier, CanliiId):
        citation = identifier.citation()
        return isinstance(citation, NeutralCitation) and citation.court is None
    return (
        isinstance(identifier, NeutralCitation)
        and load_courts().by_neutral_code(identifier.court_code) is None
        and identifier.court_code not in piece.replace(".", "")
    )


def _read(kind: type[Identifier], text: str) -> Identifier | None:
    try:
        return kind.parse(text)
    except InvalidIdentifier:
        return None


def _some(identifier: Identifier | None) -> tuple[Identifier, ...]:
    return () if identifier is None else (identifier,)
