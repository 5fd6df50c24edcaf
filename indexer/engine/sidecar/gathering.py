"""Records made into blocks: tokens numbered as they come, sorted when a block is full."""

from __future__ import annotations

import array
import itertools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np

from indexer.engine.sidecar.arrays import Ints, Longs, ends
from indexer.engine.sidecar.block import MISSING, Block, column
from indexer.engine.sidecar.lines import Lines, make_lines
from indexer.fields import Field, keyword_fields, number_fields, text_fields
from indexer.record import IndexRecord, Passage

BLOCK_TOKENS = 1 << 24
"""Tokens from which on a block is full: about 10,000 decisions, sorted in a third of a gigabyte."""
SORTED_TOKENS = 1 << 22
"""Tokens sorted at a time; more no longer fit the processor's cache, and take three times as
long each."""
MOST_LANGUAGES = 250
"""Languages that one block can tell apart; they are numbered in a byte."""

Word = tuple[str, str, str]
"""Exact token, language, stem."""


@dataclass(slots=True)
class Vocabulary:
    """Words numbered in the order in which they came."""

    words: list[Word] = field(default_factory=list)
    usual: dict[str, dict[str, int]] = field(default_factory=dict)
    """By language: a token's first word."""
    stems: list[str] = field(default_factory=list)
    """Stem of each word."""
    others: dict[Word, int] = field(default_factory=dict)
    """Words whose token had another stem before, as ``licencié`` has beside ``licencie``."""

    def numbers(self, passage: Passage) -> list[int]:
        """The words of a passage.

        Nearly all are known with that very stem, and are looked up in two passes that run in C;
        a lookup by token and stem together took twice as long.
        """
        known = self.usual.setdefault(passage.language, {})
        found: list[int | None] = list(map(known.get, passage.exact))
        if None in found:
            for at, number in enumerate(found):
                if number is None:
                    found[at] = self._add(passage, at, known)
        numbers: list[int] = found  # type: ignore[assignment]  # no None is left
        if tuple(map(self.stems.__getitem__, numbers)) != passage.stems:
            for at, (number, stem) in enumerate(zip(numbers, passage.stems, strict=True)):
                if self.stems[number] != stem:
                    numbers[at] = self._other(passage, at)
        return numbers

    def _add(self, passage: Passage, at: int, known: dict[str, int]) -> int:
        token = passage.exact[at]
        if token not in known:
            known[token] = self._number((token, passage.language, passage.stems[at]))
        return known[token]

    def _other(self, passage: Passage, at: int) -> int:
        word = (passage.exact[at], passage.language, passage.stems[at])
        if word not in self.others:
            self.others[word] = self._number(word)
        return self.others[word]

    def _number(self, word: Word) -> int:
        self.words.append(word)
        self.stems.append(word[2])
        return len(self.words) - 1


def column_fields() -> tuple[Field, ...]:
    """The keyword fields that can be counted or ticked; the others have too many values."""
    return tuple(each for each in keyword_fields() if each.facet or each.filter)


def _numbered_fields() -> dict[str, int]:
    return {each.name: number for number, each in enumerate(text_fields())}


@dataclass(slots=True)
class Gathering:
    """Records on their way into one block."""

    tokens: array.array[int] = field(default_factory=lambda: array.array("i"))
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    rows: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)
    """Number of passages of each document."""
    lengths: array.array[int] = field(default_factory=lambda: array.array("i"))
    """Tokens of each passage."""
    named: array.array[int] = field(default_factory=lambda: array.array("i"))
    """Field, language and paragraph of each passage."""
    sentences: array.array[int] = field(default_factory=lambda: array.array("i"))
    fields: dict[str, int] = field(default_factory=_numbered_fields)
    languages: dict[str, int] = field(default_factory=dict)
    keywords: list[Mapping[str, tuple[str, ...]]] = field(default_factory=list)
    numbers: list[Mapping[str, int]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether the block should be written before the next record."""
        return len(self.tokens) >= BLOCK_TOKENS or len(self.languages) >= MOST_LANGUAGES

    def add(self, row: int, record: IndexRecord) -> None:
        """Take a record in; it was checked before."""
        fields = self.fields
        self.rows.append(row)
        self.ids.append(record.id)
        self.passages.append(len(record.passages))
        self.keywords.append(record.keywords)
        self.numbers.append({**record.numbers, "prior": round(record.prior * 1000)})
        for passage in record.passages:
            first, length = len(self.tokens), len(passage.exact)
            language = self.languages.setdefault(passage.language, len(self.languages))
            self.named.extend((fields[passage.field], language, passage.paragraph))
            self.lengths.append(length)
            bounds = [at for at in dict.fromkeys((0, *passage.sentences)) if at < length]
            self.sentences.extend([first + at for at in bounds])
            self.tokens.extend(self.vocabulary.numbers(passage))

    def _number(self, name: str) -> Longs:
        return np.array([row.get(name, MISSING) for row in self.numbers], np.int64)

    def block(self) -> Block:
        """What was gathered, as a block."""
        passage_tokens, document_passages = ends(self.lengths), ends(self.passages)
        sentences = np.array(self.sentences, np.int32)
        named = np.array(self.named, np.int32).reshape(-1, 3)
        words = self.vocabulary.words
        order = sorted(range(len(words)), key=words.__getitem__)
        tokens = _renumbered(np.frombuffer(self.tokens, np.int32), order)
        places, word_places = inverted(tokens, len(words))
        kept = [each.name for each in column_fields()]
        counted = [each.name for each in number_fields()]
        return Block(
            rows=np.array(self.rows, np.int64),
            ids=make_lines(self.ids),
            document_passages=document_passages,
            document_tokens=passage_tokens[document_passages],
            passage_tokens=passage_tokens,
            passage_fields=named[:, 0].astype(np.uint8),
            passage_languages=named[:, 1].astype(np.uint8),
            passage_paragraphs=named[:, 2].copy(),
            sentence_tokens=np.append(sentences, np.int32(len(tokens))),
            sentence_passages=(np.searchsorted(passage_tokens, sentences, "right") - 1).astype(
                np.int32
            ),
            tokens=tokens,
            places=places,
            word_places=word_places,
            **dictionary([words[number] for number in order]),
            fields=tuple(self.fields),
            languages=tuple(self.languages),
            columns={name: column([row.get(name, ()) for row in self.keywords]) for name in kept},
            numbers={name: self._number(name) for name in counted},
        )


def inverted(tokens: Ints, words: int) -> tuple[Ints, Ints]:
    """The places of every word, and their row table."""
    table = ends(np.bincount(tokens, minlength=words))
    free = table[:-1].copy()
    places = np.empty(len(tokens), np.int32)
    for first in range(0, len(tokens), SORTED_TOKENS):
        part = tokens[first : first + SORTED_TOKENS]
        order = _sorted(part)
        counts = np.bincount(part, minlength=words)
        shift = np.repeat(free - (np.cumsum(counts) - counts), counts)
        places[np.arange(len(part)) + shift] = order + first
        free += counts.astype(np.int32)
    return places, table


def _sorted(tokens: Ints) -> Ints:
    """Places in the order of their words, by 16 bits at a time, which numpy sorts by radix."""
    order = np.argsort(tokens.astype(np.uint16), kind="stable").astype(np.int32)
    high = (tokens >> 16).astype(np.uint16)
    if high.any():
        order = order[np.argsort(high[order], kind="stable")]
    return order


def _renumbered(tokens: Ints, order: Sequence[int]) -> Ints:
    rank = np.empty(len(order), np.int32)
    rank[np.array(order, np.int64)] = np.arange(len(order), dtype=np.int32)
    return rank[tokens]


class Dictionary(TypedDict):
    """The part of a block that tells its words."""

    exact: Lines
    exact_words: Ints
    stems: Lines
    word_stems: Ints
    stem_words: Ints
    stem_starts: Ints


def dictionary(words: Sequence[Word]) -> Dictionary:
    """The arrays that tell these words, which must be sorted and all different."""
    tokens = [token for token, _ in itertools.groupby(words, key=operator.itemgetter(0))]
    counts = [len(list(group)) for _, group in itertools.groupby(words, key=operator.itemgetter(0))]
    named = [f"{language} {stem}" for _, language, stem in words]
    stems = sorted(set(named))
    numbers = {stem: number for number, stem in enumerate(stems)}
    word_stems = np.fromiter(map(numbers.__getitem__, named), np.int32, len(named))
    return Dictionary(
        exact=make_lines(tokens),
        exact_words=ends(counts),
        stems=make_lines(stems),
        word_stems=word_stems,
        stem_words=np.argsort(word_stems, kind="stable").astype(np.int32),
        stem_starts=ends(np.bincount(word_stems, minlength=len(stems))),
    )
