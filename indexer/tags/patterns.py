"""The small language of the rules, and the one scan that finds them all.

A pattern is a line of words, matched on stems within one sentence::

    expectation privacy          small words between two words are skipped: "expectation of privacy"
    false|fake profile|account   one of several words
    off-duty                     a joined word is its parts in a row
    called * manager             up to six words of any kind between
    group & friends|private      both parts in the sentence, in either order
    =de                          exactly this word, not its inflections

Every pattern waits at the rarest of its words in a table, and is compared word by word only in a
sentence that holds a word for each of its places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from indexer.analysis import STOP_WORDS, Analysed, analyse

SKIPPED = 3
"""Small words that may stand between two words of a pattern."""
STAR = 6
"""Words of any kind that ``*`` may stand for."""

Sequence = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: any of several token sequences."""

    stems: frozenset[str]
    """Single stems, any of which is enough."""
    exact: frozenset[str]
    """Single exact tokens."""
    sequences: tuple[Sequence, ...]
    """Joined words, as tokens in a row; an exact one is written ``=token``."""
    starred: bool
    """Whether ``*`` stands before it."""

    @property
    def begins(self) -> frozenset[str]:
        """The tokens that it may begin with."""
        firsts = (sequence[0] for sequence in self.sequences)
        return self.stems.union("=" + each for each in self.exact).union(firsts)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line; every part must be found in one sentence."""

    source: str
    parts: tuple[tuple[Element, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with what it says."""

    field: str
    value: str
    strength: str
    """``strong``, ``fair``, ``weak`` or ``not``."""
    pattern: Pattern

    @property
    def name(self) -> str:
        """How the rule is called in a tag: the words of its pattern."""
        return self.pattern.source


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found in a sentence."""

    rule: Rule
    first: int
    last: int
    """Tokens ``[first, last)`` of its first part."""
    sentence: tuple[int, int]
    """Tokens ``[first, last)`` of the sentence."""


def compile_pattern(source: str, language: str) -> Pattern:
    """Read a pattern; raises :class:`PatternError`."""
    parts = tuple(_part(each, language) for each in source.split(" & "))
    return Pattern(source, parts)


def _part(text: str, language: str) -> tuple[Element, ...]:
    elements: list[Element] = []
    starred = False
    for word in text.split():
        if word == "*":
            starred = True
            continue
        choices = [_choice(each, language) for each in word.split("|")]
        elements.append(element_of(choices, starred=starred))
        starred = False
    if not elements or starred or elements[0].starred:
        raise PatternError(f"“{text}” must begin and end with a word")
    return tuple(elements)


def element_of(choices: Iterable[Sequence], *, starred: bool = False) -> Element:
    """An element from its choices, each a sequence of tokens."""
    listed = tuple(choices)
    single = [each[0] for each in listed if len(each) == 1]
    return Element(
        frozenset(each for each in single if each[0] != "="),
        frozenset(each[1:] for each in single if each[0] == "="),
        tuple(each for each in listed if len(each) > 1),
        starred,
    )


def _choice(word: str, language: str) -> Sequence:
    bare = word.removeprefix("=")
    found = analyse(bare, language)
    if not found.stems:
        raise PatternError(f"“{word}” holds no letter or digit")
    if word == bare:
        return found.stems
    return tuple("=" + each for each in found.exact)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A rule with what a sentence must hold before its words are compared one by one."""

    rule: Rule
    needs: tuple[frozenset[str], ...]
    """For each element, the tokens it may begin with."""


class Scanner:
    """The rules of one language, each waiting at the rarest of its words."""

    __slots__ = ("_exact", "_waiting")

    def __init__(self, rules: Iterable[Rule]) -> None:
        waiting = [_Waiting(rule, _needs(rule.pattern)) for rule in rules]
        use = Counter(token for each in waiting for need in each.needs for token in need)
        table: dict[str, list[_Waiting]] = {}
        for each in waiting:
            for token in min(each.needs, key=lambda need: _busy(need, use)):
                table.setdefault(token, []).append(each)
        self._waiting = {token: tuple(listed) for token, listed in table.items()}
        self._exact = frozenset(token[1:] for token in use if token[0] == "=")

    def scan(self, analysed: Analysed) -> tuple[Hit, ...]:
        """Every rule's first hit in every sentence, sentence by sentence, in order of place."""
        hits: list[Hit] = []
        bounds = (*analysed.sentences, len(analysed.stems))
        for first, last in pairwise(bounds):
            words = self._words(analysed, first, last)
            found = [
                hit
                for each in self._candidates(words)
                if (hit := _hit(each, analysed, words, (first, last))) is not None
            ]
            hits.extend(sorted(found, key=lambda hit: (hit.first, hit.last, hit.rule.name)))
        return tuple(hits)

    def _words(self, analysed: Analysed, first: int, last: int) -> dict[str, list[int]]:
        """The tokens of a sentence with their places; exact ones that a rule asks for too."""
        words: dict[str, list[int]] = {}
        exact = self._exact
        for at in range(first, last):
            words.setdefault(analysed.stems[at], []).append(at)
            if analysed.exact[at] in exact:
                words.setdefault("=" + analysed.exact[at], []).append(at)
        return words

    def _candidates(self, words: Mapping[str, list[int]]) -> Iterable[_Waiting]:
        """The rules of which every element may begin with a word of the sentence."""
        seen: set[int] = set()
        for token in words.keys() & self._waiting.keys():
            for each in self._waiting[token]:
                if id(each) not in seen:
                    seen.add(id(each))
                    for need in each.needs:
                        if need.isdisjoint(words):
                            break
                    else:
                        yield each


def _needs(pattern: Pattern) -> tuple[frozenset[str], ...]:
    return tuple(element.begins for part in pattern.parts for element in part)


def _busy(need: frozenset[str], use: Mapping[str, int]) -> int:
    """How often a sentence would wake a rule that waited at these tokens."""
    return sum(use[token] + (1000 if token in STOP_WORDS else 0) for token in need)


def _hit(
    waiting: _Waiting,
    analysed: Analysed,
    words: Mapping[str, list[int]],
    sentence: tuple[int, int],
) -> Hit | None:
    """The first place where the rule's first part stands, if its other parts stand too."""
    parts = waiting.rule.pattern.parts
    for at in _places(waiting.needs[0], words):
        end = _match(parts[0], analysed, at, sentence[1])
        if end:
            for part in parts[1:]:
                here = _places(part[0].begins, words)
                if not any(_match(part, analysed, place, sentence[1]) for place in here):
                    return None
            return Hit(waiting.rule, at, end, sentence)
    return None


def _places(tokens: frozenset[str], words: Mapping[str, list[int]]) -> list[int]:
    return sorted(at for token in words.keys() & tokens for at in words[token])


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


def rules_of(
    field: str, table: Mapping[str, Mapping[str, Mapping[str, list[str]]]], language: str
) -> Iterable[Rule]:
    """The rules of one field and language, from a rule file as read.

    Raises :class:`PatternError`.
    """
    for value, by_language in table.items():
        for strength, sources in by_language.get(language, {}).items():
            if strength not in ("strong", "fair", "weak", "not"):
                raise PatternError(f"{value}: unknown strength {strength}")
            for source in sources:
                yield Rule(field, value, strength, compile_pattern(source, language))
