"""A slow and obviously right engine: every document is looked at, nothing is indexed.

Written from the descriptions of the query nodes alone, and on purpose in another way than
``indexer.matching``: a match is a set of (passage, position) pairs found by trying every
combination, and proximity is checked on the definition.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from indexer.engine import base
from indexer.engine import query as q
from indexer.engine.cursor import Cursor, read_cursor, write_cursor
from indexer.engine.words import check_expansion, check_fuzzy, check_pattern
from indexer.errors import GenerationGone, IndexMissing
from indexer.fields import field
from indexer.record import IndexRecord


def edit_distance(one: str, other: str) -> int:
    """Optimal string alignment, by the textbook recursion over a whole table."""
    table = {(-1, j): j + 1 for j in range(-1, len(other))}
    table.update({(i, -1): i + 1 for i in range(-1, len(one))})
    for i, j in itertools.product(range(len(one)), range(len(other))):
        table[i, j] = min(
            table[i - 1, j] + 1,
            table[i, j - 1] + 1,
            table[i - 1, j - 1] + (one[i] != other[j]),
        )
        if i and j and one[i] == other[j - 1] and one[i - 1] == other[j]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]


@dataclass
class Seen:
    """One document and the stretch of it that is being looked at."""

    record: IndexRecord
    places: list[tuple[int, int]]  # (passage, position), the unit under inspection

    def token(self, place, stream):
        passage = self.record.passages[place[0]]
        if stream == "exact":
            return passage.exact[place[1]]
        return passage.stems[place[1]] if stream == passage.language else None

    def field(self, place):
        return self.record.passages[place[0]].field


def word_here(node, seen, place, outer=None):
    for wanted in (node.field, outer):
        if wanted is not None and seen.field(place) != wanted:
            return False
    if isinstance(node, q.Term):
        return any(seen.token(place, form.stream) == form.token for form in node.forms)
    token = seen.token(place, "exact")
    if isinstance(node, q.Fuzzy):
        return edit_distance(node.token, token) <= node.distance
    return fnmatchcase(token, node.pattern)


def matches(node, seen):
    """Every set of places inside one passage, or the empty set for a condition that holds."""
    if isinstance(node, q.Term | q.Pattern | q.Fuzzy):
        return {frozenset([place]) for place in seen.places if word_here(node, seen, place)}
    if isinstance(node, q.Phrase):
        return phrases(node, seen)
    if isinstance(node, q.Near):
        return {
            one | other
            for one in matches(node.left, seen)
            for other in matches(node.right, seen)
            if one and other and near(one, other, node)
        }
    if isinstance(node, q.And):
        return combined(node.nodes, seen)
    return other_matches(node, seen)


def other_matches(node, seen):
    if isinstance(node, q.Within):
        return set().union(*(combined(node.nodes, unit) for unit in units(node, seen)))
    if isinstance(node, q.Or):
        return set().union(*(matches(each, seen) for each in node.nodes))
    if isinstance(node, q.Prefer):
        return matches(node.node, seen)
    if isinstance(node, q.Not):
        return set() if matches(node.node, seen) else {frozenset()}
    return {frozenset()} if condition(node, seen.record) else set()


def phrases(node, seen):
    found = set()
    for first in seen.places:
        run = [(first[0], first[1] + step) for step in range(len(node.words))]
        if node.words and all(
            place in seen.places and word_here(word, seen, place, node.field)
            for word, place in zip(node.words, run, strict=True)
        ):
            found.add(frozenset(run))
    return found


def combined(nodes, seen):
    return {
        frozenset().union(*choice)
        for choice in itertools.product(*(matches(node, seen) for node in nodes))
    }


def near(one, other, node):
    first, second = {place[1] for place in one}, {place[1] for place in other}
    if first & second:
        return False
    if max(first) < min(second):
        between = min(second) - max(first) - 1
    elif node.ordered:
        return False
    elif max(second) < min(first):
        between = min(first) - max(second) - 1
    else:
        between = 0
    return between <= node.distance - 1


def units(node, seen):
    if node.unit == "paragraph":
        return [seen]
    found: dict[int, list[tuple[int, int]]] = {}
    for place in seen.places:
        starts = seen.record.passages[place[0]].sentences
        found.setdefault(sum(start <= place[1] for start in starts), []).append(place)
    return [Seen(seen.record, places) for places in found.values()]


def condition(node, record):
    if isinstance(node, q.Keyword):
        return bool(set(node.values) & set(record.keywords.get(node.field, ())))
    if isinstance(node, q.Range):
        return in_range(record.numbers.get(node.field), node.low, node.high)
    return isinstance(node, q.Everything)


def in_range(number, low, high):
    if number is None:
        return False
    return (low is None or number >= low) and (high is None or number <= high)


def document_matches(node, record):
    if isinstance(node, q.And):
        return all(document_matches(each, record) for each in node.nodes)
    if isinstance(node, q.Or):
        return any(document_matches(each, record) for each in node.nodes)
    if isinstance(node, q.Not):
        return not document_matches(node.node, record)
    if isinstance(node, q.Prefer):
        return document_matches(node.node, record)
    if isinstance(node, q.Keyword | q.Range | q.Everything | q.Nothing):
        return condition(node, record)
    return any(
        matches(node, Seen(record, [(number, at) for at in range(len(passage.exact))]))
        for number, passage in enumerate(record.passages)
    )


def words_of(node):
    if isinstance(node, q.Term | q.Pattern | q.Fuzzy):
        return [node]
    if isinstance(node, q.Not):
        return []
    under = getattr(node, "nodes", ()) or getattr(node, "words", ())
    if isinstance(node, q.Near):
        under = (node.left, node.right)
    if isinstance(node, q.Prefer):
        under = (node.node, *(each for each, _ in node.preferred))
    return [word for each in under for word in words_of(each)]


class OracleBuild:
    def __init__(self, engine, fingerprint, sequence):
        self.engine, self.fingerprint = engine, fingerprint
        self.name = f"g{sequence:06d}-{fingerprint}-{len(engine.published) + 1}"
        self.records = {}

    def add(self, records):
        records = list(records)
        self.records.update({each.id: each for each in records})
        return len(records)

    def publish(self, *, sequence):
        engine = self.engine
        engine.records = self.records
        engine.published.append(
            base.Generation(
                self.name,
                self.fingerprint,
                len(self.records),
                sequence,
                datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
        return engine.generation()

    def abandon(self):
        self.records = {}


class OracleEngine:
    """In memory. Its score is the number of words present, times the prior."""

    def __init__(self):
        self.records = {}
        self.published = []

    def frozen(self):
        self._check(base.SearchRequest())
        still = OracleEngine()
        still.records = dict(self.records)
        still.published = list(self.published)
        return still

    def generation(self):
        if not self.published:
            return None
        return replace(self.published[-1], documents=len(self.records))

    def begin(self, *, fingerprint, sequence):
        return OracleBuild(self, fingerprint, sequence)

    def update(self, records, *, removed=(), sequence):
        kept = dict(self.records)
        for each in removed:
            kept.pop(each, None)
        kept.update({each.id: each for each in records})
        self.records = kept
        if not self.published:
            raise IndexMissing("memory")
        self.published[-1] = replace(self.published[-1], sequence=sequence)
        return self.generation()

    def search(self, request):
        serving = self._check(request)
        found = self._found(request)
        ordered = sorted((self._key(each, request), each.id) for each in found)
        start = request.offset
        if request.cursor is not None:
            cursor = read_cursor(request.cursor, sort=request.sort, serving=serving)
            start = sum(entry <= (self._comparable(cursor), cursor.id) for entry in ordered)
        page = ordered[start : start + request.limit]
        last = None
        if page and start + len(page) < len(ordered):
            key, document = page[-1]
            shown = -key if request.sort == "relevance" else f"{key:020d}"
            last = Cursor(serving, request.sort, shown, document, start + len(page))
        relevance = request.sort == "relevance" and bool(words_of(request.query))
        return base.SearchResult(
            total=len(found),
            hits=tuple(base.Hit(each, -key if relevance else 0.0) for key, each in page),
            facets=tuple(self._facet(name, request) for name in request.facets),
            generation=serving,
            next=write_cursor(last) if last else None,
        )

    def scan(self, request):
        self._check(request)
        ordered = sorted((self._key(each, request), each.id) for each in self._found(request))
        return iter([base.Hit(each, 0.0) for _, each in ordered])

    def close(self):
        self.records = {}

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def _check(self, request):
        if not self.published:
            raise IndexMissing("memory")
        serving = self.published[-1].name
        if request.generation not in (None, serving):
            raise GenerationGone(request.generation, serving)
        self._check_cost(request.query)
        return serving

    def _check_cost(self, query):
        for word in words_of(query):
            if isinstance(word, q.Fuzzy):
                check_fuzzy(word)
            if isinstance(word, q.Pattern):
                check_pattern(word)
                tokens = {
                    token
                    for record in self.records.values()
                    for passage in record.passages
                    if word.field in (None, passage.field)
                    for token in passage.exact
                    if fnmatchcase(token, word.pattern)
                }
                check_expansion(word, len(tokens))

    def _found(self, request, *, without=None):
        return [
            record
            for record in self.records.values()
            if document_matches(request.query, record)
            and all(
                self._passes(each, record, request)
                for each in request.filters
                if each.field != without
            )
            and (without == "year" or self._in_dates(record, request.dates))
        ]

    def _passes(self, chosen, record, request):
        own = self._values(chosen.field, record)
        if chosen.field == "issue" and request.issue_op == "and":
            return set(chosen.values) <= own
        return bool(own & set(chosen.values))

    def _values(self, name, record):
        if field(name).kind == "number":
            number = record.numbers.get(name)
            return set() if number is None else {str(number)}
        return set(record.keywords.get(name, ()))

    def _in_dates(self, record, dates):
        if dates is None:
            return True
        first, last = record.numbers.get("date_first"), record.numbers.get("date_last")
        return in_range(first, None, dates.last) and in_range(last, dates.first, None)

    def _facet(self, name, request):
        keeps_own = name == "issue" and request.issue_op == "and"
        found = self._found(request, without=None if keeps_own else name)
        counts = Counter(value for each in found for value in self._values(name, each))
        chosen = {v for each in request.filters if each.field == name for v in each.values}
        for value in chosen:
            counts.setdefault(value, 0)
        values = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return base.Facet(name, tuple(base.FacetValue(v, n, v in chosen) for v, n in values))

    def _key(self, record, request):
        if request.sort == "relevance":
            words = words_of(request.query)
            present = sum(document_matches(word, record) for word in words)
            return -record.prior * present if words else -record.prior
        number, falling = {
            "date": (record.numbers.get("date_first"), True),
            "date_asc": (record.numbers.get("date_first"), False),
            "cited": (record.numbers.get("cited_by_count"), True),
            "level": (record.numbers.get("court_level"), True),
        }[request.sort]
        if number is None:
            return 10**19
        return 10**18 - number if falling else number

    def _comparable(self, cursor):
        return -cursor.key if cursor.sort == "relevance" else int(cursor.key)
