"""Whether a text is about social media, or online messaging, in a work setting."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.tags.reading import Read, hits_of

VERSION = "1"
ENOUGH = 1.0
_WORTH = {"strong": 1.0, "fair": 0.6, "weak": 0.5}


def is_on_topic(reads: Iterable[Read]) -> bool:
    """Whether words of online speech and words of work are both there.

    A platform's name is enough for the first; "message" or "page" alone is not.
    """
    worth: dict[str, dict[str, float]] = {"media": {}, "work": {}}
    for _, hit in hits_of(reads, "cues"):
        if hit.rule.value in worth:
            worth[hit.rule.value][hit.rule.name] = _WORTH[hit.rule.strength]
    return all(sum(each.values()) >= ENOUGH for each in worth.values())
