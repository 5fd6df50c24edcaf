"""The tokens of a document as the embedded engine keeps them, to verify and to mark matches.

They lie in tantivy's own document store, as one stored value of the document that they belong to:
so they are written, replaced, deleted and merged with it, in the same commit, and a kill at any
moment cannot leave the two apart. (A file or a database beside the index would need a second
commit in step with the first.) Reading one costs about 20 microseconds.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.engine.query import (
    And,
    Everything,
    Keyword,
    Near,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Query,
    Range,
    Term,
    Within,
)
from indexer.engine.words import literal_prefix
from indexer.matching import children
from indexer.record import Passage

Needles = frozenset[str]
"""Strings to look for in the stored form."""


@dataclass(frozen=True, slots=True)
class RawPassage:
    """A passage still in one piece: cheap to look into, split only where something may match."""

    field: str
    language: str
    paragraph: int
    sentences: str
    exact: str
    """Tokens with one space before, between and after them."""
    stems: str

    def tokens(self) -> Passage:
        """The passage with its tokens apart."""
        return Passage(
            self.field,
            self.language,
            self.paragraph,
            tuple(self.exact.split()),
            tuple(self.stems.split()),
            tuple(int(each) for each in self.sentences.split(",") if each),
        )


def joined(passage: Passage) -> RawPassage:
    """A passage in one piece."""
    return RawPassage(
        passage.field,
        passage.language,
        passage.paragraph,
        ",".join(map(str, passage.sentences)),
        f" {' '.join(passage.exact)} ",
        f" {' '.join(passage.stems)} ",
    )


def pack(passages: Iterable[RawPassage]) -> bytes:
    """The stored form of a document's passages."""
    lines: list[str] = []
    for each in passages:
        lines.append(f"{each.field}\t{each.language}\t{each.paragraph}\t{each.sentences}")
        lines.append(each.exact)
        lines.append(each.stems)
    return "\n".join(lines).encode()


def unpack(stored: bytes, needles: Needles | None = None) -> list[RawPassage]:
    """The passages of a stored form that hold one of the needles; all of them without needles.

    The whole document is searched at once: looking into each paragraph for each word took ten
    times as long, and half of the time of a page of results.
    """
    text = stored.decode()
    lines = text.split("\n") if text else []
    wanted: Iterable[int] = range(0, len(lines), 3)
    if needles is not None:
        starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
        found = {bisect_right(starts, at) - 1 for needle in needles for at in _finds(needle, text)}
        wanted = sorted({line - line % 3 for line in found})
    return [_raw(lines, at) for at in wanted]


def _finds(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _raw(lines: list[str], at: int) -> RawPassage:
    field, language, paragraph, sentences = lines[at].split("\t")
    return RawPassage(field, language, int(paragraph), sentences, lines[at + 1], lines[at + 2])


def needed(query: Query) -> Needles | None:
    """Strings of which every passage that matches the query holds at least one; None when a
    passage may match without any (a fuzzy word, ``Not``, conditions)."""
    match query:
        case Term(forms):
            return frozenset(f" {form.token} " for form in forms)
        case Pattern(pattern):
            return frozenset((f" {literal_prefix(pattern)}",))
        case Phrase() | Near() | Within() | And():
            found = [each for each in map(needed, children(query)) if each is not None]
            return min(found, key=len, default=None)
        case Or(nodes):
            return _united(map(needed, nodes))
        case Prefer(node):
            return needed(node)
        case _:
            return None


def marking(query: Query) -> Needles | None:
    """Strings of which every passage with a word to mark holds at least one; None as above."""
    match query:
        case And(nodes) | Or(nodes):
            return _united(map(marking, nodes))
        case Prefer(node):
            return marking(node)
        case Not() | Keyword() | Range() | Everything() | Nothing():
            return frozenset()
        case _:
            return needed(query)


def _united(several: Iterable[Needles | None]) -> Needles | None:
    united: Needles = frozenset()
    for each in several:
        if each is None:
            return None
        united |= each
    return united


def may_match(query: Query, passage: RawPassage) -> bool:
    """False only when the query certainly does not match inside the passage."""
    match query:
        case Term(forms):
            return any(
                f" {form.token} " in (passage.exact if form.stream == "exact" else passage.stems)
                for form in forms
            )
        case Pattern(pattern):
            return f" {literal_prefix(pattern)}" in passage.exact
        case Phrase(nodes) | And(nodes):
            return all(may_match(node, passage) for node in nodes)
        case Within(nodes=nodes):
            return all(may_match(node, passage) for node in nodes)
        case Near(left, right):
            return may_match(left, passage) and may_match(right, passage)
        case Or(nodes):
            return any(may_match(node, passage) for node in nodes)
        case Prefer(node):
            return may_match(node, passage)
        case _:
            return True
