"""Words to tokens: plain words by their stems, quoted words as written, wildcards by pattern."""

from __future__ import annotations

import re

from indexer.analysis import QueryWord, exact_form, fold, query_words, term_forms
from indexer.engine.query import Pattern, Phrase, Query, Term
from search_api.signs import Sign

WILD = re.compile(r"[*?]")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’ʼ](?=\w)", re.IGNORECASE)


def plain_word(word: QueryWord, name: str | None, offset: int) -> Query:
    """One word; a joined thing (16-11.690) is the phrase of its parts."""
    parts = tuple(
        Term(term_forms(part), name, part, (offset + start, offset + end))
        for part, (start, end) in zip(word.parts, word.spans, strict=True)
    )
    if len(parts) == 1:
        return parts[0]
    return Phrase(parts, name, (offset + word.start, offset + word.end))


def exact_words(text: str, name: str | None, at: tuple[int, int]) -> Query | None:
    """Words as written, in this order; None when there is none."""
    words = phrase_words(text, name, at[0])
    if not words:
        return None
    return words[0] if len(words) == 1 else Phrase(words, name, at)


def phrase_words(text: str, name: str | None, offset: int) -> tuple[Term | Pattern, ...]:
    """Quoted words are exact: one phrase never unstems the rest of the query."""
    words: list[Term | Pattern] = []
    at = 0
    for wild in re.finditer(r"\w{2,}\*", text):
        words += _exact_terms(text[at : wild.start()], name, offset + at)
        token = exact_form(wild[0][:-1]).token
        words.append(Pattern(f"{token}*", name, (offset + wild.start(), offset + wild.end())))
        at = wild.end()
    return (*words, *_exact_terms(text[at:], name, offset + at))


def _exact_terms(text: str, name: str | None, offset: int) -> list[Term]:
    return [
        Term((exact_form(part),), name, part, (offset + start, offset + end))
        for word in query_words(text)
        for part, (start, end) in zip(word.parts, word.spans, strict=True)
    ]


def pattern_words(sign: Sign, name: str | None) -> tuple[Term | Pattern, ...]:
    """The parts of a word with wildcards: one, but for things joined by a hyphen or a dot."""
    text = sign.text
    if text.endswith("!") or text.startswith("!"):
        text = text.strip("!") + "*"
    text = _ELIDED.sub("", text.strip(".,;:!?'’()[]"))
    pieces = (piece for piece in re.split(r"[^\w*?]+", text) if piece)
    return tuple(_pattern_piece(piece, name, sign) for piece in pieces)


def _pattern_piece(piece: str, name: str | None, sign: Sign) -> Term | Pattern:
    at = (sign.start, sign.end)
    if WILD.search(piece):
        return Pattern(fold(piece).replace("'", ""), name, at)
    return Term((exact_form(piece),), name, piece, at)
