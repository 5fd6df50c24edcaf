"""A query tree as a tantivy query that matches the same documents, or these and more.

What tantivy answers exactly goes to it: words, patterns, fuzzy words, phrases of exact tokens,
conditions, and every combination of these by AND, OR, NOT. Of the rest (proximity, units, other
phrases) it is asked for the documents of all words, whose scores rank them; which of them count is
worked out beside (:mod:`indexer.engine.sidecar.sets`).
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Protocol

import tantivy

from indexer.engine import embedded_schema as layout
from indexer.engine.embedded_queries import (
    TQ,
    Clause,
    any_value,
    every,
    everything,
    number_range,
    some,
)
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
from indexer.fields import Field, text_fields
from indexer.matching import children

MOST_VARIANTS = 16
"""Native phrases that the alternatives of a phrase's words may multiply to."""


class Searched(Protocol):
    """What compiling needs of an opened index: its terms, and the numbers of its fields."""

    @property
    def searcher(self) -> tantivy.Searcher:
        """The state that the query will be asked of."""

    @property
    def schema(self) -> tantivy.Schema:
        """Its fields."""


def is_native(query: Query) -> bool:
    """Whether tantivy finds exactly what a query asks for, and not merely all of it and more."""
    match query:
        case Near() | Within():
            return False
        case Phrase(words):
            return len(words) < 2 or _variants(query) is not None
        case _:
            return all(is_native(each) for each in children(query))


def compile_query(query: Query, reading: Searched) -> tantivy.Query:
    """The tantivy query of a tree; conditions score nothing, words score BM25 by weighted field.

    Raises :class:`indexer.errors.QueryTooCostly`.
    """
    match query:
        case Term() | Pattern() | Fuzzy() | Phrase():
            return _word(query, reading)
        case Near() | Within():
            return _wide(query, reading)
        case And(nodes):
            return every([compile_query(node, reading) for node in nodes])
        case Or(nodes):
            return some([compile_query(node, reading) for node in nodes])
        case Not(node):
            if not is_native(node):
                return everything()
            without = (tantivy.Occur.MustNot, compile_query(node, reading))
            return TQ.boolean_query([(tantivy.Occur.Must, everything()), without])
        case Prefer():
            return _prefer(query, reading)
        case Keyword() | Range() | Everything() | Nothing():
            return _condition(query, reading)


def _condition(query: Keyword | Range | Everything | Nothing, reading: Searched) -> tantivy.Query:
    match query:
        case Keyword(name, values):
            return any_value(reading.schema, name, values)
        case Range(name, low, high):
            return number_range(reading.schema, name, low, high)
        case Everything():
            return everything()
        case Nothing():
            return TQ.empty_query()


def _prefer(query: Prefer, reading: Searched) -> tantivy.Query:
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


def _word(query: Term | Pattern | Fuzzy | Phrase, reading: Searched) -> tantivy.Query:
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


def _term(node: Term, reading: Searched) -> tantivy.Query:
    words = []
    for each in _scope(node.field):
        for form in dict.fromkeys(node.forms):
            name = layout.stream_field(each.name, form.stream)
            word = TQ.term_query(reading.schema, name, form.token)
            words.append(TQ.boost_query(word, each.weight))
    return some(words)


def expand(node: Pattern, reading: Searched) -> dict[str, list[str]]:
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


def _pattern(node: Pattern, reading: Searched) -> tantivy.Query:
    found = expand(node, reading)
    words = []
    for each in _scope(node.field):
        name = layout.stream_field(each.name, "exact")
        if found[name]:
            wanted = TQ.term_set_query(reading.schema, name, found[name])
            words.append(TQ.const_score_query(wanted, each.weight))
    return some(words)


def _fuzzy(node: Fuzzy, reading: Searched) -> tantivy.Query:
    check_fuzzy(node)
    words = []
    for each in _scope(node.field):
        name = layout.stream_field(each.name, "exact")
        wanted = TQ.fuzzy_term_query(reading.schema, name, node.token, node.distance)
        words.append(TQ.const_score_query(wanted, each.weight))
    return some(words)


def _phrase(node: Phrase, reading: Searched) -> tantivy.Query:
    if not node.words:
        return TQ.empty_query()
    if len(node.words) == 1:  # tantivy panics on a phrase of one word
        return _lone_word(node, node.words[0], reading)
    variants = _variants(node)
    if variants is None:
        return _wide(node, reading)
    phrases = []
    for each in _scope(node.field, *(word.field for word in node.words)):
        name = layout.stream_field(each.name, "exact")
        for tokens in variants:
            phrase = TQ.phrase_query(reading.schema, name, list(tokens))
            phrases.append(TQ.boost_query(phrase, each.weight))
    return some(phrases)


def _lone_word(node: Phrase, word: Term | Pattern, reading: Searched) -> tantivy.Query:
    if node.field and word.field and node.field != word.field:
        return TQ.empty_query()
    return _word(dataclasses.replace(word, field=node.field or word.field), reading)


def _variants(node: Phrase) -> list[tuple[str, ...]] | None:
    """The phrases of exact tokens that together are this one; None when there are no such."""
    forms: list[list[Form]] = []
    for word in node.words:
        if not isinstance(word, Term):
            return None
        forms.append(list(dict.fromkeys(word.forms)))
    if any(form.stream != "exact" for each in forms for form in each):
        return None
    combinations = list(itertools.islice(itertools.product(*forms), MOST_VARIANTS + 1))
    if len(combinations) > MOST_VARIANTS:
        return None
    return [tuple(form.token for form in each) for each in combinations]


def _wide(node: Query, reading: Searched) -> tantivy.Query:
    """Every document of a node, or more, with the scores of its words.

    What must not stand in a sentence may stand elsewhere in the document, so that it shuts none
    out here.
    """
    match node:
        case And(nodes) | Phrase(nodes):
            return every([_wide(each, reading) for each in nodes])
        case Within(nodes=nodes):
            return every([_wide(each, reading) for each in nodes])
        case Near(left, right):
            return every([_wide(left, reading), _wide(right, reading)])
        case Or(nodes):
            return some([_wide(each, reading) for each in nodes])
        case Prefer(inner):
            return _wide(inner, reading)
        case Not():
            return everything()
        case _:
            return compile_query(node, reading)
