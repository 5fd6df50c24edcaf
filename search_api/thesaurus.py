"""Other words for those typed, in the three varieties of our languages.

A lawyer types "dismissed", a Québec award says "congédié", a French ruling "licencié". Words that
stand for those typed find documents; words that those typed only hint at rank them. All are shown,
can be switched off, and a quoted word has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.analysis import fold
from indexer.engine.query import Or, Phrase, Query, Stream, Term
from search_api.concepts import Mention, Words, spoken_words

_FIELDS = ("tags", "headnote", "reasons", "text")
"""Not the title: "Employees' Union v. X" would answer every question about an employee."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words typed, and the words that count with them."""

    word: str
    """As typed."""
    also: tuple[str, ...]
    query: Query
    """Any of the other words."""
    same: bool
    """Whether they stand for the words typed, and so find documents; else they only rank."""
    start: int
    end: int
    """Place of the words in the typed text, code points."""


def expansions(found: Iterable[Mention]) -> Iterator[Expansion]:
    """The other words of each concept mentioned that has any."""
    for mention in found:
        typed = fold(mention.text)
        also = tuple(each for each in mention.concept.words if fold(each[0]) != typed)
        if also:
            texts = tuple(dict.fromkeys(text for text, _ in also))
            query = Or(tuple(_asked(also)))
            yield Expansion(mention.text, texts, query, mention.same, mention.start, mention.end)


def _asked(words: Iterable[tuple[str, Stream]]) -> Iterator[Query]:
    """Each word or phrase in each field, once where several have one stem."""
    phrases: dict[Words, str] = {}
    for text, stream in words:
        forms = spoken_words(text, stream, whole=True)
        if all(forms):
            phrases.setdefault(forms, text)
    for forms, text in phrases.items():
        for name in _FIELDS:
            terms = tuple(Term(each, name, text) for each in forms)
            yield terms[0] if len(terms) == 1 else Phrase(terms, name)
