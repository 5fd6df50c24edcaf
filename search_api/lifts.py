"""Values that the words of a query speak of: documents that carry them rank higher.

"fired for a Facebook post in Québec" speaks of a sanction, a platform and a place. A lift never
adds a document and never takes one away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.engine.query import Keyword
from search_api.concepts import Mention, Values
from search_api.ranking import load_weights


@dataclass(frozen=True, slots=True)
class Collection:
    """What the whole collection holds, to weigh a value by its rarity."""

    documents: int
    counts: Mapping[str, Mapping[str, int]]
    """Documents by field and value."""

    def rarity(self, values: Values) -> float:
        """The logarithm of how rare any of these values is; 0 when no document carries one."""
        field, listed = values
        carried = sum(self.counts.get(field, {}).get(value, 0) for value in listed)
        return math.log(1 + self.documents / (1 + carried)) if carried else 0.0


@dataclass(frozen=True, slots=True)
class Lift:
    """Values of one field, any of which lifts a document that carries it."""

    field: str
    values: tuple[str, ...]
    words: tuple[str, ...]
    """The words typed that speak of them."""
    weight: float
    """What is added to the score, before authority."""

    @property
    def query(self) -> Keyword:
        """The documents that are lifted."""
        return Keyword(self.field, self.values)


def lifts(found: Iterable[Mention], collection: Collection) -> Iterator[Lift]:
    """The lifts of the concepts mentioned, each value once, in the order of the words."""
    spoken: dict[Values, list[Mention]] = {}
    for mention in found:
        for values in mention.concept.means:
            spoken.setdefault(values, []).append(mention)
    weights = load_weights()
    for values, by in spoken.items():
        share = 1.0 if any(each.same for each in by) else weights.hint
        weight = round(weights.lifts[values[0]] * share * collection.rarity(values), 3)
        if weight:
            yield Lift(*values, tuple(dict.fromkeys(each.text for each in by)), weight)
