"""The names under which a document is found: ids, aliases, identifiers, citations, dockets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from sqlalchemy import Connection, select

from crawler.corpus_schema import aliases, documents, names
from crawler.identifiers import recognise
from crawler.model import Decision, Document

T = TypeVar("T")

CHUNK: Final = 500
"""Values in one ``IN``: every database accepts so many."""

_CITATION: Final = "citation:"
_NUMBER: Final = "number:"


def chunks(values: Iterable[T], *, size: int = CHUNK) -> Iterator[tuple[T, ...]]:
    """Cut values into groups that fit one statement."""
    group: list[T] = []
    for value in values:
        group.append(value)
        if len(group) == size:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def fold(text: str) -> str:
    """Give a text without case, accents and punctuation: what two spellings share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(letters).split())


def names_of(document: Document) -> frozenset[str]:
    """Give the names, but for id and aliases, that lead to a document."""
    found = {identifier.key for identifier in document.identifiers}
    if fold(document.citation):
        found.add(_CITATION + fold(document.citation))
    if isinstance(document, Decision):
        found.update(_NUMBER + fold(docket) for docket in document.dockets if fold(docket))
    return frozenset(found)


def is_citation(name: str) -> bool:
    """Tell whether a name is a citation's words, which may hold names of parties."""
    return name.startswith(_CITATION)


def ids_after(connection: Connection, last: str) -> tuple[str, ...]:
    """Give the next ids of documents, in order; none after the last one."""
    query = select(documents.c.id).where(documents.c.id > last).order_by(documents.c.id)
    return tuple(connection.execute(query.limit(2 * CHUNK)).scalars())


def live_id(connection: Connection, name: str) -> str | None:
    """Give the id of the readable document that an id or alias leads to."""
    target = canonical(connection, name)
    query = select(documents.c.id).where(documents.c.id == target)
    return connection.execute(query).scalar_one_or_none()


def canonical(connection: Connection, name: str) -> str:
    """Give the id that an alias leads to; any other text is given back."""
    query = select(aliases.c.document_id).where(aliases.c.alias == name)
    return connection.execute(query).scalar_one_or_none() or name


def targets(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give the ids that aliases lead to, each with the aliases asked for; others are absent."""
    query = select(aliases).where(aliases.c.alias.in_(ids))
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query) if ids else ():
        found[row.document_id] = (*found.get(row.document_id, ()), row.alias)
    return found


def resolve(connection: Connection, text: str) -> tuple[str, ...]:
    """Give the ids of the readable documents that a text names, in order.

    An id or alias names one document; else the exact citation decides; else the identifiers and
    dockets that the text may be.
    """
    typed = text.strip()
    found = live_id(connection, typed) or live_id(connection, typed.lower())
    if found is not None:
        return (found,)
    citation, *others = spell(typed).keys or ("",)
    return (_named(connection, (citation,)) or _named(connection, others)) if citation else ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text with what it may be stored as; made by :func:`spell`, which takes a while."""

    text: str
    ids: tuple[str, ...]
    """The ids and aliases that it may be."""
    keys: tuple[str, ...]
    """The names that it may be: an exact citation first."""


@lru_cache(maxsize=64)
def spell(text: str) -> Spelling:
    """Give what a text may be stored as; asked twice in a row for most."""
    typed = text.strip()
    words = fold(typed)
    keys = (identifier.key for identifier in recognise(typed)) if words else ()
    names_ = (_CITATION + words, *keys, _NUMBER + words) if words else ()
    return Spelling(text, (typed, typed.lower()), names_)


def strangers(
    connection: Connection, texts: Iterable[Spelling], ids: Iterable[str] = ()
) -> frozenset[str]:
    """Give those of the texts, and of the ids, that name nothing here.

    :func:`resolve` has no answer for such a text; such an id is neither an id nor an alias.

    One look for many texts. A text that is no stranger may still name nothing, or only what was
    removed.
    """
    marks: dict[str, set[str]] = {id_: {id_} for id_ in ids}
    spelled, keys = set(marks), set[str]()
    for one in texts:
        marks.setdefault(one.text, set()).update((*one.ids, *one.keys))
        spelled.update(one.ids)
        keys.update(one.keys)
    taken: set[str] = set()
    for column, wanted in (
        (documents.c.id, spelled),
        (aliases.c.alias, spelled),
        (names.c.name, keys),
    ):
        for group in chunks(sorted(wanted)):
            taken.update(connection.execute(select(column).where(column.in_(group))).scalars())
    return frozenset(text for text, own in marks.items() if taken.isdisjoint(own))


def _named(connection: Connection, wanted: Iterable[str]) -> tuple[str, ...]:
    query = select(names.c.document_id).where(names.c.name.in_(tuple(wanted))).distinct()
    return tuple(sorted(connection.execute(query).scalars()))
