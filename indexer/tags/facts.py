"""The facts of the case: conduct, audience, target, duty, factors, status, sector."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.annotations import Tag
from indexer.tags.reading import Read
from indexer.tags.scoring import find_values, tag

VERSION = "2"
SEVERAL = ("conduct", "target", "factor", "status", "sector")
"""Fields of which a document may have several values."""
SINGLE = ("audience", "duty")
"""Fields of which the surest value alone is kept."""
THRESHOLD = 0.5


def tag_facts(reads: Sequence[Read]) -> tuple[Tag, ...]:
    """The facts found; a field without a tag is not established."""
    tags: list[Tag] = []
    for field in (*SEVERAL, *SINGLE):
        sure = find_values(reads, field, least=THRESHOLD)
        kept = sure[:1] if field in SINGLE else sure
        tags.extend(tag(field, each, version=VERSION) for each in kept)
    return tuple(tags)
