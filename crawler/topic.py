"""A topic: which queries, in which language, bring a subject's decisions out of each source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from crawler.errors import UnknownTopic

DEFAULT_TOPIC: Final = "social-media-at-work"
"""The subject that this project exists for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a source that is searched on its own."""

    jurisdiction: str
    chamber: tuple[str, ...] = ()
    words: str = ""
    """Words added to every query here, so that only labour cases come back."""


@dataclass(frozen=True, slots=True)
class SourceQueries:
    """What to ask one source."""

    queries: tuple[tuple[str, str], ...] = ()
    """Pairs of language and query, in the source's own syntax."""
    datasets: tuple[str, ...] = ()
    """The source's own names of the collections to search; empty for all."""
    scopes: tuple[Scope, ...] = ()
    strategy: str = ""
    """The way in which to read the source, where it offers several; empty for its usual one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A named subject."""

    name: str
    since: date
    """No decision of the subject is older."""
    sources: tuple[tuple[str, SourceQueries], ...]

    def of(self, source: str) -> SourceQueries:
        """Give the queries of one source; empty when the topic has none for it."""
        return dict(self.sources).get(source, SourceQueries())


def topic_names() -> tuple[str, ...]:
    """Name every topic that has a file, sorted."""
    folder = files("crawler") / "topics"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def load_topic(name: str) -> Topic:
    """Read ``crawler/topics/<name>.toml``; raises :class:`crawler.errors.UnknownTopic`."""
    known = topic_names()
    if name not in known:
        raise UnknownTopic(name, known)
    text = (files("crawler") / "topics" / f"{name}.toml").read_text("utf-8")
    table = tomllib.loads(text)
    since = table.pop("since")
    sources = tuple((source, _queries(row)) for source, row in table.items())
    return Topic(name=name, since=since, sources=sources)


def _queries(row: dict[str, Any]) -> SourceQueries:
    pairs = tuple(
        (language, query) for language, queries in row["queries"].items() for query in queries
    )
    scopes = tuple(
        Scope(
            jurisdiction=scope["jurisdiction"],
            chamber=tuple(scope.get("chamber", ())),
            words=scope.get("words", ""),
        )
        for scope in row.get("scopes", ())
    )
    return SourceQueries(
        pairs,
        datasets=tuple(row.get("datasets", ())),
        scopes=scopes,
        strategy=row.get("strategy", ""),
    )
