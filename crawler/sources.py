"""The table of sources: what each covers, under which terms, and how politely it is asked."""

from __future__ import annotations

import ipaddress
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import UnknownSource


@dataclass(frozen=True, slots=True)
class Host:
    """How a host is to be treated."""

    name: str
    delay: float
    """Seconds between two requests."""
    concurrency: int
    """Connections at once."""
    daily_budget: int | None
    """Requests in one UTC day; None for no limit."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the table."""

    name: str
    label_en: str
    label_fr: str
    covers_en: str
    covers_fr: str
    base_url: str
    page_url: str
    """Where a person reads about the source."""
    key_needed: bool
    licence: str
    attribution: str
    rhythm: str
    """How often it is worth asking: ``daily``, ``weekly``..."""
    hosts: tuple[Host, ...]

    @property
    def key_variable(self) -> str:
        """The environment variable that holds its key."""
        return f"JURISOCIAL_{self.name.upper()}_KEY"

    @property
    def url_variable(self) -> str:
        """The environment variable that gives another base address."""
        return f"JURISOCIAL_{self.name.upper()}_URL"

    def host(self, url: str) -> Host:
        """Give the politeness due to the host of ``url``.

        A loopback host has no delay and no budget; a host outside the table is treated like the
        first one of this source.
        """
        name = urlsplit(url).hostname or ""
        if is_loopback(name):
            return Host(name, delay=0.0, concurrency=1, daily_budget=None)
        for host in self.hosts:
            if host.name == name:
                return host
        first = self.hosts[0]
        return Host(name, first.delay, first.concurrency, first.daily_budget)


@dataclass(frozen=True, slots=True)
class Sources:
    """The whole table, in its own order."""

    rows: tuple[Source, ...]
    denied_hosts: tuple[str, ...]
    denied_paths: tuple[str, ...] = ()
    """Beginnings of paths that are never asked for, whatever the host."""

    def get(self, name: str) -> Source:
        """Give one source; raises :class:`crawler.errors.UnknownSource`."""
        for row in self.rows:
            if row.name == name:
                return row
        raise UnknownSource(name, self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in table order."""
        return tuple(row.name for row in self.rows)

    def is_denied(self, host: str) -> bool:
        """Tell whether a host, or a domain above it, is never to be crawled."""
        name = host.lower().rstrip(".")
        return any(name == denied or name.endswith(f".{denied}") for denied in self.denied_hosts)

    def is_denied_path(self, path: str) -> bool:
        """Tell whether pages below a path are never to be crawled, whatever the host."""
        return path.lower().startswith(self.denied_paths)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@cache
def load_sources() -> Sources:
    """Read ``crawler/sources.toml``."""
    table = tomllib.loads((files("crawler") / "sources.toml").read_text("utf-8"))
    return Sources(
        rows=tuple(_source(row) for row in table["source"]),
        denied_hosts=tuple(table["denied_hosts"]),
        denied_paths=tuple(table["denied_paths"]),
    )


def _source(row: dict[str, Any]) -> Source:
    hosts = tuple(Host(name, **politeness) for name, politeness in row["hosts"].items())
    return Source(**{**row, "hosts": hosts})
