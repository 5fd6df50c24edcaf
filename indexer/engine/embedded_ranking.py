"""Hits in their order, from any place of it, with ids parting those that tie."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tantivy

from indexer.engine import embedded_schema as layout
from indexer.engine.base import Sort
from indexer.engine.cursor import Cursor
from indexer.engine.embedded_queries import any_value, every
from indexer.engine.embedded_reading import Reading
from indexer.engine.sidecar.arrays import Flags

Key = float | str
"""A score, or the value of a sort field; relevance without words is the order of authority."""
Raw = tuple[Key, tantivy.DocAddress]

FEW = 500
"""So many documents are named to the index one by one; of more, its hits are sifted."""
SPARE = 1.3
"""Sifted hits lie unevenly: so much more than the share of wanted ones says is asked for."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit in its place."""

    key: Key
    id: str
    address: tantivy.DocAddress


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is ranked, and how.

    ``wanted`` may find more than is wanted: then ``only`` holds the documents that count.
    """

    reading: Reading
    wanted: tantivy.Query
    sort: Sort
    by_score: bool
    total: int
    """Documents that count."""
    only: Flags | None = None

    def page(self, start: int, limit: int) -> list[Placed]:
        """The hits of ``[start, start + limit)``."""
        end = min(start + limit, self.total)
        return self._ordered(self._first(end), start, end) if start < end else []

    def after(self, cursor: Cursor, limit: int) -> tuple[list[Placed], int]:
        """The hits after a place, and how many there are up to and with the last of them."""
        need = cursor.rank + limit
        while True:
            hits = self._first(min(need, self.total))
            start = self._passed(hits, cursor)
            if start + limit <= len(hits) or need >= self.total:
                end = min(start + limit, len(hits))
                return self._ordered(hits, start, end) if start < end else [], end
            need *= 2  # documents came in front of the place since the cursor was made

    def _ordered(self, hits: Sequence[Raw], start: int, end: int) -> list[Placed]:
        """The hits of ``[start, end)``; ids are read of those alone, and of what ties with them."""
        if not self.by_score:
            return [Placed(k, str(k).partition("|")[2], at) for k, at in hits[start:end]]
        first, last = _ties(hits, hits[start][0])[0], _ties(hits, hits[end - 1][0])[1]
        placed = self._named(hits[first:last])
        return placed[start - first : end - first]

    def _named(self, hits: Sequence[Raw]) -> list[Placed]:
        """Hits by falling score, then id."""
        ids = self.reading.ids(self.reading.slots([address for _, address in hits]))
        placed = [Placed(key, name, at) for (key, at), name in zip(hits, ids, strict=True)]
        return sorted(placed, key=lambda hit: (-float(hit.key), hit.id))

    def _passed(self, hits: Sequence[Raw], cursor: Cursor) -> int:
        """How many of the hits stand at or before the place of a cursor."""
        if not self.by_score:
            return bisect_right(hits, str(cursor.key), key=lambda hit: str(hit[0]))
        first, last = _ties(hits, cursor.key)
        return first + sum(hit.id <= cursor.id for hit in self._named(hits[first:last]))

    def _first(self, need: int) -> Sequence[Raw]:
        """At least so many hits in their order, and all that tie with the last of them."""
        if self.only is not None and self.total <= FEW:
            return self._all_of_few(self.only)
        found = self._found() if self.only is not None else self.total
        asked = need + 1 if self.by_score else need
        if self.only is not None:
            asked = int(asked * SPARE * found / self.total) + 1
        while True:
            hits, last = self._fetched(min(asked, found))
            if asked >= found:
                return hits
            if len(hits) >= need:
                edge = hits[need - 1][0]
                if not self.by_score:
                    return hits
                if edge != last:
                    return hits[: _ties(hits, edge)[1]]
            asked *= 4

    def _found(self) -> int:
        return int(self.reading.searcher.search(self.wanted, 1).count)  # type: ignore[attr-defined]

    def _fetched(
        self, count: int, wanted: tantivy.Query | None = None
    ) -> tuple[list[Raw], Key | None]:
        """The hits that count among the first so many, and the key of the last of those."""
        query, searcher = wanted or self.wanted, self.reading.searcher
        if self.by_score:
            found = searcher.search(query, count, count=False, weight_by_field=layout.FACTOR)
        else:
            name = layout.SORT_FIELDS["prior" if self.sort == "relevance" else self.sort]
            order = tantivy.Order.Asc
            found = searcher.search(query, count, count=False, order_by_field=name, order=order)
        hits: list[Raw] = found.hits
        if self.only is None or wanted is not None:
            return hits, hits[-1][0] if hits else None
        counts = self.only[self.reading.slots([address for _, address in hits])].tolist()
        return list(itertools.compress(hits, counts)), hits[-1][0] if hits else None

    def _all_of_few(self, only: Flags) -> list[Raw]:
        ids = self.reading.ids(np.flatnonzero(only))
        named = any_value(self.reading.schema, layout.ID, ids)
        return self._fetched(max(len(ids), 1), every([named, self.wanted]))[0]


def _ties(hits: Sequence[Raw], key: Key) -> tuple[int, int]:
    """The stretch of hits by falling score that bear a score."""

    def fallen(hit: Raw) -> float:
        return -float(hit[0])

    return (
        bisect_left(hits, -float(key), key=fallen),
        bisect_right(hits, -float(key), key=fallen),
    )
