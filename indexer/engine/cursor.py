"""Cursors: where a page of results ended, as a text that nobody needs to read."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from indexer.engine.base import Sort
from indexer.errors import GenerationGone


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page: the next page begins after it, whatever was added meanwhile."""

    generation: str
    sort: Sort
    key: float | str
    """Score, or the engine's key of the sort."""
    id: str
    rank: int
    """Hits up to and with this one, when the page was made."""


def write_cursor(cursor: Cursor) -> str:
    """The opaque form, safe in a URL."""
    parts = [cursor.generation, cursor.sort, cursor.key, cursor.id, cursor.rank]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(text: str, *, sort: Sort, serving: str) -> Cursor:
    """The place a cursor names.

    Raises :class:`indexer.errors.GenerationGone` when it is of another generation or order, or
    no cursor at all: in each case the list has to be asked for again.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        generation, of_sort, key, last, rank = parts
    except (ValueError, TypeError) as wrong:
        raise GenerationGone(text[:80], serving) from wrong
    typed = isinstance(key, str) or (isinstance(key, float) and sort == "relevance")
    if generation != serving or of_sort != sort or not typed or not isinstance(last, str):
        raise GenerationGone(str(generation)[:80], serving)
    if type(rank) is not int or rank < 0:
        raise GenerationGone(str(generation)[:80], serving)
    return Cursor(generation, of_sort, key, last, rank)
