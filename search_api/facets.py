"""Facets as people see them: in a fixed order, with labels, ticked and empty values kept."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.engine.base import Facet as Counted
from indexer.fields import field
from indexer.vocabulary import Locale, load_vocabularies
from search_api.labels import field_label, value_label
from search_api.responses import Facet, FacetValue

_OPEN_ENDED = ("court", "source", "year")
"""Fields of which only values that some document bears are listed; the court table is too long."""


def facets(
    counted: tuple[Counted, ...],
    *,
    collection: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, tuple[str, ...]],
    language: str,
    locale: Locale,
) -> list[Facet]:
    """The counts with labels and in their fixed order.

    ``collection`` holds the counts over the whole collection, by field and value: they order the
    values, so that a click never moves one, and keep those that this result does not have.
    """
    return [
        _facet(each, collection.get(each.field, {}), chosen.get(each.field, ()), language, locale)
        for each in counted
    ]


def _facet(
    counted: Counted,
    everywhere: Mapping[str, int],
    chosen: tuple[str, ...],
    language: str,
    locale: Locale,
) -> Facet:
    row = field(counted.field)
    counts = {value.value: value.count for value in counted.values}
    return Facet(
        field=row.name,
        label=field_label(row, language),
        values=[
            FacetValue(
                value=value,
                label=value_label(row.name, value, locale),
                count=counts.get(value, 0),
                selected=value in chosen,
            )
            for value in _ordered(row.name, {*counts, *everywhere, *chosen}, everywhere)
        ],
    )


def _ordered(name: str, values: set[str], everywhere: Mapping[str, int]) -> list[str]:
    row = field(name)
    ranks: dict[str, int] = {}
    if row.vocabulary and name not in _OPEN_ENDED:
        ranks = {entry.id: entry.rank for entry in load_vocabularies().entries(row.vocabulary)}
    last = len(ranks)
    if row.facet == "fixed":
        return sorted({*values, *ranks}, key=lambda value: (ranks.get(value, last), value))
    if row.facet == "year":
        return sorted(values)
    return sorted(
        {*values, *ranks},
        key=lambda value: (-everywhere.get(value, 0), ranks.get(value, last), value),
    )
