"""Counts of decisions by two fields, each the size of the search that its link opens."""

from __future__ import annotations

import asyncio
import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_api.responses import SearchBody
from ui.client import SearchClient
from ui.labels import Labels
from ui.urls import SearchState
from ui.words import NBSP, Words

FEWEST = 5
"""Decisions below which no percentage is given: a share of three says nothing."""
HEATS = 6
MOST_COLUMNS = 8
"""Columns before the rest is put together: a wider table is read by nobody."""
_LEADING = {
    "outcome": ("dismissal_upheld", "sanction_reduced", "dismissal_overturned",
                "damages_to_employee"),
}  # fmt: skip
"""Columns of their own by field; they stand even where they are empty."""
_Z = 1.959964
"""Two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value, or several put together."""

    values: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many decisions carry both values, and the search that lists them."""

    count: int
    url: str
    """Empty where there is nothing to list."""
    share: str
    """``41%`` of the row's established cases; empty below :data:`FEWEST` of them."""
    heat: int
    """0 to :data:`HEATS`, by the largest cell of the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of the first field with its cells."""

    value: str
    label: str
    url: str
    cells: tuple[Cell, ...]
    n: int
    """Decisions of which the second field is established: the cells add up to it."""
    missing: int
    """Decisions of which it is not."""


@dataclass(frozen=True, slots=True)
class Table:
    """A field by another. A decision may stand in several rows, in one column only."""

    rows_field: str
    cols_field: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    whole: Row
    """All decisions of the set, whatever their value of the first field."""


async def crosstab(
    client: SearchClient, state: SearchState, labels: Labels, *, rows: str, cols: str
) -> Table:
    """The table of a result set; ``cols`` must be a field of one value for each decision."""
    base = await client.search([*state.asked(limit=0), ("facets", f"{rows},{cols}")])
    values = [
        value
        for value, count in _kept(base, rows, state).items()
        if count and (rows != "year" or _in_range(value, state))
    ]
    bodies = await asyncio.gather(
        *(
            client.search([*_with(state, rows, value).asked(limit=0), ("facets", cols)])
            for value in values
        )
    )
    columns = _columns(cols, _kept(base, cols, state), labels)
    counted = [
        (value, body.total, _kept(body, cols, state))
        for value, body in zip(values, bodies, strict=True)
    ]
    top = max((count for _, _, found in counted for count in _grouped(found, columns)), default=0)
    made = tuple(
        _row(value, labels.value(rows, value), _with(state, rows, value), found, total,
             cols=cols, columns=columns, top=top, words=labels.words)
        for value, total, found in counted
    )  # fmt: skip
    whole = _row("", labels.words.gettext("All"), state, _kept(base, cols, state), base.total,
                 cols=cols, columns=columns, top=0, words=labels.words)  # fmt: skip
    return Table(rows, cols, columns, made, whole)


def counts_of(body: SearchBody, field: str) -> dict[str, int]:
    """The counts of a field, in the order of its vocabulary; what is unknown is no value."""
    return {
        each.value: each.count
        for facet in body.facets
        if facet.field == field
        for each in facet.values
        if each.value != "unknown"
    }


def share(count: int, n: int, words: Words) -> str:
    """``41%``, or nothing where ``n`` is too small to say it."""
    if n < FEWEST:
        return ""
    return f"{round(100 * count / n)}{NBSP if words.language == 'fr' else ''}%"


def interval(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score (1927), which holds for small ``n`` too."""
    if not n:
        return 0.0, 1.0
    p, z = count / n, _Z * _Z / n
    middle = p + z / 2
    half = _Z * math.sqrt(p * (1 - p) / n + z / (4 * n))
    return max(0.0, (middle - half) / (1 + z)), min(1.0, (middle + half) / (1 + z))


def table_csv(table: Table) -> bytes:
    """The table, one line for each cell, with codes, labels, shares and their intervals."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((
        table.rows_field, f"{table.rows_field}_label", table.cols_field,
        f"{table.cols_field}_label", "count", "n", "not_established", "share", "low95", "high95",
    ))  # fmt: skip
    for row in (*table.rows, table.whole):
        for column, cell in zip(table.columns, row.cells, strict=True):
            shares: tuple[str, ...] = ("", "", "")
            if row.n >= FEWEST:
                low, high = interval(cell.count, row.n)
                shares = (f"{cell.count / row.n:.4f}", f"{low:.4f}", f"{high:.4f}")
            writer.writerow((
                row.value, row.label, "|".join(column.values), column.label, cell.count, row.n,
                row.missing, *shares,
            ))  # fmt: skip
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _with(state: SearchState, field: str, value: str) -> SearchState:
    if field == "year":
        return state.between(value, value)
    return state.choosing(field, (value,))


def _in_range(year: str, state: SearchState) -> bool:
    return (state.first[:4] or "0") <= year <= (state.last[:4] or "9999")


def _kept(body: SearchBody, field: str, state: SearchState) -> dict[str, int]:
    """The counts within the chosen values: a facet is counted without its own filter."""
    chosen = state.values(field)
    found = counts_of(body, field)
    return {value: count for value, count in found.items() if not chosen or value in chosen}


def _columns(field: str, counts: Mapping[str, int], labels: Labels) -> tuple[Column, ...]:
    leading = [each for each in _LEADING.get(field, ()) if each in counts]
    held = [each for each, count in counts.items() if count and each not in leading]
    if not leading:
        room = MOST_COLUMNS if len(held) <= MOST_COLUMNS else MOST_COLUMNS - 1
        leading, held = held[:room], held[room:]
    columns = [Column((each,), labels.value(field, each)) for each in leading]
    if held:
        columns.append(Column(tuple(held), labels.words.gettext("Other")))
    return tuple(columns)


def _grouped(counts: Mapping[str, int], columns: Sequence[Column]) -> list[int]:
    return [sum(counts.get(value, 0) for value in each.values) for each in columns]


def _row(
    value: str,
    label: str,
    state: SearchState,
    counts: Mapping[str, int],
    total: int,
    *,
    cols: str,
    columns: Sequence[Column],
    top: int,
    words: Words,
) -> Row:
    found = _grouped(counts, columns)
    n = sum(found)
    cells = tuple(
        Cell(
            count=count,
            url=state.choosing(cols, column.values).url() if count else "",
            share=share(count, n, words) if count else "",
            heat=math.ceil(HEATS * count / top) if top else 0,
        )
        for count, column in zip(found, columns, strict=True)
    )
    return Row(value, label, state.url(), cells, n, max(total - n, 0))
