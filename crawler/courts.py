"""The court table: codes, names in two languages, level, forum, years and forms of citation.

The rows are data (``courts.toml``, ``courts_france.toml``); this module reads and looks them up.
A court is named by its code everywhere; labels belong to the edge.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Final

from crawler.errors import UnknownCourt

LEVELS: Final = ("arbitration", "tribunal", "first", "superior", "appeal", "supreme")
"""Every level, the least authoritative first."""

_STOP_WORDS: Final = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "for", "et", "and")
)
_ARBITRATOR: Final = re.compile(r"\s+[-–—]\s+arb\b.*$", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\s*\([^()]*\)\s*$")


def fold_name(text: str) -> str:
    """Give a name without case, accents, punctuation and linking words, for comparison."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(w for w in re.findall(r"[a-z0-9]+", letters) if w not in _STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Label:
    """A value as people read it in the three varieties of the interface."""

    en: str
    fr_ca: str
    fr_fr: str

    def text(self, language: str) -> str:
        """Give the label for ``en``, ``fr`` (of Canada), ``fr-CA`` or ``fr-FR``."""
        if not language.lower().startswith("fr"):
            return self.en
        return self.fr_fr if language.lower() == "fr-fr" else self.fr_ca


@dataclass(frozen=True, slots=True)
class Court:
    """One row of the court table."""

    code: str
    """Our lower-case name of the court (``qccs``, ``fr-ca-reims``)."""
    jurisdiction: str
    """``CA`` (Canada-wide), ``CA-FED``, ``CA-QC`` ... (ISO 3166-2), or ``FR``."""
    level: str
    """One of :data:`LEVELS`."""
    forum: str
    """The kind of body; the closed list, with labels, is in ``courts.toml``."""
    name_en: str
    name_fr: str
    short_en: str
    short_fr: str
    neutral_en: tuple[str, ...] = ()
    """Neutral citation codes as printed in English (or in both languages), current first."""
    neutral_fr: tuple[str, ...] = ()
    """Neutral citation codes as printed in French, where they differ."""
    canlii_bodies: tuple[str, ...] = ()
    """What stands in the brackets of a CanLII citation (``ON LA``)."""
    canlii_databases: tuple[str, ...] = ()
    """CanLII database ids, current first, then the old ones."""
    year_from: int | None = None
    year_to: int | None = None
    years_verified: bool = True
    """False where the years were not checked against an official text."""
    predecessors: tuple[str, ...] = ()
    """Codes of the bodies it replaced or was renamed from."""
    judilibre_jurisdiction: str = ""
    judilibre_location: str = ""
    docket_letters: str = ""
    """The letters inside its docket numbers (``PA`` in ``22PA03737``), where it has any."""
    ecli_code: str = ""
    aliases: tuple[str, ...] = ()
    """Other names by which texts call it."""
    examples: tuple[str, ...] = ()
    """Identifiers in its form; each parses and resolves to this row."""

    @property
    def country(self) -> str:
        """``CA`` or ``FR``."""
        return self.jurisdiction.split("-", 1)[0]

    @property
    def level_rank(self) -> int:
        """How authoritative the court is: 0 (arbitration) to 5 (supreme)."""
        return LEVELS.index(self.level)

    def name(self, language: str) -> str:
        """Give the full name in ``en`` or ``fr`` (any regional variety of them)."""
        return self.name_fr if language.lower().startswith("fr") else self.name_en

    def short_name(self, language: str) -> str:
        """Give the name as citations shorten it, in ``en`` or ``fr``."""
        return self.short_fr if language.lower().startswith("fr") else self.short_en

    def sat_in(self, year: int) -> bool:
        """Tell whether the court existed in a year, as far as its years are known."""
        after_start = self.year_from is None or year >= self.year_from
        return after_start and (self.year_to is None or year <= self.year_to)


class Courts:
    """Every court, in the fixed order of the table, with look-ups."""

    __slots__ = (
        "_by_canlii", "_by_code", "_by_database", "_by_judilibre", "_by_letters", "_by_name",
        "_by_neutral", "_ecli", "_forums", "_levels", "_rows",
    )  # fmt: skip

    def __init__(
        self, rows: tuple[Court, ...], *, forums: dict[str, Label], levels: dict[str, Label]
    ) -> None:
        self._rows = rows
        self._forums = forums
        self._levels = levels
        self._by_code = {row.code: row for row in rows}
        self._by_neutral: dict[str, list[Court]] = {}
        self._by_canlii: dict[str, list[Court]] = {}
        self._by_database: dict[str, Court] = {}
        self._by_judilibre: dict[tuple[str, str], Court] = {}
        self._by_letters: dict[str, Court] = {}
        self._by_name: dict[str, Court] = {}
        self._ecli = {row.ecli_code: row for row in rows if row.ecli_code}
        for row in rows:
            self._enter(row)

    def _enter(self, row: Court) -> None:
        for code in row.neutral_en + row.neutral_fr:
            self._by_neutral.setdefault(code, []).append(row)
        for body in row.canlii_bodies:
            self._by_canlii.setdefault(body, []).append(row)
        for position, database in enumerate(row.canlii_databases):
            if position == 0 and row.year_to is None:
                self._by_database[database] = row
            else:
                self._by_database.setdefault(database, row)
        if row.judilibre_jurisdiction:
            self._by_judilibre[row.judilibre_jurisdiction, row.judilibre_location] = row
        if row.docket_letters:
            self._by_letters[row.docket_letters] = row
        for name in (row.name_en, row.name_fr, row.short_en, row.short_fr, *row.aliases, row.code):
            self._by_name.setdefault(fold_name(name), row)

    def __iter__(self) -> Iterator[Court]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Court:
        """Give the court of a code.

        Raises :class:`crawler.errors.UnknownCourt`, which names the nearest known code.
        """
        found = self._by_code.get(code.strip().lower())
        if found is None:
            near = get_close_matches(code.strip().lower(), self._by_code, n=1)
            raise UnknownCourt(code, near[0] if near else None)
        return found

    def by_neutral_code(self, code: str, *, year: int | None = None) -> Court | None:
        """Give the court that prints a code (``CSC``) in its neutral citations, or None.

        Two bodies may have shared a French code (``CRTFP`` before and after 2005, ``NBBR``): the
        year tells them apart, and without a year the latest is given. In the year of a change
        the newer body is given.
        """
        rows = self._by_neutral.get(code.upper().replace(".", ""), [])
        fitting = [row for row in rows if year is None or row.sat_in(year)] or rows
        return max(fitting, key=lambda row: row.year_to or 9999) if fitting else None

    def by_canlii(self, jurisdiction: str, body: str) -> Court | None:
        """Give the court in the brackets of a CanLII citation (``ON``, ``LA``), or None.

        Without a jurisdiction (``(SCC)``, as CanLII prints the Supreme Court) the body is taken
        as a federal one, then as a neutral code.
        """
        where, name = jurisdiction.upper() or "CA", body.upper().replace(".", "").replace(" ", "")
        rows = self._by_canlii.get(f"{where} {name}")
        return rows[0] if rows else self.by_neutral_code(name)

    def by_canlii_database(self, database: str) -> Court | None:
        """Give the court of a CanLII database id, an old id included, or None."""
        return self._by_database.get(database.lower())

    def by_judilibre(self, jurisdiction: str, location: str = "") -> Court | None:
        """Give the court of Judilibre's ``jurisdiction`` and ``location`` keys, or None."""
        where = "" if jurisdiction.lower() == "cc" else location.lower()
        return self._by_judilibre.get((jurisdiction.lower(), where))

    def by_docket_letters(self, letters: str) -> Court | None:
        """Give the French administrative court of appeal of docket letters (``PA``), or None."""
        return self._by_letters.get(letters.upper())

    def by_ecli(self, code: str) -> Court | None:
        """Give the court of the code in an ECLI, or None.

        The Conseil d'État puts its formation in the code (``CECHR``, ``CEORD``).
        """
        upper = code.upper()
        if upper.startswith("CE") and len(upper) == 5:
            upper = "CE"
        return self._ecli.get(upper)

    def by_name(self, text: str) -> Court | None:
        """Give the court that a text names in any case, with or without accents, or None.

        What follows the name (an arbitrator, a chamber after a comma, brackets) is left out when
        the whole is no name of a court: ``Ontario labour arbitration - Arb. X``.
        """
        bare = _ARBITRATOR.sub("", text)
        before_comma = bare.split(",", 1)[0]
        for form in (text, bare, _IN_BRACKETS.sub("", bare), before_comma,
                     _IN_BRACKETS.sub("", before_comma)):  # fmt: skip
            found = self._by_name.get(fold_name(form))
            if found is not None:
                return found
        return None

    def successors(self, code: str) -> tuple[Court, ...]:
        """Give the bodies that replaced a court, or into which it was renamed."""
        return tuple(row for row in self._rows if code in row.predecessors)

    def forums(self) -> tuple[str, ...]:
        """Give the closed list of forums, in order of display."""
        return tuple(self._forums)

    def forum_label(self, forum: str, language: str) -> str:
        """Give a forum as people read it; an unknown one is given as it is."""
        return self._forums[forum].text(language) if forum in self._forums else forum

    def level_label(self, level: str, language: str) -> str:
        """Give a level as people read it; an unknown one is given as it is."""
        return self._levels[level].text(language) if level in self._levels else level


@cache
def load_courts() -> Courts:
    """Give the court table that ships with the package (read once)."""
    canada = _table("courts.toml")
    france = _table("courts_france.toml")
    rows = [_court(row) for row in canada["court"]]
    for family in france["family"]:
        rows.extend(_members(family))
    return Courts(tuple(rows), forums=_labels(canada["forum"]), levels=_labels(canada["level"]))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("crawler").joinpath(name).read_text(encoding="utf-8"))


def _labels(rows: list[dict[str, str]]) -> dict[str, Label]:
    return {row["id"]: Label(row["en"], row["fr_ca"], row["fr_fr"]) for row in rows}


def _court(row: dict[str, Any]) -> Court:
    neutral, neutral_fr = tuple(row.get("neutral", ())), tuple(row.get("neutral_fr", ()))
    short = row.get("short", {})
    short_en = short.get("en") or (neutral[0] if neutral else row["name"]["en"])
    short_fr = short.get("fr") or (neutral_fr or neutral or (row["name"]["fr"],))[0]
    return Court(
        code=row["code"],
        jurisdiction=row["jurisdiction"],
        level=row["level"],
        forum=row["forum"],
        name_en=row["name"]["en"],
        name_fr=row["name"]["fr"],
        short_en=short_en,
        short_fr=short_fr,
        neutral_en=neutral,
        neutral_fr=neutral_fr,
        canlii_bodies=tuple(row.get("canlii", ())),
        canlii_databases=tuple(row.get("canlii_databases", ())),
        year_from=row.get("from"),
        year_to=row.get("to"),
        years_verified=row.get("years_verified", True),
        predecessors=tuple(row.get("predecessors", ())),
        judilibre_jurisdiction=row.get("judilibre", ""),
        ecli_code=row.get("ecli", ""),
        aliases=tuple(row.get("aliases", ())),
        examples=tuple(row.get("examples", ())),
    )


def _members(family: dict[str, Any]) -> list[Court]:
    """Make one court per seat of a family of French courts."""
    judilibre = family.get("judilibre", "")
    courts = []
    for seat, (printed, of_printed, key, *other_name) in family["members"].items():
        french = f"{family['name']['fr']} {of_printed}"
        short = f"{family['short']} {printed}"
        courts.append(
            Court(
                code=f"{family['code']}-{seat}",
                jurisdiction=family["jurisdiction"],
                level=family["level"],
                forum=family["forum"],
                name_en=f"{family['name']['en']} {printed}",
                name_fr=other_name[0] if other_name else french,
                short_en=short,
                short_fr=short,
                judilibre_jurisdiction=judilibre if key else "",
                judilibre_location=key if judilibre else "",
                docket_letters="" if judilibre else key,
                aliases=(french,) if other_name else (),
            )
        )
    return courts
