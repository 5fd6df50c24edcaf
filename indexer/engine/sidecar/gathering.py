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
from indexer.engine.sidecar.joined import Joined
from indexer.engine.sidecar.lines import Lines, make_lines
from indexer.engine.sidecar.numbering import Numbering, Word
from indexer.fields import Field, keyword_fields, number_fields, text_fields
from indexer.record import IndexRecord

BLOCK_TOKENS = 1 << 24
"""Tokens from which on a block is full: about 10,000 decisions, sorted in a third of a gigabyte."""
SORTED_TOKENS = 1 << 21
"""Tokens sorted at a time; more no longer fit the processor's cache, and take three times as
long each."""
NUMBERED = 32
"""Documents whose words are numbered together: enough to be quick, few enough to stay in cache."""
MOST_LANGUAGES = 250
"""Languages that one block can tell apart; they are numbered in a byte."""


def column_fields() -> tuple[Field, ...]:
    """The keyword fields that can be counted or ticked; the others have too many values."""
    return tuple(each for each in keyword_fields() if each.facet or each.filter)


def _numbered_fields() -> dict[str, int]:
    return {each.name: number for number, each in enumerate(text_fields())}


@dataclass(slots=True)
class Gathering:
    """Records on their way into one block."""

    numbering: Numbering = field(default_factory=Numbering)
    tokens: list[Ints] = field(default_factory=list)
    """Words of all passages numbered so far."""
    pending: list[Joined] = field(default_factory=list)
    """Documents whose words are still to be numbered."""
    count: int = 0
    """Tokens taken in."""
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
        return self.count >= BLOCK_TOKENS or len(self.languages) >= MOST_LANGUAGES

    def add(self, row: int, record: IndexRecord, streams: Joined) -> None:
        """Take a record in, with its passages as :func:`joined` gives them."""
        self.rows.append(row)
        self.ids.append(record.id)
        self.passages.append(len(record.passages))
        self.keywords.append(record.keywords)
        self.numbers.append({**record.numbers, "prior": round(record.prior * 1000)})
        fields, languages = self.fields, self.languages
        for passage in record.passages:
            length = len(passage.exact)
            language = languages.setdefault(passage.language, len(languages))
            self.named.extend((fields[passage.field], language, passage.paragraph))
            self.lengths.append(length)
            bounds = dict.fromkeys((0, *passage.sentences))
            self.sentences.extend([self.count + at for at in bounds if at < length])
            self.count += length
        if streams.passages:
            self.pending.append(streams)
        if len(self.pending) >= NUMBERED:
            self._number_pending()

    def _number_pending(self) -> None:
        if self.pending:
            exact = " ".join([each.whole_exact for each in self.pending])
            stems = " ".join([each.whole_stems for each in self.pending])
            passages = [passage for each in self.pending for passage in each.passages]
            stretches = [(each.language, len(each.exact)) for each in passages]
            self.tokens.append(self.numbering.numbers(exact, stems, stretches))
            self.pending.clear()

    def _number(self, name: str) -> Longs:
        return np.array([row.get(name, MISSING) for row in self.numbers], np.int64)

    def block(self) -> Block:
        """What was gathered, as a block."""
        passage_tokens, document_passages = ends(self.lengths), ends(self.passages)
        sentences = np.array(self.sentences, np.int32)
        named = np.array(self.named, np.int32).reshape(-1, 3)
        self._number_pending()
        words = self.numbering.words
        order = sorted(range(len(words)), key=words.__getitem__)
        tokens = _renumbered(np.concatenate([np.empty(0, np.int32), *self.tokens]), order)
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
