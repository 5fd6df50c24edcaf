"""How far the words reach that take a statement back: denied, of another case, one of a list.

A denial reaches the clause it stands in ("he was rude, but no threat is alleged" denies the
threat alone); words about another case reach the sentence, up to a clause that comes back "here";
a list reaches the sentence that only enumerates.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis import Analysed
from indexer.tags.scanning import Hit


class Scope(NamedTuple):
    """Tokens of which something is said."""

    kind: str
    """``disclaimed``, ``cited``, ``listed``, ``negated`` or ``ruled`` (argued, or answered)."""
    first: int
    last: int
    """Tokens ``[first, last)``."""


Scopes = Mapping[tuple[int, int], tuple[Scope, ...]]
"""The scopes of each sentence that has any, by the sentence's tokens."""

_BREAK = re.compile(
    r"[;:()]|\s[—–]\s|[\s,](?:but|yet|although|though|whereas|however|mais|alors\sque|tandis\sque"
    r"|bien\sque|toutefois|cependant)\s"
)
_NAMED = re.compile(r"(?:\b[vc]|\bvs)\.\s(?=[A-ZÉÈÀ])|\bCass\.\s|\bCE,\s[0-9]")
"""A style of cause inside a sentence: it speaks of a decision."""
_NAMING = ("v.", "c.", "vs.", "Cass.", "CE,")
"""One of these stands wherever :data:`_NAMED` is found, and they are looked for much faster."""
_MANY = 3
"""Issues that a sentence of an enumeration names at least."""


def find_scopes(text: str, analysed: Analysed, hits: Mapping[str, Sequence[Hit]]) -> Scopes:
    """The scopes of a paragraph, from the cues found in it."""
    found: dict[tuple[int, int], list[Scope]] = {}
    named = {analysed.sentence_of(each) for each in _named(text, analysed)}
    for hit in hits.get("cues", ()):
        kind = hit.rule.value
        if kind == "disclaimed":
            first, last = _clause(text, analysed, hit.sentence, (hit.first, hit.last))
            found.setdefault(hit.sentence, []).append(Scope(kind, first, last))
        elif kind == "negated":
            found.setdefault(hit.sentence, []).append(Scope(kind, hit.first, hit.sentence[1]))
        elif kind == "cited":
            named.add(hit.sentence)
        elif kind in ("party", "ruling"):
            found.setdefault(hit.sentence, []).append(Scope("ruled", *hit.sentence))
    here = [hit for hit in hits.get("cues", ()) if hit.rule.value == "here"] if named else []
    for sentence in named:
        found.setdefault(sentence, []).extend(_cited(text, analysed, sentence, here))
    for sentence in _lists(text, analysed, hits.get("issue", ())):
        found.setdefault(sentence, []).append(Scope("listed", *sentence))
    return {sentence: tuple(scopes) for sentence, scopes in found.items()}


def _named(text: str, analysed: Analysed) -> Iterator[int]:
    """Tokens that stand where another decision is named."""
    if not any(sign in text for sign in _NAMING):
        return
    for match in _NAMED.finditer(text):
        at = bisect_left(analysed.starts, match.end())
        if at < len(analysed.starts):
            yield at


def _clause(
    text: str, analysed: Analysed, sentence: tuple[int, int], words: tuple[int, int]
) -> tuple[int, int]:
    """The tokens of the clause that holds some words of a sentence."""
    begun, ended = analysed.starts[sentence[0]], analysed.ends[sentence[1] - 1]
    from_, to = analysed.starts[words[0]], analysed.ends[words[1] - 1]
    breaks = [match.start() for match in _BREAK.finditer(text, begun, ended)]
    before = [place for place in breaks if place < from_]
    after = [place for place in breaks if place >= to]
    first = bisect_right(analysed.starts, before[-1]) if before else sentence[0]
    last = bisect_left(analysed.starts, after[0]) if after else sentence[1]
    return first, last


def _cited(
    text: str, analysed: Analysed, sentence: tuple[int, int], here: Iterable[Hit]
) -> Iterator[Scope]:
    """The sentence, without the clauses that come back to this case."""
    begun = sentence[0]
    for hit in here:
        if hit.sentence == sentence:
            first, last = _clause(text, analysed, sentence, (hit.first, hit.last))
            if begun < first:
                yield Scope("cited", begun, first)
            begun = max(begun, last)
    if begun < sentence[1]:
        yield Scope("cited", begun, sentence[1])


def _lists(text: str, analysed: Analysed, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    """Sentences that name many issues in a row of short members."""
    issues: dict[tuple[int, int], set[str]] = {}
    for hit in hits:
        if hit.rule.strength in ("strong", "fair"):
            issues.setdefault(hit.sentence, set()).add(hit.rule.value)
    for sentence, named in issues.items():
        if len(named) >= _MANY:
            begun, ended = analysed.starts[sentence[0]], analysed.ends[sentence[1] - 1]
            commas = text.count(",", begun, ended)
            if commas >= _MANY - 1 and (sentence[1] - sentence[0]) <= 9 * (commas + 1):
                yield sentence
