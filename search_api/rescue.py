"""What else to ask when nothing is found: nearby searches, each with what it would find.

One thing is given up at a time: a filter, the dates, a word, the order of a phrase, the narrowness
of a proximity; at last all filters, or all words but one. Every count is that of the search itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from crawler.model import PartialDate
from indexer.engine.base import Filter
from indexer.errors import QueryTooCostly
from indexer.fields import field
from search_api.errors import QueryError, Sentence
from search_api.labels import locale_for, value_label
from search_api.parse import parse
from search_api.request import SearchParameters
from search_api.signs import Sign, read_signs
from search_api.suggestion_bodies import Alternative

MOST = 8
"""Alternatives that are offered."""
MOST_WORDS = 8
"""Words of which each is left out in turn."""
WIDER = 4
"""Times as many words between the two sides of a proximity."""

Count = Callable[[SearchParameters], int]


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    said: Sentence
    parameters: SearchParameters
    name: str = ""
    value: str = ""


def alternatives(asked: SearchParameters, count: Count) -> list[Alternative]:
    """The nearby searches that find something, in the order of what they give up."""
    found: list[Alternative] = []
    seen: set[tuple[object, ...]] = set()
    for change in _changes(asked):
        other = replace(change.parameters, page=1, cursor=None, facets=(), explain=False)
        key = (other.q, other.filters, other.title, other.cites, str(other.first), str(other.last))
        if key in seen or len(found) >= MOST:
            continue
        seen.add(key)
        total = _counted(other, count)
        if total:
            found.append(
                Alternative.model_validate(
                    {
                        "kind": change.kind,
                        "label": change.said.say(asked.language),
                        "q": other.q,
                        "name": change.name,
                        "value": change.value,
                        "count": total,
                    }
                )
            )
    return found


def _counted(parameters: SearchParameters, count: Count) -> int:
    try:
        return count(parameters)
    except (QueryError, QueryTooCostly):
        return 0


def _changes(asked: SearchParameters) -> Iterator[_Change]:
    chosen = [each for each in asked.filters if each.field != "topical"]
    yield from _without_a_filter(asked, chosen)
    yield from _of_text(asked)
    given = sum((len(chosen), bool(asked.title), bool(asked.cites), asked.dates is not None))
    if given > 1:
        usual = tuple(each for each in asked.filters if each.field == "topical")
        bare = replace(
            asked, filters=usual, title="", cites=(), first=PartialDate(), last=PartialDate()
        )
        yield _Change("all_filters", Sentence("Without any filter", "Sans aucun filtre"), bare)
        yield from _of_text(bare)


def _without_a_filter(asked: SearchParameters, chosen: list[Filter]) -> Iterator[_Change]:
    for each in chosen:
        for value in each.values:
            rest = tuple(other for other in each.values if other != value)
            filters = tuple(
                replace(other, values=rest) if other is each else other for other in asked.filters
            )
            kept = tuple(other for other in filters if other.values)
            said = _without(_named(each.field, value))
            yield _Change("filter", said, replace(asked, filters=kept), each.field, value)
    if asked.dates is not None:
        dates = " – ".join(filter(None, (str(asked.first), str(asked.last))))
        undated = replace(asked, first=PartialDate(), last=PartialDate())
        yield _Change("dates", _without(Sentence(dates, dates)), undated)
    if asked.title:
        said = Sentence(f"title: {asked.title}", f"titre\u00a0: {asked.title}")
        yield _Change("title", _without(said), replace(asked, title=""))
    if asked.cites:
        cited = ", ".join(asked.cites)
        said = Sentence(f"cites: {cited}", f"cite\u00a0: {cited}")
        yield _Change("cites", _without(said), replace(asked, cites=()))


def _named(name: str, value: str) -> Sentence:
    row = field(name)
    english = value_label(name, value, locale_for("en"))
    french = value_label(name, value, locale_for("fr"))
    return Sentence(f"{row.label_en}: {english}", f"{row.label_fr}\u00a0: {french}")


def _without(what: Sentence) -> Sentence:
    return Sentence(f"Without {what.en}", f"Sans {what.fr}")


def _of_text(asked: SearchParameters) -> Iterator[_Change]:
    signs = read_signs(asked.q)
    for sign in signs:
        for kind, text, said in _looser(sign):
            yield _Change(kind, said, replace(asked, q=_edited(asked.q, sign, text)))
    words = [sign for sign in signs if sign.kind in ("WORD", "PHRASE", "EXACT", "PATTERN", "FUZZY")]
    if not 1 < len(words) <= MOST_WORDS:
        return
    for sign in words:
        left = _mended(_edited(asked.q, sign, ""))
        if left:
            shown = sign.text.strip('"')
            said = _without(Sentence(f"“{shown}”", f"« {shown} »"))
            yield _Change("word", said, replace(asked, q=left))
    if all(sign.kind in ("WORD", "PHRASE", "AND", "NEAR") for sign in signs):
        operator = " OU " if asked.language == "fr" else " OR "
        any_of = Sentence("Any of these words", "L’un de ces mots")
        yield _Change("any", any_of, replace(asked, q=operator.join(each.text for each in words)))


def _looser(sign: Sign) -> Iterator[tuple[str, str, Sentence]]:
    """What may stand instead of a phrase or a proximity, from near to far."""
    if sign.kind == "PHRASE":
        words = sign.text[1:].rpartition('"')[0].strip()
        if len(words.split()) > 1:
            yield (
                "phrase",
                f"({words})",
                Sentence(
                    f"The words of “{words}” in any order",
                    f"Les mots de « {words} » dans tout ordre",
                ),
            )
    if sign.kind != "NEAR":
        return
    number = re.search(r"\d+$", sign.text)
    looser = ["AND"]
    if number:
        looser = [f"/{min(255, int(number[0]) * WIDER)}", "/p", "AND"]
    elif sign.text.lower().endswith("s"):
        looser = ["/p", "AND"]
    for text in looser:
        said = Sentence(
            f"“{text}” instead of “{sign.text}”", f"« {text} » au lieu de « {sign.text} »"
        )
        yield "proximity", text, said


def _edited(q: str, sign: Sign, text: str) -> str:
    return " ".join(f"{q[: sign.start]}{text}{q[sign.end :]}".split())


def _mended(q: str) -> str:
    """The text without the operators that its lost word left dangling; empty if none is left."""
    try:
        parse(q)
    except QueryError as wrong:
        return wrong.suggestion
    return q
