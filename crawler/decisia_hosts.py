"""The table of Lexum's Decisia sites: where each body's decisions stand, and under which terms."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from crawler.errors import UnknownSource

ITEM_PATH: Final = re.compile(
    r"/(?P<instance>[\w-]+)/(?P<collection>[\w-]+)/(?P<language>en|fr)/item/(?P<id>\d+)/index\.do"
)
"""Address of a decision's page, without host and query."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection of a site."""

    path: str
    court: str
    """Court of its decisions; a neutral citation may name another of the host's courts."""
    search_id: str = ""
    """Number by which the site's search names it; empty where not known."""


@dataclass(frozen=True, slots=True)
class DecisiaHost:
    """One row: a body with its site."""

    code: str
    label_en: str
    label_fr: str
    address: str
    """Scheme and host of the official site."""
    licence: str
    """The sentence for this body's decisions."""
    instance: str = ""
    """First part of every path; empty where the start page must tell."""
    collections: tuple[Collection, ...] = ()
    """Empty where the site's own navigation must tell."""
    courts: tuple[str, ...] = ()
    """Codes of the courts whose decisions it may hold."""
    languages: tuple[str, ...] = ("en", "fr")
    feeds: tuple[str, ...] = ()
    """``json`` and ``rss``, in the order in which they are tried."""
    editorial: str = ""
    """``headnote`` (above the reasons) or ``summary``: editors' words, kept as an extract only."""

    @property
    def url_variable(self) -> str:
        """The environment variable that gives another address."""
        return f"JURISOCIAL_DECISIA_{self.code.upper()}_URL"

    def item_url(self, collection: str, number: str, language: str, *, instance: str = "") -> str:
        """Give the official address of a decision's page."""
        path = f"{instance or self.instance}/{collection}/{language}/item/{number}/index.do"
        return f"{self.address}/{path}"

    def court_of(self, collection: str) -> str:
        """Give the court of a collection; the first of the host's for one not in the table."""
        named = {each.path: each.court for each in self.collections}
        return named.get(collection, self.courts[0])


@dataclass(frozen=True, slots=True)
class DecisiaHosts:
    """The whole table, in its own order."""

    rows: tuple[DecisiaHost, ...]

    def get(self, code: str) -> DecisiaHost:
        """Give one host; raises :class:`crawler.errors.UnknownSource`."""
        for row in self.rows:
            if row.code == code:
                return row
        raise UnknownSource(f"decisia {code}", tuple(row.code for row in self.rows))

    def of_url(self, url: str) -> DecisiaHost | None:
        """Give the host whose official site an address belongs to, or None."""
        parts = urlsplit(url)
        instance = parts.path.lstrip("/").partition("/")[0]
        for row in self.rows:
            same = parts.hostname == urlsplit(row.address).hostname
            if same and row.instance in ("", instance):
                return row
        return None


@cache
def load_decisia_hosts() -> DecisiaHosts:
    """Read ``crawler/decisia_hosts.toml``."""
    table = tomllib.loads((files("crawler") / "decisia_hosts.toml").read_text("utf-8"))
    federal = table["federal"]["licence"]
    return DecisiaHosts(tuple(_host({"licence": federal, **row}) for row in table["host"]))


def _host(row: dict[str, Any]) -> DecisiaHost:
    search_ids = row.pop("search_ids", {})
    collections = tuple(
        Collection(path, court, search_ids.get(path, ""))
        for path, court in row.pop("collections", {}).items()
    )
    own = tuple(dict.fromkeys(each.court for each in collections))
    return DecisiaHost(
        **{
            **row,
            "collections": collections,
            "courts": (*own, *row.get("courts", ())),
            "languages": tuple(row.get("languages", ("en", "fr"))),
            "feeds": tuple(row.get("feeds", ())),
        }
    )
