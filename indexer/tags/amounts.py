"""Sums of money, in both typographies, asked or awarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from crawler.model import Amount
from indexer.annotations import AmountTag, Origin
from indexer.tags.reading import Read
from indexer.tags.rules import CUES
from indexer.tags.scanning import Hit

VERSION = "2"

_BLANK = r"[ \u00a0\u2009\u202f]"
_NUMBER = rf"(?:\d{{1,3}}(?:(?:{_BLANK}|,)\d{{3}}){{1,4}}(?!\d)|\d{{1,9}})(?:[.,]\d{{1,2}}(?!\d))?"
_MILLION = rf"(?:{_BLANK}?(?P<{{}}>millions?|milliards?|billion|thousand|k\b|M\b))?"
_SUM = re.compile(
    r"(?=[$€CcEe\d])(?:"  # fails at once on most letters
    rf"(?:(?:C|CA|CAN|CDN)?\$|€|EUR{_BLANK}|CAD{_BLANK}){_BLANK}?(?P<left>(?<!\d){_NUMBER})"
    + _MILLION.format("m1")
    + rf"|(?<![\d.,-])(?P<right>{_NUMBER})"
    + _MILLION.format("m2")
    + rf"(?:{_BLANK}(?:de|d['’]))?{_BLANK}?(?P<unit>\$|€|euros?\b|EUR\b|CAD\b|dollars?\b))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"[$€]|eur|dollar|CAD", re.IGNORECASE)
_TIMES = {"k": 1_000, "t": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_HEADS = (
    ("moral", re.compile(r"\bmora(?:l|ux)\b|dignity|dignité", re.IGNORECASE)),
    ("punitive", re.compile(r"\bpuniti(?:ve|fs)\b|exemplaires?\b|exemplary", re.IGNORECASE)),
    ("costs", re.compile(r"\bcosts\b|\bdépens\b|article 700|L\. ?761-1", re.IGNORECASE)),
    ("wages", re.compile(r"\bwages\b|\bsalaires?\b|back pay", re.IGNORECASE)),
)
_BESIDE = 12
"""Characters after a sum within which a word says that it was only asked for."""
_NEAR = 60
"""Characters around a sum in which its head of damage is named."""


def tag_amounts(reads: Sequence[Read], *, decides: bool) -> tuple[AmountTag, ...]:
    """Every sum of money; ``decides`` tells whether the document can award any (a decision)."""
    tags: list[AmountTag] = []
    for read in reads:
        if not _DIGIT.search(read.text) or not _UNIT.search(read.text):
            continue
        for match in _SUM.finditer(read.text):
            amount = _amount(read, match, decides=decides)
            place = read.span(match.start(), match.end())
            tags.append(AmountTag(amount, Origin.MACHINE, VERSION, (place,)))
    return tuple(tags)


def _amount(read: Read, match: re.Match[str], *, decides: bool) -> Amount:
    written = match["left"] or match["right"]
    value = _value(written, (match["m1"] or match["m2"] or "").lower())
    whole = match[0].lower()
    euro = "€" in whole or "eur" in whole
    awarded = decides and _is_awarded(read, match)
    return Amount(value, "EUR" if euro else "CAD", awarded=awarded, head=_head(read, match))


def _value(written: str, factor: str) -> Decimal:
    digits = re.sub(_BLANK, "", written)
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = digits[: cents.start()] if cents else digits
    value = Decimal(re.sub(r"[.,]", "", whole) + ("." + cents[1] if cents else ""))
    if factor:
        value *= 1_000_000_000 if factor.startswith("milliard") else _TIMES[factor[0]]
    return value


def _is_awarded(read: Read, match: re.Match[str]) -> bool:
    """Whether the sentence orders the sum paid: its nearest verb before it decides."""
    nearest: tuple[int, str] | None = None
    after: str | None = None
    for hit in read.hits.get(CUES, ()):
        if hit.rule.value not in ("award", "ask"):
            continue
        if not _holds(read, hit, match.start()):
            continue
        place = read.analysed.starts[hit.first]
        if hit.rule.value == "ask" and 0 <= place - match.end() <= _BESIDE:
            return False  # "the $20,000 he sought", whatever was ordered before
        if place < match.start() and (nearest is None or place > nearest[0]):
            nearest = (place, hit.rule.value)
        elif place >= match.start():
            after = after or hit.rule.value
    return (nearest[1] if nearest else after) == "award"


def _holds(read: Read, hit: Hit, at: int) -> bool:
    first, last = hit.sentence
    return read.analysed.starts[first] - 2 <= at <= read.analysed.ends[last - 1] + 2


def _head(read: Read, match: re.Match[str]) -> str:
    after = read.text[match.end() : match.end() + _NEAR]
    cut = _SUM.search(after)
    after = after[: cut.start()] if cut else after
    before = read.text[max(0, match.start() - _NEAR // 2) : match.start()]
    for around in (after, before):
        for name, pattern in _HEADS:
            if pattern.search(around):
                return name
    return ""
