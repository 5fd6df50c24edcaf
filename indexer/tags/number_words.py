"""Sums written in words: ``six cents euros``, ``forty thousand dollars``."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ONES = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90, "one": 1,
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_TIMES = {
    "cent": 100, "cents": 100, "hundred": 100, "mille": 1_000, "thousand": 1_000,
    "million": 1_000_000, "millions": 1_000_000,
}  # fmt: skip
_WORD = "|".join(sorted({**_ONES, **_TIMES}, key=len, reverse=True))
_WORDS = re.compile(
    rf"\b(?:{_WORD})(?:(?:[ \u00a0-]|[ -]et[ -]| and )(?:{_WORD})\b){{0,9}}$", re.IGNORECASE
)
_UNIT = re.compile(
    r"([^\W\d_]+)(?:[ \u00a0](?:de|d['’]))?[ \u00a0](euros?|dollars?)\b", re.IGNORECASE
)
"""A word before a unit; only when it is a number's are the words before it read."""
_LONGEST = 90
"""Characters of a number in words at most."""
_PART = re.compile(_WORD)


def find_written(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Start, end, value and unit of each sum in words. ``deux euros`` is one; ``deux`` is none."""
    if "uro" not in text and "ollar" not in text:
        return
    for unit in _UNIT.finditer(text):
        word = unit[1].lower()
        if word in _ONES or word in _TIMES:
            begun = max(0, unit.end(1) - _LONGEST)
            match = _WORDS.search(text[begun : unit.end(1)])
            if match and not text[: begun + match.start()].rstrip()[-1:].isdigit():
                value = value_of(match[0])
                yield begun + match.start(), unit.end(), value, unit[2].lower()


def value_of(words: str) -> int:
    """The number that words say; French ``quatre-vingt`` is four times twenty."""
    total = part = 0
    before = ""
    for word in _PART.findall(words.lower()):
        if word in _ONES:
            part = part * 20 if before == "quatre" and word[:5] == "vingt" else part + _ONES[word]
        elif _TIMES[word] == 100:
            part = max(part, 1) * 100
        else:
            total += max(part, 1) * _TIMES[word]
            part = 0
        before = word
    return total + part
