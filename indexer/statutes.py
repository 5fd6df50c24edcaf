"""Finds provisions of statutes in a text: ``art. 2088 C.c.Q.``, ``section 2(b) of the Charter``.

A mention may hold several provisions; its normal form lists them all, each with its statute,
joined by a comma and a space (``C.c.Q. 2085, C.c.Q. 2088``). Of a range both ends are listed.
Paragraphs of a provision are kept where English citations count them (``Charter s. 2(b)``) and
left out elsewhere: a French citation is compared by its article. Statutes named without a number
are no citation.

Every pattern is anchored at a word such as "article" or at an abbreviation, bounded, and written
without backtracking, so the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from indexer.statute_tables import (
    JOINT,
    LIST,
    NUMBER,
    QUALIFIER,
    WORD,
    StatuteTables,
    statute_tables,
    variety_of,
)


class StatuteMention(NamedTuple):
    """Where provisions are named, in code points, and their normal form."""

    start: int
    end: int
    normal: str


class BareProvision(NamedTuple):
    """Provisions whose statute is named elsewhere in the document, or nowhere."""

    start: int
    end: int
    """One past the words that stand for the statute (``of the Act``), or past the numbers."""
    numbers: tuple[str, ...]
    law: str
    """``act``, ``code`` or ``charter`` where such a word stands for the statute, else empty."""


_LINK: Final = (
    r"(?:\s?,)?\s?\(?(?:(?:du|dudit|de\sla|de\sladite|de\sl['’]|des|de|of\sthe|of|in\sthe"
    r"|under\sthe|to\sthe|the|la|le)(?:\s|(?<=['’])))?(?:l['’]\s?)?"
)
_TRIGGER: Final = re.compile(
    r"(?=[AaSsPpLRD])(?<!\w)"  # a quick look at one letter makes the search five times faster
    r"(?:(?=[LRD]\.?\s?\*?\s?[0-9]{3,4}-[0-9])|(?:[Aa]rt(?:icles?|s?\.|s)?|ART(?:ICLES?)?|[Ss](?:ub-?s)?ections?|[Ss](?:ubs?)?s?\.?"
    r"|(?:[Ss]ub-?)?[Pp]aragraphs?)\s?(?=[0-9LRDA]))"
)
"""A word such as "article"; or nothing before ``L. 121-7``, which needs none."""
_NUMBERS: Final = re.compile(LIST, re.IGNORECASE)
_ONE: Final = re.compile(NUMBER, re.IGNORECASE)
_QUALIFIERS: Final = re.compile(QUALIFIER, re.IGNORECASE)
_AFTER: Final = re.compile(_LINK, re.IGNORECASE)
_MORE: Final = re.compile(
    rf"{JOINT}(?:(?:de|à)\s)?(?:l['’]|(?:les|des|du)\s)?(?P<whole>(?:{WORD})?(?P<list>{LIST}))",
    re.IGNORECASE,
)
_SAME: Final = re.compile(
    r"(?:m[êe]me|pr[ée]sent|dit|pr[ée]cit[ée])e?\s(?:code|loi|charte|convention)\b"
    r"|(?<=dudit\s)code\b|(?:same|said)\s(?:act|code)\b",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"(?P<en>[A-Z][\w'’-]*(?:\s(?:of|and|for|the|in|to|on|respecting|[A-Z][\w'’-]*)){0,10}?"
    r"\s(?:Act|Code|Regulations?|Rules)\b(?:,\s(?:18|19|20)[0-9]{2}\b)?)"
    r"|(?P<dated>(?:[Ll]oi|[Dd][ée]cret|[Oo]rdonnance)\s(?:n[°o]\s?[0-9]{2,4}-[0-9]{1,5}"
    r"(?:\sdu\s[0-9]{1,2}(?:er)?\s\w{3,9}\s[0-9]{4})?|du\s[0-9]{1,2}(?:er)?\s\w{3,9}\s[0-9]{4}))"
    r"|(?P<eu>[Dd]irective\s(?:\(UE\)\s)?(?:n°\s?)?[0-9]{2,4}/[0-9]{1,4}(?:/CEE?|/UE)?)"
    r"|(?P<fr>(?:Loi|Règlement)\s(?:sur|concernant|visant|portant|instituant|favorisant|assurant)"
    r"\s[^,;.:()\n]{3,90}[^,;.:()\n\s])"
    r"|(?P<code>[Cc]ode\s(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])?[\w-]{3,30}"
    r"(?:\s(?:publics?|publiques?|civiles?|p[ée]nales?|militaires?|rurale?|maritime"
    r"|et\s[\w-]{3,20}))?)"
)
_CHAPTER: Final = re.compile(
    r",?\s\(?(?:R\.?S\.?[A-Z]\.?|[SL]\.?[A-Z]\.?|L\.?R\.?[A-Z]\.?|RLRQ|CQLR)[^;\n]{0,40}?"
    r"(?:c(?:h|hap)?\.?\s?)[A-Z0-9][A-Z0-9.-]{0,8}\)?[\s,(]*$"
)
_FRENCH_NUMBER: Final = re.compile(r"[LRD]\.?\s?\*?\s?[0-9]")
_LONGEST_WAIT: Final = 4
"""How many provisions in a row may wait for the name of their statute."""
_LAWS: Final = {
    "loi": "act",
    "act": "act",
    "code": "code",
    "charte": "charter",
    "charter": "charter",
    "convention": "convention",
}
_GENERIC: Final = re.compile(
    r"\s(?:de\s(?:la|cette|ladite)\s(?:pr[ée]sente\s|m[êe]me\s)?|du\s(?:pr[ée]sent\s|m[êe]me\s)?|dudit\s|de\sce\s"
    r"|of\s(?:the|that|this|said)\s(?:same\s)?)(?P<law>[Ll]oi|[Cc]ode|[Cc]harte|[Cc]onvention|Act|Charter)\b"
    r"(?!\s(?:d[eu]\b|des\b|d['’]|sur\b|of\b|[A-Z]|canad|qu[ée]b|discipl|collect))"
)
"""Words that stand for a statute named elsewhere."""
_SOMETHING_ELSE: Final = re.compile(
    r",?\s\(?(?:of\s(?:the|our|its|that)|de\sla|de\sl['’]|du|des|de\s(?:son|sa|ses|leur|cette|notre))\b"
)
"""``article 12 de la convention collective``: whatever it is, it is no statute of the table."""
_LIST_AT_END: Final = re.compile(rf"(?<![\w.,$€°/-])(?P<list>{LIST})\s?$", re.IGNORECASE)
_OF_THE_CHARTER: Final = re.compile(
    rf"(?<![\w.,$€°/-])(?P<list>{LIST})\sde\sla\sCharte\b(?!\s(?:canad|d['’]|d[eu]\b))",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"[A-Z][A-Z.]{1,9}(?!\w)")
_DEFINITION: Final = re.compile(
    r"\((?:(?:the|la|le|ci-apr[èe]s|hereinafter|or)\s){0,2}(?:l['’])?[“\"«]?\s?"
    r"(?P<word>[A-Z][A-Z.]{1,9})\s?[”\"»]?\)"
)
_ACT_AT_END: Final = re.compile(
    r"(?P<act>[A-Z][\w'’-]*(?:\s(?:of|and|for|the|in|to|on|respecting|[A-Z][\w'’-]*)){0,10}"
    r"\s(?:Act|Code))[\s,]*$"
)
_NAMELESS: Final = re.compile(r"(?:The|This|That|Under|Of|In|Such|Said|\s|the|this)+(?:Act|Code)")
"""``The Act, s. 5``: words that stand for a statute and name none."""
_CLOSING: Final = re.compile(r"([\w.-]+)[\s,(:]*$")


def defined_acronyms(text: str, *, language: str) -> dict[str, str]:
    """Give the acronyms that a text makes for itself: ``Excise Tax Act (the “ETA”)``.

    They hold for the whole document: a first paragraph defines what fifty others use.
    """
    tables = statute_tables(variety_of(text, language))
    defined: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        named = _named_before(text, match.start(), tables)
        if named is not None:
            defined.setdefault(match["word"], named[0])
    return defined


def find_statutes(
    text: str, *, language: str, defined: Mapping[str, str] = MappingProxyType({})
) -> Iterator[StatuteMention | BareProvision]:
    """Give the provisions that a text names; two rules may find overlapping ones.

    A provision alone (``l'article 124``) is given as bare: the document may tell its statute.
    ``defined`` are the acronyms of the document (:func:`defined_acronyms`).

    ``language`` is ``en``, ``fr``, ``fr-CA`` or ``fr-FR``; for plain ``fr`` the text itself
    tells Québec from France, whose codes share their names.
    """
    tables = statute_tables(variety_of(text, language))
    english = not language.lower().startswith("fr")
    reading = _Reading(text, tables, defined, english=english)
    last = ""
    position = 0
    while (trigger := _TRIGGER.search(text, position)) is not None:
        position = trigger.end()
        numbers = _NUMBERS.match(text, position)
        if numbers is None or _inside_a_word(text, trigger):
            position += not trigger[0]
            continue
        last, position = yield from _chain(reading, trigger.start(), numbers, last=last)
    yield from _abbreviated(text, tables)
    if tables.variety != "FR":
        yield from _numbers_first(text, tables)


def _inside_a_word(text: str, trigger: re.Match[str]) -> bool:
    """Tell a trigger from the end of a word: ``departments 5``, ``Local's 5``, ``r.s. 5``."""
    before = text[trigger.start() - 1 : trigger.start()]
    one_letter = trigger[0][:1] in ("s", "S") and len(trigger[0]) < 5
    return bool(before) and (before.isalnum() or (one_letter and before in "'’.-"))


def _chain(
    reading: _Reading, start: int, numbers: re.Match[str], *, last: str
) -> Generator[StatuteMention | BareProvision, None, tuple[str, int]]:
    """Give the mention at a trigger and those joined to it, each with its statute.

    ``l'article 6 et l'article 8 de la Convention``: the first takes the statute of the second.
    ``articles 1240 du code civil et L. 1121-1 du code du travail``: two statutes, one trigger.
    Returns the last statute named, and where to read on.
    """
    waiting: list[tuple[int, re.Match[str]]] = []
    while True:
        if reading.tables.variety != "FR" and _FRENCH_NUMBER.match(numbers[0]):
            # Only France numbers its articles so: "L. 1152-1 du Code du travail" is no C.t.
            reading = dataclasses.replace(reading, tables=statute_tables("FR"))
        named = _named_after(reading, numbers.end(), last=last)
        if named is not None:
            last, end = named
            for first, its_numbers in waiting:
                yield _mention(last, first, its_numbers.end(), its_numbers[0])
            yield _mention(last, start, end, numbers[0])
            waiting = []
        else:
            end = numbers.end()
            before = None if waiting else _named_before(reading.text, start, reading.tables)
            if before is not None:
                last = before[0]
                yield _mention(last, before[1], end, numbers[0])
            else:
                waiting.append((start, numbers))
        more = _MORE.match(reading.text, end) if len(waiting) < _LONGEST_WAIT else None
        if more is None or (more.start("whole") == more.start("list") and waiting):
            break
        start = more.start("whole")
        numbers = _must(_NUMBERS.match(reading.text, more.start("list")))
    for start, numbers in waiting:
        if reading.tables.variety == "FR" and numbers[0] == "700":
            # "au titre de l'article 700": no other code of France is cited so.
            yield _mention("CPC", start, numbers.end(), numbers[0])
            last = last or "CPC"
        else:
            yield _bare(reading, start, numbers)
    return last, end


def _bare(reading: _Reading, start: int, numbers: re.Match[str]) -> BareProvision:
    law, end = "", numbers.end()
    generic = _GENERIC.match(reading.text, end)
    if generic is not None:
        law, end = _LAWS[generic["law"].lower()], generic.end()
    elif _SOMETHING_ELSE.match(reading.text, end):
        law = "other"
    return BareProvision(start, end, tuple(provisions_of(numbers[0])), law)


def _numbers_first(text: str, tables: StatuteTables) -> Iterator[StatuteMention]:
    """Give provisions that a Québec text names without a word: ``2858 C.c.Q.``."""
    for name in tables.at_heads(tables.abbreviations, text):
        before = _LIST_AT_END.search(text, max(0, name.start() - 60), name.start())
        if before is not None:
            yield _mention(tables.short(name), before.start(), name.end(), before["list"])
    if "de la Charte" in text:
        for match in _OF_THE_CHARTER.finditer(text):
            yield _mention("Charte QC", match.start(), match.end(), match["list"])


def _mention(short: str, start: int, end: int, numbers: str) -> StatuteMention:
    return named_provisions(short, start, end, provisions_of(numbers))


def named_provisions(short: str, start: int, end: int, numbers: Iterable[str]) -> StatuteMention:
    """Give the mention of provisions of a statute that was told otherwise than beside them."""
    parts = dict.fromkeys(_provision(short, number) for number in numbers)
    return StatuteMention(start, end, ", ".join(f"{short} {part}" for part in parts))


def provisions_of(numbers: str) -> Iterator[str]:
    """Give the provisions of a list, without the numbers of their paragraphs."""
    position = 0
    while (one := _ONE.search(numbers, position)) is not None:
        yield one[0]
        qualifier = _QUALIFIERS.match(numbers, one.end())
        position = qualifier.end() if qualifier else one.end()


def _must(match: re.Match[str] | None) -> re.Match[str]:
    assert match is not None, "the list was just matched at this place"
    return match


def _named_after(reading: _Reading, position: int, *, last: str) -> tuple[str, int] | None:
    """Give the statute named after its provisions, and where the name ends."""
    text = reading.text
    link = _AFTER.match(text, position)
    position = link.end() if link else position
    name = reading.tables.name_at(text, position)
    if name is not None:
        return reading.tables.short(name), name.end()
    same = _SAME.match(text, position)
    if same is not None and last:
        return last, same.end()
    word = _ACRONYM.match(text, position)
    for acronym in (word[0], word[0].rstrip(".")) if word is not None else ():
        if acronym in reading.defined:  # "of the ETA." ends its sentence
            return reading.defined[acronym], position + len(acronym)
    other = _OTHER.match(text, position)
    if other is None or (reading.english and other["code"]):
        return None  # "section 5 of the Code were read together" names no "Code were"
    return _other_short(other), other.end()


def _other_short(other: re.Match[str]) -> str:
    """Give the name of a statute that the table lacks: as the text has it, without a date."""
    name = " ".join(other[0].split())
    if other["en"]:
        return f"{name} s."
    dated = re.match(r"(\w)(\w+ n[°o] ?[0-9]+-[0-9]+)", name)
    return dated[1].upper() + dated[2] if dated else name[0].upper() + name[1:]


def _named_before(text: str, position: int, tables: StatuteTables) -> tuple[str, int] | None:
    """Give the statute named right before its provisions, and where its name begins.

    ``Charter, s. 2(b)``; ``Human Rights Code, R.S.O. 1990, c. H.19, s. 5(2)``.
    """
    base = max(0, position - 160)
    window = text[base:position]
    chapter = _CHAPTER.search(window) if "c" in window[-60:] and window[-1:] in " ,(" else None
    if chapter is not None:
        window = window[: chapter.start()]
    closing = _CLOSING.search(window, max(0, len(window) - 40))
    if closing is None or closing[1].rstrip(".").lower() not in tables.closing:
        return None
    name = tables.name_at_end(window)
    if name is not None:
        return tables.short(name), base + name.start()
    other = _ACT_AT_END.search(window)
    if other is not None and _NAMELESS.fullmatch(other["act"]):
        return None
    return (" ".join(other["act"].split()) + " s.", base + other.start()) if other else None


def _abbreviated(text: str, tables: StatuteTables) -> Iterator[StatuteMention]:
    """Give provisions that follow an abbreviation without a word: ``C.c.Q. 2088``."""
    for match in tables.at_heads(tables.abbreviated, text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if (before and (before.isalnum() or before in "-.")) or after.isalnum():
            continue
        short = tables.short(match)
        year = re.fullmatch(r"(?:19|20)[0-9]{2}", match["list"])
        if year and "." not in match[0] and short != "C.c.Q.":
            continue  # "LNT 2019" is a statute and a year
        yield _mention(short, match.start(), match.end(), match["list"])


def _provision(short: str, number: str) -> str:
    """Give the number as the normal form writes it: ``L1121-1``, ``2(b)``, ``81.18``."""
    number = re.sub(r"^([LRDA])\.?\s?\*?\s?", r"\1", number)
    if short == "CEDH":
        return _must(re.match(r"[LRDA]?[0-9]+", number))[0]
    if short.endswith(" s."):
        lettered = re.sub(r"(?<=[0-9])\s?([a-z])\)$", r"(\1)", number)
        return re.sub(r"\s", "", lettered)
    return re.sub(r"\s?(?:\(.*|[a-z]\))$|(?<=^1)er", "", number)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with the names of statutes that it may use."""

    text: str
    tables: StatuteTables
    defined: Mapping[str, str]
    """The document's own acronyms, with the short form of their statutes."""
    english: bool = False
