"""The fixture folders of the sources, read once for the tests and for ``approve``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.document_codec import document_to_json
from crawler.errors import NotADecision, SourceChanged
from crawler.importing import BadLine
from crawler.model import Document
from crawler.page import Page
from crawler.pearltrees import import_pearls
from crawler.spiders import (
    a2aj_parse,
    articles_parse,
    canlii_parse,
    decisia_parse,
    dila_parse,
    judilibre_parse,
    justice_administrative_parse,
    opc_parse,
)

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "pages"


def _first_pearl(page: Page) -> Document:
    """The first link of an export; an export with a fault first has no decision."""
    first = next(import_pearls(page.body, name=page.url, imported_at=page.fetched_at))
    if isinstance(first, BadLine):
        raise NotADecision("pearltrees", page.url, first.reason)
    return first


PARSERS: dict[str, Callable[..., Document]] = {
    "a2aj": a2aj_parse.parse_decision,
    "articles": articles_parse.parse_article,
    "canlii": canlii_parse.parse_reference,
    "decisia": decisia_parse.parse_decision,
    "dila": dila_parse.parse_decision,
    "judilibre": judilibre_parse.parse_decision,
    "justice_administrative": justice_administrative_parse.parse_decision,
    "opc": opc_parse.parse_decision,
    "pearltrees": _first_pearl,
}


@dataclass(frozen=True, slots=True)
class PageFixture:
    """One folder."""

    source: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.source}/{self.folder.name}"

    @property
    def fetch(self) -> dict[str, Any]:
        fetch: dict[str, Any] = json.loads((self.folder / "fetch.json").read_text("utf-8"))
        return fetch

    @property
    def page(self) -> Page:
        fetch = self.fetch
        return Page(
            url=fetch["url"],
            status=fetch["http_status"],
            headers=tuple((name, value) for name, value in fetch["headers"]),
            body=(self.folder / fetch.get("body", "page.json")).read_bytes(),
            fetched_at=datetime.fromisoformat(fetch["fetched_at"]),
        )

    @property
    def pages(self) -> tuple[Page, ...]:
        """The page, and that in the other language where the source has one for each."""
        twin = self.fetch.get("twin")
        if twin is None:
            return (self.page,)
        body = (self.folder / twin["body"]).read_bytes()
        return (self.page, replace(self.page, url=twin["url"], body=body))

    def outcome(self) -> tuple[str, dict[str, Any]]:
        """Give the name of the expected file and what belongs into it."""
        try:
            decision = PARSERS[self.source](*self.pages)
        except SourceChanged as error:
            return "error.json", {"error": "SourceChanged", "field": error.field}
        except NotADecision as error:
            return "error.json", {"error": "NotADecision", "reason": error.reason}
        return "decision.json", json.loads(document_to_json(decision))

    def expected(self) -> tuple[str, dict[str, Any]]:
        """Give the approved file; fails when there is none, or two."""
        found = [n for n in ("decision.json", "error.json") if (self.folder / n).exists()]
        assert len(found) == 1, f"{self.name}: run python -m tests.crawler.approve, found {found}"
        return found[0], json.loads((self.folder / found[0]).read_text("utf-8"))


def page_fixtures() -> tuple[PageFixture, ...]:
    """List every fixture of every source that has a parser, in order."""
    return tuple(
        PageFixture(source, folder)
        for source in sorted(PARSERS)
        for folder in sorted((ROOT / source).glob("*"))
        if folder.is_dir()
    )
