"""The table of publishers: where each lists its articles, and what its terms let us keep."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import host_of


@dataclass(frozen=True, slots=True)
class Publisher:
    """One row of the table."""

    name: str
    label: str
    """As shown with each article."""
    hosts: tuple[str, ...]
    """Its hosts, old ones too; the first is the present one."""
    home: str
    language: str
    jurisdiction: str
    licence: str
    articles: str
    """Pattern of the paths of its articles; other paths of a sitemap are no articles."""
    seen: str
    """``stored`` where a listing was seen, ``inferred`` where it must be discovered."""
    terms: str = "extract"
    """``extract``, ``link`` where not even an extract is kept, or ``fulltext`` under an open
    licence."""
    listed: bool = True
    """False where its site is never asked: a person lists its articles."""
    other_names: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """RSS 2.0, Atom or JSON Feed."""
    sitemaps: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    """Zip files of XML sheets (service-public.gouv.fr)."""
    delay: float = 5.0
    """Seconds between two requests to one of its hosts."""
    attribution: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which a list may know it."""
        return (self.label, *self.other_names)

    @property
    def fulltext(self) -> bool:
        """Tell whether its licence lets us keep whole texts."""
        return self.terms == "fulltext"

    def has_host(self, url: str) -> bool:
        """Tell whether an address is on one of its hosts."""
        return host_of(url) in self.hosts

    def is_article(self, url: str) -> bool:
        """Tell whether an address looks like that of an article."""
        path = urlsplit(url).path
        return self.has_host(url) and path not in ("", "/") and bool(re.search(self.articles, path))


@dataclass(frozen=True, slots=True)
class Publishers:
    """The whole table, in its own order."""

    rows: tuple[Publisher, ...]

    def of_url(self, url: str) -> Publisher | None:
        """Give the publisher on whose site an address is, or None."""
        return next((row for row in self.rows if row.has_host(url)), None)


@cache
def load_publishers() -> Publishers:
    """Read ``crawler/publishers.toml``."""
    table = tomllib.loads((files("crawler") / "publishers.toml").read_text("utf-8"))
    licences = {terms: table[terms]["licence"] for terms in ("extract", "link")}
    return Publishers(tuple(_publisher(row, licences) for row in table["publisher"]))


def _publisher(row: dict[str, Any], licences: dict[str, str]) -> Publisher:
    lists = {"hosts", "feeds", "sitemaps", "archives"}
    values: dict[str, Any] = {
        key: tuple(value) if key in lists else value for key, value in row.items()
    }
    other_names = tuple(values.pop("names", ()))
    usual = licences.get(row.get("terms", "extract"), "")
    return Publisher(**{"licence": usual, "other_names": other_names, **values})
