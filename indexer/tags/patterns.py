"""The small language of the rules, and the one scan that finds them all.

A pattern is a line of words, matched on stems within one sentence::

    expectation privacy          small words between two words are skipped: "expectation of privacy"
    false|fake profile|account   one of several words
    off-duty                     a joined word is its parts in a row
    called * manager             up to six words of any kind between
    group & friends|private      both parts in the sentence, in either order
    =de                          exactly this word, not its inflections

Every pattern waits at its first word in a table, so that a paragraph costs one look-up a token
however many rules there are.
"""

from __future__ import annotations

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

    choices: tuple[Sequence, ...]
    """Stems; an exact token is written ``=token``."""
    starred: bool
    """Whether ``*`` stands before it."""


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
        choices = tuple(_choice(each, language) for each in word.split("|"))
        elements.append(Element(choices, starred))
        starred = False
    if not elements or starred or elements[0].starred:
        raise PatternError(f"“{text}” must begin and end with a word")
    return tuple(elements)


def _choice(word: str, language: str) -> Sequence:
    bare = word.removeprefix("=")
    found = analyse(bare, language)
    if not found.stems:
        raise PatternError(f"“{word}” holds no letter or digit")
    if word == bare:
        return found.stems
    return tuple("=" + each for each in found.exact)


class Scanner:
    """The rules of one language, waiting at their first words."""

    __slots__ = ("_at_exact", "_at_stem")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._at_stem: dict[str, tuple[Rule, ...]] = {}
        self._at_exact: dict[str, tuple[Rule, ...]] = {}
        for rule in rules:
            for token in {choice[0] for choice in rule.pattern.parts[0][0].choices}:
                table = self._at_exact if token[0] == "=" else self._at_stem
                bare = token.removeprefix("=")
                table[bare] = (*table.get(bare, ()), rule)

    def scan(self, analysed: Analysed) -> tuple[Hit, ...]:
        """Every rule's first hit in every sentence, in order of place."""
        hits: dict[tuple[int, int], Hit] = {}
        bounds = (*analysed.sentences, len(analysed.stems))
        for first, last in pairwise(bounds):
            for at in range(first, last):
                waiting = self._waiting(analysed, at)
                for rule in waiting:
                    if (id(rule), first) in hits:
                        continue
                    end = _match(rule.pattern.parts[0], analysed, at, last)
                    if end and _others(rule.pattern.parts[1:], analysed, first, last):
                        hits[id(rule), first] = Hit(rule, at, end, (first, last))
        return tuple(hits.values())

    def _waiting(self, analysed: Analysed, at: int) -> tuple[Rule, ...]:
        by_stem = self._at_stem.get(analysed.stems[at], ())
        if not self._at_exact:
            return by_stem
        by_exact = self._at_exact.get(analysed.exact[at])
        return (*by_stem, *by_exact) if by_exact else by_stem


def _others(
    parts: tuple[tuple[Element, ...], ...], analysed: Analysed, first: int, last: int
) -> bool:
    return all(any(_match(part, analysed, at, last) for at in range(first, last)) for part in parts)


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
    for choice in element.choices:
        if at + len(choice) > last:
            continue
        if all(_is(token, analysed, at + n) for n, token in enumerate(choice)):
            return at + len(choice)
    return 0


def _is(token: str, analysed: Analysed, at: int) -> bool:
    if token[0] == "=":
        return analysed.exact[at] == token[1:]
    return analysed.stems[at] == token


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
