"""Where words stand in one block, as the evaluation of a query asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.engine.query import Everything, Form, Fuzzy, Keyword, Pattern, Range, Term
from indexer.engine.sidecar.arrays import Flags, spans
from indexer.engine.sidecar.block import Block

Level = Literal["paragraph", "sentence"]
"""What a match has to lie in: a passage, or one of its sentences."""
Word = Term | Pattern | Fuzzy
Key = tuple[Form, ...] | str | tuple[str, int]
Condition = Keyword | Range | Everything
Places = NDArray[Any]
"""Rising places, all different."""
Units = NDArray[Any]
"""Rising numbers of passages or sentences, all different."""
Facts = Callable[[Condition], Flags]
"""The documents of a block that satisfy a condition."""

MOST_RUNS = 8
"""Lists of places that are looked into one by one; more are first made one."""


class Words(Protocol):
    """What the evaluation needs to know of some stretch of tokens."""

    def total(self, word: Word) -> int:
        """How often a word stands there, its field set aside."""

    def runs(self, word: Word) -> Sequence[Places]:
        """Lists of places that together are the word's."""

    def stands(self, word: Word, places: Places) -> Flags:
        """At which of these places the word stands, its field set aside."""

    def holding(self, word: Word, units: Units, level: Level) -> Flags:
        """Which of these units hold the word."""

    def unit_of(self, places: Places, level: Level) -> Units:
        """The unit of each place."""

    def passage_of(self, sentences: Units) -> Units:
        """The passage of each sentence."""

    def every(self, level: Level) -> Units:
        """All units."""

    def satisfying(self, condition: Condition, level: Level) -> Units:
        """The units of the documents that satisfy a condition."""


def key_of(word: Word) -> Key:
    """What decides where a word stands, its field set aside."""
    match word:
        case Term(forms):
            return forms
        case Pattern(pattern):
            return pattern
        case Fuzzy(token, distance):
            return token, distance


def united(lists: Sequence[Places]) -> Places:
    """Several rising lists without common places as one.

    The stable sort finds the lists in it and merges them: thirty times as fast as sorting anew.
    """
    if len(lists) == 1:
        return lists[0]
    if not lists:
        return np.empty(0, np.int32)
    return np.sort(np.concatenate(lists), kind="stable")


def different(rising: NDArray[Any]) -> NDArray[Any]:
    """A rising list without its repetitions."""
    if len(rising) < 2:
        return rising
    keep = np.empty(len(rising), np.bool_)
    keep[0] = True
    np.not_equal(rising[1:], rising[:-1], out=keep[1:])
    return rising[keep]


@dataclass(slots=True)
class BlockWords:
    """The words of a whole block."""

    block: Block
    facts: Facts
    known: dict[Key, NDArray[Any]] = field(default_factory=dict)

    def total(self, word: Word) -> int:
        """See :class:`Words`."""
        known, table = self.numbers(word), self.block.word_places
        return int((table[known + 1] - table[known]).sum())

    def runs(self, word: Word) -> Sequence[Places]:
        """See :class:`Words`."""
        known, table = self.numbers(word), self.block.word_places
        if len(known) > MOST_RUNS:
            if known[-1] - known[0] == len(known) - 1:  # a prefix: its words lie side by side
                places = self.block.places[table[known[0]] : table[known[-1] + 1]]
            else:
                places = self.block.places[spans(table, known)]
            found = [np.sort(places, kind="stable")]
        else:
            found = [self.block.places[table[each] : table[each + 1]] for each in known.tolist()]
        return [self._in_field(word, each) for each in found]

    def stands(self, word: Word, places: Places) -> Flags:
        """See :class:`Words`."""
        known = self.numbers(word)
        tokens = self.block.tokens[places]
        if len(known) > MOST_RUNS:
            marked = np.zeros(len(self.block.word_stems), np.bool_)
            marked[known] = True
            return marked[tokens]
        found = np.zeros(len(places), np.bool_)
        for each in known.tolist():
            found |= tokens == each
        return found

    def holding(self, word: Word, units: Units, level: Level) -> Flags:
        """See :class:`Words`."""
        block = self.block
        if level == "paragraph":
            first, last = block.passage_tokens[units], block.passage_tokens[units + 1]
        else:
            first, last = block.sentence_tokens[units], block.sentence_tokens[units + 1]
        found = np.zeros(len(units), np.bool_)
        for places in self.runs(word):
            found |= np.searchsorted(places, first) < np.searchsorted(places, last)
        return found

    def unit_of(self, places: Places, level: Level) -> Units:
        """See :class:`Words`."""
        if level == "paragraph":
            return self.block.passage_of(places)
        return self.block.sentence_of(places)

    def passage_of(self, sentences: Units) -> Units:
        """See :class:`Words`."""
        found: Units = self.block.sentence_passages[sentences]
        return found

    def every(self, level: Level) -> Units:
        """See :class:`Words`."""
        if level == "paragraph":
            return np.arange(len(self.block.passage_fields))
        return np.arange(len(self.block.sentence_passages))

    def satisfying(self, condition: Condition, level: Level) -> Units:
        """See :class:`Words`."""
        holds = self.facts(condition)
        passages = np.repeat(holds, np.diff(self.block.document_passages))
        if level == "paragraph":
            return np.flatnonzero(passages)
        return np.flatnonzero(passages[self.block.sentence_passages])

    def numbers(self, word: Word) -> NDArray[Any]:
        """The words of the block that satisfy a word of a query, rising."""
        key = key_of(word)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.block.words(word)
        return found

    def _in_field(self, word: Word, places: Places) -> Places:
        if word.field is None:
            return places
        if word.field not in self.block.fields:
            return places[:0]
        wanted = self.block.fields.index(word.field)
        inside: Places = places[self.block.passage_fields[self.block.passage_of(places)] == wanted]
        return inside
