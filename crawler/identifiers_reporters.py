"""Citations by reporter: ``[2008] 1 SCR 190``, ``106 C.L.A.S. 157``, ``J.E. 94-1234``.

They lead to no address; they are kept as secondary names of a decision and recognised in texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar, Final, Self

from crawler.errors import InvalidIdentifier
from crawler.identifiers_base import LONGEST, NUMBER_SIGN, Identifier, plain, refuse


class Shape(StrEnum):
    """How a reporter is cited."""

    YEARLY = "yearly"
    """``[2008] 1 SCR 190``, ``[1991] R.J.Q. 1234``: year in brackets, volume if any, page."""
    NUMBERED = "numbered"
    """``[2012] C.L.A.D. No. 85``: year in brackets, number of the document."""
    VOLUME = "volume"
    """``106 C.L.A.S. 157``, ``12 L.A.C. (4th) 1``: volume, series if any, page."""
    SERIAL = "serial"
    """``J.E. 94-1234``, ``EYB 2005-12345``: year and number."""
    BARE_YEAR = "bare_year"
    """``2012 CarswellOnt 11432``: year without brackets, number."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """One series of reports."""

    key: str
    shape: Shape
    spellings: tuple[str, ...]
    """Its abbreviation as printed, the English first where there are two."""


_Y, _N, _V, _S, _B = Shape.YEARLY, Shape.NUMBERED, Shape.VOLUME, Shape.SERIAL, Shape.BARE_YEAR
REPORTERS: Final = (
    Reporter("scr", _Y, ("SCR", "RCS")),
    Reporter("fcr", _Y, ("FCR", "RCF", "FC", "CF")),
    Reporter("wwr", _Y, ("W.W.R.",)),
    Reporter("rjq", _Y, ("R.J.Q.",)),
    Reporter("rjdt", _Y, ("R.J.D.T.",)),
    Reporter("rra", _Y, ("R.R.A.",)),
    Reporter("rdj", _Y, ("R.D.J.",)),
    Reporter("tt", _Y, ("T.T.",)),
    Reporter("ct", _Y, ("C.T.",)),
    Reporter("ta", _Y, ("T.A.",)),
    Reporter("clp", _Y, ("C.L.P.",)),
    Reporter("calp", _Y, ("C.A.L.P.",)),
    Reporter("cai", _Y, ("C.A.I.",)),
    Reporter("ca", _Y, ("C.A.",)),
    Reporter("cs", _Y, ("C.S.",)),
    Reporter("clad", _N, ("C.L.A.D.",)),
    Reporter("olaa", _N, ("O.L.A.A.",)),
    Reporter("bccaaa", _N, ("B.C.C.A.A.A.",)),
    Reporter("agaa", _N, ("A.G.A.A.",)),
    Reporter("slaa", _N, ("S.L.A.A.",)),
    Reporter("mgad", _N, ("M.G.A.D.",)),
    Reporter("nslaa", _N, ("N.S.L.A.A.",)),
    Reporter("nblaa", _N, ("N.B.L.A.A.",)),
    Reporter("nllaa", _N, ("N.L.L.A.A.",)),
    Reporter("oj", _N, ("O.J.",)),
    Reporter("aj", _N, ("A.J.",)),
    Reporter("bcj", _N, ("B.C.J.",)),
    Reporter("scj", _N, ("S.C.J.", "A.C.S.")),
    Reporter("fcj", _N, ("F.C.J.", "A.C.F.")),
    Reporter("sj", _N, ("S.J.",)),
    Reporter("mj", _N, ("M.J.",)),
    Reporter("nsj", _N, ("N.S.J.",)),
    Reporter("nbj", _N, ("N.B.J.", "A.N.-B.")),
    Reporter("jq", _N, ("J.Q.", "Q.J.")),
    Reporter("pssrb", _N, ("C.P.S.S.R.B.",)),
    Reporter("chrd", _N, ("C.H.R.D.",)),
    Reporter("ohrtd", _N, ("O.H.R.T.D.",)),
    Reporter("bclrbd", _N, ("B.C.L.R.B.D.",)),
    Reporter("tcj", _N, ("T.C.J.", "A.C.I.")),
    Reporter("dlr", _V, ("D.L.R.",)),
    Reporter("or", _V, ("O.R.",)),
    Reporter("oac", _V, ("O.A.C.",)),
    Reporter("lac", _V, ("L.A.C.",)),
    Reporter("clas", _V, ("C.L.A.S.",)),
    Reporter("ccel", _V, ("C.C.E.L.",)),
    Reporter("clrbr", _V, ("C.L.R.B.R.",)),
    Reporter("nr", _V, ("N.R.",)),
    Reporter("ar", _V, ("A.R.",)),
    Reporter("altalr", _V, ("Alta. L.R.",)),
    Reporter("bclr", _V, ("B.C.L.R.",)),
    Reporter("saskr", _V, ("Sask. R.",)),
    Reporter("manr", _V, ("Man. R.",)),
    Reporter("nsr", _V, ("N.S.R.",)),
    Reporter("nbr", _V, ("N.B.R.",)),
    Reporter("ftr", _V, ("F.T.R.",)),
    Reporter("ccc", _V, ("C.C.C.",)),
    Reporter("cpr", _V, ("C.P.R.",)),
    Reporter("mvr", _V, ("M.V.R.",)),
    Reporter("cr", _V, ("C.R.",)),
    Reporter("crr", _V, ("C.R.R.",)),
    Reporter("je", _S, ("J.E.",)),
    Reporter("eyb", _S, ("EYB",)),
    Reporter("rejb", _S, ("REJB",)),
    Reporter("carswellont", _B, ("CarswellOnt",)),
    Reporter("carswellbc", _B, ("CarswellBC",)),
    Reporter("carswellalta", _B, ("CarswellAlta",)),
    Reporter("carswellsask", _B, ("CarswellSask",)),
    Reporter("carswellman", _B, ("CarswellMan",)),
    Reporter("carswellns", _B, ("CarswellNS",)),
    Reporter("carswellnb", _B, ("CarswellNB",)),
    Reporter("carswellnfld", _B, ("CarswellNfld",)),
    Reporter("carswellpei", _B, ("CarswellPEI",)),
    Reporter("carswellque", _B, ("CarswellQue",)),
    Reporter("carswellnat", _B, ("CarswellNat",)),
)  # fmt: skip
"""The reporters that decisions on work cite; an abbreviation is compared without its dots."""


def abbreviation_pattern(shape: Shape) -> str:
    """Give the alternatives, with or without dots and spaces, of a shape's abbreviations."""
    letters = sorted(
        {re.sub(r"[. ]", "", s) for r in REPORTERS if r.shape is shape for s in r.spellings},
        key=lambda name: (-len(name), name),
    )
    if shape is Shape.BARE_YEAR:
        return "Carswell(?:" + "|".join(name.removeprefix("Carswell") for name in letters) + ")"
    return "|".join(_dotted(name) for name in letters)


def _dotted(name: str) -> str:
    """Allow a dot and a space after each capital and the letters that follow it: ``S. C. R.``"""
    parts = re.findall(r"[A-Z][a-z]*|-", name)
    return "".join(rf"{re.escape(part)}\.?\s?" for part in parts[:-1]) + rf"{parts[-1]}\.?"


def shape_pattern(shape: Shape) -> str:
    """Give the pattern of a citation of a shape, with groups named for its parts."""
    name = f"(?P<name>{abbreviation_pattern(shape)})"
    year = r"(?P<year>(?:18|19|20)[0-9]{2})"
    page = r"(?P<page>[0-9]{1,6})"
    volume, series = r"(?P<volume>[0-9]{1,4})", r"(?P<series>\([1-9][a-z]{1,3}\))"
    return {
        Shape.YEARLY: rf"[\[(]{year}[\])],?\s?(?:{volume}\s)?{name}\s?(?:{series}\s?)?{page}",
        Shape.NUMBERED: rf"[\[(]?{year}[\])]?,?\s?{name}\s?{NUMBER_SIGN}\s?{page}",
        Shape.VOLUME: rf"(?:[\[(]{year}[\])],?\s)?{volume}\s{name}\s?(?:{series}\s?)?{page}",
        Shape.SERIAL: rf"{name}\s?(?P<year>(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}}))\s?-\s?{page}",
        Shape.BARE_YEAR: rf"{year}\s?{name}\s?{page}",
    }[shape]


@cache
def _patterns() -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    return tuple((shape, re.compile(shape_pattern(shape), re.IGNORECASE)) for shape in Shape)


@cache
def _by_letters() -> dict[tuple[Shape, str], tuple[Reporter, str]]:
    return {
        (reporter.shape, re.sub(r"[. ]", "", spelling).upper()): (reporter, spelling)
        for reporter in REPORTERS
        for spelling in reporter.spellings
    }


@dataclass(frozen=True, slots=True, eq=False)
class ReporterCitation(Identifier):
    """A place in a series of reports: ``[2008] 1 SCR 190`` (= ``[2008] 1 RCS 190``)."""

    kind: ClassVar[str] = "reporter"
    rank: ClassVar[int] = 4
    shape: Shape
    abbreviation: str
    """As :data:`REPORTERS` prints it, in the language of the writer."""
    page: int
    """The page, or the number of the document."""
    year: int | None = None
    volume: int | None = None
    series: str = ""
    """``4th``, ``2d`` or nothing."""

    def __post_init__(self) -> None:
        entry = _by_letters().get((self.shape, re.sub(r"[. ]", "", self.abbreviation).upper()))
        if entry is None or entry[1] != self.abbreviation:
            refuse(self.kind, self.abbreviation, "no such reporter is known")
        missing = self.volume is None if self.shape is Shape.VOLUME else self.year is None
        if missing or not 0 < self.page < 1_000_000:
            refuse(self.kind, self.abbreviation, "it needs its year or volume, and a page")
        if self.volume is not None and not 0 < self.volume < 10_000:
            refuse(self.kind, self.abbreviation, "its volume is not between 1 and 9999")
        if self.year is not None and not 1800 <= self.year <= 2099:
            refuse(self.kind, self.abbreviation, "its year is outside 1800 to 2099")
        if re.fullmatch(r"(?:[1-9][a-z]{1,3})?", self.series) is None:
            refuse(self.kind, self.abbreviation, "its series is not like “4th”")
        if not self._prints_all():
            refuse(self.kind, self.abbreviation, "it has a part that its reporter does not use")

    def _prints_all(self) -> bool:
        paged = self.shape in (Shape.YEARLY, Shape.VOLUME)
        return paged or (self.volume is None and not self.series)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a citation of any of the shapes, with or without dots."""
        if len(text) > LONGEST:
            refuse(cls.kind, text, f"it is longer than {LONGEST} characters")
        spelled = plain(text)
        for shape, pattern in _patterns():
            found = pattern.fullmatch(spelled)
            if found is not None:
                return cls._of(shape, found.groupdict())
        raise InvalidIdentifier(
            cls.kind, text, "write it like “[2008] 1 SCR 190” or “106 C.L.A.S. 157”"
        )

    @classmethod
    def _of(cls, shape: Shape, parts: dict[str, str | None]) -> Self:
        name = re.sub(r"[.\s]", "", parts["name"] or "").upper()
        printed_year = parts.get("year")
        year = int(printed_year) if printed_year else None
        if year is not None and year < 100:
            year += 1900 if year >= 50 else 2000
        volume = parts.get("volume")
        return cls(
            shape,
            _by_letters()[shape, name][1],
            int(parts["page"] or 0),
            year,
            int(volume) if volume else None,
            (parts.get("series") or "").strip("()").lower(),
        )

    @property
    def reporter(self) -> Reporter:
        """The series cited."""
        return _by_letters()[self.shape, re.sub(r"[. ]", "", self.abbreviation).upper()][0]

    @property
    def key(self) -> str:
        """Reporter, series, year (but for volumes, which run on), volume, page."""
        year = "" if self.shape is Shape.VOLUME else self.year or ""
        parts = (self.reporter.key, self.series, year, self.volume or "", self.page)
        return f"{self.kind}:" + ":".join(str(part) for part in parts)

    def __str__(self) -> str:
        series = f" ({self.series})" if self.series else ""
        volume = f"{self.volume} " if self.volume is not None else ""
        match self.shape:
            case Shape.YEARLY:
                return f"[{self.year}] {volume}{self.abbreviation}{series} {self.page}"
            case Shape.NUMBERED:
                return f"[{self.year}] {self.abbreviation} No. {self.page}"
            case Shape.VOLUME:
                year = f"({self.year}) " if self.year is not None else ""
                return f"{year}{volume}{self.abbreviation}{series} {self.page}"
            case Shape.SERIAL:
                digits = 1 if self.abbreviation == "J.E." else 5
                return f"{self.abbreviation} {self._short_year()}-{self.page:0{digits}d}"
            case Shape.BARE_YEAR:
                return f"{self.year} {self.abbreviation} {self.page}"

    def _short_year(self) -> str:
        year = self.year or 0
        return f"{year % 100:02d}" if self.abbreviation == "J.E." and year < 2000 else str(year)
