"""The names of statutes, compiled as each variety of the law understands them.

Also the shape of a list of provisions, which the names of statutes are matched against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from indexer.statute_names import CANADA, FRANCE, QUEBEC, STATUTES, Statute

NUMBER: Final = (
    r"(?:(?-i:[LRDA])\.?\s?\*?\s?(?=[0-9]))?[0-9]{1,5}(?:[.-][0-9]{1,4}){0,4}(?:(?<=1)er\b)?"
    r"(?:\s?\([0-9a-z]{1,4}(?:\.[0-9]{1,2})?\)){0,4}(?:\s?[a-z](?=\))\)(?!\w))?"
    r"(?:\s(?:bis|ter|quater)\b)?"
)
WORD: Final = (
    r"(?:articles?|arts?\.?|sections?|sub-?sections?|paragraphs?|sub-?paragraphs?"
    r"|ss?\.?)\s?"
)
QUALIFIER: Final = (
    r"(?>\s?,?\s?(?:al(?:in[ée]as?|\.)?\s?[0-9]{1,2}(?:er|e)?\b|§§?\s?[0-9]{1,2}|[0-9]{1,2}°"
    r"|(?:premier|deuxi[èe]me|troisi[èe]me|second|dernier)\salin[ée]a|paragraphes?\s[0-9]{1,2}\b"
    r"|\([0-9]{1,2}°\)|sous\s[a-z]\)|anciens?\b|in\sfine\b|pr[ée]cit[ée]e?s?\b|(?-i:[IVX]{1,4})\b|et\s(?:suivants|s\.)"
    r"|and\sfollowing|ff?\.)){0,3}"
)
JOINT: Final = (
    r"\s?(?:,\s?(?:et|and|ou|or|devenus?)?|;|et|and|ou|or|à|to|through|&|ainsi\sque|[-–])\s{0,2}"
    r"(?:(?:de\s|à\s)?l['’]|(?:les?|des?|aux?|du)\s)?"
)
LIST: Final = rf"(?>{NUMBER}{QUALIFIER}(?>{JOINT}{NUMBER}{QUALIFIER}){{0,20}})"


@dataclass(frozen=True, slots=True)
class StatuteTables:
    """The compiled names of statutes as one variety of the law understands them."""

    variety: str
    shorts: tuple[str, ...]
    names: re.Pattern[str]
    names_at_end: re.Pattern[str]
    quick: re.Pattern[str]
    """The same as :attr:`names` without groups: ten times faster, and mostly no name is there."""
    quick_at_end: re.Pattern[str]
    abbreviated: re.Pattern[str]
    abbreviations: re.Pattern[str]
    """The abbreviations alone, for numbers that stand before them."""
    heads: re.Pattern[str]
    """The first two letters of abbreviations: looking for these is ten times faster."""
    closing: frozenset[str]
    """The last words of names, to try the costly look behind only where it may succeed."""

    def name_at(self, text: str, position: int) -> re.Match[str] | None:
        """The name that begins at a place."""
        if self.quick.match(text, position) is None:
            return None
        return self.names.match(text, position)

    def name_at_end(self, text: str) -> re.Match[str] | None:
        """The name that a text ends with, but for blanks and a comma."""
        return self.names_at_end.search(text) if self.quick_at_end.search(text) else None

    def at_heads(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """The matches of :attr:`abbreviated` or :attr:`abbreviations`, as ``finditer`` has them."""
        position = 0
        while (head := self.heads.search(text, position)) is not None:
            match = pattern.match(text, head.start())
            if match is not None:
                yield match
            position = match.end() if match is not None else head.start() + 1

    def short(self, match: re.Match[str]) -> str:
        """Give the short form of the statute whose alternative matched."""
        group = match.lastgroup
        if group is None or group == "list":  # the list of provisions stands behind the name
            group = next(name for name, value in match.groupdict().items() if value)
        return self.shorts[int(group[1:])]


@cache
def statute_tables(variety: str) -> StatuteTables:
    """Give the names as Canada (``CA``) or France (``FR``) understands them (compiled once)."""
    statutes = [s for s in STATUTES if s.variety in ("", variety)]
    branches = _branches(statutes)
    alternatives = "|".join(f"(?P<s{i}>{pattern})" for i, (_, pattern) in enumerate(branches))
    bare = "|".join(_led(pattern) for _, pattern in branches)
    home = FRANCE if variety == "FR" else (*QUEBEC, *CANADA)
    short_forms = [
        (s.short, _abbreviation(a))
        for s in statutes
        for a in s.abbreviations
        if s in home or "." in a or a in ("CEDH", "RGPD", "GDPR", "DDHC")
    ]
    short_forms.append(("Charter s.", r"Charter(?=\s[0-9]{1,2}\([a-z]\))"))
    short_forms.sort(key=lambda form: -len(form[1]))
    # One list of short forms, so that one function reads a match of either pattern.
    offset = len(branches)
    abbreviated = "|".join(
        f"(?P<s{offset + i}>{pattern})" for i, (_, pattern) in enumerate(short_forms)
    )
    plain = (re.sub(r"\[(?:([éè])e|e([éè]))\]", r"\1\2", n) for s in statutes for n in s.names)
    closing = {word for name in plain for word in re.findall(r"[\w-]+(?=[|)(]|$)", name)}
    for abbreviation in (a for s in statutes for a in s.abbreviations):
        closing.add(abbreviation.split(" ")[-1].rstrip(".").lower())
        closing.add(re.findall(r"[\w-]+", abbreviation)[-1].lower())
    closing.discard("1")  # of "P-39.1": any list of numbers would seem to follow a name
    return StatuteTables(
        variety,
        tuple(short for short, _ in branches) + tuple(short for short, _ in short_forms),
        re.compile(rf"(?:{alternatives})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?=[A-Za-zÉ])(?<!\w)(?:{alternatives})[\s,(:]*$", re.IGNORECASE),
        re.compile(rf"(?:{bare})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{bare})[\s,(:]*$"),
        re.compile(rf"(?=[A-Z])(?<!\w)(?:{abbreviated})\s?(?P<list>{LIST})"),
        re.compile(rf"(?=[A-Z])(?<!\w)(?:{abbreviated})(?!\w)"),
        _heads(a for s in statutes for a in (*s.abbreviations, "Charter")),
        frozenset(closing),
    )


def _branches(statutes: list[Statute]) -> list[tuple[str, str]]:
    """Give (short form, pattern) of every name and abbreviation, the longest first."""
    named = [
        (s.short, name.replace("'", "['’]").replace(" ?", r"\s?").replace(" ", r"\s"))
        for s in statutes
        for name in s.names
    ]
    abbreviated = [
        (s.short, f"(?-i:{_abbreviation(a)})") for s in statutes for a in s.abbreviations
    ]
    return sorted(named + abbreviated, key=lambda branch: -len(branch[1]))


def _led(pattern: str) -> str:
    """A branch whose first letter ``re`` can tell from others without trying the rest."""
    if pattern.startswith("(?-i:"):
        return pattern.removeprefix("(?-i:").removesuffix(")")
    if not pattern[0].isalpha():
        return f"(?i:{pattern})"
    return f"[{pattern[0].upper()}{pattern[0].lower()}](?i:{pattern[1:]})"


def _abbreviation(printed: str) -> str:
    """Allow dots to be followed by a space, and the last one to be left out."""
    parts = [re.escape(part) for part in printed.replace(". ", ".").split(".")]
    return r"\.\s?".join(parts[:-1]) + r"\.?" if parts[-1] == "" else r"\.\s?".join(parts)


def _heads(printed: Iterable[str]) -> re.Pattern[str]:
    """Where an abbreviation may begin; the word bound is tried last, for the search's speed."""
    heads = "|".join(sorted({re.escape(each[:2]) for each in printed}))
    return re.compile(rf"(?:{heads})(?<!\w[\s\S]{{2}})")


_OF_FRANCE: Final = (
    "Cour de cassation", "prud’hom", "prud'hom", "pourvoi", "licenci", "Conseil d'Etat",
    "Conseil d'État", "Conseil d’État", "C. trav", "C. civ", "article 700", "article L.",
)  # fmt: skip
_OF_CANADA: Final = (
    "Québec", "Canada", "C.c.Q", "congédi", "R.C.S.", "RCS", "CanLII", "LNT", "grief", "RLRQ",
    "plaignant", "C.p.c", "C.t.",
)  # fmt: skip


_SMALL_CODE: Final = re.compile(r"\bcode (?:du travail|civil(?! du Qu)|de procédure civile)\b")
"""Québec capitalises its codes (``Code civil``), France does not."""


def variety_of(text: str, language: str) -> str:
    """Tell whose statutes a text names, ``CA`` or ``FR``; its words decide for plain ``fr``."""
    if language.lower() == "fr-fr":
        return "FR"
    if not language.lower().startswith("fr") or "-" in language:
        return "CA"
    france = sum(mark in text for mark in _OF_FRANCE)
    france += _SMALL_CODE.search(text) is not None
    return "FR" if france > sum(mark in text for mark in _OF_CANADA) else "CA"
