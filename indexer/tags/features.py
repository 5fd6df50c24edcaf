"""What the learned model sees of a text: its sentences and passages as sets of features.

A feature is a word's stem, a small word (``_not``), two content words that follow one another
(``lost client``), or one of those that both languages share: ``K:`` a concept, ``I:`` a rule of an
issue, ``C:`` a cue about the sentence. The same code makes them for training and for tagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from indexer.analysis import STOP_WORDS
from indexer.annotations import Evidence
from indexer.tags.concepts import Concepts, load_concepts
from indexer.tags.reading import LONGEST_QUOTE, Read
from indexer.tags.scanning import Hit

VERSION = "1"
PASSAGE = 300
"""Words from which a passage is full; those the model learned from have some 150."""
_APART = 3
"""Places by which two content words may be apart and still follow one another."""
_SMALL = frozenset("_" + each for each in STOP_WORDS)
_SHARED = frozenset("KICHLRSTAZ")
"""First signs of the features that do not depend on the language, each before a colon."""
LAST = 3
"""Sentences at the end of a decision that tell its disposition best."""


class Sentence(NamedTuple):
    """One sentence with its features; a tuple, because a decision has a hundred."""

    read: Read
    first: int
    last: int
    """Tokens ``[first, last)`` of its paragraph."""
    features: frozenset[str]

    @property
    def evidence(self) -> Evidence:
        """Its words, of a long one the first."""
        analysed = self.read.analysed
        last = min(self.last, self.first + LONGEST_QUOTE)
        return self.read.span(analysed.starts[self.first], analysed.ends[last - 1])


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs in a row, of one language, about as long as what the model learned from."""

    reads: tuple[Read, ...]
    sentences: tuple[Sentence, ...]
    body: tuple[Sentence, ...]
    """The sentences that may be quoted: those of no title."""
    features: frozenset[str]
    """The features of all its sentences, without the small words."""


def is_shared(feature: str) -> bool:
    """Whether a feature means the same in every language."""
    return feature[1:2] == ":" and feature[0] in _SHARED


def passages_of(reads: Iterable[Read]) -> tuple[Passage, ...]:
    """The text in passages; a short one is a single passage with its title."""
    passages: list[Passage] = []
    held: list[Read] = []
    words = 0
    for read in reads:
        if held and (words >= PASSAGE or held[-1].language != read.language):
            passages.append(_passage(held))
            held, words = [], 0
        held.append(read)
        words += len(read.analysed.stems)
    if held:
        passages.append(_passage(held))
    return tuple(passages)


def _passage(reads: Sequence[Read]) -> Passage:
    concepts = load_concepts()
    found = [each for read in reads for each in _sentences(read, concepts[read.language])]
    body = tuple([each for each in found if each.read.index >= 0])
    features = frozenset().union(*[each.features for each in found])
    return Passage(tuple(reads), tuple(found), body, features - _SMALL)


def _sentences(read: Read, concepts: Concepts) -> Iterator[Sentence]:
    analysed = read.analysed
    hits: dict[tuple[int, int], list[str]] = {}
    for field in ("issue", "cues"):
        for hit in read.hits.get(field, ()):
            hits.setdefault(hit.sentence, []).append(rule_feature(read, hit, field))
    bounds = (*analysed.sentences, len(analysed.starts))
    for first, last in pairwise(bounds):
        features = _words(analysed.stems[first:last], analysed.exact[first:last])
        features.update(concepts.find(analysed.stems[first:last]))
        features.update(hits.get((first, last), ()))
        yield Sentence(read, first, last, frozenset(features))


def rule_feature(read: Read, hit: Hit, field: str) -> str:
    """The feature that a rule's hit is, with what its sentence says of it."""
    if field == "cues":
        return "C:" + hit.rule.value
    kinds = read.kinds(hit)
    said = "/d" if "disclaimed" in kinds else "/c" if "cited" in kinds else ""
    return f"I:{hit.rule.value}/{hit.rule.strength[0]}{said}"


def _words(stems: Sequence[str], exact: Sequence[str]) -> set[str]:
    found = {"_" + each for each in STOP_WORDS.intersection(exact)}
    words: list[str] = []
    followed = -_APART - 1
    for at, word in enumerate(exact):
        if word not in STOP_WORDS:
            stem = stems[at]
            if at - followed <= _APART:
                found.add(f"{words[-1]} {stem}")
            words.append(stem)
            followed = at
    found.update(words)
    if any(map(str.isdigit, words)):
        found.add("0")
    return found


def disposition_features(
    passage: Passage, last: Sequence[Sentence], told: Iterable[str]
) -> set[str]:
    """What tells the outcome, the sanction and the topic.

    ``last`` are the last sentences of the document; ``told`` what the rules said of it.
    """
    found = set(passage.features)
    for read in passage.reads:
        found |= _disposition_hits(read)
    for sentence in last:
        found.update("L:" + each for each in sentence.features if is_shared(each))
    found.update(told)
    return found


def _disposition_hits(read: Read) -> set[str]:
    found: set[str] = set()
    if read.index < 0:
        return found
    for field in ("outcome", "sanction", "cues"):
        for hit in read.hits.get(field, ()):
            kinds = read.kinds(hit)
            said = "/d" if "disclaimed" in kinds or "cited" in kinds else ""
            found.add(f"H:{field}/{hit.rule.value}/{hit.rule.strength[0]}{said}")
    return found
