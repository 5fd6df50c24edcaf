"""Documents as canonical JSON: the form in which the corpus keeps, compares and copies them.

Fields that hold their default are left out, so that a field added to the model later neither
changes the hash of older documents nor needs a migration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

from crawler.errors import InvalidDocument, JurisocialError
from crawler.identifiers import Identifier, parse_identifier
from crawler.model import Article, Decision, DecisionReference, Document, PartialDate

KINDS: Final[dict[str, type[Document]]] = {
    kind.kind: kind for kind in (Decision, DecisionReference, Article)
}
"""The concrete document class of each ``kind``."""

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_TIMED: Final = "provenances"
"""The field whose times of retrieval are no part of the hash."""

Json = Any
"""What :mod:`json` reads and writes."""


def document_to_json(document: Document) -> str:
    """Give the canonical JSON of a document: the same document always gives the same text.

    Raises :class:`crawler.errors.InvalidDocument` when a text holds half a surrogate pair, which
    no database stores, or a time has no zone.
    """
    return _bytes(_dump(_tree(document)), document.id).decode()


def document_from_json(text: str) -> Document:
    """Read what :func:`document_to_json` wrote.

    Raises :class:`crawler.errors.InvalidDocument` when it is anything else, a document of a later
    version included.
    """
    try:
        tree = json.loads(text)
    except ValueError as wrong:
        raise InvalidDocument("?", f"it is not JSON ({wrong})") from wrong
    if not isinstance(tree, dict):
        raise InvalidDocument("?", "it is not a JSON object")
    name = str(tree.get("id", "?"))
    kind: Any = KINDS.get(str(tree.pop("kind", "")))
    if kind is None:
        raise InvalidDocument(name, f"its kind is none of {', '.join(KINDS)}")
    try:
        document = _reader(kind)(tree)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as wrong:
        raise InvalidDocument(name, f"it does not have the shape of a {kind.kind}") from wrong
    except JurisocialError as wrong:
        raise InvalidDocument(name, str(wrong)) from wrong
    assert isinstance(document, Document)
    return document


def content_hash(document: Document) -> str:
    """Give the SHA-256, hexadecimal, of a document without its times of retrieval.

    The same page fetched twice gives the same hash.
    """
    return encode(document)[1]


def encode(document: Document) -> tuple[str, str]:
    """Give :func:`document_to_json` and :func:`content_hash` at the price of one pass."""
    tree = _tree(document)
    provenances = tree.pop(_TIMED)
    # The texts are the bulk of a document and stand in both forms alike: they are written once.
    before = _dump({name: tree[name] for name in tree if name < _TIMED})
    after = _dump({name: tree[name] for name in tree if name > _TIMED})
    timed = _joined(before, provenances, after, document.id)
    for provenance in provenances:
        provenance.pop("retrieved_at")
    untimed = _joined(before, provenances, after, document.id)
    return timed.decode(), hashlib.sha256(untimed).hexdigest()


def _joined(before: str, provenances: Json, after: str, name: str) -> bytes:
    fields = (before[1:-1], f'"{_TIMED}":{_dump(provenances)}', after[1:-1])
    return _bytes("{" + ",".join(field for field in fields if field) + "}", name)


def _tree(document: Document) -> dict[str, Json]:
    kind: Any = type(document)
    try:
        tree = _writer(kind)(document)
    except ValueError as wrong:
        raise InvalidDocument(document.id, str(wrong)) from wrong
    tree["kind"] = document.kind
    assert isinstance(tree, dict)
    tree.setdefault("provenances", [])
    return tree


def _dump(tree: Json) -> str:
    return _CANONICAL.encode(tree)


def _bytes(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as wrong:
        raise InvalidDocument(name, "its text has half a character (a lone surrogate)") from wrong


def _in_utc(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError(f"the time {time} has no zone")
    return time.astimezone(UTC).isoformat()


def _same(value: Json) -> Json:
    return value


@cache
def _writer(hint: Any) -> Callable[[Any], Json]:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        write = _writer(get_args(hint)[0])
        return lambda values: [write(value) for value in values]
    if hint is Identifier:
        return lambda identifier: [identifier.kind, str(identifier)]
    if hint in (PartialDate, Decimal):
        return str
    if hint is datetime:
        return _in_utc
    if is_dataclass(hint):
        return _dataclass_writer(hint)
    return _same


def _dataclass_writer(kind: Any) -> Callable[[Any], dict[str, Json]]:
    hints = get_type_hints(kind)
    parts = [
        (field.name, field.default, _optional(_writer(hints[field.name]))) for field in fields(kind)
    ]

    def write(value: Any) -> dict[str, Json]:
        tree = {}
        for name, default, write_field in parts:
            held = getattr(value, name)
            if held != default:
                tree[name] = write_field(held)
        return tree

    return write


def _optional(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if convert is _same:
        return _same
    return lambda value: None if value is None else convert(value)


@cache
def _reader(hint: Any) -> Callable[[Json], Any]:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        return _tuple_reader(_reader(get_args(hint)[0]))
    if hint is Identifier:
        return lambda pair: parse_identifier(pair[0], pair[1])
    if hint is PartialDate:
        return PartialDate.parse
    if hint is datetime:
        return datetime.fromisoformat
    if hint is Decimal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return hint
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    return _checked(hint)


def _tuple_reader(read: Callable[[Json], Any]) -> Callable[[Json], tuple[Any, ...]]:
    def read_all(values: Json) -> tuple[Any, ...]:
        if not isinstance(values, list):
            raise TypeError(values)
        return tuple([read(value) for value in values])

    return read_all


def _dataclass_reader(kind: Any) -> Callable[[Json], Any]:
    hints = get_type_hints(kind)
    readers = {}
    for field in fields(kind):
        hint = hints[field.name]
        read_field = _reader(hint)
        readers[field.name] = _optional(read_field) if NoneType in get_args(hint) else read_field

    def read(tree: Json) -> Any:
        return kind(**{name: readers[name](value) for name, value in tree.items()})

    return read


def _checked(kind: type) -> Callable[[Json], Any]:
    def read(value: Json) -> Any:
        if type(value) is not kind:
            raise TypeError(value)
        return value

    return read


def _without_none(hint: Any) -> Any:
    """Give ``X`` for ``X | None``; ``None`` itself is handled by the field."""
    choices = get_args(hint)
    if NoneType in choices:
        return next(choice for choice in choices if choice is not NoneType)
    return hint
