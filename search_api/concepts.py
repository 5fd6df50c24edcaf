"""Which concepts the words of a query speak of: those of the thesaurus, and names of values.

Two kinds of data are read. ``thesaurus.toml`` says which words mean one thing in the three
varieties, and which values of fields a document about it carries. The vocabularies and the court
table name platforms, places, courts and labels, which are known by their names alone.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from crawler.courts import load_courts
from indexer.analysis import STOP_WORDS, fold, query_words, term_forms
from indexer.engine.query import Form, Stream
from indexer.vocabulary import LOCALES, load_vocabularies

Values = tuple[str, tuple[str, ...]]
"""A field and values of it, any of which counts."""
Words = tuple[tuple[Form, ...], ...]
"""A word or phrase without its small words: for each word the forms of one stream."""

_STREAMS: Mapping[str, Stream] = {"en": "en", "fr_CA": "fr", "fr_FR": "fr", "fr": "fr"}
_VARIETIES = ("en", "fr_CA", "fr_FR")
_NAMED = ("issue", "conduct", "sanction", "outcome", "platform", "jurisdiction")
"""Vocabularies whose labels are known when they are typed."""
_UNSAID = frozenset(("unknown", "other", "none"))


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing, the words for it, and what a document about it carries."""

    name: str
    words: tuple[tuple[str, Stream], ...] = ()
    """The same thing in each variety; empty for a name of the vocabularies."""
    means: tuple[Values, ...] = ()
    general: bool = False
    """Whether every document here is about it, so that its words say little."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a query that speak of a concept."""

    concept: Concept
    text: str
    """The words as typed."""
    start: int
    end: int
    """Place in the typed text, code points."""
    same: bool
    """Whether they name it, so that its other words may stand for them; else they hint at it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    words: Words
    spelling: str
    """Folded."""
    concept: Concept
    same: bool


_Said = tuple[str, Stream, Concept, bool]


@dataclass(frozen=True, slots=True)
class _Typed:
    forms: frozenset[Form]
    spelling: str
    """Folded."""
    start: int
    end: int


def mentions(q: str) -> tuple[Mention, ...]:
    """The concepts that a plain query speaks of, in the order of its words.

    Of two entries that overlap the longer counts, so that ``judicial review`` is no review of an
    employer. Entries of one stretch of words all count.
    """
    typed = tuple(_typed(q))
    taken: dict[int, tuple[int, int]] = {}
    kept: dict[tuple[str, int], Mention] = {}
    for first, entry in sorted(_candidates(typed), key=_longest_first):
        stretch = (first, first + len(entry.words))
        places = range(*stretch)
        if entry.concept.words:
            if any(taken.get(at, stretch) != stretch for at in places):
                continue
            taken.update(dict.fromkeys(places, stretch))
        start, end = typed[first].start, typed[stretch[1] - 1].end
        made = Mention(entry.concept, q[start:end], start, end, entry.same)
        kept.setdefault((entry.concept.name, first), made)
    return tuple(sorted(kept.values(), key=lambda each: each.start))


def _longest_first(found: tuple[int, _Entry]) -> tuple[int, int, int]:
    first, entry = found
    return -len(entry.words), first, -entry.same


def spoken_words(text: str, stream: Stream, *, whole: bool = False) -> Words:
    """A word or phrase as the forms of one stream, without its small words unless ``whole``."""
    parts = _parts(text)
    counting = tuple(part for part in parts if fold(part) not in STOP_WORDS) or parts
    return tuple(
        tuple(form for form in term_forms(part) if form.stream == stream)[:1]
        for part in (parts if whole else counting)
    )


def _candidates(typed: tuple[_Typed, ...]) -> Iterator[tuple[int, _Entry]]:
    entries = _entries()
    for first, word in enumerate(typed):
        here = dict.fromkeys(entry for form in word.forms for entry in entries.get(form, ()))
        fitting = tuple(entry for entry in here if _fits(entry, typed[first:]))
        # Stems meet by chance: "posts" is no post office, where "posts" itself is known.
        spelled = {entry.spelling for entry in fitting if entry.spelling == word.spelling}
        for entry in fitting:
            if len(entry.words) > 1 or not spelled or entry.spelling in spelled:
                yield first, entry


def _fits(entry: _Entry, typed: tuple[_Typed, ...]) -> bool:
    rest = zip(entry.words, typed, strict=False)
    return len(entry.words) <= len(typed) and all(
        not word.forms.isdisjoint(wanted) for wanted, word in rest
    )


def _typed(q: str) -> Iterator[_Typed]:
    for word in query_words(q):
        for part, (start, end) in zip(word.parts, word.spans, strict=True):
            if fold(part) not in STOP_WORDS:
                yield _Typed(_spoken_forms(part), fold(part), start, end)


def _spoken_forms(part: str) -> frozenset[Form]:
    """The forms of a typed word; one with accents is no English word but for its spelling."""
    forms = term_forms(part)
    if part.isascii():
        return frozenset(forms)
    return frozenset(each for each in forms if each.stream == "fr" or each.token == fold(part))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for word in query_words(text) for part in word.parts)


@functools.cache
def thesaurus() -> Mapping[str, Concept]:
    """The concepts of ``thesaurus.toml`` by name."""
    concepts = {}
    for name, row in _table().items():
        words = tuple((word, _STREAMS[each]) for each in _VARIETIES for word in row[each])
        means = tuple((field, tuple(values)) for field, values in row.get("means", {}).items())
        general = bool(row.get("general", False))
        concepts[name] = Concept(name, tuple(dict.fromkeys(words)), means, general)
    return concepts


@functools.cache
def _entries() -> Mapping[Form, tuple[_Entry, ...]]:
    """Every entry by each form of its first word."""
    entries: dict[tuple[Words, str, str], _Entry] = {}
    for text, stream, concept, same in (*_of_thesaurus(), *_of_names()):
        words, spelling = spoken_words(text, stream), fold(text)
        if words and all(words):
            key = words, spelling, concept.name
            entries.setdefault(key, _Entry(words, spelling, concept, same))
    by_form: dict[Form, list[_Entry]] = {}
    for entry in entries.values():
        for form in entry.words[0]:
            by_form.setdefault(form, []).append(entry)
    return {form: tuple(listed) for form, listed in by_form.items()}


def _of_thesaurus() -> Iterator[_Said]:
    concepts = thesaurus()
    for name, row in _table().items():
        concept = concepts[name]
        for text, stream in concept.words:
            yield text, stream, concept, True
        for language, texts in row.get("near", {}).items():
            for text in texts:
                yield text, _STREAMS[language], concept, False


def _of_names() -> Iterator[_Said]:
    vocabularies = load_vocabularies()
    for field in _NAMED:
        for entry in vocabularies.entries(field):
            if entry.id not in _UNSAID:
                names = {re.sub(r"\s*\(.*?\)", "", entry.label[each]) for each in LOCALES}
                yield from _named(field, entry.id, (*sorted(names), *entry.names))
    for court in load_courts():
        names = {court.name("en"), court.name("fr"), court.short_name("en"), court.short_name("fr")}
        several = (name for name in sorted(names) if len(_parts(name)) > 1)
        yield from _named("court", court.code, several)


def _named(field: str, value: str, names: Iterable[str]) -> Iterator[_Said]:
    concept = Concept(f"{field}={value}", (), ((field, (value,)),))
    for name in names:
        yield name, "en", concept, True
        yield name, "fr", concept, True


def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("search_api") / "thesaurus.toml").read_text("utf-8"))
