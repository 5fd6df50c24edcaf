"""Patterns of identifiers inside running text, stricter than those of a search box.

Each pattern starts with a literal or a small set of characters and repeats within bounds, so a
search is linear in the text whatever the text is. What a pattern finds is parsed by the type of
its kind, which has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

from crawler.courts import load_courts
from crawler.errors import InvalidIdentifier
from crawler.identifiers import (
    CanliiCitation,
    Docket,
    DteNumber,
    Ecli,
    Identifier,
    NeutralCitation,
    Pourvoi,
    ReporterCitation,
    RgNumber,
    SoquijNumber,
)
from crawler.identifiers_reporters import Shape, abbreviation_pattern


class Mention(NamedTuple):
    """Where an identifier stands in a text, in code points."""

    start: int
    end: int
    identifier: Identifier


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Identifier | None]
    hint: re.Pattern[str] | None = None
    """This stands in any text that the pattern can match, and is found faster, since it begins
    with a letter of a set; None means "try always"."""


_POURVOI_LEAD: Final = re.compile(r"(?:[Pp]ourvois?|[Nn](?:[°º]s?|os?\.?))\s?(?:[A-Z]\s?)?$")
_SERIES: Final = r"(?:\([1-9][a-z]{1,3}\)\s?)?"
_NUMERO: Final = r"[Nn](?:[°º]s?|o\.?|os\.?)\s?"
_INVENTED: Final = re.compile(
    r"(?:AB|BC|CA|MB|NB|NF|NL|NS|NT|NWT|NU|ON|PE|QC|SK|YK|YT|XX)[A-Z]{2,7}"
)
"""The standard makes a code of the province and the body, so a code that the table does not have
is believed when it starts with a province; ``XX`` is ISO 3166's code for nobody (tests)."""


@cache
def rules() -> tuple[_Rule, ...]:
    """Give the patterns with the function that reads a match of each (compiled once)."""
    yearly = "|".join(
        abbreviation_pattern(shape) for shape in (Shape.NUMBERED, Shape.YEARLY, Shape.VOLUME)
    )
    return (
        _Rule(
            re.compile(
                r"(?:19|20)[0-9]{2}\s{0,2}(?:"
                r"(?P<canlii>[Cc]an[Ll][Ii][Ii]\s{0,2}[0-9]{1,7}"
                r"(?:\s?\((?:[A-Z]{2,3}\s)?[A-Z][A-Za-z. ]{0,15}\))?)"
                r"|(?P<carswell>Carswell[A-Za-z]{2,5}\s?[0-9]{1,6})"
                r"|(?P<code>[A-Z]{2,9})\s{0,2}[0-9]{1,6})"
            ),
            _after_year,
        ),
        _Rule(
            re.compile(
                rf"[\[(](?:18|19|20)[0-9]{{2}}[\])],?\s(?:[0-9]{{1,4}}\s)?(?:{yearly})\s?"
                rf"{_SERIES}(?:{_NUMERO})?[0-9]{{1,6}}"
            ),
            _reporter,
        ),
        _Rule(
            re.compile(
                rf"[0-9]{{1,4}}\s(?:{abbreviation_pattern(Shape.VOLUME)})\s?{_SERIES}[0-9]{{1,5}}"
            ),
            _reporter,
        ),
        _Rule(
            re.compile(
                r"(?=[ADEJR])(?<!\w)(?:(?P<soquij>AZ-[0-9]{8})|(?P<dte>D\.?\s?T\.?\s?E\.?\s?[0-9]{2,4}T-[0-9]{1,5})"
                r"|(?P<serial>(?:J\.\s?E\.|EYB|REJB)\s?[0-9]{2,4}-[0-9]{1,6})"
                r"|(?P<ecli>ECLI\s?:\s?[A-Z]{2}\s?:\s?[A-Z0-9]{1,7}\s?:\s?[0-9]{4}\s?:\s?"
                r"[A-Za-z0-9.]{0,24}[A-Za-z0-9]))"
            ),
            _literal,
            re.compile(r"[ADEJR](?:Z-|\.?\s?T|\.\s?E|YB|EJB|CLI)"),
        ),
        _Rule(
            re.compile(r"[0-9]{2}-[0-9]{2}(?P<dot>[.\s]?)[0-9]{3}"),
            _pourvoi,
            re.compile(r"-[0-9]"),
        ),
        _Rule(
            re.compile(
                rf"(?:{_NUMERO}(?:R\.?G\.?\s?)?|R\.?G\.?\s?)(?:{_NUMERO})?:?\s?"
                r"(?:(?:[A-Z]\s?)?[0-9]{2}/[0-9]{5}|20[0-9]{2}[A-Z]?[0-9]{5,6})"
            ),
            _rg,
            re.compile(r"[/R](?:(?<=/)[0-9]|(?<=R)\.?G)"),
        ),
        _Rule(
            re.compile(
                r"(?=[TAID0-9])(?<![\w-])(?:(?:T|A|IMM|DES)-[0-9]{1,5}-[0-9]{2}|[0-9]{3}-[0-9]{2}-[0-9]{6}-[0-9]{2,3}"
                r"|[0-9]{2}(?:BX|DA|LY|MA|NC|NT|PA|TL|VE)[0-9]{5})"
            ),
            _docket,
        ),
        _Rule(
            re.compile(
                r"(?:CE|Conseil d['’][ÉEée]tat)\b[^;:()\n]{0,60}?"
                rf"{_NUMERO}(?P<number>[0-9]{{6}})"
                rf"|[Dd]ossiers?\s(?:{_NUMERO})?(?P<file>[0-9]{{6,8}})"
            ),
            _docket,
            re.compile(r"[Co](?:(?<=C)(?:E|onseil d)|(?<=o)ssier)"),
        ),
    )  # fmt: skip


def mentions(text: str) -> Iterator[Mention]:
    """Give every identifier in a text, rule by rule; two rules may find overlapping ones."""
    for pattern, read, hint in rules():
        if hint is not None and hint.search(text) is None:
            continue
        for match in pattern.finditer(text):
            start, end = _core(match)
            if _glued(text, match.start(), match.end()):
                continue
            try:
                identifier = read(match)
            except InvalidIdentifier:
                continue
            if identifier is not None:
                yield Mention(start, end, identifier)


def _glued(text: str, start: int, end: int) -> bool:
    """Refuse a match that is a piece of a longer word or number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and (before.isalnum() or before in "-/_") and text[start].isalnum():
        return True
    return bool(after) and (after.isalnum() or after in "_/") and text[end - 1].isalnum()


def _core(match: re.Match[str]) -> tuple[int, int]:
    """Give the span of the number itself, without the words that led to it."""
    for group in ("number", "file"):
        if group in match.re.groupindex and match[group]:
            return match.span(group)
    return match.span()


def _after_year(match: re.Match[str]) -> Identifier | None:
    if match["canlii"]:
        return CanliiCitation.parse(match[0])
    if match["carswell"]:
        return ReporterCitation.parse(match[0])
    code = match["code"]
    if load_courts().by_neutral_code(code) is None and _INVENTED.fullmatch(code) is None:
        return None
    return NeutralCitation.parse(match[0])


def _reporter(match: re.Match[str]) -> Identifier | None:
    letters = re.sub(r"[^A-Z]", "", match[0])
    bare = "." not in match[0] and "(" not in match[0] and "[" not in match[0]
    if bare and len(letters) <= 3:
        return None  # "12 AR 5" is as likely a model number as Alberta Reports
    return ReporterCitation.parse(match[0])


def _literal(match: re.Match[str]) -> Identifier | None:
    if match["soquij"]:
        return SoquijNumber.parse(match[0])
    if match["dte"]:
        return DteNumber.parse(match[0])
    return ReporterCitation.parse(match[0]) if match["serial"] else Ecli.parse(match[0])


def _pourvoi(match: re.Match[str]) -> Identifier | None:
    before = match.string[max(0, match.start() - 24) : match.start()]
    if match["dot"] != "." and _POURVOI_LEAD.search(before) is None:
        return None  # "16-11690" alone may be any number; courts print the dot
    return Pourvoi.parse(match[0])


def _rg(match: re.Match[str]) -> Identifier | None:
    bare_commercial = "/" not in match[0] and "G" not in match[0]
    return None if bare_commercial else RgNumber.parse(match[0])


def _docket(match: re.Match[str]) -> Identifier | None:
    start, end = _core(match)
    return Docket.parse(match.string[start:end])
