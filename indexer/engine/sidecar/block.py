"""One block of the sidecar: the tokens of some thousand documents, forward and by word.

A *word* is a token with its language and its stem, so that one number serves the exact stream and
the stems. *Places* are token numbers, counted through the block. Passages lie one after another in
the order of their documents; which passage a place is in, and which sentence, is found by halving
their beginnings.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.query import Form, Fuzzy, Pattern, Term
from indexer.engine.sidecar.arrays import Bytes, Ints, Longs, Mapped, map_arrays, write_arrays
from indexer.engine.sidecar.lines import Lines, read_lines, stored_lines
from indexer.engine.words import literal_prefix, token_test

MISSING = -1
"""Stands for a number that a document does not have."""


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one keyword field."""

    values: tuple[str, ...]
    starts: Ints
    """Row table of ``ordinals`` by document."""
    ordinals: Ints
    """Indexes into ``values``; a document's are all different."""


@dataclass(frozen=True, slots=True)
class Block:
    """See the module. Row tables have one entry more than rows."""

    rows: Longs
    """Number of each document's row, rising; the embedded index holds the same in each document."""
    ids: Lines
    document_passages: Ints
    document_tokens: Ints
    passage_tokens: Ints
    passage_fields: Bytes
    """Indexes into ``fields``."""
    passage_languages: Bytes
    """Indexes into ``languages``."""
    passage_paragraphs: Ints
    sentence_tokens: Ints
    """Row table of the sentences that have a token."""
    sentence_passages: Ints
    tokens: Ints
    """The word of every place."""
    places: Ints
    """The places of every word, rising."""
    word_places: Ints
    """Row table of ``places`` by word. Words are in the order of their exact tokens."""
    exact: Lines
    exact_words: Ints
    """Row table of the words of each exact token."""
    stems: Lines
    """Language, blank, stem."""
    word_stems: Ints
    stem_words: Ints
    """Words by stem; ``stem_starts`` is their row table."""
    stem_starts: Ints
    fields: tuple[str, ...]
    languages: tuple[str, ...]
    columns: dict[str, Column]
    numbers: dict[str, Longs]

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.rows)

    def words(self, node: Term | Pattern | Fuzzy) -> NDArray[Any]:
        """The words, rising, that satisfy a node, in whatever field."""
        if isinstance(node, Term):
            found = [self._form(form) for form in dict.fromkeys(node.forms)]
        elif isinstance(node, Pattern):
            first, last = self.exact.prefixed(literal_prefix(node.pattern).encode())
            if node.pattern == f"{literal_prefix(node.pattern)}*":
                return np.arange(self.exact_words[first], self.exact_words[last])
            found = self._tested(first, last, token_test(node))
        else:
            found = self._fuzzy(node)
        return np.unique(np.concatenate([np.empty(0, np.int32), *found]))

    def passage_of(self, places: NDArray[Any]) -> NDArray[np.intp]:
        """The passage that each place is in."""
        return np.searchsorted(self.passage_tokens, places, "right") - 1

    def sentence_of(self, places: NDArray[Any]) -> NDArray[np.intp]:
        """The sentence that each place is in."""
        return np.searchsorted(self.sentence_tokens, places, "right") - 1

    def document_of(self, passages: NDArray[Any]) -> NDArray[np.intp]:
        """The document, counted through the block, that each passage is of."""
        return np.searchsorted(self.document_passages, passages, "right") - 1

    def _form(self, form: Form) -> Ints:
        if form.stream == "exact":
            at = self.exact.find(form.token.encode())
            if at < 0:
                return np.empty(0, np.int32)
            return np.arange(self.exact_words[at], self.exact_words[at + 1], dtype=np.int32)
        at = self.stems.find(f"{form.stream} {form.token}".encode())
        if at < 0:
            return np.empty(0, np.int32)
        return self.stem_words[self.stem_starts[at] : self.stem_starts[at + 1]]

    def _tested(self, first: int, last: int, test: Callable[[str], bool]) -> list[Ints]:
        return [
            np.arange(self.exact_words[at], self.exact_words[at + 1], dtype=np.int32)
            for at, line in enumerate(self.exact.between(first, last), first)
            if test(line.decode())
        ]

    def _fuzzy(self, node: Fuzzy) -> list[Ints]:
        """Tokens within a distance; only those of about its length are measured."""
        test = token_test(node)
        wanted, slack = node.token.encode(), 4 * node.distance  # a letter is 1 to 4 bytes
        lengths = np.diff(self.exact.starts) - 1
        near = np.flatnonzero(
            (lengths >= len(wanted) - slack) & (lengths <= len(wanted) + slack)
        ).tolist()
        return [each for at in near for each in self._tested(at, at + 1, test)]


_ARRAYS = (
    "rows", "document_passages", "document_tokens", "passage_tokens", "passage_fields",
    "passage_languages", "passage_paragraphs", "sentence_tokens", "sentence_passages", "tokens",
    "places", "word_places", "exact_words", "word_stems", "stem_words", "stem_starts",
)  # fmt: skip
_LINES = ("ids", "exact", "stems")


def write_block(target: Path, block: Block) -> None:
    """Write a block, whole or not at all."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(block, name) for name in _ARRAYS}
    for name in _LINES:
        arrays |= stored_lines(name, getattr(block, name))
    for name, column in block.columns.items():
        arrays |= {
            f"column.{name}.starts": column.starts,
            f"column.{name}.ordinals": column.ordinals,
        }
    arrays |= {f"number.{name}": numbers for name, numbers in block.numbers.items()}
    described = {
        "fields": block.fields,
        "languages": block.languages,
        "values": {name: column.values for name, column in block.columns.items()},
        "numbers": list(block.numbers),
    }
    write_arrays(target, arrays, described=described)


def open_block(source: Path) -> Block:
    """Map a block; raises what :func:`indexer.engine.sidecar.arrays.map_arrays` does."""
    mapped: Mapped = map_arrays(source)
    arrays, described = mapped.arrays, mapped.described
    columns = {
        name: Column(
            tuple(values), arrays[f"column.{name}.starts"], arrays[f"column.{name}.ordinals"]
        )
        for name, values in described["values"].items()
    }
    parts: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    parts |= {name: read_lines(name, arrays) for name in _LINES}
    return Block(
        **parts,
        fields=tuple(described["fields"]),
        languages=tuple(described["languages"]),
        columns=columns,
        numbers={name: arrays[f"number.{name}"] for name in described["numbers"]},
    )


def column(values: list[tuple[str, ...]]) -> Column:
    """The column of these values, a tuple a document."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(value, len(known)) for value in dict.fromkeys(row)] for row in values]
    starts = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    flat = np.fromiter(itertools.chain.from_iterable(rows), np.int32)
    return Column(tuple(known), starts, flat)
