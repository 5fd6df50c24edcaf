"""What a site lets programs read: robots.txt, and reservations of text and data mining.

A reservation may stand in four places: ``/.well-known/tdmrep.json``, the header or meta element
``tdm-reservation`` (W3C TDM Reservation Protocol, 10 May 2024, made for article 4 of directive
(EU) 2019/790), ``noai`` among the directives for robots, and rules of robots.txt for the programs
that gather texts for machine learning. Any of them closes the page to us.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from crawler.page import Page

TDMREP: Final = "/.well-known/tdmrep.json"
_MINERS: Final = (
    "GPTBot",
    "CCBot",
    "Google-Extended",
    "Applebot-Extended",
    "Bytespider",
    "PerplexityBot",
    "Meta-ExternalAgent",
    "cohere-ai",
    "Diffbot",
    "Omgilibot",
    "AI2Bot",
)
"""Names by which sites address text and data mining in robots.txt."""
_META: Final = re.compile(rb"<meta\b[^>]{0,500}>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    rb"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE
)
_HEAD: Final = 200_000
_NO_AI: Final = frozenset({"noai", "notdm", "noml"})


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What one host says before any page is asked for."""

    robots: Protego
    reserved_paths: tuple[tuple[str, bool], ...] = ()
    """Patterns of ``tdmrep.json`` in its order, and whether they reserve."""

    @classmethod
    def of(cls, robots: Page | None, tdmrep: Page | None) -> SiteRules:
        """Read both files; None, or any answer but 200, is a file that is not there."""
        text = robots.body.decode("utf-8", "replace") if _is_there(robots) and robots else ""
        rules = _reserved_paths(tdmrep.body) if _is_there(tdmrep) and tdmrep else ()
        return cls(Protego.parse(text), rules)

    def refusal(self, url: str, *, agent: str) -> str:
        """Say why a page is closed to us; empty when it is open."""
        if not self.robots.can_fetch(url, agent):
            return "closed by robots.txt"
        if not all(self.robots.can_fetch(url, miner) for miner in _MINERS):
            return "text and data mining reserved (robots.txt)"
        path = urlsplit(url).path or "/"
        for pattern, reserved in self.reserved_paths:
            if _matches(pattern, path):
                return "text and data mining reserved (tdmrep.json)" if reserved else ""
        return ""

    def delay(self, agent: str) -> float:
        """Give the seconds between two requests that robots.txt asks for; 0 for none."""
        return float(self.robots.crawl_delay(agent) or 0.0)


def page_refusal(page: Page) -> str:
    """Say why a fetched page may not be mined; empty when nothing forbids it."""
    if (page.header("tdm-reservation") or "").strip() == "1":
        return "text and data mining reserved (header)"
    robots = [value for name, value in page.headers if name == "x-robots-tag"]
    if any(_words(value) & _NO_AI for value in robots):
        return "text and data mining reserved (X-Robots-Tag)"
    for element in _META.findall(page.body[:_HEAD]):
        given = {
            key.decode("latin-1").lower(): (one or two or three).decode("utf-8", "replace").strip()
            for key, one, two, three in _ATTRIBUTE.findall(element)
        }
        name, content = given.get("name", "").lower(), given.get("content", "")
        if name == "tdm-reservation" and content == "1":
            return "text and data mining reserved (meta)"
        if name == "robots" and _words(content) & _NO_AI:
            return "text and data mining reserved (meta robots)"
    return ""


def _is_there(page: Page | None) -> bool:
    return page is not None and page.status == 200


def _reserved_paths(body: bytes) -> tuple[tuple[str, bool], ...]:
    """The rules of the file; a page of another kind at its address (a soft 404) has none."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if isinstance(rows, dict):
        rows = [rows]
    return tuple(
        (row["location"], str(row.get("tdm-reservation", "")).strip() in ("1", "True"))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and isinstance(row.get("location"), str)
    )


def _matches(pattern: str, path: str) -> bool:
    """Tell whether a path fits a location: a beginning, ``*`` for anything, ``$`` for the end."""
    ends = pattern.endswith("$")
    parts = re.split(r"\*+", pattern.removesuffix("$"))
    place = 0
    for number, part in enumerate(parts):
        found = path.find(part, place)
        if found < 0 or (number == 0 and found > 0):
            return False
        place = found + len(part)
    return not ends or path.endswith(parts[-1])


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[\s,:;]+", text.lower()) if word}
