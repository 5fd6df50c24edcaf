"""The table of sources: what each covers, under which terms, and how politely it is asked."""

from __future__ import annotations

import ipaddress
import posixpath
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

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
    off_peak: str = ""
    """Hours in which it asks to be crawled (``22:00-06:00 Europe/Paris``); empty for any."""
    bulk_url: str = ""
    """Where its whole collection can be had, if that is another host than ``base_url``."""

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
    open_hosts: tuple[str, ...] = ()
    """Hosts below a denied one that have terms of their own, as CanLII's keyed interface."""
    others: tuple[tuple[str, str], ...] = ()
    """What no crawl brings, each name with its licence."""

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
        if name in self.open_hosts:
            return False
        return any(name == denied or name.endswith(f".{denied}") for denied in self.denied_hosts)

    def is_denied_path(self, path: str) -> bool:
        """Tell whether pages below a path are never to be crawled, whatever the host."""
        return path.lower().startswith(self.denied_paths)

    def denies(self, url: str) -> bool:
        """Tell whether an address is never to be asked for, by its host or by its path."""
        parts = urlsplit(url)
        # As the server will read it: `/x/../icm/icm/1` and `/%69cm/icm/1` are that page too.
        path = "/" + posixpath.normpath(unquote(parts.path) or "/").strip("/") + "/"
        return self.is_denied(parts.hostname or "") or self.is_denied_path(path)


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
        open_hosts=tuple(table["open_hosts"]),
        denied_paths=tuple(table["denied_paths"]),
        others=tuple(table["others"].items()),
    )


def _source(row: dict[str, Any]) -> Source:
    hosts = tuple(Host(name, **politeness) for name, politeness in row["hosts"].items())
    return Source(**{**row, "hosts": hosts})
