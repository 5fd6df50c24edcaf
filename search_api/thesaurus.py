"""Words for one thing in the three varieties, which lift the documents that use them.

A lawyer types "dismissed", a Québec award says "congédié", a French ruling "licencié". The
concepts are data (``thesaurus.toml``). In a relaxed search each plain word prefers the documents
that use its neighbours; it never adds a document that has none of the words typed, and a quoted
word has no neighbours at all.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from indexer.analysis import fold, query_words, term_forms
from indexer.engine.query import Form, Or, Phrase, Query, Stream, Term

FACTOR = 0.8
"""Share of a neighbour's score that counts. "our employee called us crooks online, can we dismiss?"
finds none of its judged decisions among the first twenty at 0, all of them at 0.7; from 1.0 on the
first hit of plain keyword queries gets worse."""
_FIELDS = ("tags", "headnote", "reasons", "text")
"""Not the title: "Employees' Union v. X" would answer every question about an employee."""
_STREAMS: Mapping[str, Stream] = {"en": "en", "fr_CA": "fr", "fr_FR": "fr"}


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word typed, and the words that count with it."""

    word: str
    also: tuple[str, ...]
    query: Query


@dataclass(frozen=True, slots=True)
class _Concept:
    words: tuple[tuple[str, Stream], ...]


def expand(words: Iterable[Query]) -> Iterator[Expansion]:
    """The neighbours of the plain words of a query, for those that have any."""
    concepts, by_form = _table()
    for word in words:
        if not isinstance(word, Term):
            continue
        names = dict.fromkeys(name for form in word.forms for name in by_form.get(form, ()))
        neighbours = dict.fromkeys(each for name in names for each in concepts[name].words)
        also = tuple(each for each in neighbours if not _same(each[0], word))
        if also:
            texts = tuple(dict.fromkeys(text for text, _ in also))
            yield Expansion(word.text, texts, Or(tuple(_asked(also))))


def _same(text: str, word: Term) -> bool:
    return fold(text) == fold(word.text)


def _asked(words: Iterable[tuple[str, Stream]]) -> Iterator[Query]:
    for text, stream in words:
        for name in _FIELDS:
            terms = _terms(text, stream, name)
            yield terms[0] if len(terms) == 1 else Phrase(terms, name)


def _terms(text: str, stream: Stream, name: str | None) -> tuple[Term, ...]:
    return tuple(
        Term(_forms(part, stream), name, part) for word in query_words(text) for part in word.parts
    )


def _forms(part: str, stream: Stream) -> tuple[Form, ...]:
    return tuple(form for form in term_forms(part) if form.stream == stream)[:1]


@functools.cache
def _table() -> tuple[Mapping[str, _Concept], Mapping[Form, tuple[str, ...]]]:
    """The concepts by name, and the names by the form of each single word."""
    text = (files("search_api") / "thesaurus.toml").read_text("utf-8")
    concepts: dict[str, _Concept] = {}
    by_form: dict[Form, tuple[str, ...]] = {}
    for name, columns in tomllib.loads(text).items():
        words = tuple(
            (word, _STREAMS[variety]) for variety in _STREAMS for word in columns[variety]
        )
        concepts[name] = _Concept(tuple(dict.fromkeys(words)))
        for word, stream in concepts[name].words:
            terms = _terms(word, stream, None)
            if len(terms) == 1:
                for form in terms[0].forms:
                    by_form[form] = tuple(dict.fromkeys((*by_form.get(form, ()), name)))
    return concepts, by_form
