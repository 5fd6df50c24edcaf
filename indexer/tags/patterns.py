"""The small language of the rules; :mod:`indexer.tags.scanning` finds them in a text.

A pattern is a line of words, matched on stems within one sentence::

    expectation privacy          small words between two words are skipped: "expectation of privacy"
    false|fake profile|account   one of several words
    off-duty                     a joined word is its parts in a row
    called * manager             up to six words of any kind between
    group & friends|private      both parts in the sentence, in either order
    =de                          exactly this word, not its inflections
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.analysis import analyse

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
