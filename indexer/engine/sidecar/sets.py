"""The set of documents that a query asks for, as one flag a document, worked out exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
    Keyword,
    Near,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Query,
    Range,
    Term,
    Within,
)
from indexer.engine.sidecar.arrays import Flags
from indexer.engine.sidecar.block import Block
from indexer.engine.sidecar.columns import Columns
from indexer.engine.sidecar.matches import held
from indexer.engine.sidecar.words import BlockWords, Condition, Key, Places, Word

Looked = Callable[[Keyword], Flags]
"""The documents that bear a value of a field without a column."""

KEPT_WORDS = 2_000
"""Words of queries whose numbers are kept for each block."""


@dataclass(slots=True)
class Sets:
    """Evaluates queries over several blocks, whose documents are counted through: their *slots*."""

    blocks: tuple[Block, ...]
    columns: Columns
    looked: Looked
    _words: tuple[dict[Key, NDArray[Any]], ...] = field(init=False)

    def __post_init__(self) -> None:
        self._words = tuple({} for _ in self.blocks)

    @property
    def documents(self) -> int:
        """How many there are, replaced ones included."""
        return self.columns.documents

    def matching(self, query: Query) -> Flags:
        """The documents that match.

        Raises :class:`indexer.errors.QueryTooCostly`.
        """
        match query:
            case And(nodes):
                found = np.ones(self.documents, np.bool_)
                for node in nodes:
                    found &= self.matching(node)
                return found
            case Or(nodes):
                found = np.zeros(self.documents, np.bool_)
                for node in nodes:
                    found |= self.matching(node)
                return found
            case Not(node):
                return ~self.matching(node)
            case Prefer(node):
                return self.matching(node)
            case Keyword() | Range() | Everything():
                return self.satisfying(query)
            case Nothing():
                return np.zeros(self.documents, np.bool_)
            case _:
                return self._holding(query)

    def satisfying(self, condition: Condition) -> Flags:
        """The documents that satisfy a condition."""
        match condition:
            case Everything():
                return np.ones(self.documents, np.bool_)
            case Range(name, low, high):
                return self.columns.between(name, low, high)
            case Keyword(name, values):
                if self.columns.holds(name):
                    return self.columns.counter(name).bearing(values)
                return self.looked(condition)

    def total(self, word: Word) -> int:
        """How often a word stands in all documents, its field set aside."""
        return sum(words.total(word) for words in self.each())

    def _holding(self, query: Word | Phrase | Near | Within) -> Flags:
        found = [np.empty(0, np.bool_)]
        for words in self.each():
            if isinstance(query, Term | Pattern | Fuzzy):
                found.append(_bearing(words, query))
                continue
            flags = np.zeros(words.block.documents, np.bool_)
            flags[words.block.document_of(held(query, words, "paragraph"))] = True
            found.append(flags)
        return np.concatenate(found)

    def each(self) -> list[BlockWords]:
        """The words of each block."""
        made, base = [], 0
        for block, known in zip(self.blocks, self._words, strict=True):
            if len(known) > KEPT_WORDS:
                known.clear()
            made.append(BlockWords(block, _part(self, base, base + block.documents), known))
            base += block.documents
        return made


def _part(sets: Sets, first: int, last: int) -> Callable[[Condition], Flags]:
    """The facts of one block's documents."""
    return lambda condition: sets.satisfying(condition)[first:last]


def _bearing(words: BlockWords, word: Word) -> Flags:
    """The documents of a block that hold a word."""
    block = words.block
    beginnings = block.document_tokens
    flags = np.zeros(block.documents, np.bool_)
    for places in words.runs(word):
        if len(places) < block.documents:
            flags[_documents(beginnings, places)] = True
        else:  # asking each document costs less than asking each place
            flags |= np.diff(np.searchsorted(places, beginnings)) > 0
    return flags


def _documents(beginnings: NDArray[Any], places: Places) -> NDArray[np.intp]:
    return np.searchsorted(beginnings, places, "right") - 1
