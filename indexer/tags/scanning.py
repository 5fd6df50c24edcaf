"""The one scan that finds all rules in a paragraph, sentence by sentence.

Every token becomes a code (:mod:`indexer.tags.coding`), so that the parts of a pattern are regular
expressions, and the comparing is done by ``re``. Most rules are never tried: each waits for its two
rarest elements. Every word knows, as bits of a number, the rules of which it may be the rarest
element, and as bits of another those of which it may be the second; a sentence puts these numbers
together, and what is left after ``and`` are the rules that may stand in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from indexer.analysis import STOP_WORDS, Analysed
from indexer.tags.coding import SIZE, Coder, longest
from indexer.tags.patterns import Element, Rule

NEAR = 10
"""Words by which the parts of a pattern (``group & friends``) may be apart."""
_FREQUENT = 1_000
"""Weight of a small word, against one for each rule that names another word."""


_Search = Callable[[str, int, int], re.Match[str] | None]


class Hit(NamedTuple):
    """A rule found in a sentence; a tuple, because a decision has hundreds."""

    rule: Rule
    first: int
    last: int
    """Tokens ``[first, last)`` of its first part."""
    sentence: tuple[int, int]
    """Tokens ``[first, last)`` of the sentence."""


class _Meaning(NamedTuple):
    """What a word is to the rules."""

    words: tuple[int, ...] = ()
    """Ranks of the rules of one word that it satisfies."""
    rarest: int = 0
    """Bits, by rank, of the other rules of which it may be the rarest element."""
    second: int = 0
    """Bits of those of which it may be the second rarest."""

    def joined(self, other: _Meaning) -> _Meaning:
        """The meaning of a word that stands for two tokens, its stem and itself."""
        words = tuple(dict.fromkeys((*self.words, *other.words)))
        return _Meaning(words, self.rarest | other.rarest, self.second | other.second)


class Scanner:
    """The rules of one language."""

    __slots__ = ("_coder", "_compiled", "_meanings", "_ranked")

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Raises :class:`indexer.tags.patterns.PatternError`."""
        listed = sorted(rules, key=lambda rule: rule.pattern.source)
        self._ranked = tuple(listed)
        """The rules; of those at one place the first in this order comes first."""
        self._coder = Coder(token for rule in listed for token in _tokens(rule))
        self._meanings = _Meanings(_meanings(self._ranked), self._coder.words())
        self._compiled: list[_Compiled | None] = [None] * len(listed)
        """The rules that were tried so far, by rank."""

    def scan(self, analysed: Analysed) -> dict[str, list[Hit]]:
        """Every rule's first hit in every sentence, by field, in order of place."""
        codes = self._coder.codes(analysed)
        meant = list(map(self._meanings.__getitem__, codes))
        coded = "".join(codes)
        ranked = self._ranked
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        for sentence in pairwise((*analysed.sentences, len(codes))):
            for first, last, rank in sorted(self._find(meant, coded, sentence)):
                rule = ranked[rank]
                hits[rule.field].append(Hit(rule, first, last, sentence))
        return dict(hits)

    def _find(
        self, meant: list[_Meaning | None], coded: str, sentence: tuple[int, int]
    ) -> list[tuple[int, int, int]]:
        """Tokens ``[first, last)`` and rank of every rule in a sentence."""
        found: list[tuple[int, int, int]] = []
        seen: set[int] = set()
        rarest = second = 0
        for at, meaning in enumerate(meant[sentence[0] : sentence[1]], sentence[0]):
            if meaning is None:
                continue
            words, first_bits, second_bits = meaning
            rarest |= first_bits
            second |= second_bits
            for rank in words:
                if rank not in seen:
                    seen.add(rank)
                    found.append((at, at + 1, rank))
        waiting = rarest & second
        compiled = self._compiled
        begun, ended = SIZE * sentence[0], SIZE * sentence[1]
        while waiting:
            rank = waiting.bit_length() - 1
            waiting ^= 1 << rank
            rule = compiled[rank] or self._compile(rank)
            place = rule.search(coded, begun, ended)
            if place is not None and rule.others:
                place = rule.together(place, coded, begun, ended)
            if place is not None:
                first, last = place.span()
                found.append((first // SIZE, last // SIZE, rank))
        return found

    def _compile(self, rank: int) -> _Compiled:
        parts = self._ranked[rank].pattern.parts
        first, *others = (re.compile(self._coder.expression(part)).search for part in parts)
        compiled = _Compiled(first, tuple(others), NEAR + max(map(longest, parts)))
        self._compiled[rank] = compiled
        return compiled


class _Compiled(NamedTuple):
    """How the parts of a rule are searched for in codes."""

    search: _Search
    """For the first part."""
    others: tuple[_Search, ...]
    reach: int
    """Tokens after a place within which every part ends that begins near it."""

    def together(
        self, place: re.Match[str] | None, coded: str, begun: int, ended: int
    ) -> re.Match[str] | None:
        """The first place of the first part, from this one on, that has all other parts near."""
        while place is not None:
            at = place.start() // SIZE
            if all(_is_near(each, at, coded, (begun, ended), self.reach) for each in self.others):
                break
            place = self.search(coded, SIZE * (at + 1), ended)
        return place


def _is_near(search: _Search, at: int, coded: str, sentence: tuple[int, int], reach: int) -> bool:
    """Whether a part begins within ``NEAR`` tokens of a token, before or after it."""
    begun = max(sentence[0], SIZE * (at - NEAR))
    ended = min(sentence[1], SIZE * (at + reach))
    place = search(coded, begun, ended)
    return place is not None and place.start() <= SIZE * (at + NEAR + 1) - 1


class _Meanings(dict[str, _Meaning | None]):
    """Code to meaning, made when first asked for; None for a word that no rule asks for."""

    __slots__ = ("_by_token", "_tokens")

    def __init__(self, by_token: dict[str, _Meaning], tokens: dict[str, str]) -> None:
        super().__init__()
        self._by_token = by_token
        self._tokens = tokens

    def __missing__(self, code: str) -> _Meaning | None:
        none = _Meaning()
        stem = self._by_token.get(self._tokens.get(code[:2], ""), none)
        exact = self._by_token.get(self._tokens.get(code[2:4], ""), none)
        joined = stem.joined(exact)
        meaning = None if joined == none else joined
        self[code] = meaning
        return meaning


def _meanings(rules: tuple[Rule, ...]) -> dict[str, _Meaning]:
    """What each token is to the rules."""
    weights = Counter(token for rule in rules for token in _tokens(rule))
    weights.update(dict.fromkeys(STOP_WORDS, _FREQUENT))
    weights.update(dict.fromkeys(("=" + each for each in STOP_WORDS), _FREQUENT))
    meanings: dict[str, _Meaning] = {}
    for rank, rule in enumerate(rules):
        if _is_word(rule):
            for token in _elements(rule)[0].begins:
                own = meanings.get(token, _Meaning())
                meanings[token] = own._replace(words=(*own.words, rank))
            continue
        awaited = sorted(_awaited(_elements(rule), weights), key=_weight)
        for token in awaited[0][1]:
            own = meanings.get(token, _Meaning())
            meanings[token] = own._replace(rarest=own.rarest | 1 << rank)
        for token in awaited[min(1, len(awaited) - 1)][1]:
            own = meanings.get(token, _Meaning())
            meanings[token] = own._replace(second=own.second | 1 << rank)
    return meanings


def _awaited(
    elements: Iterable[Element], weights: Counter[str]
) -> Iterator[tuple[int, frozenset[str]]]:
    """Sets of tokens of which one stands wherever the elements do, and how frequent they seem.

    An element gives one set, or two when all its choices are joined words.
    """
    for element in elements:
        joined = [sorted(each, key=lambda token: (weights[token], token))
                  for each in element.sequences]  # fmt: skip
        single = element.stems.union("=" + each for each in element.exact)
        tokens = single.union(each[0] for each in joined)
        yield sum(weights[token] for token in tokens), tokens
        if not single:
            others = frozenset(each[1] for each in joined)
            yield sum(weights[token] for token in others), others


def _weight(awaited: tuple[int, frozenset[str]]) -> int:
    return awaited[0]


def _elements(rule: Rule) -> list[Element]:
    return [element for part in rule.pattern.parts for element in part]


def _tokens(rule: Rule) -> Iterator[str]:
    for element in _elements(rule):
        yield from element.stems
        yield from ("=" + each for each in element.exact)
        for sequence in element.sequences:
            yield from sequence


def _is_word(rule: Rule) -> bool:
    """Whether a rule is one element of single tokens."""
    elements = _elements(rule)
    return len(elements) == 1 and not elements[0].sequences
