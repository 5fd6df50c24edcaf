"""Where a query matches, worked out over the tokens of a document's passages.

The one meaning of every query node: engines verify with it what their index cannot answer
exactly, and the best paragraphs, snippets and highlights are made of it.

A *match* is the rising tuple of the token positions that satisfy a node inside one passage. Its
stretch goes from the first to the last of them. Conditions without a place (``Not``, a keyword, a
range) match with the empty tuple.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from indexer.engine.base import ParagraphMatch
from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
    Keyword,
    Near,
    Not,
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
from indexer.engine.words import token_test
from indexer.errors import QueryTooCostly
from indexer.record import TAGS_PARAGRAPH, Passage

Match = tuple[int, ...]
Facts = Callable[[Keyword | Range], bool]
"""Says whether the document at hand satisfies a condition on its keywords or numbers."""

MOST_MATCHES = 20_000
"""Matches of one operator inside one passage; beyond, the query is refused with a reason."""

Window = tuple[Passage, int, int]
"""A passage with the first token of a stretch of it and the token after the last."""


def no_facts(condition: Keyword | Range) -> bool:  # noqa: ARG001
    """Facts of a text that stands alone: every condition on keywords is taken to hold."""
    return True


def document_matches(query: Query, passages: Sequence[Passage], *, facts: Facts = no_facts) -> bool:
    """Whether a document of these passages is one that the query asks for."""
    match query:
        case And(nodes):
            return all(document_matches(node, passages, facts=facts) for node in nodes)
        case Or(nodes):
            return any(document_matches(node, passages, facts=facts) for node in nodes)
        case Not(node):
            return not document_matches(node, passages, facts=facts)
        case Prefer(node):
            return document_matches(node, passages, facts=facts)
        case Keyword() | Range():
            return facts(query)
        case Everything():
            return True
        case _:
            return any(passage_matches(query, each, facts=facts) for each in passages)


def passage_matches(query: Query, passage: Passage, *, facts: Facts = no_facts) -> bool:
    """Whether the query holds inside one passage."""
    return _holds(query, (passage, 0, len(passage.exact)), facts)


def passage_marks(query: Query, passage: Passage) -> tuple[int, ...]:
    """Rising positions of the tokens of a passage that make the query match.

    Words under a phrase or a proximity operator count only where the operator is satisfied;
    words under ``Not`` never do.
    """
    return tuple(sorted(_marks(query, (passage, 0, len(passage.exact)))))


def best_paragraphs(query: Query, passages: Iterable[Passage]) -> tuple[ParagraphMatch, ...]:
    """The paragraphs that the query's words match, best first, then in the order of the text.

    A paragraph is worth the number of different words and operators of the query that it
    satisfies; repeated words add little, so that a list of names does not beat a sentence.
    The labels of tags, which are of no text, are left out.
    """
    scores: dict[tuple[str, int], float] = {}
    for passage in passages:
        if passage.paragraph == TAGS_PARAGRAPH:
            continue
        worth = _worth(query, (passage, 0, len(passage.exact)))
        if worth:
            key = (passage.language, passage.paragraph)
            scores[key] = max(scores.get(key, 0.0), round(worth, 4))
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ParagraphMatch(*key, score) for key, score in ordered)


def conditions(query: Query) -> tuple[Keyword | Range, ...]:
    """Every condition on keywords or numbers in a query tree."""
    if isinstance(query, Keyword | Range):
        return (query,)
    return tuple(found for node in children(query) for found in conditions(node))


def children(query: Query) -> tuple[Query, ...]:
    """The nodes directly under a node; a preferred node is not one, it does not decide matches."""
    match query:
        case And(nodes) | Or(nodes):
            return nodes
        case Within(_, nodes):
            return nodes
        case Near(left, right):
            return (left, right)
        case Phrase(words):
            return words
        case Not(node) | Prefer(node):
            return (node,)
        case _:
            return ()


def has_words(query: Query) -> bool:
    """Whether a query asks for any word (outside ``Not``), so that relevance means something."""
    if isinstance(query, Term | Pattern | Fuzzy):
        return True
    if isinstance(query, Not):
        return False
    preferred = query.preferred if isinstance(query, Prefer) else ()
    return any(has_words(node) for node in children(query)) or bool(preferred)


def stream_tokens(passage: Passage, stream: Stream) -> tuple[str, ...]:
    """The tokens of a passage in a stream: none in the stems of another language."""
    if stream == "exact":
        return passage.exact
    return passage.stems if stream == passage.language else ()


def _in_field(field: str | None, passage: Passage) -> bool:
    """A passage without a field (a text being shown) is of every field."""
    return field is None or passage.field in ("", field)


def _places(node: Term | Pattern | Fuzzy, window: Window) -> list[int]:
    """Rising positions of a word in a window."""
    passage, low, high = window
    if not _in_field(node.field, passage):
        return []
    if not isinstance(node, Term):
        test = token_test(node)
        return [at for at in range(low, high) if test(passage.exact[at])]
    found: set[int] = set()
    for form in node.forms:
        tokens = stream_tokens(passage, form.stream)
        if form.token in tokens:
            found.update(at for at in range(low, high) if tokens[at] == form.token)
    return sorted(found)


def _phrase(node: Phrase, window: Window) -> set[Match]:
    if not node.words or not _in_field(node.field, window[0]):
        return set()
    starts: set[int] | None = None
    for offset, word in enumerate(node.words):
        here = {at - offset for at in _places(word, window)}
        starts = here if starts is None else starts & here
        if not starts:
            return set()
    width = len(node.words)
    return {tuple(range(at, at + width)) for at in starts or ()}


def _units(node: Within, window: Window) -> list[Window]:
    """The sentences, or the one paragraph, inside a window."""
    passage, low, high = window
    if node.unit == "paragraph":
        return [window]
    bounds = [*passage.sentences, len(passage.exact)]
    pairs = itertools.pairwise(bounds)
    units = [(passage, max(first, low), min(last, high)) for first, last in pairs]
    return [unit for unit in units if unit[1] < unit[2]]


def _near(node: Near, window: Window, facts: Facts) -> set[Match]:
    left = sorted(match for match in _matches(node.left, window, facts) if match)
    right = sorted(match for match in _matches(node.right, window, facts) if match)
    if not left or not right:
        return set()
    starts = [match[0] for match in right]
    widest = max(match[-1] - match[0] for match in right)
    found: set[Match] = set()
    for one in left:
        first = bisect_left(starts, one[0] - widest - node.distance)
        for other in right[first:]:
            if other[0] - one[-1] > node.distance:
                break
            if _are_near(one, other, node):
                found.add(tuple(sorted({*one, *other})))
        _check_bound(len(found))
    return found


def _are_near(one: Match, other: Match, node: Near) -> bool:
    if one[-1] < other[0]:
        return other[0] - one[-1] <= node.distance
    if node.ordered:
        return False
    if other[-1] < one[0]:
        return one[0] - other[-1] <= node.distance
    return node.distance >= 1 and set(one).isdisjoint(other)


def _together(nodes: Iterable[Query], window: Window, facts: Facts) -> set[Match]:
    """Every way to take one match of each node: the tokens of all of them."""
    found: set[Match] = {()}
    for node in nodes:
        matches = _matches(node, window, facts)
        _check_bound(len(found) * len(matches))
        found = {tuple(sorted({*one, *other})) for one in found for other in matches}
        if not found:
            break
    return found


def _check_bound(count: int) -> None:
    if count > MOST_MATCHES:
        raise QueryTooCostly(
            "proximity", f"its words stand together in more than {MOST_MATCHES} ways in a paragraph"
        )


def _matches(node: Query, window: Window, facts: Facts) -> set[Match]:
    match node:
        case Term() | Pattern() | Fuzzy():
            return {(at,) for at in _places(node, window)}
        case Phrase():
            return _phrase(node, window)
        case Near():
            return _near(node, window, facts)
        case Within():
            units = _units(node, window)
            return set().union(*(_together(node.nodes, unit, facts) for unit in units))
        case And(nodes):
            return _together(nodes, window, facts)
        case Or(nodes):
            return set().union(*(_matches(each, window, facts) for each in nodes))
        case Prefer(inner):
            return _matches(inner, window, facts)
        case _:
            return {()} if _holds(node, window, facts) else set()


def _holds(node: Query, window: Window, facts: Facts) -> bool:
    """Whether a node has any match in a window, without listing all of them where it can."""
    match node:
        case Within():
            units = _units(node, window)
            return any(all(_holds(each, unit, facts) for each in node.nodes) for unit in units)
        case And(nodes):
            return all(_holds(each, window, facts) for each in nodes)
        case Or(nodes):
            return any(_holds(each, window, facts) for each in nodes)
        case Not(inner):
            return not _holds(inner, window, facts)
        case Prefer(inner):
            return _holds(inner, window, facts)
        case Keyword() | Range():
            return facts(node)
        case Everything():
            return True
        case Term() | Pattern() | Fuzzy():
            return bool(_places(node, window))
        case Phrase() | Near():
            return bool(_matches(node, window, facts))
        case _:
            return False


def _marks(node: Query, window: Window) -> set[int]:
    match node:
        case Term() | Pattern() | Fuzzy():
            return set(_places(node, window))
        case Phrase() | Near():
            return {at for match in _matches(node, window, no_facts) for at in match}
        case Within(nodes=nodes):
            units = _units(node, window)
            held = (u for u in units if all(_holds(each, u, no_facts) for each in nodes))
            return {at for unit in held for each in nodes for at in _marks(each, unit)}
        case And(nodes) | Or(nodes):
            return {at for each in nodes for at in _marks(each, window)}
        case Prefer(inner):
            return _marks(inner, window)
        case _:
            return set()


def _worth(node: Query, window: Window) -> float:
    match node:
        case Term() | Pattern() | Fuzzy():
            count = len(_places(node, window))
            return 1.0 + 0.1 * min(count - 1, 4) if count else 0.0
        case Phrase() | Near() | Within():
            words = len(_marks(node, window))
            return 2.0 + 0.1 * min(words, 10) if words else 0.0
        case And(nodes) | Or(nodes):
            return sum(_worth(each, window) for each in nodes)
        case Prefer(inner):
            return _worth(inner, window)
        case _:
            return 0.0
