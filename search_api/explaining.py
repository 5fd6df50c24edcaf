"""Why a hit ranks where it does: its score in parts that a person can read and add up.

A score is the sum of what each word gives in each field, of other words and of lifts, times the
authority of the document. The parts are asked of the engine itself, one question each for all
hits of a page, so that they are the engine's own numbers whichever engine it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from indexer.engine.base import Engine, Hit, SearchRequest
from indexer.engine.query import (
    And,
    Fuzzy,
    Keyword,
    Near,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Query,
    Term,
    Within,
)
from indexer.fields import Field, field, text_fields
from indexer.vocabulary import Locale
from search_api.errors import Sentence
from search_api.labels import value_label
from search_api.plan import FIRST, Plan, title_words
from search_api.suggestion_bodies import Why, WhyPart

Kind = Literal["word", "also", "lift", "named"]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: Kind
    said: Sentence
    query: Query
    factor: float = 1.0


def explain(
    plan: Plan, hits: tuple[Hit, ...], engine: Engine, *, language: str, locale: Locale
) -> dict[str, Why]:
    """What the scores of these hits are made of, by id; empty where relevance ranks nothing."""
    if plan.sort != "relevance" or not any(hit.score for hit in hits):
        return {}
    ids = tuple(hit.id for hit in hits)
    authority = _points(_Part("named", Sentence("", ""), Keyword("identifier", ids)), ids, engine)
    parts: dict[str, list[WhyPart]] = {each: [] for each in ids}
    for part in _parts(plan, locale):
        for name, points in _points(part, ids, engine).items():
            worth = round(points / authority[name], 4)
            if worth and name in parts:
                said = part.said.say(language)
                parts[name].append(WhyPart(kind=part.kind, text=said, points=worth))
    return {hit.id: _why(parts[hit.id], authority.get(hit.id, 1.0), hit.score) for hit in hits}


def _why(parts: list[WhyPart], authority: float, score: float) -> Why:
    ordered = sorted(parts, key=lambda each: (-each.points, each.text))
    return Why(
        parts=ordered,
        sum=round(sum(each.points for each in ordered), 4),
        authority=round(authority, 3),
        score=round(score, 6),
    )


def _points(part: _Part, ids: tuple[str, ...], engine: Engine) -> dict[str, float]:
    """What a part gives to each document, authority included."""
    asked = Prefer(Keyword("identifier", ids), ((part.query, part.factor),))
    found = engine.search(SearchRequest(asked, limit=len(ids)))
    return {hit.id: hit.score for hit in found.hits}


def _parts(plan: Plan, locale: Locale) -> Iterator[_Part]:
    item = plan.known.keyword
    if item is not None:
        said = Sentence("What was typed names this document", "Ce qui est tapé nomme ce document")
        yield _Part("named", said, item, FIRST)
    for word in title_words(plan.parameters.title):
        yield from _by_field(word)
    if not plan.scored_apart:
        yield from _of_tree(plan.parsed.query)
        return
    for each in plan.parsed.words:
        for part in _of_tree(each):
            yield replace(part, factor=plan.factor(each))
    for also in plan.expansions:
        said = Sentence(f"Other words for “{also.word}”", f"Autres mots pour « {also.word} »")
        yield _Part("also", said, also.query, plan.factor(also))
    for lift in plan.lifts:
        row = field(lift.field)
        values = ", ".join(value_label(lift.field, each, locale) for each in lift.values)
        typed = ", ".join(lift.words)
        said = Sentence(
            f"{row.label_en}: {values} (from “{typed}”)",
            f"{row.label_fr} : {values} (d’après « {typed} »)",
        )
        yield _Part("lift", said, lift.query, lift.weight)


def _of_tree(query: Query) -> Iterator[_Part]:
    """The parts of a tree whose scores add up; an operator that may hold in part stays whole."""
    match query:
        case And(nodes):
            for node in nodes:
                yield from _of_tree(node)
        case Or(nodes):
            for node in nodes:
                yield from _by_field(node) if isinstance(node, And | Or) else _of_tree(node)
        case Term() | Pattern() | Fuzzy() | Phrase() | Near() | Within():
            yield from _by_field(query)
        case _:
            return


def _by_field(query: Query) -> Iterator[_Part]:
    shown = _shown(query)
    if isinstance(query, Term | Pattern | Fuzzy | Phrase) and query.field is None:
        for row in text_fields():
            yield _Part("word", _in(shown, row), replace(query, field=row.name))
        return
    if isinstance(query, Term | Pattern | Fuzzy | Phrase) and query.field is not None:
        yield _Part("word", _in(shown, field(query.field)), query)
        return
    yield _Part("word", Sentence(f"“{shown}”", f"« {shown} »"), query)


def _in(shown: str, row: Field) -> Sentence:
    return Sentence(
        f"“{shown}” in: {row.label_en.lower()}", f"« {shown} » dans : {row.label_fr.lower()}"
    )


def _shown(query: Query) -> str:
    match query:
        case Term(text=text, forms=forms):
            return text or forms[0].token
        case Pattern(pattern):
            return pattern
        case Fuzzy(token, distance):
            return f"{token}~{distance}"
        case Phrase(words):
            return " ".join(map(_shown, words))
        case And(nodes) | Or(nodes) | Within(nodes=nodes):
            return ", ".join(filter(None, map(_shown, nodes)))
        case Near(left, right):
            return f"{_shown(left)}, {_shown(right)}"
        case _:
            return ""
