"""Whether a text is about social media, or online messaging, in a work setting."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.tags.reading import Read
from indexer.tags.rules import CUES

VERSION = "2"
ENOUGH = 1.0
LONG = 5_000
"""Tokens from which one passing mention of a platform is not what the text is about."""
SHORT = 400
"""Tokens up to which one mention of the internet or of private messages is what it is about."""
_WORTH = {"strong": 1.0, "fair": 0.6, "weak": 0.5}


def is_on_topic(reads: Sequence[Read]) -> bool:
    """Whether a paragraph speaks of online words, in a text that speaks of work.

    A platform's name is enough for the first; "message" or "page" alone is not, and neither are
    such words scattered over a long decision. A long text must speak of it in two paragraphs.
    """
    length = sum(len(read.analysed.stems) for read in reads)
    wanted = 2 if length > LONG else 1
    enough = _WORTH["fair"] if length <= SHORT else ENOUGH
    media = sum(_worth(read, "media") >= enough for read in reads)
    return media >= wanted and any(_worth(read, "work") >= ENOUGH for read in reads)


def _worth(read: Read, cue: str) -> float:
    worth = {
        hit.rule.name: _WORTH[hit.rule.strength]
        for hit in read.hits.get(CUES, ())
        if hit.rule.value == cue
    }
    return sum(worth.values())
