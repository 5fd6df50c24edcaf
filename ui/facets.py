"""The filters as they stand beside the results: order, what is shown first, years as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_api.responses import Facet, FacetValue, VocabularyEntry
from ui.labels import Labels
from ui.urls import SearchState

SHOWN = 8
"""Values of a filter before "Show all"; those ticked are shown wherever they stand."""
FIRST = ("issue", "conduct", "sanction", "outcome", "platform", "audience", "jurisdiction")
OPEN = frozenset(("issue", "conduct", "sanction", "outcome"))
_APART = frozenset(("year",))
CHART_WIDTH, CHART_HEIGHT = 240, 56


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be ticked."""

    id: str
    value: str
    label: str
    count: int
    selected: bool

    @property
    def dimmed(self) -> bool:
        """Whether ticking it would find nothing."""
        return self.count == 0


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value means, and in law."""

    label: str
    definition: str
    provisions: tuple[tuple[str, str, str], ...]
    """Place, language in which the provisions are named, and the provisions."""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One filter with its values."""

    field: str
    label: str
    help: str
    open: bool
    ticked: int
    clear_url: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    all_of: bool
    """Whether documents must carry all ticked values; asked for where several are ticked."""
    meanings: tuple[Meaning, ...]
    """What the ticked values mean."""
    canada_url: str
    """Ticks every Canadian jurisdiction, which ``CA`` alone does not mean; empty elsewhere."""

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.shown) + len(self.rest)


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of the histogram, in units of the drawing."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Years:
    """Documents per year, whatever years are chosen."""

    bars: tuple[YearBar, ...]
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT

    @property
    def top(self) -> int:
        """The largest count."""
        return max((bar.count for bar in self.bars), default=0)


def facet_groups(
    facets: Sequence[Facet], state: SearchState, labels: Labels
) -> tuple[FacetGroup, ...]:
    """Every filter that the collection has values for, the main ones first."""
    found = {each.field: each for each in facets if each.field not in _APART}
    order = [name for name in FIRST if name in found]
    order += [name for name in found if name not in FIRST]
    groups = (_group(found[name], state, labels) for name in order)
    return tuple(group for group in groups if group.size)


def _group(facet: Facet, state: SearchState, labels: Labels) -> FacetGroup:
    name = facet.field
    bound = {"CA"} if name == "jurisdiction" and state.binding else set()
    choices = [
        _choice(name, each, labels, ticked=each.selected and each.value not in bound)
        for each in facet.values
        if _exists(name, each, labels)
    ]
    shown = [each for at, each in enumerate(choices) if at < SHOWN or each.selected]
    rest = [each for at, each in enumerate(choices) if at >= SHOWN and not each.selected]
    if len(rest) == 1:
        shown, rest = choices, []
    ticked = sum(each.selected for each in choices)
    return FacetGroup(
        field=name,
        label=labels.field(name),
        help=labels.field_help(name),
        open=name in OPEN or ticked > 0,
        ticked=ticked,
        clear_url=state.choosing(name, ()).url(),
        shown=tuple(shown),
        rest=tuple(rest),
        all_of=state.issue_op == "and",
        meanings=tuple(_meaning(name, each, labels) for each in choices if each.selected)
        if labels.entries(name)
        else (),
        canada_url=_canada(choices, state) if name == "jurisdiction" else "",
    )


def _exists(name: str, value: FacetValue, labels: Labels) -> bool:
    return value.selected or value.count > 0 or labels.held(name, value.value) != 0


def _choice(name: str, value: FacetValue, labels: Labels, *, ticked: bool) -> Choice:
    entry = labels.entry(name, value.value)
    return Choice(
        id=f"f-{name}-{value.value}",
        value=value.value,
        label=labels.value(name, value.value) if entry else labels.words.set(value.label),
        count=value.count,
        selected=ticked,
    )


def _meaning(name: str, choice: Choice, labels: Labels) -> Meaning:
    entry = labels.entry(name, choice.value)
    definition = labels.words.label(entry.definition) if entry else ""
    return Meaning(choice.label, definition, legal_bases(entry, labels) if entry else ())


def legal_bases(entry: VocabularyEntry, labels: Labels) -> tuple[tuple[str, str, str], ...]:
    """Each legal order's provisions: its name, the language they are named in, and they."""
    orders = (("QC", "CA-QC", "fr"), ("CA", "CA", "en"), ("FR", "FR", "fr"))
    return tuple(
        (labels.value("jurisdiction", place), tongue, entry.provisions[order])
        for order, place, tongue in orders
        if entry.provisions.get(order)
    )


def _canada(choices: Sequence[Choice], state: SearchState) -> str:
    canadian = {each.value for each in choices if each.value.partition("-")[0] == "CA"}
    ticked = {each.value for each in choices if each.selected}
    if len(canadian) < 2 or canadian <= ticked:
        return ""
    return state.choosing("jurisdiction", ticked | canadian).url()


def year_bars(facets: Sequence[Facet], state: SearchState) -> Years:
    """The histogram: one bar for each year between the first and the last that holds any."""
    counts = {
        int(each.value): each.count
        for facet in facets
        if facet.field == "year"
        for each in facet.values
        if each.value.isdigit()
    }
    held = [year for year, count in counts.items() if count]
    if not held:
        return Years(())
    first, last, top = min(held), max(held), max(counts.values())
    step = CHART_WIDTH / (last - first + 1)
    bars = []
    for year in range(first, last + 1):
        count = counts.get(year, 0)
        height = max(2.0, (CHART_HEIGHT - 2) * count / top) if count else 0.0
        chosen = (state.first[:4] or "0") <= str(year) <= (state.last[:4] or "9999")
        bars.append(
            YearBar(
                year=year,
                count=count,
                x=round((year - first) * step, 2),
                y=round(CHART_HEIGHT - height, 2),
                width=round(max(1.0, step - 1.5), 2),
                height=round(height, 2),
                url=_one_year(state, year),
                chosen=chosen and bool(state.first or state.last),
            )
        )
    return Years(tuple(bars))


def _one_year(state: SearchState, year: int) -> str:
    without_year = state.choosing("year", ())
    return replace(without_year, first=str(year), last=str(year)).url()
