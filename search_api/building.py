"""From the parse tree to query nodes: words to tokens, fields to filters, proximity to nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lark import Token, Tree

from indexer.analysis import STOP_WORDS, exact_form, fold, query_words
from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
    Near,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Query,
    Term,
)
from indexer.fields import Field, field_named
from search_api.errors import FieldFault, Sentence
from search_api.fielded import ValueReader, fielded_query
from search_api.mending import Edit, Mend
from search_api.nearness import Nearness
from search_api.signs import UNITS, Sign, field_name
from search_api.wording import WILD, exact_words, pattern_words, phrase_words, plain_word

SHORTEST_STEM = 2
"""Letters before the first wildcard; fewer would match a large part of all words."""


_ASKING = frozenset(
    ("may", "might", "must", "shall", "peut", "peux", "peuvent", "pouvons", "puis", "puisse",
     "doit", "dois", "doivent", "faut", "on")
)  # fmt: skip
"""Folded words that make a question ("peut-on", "may I") and say nothing of its matter."""


def conjunction(nodes: Iterable[Query]) -> Query:
    """All of the nodes."""
    kept = tuple(nodes)
    if not kept:
        return Nothing()
    return kept[0] if len(kept) == 1 else And(kept)


def distinct(nodes: Iterable[Query]) -> tuple[Query, ...]:
    """The nodes without those that ask the same again: a word typed twice is one word."""
    kept: dict[object, Query] = {}
    for node in nodes:
        kept.setdefault(_asked(node), node)
    return tuple(kept.values())


def _asked(query: Query) -> object:
    match query:
        case Term(forms, name):
            return forms, name
        case Phrase(words, name):
            return tuple(_asked(word) for word in words), name
        case _:
            return query


@dataclass(slots=True)
class Builder:
    """Builds one query; ``mends`` and ``optional`` fill up as it goes."""

    q: str
    values: ValueReader | None = None
    mends: list[Mend] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    _nearness: Nearness = field(init=False)

    def __post_init__(self) -> None:
        self._nearness = Nearness(self.fault)

    def counting(self, signs: tuple[Sign, ...]) -> tuple[tuple[Query, ...], tuple[str, ...]]:
        """The words that count, and the text of those that may be missing."""
        stop = tuple(sign for sign in signs if _is_stop(sign))
        kept = stop if len(stop) == len(signs) else tuple(s for s in signs if not _is_stop(s))
        nodes = (self._word(sign, None) for sign in kept)
        optional = () if kept is stop else tuple(dict.fromkeys(sign.text for sign in stop))
        return distinct(node for node in nodes if node is not None), optional

    def build(self, tree: Tree[Token]) -> Query | None:
        """The query of a ``start`` tree; None when nothing in it can be searched."""
        query = self._disjunction(_only_tree(tree)) if tree.children else None
        return And((Everything(), query)) if isinstance(query, Not) else query

    def fault(self, at: tuple[int, int], detail: Sentence, *edits: Edit) -> None:
        """Note something wrong at a place."""
        self.mends.append(Mend(detail, at[0], at[1], edits))

    def _disjunction(self, tree: Tree[Token], inside: Field | None = None) -> Query | None:
        found = (self._conjunction(each, inside) for each in _trees(tree))
        nodes = distinct(node for node in found if node is not None)
        if not nodes:
            return None
        return nodes[0] if len(nodes) == 1 else Or(nodes)

    def _conjunction(self, tree: Tree[Token], inside: Field | None) -> Query | None:
        parts = _trees(tree)
        bare = [_bare_word(each) for each in parts]
        joined = any(_is_token(child, "AND") for child in tree.children)
        # Stop words may be missing, but for those that an operator was typed for.
        drop = not joined and any(
            not _is_negated(each) and (sign is None or not _is_stop(sign))
            for each, sign in zip(parts, bare, strict=True)
        )
        nodes: list[Query] = []
        for each, sign in zip(parts, bare, strict=True):
            if drop and sign is not None and _is_stop(sign):
                self.optional.append(sign.text)
                continue
            node = self._negation(each, inside)
            if node is not None:
                nodes.append(node)
        if not nodes:
            return None
        if inside is not None and inside.kind != "text" and len(nodes) > 1 and not joined:
            return Or(tuple(nodes))
        return conjunction(distinct(nodes))

    def _negation(self, tree: Tree[Token], inside: Field | None) -> Query | None:
        query = self._proximity(_only_tree(tree), inside)
        return Not(query) if query is not None and _is_negated(tree) else query

    def _proximity(self, tree: Tree[Token], inside: Field | None) -> Query | None:
        operands = _trees(tree)
        operators = [_sign(child) for child in tree.children if isinstance(child, Token)]
        query = self._operand(operands[0], inside)
        for operator, operand in zip(operators, operands[1:], strict=True):
            query = self._nearness.joined(operator, query, self._operand(operand, inside))
        return query

    def _operand(self, tree: Tree[Token], inside: Field | None) -> Query | None:
        match tree.data:
            case "group":
                return self._disjunction(_only_tree(tree), inside)
            case "fielded":
                return self._fielded(tree)
            case _:
                return self._leaf(_sign(tree.children[0]), inside)

    def _leaf(self, sign: Sign, inside: Field | None) -> Query | None:
        if inside is not None and inside.kind != "text":
            return self._value(sign, inside)
        name = inside.name if inside is not None else None
        match sign.kind:
            case "PHRASE":
                return self._phrase(sign, name)
            case "EXACT":
                body = sign.text.partition("(")[2].rpartition(")")[0].strip().strip('"')
                return exact_words(body, name, (sign.start, sign.end))
            case "PATTERN":
                return self._pattern(sign, name)
            case "FUZZY":
                return self._fuzzy(sign, name)
            case "RANGE":
                self.fault(
                    (sign.start, sign.end),
                    Sentence(
                        f"A range needs a field before it, as in “year:{sign.text}”.",
                        f"Une fourchette suit un champ, comme dans « année:{sign.text} ».",
                    ),
                    Edit(sign.start, sign.start, "year:"),
                )
                return None
            case _:
                return self._word(sign, name)

    def _fielded(self, tree: Tree[Token]) -> Query | None:
        typed = _sign(tree.children[0])
        operand = _only_tree(tree)
        unit = UNITS.get(field_name(typed).casefold())
        if unit is not None:
            return self._nearness.within(unit, self._operand(operand, None), typed)
        return self._operand(operand, field_named(field_name(typed)))

    def _value(self, sign: Sign, inside: Field) -> Query | None:
        text = sign.text
        if sign.kind in ("PHRASE", "EXACT"):
            text = text.partition("(")[2].rpartition(")")[0] if sign.kind == "EXACT" else text
            text = text.strip().strip('"')
        try:
            return fielded_query(inside, text.strip(), (sign.start, sign.end), values=self.values)
        except FieldFault as wrong:
            edit = Edit(sign.start, sign.end, wrong.mended or sign.text)
            if not wrong.mended:
                edit = Edit(self._field_start(sign), sign.end)
            self.fault((sign.start, sign.end), wrong.detail, edit)
            return None

    def _field_start(self, sign: Sign) -> int:
        before = self.q[: sign.start]
        found = re.search(r"[^\W\d]\w*:\s*$", before)
        return found.start() if found else sign.start

    def _word(self, sign: Sign, name: str | None) -> Query | None:
        if sign.word is not None:
            return plain_word(sign.word, name, sign.start - sign.word.start)
        nodes = tuple(plain_word(each, name, sign.start) for each in query_words(sign.text))
        return conjunction(nodes) if nodes else None

    def _phrase(self, sign: Sign, name: str | None) -> Query | None:
        body, _, slop = sign.text[1:].rpartition('"')
        at = (sign.start, sign.end)
        phrase = phrase_words(body, name, sign.start + 1)
        if not phrase:
            return None
        if slop[1:] and len(phrase) > 1:
            return self._loose(phrase, int(slop[1:]), sign)
        return phrase[0] if len(phrase) == 1 else Phrase(phrase, name, at)

    def _loose(self, words: tuple[Term | Pattern, ...], distance: int, sign: Sign) -> Query | None:
        before = f"{sign.text.rpartition('~')[0]}~"
        if not self._nearness.distance_is_right(distance, sign, before):
            return None
        query: Query = words[0]
        for word in words[1:]:
            query = Near(query, word, distance, at=(sign.start, sign.end))
        return query

    def _pattern(self, sign: Sign, name: str | None) -> Query | None:
        words = pattern_words(sign, name)
        wild = next((each for each in words if isinstance(each, Pattern)), None)
        if wild is None or len(WILD.split(wild.pattern)[0]) < SHORTEST_STEM:
            self.fault(
                (sign.start, sign.end),
                Sentence(
                    f"“{sign.text}” would match too many words: write at least "
                    f"{SHORTEST_STEM} letters before the “*” or “?”.",
                    f"« {sign.text} » trouverait trop de mots : écrivez au moins "
                    f"{SHORTEST_STEM} lettres avant « * » ou « ? ».",
                ),
                Edit(sign.start, sign.end, re.sub(r"[*?!]+", "", sign.text)),
            )
            return None
        return words[0] if len(words) == 1 else Phrase(words, name, (sign.start, sign.end))

    def _fuzzy(self, sign: Sign, name: str | None) -> Query | None:
        typed, _, distance = sign.text.partition("~")
        words = [part for word in query_words(typed) for part in word.parts]
        if distance not in ("", "1", "2") or len(words) != 1 or len(words[0]) < 3:
            mended = f"{typed}~2" if len(words) == 1 and len(words[0]) >= 3 else typed
            self.fault(
                (sign.start, sign.end),
                Sentence(
                    "“~” allows 1 or 2 wrong letters in one word of 3 letters or more: word~1.",
                    "« ~ » admet 1 ou 2 lettres fautives dans un mot d’au moins 3 lettres : mot~1.",
                ),
                Edit(sign.start, sign.end, mended),
            )
            return None
        token = exact_form(words[0]).token
        return Fuzzy(token, int(distance or 1), name, (sign.start, sign.end))


def _is_stop(sign: Sign) -> bool:
    if sign.kind != "WORD" or sign.word is None:
        return False
    return all(fold(part) in STOP_WORDS or fold(part) in _ASKING for part in sign.word.parts)


def _bare_word(negation: Tree[Token]) -> Sign | None:
    """The word that a clause consists of, when it is one word without operator."""
    proximity = negation.children[0]
    if len(negation.children) != 1 or not isinstance(proximity, Tree):
        return None
    operand = proximity.children[0]
    if len(proximity.children) != 1 or not isinstance(operand, Tree) or operand.data != "word":
        return None
    return _sign(operand.children[0])


def _is_negated(negation: Tree[Token]) -> bool:
    return sum(_is_token(child, "NOT") for child in negation.children) % 2 == 1


def _is_token(child: Tree[Token] | Token, kind: str) -> bool:
    return isinstance(child, Token) and child.type == kind


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _only_tree(tree: Tree[Token]) -> Tree[Token]:
    return _trees(tree)[-1]


def _sign(child: Tree[Token] | Token) -> Sign:
    value = child.value if isinstance(child, Token) else None
    if not isinstance(value, Sign):
        raise TypeError(f"no sign in {child!r}")
    return value
