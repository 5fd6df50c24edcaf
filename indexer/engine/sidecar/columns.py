"""Values of fields over all documents, as bits: ticking and counting without touching a document.

A value that many documents bear is a row of bits, and counting it among some hits is one AND and
one count of bits: 172 values over 100,000 decisions take 0.3 ms, whatever the hits, where
tantivy's aggregation visits each value of each hit (4 ms for 20,000 hits) and its walk along the
postings each document (5 ms). Of a rare value the documents are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.sidecar.arrays import Flags, Longs
from indexer.engine.sidecar.block import MISSING, Block

DENSE = 32
"""From one document in so many on, a row of bits is shorter than a list of 32-bit numbers."""

Bits = NDArray[np.uint64]


def packed(flags: Flags) -> Bits:
    """Flags as bits, 64 a number."""
    bits = np.packbits(flags)
    whole = np.zeros(-(-len(flags) // 64) * 8, np.uint8)
    whole[: len(bits)] = bits
    return whole.view(np.uint64)


def unpacked(bits: Bits, count: int) -> Flags:
    """Bits as so many flags."""
    return np.unpackbits(bits.view(np.uint8), count=count).view(np.bool_)


@dataclass(frozen=True, slots=True)
class Counter:
    """The documents of every value of one field."""

    dense: tuple[str, ...]
    bits: Bits
    """A row for each dense value."""
    sparse: tuple[str, ...]
    slots: NDArray[np.int32]
    """The documents of each sparse value, one list after another."""
    starts: NDArray[np.intp]
    """Where each list begins; none is empty."""
    documents: int

    def counts(self, found: Flags, bits: Bits) -> dict[str, int]:
        """How many of the documents found (as flags, and as bits) bear each value; no zeros."""
        counted: dict[str, int] = {}
        if self.dense:
            both = np.bitwise_count(self.bits & bits)
            sums = both.sum(axis=1, dtype=np.int64).tolist()
            counted = {value: count for value, count in zip(self.dense, sums, strict=True) if count}
        if self.sparse:
            sums = np.add.reduceat(found[self.slots], self.starts, dtype=np.int64).tolist()
            counted |= {
                value: count for value, count in zip(self.sparse, sums, strict=True) if count
            }
        return counted

    def bearing(self, values: Iterable[str]) -> Flags:
        """The documents that bear any of the values."""
        found = np.zeros(self.documents, np.bool_)
        for value in values:
            if value in self.dense:
                found |= unpacked(self.bits[self.dense.index(value)], self.documents)
            elif value in self.sparse:
                at = self.sparse.index(value)
                found[np.split(self.slots, self.starts[1:])[at]] = True
        return found


@dataclass(slots=True)
class Columns:
    """The columns of several blocks, put together when first asked for."""

    blocks: tuple[Block, ...]
    _counters: dict[str, Counter] = field(default_factory=dict)
    _numbers: dict[str, Longs] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """How many there are, over all blocks."""
        return sum(block.documents for block in self.blocks)

    def holds(self, name: str) -> bool:
        """Whether a keyword field has a column."""
        return not self.blocks or name in self.blocks[0].columns

    def counter(self, name: str) -> Counter:
        """The counter of a keyword field with a column, or of a number field."""
        if name not in self._counters:
            self._counters[name] = self._counter(name)
        return self._counters[name]

    def number(self, name: str) -> Longs:
        """A number of every document; :data:`MISSING` where it has none."""
        if name not in self._numbers:
            parts = [block.numbers[name] for block in self.blocks]
            self._numbers[name] = np.concatenate([np.empty(0, np.int64), *parts])
        return self._numbers[name]

    def between(self, name: str, low: int | None, high: int | None) -> Flags:
        """The documents whose number lies in ``[low, high]``; those without one never do."""
        numbers = self.number(name)
        found: Flags = numbers != MISSING
        if low is not None:
            found &= numbers >= low
        if high is not None:
            found &= numbers <= high
        return found

    def _counter(self, name: str) -> Counter:
        if self.blocks and name in self.blocks[0].numbers:
            numbers = self.number(name)
            slots = np.flatnonzero(numbers != MISSING)
            values, ordinals = np.unique(numbers[slots], return_inverse=True)
            return _counter([str(each) for each in values.tolist()], slots, ordinals, len(numbers))
        known: dict[str, int] = {}
        nothing = np.empty(0, np.intp)
        pairs: list[tuple[NDArray[Any], NDArray[Any]]] = [(nothing, nothing)]
        base = 0
        for block in self.blocks:
            column = block.columns[name]
            numbered = [known.setdefault(value, len(known)) for value in column.values]
            bearers = np.repeat(np.arange(block.documents), np.diff(column.starts)) + base
            pairs.append((bearers, np.array(numbered, np.intp)[column.ordinals]))
            base += block.documents
        bearing, numbers = (np.concatenate(each) for each in zip(*pairs, strict=True))
        return _counter(list(known), bearing, numbers, base)


def _counter(
    values: Sequence[str], slots: NDArray[Any], ordinals: NDArray[Any], documents: int
) -> Counter:
    """The counter of pairs of a document and the number of a value."""
    counts = np.bincount(ordinals, minlength=len(values))
    order = np.argsort(ordinals, kind="stable")
    lists = np.split(slots[order].astype(np.int32), np.cumsum(counts)[:-1]) if values else []
    dense = [at for at, count in enumerate(counts.tolist()) if count * DENSE >= documents and count]
    sparse = [at for at, count in enumerate(counts.tolist()) if 0 < count * DENSE < documents]
    bits = np.zeros((len(dense), -(-documents // 64)), np.uint64)
    for row, at in enumerate(dense):
        flags = np.zeros(documents, np.bool_)
        flags[lists[at]] = True
        bits[row] = packed(flags)
    kept = [lists[at] for at in sparse]
    lengths = np.array([len(each) for each in kept], np.intp)
    return Counter(
        tuple(values[at] for at in dense),
        bits,
        tuple(values[at] for at in sparse),
        np.concatenate([np.empty(0, np.int32), *kept]),
        np.cumsum(lengths) - lengths,
        documents,
    )
