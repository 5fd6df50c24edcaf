"""The headings by which a decision is parted, read from ``zone_headings.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.model import Zone


@dataclass(frozen=True, slots=True)
class HeadingRules:
    """What opens which zone, for one country and language."""

    headings: tuple[tuple[Zone, re.Pattern[str]], ...]
    """A short paragraph that is wholly one of these; without accents, in lower case."""
    openings: re.Pattern[str]
    """How a paragraph of any length begins: one pattern, since most begin with none of them; the
    names of its groups are zones."""

    def zone_of_heading(self, words: str) -> Zone | None:
        """The zone that a heading opens, if it is one."""
        return next((zone for zone, rule in self.headings if rule.fullmatch(words)), None)

    def zone_of_opening(self, words: str) -> Zone | None:
        """The zone that a paragraph beginning so opens, if it opens one."""
        found = self.openings.match(words)
        return Zone(found.lastgroup.rstrip("_")) if found and found.lastgroup else None


@cache
def load_heading_rules() -> Mapping[str, HeadingRules]:
    """The rules by table: ``FR``, ``CA-en``, ``CA-fr``."""
    rows = tomllib.loads(files("crawler").joinpath("zone_headings.toml").read_text("utf-8"))["rule"]
    return {
        table: HeadingRules(
            headings=_compiled(rows, table, "heading"),
            openings=_joined(_compiled(rows, table, "opening")),
        )
        for table in sorted({row["table"] for row in rows})
    }


def _compiled(
    rows: list[Mapping[str, object]], table: str, kind: str
) -> tuple[tuple[Zone, re.Pattern[str]], ...]:
    found: list[tuple[Zone, re.Pattern[str]]] = []
    for row in rows:
        patterns = row.get(kind)
        if row["table"] == table and isinstance(patterns, list):
            found.append((Zone(str(row["zone"])), re.compile("|".join(map(str, patterns)))))
    return tuple(found)


def _joined(rules: tuple[tuple[Zone, re.Pattern[str]], ...]) -> re.Pattern[str]:
    """One pattern of several; as in a walk over them, the first that fits decides.

    A name may stand for one group only, so a zone's second rule has one more underscore.
    """
    named = (
        f"(?P<{zone.value}{'_' * place}>{rule.pattern})" for place, (zone, rule) in enumerate(rules)
    )
    return re.compile("|".join(named) or r"(?!)")
