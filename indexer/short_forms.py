"""Mentions of a decision by a short form, led to the full citation that came before.

``Walker, précité, par. 34``; ``the Alder decision``; ``ibid. at para 7``. The names are those that
the document itself gives: a style of cause before a citation (``Alder v. Birch, 2099 XXTEST 1``),
or a name that it defines behind one (``[Alder]``, ``(« Bouleau »)``). A name that two cited
decisions share leads nowhere, and so does ``ibid.`` with nothing cited before it.
"""

from __future__ import annotations

import re
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
    rf"|(?P<followed>{_WORD}(?:\s{_WORD}){{0,3}})\s(?:decision|case|award|ruling|test|factors|line)\b"
    rf"|(?P<pinned>{_WORD}),?\s(?=at\sparas?\.?\s[0-9]|aux?\spar\.\s[0-9])"
)
_IBID: Final = re.compile(r"(?<!\w)[Ii]b(?:id|idem)\b\.?|(?<!\w)[Ii]d\.(?=,?\s(?:at|au|par|,|¶))")
_COMMON: Final = frozenset((
    "the", "this", "that", "la", "le", "les", "cette", "cet", "ce", "a", "an", "in", "court",
    "board", "tribunal", "cour", "union", "syndicat", "employer", "employeur", "canada", "ontario",
    "québec", "quebec", "ville", "city", "ltd", "inc", "corp", "code", "act", "charter", "charte",
    "r", "minister", "ministre", "attorney", "procureur", "société", "association",
))  # fmt: skip
"""Words that are no name of a case by themselves."""


class Short(NamedTuple):
    """A short form and the decision that it stands for."""

    paragraph: int
    start: int
    end: int
    identifier: Identifier


class Cited(NamedTuple):
    """A full citation of a decision."""

    start: int
    end: int
    identifier: Identifier


def resolve_short_forms(
    paragraphs: Sequence[tuple[str, Sequence[Cited]]],
) -> Iterator[Short]:
    """Give the short forms of a document, each after the full citation it stands for.

    Citations are those of each paragraph, in order and apart.
    """
    names: dict[str, dict[str, Identifier]] = {}
    last: Identifier | None = None
    for index, (text, cited) in enumerate(paragraphs):
        if not names and last is None and not cited:
            continue
        known = _named_here(text, cited)
        for name, identifier in known:
            names.setdefault(name, {})[identifier.key] = identifier
        for start, end, name in _shorts(text, names):
            if any(each.start < end and start < each.end for each in cited):
                continue
            if _full_citation_follows(text, end, cited):
                continue
            if name:
                start, target = _known_as(names, start, name)
            else:
                before = [each for each in cited if each.end <= start]
                target = before[-1].identifier if before else last
            if target is not None:
                yield Short(index, start, end, target)
        last = cited[-1].identifier if cited else last


def _known_as(
    names: dict[str, dict[str, Identifier]], start: int, name: str
) -> tuple[int, Identifier | None]:
    """The one decision of a name, which may begin after words such as "In": ``In Alder, supra``."""
    while name:
        found = names.get(name)
        if found is not None:
            return start, next(iter(found.values())) if len(found) == 1 else None
        first, _, name = name.partition(" ")
        start += len(first) + 1
    return start, None


def _named_here(text: str, cited: Sequence[Cited]) -> list[tuple[str, Identifier]]:
    found: list[tuple[str, Identifier]] = []
    for place, each in enumerate(cited):
        begun = cited[place - 1].end if place else 0
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
            yield (*match.span(group), match[group].casefold())
    if "bid" in folded or "id." in folded:
        for match in _IBID.finditer(text):
            yield (*match.span(), "")


def _full_citation_follows(text: str, end: int, cited: Sequence[Cited]) -> bool:
    """Tell the name inside a full citation (``arrêt Alder, 2099 XXTEST 1``) from a short form."""
    following = next((each for each in cited if each.start >= end), None)
    return (
        following is not None
        and following.start - end < 60
        and "." not in (text[end : following.start].replace("c.", "").replace("v.", ""))
    )
