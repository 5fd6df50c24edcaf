"""Lines of a source's text, put back together where a page's width broke a sentence.

A court's paragraph reaches us in two ways: on one line, or broken every eighty characters by
the program that made the page. Only the second kind is joined: whole lines stay apart, because
headings, parties, list items and signatures are lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_BLANKS = re.compile(r"\s+")
_MARKER = re.compile(
    r"[-–—•▪◦*·]\s"  # bullets
    r"|\[\s?\d{1,4}\s?\]|¶|\d{1,4}\s?[.)°/](?:/|\s|$)|\(?[a-zA-Z]\)\s|[ivxIVX]{1,5}[.)]\s"
    r"|[«“\"]\s?"
    # Operative words and the closing formula begin a paragraph: ORDONNE, DIT, Ainsi jugé...
    r"|[A-ZÀ-Ý]{3,}\b|Ainsi\s"
)
_CONTINUES = {
    "en": re.compile(r"[a-zà-ÿ,;)]"),
    # French puts a space before ; : ! ? and », so a narrow page may push them to the next line.
    "fr": re.compile(r"[a-zà-ÿœ,;:!?)»]"),
}
_ENDS = (".", ":", ";", "!", "?", "»", "”", '"', "…", ")")
_SENTENCE = 40
"""Shorter lines are cells of a table or headings, even above a line in lower case."""
_WRAPPED_WIDTH = 130
"""Longest usual line, in characters, of a text that was broken to the width of a page."""


def squeeze(text: str) -> str:
    """The text with each run of blanks as one space and none at the ends.

    A single no-break space stays, since French typography needs it.
    """
    if "\u00a0" not in text:
        return " ".join(text.split())
    return _BLANKS.sub(lambda run: "\u00a0" if run[0] == "\u00a0" else " ", text).strip()


def read_lines(text: str) -> list[str]:
    """The lines of a text without outer blanks; an empty string marks each gap between blocks."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = squeeze(raw)
        if line or (lines and lines[-1]):
            lines.append(line)
    return lines


def unwrap(lines: Iterable[str], *, language: str) -> list[str]:
    """Join the lines that a page's width broke; empty lines part blocks and are left out."""
    lines = list(lines)
    width = _page_width(lines)
    blocks: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and _continues(before, line, width=width, language=language):
            blocks[-1].append(line)
        elif line:
            blocks.append([line])
        before = line
    return [_join(block) for block in blocks]


def _page_width(lines: list[str]) -> int:
    """Width of the page that broke the lines, or 0 where lines are whole paragraphs.

    The Tribunal de commerce of the Judilibre samples is broken at 90 characters; the lines of
    the Cour de cassation run to two thousand.
    """
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < 8:
        return 0
    longest = lengths[int(len(lengths) * 0.95) - 1]
    if longest > _WRAPPED_WIDTH or lengths[-1] > 2 * _WRAPPED_WIDTH:
        return 0
    full = sum(1 for length in lengths if length >= 0.75 * longest)
    return longest if longest >= 50 and full >= 0.3 * len(lengths) else 0


def _continues(before: str, line: str, *, width: int, language: str) -> bool:
    """Whether a line goes on with the sentence that the line before it began."""
    if _MARKER.match(line) or before.endswith(_ENDS):
        return False
    if _CONTINUES.get(language, _CONTINUES["fr"]).match(line):
        return len(before) >= _SENTENCE or before.endswith((",", "-"))
    return bool(width) and len(before) >= 0.75 * width


def _join(block: list[str]) -> str:
    joined = block[0:1]
    for before, line in pairwise(block):
        hyphenated = before[-1] == "-" and before[-2:-1].isalpha() and line[0].islower()
        joined.append(line if hyphenated else f" {line}")
    return "".join(joined)
