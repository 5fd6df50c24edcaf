"""Several blocks made one, without the documents that were replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.sidecar.arrays import Flags, Ints, ends, spans
from indexer.engine.sidecar.block import Block, Column
from indexer.engine.sidecar.gathering import dictionary, inverted
from indexer.engine.sidecar.lines import make_lines
from indexer.engine.sidecar.numbering import Word


def merged(blocks: Sequence[Block], alive: Sequence[Flags]) -> Block:
    """The documents of these blocks that are alive, in one block."""
    parts = [
        _Part(block, np.flatnonzero(flags)) for block, flags in zip(blocks, alive, strict=True)
    ]
    words = sorted({word for part in parts for word in part.words})
    numbers = {word: number for number, word in enumerate(words)}
    languages = tuple(dict.fromkeys(each for block in blocks for each in block.languages))
    tokens = np.concatenate([part.tokens(numbers) for part in parts])
    places, word_places = inverted(tokens, len(words))
    passage_tokens = ends(np.concatenate([part.passage_lengths for part in parts]))
    document_passages = ends(np.concatenate([part.document_lengths for part in parts]))
    sentences = ends(np.concatenate([part.sentence_lengths for part in parts]))
    firsts = blocks[0]
    return Block(
        rows=np.concatenate([part.block.rows[part.documents] for part in parts]),
        ids=make_lines(
            part.block.ids[at].decode() for part in parts for at in part.documents.tolist()
        ),
        document_passages=document_passages,
        document_tokens=passage_tokens[document_passages],
        passage_tokens=passage_tokens,
        passage_fields=np.concatenate([b.passage_fields[p.passages] for b, p in _both(parts)]),
        passage_languages=np.concatenate([part.languages(languages) for part in parts]),
        passage_paragraphs=np.concatenate(
            [b.passage_paragraphs[p.passages] for b, p in _both(parts)]
        ),
        sentence_tokens=sentences,
        sentence_passages=(np.searchsorted(passage_tokens, sentences[:-1], "right") - 1).astype(
            np.int32
        ),
        tokens=tokens,
        places=places,
        word_places=word_places,
        **dictionary(words),
        fields=firsts.fields,
        languages=languages,
        columns={name: _column(name, parts) for name in firsts.columns},
        numbers={
            name: np.concatenate([part.block.numbers[name][part.documents] for part in parts])
            for name in firsts.numbers
        },
    )


class _Part:
    """What stays of one block."""

    def __init__(self, block: Block, documents: NDArray[np.intp]) -> None:
        self.block, self.documents = block, documents
        self.passages = spans(block.document_passages, documents)
        self.document_lengths = np.diff(block.document_passages)[documents]
        self.passage_lengths = np.diff(block.passage_tokens)[self.passages]
        kept = np.zeros(len(block.passage_fields), np.bool_)
        kept[self.passages] = True
        self.sentence_lengths = np.diff(block.sentence_tokens)[kept[block.sentence_passages]]
        self._old = block.tokens[spans(block.passage_tokens, self.passages)]
        self._used = np.unique(self._old)
        known = _words(block)
        self.words: list[Word] = [known[number] for number in self._used.tolist()]

    def tokens(self, numbers: dict[Word, int]) -> Ints:
        """The words of every place, numbered anew."""
        rank = np.zeros(len(self.block.word_stems), np.int32)
        rank[self._used] = [numbers[word] for word in self.words]
        renumbered: Ints = rank[self._old]
        return renumbered

    def languages(self, names: tuple[str, ...]) -> NDArray[np.uint8]:
        """The language of each passage, numbered anew."""
        rank = np.array([names.index(each) for each in self.block.languages], np.uint8)
        renumbered: NDArray[np.uint8] = rank[self.block.passage_languages[self.passages]]
        return renumbered


def _both(parts: Sequence[_Part]) -> list[tuple[Block, _Part]]:
    return [(part.block, part) for part in parts]


def _words(block: Block) -> list[Word]:
    """Every word of a block, spelled out."""
    tokens = [line.decode() for line in block.exact.between(0, len(block.exact))]
    stems = [line.decode().partition(" ") for line in block.stems.between(0, len(block.stems))]
    counts = np.diff(block.exact_words)
    own = np.repeat(np.arange(len(tokens)), counts).tolist()
    return [
        (tokens[token], stems[stem][0], stems[stem][2])
        for token, stem in zip(own, block.word_stems.tolist(), strict=True)
    ]


def _column(name: str, parts: Sequence[_Part]) -> Column:
    known: dict[str, int] = {}
    ordinals: list[NDArray[Any]] = []
    lengths: list[NDArray[Any]] = []
    for part in parts:
        column = part.block.columns[name]
        numbered = [known.setdefault(value, len(known)) for value in column.values]
        rank = np.array(numbered, np.int32)
        ordinals.append(rank[column.ordinals[spans(column.starts, part.documents)]])
        lengths.append(np.diff(column.starts)[part.documents])
    return Column(tuple(known), ends(np.concatenate(lengths)), np.concatenate(ordinals))
