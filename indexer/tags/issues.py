"""Which issues a document deals with."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.annotations import Tag
from indexer.tags.reading import Read
from indexer.tags.scoring import find_values, tag

VERSION = "1"
THRESHOLD = 0.5
"""Score from which an issue is tagged; chosen on the development passages."""


def tag_issues(reads: Iterable[Read]) -> tuple[Tag, ...]:
    """The issues found, the surest first, each with the sentences it rests on."""
    return tuple(
        tag("issue", found, version=VERSION)
        for found in find_values(reads, "issue")
        if found.score >= THRESHOLD
    )
