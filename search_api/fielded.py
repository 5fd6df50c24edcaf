"""What ``field:value`` means for the fields that hold values and numbers, not words."""

from __future__ import annotations

import re
from typing import Protocol

from crawler.errors import InvalidDate
from crawler.model import PartialDate
from indexer.engine.query import And, Keyword, Query, Range
from indexer.fields import Field
from search_api.errors import FieldFault, Sentence

_BRACKETS = re.compile(r"\[\s*(\S+)\s+(?:TO|À|A)\s+(\S+)\s*\]")
_DOTS = re.compile(r"(.*?)\.\.(.*)")
_COMPARED = re.compile(r"(>=|<=|>|<)(.+)")
_YEARS = re.compile(r"(\d{4})[-–](\d{4})")
_OPEN = ("", "*")


class ValueReader(Protocol):
    """Reads values typed behind ``field:``."""

    def read(self, field: str, typed: str) -> tuple[str, ...]:
        """The ids that the text means in that field; empty when it means none."""

    def nearest(self, field: str, typed: str) -> str:
        """The value that was perhaps meant, in the spelling to type; empty when none is near."""


def fielded_query(
    field: Field, text: str, at: tuple[int, int], *, values: ValueReader | None
) -> Query:
    """The node of a value, number or date typed behind a field's name.

    Raises :class:`FieldFault`.
    """
    if field.kind == "keyword":
        return _keyword(field, text, at, values)
    if field.name == "date":
        return _dates(text, at)
    if field.kind == "number":
        low, high = _bounds(field, text)
        return Range(field.name, low, high, at)
    if field.name == "id":
        return Keyword("identifier", (text.casefold(),), at)
    raise FieldFault(
        Sentence(
            f"“{field.label_en}” is shown and exported, but cannot be searched.",
            f"« {field.label_fr} » est affiché et exporté, mais ne se cherche pas.",
        )
    )


def _keyword(field: Field, text: str, at: tuple[int, int], values: ValueReader | None) -> Query:
    typed = [each.strip() for each in text.split(",") if each.strip()]
    found: list[str] = []
    for each in typed:
        ids = values.read(field.name, each) if values is not None else (each,)
        if not ids:
            raise _unknown(field, each, text, values)
        found.extend(ids)
    if not found:
        raise _unknown(field, text, text, values)
    return Keyword(field.name, tuple(dict.fromkeys(found)), at)


def _unknown(field: Field, typed: str, text: str, values: ValueReader | None) -> FieldFault:
    nearest = values.nearest(field.name, typed) if values is not None else ""
    return FieldFault(
        Sentence(
            f"“{typed}” is no value of “{field.label_en}”."
            + (f" Did you mean “{nearest}”?" if nearest else ""),
            f"« {typed} » n’est pas une valeur de « {field.label_fr} »."
            + (f" Vouliez-vous dire « {nearest} » ?" if nearest else ""),
        ),
        text.replace(typed, nearest) if nearest and typed else "",
    )


def _bounds(field: Field, text: str) -> tuple[int | None, int | None]:
    if years := _YEARS.fullmatch(text):
        low, high = years[1], years[2]
    elif compared := _COMPARED.fullmatch(text):
        number = _number(field, compared[2], text)
        step = 1 if compared[1] in (">", "<") else 0
        return (number + step, None) if ">" in compared[1] else (None, number - step)
    else:
        low, high = _two_sides(text)
    first = None if low in _OPEN else _number(field, low, text)
    last = None if high in _OPEN else _number(field, high, text)
    if first is not None and last is not None and first > last:
        raise _upside_down(text, f"[{last} TO {first}]")
    if first is None and last is None:
        raise _not_a_number(field, text)
    return first, last


def _two_sides(text: str) -> tuple[str, str]:
    if range_ := _BRACKETS.fullmatch(text) or _DOTS.fullmatch(text):
        return range_[1].strip(), range_[2].strip()
    return text, text


def _number(field: Field, typed: str, text: str) -> int:
    # int() reads digits of every script, which nobody means to type here.
    if not re.fullmatch(r"-?[0-9]{1,9}", typed.strip()):
        raise _not_a_number(field, text)
    return int(typed)


def _not_a_number(field: Field, text: str) -> FieldFault:
    return FieldFault(
        Sentence(
            f"“{text}” is no number for “{field.label_en}”: write {field.name}:2018, "
            f"{field.name}:2012..2020 or {field.name}:[2012 TO 2020].",
            f"« {text} » n’est pas un nombre pour « {field.label_fr} » : écrivez "
            f"{field.name}:2018, {field.name}:2012..2020 ou {field.name}:[2012 TO 2020].",
        )
    )


def _upside_down(text: str, mended: str) -> FieldFault:
    return FieldFault(
        Sentence(f"“{text}” ends before it begins.", f"« {text} » finit avant de commencer."),
        mended,
    )


def _dates(text: str, at: tuple[int, int]) -> Query:
    """A date as far as it is known may lie in the range when it does not lie wholly outside."""
    compared = _COMPARED.fullmatch(text)
    if compared:
        bound = _date(compared[2], text)
        after = ">" in compared[1]
        strict = compared[1] in (">", "<")
        if after:
            return Range("date_last", low=_day(bound, last=strict) + (1 if strict else 0), at=at)
        return Range("date_first", high=_day(bound, last=not strict) - (1 if strict else 0), at=at)
    low, high = _two_sides(text)
    nodes: list[Query] = []
    first = None if low in _OPEN else _day(_date(low, text), last=False)
    last = None if high in _OPEN else _day(_date(high, text), last=True)
    if first is not None and last is not None and first > last:
        raise _upside_down(text, f"[{high} TO {low}]")
    if first is not None:
        nodes.append(Range("date_last", low=first, at=at))
    if last is not None:
        nodes.append(Range("date_first", high=last, at=at))
    if not nodes:
        raise _not_a_date(text)
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _date(typed: str, text: str) -> PartialDate:
    try:
        read = PartialDate.parse(typed)
    except InvalidDate as wrong:
        raise _not_a_date(text) from wrong
    if read.first is None:
        raise _not_a_date(text)
    return read


def _day(date: PartialDate, *, last: bool) -> int:
    day = date.last if last else date.first
    return day.year * 10_000 + day.month * 100 + day.day if day is not None else 0


def _not_a_date(text: str) -> FieldFault:
    return FieldFault(
        Sentence(
            f"“{text}” is no date: write date:2018, date:2018-10, date:2018-10-09 or "
            "date:[2018-01 TO 2018-06].",
            f"« {text} » n’est pas une date : écrivez date:2018, date:2018-10, "
            "date:2018-10-09 ou date:[2018-01 TO 2018-06].",
        )
    )
