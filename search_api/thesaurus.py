"""Other words for those typed, in the three varieties of our languages.

A lawyer types "dismissed", a Québec award says "congédié", a French ruling "licencié". Words that
stand for those typed find documents; words that those typed only hint at rank them. All are shown,
can be switched off, and a quoted word has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.analysis import fold
from indexer.engine.query import Form, Or, Phrase, Query, Stream, Term
from search_api.concepts import Mention, Words, spoken_words


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
    general: bool
    """Whether every document here is about it, so that it says little."""
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
            yield Expansion(
                mention.text,
                texts,
                query,
                mention.same,
                mention.concept.general,
                mention.start,
                mention.end,
            )


def _asked(words: Iterable[tuple[str, Stream]]) -> Iterator[Query]:
    """All single words as one term, for that is asked fastest; each phrase by itself."""
    forms: dict[Form, None] = {}
    phrases: dict[Words, str] = {}
    for text, stream in words:
        spoken = spoken_words(text, stream, whole=True)
        if len(spoken) == 1:
            forms.update(dict.fromkeys(spoken[0]))
        elif all(spoken):
            phrases.setdefault(spoken, text)
    if forms:
        yield Term(tuple(forms))
    for parts, text in phrases.items():
        yield Phrase(tuple(Term(each, text=text) for each in parts))
