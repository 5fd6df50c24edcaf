"""Values as people type them behind ``field:`` or in a filter, read as the ids that are indexed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from crawler.courts import load_courts
from crawler.errors import UnknownCourt
from crawler.identifiers import recognise
from indexer.analysis import fold
from indexer.citations import find_citations
from indexer.fields import field
from indexer.vocabulary import LOCALES, load_vocabularies

Resolve = Callable[[str], tuple[str, ...]]
"""Ids of the documents that a citation, number or id names."""


class FieldValues:
    """Reads typed values: ids, labels in either language, codes of courts, citations."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def read(self, name: str, typed: str) -> tuple[str, ...]:
        """The ids that the text means in that field; empty when it means none."""
        if name == "cites":
            # A decision that is not here may still be cited here: then its key is looked for.
            return self._resolve(typed) or tuple(each.key for each in recognise(typed))
        if name == "identifier":
            return tuple(each.key for each in recognise(typed)) or (typed.casefold(),)
        if name == "statute":
            return _provisions(typed)
        if name == "court":
            return _court(typed)
        if not field(name).vocabulary:
            return (typed,)
        known = _names(field(name).vocabulary)
        wanted = _plain(typed)
        return known.get(wanted, ())

    def nearest(self, name: str, typed: str) -> str:
        """The value that was perhaps meant, in the spelling to type; empty when none is near."""
        if name == "court":
            try:
                load_courts().get(typed)
            except UnknownCourt as unknown:
                return unknown.nearest or ""
        if not field(name).vocabulary:
            return ""
        known = _names(field(name).vocabulary)
        near = get_close_matches(_plain(typed), known, 1, 0.6)
        return known[near[0]][0] if near else ""


def _provisions(typed: str) -> tuple[str, ...]:
    """Provisions in the form in which texts are read: "art. 2088 C.c.Q." is ``C.c.Q. 2088``."""
    found = (each for tongue in ("fr", "en") for each in find_citations(typed, language=tongue))
    normal = (each.normal for each in found if each.kind == "statute")
    return tuple(dict.fromkeys(one for each in normal for one in each.split(", "))) or (typed,)


def _court(typed: str) -> tuple[str, ...]:
    courts = load_courts()
    try:
        return (courts.get(typed).code,)
    except UnknownCourt:
        found = courts.by_neutral_code(typed) or courts.by_name(typed)
    return (found.code,) if found else ()


@functools.cache
def _names(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    """Folded id or label -> ids; two values that share a label are both meant."""
    names: dict[str, tuple[str, ...]] = {}
    entries = load_vocabularies().entries(vocabulary)
    for entry in entries:
        for locale in LOCALES:
            said = _plain(entry.label[locale])
            names[said] = tuple(dict.fromkeys((*names.get(said, ()), entry.id)))
    # A Canadian place is mostly typed without its country: "QC".
    for entry in entries:
        if vocabulary == "jurisdiction" and entry.id.startswith("CA-"):
            names[_plain(entry.id[3:])] = (entry.id,)
    names.update({_plain(entry.id): (entry.id,) for entry in entries})
    return names


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())
