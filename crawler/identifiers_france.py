"""Identifiers of French decisions: ECLI, pourvoi, RG, dockets, Légifrance and Judilibre ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from crawler.courts import Court, load_courts
from crawler.identifiers_base import (
    LONGEST,
    NUMBER_SIGN,
    Identifier,
    match_or_refuse,
    plain,
    refuse,
)

_ECLI: Final = re.compile(
    r"ecli\s?:\s?(?P<country>[A-Z]{2})\s?:\s?(?P<court>[A-Z][A-Z0-9]{0,6})\s?:\s?"
    r"(?P<year>[0-9]{4})\s?:\s?(?P<ordinal>[A-Z0-9.]{1,25})",
    re.IGNORECASE,
)
_POURVOI: Final = re.compile(
    rf"(?:pourvois?\s?)?(?:{NUMBER_SIGN}\s?)?(?P<letter>[A-Z]\s?)?"
    r"(?P<year>[0-9]{2})-(?P<first>[0-9]{2})[.\s]?(?P<last>[0-9]{3})",
    re.IGNORECASE,
)
_RG: Final = re.compile(
    rf"(?:{NUMBER_SIGN}\s?)?(?:(?:r\.?\s?g\.?|r[ée]pertoire g[ée]n[ée]ral)\s?)?"
    rf"(?:{NUMBER_SIGN}\s?)?(?:\s?:\s?)?"
    r"(?:(?P<section>[A-Z])\s?)?(?P<year>[0-9]{2})\s?/\s?(?P<serial>[0-9]{1,6})",
    re.IGNORECASE,
)
_RG_COMMERCE: Final = re.compile(
    rf"(?:{NUMBER_SIGN}\s?)?(?:r\.?\s?g\.?\s?)?(?:{NUMBER_SIGN}\s?)?(?:\s?:\s?)?"
    r"(?P<year>(?:19|20)[0-9]{2})(?P<section>[A-Z]?)(?P<serial>[0-9]{5,6})",
    re.IGNORECASE,
)
_DOCKET_LEAD: Final = re.compile(
    rf"(?:(?:dossiers?|dockets?|files?|court files?|requ[êe]tes?|{NUMBER_SIGN}|no\.?|numbers?"
    r"|CE|CAA|TA)(?:\s|(?<=[°º.#])|(?=[:,]))\s?[:,]?\s?)+",
    re.IGNORECASE,
)
_DOCKET: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,38}[A-Za-z0-9])?")
_LEGIFRANCE: Final = re.compile(r"(?P<base>JURI|CETA|CONS|CNIL)TEXT(?P<digits>[0-9]{12})")
_JUDILIBRE: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True, eq=False)
class Ecli(Identifier):
    """A European Case Law Identifier: ``ECLI:FR:CCASS:2020:SO00779``.

    Council conclusions 2011/C 127/01: country, code of the court, year, ordinal of at most 25
    letters, digits and full stops.
    """

    kind: ClassVar[str] = "ecli"
    rank: ClassVar[int] = 5
    country: str
    court_code: str
    year: int
    ordinal: str

    def __post_init__(self) -> None:
        if str(self) != str(self).upper() or _ECLI.fullmatch(str(self)) is None:
            refuse(self.kind, str(self), "write it like “ECLI:FR:CCASS:2020:SO00779”")
        if self.ordinal.endswith("."):
            refuse(self.kind, str(self), "it ends in a full stop")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it in any case, with or without spaces around its colons."""
        found = match_or_refuse(_ECLI, text, kind=cls.kind, example="ECLI:FR:CCASS:2020:SO00779")
        return cls(
            found["country"].upper(),
            found["court"].upper(),
            int(found["year"]),
            found["ordinal"].upper(),
        )

    @property
    def court(self) -> Court | None:
        """The French court of its code, or None."""
        return load_courts().by_ecli(self.court_code) if self.country == "FR" else None

    @property
    def key(self) -> str:
        """The whole in lower case."""
        return str(self).lower()

    def __str__(self) -> str:
        return f"ECLI:{self.country}:{self.court_code}:{self.year:04d}:{self.ordinal}"


@dataclass(frozen=True, slots=True, eq=False)
class Pourvoi(Identifier):
    """The number of an appeal to the Cour de cassation: ``16-11.690``."""

    kind: ClassVar[str] = "pourvoi"
    rank: ClassVar[int] = 6
    year: int
    """Two digits, as printed."""
    number: int
    """Five digits: ``11690`` of ``16-11.690``."""

    def __post_init__(self) -> None:
        if not (0 <= self.year <= 99 and 0 <= self.number <= 99_999):
            refuse(self.kind, f"{self.year}-{self.number}", "write it like “16-11.690”")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``16-11.690``, ``16-11690`` or ``n° B 17-14.490``; the key letter is dropped."""
        found = match_or_refuse(_POURVOI, text, kind=cls.kind, example="16-11.690")
        return cls(int(found["year"]), int(found["first"] + found["last"]))

    @property
    def key(self) -> str:
        """Year and five digits."""
        return f"{self.kind}:{self.year:02d}-{self.number:05d}"

    def __str__(self) -> str:
        return f"{self.year:02d}-{self.number // 1000:02d}.{self.number % 1000:03d}"


@dataclass(frozen=True, slots=True, eq=False)
class RgNumber(Identifier):
    """A number of the répertoire général of a court: ``RG 22/00417``.

    Each court counts for itself, so only court and number together (and the date, since a court
    may use one again) name a decision: see :meth:`key_in`.
    """

    kind: ClassVar[str] = "rg"
    rank: ClassVar[int] = 7
    court_bound: ClassVar[bool] = True
    year: int
    """Two digits as printed, or four for a commercial court (``2022004346``)."""
    serial: int
    section: str = ""
    """The letter of a section (``F`` of a conseil de prud'hommes); not compared."""

    def __post_init__(self) -> None:
        commercial = 1900 <= self.year <= 2099
        if not (commercial or 0 <= self.year <= 99) or not 0 <= self.serial < 1_000_000:
            refuse(self.kind, f"{self.year}/{self.serial}", "write it like “22/00417”")
        if re.fullmatch(r"[A-Z]?", self.section) is None:
            refuse(self.kind, self.section, "a section is one capital letter")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``22/00417``, ``RG n° 22/417``, ``F 19/00123`` or ``2022004346``."""
        if len(text) <= LONGEST and (found := _RG_COMMERCE.fullmatch(plain(text))):
            return cls(int(found["year"]), int(found["serial"]), found["section"].upper())
        found = match_or_refuse(_RG, text, kind=cls.kind, example="RG 22/00417")
        return cls(int(found["year"]), int(found["serial"]), (found["section"] or "").upper())

    @property
    def number(self) -> str:
        """The number alone: ``22/00417``."""
        if self.year < 100:
            return f"{self.year:02d}/{self.serial:05d}"
        return f"{self.year}{self.section}{self.serial:0{5 if self.section else 6}d}"

    @property
    def key(self) -> str:
        """The number without its section; courts that share it have one key."""
        return f"{self.kind}:{self.year:02d}/{self.serial:05d}"

    def __str__(self) -> str:
        section = f"{self.section} " if self.section and self.year < 100 else ""
        return f"RG {section}{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class Docket(Identifier):
    """The file number of a court that has no form of its own: ``T-1145-19``, ``22PA03737``."""

    kind: ClassVar[str] = "docket"
    rank: ClassVar[int] = 8
    court_bound: ClassVar[bool] = True
    text: str
    """As printed, without the words before it."""

    def __post_init__(self) -> None:
        if _DOCKET.fullmatch(self.text) is None or _bare_docket(self.text) != self.text:
            refuse(self.kind, self.text, "a docket has digits, letters, hyphens and slashes only")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file number; ``n°``, ``dossier`` and a court before it (``CE``) are dropped."""
        if len(text) > LONGEST:
            refuse(cls.kind, text, f"it is longer than {LONGEST} characters")
        return cls(_bare_docket(text))

    @property
    def court(self) -> Court | None:
        """The administrative court of appeal that its letters name, or None."""
        letters = re.fullmatch(r"[0-9]{2}([A-Za-z]{2})[0-9]{2,5}", self.text)
        return load_courts().by_docket_letters(letters[1]) if letters else None

    @property
    def key(self) -> str:
        """Letters and numbers in order, numbers as integers: ``15PA886`` is ``15PA00886``."""
        parts = re.findall(r"[a-z]+|[0-9]+", self.text.lower())
        return f"{self.kind}:" + "-".join(p.lstrip("0") or "0" for p in parts)

    def __str__(self) -> str:
        return self.text


def _bare_docket(text: str) -> str:
    spelled = plain(text)
    lead = _DOCKET_LEAD.match(spelled)
    return spelled[lead.end() :] if lead and lead.end() < len(spelled) else spelled


@dataclass(frozen=True, slots=True, eq=False)
class LegifranceId(Identifier):
    """An id of Légifrance: ``JURITEXT`` (or ``CETA``, ``CONS``, ``CNIL``) and 12 digits."""

    kind: ClassVar[str] = "legifrance"
    rank: ClassVar[int] = 9
    text: str

    def __post_init__(self) -> None:
        if _LEGIFRANCE.fullmatch(self.text) is None:
            refuse(self.kind, self.text, "write it like “JURITEXT000036780011”")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it in any case."""
        return cls(plain(text).upper())

    @property
    def key(self) -> str:
        """The id in lower case."""
        return f"{self.kind}:{self.text.lower()}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False)
class JudilibreId(Identifier):
    """An id of Judilibre: 24 hexadecimal digits."""

    kind: ClassVar[str] = "judilibre"
    rank: ClassVar[int] = 10
    text: str

    def __post_init__(self) -> None:
        if _JUDILIBRE.fullmatch(self.text) is None:
            refuse(self.kind, self.text, "it needs 24 hexadecimal digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it in any case."""
        return cls(plain(text).lower())

    @property
    def key(self) -> str:
        """The id itself."""
        return f"{self.kind}:{self.text}"

    def __str__(self) -> str:
        return self.text
