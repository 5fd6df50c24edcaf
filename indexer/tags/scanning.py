"""The one scan that finds all rules in a paragraph, sentence by sentence.

Every token knows, as bits of one number, the rules of which it may begin the first element, the
second, and so on. A sentence puts these numbers together, and what is left after ``and`` are the
rules that have a word for each of their elements. The places of the words are bits too, so that
gaps and order are tested by shifts; only what passes is compared word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from indexer.analysis import STOP_WORDS, Analysed
from indexer.tags.patterns import Element, Rule, Sequence

SKIPPED = 3
"""Small words that may stand between two words of a pattern."""
STAR = 6
"""Words of any kind that ``*`` may stand for."""
NEAR = 10
"""Words by which the parts of a pattern (``group & friends``) may be apart."""


class Hit(NamedTuple):
    """A rule found in a sentence; a tuple, because a decision has hundreds."""

    rule: Rule
    first: int
    last: int
    """Tokens ``[first, last)`` of its first part."""
    sentence: tuple[int, int]
    """Tokens ``[first, last)`` of the sentence."""


@dataclass(frozen=True, slots=True)
class _Step:
    """An element as the scan needs it."""

    begins: frozenset[str]
    starred: bool
    longest: int
    """Tokens of its longest choice."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A rule with the steps of its parts."""

    rule: Rule
    parts: tuple[tuple[_Step, ...], ...]


class Scanner:
    """The rules of one language."""

    __slots__ = ("_exact", "_fewer", "_known", "_masks", "_rules", "_words")

    def __init__(self, rules: Iterable[Rule]) -> None:
        listed_rules = tuple(rules)
        self._words = _by_word(listed_rules)
        """Rules of one word: where the word stands they are found."""
        self._rules = tuple(_waiting(rule) for rule in listed_rules if not _is_word(rule))
        steps = [[step for part in each.parts for step in part] for each in self._rules]
        most = max(map(len, steps), default=0)
        masks: dict[str, dict[int, int]] = {}
        for bit, listed in enumerate(steps):
            for nth, step in enumerate(listed):
                for token in step.begins:
                    own = masks.setdefault(token, {})
                    own[nth] = own.get(nth, 0) | 1 << bit
        self._masks = {token: tuple(own.items()) for token, own in masks.items()}
        self._fewer = tuple(
            sum(1 << bit for bit, listed in enumerate(steps) if len(listed) <= nth)
            for nth in range(most)
        )
        """For each element, the rules that have not so many."""
        self._known = frozenset(self._masks).union(self._words)
        self._exact = frozenset(token[1:] for token in self._known if token[0] == "=")

    def scan(self, analysed: Analysed) -> tuple[Hit, ...]:
        """Every rule's first hit in every sentence, sentence by sentence, in order of place."""
        hits: list[Hit] = []
        bounds = (*analysed.sentences, len(analysed.stems))
        for first, last in pairwise(bounds):
            places = self._places(analysed, first, last)
            if not places:
                continue
            found = self._single(places, (first, last))
            waiting = self._candidates(places)
            if waiting:
                small = _small_words(analysed, first, last)
                for each in waiting:
                    hit = _hit(each, analysed, places, small, (first, last))
                    if hit is not None:
                        found.append(hit)
            found.sort(key=_place)
            hits.extend(found)
        return tuple(hits)

    def _places(self, analysed: Analysed, first: int, last: int) -> dict[str, int]:
        """The tokens of a sentence that rules know, with their places as bits."""
        known, wanted = self._known, self._exact
        places: dict[str, int] = {}
        bit = 1
        for stem, exact in zip(analysed.stems[first:last], analysed.exact[first:last], strict=True):
            if stem in known:
                places[stem] = places.get(stem, 0) | bit
            if exact in wanted:
                exact = "=" + exact
                places[exact] = places.get(exact, 0) | bit
            bit <<= 1
        return places

    def _single(self, places: Mapping[str, int], sentence: tuple[int, int]) -> list[Hit]:
        """The rules of one word that stand in a sentence, each at its first word."""
        firsts: dict[int, int] = {}
        rules: dict[int, Rule] = {}
        for token in places.keys() & self._words.keys():
            mask = places[token]
            at = (mask & -mask).bit_length() - 1
            for number, rule in self._words[token]:
                if at < firsts.get(number, at + 1):
                    firsts[number] = at
                    rules[number] = rule
        begun = sentence[0]
        return [
            Hit(rules[number], begun + at, begun + at + 1, sentence)
            for number, at in firsts.items()
        ]

    def _candidates(self, places: Iterable[str]) -> list[_Waiting]:
        """The rules of which every element may begin with a word of the sentence."""
        masks = self._masks
        held = list(self._fewer)
        for token in places:
            for nth, mask in masks.get(token, ()):
                held[nth] |= mask
        left = held[0] if held else 0
        for mask in held[1:]:
            left &= mask
        found = []
        while left:
            lowest = left & -left
            found.append(self._rules[lowest.bit_length() - 1])
            left ^= lowest
        return found


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.first, hit.last, hit.rule.pattern.source


def _waiting(rule: Rule) -> _Waiting:
    parts = tuple(tuple(_step(each) for each in part) for part in rule.pattern.parts)
    return _Waiting(rule, parts)


def _is_word(rule: Rule) -> bool:
    """Whether a rule is one element of single tokens."""
    parts = rule.pattern.parts
    return len(parts) == 1 and len(parts[0]) == 1 and not parts[0][0].sequences


def _by_word(rules: Iterable[Rule]) -> dict[str, tuple[tuple[int, Rule], ...]]:
    table: dict[str, list[tuple[int, Rule]]] = {}
    for number, rule in enumerate(rules):
        if _is_word(rule):
            for token in rule.pattern.parts[0][0].begins:
                table.setdefault(token, []).append((number, rule))
    return {token: tuple(listed) for token, listed in table.items()}


def _step(element: Element) -> _Step:
    return _Step(element.begins, element.starred, max(map(len, element.sequences), default=1))


def _small_words(analysed: Analysed, first: int, last: int) -> int:
    """The places of the words that a gap may skip, as bits."""
    small = 0
    for nth, token in enumerate(analysed.exact[first:last]):
        if token in STOP_WORDS:
            small |= 1 << nth
    return small


def _hit(
    waiting: _Waiting,
    analysed: Analysed,
    places: Mapping[str, int],
    small: int,
    sentence: tuple[int, int],
) -> Hit | None:
    """The first place where the rule's first part stands, if its other parts stand too."""
    elements = waiting.rule.pattern.parts
    begins = _standable(waiting.parts[0], places, small)
    for steps, part in zip(waiting.parts[1:], elements[1:], strict=True):
        if not begins:
            return None
        others = _standable(steps, places, small) & _around(begins)
        if others and (len(steps) > 1 or steps[0].longest > 1):
            others = _standing(part, analysed, others, sentence)
        begins &= _around(others)
    if not begins:
        return None
    found = _find(elements[0], analysed, begins, sentence)
    return Hit(waiting.rule, *found, sentence) if found else None


def _around(places: int) -> int:
    """Places near these, before and after, and these."""
    near = places
    for step in (1, 2, 4, NEAR - 7):
        near |= near << step | near >> step
    return near


def _standing(
    part: tuple[Element, ...], analysed: Analysed, begins: int, sentence: tuple[int, int]
) -> int:
    """Those of these places at which a part really stands, as bits."""
    stand = 0
    while begins:
        lowest = begins & -begins
        if _match(part, analysed, sentence[0] + lowest.bit_length() - 1, sentence[1]):
            stand |= lowest
        begins ^= lowest
    return stand


def _begins(step: _Step, places: Mapping[str, int]) -> int:
    """The places at which an element may begin, as bits."""
    mask = 0
    for token in places.keys() & step.begins:
        mask |= places[token]
    return mask


def _standable(part: tuple[_Step, ...], places: Mapping[str, int], small: int) -> int:
    """The places where a part may begin; none when no places of its elements keep the gaps."""
    first = ends = _begins(part[0], places)
    for nth, step in enumerate(part):
        if nth:
            ends = _reach(ends, small, starred=step.starred) & _begins(step, places)
            if not ends:
                return 0
        for _ in range(step.longest - 1):
            ends |= ends << 1
    return first


def _reach(ends: int, small: int, *, starred: bool) -> int:
    """Places that may follow words at these places."""
    reach = ends << 1
    if starred:
        for _ in range(STAR):
            reach |= reach << 1
    else:
        for _ in range(SKIPPED):
            reach |= (reach & small) << 1
    return reach


def _find(
    elements: tuple[Element, ...], analysed: Analysed, begins: int, sentence: tuple[int, int]
) -> tuple[int, int] | None:
    """The first tokens ``[first, last)`` that the elements match, from these places on."""
    while begins:
        lowest = begins & -begins
        at = sentence[0] + lowest.bit_length() - 1
        end = _match(elements, analysed, at, sentence[1])
        if end:
            return at, end
        begins ^= lowest
    return None


def _match(elements: tuple[Element, ...], analysed: Analysed, at: int, last: int) -> int:
    """Where the elements end when the first begins at this token; 0 when they do not match."""
    end = _choose(elements[0], analysed, at, last)
    for element in elements[1:]:
        if not end:
            return 0
        end = _after(element, analysed, end, last)
    return end


def _after(element: Element, analysed: Analysed, at: int, last: int) -> int:
    reach = STAR if element.starred else SKIPPED
    for here in range(at, min(at + reach + 1, last)):
        end = _choose(element, analysed, here, last)
        if end:
            return end
        if not element.starred and analysed.exact[here] not in STOP_WORDS:
            return 0
    return 0


def _choose(element: Element, analysed: Analysed, at: int, last: int) -> int:
    if analysed.stems[at] in element.stems or analysed.exact[at] in element.exact:
        return at + 1
    for sequence in element.sequences:
        end = at + len(sequence)
        if end <= last and _in_a_row(sequence, analysed, at):
            return end
    return 0


def _in_a_row(sequence: Sequence, analysed: Analysed, at: int) -> bool:
    for n, token in enumerate(sequence, at):
        if token[0] == "=":
            if analysed.exact[n] != token[1:]:
                return False
        elif analysed.stems[n] != token:
            return False
    return True
