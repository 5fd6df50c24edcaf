"""How a query was widened, told to whoever typed it: other words, and values that are favoured."""

from __future__ import annotations

from indexer.fields import field
from indexer.vocabulary import Locale
from search_api.labels import labelled
from search_api.plan import Plan
from search_api.suggestion_bodies import ExpandedWord, Favoured


def expanded_words(plan: Plan) -> list[ExpandedWord]:
    """The other words that found or ranked the result."""
    return [
        ExpandedWord(word=each.word, also=list(each.also), finds=each.same)
        for each in plan.expansions
    ]


def favoured_values(plan: Plan, locale: Locale) -> list[Favoured]:
    """The values that lift the documents which carry them, the strongest first."""
    lifts = sorted(plan.lifts, key=lambda each: -each.weight)
    return [
        Favoured(
            field=each.field,
            label=field(each.field).label_en if locale == "en" else field(each.field).label_fr,
            values=[labelled(each.field, value, locale) for value in each.values],
            words=list(each.words),
        )
        for each in lifts
    ]
