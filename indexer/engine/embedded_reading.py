"""One frozen state of the embedded index: tantivy's searcher with the sidecar beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.engine import embedded_schema as layout
from indexer.engine.query import Keyword, Query
from indexer.engine.sidecar.arrays import Flags
from indexer.engine.sidecar.block import Block
from indexer.engine.sidecar.columns import Bits, Columns, packed, unpacked
from indexer.engine.sidecar.sets import Sets

TQ = tantivy.Query

KEPT_SETS = 64
"""Sets of proximity operators kept, so that paging and sorting do not work them out again."""


@dataclass(slots=True)
class Reading:
    """What one state of an index answers from; requests keep theirs to the end.

    Documents are counted through the sidecar's blocks: their *slots*. Slots of replaced documents
    are not alive.
    """

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    blocks: tuple[Block, ...]
    columns: Columns = field(init=False)
    sets: Sets = field(init=False)
    _slots: NDArray[np.int32] = field(init=False)
    """The slot of every row."""
    _alive: Flags | None = None
    _kept: dict[Query, Bits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = Columns(self.blocks)
        self.sets = Sets(self.blocks, self.columns, self._looked)
        rows = np.concatenate([np.empty(0, np.int64), *(block.rows for block in self.blocks)])
        self._slots = np.full(int(rows.max(initial=-1)) + 1, -1, np.int32)
        self._slots[rows] = np.arange(len(rows), dtype=np.int32)

    def alive(self) -> Flags:
        """The slots of documents that the index holds; all, unless some were replaced."""
        if self._alive is None:
            held, count = int(self.searcher.num_docs), self.sets.documents
            if held == count:
                self._alive = np.ones(count, np.bool_)
            else:
                alive = np.zeros(count, np.bool_)
                alive[self._slots[rows(self.searcher)]] = True
                self._alive = alive
        return self._alive

    def matching(self, query: Query) -> Flags:
        """The documents that match.

        Raises :class:`indexer.errors.QueryTooCostly`.
        """
        bits = self._kept.get(query)
        if bits is not None:
            return unpacked(bits, self.sets.documents)
        found = self.sets.matching(query) & self.alive()
        for oldest in list(self._kept)[: len(self._kept) - KEPT_SETS + 1]:
            self._kept.pop(oldest, None)
        self._kept[query] = packed(found)
        return found

    def slots(self, addresses: Sequence[tantivy.DocAddress]) -> NDArray[Any]:
        """The slots of hits."""
        own = self.searcher.fast_field_values(layout.ROW, list(addresses))
        return self._slots[np.fromiter(own, np.int64, len(own))]

    def ids(self, slots: Sequence[int] | NDArray[Any]) -> list[str]:
        """The ids of documents."""
        bounds = np.cumsum([0, *(block.documents for block in self.blocks)])
        wanted = np.asarray(slots, np.int64)
        places = np.searchsorted(bounds, wanted, "right") - 1
        pairs = zip(places.tolist(), (wanted - bounds[places]).tolist(), strict=True)
        return [self.blocks[block].ids[at].decode() for block, at in pairs]

    def _looked(self, condition: Keyword) -> Flags:
        """The documents with a value of a field that has no column, from its postings."""
        wanted = TQ.term_set_query(self.schema, condition.field, list(condition.values))
        flags = np.zeros(self.sets.documents, np.bool_)
        total = int(self.searcher.search(wanted, 1).count)  # type: ignore[attr-defined]
        if total:
            hits = self.searcher.search(wanted, total, count=False).hits
            flags[self.slots([address for _, address in hits])] = True
        return flags


def rows(searcher: tantivy.Searcher) -> list[int]:
    """The rows of all documents that the index holds."""
    everything = max(int(searcher.num_docs), 1)
    found = searcher.search(
        TQ.all_query(), everything, count=False, order_by_field=layout.ROW, order=tantivy.Order.Asc
    )
    return [row for row, _ in found.hits]
