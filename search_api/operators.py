"""The table of signs of the query language, from which the help page is made."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Operator:
    """One thing that can be asked with signs; texts by language, with code between backquotes."""

    name: str
    terminals: tuple[str, ...]
    """Terminals of the grammar that it explains."""
    need: Mapping[str, str]
    write: Mapping[str, str]
    example: Mapping[str, str]
    also: tuple[str, ...] = ()
    """The same with other spellings, which other systems taught."""


@functools.cache
def load_operators() -> tuple[Operator, ...]:
    """Read the table, in the order in which it is shown."""
    text = (files("search_api") / "operators.toml").read_text("utf-8")
    return tuple(
        Operator(
            name=row["name"],
            terminals=tuple(row["terminals"]),
            need=row["need"],
            write=row["write"],
            example=row["example"],
            also=tuple(row["also"]),
        )
        for row in tomllib.loads(text)["operator"]
    )
