"""Charts as plain shapes: bars by year and stacked bars of shares, drawn by the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.crosstab import FEWEST, Table
from ui.urls import SearchState

WIDTH, HEIGHT = 640, 150
"""Units of the drawing; the page scales it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a part of one, and what it stands for."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float
    url: str
    tone: int
    """Number of its colour, from 0."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the counts that they show."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    top: int
    """The largest count."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def n(self) -> int:
        """Decisions counted."""
        return sum(each.count for each in self.bars)


def years_chart(counts: Mapping[str, int], state: SearchState) -> Chart:
    """One bar for each year from the first to the last that holds any; empty years stay."""
    held = sorted(int(year) for year, count in counts.items() if year.isdigit() and count)
    if not held:
        return Chart((), "", "", 0)
    years = range(held[0], held[-1] + 1)
    top = max(counts.values())
    step = WIDTH / len(years)
    bars = []
    for at, year in enumerate(years):
        count = counts.get(str(year), 0)
        height = round((HEIGHT - 2) * count / top, 2)
        url = state.between(str(year), str(year)).url() if count else ""
        bars.append(
            Bar(str(year), count, round(at * step, 2), round(HEIGHT - height, 2),
                round(step * 0.8, 2), height, url, 0)
        )  # fmt: skip
    return Chart(tuple(bars), str(years[0]), str(years[-1]), top)


def shares_chart(table: Table) -> Chart:
    """Stacked shares of the columns, row by row; a row of fewer than five is left blank."""
    rows = sorted(table.rows, key=lambda row: row.value)
    if not any(row.n >= FEWEST for row in rows):
        return Chart((), "", "", 0)
    step = WIDTH / len(rows)
    bars: list[Bar] = []
    for at, row in enumerate(rows):
        below = float(HEIGHT)
        for tone, cell in enumerate(row.cells if row.n >= FEWEST else ()):
            height = round(HEIGHT * cell.count / row.n, 2)
            below = max(0.0, round(below - height, 2))
            if cell.count:
                bars.append(
                    Bar(f"{row.label}, {table.columns[tone].label}", cell.count,
                        round(at * step, 2), below, round(step * 0.8, 2), height, cell.url, tone)
                )  # fmt: skip
    return Chart(tuple(bars), rows[0].label, rows[-1].label, max(row.n for row in rows))
