"""The court's own paragraph numbers, told apart from lists, footnotes and years.

``[12]`` (Canada), ``¶ 12``, ``12.`` (Cour de cassation since 2019) and ``12`` are numbers of
paragraphs only where they form a rising series. A file with several orders starts its series
again (2026 TCC 47 has three orders, each with a paragraph 1, before the reasons), and a court may
slip (Cass. civ. 1re, 12 juill. 2023, n° 22-17.030 prints 10, 14, 15, then 9): such numbers are
kept as printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_LONE = re.compile(r"\[\s?\d{1,4}\s?\]|¶\s?\d{1,4}|\d{1,3}\.")
_CONTENTS = re.compile(r"table\s+(?:of\s+contents|des\s+matières)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\[\s?(\d{1,4})\s?\](?=\s|$)")
_STYLES = {
    "bracket": _BRACKET,
    "pilcrow": re.compile(r"¶\s?(\d{1,4})(?=\D|$)"),
    "dot": re.compile(r"(\d{1,3})\.(?=\s)"),
    "bare": re.compile(r"(\d{1,3})\s+(?=[A-ZÀ-Ý«“\"(\[])"),
}
_INLINE = re.compile(r"(?<=\s)\[\s?(\d{1,4})\s?\]\s+(?=\S)")
_NOTE_MARK = re.compile(r"(?<=[^\s\[])\[(\d{1,4})\]")
_SENTENCE_END = frozenset('.?!»”"):')
_HEADING = 120
"""Longest heading, in characters, that may stand before a number on the same line."""
_GAP = 5
"""A series may skip this many numbers: courts drop paragraphs when they correct a text."""
_OPEN_RUNS = 20
_FIRST_YEAR = 1500


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text, with the number that the court gave it, if any."""

    text: str
    number: str | None = None
    main: bool = False
    """True in the series that the text itself is numbered by: it takes the plain anchor."""
    note: bool = False
    """True for a footnote: its number is not a paragraph's."""


@dataclass(slots=True)
class _Run:
    """A rising series of candidates: positions in the list of blocks, and their numbers."""

    places: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    mass: int = 0


def number_blocks(texts: Sequence[str], *, country: str) -> tuple[Block, ...]:
    """Find the court's own numbers; ``country`` is ``FR`` or ``CA``.

    In French decisions ``[1]`` is the pseudonym of a company, never a number.
    """
    texts = _attach_lone_numbers(texts)
    if country != "FR":
        texts = _split_inline(texts)
    for style in ("dot", "bare") if country == "FR" else ("bracket", "pilcrow", "dot", "bare"):
        runs = _runs(texts, _STYLES[style])
        main = max(runs, key=lambda run: (run.values[0] == 1, run.mass), default=None)
        if main is not None and _credible(main, runs, style, sum(map(len, texts))):
            return _numbered(texts, runs, main, style)
    return tuple(Block(text) for text in texts)


def _attach_lone_numbers(texts: Sequence[str]) -> list[str]:
    """Join a number that stands alone on its line with the paragraph that follows it.

    Not in a table of contents, where the number stands below its heading: 2026 SCC 3 has one
    before its second reasons, and would lose the anchors of paragraphs 156 and on to it.
    """
    joined: list[str] = []
    alone = ""
    contents = False
    for text in texts:
        if alone:
            joined.append(f"{alone} {text}")
            alone = ""
        elif _LONE.fullmatch(text) and not contents:
            alone = text
        else:
            contents = bool(_CONTENTS.match(text)) or (contents and len(text) <= 2 * _HEADING)
            joined.append(text)
    return [*joined, alone] if alone else joined


def _split_inline(texts: list[str]) -> list[str]:
    """Cut before ``[n]`` inside a line, where it is the next number of the series.

    A2AJ puts a heading and the paragraph below it on one line: ``I. Background [3] Mr. ...``.
    """
    pieces: list[str] = []
    last = 0
    for text in texts:
        head = _BRACKET.match(text)
        if head is not None:
            last = int(head[1])
        begin = 0
        for match in _INLINE.finditer(text, 1):
            if int(match[1]) != last + 1:
                continue
            heading = match.start() - begin <= _HEADING and not _BRACKET.match(text, begin)
            if heading or text[match.start() - 2] in _SENTENCE_END:
                pieces.append(text[begin : match.start()].rstrip())
                begin, last = match.start(), last + 1
        pieces.append(text[begin:])
    return pieces


def _runs(texts: Sequence[str], style: re.Pattern[str]) -> list[_Run]:
    """The rising series of candidates, each candidate in the latest series that it continues."""
    found = [
        (place, int(match[1]))
        for place, text in enumerate(texts)
        if (match := style.match(text)) and not _LONE.fullmatch(text)
    ]
    runs: list[_Run] = []
    for index, (place, value) in enumerate(found):
        recent = runs[-_OPEN_RUNS:][::-1]
        run = next((run for run in recent if run.values[-1] + 1 == value), None)
        if run is None and value > 1:
            run = next((run for run in recent if 0 < value - run.values[-1] <= _GAP), None)
        if run is None:
            run = _Run()
            runs.append(run)
        end = found[index + 1][0] if index + 1 < len(found) else place + 1
        run.places.append(place)
        run.values.append(value)
        run.mass += sum(len(text) for text in texts[place:end])
    return runs


def _credible(run: _Run, runs: Sequence[_Run], style: str, total: int) -> bool:
    """Whether a series numbers the text, rather than the items of one list in it."""
    if run.values[0] >= _FIRST_YEAR:
        return False
    if style in ("bracket", "pilcrow"):
        return run.values[0] == 1 or len(run.values) > 1
    numbered = sum(other.mass for other in runs if _is_numbering(other, run, style))
    share = numbered / max(total, 1)
    fewest = 3 if style == "dot" else 5
    return run.values[0] <= 2 and len(run.values) >= fewest and share >= 0.25


def _numbered(
    texts: Sequence[str], runs: Sequence[_Run], main: _Run, style: str
) -> tuple[Block, ...]:
    blocks = {place: Block(text) for place, text in enumerate(texts)}
    marks = {int(mark) for text in texts for mark in _NOTE_MARK.findall(text)}
    for run in runs:
        note = style == "bracket" and run is not main and _are_notes(run, main, marks)
        if not note and not _is_numbering(run, main, style):
            continue
        for place, value in zip(run.places, run.values, strict=True):
            blocks[place] = Block(texts[place], number=str(value), main=run is main, note=note)
    return tuple(blocks.values())


def _are_notes(run: _Run, main: _Run, marks: set[int]) -> bool:
    """Whether a series below the text answers to marks glued to its words (``2018.[2]``)."""
    marked = sum(1 for value in run.values if value in marks)
    return run.places[0] > main.places[0] and 2 * marked >= len(run.values)


def _is_numbering(run: _Run, main: _Run, style: str) -> bool:
    """Whether the numbers of a series are paragraph numbers, as far as they can be trusted.

    A series from 1 beside the main one is a list where numbers are written ``1.``, but another
    order of the same file where they are written ``[1]``.
    """
    if run is main:
        return True
    if run.values[0] > main.values[-1] + _GAP:
        return False
    return style in ("bracket", "pilcrow") or run.values[0] > 1
