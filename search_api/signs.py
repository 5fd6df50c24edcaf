"""A typed text cut into words and operator signs, with their places; it never fails."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal

from lark import Lark, Token

from indexer.analysis import QueryWord, query_words
from indexer.fields import field_named

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_INCLUSIVE = re.compile(r"(?<=[^\W\d_])\([^\W\d_]{1,4}\)[^\W\d_]{0,2}")


UNITS: Mapping[str, Literal["sentence", "paragraph"]] = MappingProxyType(
    {"par": "paragraph", "paragraph": "paragraph", "paragraphe": "paragraph",
     "sentence": "sentence"}
)  # fmt: skip
"""Names before a colon that ask for all that follows in one unit: ``par:(insult manager)``."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A word or an operator of the query language."""

    kind: str
    """Name of the grammar's terminal: ``WORD``, ``PHRASE``, ``AND``, ``LPAR``..."""
    text: str
    start: int
    end: int
    """Place in the typed text, ``[start, end)``; both are its length for a sign that was added."""
    word: QueryWord | None = None
    """The analysed word, for the words of running text."""


@functools.cache
def grammar() -> Lark:
    """The grammar of the query language, ready to cut (``tokens``) and to parse (``start``)."""
    text = resources.files("search_api").joinpath("grammar.lark").read_text("utf-8")
    return Lark(text, parser="lalr", lexer="basic", start=["tokens", "start"])


def read_signs(text: str) -> tuple[Sign, ...]:
    """The words and signs of a typed text, in order; punctuation that means nothing is left out."""
    plain = text.translate(_QUOTES)
    signs = [_sign(token) for token in grammar().lex(plain)]
    return _with_words(plain, _without_exclamation(tuple(_settled(sign) for sign in signs)))


def _sign(token: Token) -> Sign:
    start = token.start_pos or 0
    return Sign(token.type, str(token), start, start + len(token))


def _settled(sign: Sign) -> Sign:
    """A colon with a space behind makes a field of a known name only: "Re: Sonne" is two words."""
    if sign.kind == "FIELD" and sign.text[-1].isspace() and not is_field(field_name(sign)):
        return Sign("WORD", sign.text, sign.start, sign.end)
    return sign


def _without_exclamation(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """ "dismiss!" asks for every word of that root; "They fired me!" is somebody exclaiming."""
    if len(signs) < 3 or any(sign.kind != "WORD" for sign in signs[:-1]):
        return signs
    last = signs[-1]
    if last.kind == "PATTERN" and last.text.endswith("!") and "*" not in last.text:
        return (*signs[:-1], Sign("WORD", last.text, last.start, last.end))
    return signs


def is_field(name: str) -> bool:
    """Whether a name before a colon means something: a field of the table, or a unit."""
    return field_named(name) is not None or name.casefold() in UNITS


def field_name(sign: Sign) -> str:
    """The name typed before the colon."""
    return sign.text.rstrip().rstrip(":")


def _with_words(text: str, signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Analyse runs of words together, for "art. 2088" and "10 000" are read across spaces."""
    settled: list[Sign] = []
    run: list[Sign] = []
    for sign in signs:
        if sign.kind == "WORD" and not (settled and not run and settled[-1].kind == "FIELD"):
            run.append(sign)
            continue
        settled.extend(_analysed(text, run))
        run = []
        settled.append(sign)
    settled.extend(_analysed(text, run))
    return tuple(settled)


def _analysed(text: str, run: list[Sign]) -> list[Sign]:
    if not run:
        return []
    first, last = run[0].start, run[-1].end
    # "salarié(e)s" is one word, and its ending in parentheses none.
    stretch = _INCLUSIVE.sub(lambda found: " " * len(found[0]), text[first:last])
    return [
        Sign("WORD", word.text, first + word.start, first + word.end, word)
        for word in query_words(stretch)
    ]
