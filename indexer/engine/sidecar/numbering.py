"""Words numbered in the order in which they come, many at a time.

A Python dictionary was asked for each token twice, and the lookups, which miss the processor's
caches, took half the time of indexing. Here a token is two 64-bit numbers, its very bytes, and is
sought with its stem and its language in a table of arrays; only what is not found there (new, long
or in a crowded place of the table: one token in fifty) is looked up in a dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.sidecar.arrays import Ints

Word = tuple[str, str, str]
"""Exact token, language, stem."""
Keys = NDArray[np.uint64]

LONGEST_TOKEN, LONGEST_STEM = 15, 16
"""Bytes that fit a key; the language takes the sixteenth byte of the token's."""
TABLE_BITS = 20
_MASKS: Keys = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_FACTORS = tuple(
    np.uint64(each)
    for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
)
_FOLD = np.uint64(29)
_PROBES = (np.uint64(64 - TABLE_BITS), np.uint64(64 - 2 * TABLE_BITS))
_PLACE = np.uint64((1 << TABLE_BITS) - 1)


class Numbering:
    """Numbers the words of one block."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._known: dict[Word, int] = {}
        self._languages: dict[str, int] = {}
        self._table = np.zeros(1 << TABLE_BITS, np.int32)
        """By place: the number of a word, plus one."""
        self._keys: Keys = np.zeros((1024, 4), np.uint64)
        """By number plus one: the key of a word, if it is short."""

    def numbers(self, exact: str, stems: str, stretches: Sequence[tuple[str, int]]) -> Ints:
        """The words of two streams of tokens, each cut at its spaces; there is one at least.

        ``stretches`` are languages with the number of tokens in them, one after another.
        """
        tokens, others = _Cut(exact.encode()), _Cut(stems.encode())
        codes = [self._languages.setdefault(name, len(self._languages)) for name, _ in stretches]
        of_token = np.repeat(np.array(codes, np.uint64), [length for _, length in stretches])
        keys = np.stack([*tokens.keys(), *others.keys()], axis=1)
        keys[:, 1] |= of_token << np.uint64(56)
        short = (tokens.lengths <= LONGEST_TOKEN) & (others.lengths <= LONGEST_STEM)
        hashes = _hashes(keys)
        found = np.where(short, self._sought(keys, hashes), 0)
        left = np.flatnonzero(found == 0)
        names = list(self._languages)

        def number(at: int) -> int:
            return self._number((tokens[at], names[int(of_token[at])], others[at])) + 1

        new = left[np.unique(hashes[left], return_index=True)[1]]
        numbers = np.array([number(at) for at in new.tolist()], np.int32)
        known = short[new]
        self._remember(numbers[known], keys[new[known]], hashes[new[known]])
        found[left] = np.where(short[left], self._sought(keys[left], hashes[left]), 0)
        for at in left[found[left] == 0].tolist():
            found[at] = number(at)
        return found.astype(np.int32) - np.int32(1)

    def _number(self, word: Word) -> int:
        number = self._known.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number

    def _sought(self, keys: Keys, hashes: Keys) -> NDArray[Any]:
        """The number of each key in the table, plus one; 0 where it is not there."""
        found: NDArray[Any] = self._table[hashes >> _PROBES[0] & _PLACE]
        missing = np.flatnonzero((self._keys[found] != keys).any(axis=1))
        second = self._table[hashes[missing] >> _PROBES[1] & _PLACE]
        fits = (self._keys[second] == keys[missing]).all(axis=1)
        found[missing] = np.where(fits, second, 0)
        return found

    def _remember(self, numbers: Ints, keys: Keys, hashes: Keys) -> None:
        """Put words into the table; one of which both places are taken stays out."""
        while len(self.words) >= len(self._keys):
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        self._keys[numbers] = keys
        for probe in _PROBES:
            places = hashes >> probe & _PLACE
            free = self._table[places] == 0
            self._table[places[free]] = numbers[free]  # of several for one place, the last
            out = self._table[places] != numbers
            numbers, hashes = numbers[out], hashes[out]


class _Cut:
    """The tokens of a text, which stand between single spaces."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._raw = np.frombuffer(text + bytes(24), np.uint8)
        spaces = np.flatnonzero(self._raw[: len(text)] == ord(" "))
        self._starts = np.concatenate([[0], spaces + 1])
        self.lengths = np.concatenate([spaces, [len(text)]]) - self._starts

    def __getitem__(self, at: int) -> str:
        start = int(self._starts[at])
        return self._text[start : start + int(self.lengths[at])].decode()

    def keys(self) -> tuple[Keys, Keys]:
        """The first and the next eight bytes of each token."""
        eight: Keys = np.ndarray(
            (len(self._raw) - 7,), "<u8", buffer=self._raw.data, strides=(1,)
        )  # eight bytes from every byte on
        first = eight[self._starts] & _MASKS[np.minimum(self.lengths, 8)]
        return first, eight[self._starts + 8] & _MASKS[np.clip(self.lengths - 8, 0, 8)]


def _hashes(keys: Keys) -> Keys:
    hashed: Keys = keys[:, 0] * _FACTORS[0]
    for column in (1, 2, 3):
        hashed ^= keys[:, column] * _FACTORS[column]
    hashed ^= hashed >> _FOLD
    hashed *= _FACTORS[0]
    return hashed
