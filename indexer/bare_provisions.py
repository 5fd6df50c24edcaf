"""Names the statute of provisions that stand alone, from the rest of the document.

``l'article 124 LNT`` at the beginning makes ``l'article 124`` further on a provision of the LNT;
``article 81.19 de la Loi`` takes the one act that the document names; ``L. 1235-3`` can only be
of the French labour code unless the document names another code numbered so. What stays unclear
is no citation: a wrong statute is worse than a missing one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from indexer.statute_tables import StatuteTables, statute_tables, variety_of
from indexer.statutes import BareProvision, StatuteMention, named_provisions

_LABOUR_CODE: Final = re.compile(r"[LRD][1-8][0-9]{3}-[0-9]")
"""Articles of the French labour code since 2008: a letter and four digits, parts 1 to 8."""
_NUMBERED_ALIKE: Final = frozenset(("CSP", "C. défense", "C. transp."))
"""French codes whose articles have four digits before the dash too."""
_QUEBEC: Final = {
    "LNT": ("81.18", "81.19", "81.20", "123.6", "123.7", "123.15", "123.16"),
    "C.c.Q.": ("2085", "2087", "2088", "2089", "2091", "2094", "2095", "2096", "2097", "1457",
               "1621", "2803", "2804", "2857", "2858", "2874"),
}  # fmt: skip
"""Numbers that no other statute on work has: a jurist reads them without the name."""
_WELL_KNOWN: Final = {number: short for short, numbers in _QUEBEC.items() for number in numbers}
_LAW_WORD: Final = re.compile(
    r"[A-Zcl](?:(?<!\w[\s\S])(?:(?<=[Ll])oi|(?<=[Cc])(?:ode|harte|onvention)"
    r"|(?<=[A-Z])(?:[A-Z]|\.[A-Za-z]|\.\s?[A-Za-z]\.){2,6})|(?<=\sA)ct\b)"
)
"""The word bound is tried after the first letter, because a search for letters is fast."""
_CODES: Final = frozenset(
    ("C.c.Q.", "C.t.", "C.p.c.", "C. prof.", "Canada Labour Code s.", "Criminal Code s.",
     "Human Rights Code s.", "C. trav.", "C. civ.", "CPC", "CPP", "C. pén.", "C. com.", "CSS",
     "CJA", "CGFP", "COJ", "CPI", "CRPA", "C. consom.", "CSP", "CSI", "C. éduc."),
)  # fmt: skip
_CONVENTIONS: Final = frozenset(("CEDH",))
_CHARTERS: Final = frozenset(("Charte QC", "Charter s."))


_ELSEWHERE: Final = "other"
"""Stands for what is no statute, whose articles have numbers too: ``article 5 of the policy``."""


class _Named(NamedTuple):
    """A statute that the document names somewhere."""

    paragraph: int
    position: int
    short: str


def resolve_bare(
    paragraphs: Sequence[tuple[str, Sequence[StatuteMention | BareProvision]]], *, language: str
) -> Iterator[tuple[int, StatuteMention]]:
    """Give each bare provision whose statute the document tells, with its paragraph's index."""
    if not any(isinstance(m, BareProvision) for _, found in paragraphs for m in found):
        return
    numbers = _statutes_of_numbers(m for _, found in paragraphs for m in found)
    laws: dict[str, list[_Named]] | None = None
    for index, (text, found) in enumerate(paragraphs):
        tables = statute_tables(variety_of(text, language))
        for bare in (m for m in found if isinstance(m, BareProvision)):
            if bare.law == "other":
                continue
            if laws is None:
                laws = {}
                for law in _laws_named([text for text, _ in paragraphs], language):
                    laws.setdefault(_kind(law.short), []).append(law)
            short = _statute_of(bare, index, numbers, laws, tables)
            if not short and bare.law == "code" and _human_rights(paragraphs):
                short = "Human Rights Code s."
            if short:
                yield index, named_provisions(short, bare.start, bare.end, bare.numbers)


def _statutes_of_numbers(found: Iterable[StatuteMention | BareProvision]) -> dict[str, set[str]]:
    """Give the statutes with which each number is named in the document."""
    statutes: dict[str, set[str]] = {}
    for mention in found:
        if isinstance(mention, StatuteMention):
            for each in mention.normal.split(", "):
                short, _, number = each.rpartition(" ")
                statutes.setdefault(_plain(number), set()).add(short)
        elif mention.law == "other":
            for number in mention.numbers:
                statutes.setdefault(_plain(number), set()).add(_ELSEWHERE)
    return statutes


def _plain(number: str) -> str:
    """Give a number without its paragraphs and blanks: ``L. 1235-3`` and ``240(1)`` alike."""
    return re.sub(r"\s|\(.*|^([LRD])\.\s?\*?", lambda m: m[1] or "", number)


def _statute_of(
    bare: BareProvision,
    paragraph: int,
    numbers: dict[str, set[str]],
    laws: Mapping[str, Sequence[_Named]],
    tables: StatuteTables,
) -> str:
    first = _plain(bare.numbers[0])
    named = numbers.get(first, set())
    if not bare.law and _ELSEWHERE in named:
        return ""  # of the collective agreement or of the statute: who can tell?
    named = named - {_ELSEWHERE}
    if len(named) == 1 and (not bare.law or _kind(*named) == bare.law):
        return next(iter(named))
    if _LABOUR_CODE.match(first):
        alike = any(law.short in _NUMBERED_ALIKE for each in laws.values() for law in each)
        return "" if alike else "C. trav."
    if bare.law:
        return _of_kind(bare, paragraph, laws) or _known(first, bare.law, tables)
    return _known(first, bare.law, tables)


def _known(number: str, law: str, tables: StatuteTables) -> str:
    short = _WELL_KNOWN.get(number, "") if tables.variety != "FR" else ""
    return short if not law or _kind(short) == law else ""


def _of_kind(bare: BareProvision, paragraph: int, laws: Mapping[str, Sequence[_Named]]) -> str:
    """Give the statute of the kind named last before, or else the only one named at all."""
    of_kind = laws.get(bare.law, ())
    before = bisect_left(of_kind, (paragraph, bare.start))
    if before:
        return of_kind[before - 1].short
    return of_kind[0].short if len({law.short for law in of_kind}) == 1 else ""


def _human_rights(paragraphs: Sequence[tuple[str, object]]) -> bool:
    """Tell a text of a human rights tribunal, where "the Code" needs no name."""
    return any("uman rights" in text or "uman Rights" in text for text, _ in paragraphs)


def _kind(short: str) -> str:
    if short in _CODES:
        return "code"
    if short in _CONVENTIONS:
        return "convention"
    return "charter" if short in _CHARTERS else "act"


def _laws_named(texts: Sequence[str], language: str) -> Iterator[_Named]:
    """Give the statutes that the document names, with a number or without one, in order."""
    for index, text in enumerate(texts):
        tables = statute_tables(variety_of(text, language))
        for word in _LAW_WORD.finditer(text):
            if word[0] in ("Act", "Code", "Charter"):
                window = text[max(0, word.end() - 100) : word.end()]
                name = tables.name_at_end(window)
            else:
                name = tables.name_at(text, word.start())
            if name is not None:
                yield _Named(index, word.start(), tables.short(name))
