"""Words of one meaning, from ``indexer/rules/concept.toml``: what the learned model reads by."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from indexer.analysis import analyse
from indexer.errors import VocabularyError

FILE = "rules/concept.toml"


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts of one language, as their words are found, each written ``K:concept``."""

    words: Mapping[str, tuple[str, ...]]
    """Stem -> concepts."""
    stems: frozenset[str]
    """Those of one word."""
    phrases: Mapping[tuple[str, str], tuple[tuple[tuple[str, ...], str], ...]]
    """The first two stems of a phrase -> what must follow them, and the concept."""
    pairs: frozenset[tuple[str, str]]
    """Those two stems."""

    def find(self, stems: Sequence[str]) -> set[str]:
        """The concepts that stand in a row of stems."""
        found: set[str] = set()
        for stem in self.stems.intersection(stems):
            found.update(self.words[stem])
        if self.pairs.isdisjoint(pairwise(stems)):
            return found
        for at, pair in enumerate(pairwise(stems), 2):
            if pair in self.pairs:
                for rest, concept in self.phrases[pair]:
                    if tuple(stems[at : at + len(rest)]) == rest:
                        found.add(concept)
        return found


@functools.cache
def load_concepts() -> Mapping[str, Concepts]:
    """The concepts by language; raises :class:`indexer.errors.VocabularyError`."""
    try:
        table = tomllib.loads(_raw().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise VocabularyError(FILE, "(whole file)", str(wrong)) from wrong
    return {language: _concepts(table, language) for language in ("en", "fr")}


def concepts_fingerprint() -> str:
    """Eight hexadecimal digits that change with any word."""
    return hashlib.sha256(_raw()).hexdigest()[:8]


def _raw() -> bytes:
    return (files("indexer") / FILE).read_bytes()


def _concepts(table: Mapping[str, Mapping[str, str]], language: str) -> Concepts:
    words: dict[str, dict[str, None]] = {}
    phrases: dict[tuple[str, str], dict[tuple[tuple[str, ...], str], None]] = {}
    for name, listed in table.items():
        concept = "K:" + name
        for word in listed.get(language, "").split():
            first, *rest = analyse(word, language).stems
            if rest:
                found = phrases.setdefault((first, rest[0]), {})
                found[tuple(rest[1:]), concept] = None
            else:
                words.setdefault(first, {})[concept] = None
    return Concepts(
        {stem: tuple(found) for stem, found in words.items()},
        frozenset(words),
        {pair: tuple(each) for pair, each in phrases.items()},
        frozenset(phrases),
    )
