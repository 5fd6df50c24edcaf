"""The part of the decision that each paragraph belongs to: by headings, or by the source's offsets.

Zones steer ranking and tagging (a holding weighs more than an argument), and keep the paragraphs
that name judges out of every index. Formation, found by its words, always wins over what a
heading or a source says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from crawler.formation import fold, mark_formation
from crawler.model import Paragraph, Zone
from crawler.text import split_paragraphs, with_anchors
from crawler.zone_headings import load_heading_rules

_HEADING = 110
"""Longest heading, in characters."""
_PREFIX = re.compile(
    r"[\[(]?(?:(?P<roman>[ivx]{1,6})|(?P<letter>[a-z])|(?P<number>\d{1,2}(?:\.\d{1,2})*))[\])]?"
    r"(?:(?<=[\])])|\s?[.)°/–—:-]{1,2})\s*(?=\S)"
)
_NUMBER = re.compile(r"(?:\[\s?\d{1,4}\s?\]|¶\s?\d{1,4}|\d{1,3}\.)\s*")
_ADMINISTRATIVE = ("fr-ce", "fr-caa", "fr-ta")
_JUDILIBRE = {
    "introduction": Zone.INTRODUCTION,
    "expose": Zone.FACTS,
    "moyens": Zone.ARGUMENTS,
    "motivations": Zone.REASONS,
    "dispositif": Zone.DISPOSITION,
    "annexes": Zone.ANNEX,
}


def zone_paragraphs(
    paragraphs: Sequence[Paragraph], *, country: str, language: str, court: str
) -> tuple[Paragraph, ...]:
    """The paragraphs with the zone that the headings above them say; words and order stay.

    ``country`` is ``FR`` or ``CA``, ``court`` a code of the court table. What stands before the
    first heading is the introduction; a text without headings stays ``body``. A paragraph whose
    zone is already established keeps it. A paragraph may be cut in two where one part names
    judges (see :mod:`crawler.formation`).
    """
    zoned = [*_by_headings(paragraphs, country=country, language=language, court=court)]
    return with_anchors(mark_formation(zoned, country=country))


def zone_by_offsets(
    text: str,
    zones: Mapping[str, Sequence[Mapping[str, int | None]]] | None,
    *,
    language: str,
    court: str = "fr-cass",
) -> tuple[Paragraph, ...]:
    """Paragraphs of a Judilibre text, zoned by its own ``zones``.

    Offsets are ``[start, end)`` in UTF-16 units, several fragments a zone and in any order; an
    ``end`` that is null or missing means up to the next fragment, or to the end of the text. A
    paragraph belongs to the zone that holds most of it. Without usable zones (a decision
    published by extracts has none) headings decide.
    """
    paragraphs = split_paragraphs(text, language=language, country="FR")
    fragments = _fragments(text, zones or {})
    if not fragments:
        return zone_paragraphs(paragraphs, country="FR", language=language, court=court)
    zoned: list[Paragraph] = []
    start = 0
    for paragraph in paragraphs:
        end = start + _solid(paragraph.text)
        zoned.append(replace(paragraph, zone=_covering(fragments, start, end)))
        start = end
    return with_anchors(mark_formation(zoned, country="FR"))


def _by_headings(
    paragraphs: Sequence[Paragraph], *, country: str, language: str, court: str
) -> Iterator[Paragraph]:
    found = [
        _heading_of(paragraph, country=country, language=language, court=court)
        for paragraph in paragraphs
    ]
    in_roman = sum(1 for rank, zone in found if zone is not None and rank == 1) > 1
    first = next((zone for _, zone in found if zone is not None), None)
    current = Zone.INTRODUCTION if first not in (None, Zone.DISPOSITION, Zone.ANNEX) else Zone.BODY
    for paragraph, (rank, zone) in zip(paragraphs, found, strict=True):
        if zone is not None and _may_change(current, zone, country=country):
            below = in_roman and rank > 1 and current not in (Zone.INTRODUCTION, Zone.BODY)
            current = current if below else zone
        elif zone is None and paragraph.number and current is Zone.INTRODUCTION and country == "FR":
            current = Zone.BODY
        kept = paragraph.zone is not Zone.BODY
        yield paragraph if kept else _zoned(paragraph, current)


def _zoned(paragraph: Paragraph, zone: Zone) -> Paragraph:
    """The paragraph in a zone; ``dataclasses.replace`` takes four times as long."""
    return Paragraph(paragraph.text, paragraph.number, paragraph.anchor, zone)


def _may_change(current: Zone, zone: Zone, *, country: str) -> bool:
    """In France what follows the disposition is signature or annex; a Canadian file may hold an
    order and then its reasons (2026 TCC 47)."""
    if country != "FR":
        return True
    return current is not Zone.ANNEX and (current is not Zone.DISPOSITION or zone is Zone.ANNEX)


def _heading_of(
    paragraph: Paragraph, *, country: str, language: str, court: str
) -> tuple[int, Zone | None]:
    """Rank of the heading (0 unnumbered, 1 roman, 2 letter or number) and the zone it opens."""
    head = fold(paragraph.text[: 2 * _HEADING])
    bare = _NUMBER.sub("", head, count=1) if paragraph.number else head
    rules = load_heading_rules()["FR" if country == "FR" else f"CA-{language}"]
    opened = rules.zone_of_opening(bare)
    if opened is not None:
        return 0, opened
    if paragraph.number is not None or len(paragraph.text) > _HEADING or head.endswith((".", ";")):
        return 0, None
    prefix = _PREFIX.match(head)
    rank = 0 if prefix is None else (1 if prefix["roman"] else 2)
    words = _words(head[prefix.end() :] if prefix else head)
    if court.startswith(_ADMINISTRATIVE) and words.startswith("article 1er"):
        return rank, Zone.DISPOSITION
    return rank, rules.zone_of_heading(words)


def _words(head: str) -> str:
    """A folded heading without punctuation at its ends; ``d e c i d e`` put together."""
    words = head.strip(" .:;,-–—_*«»\"“”'\u00a0").split()
    letters = len(words) > 3 and all(len(word) == 1 for word in words)
    return ("" if letters else " ").join(words)


def _fragments(
    text: str, zones: Mapping[str, Sequence[Mapping[str, int | None]]]
) -> list[tuple[int, int, Zone]]:
    """Fragments in order, measured in characters that are not blank."""
    length = len(text) + sum(1 for sign in text if sign > "\uffff")
    spans = sorted(
        (start, fragment.get("end"), _JUDILIBRE[name])
        for name, fragments in zones.items()
        if name in _JUDILIBRE
        for fragment in fragments or ()
        if isinstance(start := fragment.get("start"), int) and 0 <= start < length
    )
    starts = [start for start, _, _ in spans]
    units = _UnitCounts(text)
    found: list[tuple[int, int, Zone]] = []
    for start, end, zone in spans:
        after = bisect_right(starts, start)
        limit = starts[after] if after < len(starts) else length
        last = limit if end is None else min(end, length)
        if last > start:
            found.append((units.solid_before(start), units.solid_before(last), zone))
    return found


class _UnitCounts:
    """How many characters of a text, blanks left out, stand before an offset in UTF-16 units.

    JavaScript counts an emoji as two; counting without blanks needs no map from the paragraphs
    back to the text, since splitting changes nothing but blanks.
    """

    def __init__(self, text: str) -> None:
        self._units = list(accumulate((2 if sign > "\uffff" else 1 for sign in text), initial=0))
        self._solid = list(accumulate((not sign.isspace() for sign in text), initial=0))

    def solid_before(self, unit: int) -> int:
        """Characters before the offset; an offset inside a surrogate pair counts as before it."""
        return int(self._solid[bisect_right(self._units, unit) - 1])


def _solid(text: str) -> int:
    return sum(1 for sign in text if not sign.isspace())


def _covering(fragments: Iterable[tuple[int, int, Zone]], start: int, end: int) -> Zone:
    """The zone that holds most of a stretch; ``body`` where none does."""
    share: dict[Zone, int] = {}
    for first, last, zone in fragments:
        overlap = min(end, last) - max(start, first)
        if overlap > 0:
            share[zone] = share.get(zone, 0) + overlap
    return max(share, key=lambda zone: share[zone], default=Zone.BODY)
