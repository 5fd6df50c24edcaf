"""What a query matches in a stretch of tokens, worked out on whole lists of places at once.

It means exactly what :mod:`indexer.matching` means, which goes through a document token by token;
each is the test of the other.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
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
from indexer.engine.sidecar.pairs import (
    Matches,
    any_of,
    are_near,
    covered,
    joined,
    no_units,
    pairs,
    placed,
    placeless,
    within_reach,
)
from indexer.engine.sidecar.words import Level, Places, Units, Word, Words, different, united

MERGED_FROM = 8
"""Two words of which one is not so many times as frequent are merged, not looked up."""


def held(query: Query, words: Words, level: Level) -> Units:
    """The units in which a query holds."""
    match query:
        case Term() | Pattern() | Fuzzy():
            return different(words.unit_of(united(words.runs(query)), level))
        case Phrase():
            return different(words.unit_of(phrase(query, words, level), level))
        case Near():
            return _near_units(query, words, level)
        case Within(unit, nodes):
            inner: Level = "sentence" if "sentence" in (unit, level) else "paragraph"
            found = _all_held(nodes, words, inner)
            return found if inner == level else different(words.passage_of(found))
        case And(nodes):
            return _all_held(nodes, words, level)
        case Or(nodes):
            return np.unique(
                np.concatenate([no_units(), *(held(each, words, level) for each in nodes)])
            )
        case _:
            return _without_words(query, words, level)


def matches(query: Query, words: Words, level: Level) -> Matches:
    """Every match of a query."""
    match query:
        case Term() | Pattern() | Fuzzy():
            places = united(words.runs(query))
            return _stretches(places, places, words, level)
        case Phrase():
            places = phrase(query, words, level)
            return _stretches(places, places + len(query.words) - 1, words, level)
        case Near():
            return near(query, words, level)
        case Within(unit, nodes):
            inner: Level = "sentence" if "sentence" in (unit, level) else "paragraph"
            found = _together(nodes, words, inner)
            if inner == level:
                return found
            return Matches(found.first, found.last, words.passage_of(found.units))
        case And(nodes):
            return _together(nodes, words, level)
        case Or(nodes):
            return any_of([matches(each, words, level) for each in nodes])
        case Prefer(inner_node):
            return matches(inner_node, words, level)
        case _:
            return placeless(_without_words(query, words, level))


def marks(query: Query, words: Words, level: Level) -> Places:
    """The places that make a query match: as :func:`indexer.matching.passage_marks`."""
    match query:
        case Term() | Pattern() | Fuzzy():
            return united(words.runs(query))
        case Phrase() | Near():
            found = matches(query, words, level)
            return np.unique(covered(found))
        case Within(unit, nodes):
            inner: Level = "sentence" if "sentence" in (unit, level) else "paragraph"
            units = _all_held(nodes, words, inner)
            every = _every_mark(nodes, words, inner)
            return every[np.isin(words.unit_of(every, inner), units)]
        case And(nodes) | Or(nodes):
            return _every_mark(nodes, words, level)
        case Prefer(inner_node):
            return marks(inner_node, words, level)
        case _:
            return np.empty(0, np.int32)


def phrase(query: Phrase, words: Words, level: Level) -> Places:
    """Where a phrase begins: its rarest word is looked up, the others where they must stand."""
    fields = {query.field, *(word.field for word in query.words)} - {None}
    if not query.words or len(fields) > 1:
        return np.empty(0, np.int32)
    own = [replace(word, field=next(iter(fields), None)) for word in query.words]
    rarest = min(range(len(own)), key=lambda at: words.total(own[at]))
    places: Places = united(words.runs(own[rarest])) - np.int32(rarest)
    width = len(own)
    same = words.unit_of(places, level) == words.unit_of(places + np.int32(width - 1), level)
    places = places[same & (places >= 0)]
    for at, word in enumerate(own):
        if at != rarest:
            places = places[words.stands(word, places + np.int32(at))]
    return places


def near(query: Near, words: Words, level: Level) -> Matches:
    """Every pair of matches that stand near each other."""
    left, right = (placed(matches(each, words, level)) for each in (query.left, query.right))
    right = right.only(np.argsort(right.beginnings(), kind="stable"))
    one, other = within_reach(left, right, query.distance)
    a, b = left.only(one), right.only(other)
    keep = (a.units == b.units) & are_near(a, b, query)
    one, other = one[keep], other[keep]
    return joined(left, right, one, other)


def _without_words(query: Query, words: Words, level: Level) -> Units:
    match query:
        case Not(node):
            return np.setdiff1d(words.every(level), held(node, words, level), assume_unique=True)
        case Prefer(node):
            return held(node, words, level)
        case Keyword() | Range() | Everything():
            return words.satisfying(query, level)
        case Nothing():
            return no_units()
        case _:
            raise TypeError(query)


def _all_held(nodes: Sequence[Query], words: Words, level: Level) -> Units:
    """The units in which all nodes hold; of a frequent word only where the others do is asked."""
    if not nodes:
        return words.every(level)
    single = [node for node in nodes if isinstance(node, Word)]
    single.sort(key=words.total)
    several = [held(node, words, level) for node in nodes if not isinstance(node, Word)]
    if not several:
        several = [held(single.pop(0), words, level)]
    found = functools.reduce(_common, sorted(several, key=len))
    for word in single:
        found = found[words.holding(word, found, level)]
    return found


def _common(one: Units, other: Units) -> Units:
    """Units in both; ``one`` is the shorter."""
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    both: Units = one[other[at] == one] if len(other) else one[:0]
    return both


def _every_mark(nodes: Sequence[Query], words: Words, level: Level) -> Places:
    found = [marks(node, words, level) for node in nodes]
    return np.unique(np.concatenate([np.empty(0, np.int32), *found]))


def _near_units(query: Near, words: Words, level: Level) -> Units:
    """The units in which two operands stand near each other.

    Of words and phrases only the nearest other one on either side counts, so that no pairs are
    made; and the places of the rarer operand alone are gone through.
    """
    left, right = _simple(query.left, words, level), _simple(query.right, words, level)
    if left is None or right is None:
        return np.unique(near(query, words, level).units)
    if _are_words(left) and _are_words(right):
        units = _neighbours(united(left[0]), united(right[0]), query, words, level)
        if units is not None:
            return units
    few, many, before = left, right, True
    if sum(map(len, right[0])) < sum(map(len, left[0])):
        few, many, before = right, left, False
    found = [no_units()]
    for first, last in zip(*few, strict=True):
        for others, ends in zip(*many, strict=True):
            if before or not query.ordered:
                found.append(_soon_after(last, others, query.distance, words, level))
            if not (before and query.ordered):
                found.append(_shortly_before(first, ends, query.distance, words, level))
    return np.unique(np.concatenate(found))


Runs = tuple[Sequence[Places], Sequence[Places]]
"""Beginnings and ends of matches, list by list."""


def _simple(query: Query, words: Words, level: Level) -> Runs | None:
    """The matches of a query of words, phrases and alternatives of them; None for any other."""
    match query:
        case Term() | Pattern() | Fuzzy():
            runs = words.runs(query)
            return runs, runs
        case Phrase():
            places = phrase(query, words, level)
            return [places], [places + np.int32(len(query.words) - 1)]
        case Or(nodes):
            several = [_simple(node, words, level) for node in nodes]
            known = [each for each in several if each is not None]
            if len(known) < len(several):
                return None
            return [run for each in known for run in each[0]], [
                run for each in known for run in each[1]
            ]
        case Prefer(node):
            return _simple(node, words, level)
        case _:
            return None


def _are_words(runs: Runs) -> bool:
    return runs[0] is runs[1]


def _neighbours(
    left: Places, right: Places, query: Near, words: Words, level: Level
) -> Units | None:
    """The units of two words that are about equally frequent, in one pass over both.

    Where a pair is near enough, so are two of the same unit with no other place of the two words
    between them: only next neighbours need a look. None where it does not pay, or where the words
    share places, which would hide neighbours.
    """
    few, many = sorted((len(left), len(right)))
    if few * MERGED_FROM < many:
        return None
    both = np.concatenate([left * np.int32(2), right * np.int32(2) + np.int32(1)])
    both.sort(kind="stable")
    places, gaps = both >> 1, np.diff(both >> 1)
    if not gaps.all():
        return None
    close = np.diff(both & 1) > 0 if query.ordered else np.diff(both & 1) != 0
    at = np.flatnonzero(close & (gaps <= query.distance))
    return different(_same_units(places[at], places[at + 1], words, level))


def _soon_after(last: Places, others: Places, distance: int, words: Words, level: Level) -> Units:
    """Units in which another match begins soon enough after an end."""
    at = np.searchsorted(others, last, "right")
    inside = np.flatnonzero(at < len(others))
    one, other = last[inside], others[at[inside]]
    near = other - one <= distance
    return _same_units(one[near], other[near], words, level)


def _shortly_before(
    first: Places, ends: Places, distance: int, words: Words, level: Level
) -> Units:
    """Units in which another match ended late enough before a beginning."""
    at = np.searchsorted(ends, first, "left") - 1
    inside = np.flatnonzero(at >= 0)
    one, other = first[inside], ends[at[inside]]
    near = one - other <= distance
    return _same_units(one[near], other[near], words, level)


def _same_units(one: Places, other: Places, words: Words, level: Level) -> Units:
    units = words.unit_of(one, level)
    same: Units = units[units == words.unit_of(other, level)]
    return same


def _together(nodes: Sequence[Query], words: Words, level: Level) -> Matches:
    """Every way to take one match of each node in the same unit."""
    found = placeless(words.every(level))
    for number, node in enumerate(nodes):
        others = matches(node, words, level)
        if number == 0:
            found = others
            continue
        others = others.only(np.argsort(others.units, kind="stable"))
        low = np.searchsorted(others.units, found.units)
        high = np.searchsorted(others.units, found.units, "right")
        found = joined(found, others, *pairs(low, high))
    return found


def _stretches(first: Places, last: Places, words: Words, level: Level) -> Matches:
    return Matches(first[:, None], last[:, None], words.unit_of(first, level))
