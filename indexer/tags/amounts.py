"""Sums of money, in both typographies, asked or awarded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from crawler.model import Amount
from indexer.annotations import AmountTag, Origin
from indexer.tags.number_words import find_written
from indexer.tags.reading import Read
from indexer.tags.rules import CUES
from indexer.tags.scanning import Hit
from indexer.tags.weights import Model

VERSION = "3"

_BLANK = r"[ \u00a0\u2009\u202f]"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:(?:{_BLANK}|,|\.)\d{{3}}){{1,4}}(?!\d)|\d{{1,9}})"
    r"(?:[.,](?:\d{1,2}(?!\d)|-))?"  # "3.412,50", "4200,-"
)
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
_LOWER = re.compile(rf"(?<![\d.,])({_NUMBER}){_BLANK}(?:à|et|to|and){_BLANK}$", re.IGNORECASE)
"""The lower end of a range, before its upper end: ``2 000 à 3 000 euros``."""
_RANGE = 24
"""Characters before a sum in which the lower end of its range is looked for."""
_BEFORE, _AFTER = 8, 6
"""Words before and after a sum that the model sees."""
_TELLING = frozenset(("award", "ask", "party", "ruling", "disclaimed", "cited", "negated"))
_DIGIT = re.compile(r"\d")
_SIGNS = ("$", "€", "euro", "dollar")
_CODE = re.compile(r"(?:[Ee][Uu][Rr]|[Cc][Aa][Dd])(?<![^\W\d_][\s\S]{3})(?![^\W_])")
"""A unit's code as a word: most paragraphs have an "employeur" or a "cadre", and no sum."""
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


class Sum(NamedTuple):
    """A sum as written."""

    start: int
    end: int
    value: Decimal
    currency: str


def tag_amounts(
    reads: Sequence[Read], *, decides: bool, model: Model | None = None
) -> tuple[AmountTag, ...]:
    """Every sum of money; ``decides`` tells whether the document can award any (a decision).

    Whether one is awarded is for the rules to say, or for the learned model to say better.
    """
    return tuple(
        AmountTag(
            Amount(
                each.value,
                each.currency,
                awarded=decides and _is_awarded(read, each, model),
                head=_head(read, each),
            ),
            Origin.MACHINE,
            VERSION,
            (read.span(each.start, each.end),),
        )
        for read in reads
        for each in find_sums(read.text)
    )


def find_sums(text: str) -> tuple[Sum, ...]:
    """The sums of a paragraph in order: in digits, in words, and the lower end of a range."""
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS) and not _CODE.search(text):
        return ()
    found = [
        Sum(start, end, Decimal(value), "EUR" if unit.startswith("euro") else "CAD")
        for start, end, value, unit in find_written(text)
    ]
    if _DIGIT.search(text):
        for match in _SUM.finditer(text):
            found.append(_sum(match))
            lower = _LOWER.search(text, max(0, match.start() - _RANGE), match.start())
            if lower and match["right"]:
                value = _value(lower[1], (match["m2"] or "").lower())
                if value < found[-1].value:
                    found.append(Sum(lower.start(1), lower.end(1), value, found[-1].currency))
    return tuple(sorted(found))


def _sum(match: re.Match[str]) -> Sum:
    written = match["left"] or match["right"]
    value = _value(written, (match["m1"] or match["m2"] or "").lower())
    whole = match[0].lower()
    currency = "EUR" if "€" in whole or "eur" in whole else "CAD"
    return Sum(match.start(), match.end(), value, currency)


def features_of(read: Read, written: Sum) -> set[str]:
    """What the model sees of a sum: the words on either side of it, and what the rules say."""
    analysed = read.analysed
    at = bisect_left(analysed.starts, written.start)
    after = bisect_left(analysed.starts, written.end)
    first, last = analysed.sentence_of(min(at, len(analysed.starts) - 1))
    before = analysed.stems[max(first, at - _BEFORE) : at]
    behind = analysed.stems[after : min(last, after + _AFTER)]
    found = {"b " + each for each in before} | {"a " + each for each in behind}
    found.update(f"b{n} {each}" for n, each in enumerate(reversed(before[-3:])))
    found.update(f"a{n} {each}" for n, each in enumerate(behind[:2]))
    found.update(
        f"H:{hit.rule.value}/{'b' if hit.first < at else 'a'}"
        for hit in read.hits.get(CUES, ())
        if hit.sentence == (first, last) and hit.rule.value in _TELLING
    )
    found.add(f"R:{_ruled_awarded(read, written)}")
    return found


def _is_awarded(read: Read, written: Sum, model: Model | None) -> bool:
    if model is None:
        return _ruled_awarded(read, written)
    return model.awarded[read.language].scores(features_of(read, written))[0] > 0.0


def _value(written: str, factor: str) -> Decimal:
    digits = re.sub(_BLANK, "", written)
    digits = digits.removesuffix("-").rstrip(",.")
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = digits[: cents.start()] if cents else digits
    value = Decimal(re.sub(r"[.,]", "", whole) + ("." + cents[1] if cents else ""))
    if factor:
        value *= 1_000_000_000 if factor.startswith("milliard") else _TIMES[factor[0]]
    return value


def _ruled_awarded(read: Read, written: Sum) -> bool:
    """Whether the sentence orders the sum paid: its nearest verb before it decides."""
    nearest: tuple[int, str] | None = None
    after: str | None = None
    for hit in read.hits.get(CUES, ()):
        if hit.rule.value not in ("award", "ask"):
            continue
        if not _holds(read, hit, written.start):
            continue
        place = read.analysed.starts[hit.first]
        if hit.rule.value == "ask" and 0 <= place - written.end <= _BESIDE:
            return False  # "the $20,000 he sought", whatever was ordered before
        if place < written.start and (nearest is None or place > nearest[0]):
            nearest = (place, hit.rule.value)
        elif place >= written.start:
            after = after or hit.rule.value
    return (nearest[1] if nearest else after) == "award"


def _holds(read: Read, hit: Hit, at: int) -> bool:
    first, last = hit.sentence
    return read.analysed.starts[first] - 2 <= at <= read.analysed.ends[last - 1] + 2


def _head(read: Read, written: Sum) -> str:
    after = read.text[written.end : written.end + _NEAR]
    cut = _SUM.search(after)
    after = after[: cut.start()] if cut else after
    before = read.text[max(0, written.start - _NEAR // 2) : written.start]
    for around in (after, before):
        for name, pattern in _HEADS:
            if pattern.search(around):
                return name
    return ""
