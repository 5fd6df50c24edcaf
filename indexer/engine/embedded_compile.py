"""A query tree as a tantivy query that matches exactly the same documents.

What tantivy answers exactly goes to it: words, patterns, fuzzy words, phrases of one stream,
conditions, and every combination of these by AND, OR, NOT. What it does not (proximity, units,
phrases that mix streams or hold patterns) is asked as a wider query first; its candidates are
verified over their stored tokens (:mod:`indexer.matching`), and the ids that remain stand in the
tree instead of the node.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import tantivy

from indexer.engine import embedded_schema as layout
from indexer.engine.embedded_forward import may_match, needed, unpack
from indexer.engine.query import (
    And,
    Everything,
    Form,
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
    Stream,
    Term,
    Within,
)
from indexer.engine.words import (
    check_expansion,
    check_fuzzy,
    check_pattern,
    literal_prefix,
    token_test,
)
from indexer.errors import QueryTooCostly
from indexer.fields import Field, text_fields
from indexer.matching import conditions, passage_matches

TQ = tantivy.Query
Clause = tuple[tantivy.Occur, tantivy.Query]

MOST_CANDIDATES = 100_000
"""Documents whose tokens one operator may read; beyond, the query is refused with a reason."""
MOST_VARIANTS = 16
"""Native phrases that the alternatives of a phrase's words may multiply to."""
KEPT_SETS = 16
"""Verified sets kept a searcher, so that paging and sorting do not verify again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One frozen state of an index, with what was verified in it."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    verified: dict[Query, tuple[str, ...]] = field(default_factory=dict)


def compile_query(query: Query, reading: Reading) -> tantivy.Query:
    """The tantivy query of a tree; conditions score nothing, words score BM25 by weighted field.

    Raises :class:`indexer.errors.QueryTooCostly`.
    """
    match query:
        case Term() | Pattern() | Fuzzy() | Phrase():
            return _word(query, reading)
        case Near() | Within():
            return _verified(query, reading)
        case And(nodes):
            return every([compile_query(node, reading) for node in nodes])
        case Or(nodes):
            return some([compile_query(node, reading) for node in nodes])
        case Not(node):
            without = (tantivy.Occur.MustNot, compile_query(node, reading))
            return TQ.boolean_query([(tantivy.Occur.Must, everything()), without])
        case Prefer():
            return _prefer(query, reading)
        case Keyword() | Range() | Everything() | Nothing():
            return _condition(query, reading)


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many documents match; by asking for one hit, because asking for none panics."""
    found = searcher.search(query, 1)
    return int(found.count)  # type: ignore[attr-defined]  # missing in the stubs of 0.27


def document_id(stored: tantivy.Document) -> str:
    """The id of a document read from the store."""
    return str(stored.get_first(layout.ID))


def everything() -> tantivy.Query:
    """Every document, at no score."""
    return TQ.const_score_query(TQ.all_query(), 0.0)


def every(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """All of them; every document when there is none."""
    if not queries:
        return everything()
    return TQ.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """At least one of them; no document when there is none."""
    if len(queries) == 1:
        return queries[0]
    if not queries:
        return TQ.empty_query()
    return TQ.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def any_value(schema: tantivy.Schema, name: str, values: Iterable[str]) -> tantivy.Query:
    """Documents of which a keyword field holds any of the values, at no score."""
    return TQ.const_score_query(TQ.term_set_query(schema, name, list(values)), 0.0)


def number_range(
    schema: tantivy.Schema, name: str, low: int | None, high: int | None
) -> tantivy.Query:
    """Documents of which a number lies in ``[low, high]``, at no score."""
    if low is not None and high is not None and low > high:
        return TQ.empty_query()
    if low is None and high is None:
        return TQ.const_score_query(TQ.exists_query(name), 0.0)
    wanted = TQ.range_query(schema, name, tantivy.FieldType.Integer, low, high)
    return TQ.const_score_query(wanted, 0.0)


def _condition(query: Keyword | Range | Everything | Nothing, reading: Reading) -> tantivy.Query:
    match query:
        case Keyword(name, values):
            return any_value(reading.schema, name, values)
        case Range(name, low, high):
            return number_range(reading.schema, name, low, high)
        case Everything():
            return everything()
        case Nothing():
            return TQ.empty_query()


def _prefer(query: Prefer, reading: Reading) -> tantivy.Query:
    found = compile_query(query.node, reading)
    if query.scoreless:
        found = TQ.const_score_query(found, 0.0)
    clauses: list[Clause] = [(tantivy.Occur.Must, found)]
    for node, factor in query.preferred:
        wanted = compile_query(node, reading)
        if isinstance(node, Keyword | Range):
            wanted = TQ.const_score_query(wanted, 1.0)
        clauses.append((tantivy.Occur.Should, TQ.boost_query(wanted, factor)))
    return TQ.boolean_query(clauses)


def _word(query: Term | Pattern | Fuzzy | Phrase, reading: Reading) -> tantivy.Query:
    match query:
        case Term():
            return _term(query, reading)
        case Pattern():
            return _pattern(query, reading)
        case Fuzzy():
            return _fuzzy(query, reading)
        case Phrase():
            return _phrase(query, reading)


def _scope(*names: str | None) -> list[Field]:
    """The text fields that all the given names allow; None allows any."""
    wanted = {name for name in names if name is not None}
    return [each for each in text_fields() if wanted <= {each.name}]


def _term(node: Term, reading: Reading) -> tantivy.Query:
    words = []
    for each in _scope(node.field):
        for form in dict.fromkeys(node.forms):
            name = layout.stream_field(each.name, form.stream)
            word = TQ.term_query(reading.schema, name, form.token)
            words.append(TQ.boost_query(word, each.weight))
    return some(words)


def expand(node: Pattern, reading: Reading) -> dict[str, list[str]]:
    """Exact tokens that a pattern stands for, by the tantivy field in which they stand."""
    check_pattern(node)
    prefix, test = literal_prefix(node.pattern), token_test(node)
    found: dict[str, list[str]] = {}
    for each in _scope(node.field):
        name = layout.stream_field(each.name, "exact")
        terms = reading.searcher.terms_with_prefix(name, prefix)
        found[name] = [token for token, _ in terms if test(token)]
    check_expansion(node, len(set().union(*found.values())))
    return found


def _pattern(node: Pattern, reading: Reading) -> tantivy.Query:
    found = expand(node, reading)
    words = []
    for each in _scope(node.field):
        name = layout.stream_field(each.name, "exact")
        if found[name]:
            wanted = TQ.term_set_query(reading.schema, name, found[name])
            words.append(TQ.const_score_query(wanted, each.weight))
    return some(words)


def _fuzzy(node: Fuzzy, reading: Reading) -> tantivy.Query:
    check_fuzzy(node)
    words = []
    for each in _scope(node.field):
        name = layout.stream_field(each.name, "exact")
        wanted = TQ.fuzzy_term_query(reading.schema, name, node.token, node.distance)
        words.append(TQ.const_score_query(wanted, each.weight))
    return some(words)


def _phrase(node: Phrase, reading: Reading) -> tantivy.Query:
    if not node.words:
        return TQ.empty_query()
    if len(node.words) == 1:  # tantivy panics on a phrase of one word
        return _lone_word(node, node.words[0], reading)
    variants = _variants(node)
    if variants is None:
        return _verified(node, reading)
    phrases = []
    for each in _scope(node.field, *(word.field for word in node.words)):
        for stream, tokens in variants:
            name = layout.stream_field(each.name, stream)
            phrase = TQ.phrase_query(reading.schema, name, list(tokens))
            phrases.append(TQ.boost_query(phrase, each.weight))
    return some(phrases)


def _lone_word(node: Phrase, word: Term | Pattern, reading: Reading) -> tantivy.Query:
    if node.field and word.field and node.field != word.field:
        return TQ.empty_query()
    return _word(dataclasses.replace(word, field=node.field or word.field), reading)


def _variants(node: Phrase) -> list[tuple[Stream, tuple[str, ...]]] | None:
    """The phrases of one stream that together are this one; None when there are no such."""
    forms: list[list[Form]] = []
    for word in node.words:
        if not isinstance(word, Term):
            return None
        forms.append(list(dict.fromkeys(word.forms)))
    streams = {form.stream for each in forms for form in each}
    combinations = list(itertools.islice(itertools.product(*forms), MOST_VARIANTS + 1))
    if len(streams) != 1 or len(combinations) > MOST_VARIANTS:
        return None
    stream = streams.pop()
    return [(stream, tuple(form.token for form in each)) for each in combinations]


def _candidates(node: Query, reading: Reading) -> tantivy.Query:
    """A query that tantivy answers and that every document of the node matches."""
    match node:
        case And(nodes) | Phrase(nodes):
            return every([_candidates(each, reading) for each in nodes])
        case Within(nodes=nodes):
            return every([_candidates(each, reading) for each in nodes])
        case Near(left, right):
            return every([_candidates(left, reading), _candidates(right, reading)])
        case Or(nodes):
            return some([_candidates(each, reading) for each in nodes])
        case Prefer(inner):
            return _candidates(inner, reading)
        case Not():
            return everything()
        case _:
            return compile_query(node, reading)


def _verified(node: Phrase | Near | Within, reading: Reading) -> tantivy.Query:
    wide = _candidates(node, reading)
    ids = reading.verified.get(node)
    if ids is None:
        ids = tuple(_verify(node, wide, reading))
        for oldest in list(reading.verified)[: len(reading.verified) - KEPT_SETS + 1]:
            reading.verified.pop(oldest, None)
        reading.verified[node] = ids
    if not ids:
        return TQ.empty_query()
    return every([any_value(reading.schema, layout.ID, ids), wide])


def _verify(node: Query, wide: tantivy.Query, reading: Reading) -> Iterator[str]:
    """Ids of the candidates that really match, by reading their tokens."""
    searcher = reading.searcher
    total = count(searcher, wide)
    if total > MOST_CANDIDATES:
        raise QueryTooCostly(
            _shown(node), f"its words stand in {total} documents; add a rarer word"
        )
    needles = needed(node)
    known = {each: _satisfying(each, reading) for each in conditions(node)}
    for _, address in searcher.search(wide, max(total, 1), count=False).hits:
        stored = searcher.doc(address)
        found = document_id(stored)
        holds = {each for each, ids in known.items() if found in ids}
        passages = (
            raw.tokens()
            for raw in unpack(stored.get_first(layout.FORWARD) or b"", needles)
            if may_match(node, raw)
        )
        if any(passage_matches(node, each, facts=holds.__contains__) for each in passages):
            yield found


def _satisfying(condition: Keyword | Range, reading: Reading) -> frozenset[str]:
    """Ids of the documents that satisfy a condition standing inside a verified node."""
    wanted = _condition(condition, reading)
    searcher = reading.searcher
    hits = searcher.search(wanted, max(count(searcher, wanted), 1), count=False).hits
    return frozenset(document_id(searcher.doc(address)) for _, address in hits)


def _shown(node: Query) -> str:
    """The words of a node, to name it in a message."""
    match node:
        case Term(text=text, forms=forms):
            return text or (forms[0].token if forms else "")
        case Pattern(pattern):
            return pattern
        case Fuzzy(token):
            return token
        case Phrase(nodes) | And(nodes) | Or(nodes):
            return " ".join(_shown(each) for each in nodes)
        case Within(nodes=nodes):
            return " ".join(_shown(each) for each in nodes)
        case Near(left, right):
            return f"{_shown(left)} {_shown(right)}"
        case _:
            return ""
