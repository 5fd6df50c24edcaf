"""Completions of what is being typed: values of the vocabularies, courts, and names of cases.

Only what the collection holds is offered, with how many documents it would find. Names are read
from titles: no name of a bench is in any.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.corpus import Corpus
from crawler.courts import load_courts
from indexer.analysis import exact_form, fold, query_words
from indexer.engine.base import Engine, Filter, SearchRequest
from indexer.engine.query import Pattern, Query, Term
from indexer.errors import QueryTooCostly
from indexer.fields import field
from indexer.vocabulary import LOCALES, load_vocabularies
from search_api.building import SHORTEST_STEM, conjunction
from search_api.hits import citation_of, page_path
from search_api.labels import locale_for, value_label
from search_api.library import fetch
from search_api.lifts import Collection
from search_api.suggestion_bodies import SuggestBody, Suggestion

COMPLETED = ("issue", "conduct", "sanction", "outcome", "platform", "jurisdiction", "court")
"""Fields whose values are offered."""
MOST = 20
_NAMES = 5
_UNSAID = frozenset(("unknown", "other", "none"))


@dataclass(frozen=True, slots=True)
class _Entry:
    field: str
    value: str
    words: tuple[str, ...]
    """A label, folded."""


def suggest(
    q: str, engine: Engine, corpus: Corpus, collection: Collection, *, language: str, limit: int
) -> SuggestBody:
    """The completions of a text, values first, then cases; none for less than two letters."""
    typed = _folded(q)
    if not typed or sum(map(len, typed)) < SHORTEST_STEM:
        return SuggestBody(q=q, suggestions=[])
    values = list(_values(typed, collection, language))
    cases = list(_cases(typed, engine, corpus, language))
    room = max(limit - len(cases), limit // 2)
    return SuggestBody(q=q, suggestions=[*values[:room], *cases][:limit])


def _values(typed: tuple[str, ...], collection: Collection, language: str) -> Iterator[Suggestion]:
    """Values with a label, in any variety, in which the words typed begin words in a row."""
    best: dict[tuple[str, str], int] = {}
    for entry in _entries():
        at = _place(typed, entry.words)
        if at is not None:
            key = entry.field, entry.value
            best[key] = min(at, best.get(key, at))

    def rank(key: tuple[str, str]) -> tuple[int, int, str]:
        return min(best[key], 1), -_count(key, collection), key[1]

    for name, value in sorted(best, key=rank):
        count = _count((name, value), collection)
        if count:
            label = value_label(name, value, locale_for(language))
            row = field(name)
            asked = row.names_fr[0] if language == "fr" and row.names_fr else name
            yield Suggestion.model_validate(
                {"kind": name, "value": value, "label": label, "count": count,
                 "q": f"{asked}:{value}"}
            )  # fmt: skip


def _count(key: tuple[str, str], collection: Collection) -> int:
    name, value = key
    return collection.counts.get(name, {}).get(value, 0)


def _place(typed: tuple[str, ...], words: tuple[str, ...]) -> int | None:
    """Index of the label's word at which the words typed begin; the last may be unfinished."""
    for at in range(len(words) - len(typed) + 1):
        row = words[at : at + len(typed)]
        if row[:-1] == typed[:-1] and row[-1].startswith(typed[-1]):
            return at
    return None


def _cases(
    typed: tuple[str, ...], engine: Engine, corpus: Corpus, language: str
) -> Iterator[Suggestion]:
    """Documents whose title holds the words, of which the last may be unfinished."""
    if len(typed[-1]) < SHORTEST_STEM:
        return
    words: list[Query] = [Term((exact_form(each),), "title", each) for each in typed[:-1]]
    query = conjunction((*words, Pattern(f"{typed[-1]}*", "title")))
    usual = (Filter("topical", ("yes",)),)
    try:
        found = engine.search(SearchRequest(query, filters=usual, limit=_NAMES))
    except QueryTooCostly:
        return
    shelved = fetch(corpus, [hit.id for hit in found.hits])
    for hit in found.hits:
        if hit.id in shelved:
            document = shelved[hit.id].document
            yield Suggestion(
                kind="case", value=document.id, label=document.title, count=1,
                q=citation_of(document), url=page_path(document, language),
            )  # fmt: skip


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(part) for word in query_words(text) for part in word.parts)


@functools.cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(dict.fromkeys(_Entry(name, value, _folded(label))
                               for name, value, label in _labels()))  # fmt: skip


def _labels() -> Iterator[tuple[str, str, str]]:
    vocabularies = load_vocabularies()
    for name in COMPLETED:
        if name == "court":
            continue
        for entry in vocabularies.entries(name):
            if entry.id not in _UNSAID:
                said: Mapping[str, str] = entry.label
                yield from ((name, entry.id, said[locale]) for locale in LOCALES)
                yield from ((name, entry.id, each) for each in entry.names)
    for court in load_courts():
        for label in (court.name("en"), court.name("fr"), court.short_name("en"),
                      court.short_name("fr"), court.code):  # fmt: skip
            yield "court", court.code, label
