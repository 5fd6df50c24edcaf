"""Which platforms a document names."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.annotations import Tag
from indexer.tags.reading import Read, hits_of
from indexer.tags.scanning import Hit
from indexer.tags.scoring import PIECES, Found, tag

VERSION = "2"
SURE = 0.95
"""Confidence of a platform found by its name."""

UNNAMED = frozenset(
    ("social_networks", "website", "messaging_app", "video_platform", "web_media",
     "internet_general")
)  # fmt: skip
"""Values for a platform that the text does not name; they give way to one that it names."""
COVERED = {
    "employer_review_site": frozenset(("glassdoor", "ratemyemployer", "indeed")),
    "web_forum": frozenset(("reddit",)),
}
"""General values that a named platform of their kind makes idle."""


def tag_platforms(reads: Iterable[Read]) -> tuple[Tag, ...]:
    """Every platform named, with the words that name it, in order of their first mention."""
    hits = tuple(hits_of(tuple(reads), "platform"))
    denied = {
        (hit.rule.value, id(read), hit.sentence) for read, hit in hits if hit.rule.strength == "not"
    }
    mentions: dict[str, list[tuple[Read, Hit]]] = {}
    for read, hit in hits:
        if hit.rule.strength == "not" or (hit.rule.value, id(read), hit.sentence) in denied:
            continue
        mentions.setdefault(hit.rule.value, []).append((read, hit))
    named = {value for value in mentions if value not in UNNAMED}
    kept = {value for value in named if not COVERED.get(value, frozenset()) & named}
    return tuple(
        _tag(value, places) for value, places in mentions.items() if value in (kept or mentions)
    )


def _tag(value: str, places: list[tuple[Read, Hit]]) -> Tag:
    words = tuple(read.words(hit) for read, hit in places[:PIECES])
    return tag("platform", Found(value, SURE, words, places[0][1].rule.name), version=VERSION)
