"""Identifiers of Canadian decisions: neutral citation, CanLII, SOQUIJ, D.T.E.

The neutral citation follows the standard of the Canadian Citation Committee (1999, revised
2000): year, code of the court, ordinal. The other forms are those of their publishers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self

from crawler.courts import Court, load_courts
from crawler.identifiers_base import Identifier, match_or_refuse, refuse

_YEAR: Final = r"(?P<year>(?:18|19|20)[0-9]{2})"
_NEUTRAL: Final = re.compile(
    rf"{_YEAR}\s?-?(?P<code>[A-Za-z](?:\.?\s?[A-Za-z]){{1,9}}?)\.?\s?-?(?P<number>[0-9]{{1,6}})"
    r"(?:\s?\(canlii\))?",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"[A-Z]{2,10}")
_NOT_A_COURT: Final = re.compile(
    r"CANLII|SCR|RCS|FCR|RCF|CAD|USD|EUR|CHF|GBP|NOS?|ART|PARA?|PAGE|VOL|CARSWELL[A-Z]*"
    r"|JAN(V(IER)?|UARY)?|F[EÉ][BV]R?(IER|UARY)?|MAR(S|CH)|A[VP]R(IL)?|MA[IY]|JUI?NE?"
    r"|JUIL(LET)?|JULY|AO[UÛ]T|AUG(UST)?|SEPT?(EMB(RE|ER))?|OCT(OB(RE|ER))?"
    r"|(NOV|D[EÉ]C)(EMB(RE|ER))?"
)
"""What stands between a year and a number without naming a court: reporters, money, months."""

_CANLII: Final = re.compile(
    rf"{_YEAR}\s?can\s?lii\s?(?P<number>[0-9]{{1,7}})"
    r"(?:\s?\((?:(?P<jur>[A-Za-z]{2,3})\s)?(?P<body>[A-Za-z][A-Za-z. ]{0,19})\))?",
    re.IGNORECASE,
)
_SOQUIJ: Final = re.compile(r"(?:soquij\s?)?a\.?z\.?\s?-?\s?(?P<number>[0-9]{8})", re.IGNORECASE)
_DTE: Final = re.compile(
    r"d\.?\s?t\.?\s?e\.?\s?(?P<year>[0-9]{4}|[0-9]{2})\s?t\s?-?\s?(?P<number>[0-9]{1,5})",
    re.IGNORECASE,
)
_CANLII_ID: Final = re.compile(
    r"(?P<year>(?:18|19|20)[0-9]{2})(?P<code>[a-z]{2,10})(?P<number>[0-9]{1,7})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class NeutralCitation(Identifier):
    """A citation assigned by the court itself: ``2018 QCCS 4374``."""

    kind: ClassVar[str] = "neutral"
    rank: ClassVar[int] = 0
    year: int
    court_code: str
    """The code as printed, upper case, in the language of the writer (``CSC``)."""
    number: int
    width: int = 0
    """How many digits the court prints, where it puts zeros in front (``0150`` has 4)."""

    def __post_init__(self) -> None:
        if not 1800 <= self.year <= 2099:
            refuse(self.kind, str(self), "its year is outside 1800 to 2099")
        if _CODE.fullmatch(self.court_code) is None or _NOT_A_COURT.fullmatch(self.court_code):
            refuse(self.kind, str(self), f"“{self.court_code}” is not the code of a court")
        if not (0 < self.number < 1_000_000 and 0 <= self.width <= 6):
            refuse(self.kind, str(self), "its number is not between 1 and 999999")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2018 QCCS 4374``, ``2018QCCS4374``, ``2008 S.C.C. 9`` or with ``(CanLII)``."""
        found = match_or_refuse(_NEUTRAL, text, kind=cls.kind, example="2018 QCCS 4374")
        digits = found["number"]
        code = re.sub(r"[.\s]", "", found["code"]).upper()
        return cls(int(found["year"]), code, int(digits), len(digits) if digits[0] == "0" else 0)

    @property
    def court(self) -> Court | None:
        """The row of the court table; None for a code it does not have."""
        return load_courts().by_neutral_code(self.court_code, year=self.year)

    @property
    def key(self) -> str:
        """Year and number under the table's code: ``neutral:fpslreb:2024:95`` in any language."""
        court = self.court
        code = court.code if court else self.court_code.lower()
        return f"{self.kind}:{code}:{self.year}:{self.number}"

    def renamed(self) -> tuple[NeutralCitation, ...]:
        """Give the same year and number under the earlier and later codes of the same court.

        A decision of the year in which a court was renamed is often cited under the wrong code
        (``ABQB`` for ``ABKB``): these are tried when the citation itself is not found.
        """
        court = self.court
        if court is None:
            return ()
        kin = [load_courts().get(code) for code in court.predecessors]
        kin.extend(load_courts().successors(court.code))
        return tuple(replace(self, court_code=row.neutral_en[0]) for row in kin if row.neutral_en)

    def __str__(self) -> str:
        return f"{self.year} {self.court_code} {self.number:0{self.width}d}"


@dataclass(frozen=True, slots=True, eq=False)
class CanliiCitation(Identifier):
    """A citation assigned by CanLII: ``2014 CanLII 62879 (ON LA)``.

    The number is unique in its year over all of CanLII, so the bracket is not compared: French
    pages print ``(QC SAT)`` where English ones print ``(QC LA)``.
    """

    kind: ClassVar[str] = "canlii"
    rank: ClassVar[int] = 1
    year: int
    number: int
    jurisdiction: str = ""
    body: str = ""

    def __post_init__(self) -> None:
        if not (1800 <= self.year <= 2099 and 0 < self.number < 10_000_000):
            refuse(self.kind, f"{self.year} CanLII {self.number}", "its year or number is wrong")
        if re.fullmatch(r"(?:[A-Z]{2,3})?", self.jurisdiction) is None:
            refuse(self.kind, self.jurisdiction, "that is no jurisdiction")
        if re.fullmatch(r"[A-Z]{0,15}", self.body) is None:
            refuse(self.kind, self.body, "that is no court")
        if self.jurisdiction and not self.body:
            refuse(self.kind, self.body, "that is no court")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it with or without its bracket."""
        found = match_or_refuse(_CANLII, text, kind=cls.kind, example="2014 CanLII 62879 (ON LA)")
        body = re.sub(r"[.\s]", "", found["body"] or "").upper()
        return cls(int(found["year"]), int(found["number"]), (found["jur"] or "").upper(), body)

    @property
    def court(self) -> Court | None:
        """The court of the bracket; None without one, or when the table does not have it."""
        return load_courts().by_canlii(self.jurisdiction, self.body) if self.body else None

    @property
    def key(self) -> str:
        """Year and number."""
        return f"{self.kind}:{self.year}:{self.number}"

    def __str__(self) -> str:
        bracket = f"{self.jurisdiction} {self.body}".strip()
        return f"{self.year} CanLII {self.number}" + (f" ({bracket})" if bracket else "")


@dataclass(frozen=True, slots=True, eq=False)
class SoquijNumber(Identifier):
    """A document number of SOQUIJ: ``AZ-51624891``."""

    kind: ClassVar[str] = "soquij"
    rank: ClassVar[int] = 2
    number: str
    """The eight digits."""

    def __post_init__(self) -> None:
        if re.fullmatch(r"[0-9]{8}", self.number) is None:
            refuse(self.kind, self.number, "it needs eight digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``AZ-51624891``, ``AZ 51624891`` or ``SOQUIJ AZ-51624891``."""
        found = match_or_refuse(_SOQUIJ, text, kind=cls.kind, example="AZ-51624891")
        return cls(found["number"])

    @property
    def key(self) -> str:
        """The digits."""
        return f"{self.kind}:{self.number}"

    def __str__(self) -> str:
        return f"AZ-{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class DteNumber(Identifier):
    """A digest number of SOQUIJ's Droit du travail express: ``D.T.E. 2012T-123``."""

    kind: ClassVar[str] = "dte"
    rank: ClassVar[int] = 3
    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1950 <= self.year <= 2099 and 0 < self.number < 100_000):
            refuse(self.kind, f"{self.year}T-{self.number}", "its year or number is wrong")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a year of four digits, or of two (``D.T.E. 94T-817``: 1994)."""
        found = match_or_refuse(_DTE, text, kind=cls.kind, example="D.T.E. 2012T-123")
        year = int(found["year"])
        if year < 100:
            year += 1900 if year >= 50 else 2000
        return cls(year, int(found["number"]))

    @property
    def key(self) -> str:
        """Year of four digits and number."""
        return f"{self.kind}:{self.year}:{self.number}"

    def __str__(self) -> str:
        year = f"{self.year % 100:02d}" if self.year < 2000 else str(self.year)
        return f"D.T.E. {year}T-{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class CanliiId(Identifier):
    """The id by which CanLII's interface names a decision: ``2008scc9``, ``2002canlii32322``."""

    kind: ClassVar[str] = "canlii_id"
    rank: ClassVar[int] = 11
    text: str

    def __post_init__(self) -> None:
        if self.text != self.text.lower() or _CANLII_ID.fullmatch(self.text) is None:
            refuse(self.kind, self.text, "write it like “2008scc9”")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it in any case."""
        found = match_or_refuse(_CANLII_ID, text, kind=cls.kind, example="2008scc9")
        return cls(found[0].lower())

    def citation(self) -> NeutralCitation | CanliiCitation | None:
        """Give the citation the id is made of, where it is one."""
        found = _CANLII_ID.fullmatch(self.text)
        if found is None or int(found["number"]) == 0:
            return None
        if found["code"] == "canlii":
            return CanliiCitation(int(found["year"]), int(found["number"]))
        code = found["code"].upper()
        if _NOT_A_COURT.fullmatch(code) or len(found["number"]) > 6:
            return None
        return NeutralCitation(int(found["year"]), code, int(found["number"]))

    @property
    def key(self) -> str:
        """The id itself."""
        return f"{self.kind}:{self.text}"

    def __str__(self) -> str:
        return self.text
