"""The best paragraphs of the hits of a page, all hits at once.

It gives what :func:`indexer.matching.best_paragraphs` gives for each hit: a paragraph is worth the
number of different words and operators of the query that it satisfies. Only the tokens of the
hits' own documents are looked at, once, against all words of the query.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.base import ParagraphMatch
from indexer.engine.query import (
    And,
    Fuzzy,
    Near,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Query,
    Term,
    Within,
)
from indexer.engine.sidecar.arrays import Flags, spans
from indexer.engine.sidecar.block import Block
from indexer.engine.sidecar.matches import marks
from indexer.engine.sidecar.words import (
    BlockWords,
    Condition,
    Key,
    Level,
    Places,
    Units,
    Word,
    different,
    key_of,
)
from indexer.matching import children
from indexer.record import TAGS_PARAGRAPH

Numbers = NDArray[np.int64]


@dataclass
class PageWords:
    """The words of a query in the documents of a page, and nothing else of them.

    Places, passages and sentences are counted through all blocks. A place at which no word of the
    query stands is in no unit.
    """

    at: Numbers
    """Places at which a word of the query stands."""
    tokens: Numbers
    """The word there, counted through all blocks."""
    passages: Numbers
    cut: Callable[[], Numbers]
    """Gives the sentence of each place; few queries ask."""
    fields: NDArray[Any]
    """The text field of each place."""
    names: tuple[str, ...]
    known: dict[Key, Numbers]
    """Words, counted through all blocks, that satisfy each word of the query."""
    _runs: dict[tuple[Key, str | None], Places] = field(default_factory=dict)

    @functools.cached_property
    def sentences(self) -> Numbers:
        """The sentence of each place."""
        return self.cut()

    def total(self, word: Word) -> int:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        return len(self.runs(word)[0])

    def runs(self, word: Word) -> Sequence[Places]:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        key = key_of(word), word.field
        found = self._runs.get(key)
        if found is None:
            keep = self._standing(word)
            if word.field is not None:
                wanted = self.names.index(word.field) if word.field in self.names else -1
                keep &= self.fields == wanted
            found = self._runs[key] = self.at[keep]
        return [found]

    def stands(self, word: Word, places: Places) -> Flags:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        return np.isin(places, self.at[self._standing(word)])

    def holding(self, word: Word, units: Units, level: Level) -> Flags:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        return np.isin(units, self.unit_of(self.runs(word)[0], level))

    def unit_of(self, places: Places, level: Level) -> Units:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        units = self.passages if level == "paragraph" else self.sentences
        if not len(self.at):
            return np.full(len(places), -1)
        found = np.minimum(np.searchsorted(self.at, places), len(self.at) - 1)
        return np.where(self.at[found] == places, units[found], -1)

    def passage_of(self, sentences: Units) -> Units:
        """See :class:`indexer.engine.sidecar.words.Words`."""
        return self.passages[np.searchsorted(self.sentences, sentences)]

    def every(self, level: Level) -> Units:
        """See :class:`indexer.engine.sidecar.words.Words`; only units with some word count."""
        return different(self.passages if level == "paragraph" else self.sentences)

    def satisfying(self, condition: Condition, level: Level) -> Units:  # noqa: ARG002
        """All units: conditions on documents are taken to hold, as the hits satisfy the query."""
        return self.every(level)

    def _standing(self, word: Word) -> Flags:
        return np.isin(self.tokens, self.known[key_of(word)])


def best_paragraphs(
    query: Query, every: Sequence[BlockWords], slots: Sequence[int]
) -> Iterator[tuple[ParagraphMatch, ...]]:
    """The paragraphs of each of these documents that the query's words match, best first.

    ``slots`` count the documents through all blocks.
    """
    words, found = _page(query, every, np.array(slots, np.int64))
    units = different(words.passages)
    scores = np.round(_worth(query, words, units), 4)
    by_slot: dict[int, dict[tuple[str, int], float]] = {slot: {} for slot in slots}
    for slot, key, score in zip(found.slots, found.keys, scores.tolist(), strict=True):
        if score and key[1] != TAGS_PARAGRAPH:
            known = by_slot[slot]
            known[key] = max(known.get(key, 0.0), score)
    for slot in slots:
        ordered = sorted(by_slot[slot].items(), key=lambda item: (-item[1], item[0]))
        yield tuple(ParagraphMatch(*key, score) for key, score in ordered)


@dataclass(frozen=True, slots=True)
class _Found:
    """The passages in which any word of the query stands."""

    slots: list[int]
    """The document of each."""
    keys: list[tuple[str, int]]
    """Language and paragraph of each."""


def _page(query: Query, every: Sequence[BlockWords], slots: Numbers) -> tuple[PageWords, _Found]:
    leaves = {key_of(word): word for word in _leaves(query)}
    parts: list[_Part] = []
    known: dict[Key, list[Numbers]] = {key: [np.empty(0, np.int64)] for key in leaves}
    base = np.zeros(5, np.int64)  # documents, places, words, passages, sentences before the block
    for words in every:
        own = slots[(slots >= base[0]) & (slots < base[0] + words.block.documents)] - base[0]
        if len(own):
            numbers = {key: words.numbers(word) for key, word in leaves.items()}
            for key, each in numbers.items():
                known[key].append(each + base[2])
            parts.append(_part(words.block, np.sort(own), list(numbers.values()), base.copy()))
        base += _sizes(words.block)
    found = _Found([], [])
    for part in parts:
        found.slots.extend(part.slots)
        found.keys.extend(part.keys)
    page = PageWords(
        at=_together([part.at for part in parts]),
        tokens=_together([part.tokens for part in parts]),
        passages=_together([part.passages for part in parts]),
        cut=lambda: _together([part.sentences() for part in parts]),
        fields=_together([part.fields for part in parts]),
        names=every[0].block.fields if every else (),
        known={key: _together(each) for key, each in known.items()},
    )
    return page, found


def _together(several: Sequence[NDArray[Any]]) -> Numbers:
    return np.concatenate([np.empty(0, np.int64), *several])


def _sizes(block: Block) -> Numbers:
    return np.array(
        [
            block.documents,
            len(block.tokens),
            len(block.word_stems),
            len(block.passage_fields),
            len(block.sentence_passages),
        ],
        np.int64,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one block adds to a page."""

    at: Numbers
    tokens: Numbers
    passages: Numbers
    sentences: Callable[[], Numbers]
    fields: NDArray[Any]
    slots: list[int]
    keys: list[tuple[str, int]]


def _part(block: Block, own: Numbers, numbers: Sequence[Numbers], base: Numbers) -> _Part:
    wanted = np.zeros(len(block.word_stems), np.bool_)
    for each in numbers:
        wanted[each] = True
    places = spans(block.document_tokens, own)
    tokens = block.tokens[places]
    standing = np.flatnonzero(wanted[tokens])
    places, tokens = places[standing], tokens[standing]
    # Only the documents' own passages are looked through: those of the block fill no cache.
    near = spans(block.document_passages, own)
    passages = near[np.searchsorted(block.passage_tokens[near], places, "right") - 1]
    met = different(passages)
    documents = own[np.searchsorted(block.document_passages[own], met, "right") - 1]
    languages = [block.languages[each] for each in block.passage_languages[met].tolist()]
    return _Part(
        at=places + base[1],
        tokens=tokens + base[2],
        passages=passages + base[3],
        sentences=lambda: block.sentence_of(places) + base[4],
        fields=block.passage_fields[passages],
        slots=(documents + base[0]).tolist(),
        keys=list(zip(languages, block.passage_paragraphs[met].tolist(), strict=True)),
    )


def _worth(query: Query, words: PageWords, units: Units) -> NDArray[np.float64]:
    """What each passage is worth."""
    match query:
        case Term() | Pattern() | Fuzzy():
            counts = _counts(words.runs(query)[0], words, units)
            return np.where(counts, 1.0 + 0.1 * np.minimum(counts - 1, 4), 0.0)
        case Phrase() | Near() | Within():
            counts = _counts(marks(query, words, "paragraph"), words, units)
            return np.where(counts, 2.0 + 0.1 * np.minimum(counts, 10), 0.0)
        case And(nodes) | Or(nodes):
            worths = [_worth(node, words, units) for node in nodes]
            return sum(worths, np.zeros(len(units)))
        case Prefer(node):
            return _worth(node, words, units)
        case _:
            return np.zeros(len(units))


def _counts(places: Places, words: PageWords, units: Units) -> NDArray[np.int64]:
    at = np.searchsorted(units, words.unit_of(places, "paragraph"))
    return np.bincount(at, minlength=len(units))


def _leaves(query: Query) -> Iterator[Word]:
    if isinstance(query, Word):
        yield query
    for node in children(query):
        yield from _leaves(node)
