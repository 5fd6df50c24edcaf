"""What ranks a plain query, and by how much: data (``ranking.toml``), each with its reason."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of everything that ranks but the text fields, which have theirs in
    :mod:`indexer.fields`."""

    words: Mapping[str, float]
    """Factor of the score of ``typed`` words, of ``same`` words for them and of ``near`` ones."""
    lifts: Mapping[str, float]
    """By field: what a value adds to the score, times the logarithm of its rarity."""
    hint: float
    """Share of a lift that words hint at without naming it."""


@functools.cache
def load_weights() -> Weights:
    """Read the weights."""
    text = (files("search_api") / "ranking.toml").read_text("utf-8")
    table = tomllib.loads(text)
    words = {name: float(row["weight"]) for name, row in table["words"].items()}
    lifts = {name: float(row["weight"]) for name, row in table["lifts"].items()}
    return Weights(words, lifts, float(table["hint"]["weight"]))
