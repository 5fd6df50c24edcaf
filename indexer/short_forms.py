"""Mentions of a decision by a short form, led to the full citation that came before.

``Walker, précité, par. 34``; ``the Alder decision``; ``ibid. at para 7``. The names are those that
the document itself gives: a style of cause before a citation (``Alder v. Birch, 2099 XXTEST 1``),
or a name that it defines behind one (``[Alder]``, ``(« Bouleau »)``). A name that two cited
decisions share leads nowhere, and so does ``ibid.`` with nothing cited before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from crawler.identifiers import Identifier

_WORD: Final = r"[A-ZÀ-Þ][\w'’&.-]{1,30}"
_PARTY: Final = rf"{_WORD}(?:\s(?:(?:de|du|des|la|le|of|and|et|the|&)\s){{0,2}}{_WORD}){{0,6}}"
_STYLE: Final = re.compile(
    rf"(?P<one>{_PARTY})\s(?:c\.|v\.?|vs\.?)\s(?P<two>{_PARTY}|R\.?)(?:\s\([^)]{{1,40}}\))?,?\s\(?$"
)
"""A style of cause that ends where the citation begins."""
_DEFINED: Final = re.compile(
    rf"[^.;\n]{{0,60}}?(?:\[|\((?:ci-apr[èe]s,?\s(?:l['’](?:arr[êe]t|affaire)\s)?|hereinafter\s)?)"
    rf"[«“\"‘]?\s?(?P<name>{_WORD}(?:\s{_WORD}){{0,3}})\s?[»”\"’]?[\])]"
)
"""A name in brackets behind a citation: ``[Alder]``, ``(« Bouleau »)``."""
_AGAIN: Final = re.compile(
    rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,3}}),?\s(?:pr[ée]cit[ée]e?s?|supra|op\.\scit\.?|above)\b"
    rf"|(?:[Aa]rr[êe]t|[Aa]ffaire|[Dd][ée]cision|[Ss]entence|[Jj]ugement)\s(?P<led>{_WORD}(?:\s{_WORD}){{0,3}})"
    rf"|(?P<followed>{_WORD}(?:\s{_WORD}){{0,3}})\s(?:decision|case|award|ruling|test|factors|line)\b(?!\sto\s)"
    rf"|(?P<pinned>{_WORD}),?\s(?=at\sparas?\.?\s[0-9]|aux?\spar\.\s[0-9])"
)
_IBID: Final = re.compile(r"(?<!\w)[Ii]b(?:id|idem)\b\.?|(?<!\w)[Ii]d\.(?=,?\s(?:at|au|par|,|¶))")
_NO_DECISION: Final = re.compile(
    r",?\s(?:à\sla\s|at\s|à\sl['’])?(?:arts?\.?|articles?|ss?\.|sections?|p{1,2}\.|pages?)\s?[0-9LRD]"
)
"""Behind ``ibid.``: provisions and pages, which statutes and books have and decisions seldom."""
_COMMON: Final = frozenset((
    "the", "this", "that", "la", "le", "les", "cette", "cet", "ce", "a", "an", "in", "court",
    "board", "tribunal", "cour", "union", "syndicat", "employer", "employeur", "canada", "ontario",
    "québec", "quebec", "ville", "city", "ltd", "inc", "corp", "code", "act", "charter", "charte",
    "r", "minister", "ministre", "attorney", "procureur", "société", "association", "company",
    "compagnie", "hospital", "hôpital", "university", "université", "college", "collège", "cégep",
    "school", "école", "district", "council", "conseil", "commission", "service", "services",
    "police", "health", "santé", "centre", "center", "workers", "employees", "employés",
    "travailleurs", "travailleuses", "teachers", "enseignants", "public", "province", "county",
    "region", "regional", "régional", "municipal", "municipality", "municipalité", "federation",
    "fédération", "alliance", "group", "groupe", "bank", "banque", "airlines", "post", "postes",
    "transport", "transit", "national", "nationale", "international", "local", "crown", "queen",
    "king", "majesty", "department", "ministry", "ministère", "régie", "office", "agency",
    "agence", "human", "rights", "labour", "supreme", "appeal", "review", "arbitration",
    "state", "authority", "government", "gouvernement", "general", "général", "centrale", "north",
    "south", "east", "west", "new", "saint", "sainte", "toronto", "montréal", "montreal",
    "vancouver", "ottawa", "alberta", "manitoba", "british", "columbia", "nova", "scotia",
    "grievor", "plaignant", "respondent", "applicant", "first", "second", "present", "instant",
))  # fmt: skip
"""Words that are no name of a case by themselves: of ``the Hospital decision to dismiss`` or ``the
Company test`` the first may well be a party of some cited case, and is not what is meant."""


class Short(NamedTuple):
    """A short form and the decision that it stands for."""

    paragraph: int
    start: int
    end: int
    identifier: Identifier


class Cited(NamedTuple):
    """A full citation."""

    start: int
    end: int
    identifier: Identifier | None
    """The decision; None for a statute, after which ``ibid.`` means the statute."""


def resolve_short_forms(
    paragraphs: Sequence[tuple[str, Sequence[Cited]]],
) -> Iterator[Short]:
    """Give the short forms of a document, each after the full citation it stands for.

    Citations are those of each paragraph, in order and apart.
    """
    names: dict[str, dict[str, Identifier]] = {}
    before: Identifier | None = None
    for index, (text, cited) in enumerate(paragraphs):
        if names or before is not None or cited:
            for name, identifier in _named_here(text, cited):
                names.setdefault(name, {})[identifier.key] = identifier
            yield from _short_forms(index, text, cited, names, before=before)
        # "Ibid." is the citation just before: not one of pages ago, with books cited since.
        before = cited[-1].identifier if cited else None


def _short_forms(
    index: int,
    text: str,
    cited: Sequence[Cited],
    names: dict[str, dict[str, Identifier]],
    *,
    before: Identifier | None,
) -> Iterator[Short]:
    starts = [each.start for each in cited]
    for start, end, name in _shorts(text, names):
        following = bisect_left(starts, end)
        earlier = cited[following - 1] if following else None
        if earlier is not None and earlier.end > start:
            continue  # inside a citation
        if _full_citation_follows(text, end, cited[following : following + 1]):
            continue
        if name:
            start, target = _known_as(names, start, name)
        elif _NO_DECISION.match(text, end):
            continue
        else:
            target = earlier.identifier if earlier is not None else before
        if target is not None:
            yield Short(index, start, end, target)


def _known_as(
    names: dict[str, dict[str, Identifier]], start: int, name: str
) -> tuple[int, Identifier | None]:
    """The one decision of a name, which may begin after words such as "In": ``In Alder, supra``."""
    while name:
        found = names.get(name.casefold())
        if found is not None:
            return start, next(iter(found.values())) if len(found) == 1 else None
        first, _, name = name.partition(" ")
        start += len(first) + 1
    return start, None


def _named_here(text: str, cited: Sequence[Cited]) -> list[tuple[str, Identifier]]:
    found: list[tuple[str, Identifier]] = []
    for place, each in enumerate(cited):
        begun = cited[place - 1].end if place else 0
        if each.identifier is None:
            continue
        style = _STYLE.search(text[max(begun, each.start - 200) : each.start])
        if style is not None:
            parties = (style["one"], style["two"])
            found.extend((name, each.identifier) for party in parties for name in _names(party))
        defined = _DEFINED.match(text, each.end)
        if defined is not None:
            found.append((defined["name"].casefold(), each.identifier))
    return found


def _names(party: str) -> Iterator[str]:
    """The names that a party may be called by: whole, and its first and last telling words."""
    whole = party.casefold().rstrip(".,")
    words = [word for word in re.findall(r"[\w'’&-]+", whole) if word not in _COMMON]
    telling = [word for word in words if len(word) > 2]
    names = dict.fromkeys((whole, *telling[:1], *telling[-1:]))
    yield from (name for name in names if name not in _COMMON)


def _shorts(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Short forms in a text: their place and the name, empty for ``ibid.``.

    Texts without any of the names, which are most, are not searched for more than ``ibid.``.
    """
    folded = text.casefold()
    if any(name in folded for name in names):
        for match in _AGAIN.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            yield (*match.span(group), match[group])
    if "bid" in folded or "id." in folded:
        for match in _IBID.finditer(text):
            yield (*match.span(), "")


def _full_citation_follows(text: str, end: int, cited: Sequence[Cited]) -> bool:
    """Tell the name inside a full citation (``arrêt Alder, 2099 XXTEST 1``) from a short form."""
    return any(
        each.identifier is not None
        and each.start - end < 60
        and "." not in text[end : each.start].replace("c.", "").replace("v.", "")
        for each in cited
    )
