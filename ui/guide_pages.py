"""Pages about the site itself: the list that a browser keeps, and the API in words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search_api.responses import DocumentBody
from ui.client import ApiProblem, DocumentMoved
from ui.site import NOINDEX, Site
from ui.urls import document_url
from ui.words import Words

LONGEST_LIST = 50
"""Documents of a list: a page shows each, and its address holds each id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One document of a list."""

    id: str
    url: str
    title: str
    language: str
    facts: tuple[str, ...]
    ruling: tuple[str, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does."""

    method: str
    path: str
    summary: str
    parameters: tuple[tuple[str, str], ...]


class GuidePages:
    """One handler for each of these pages."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [Route("/{lang}/list", self.kept), Route("/{lang}/api", self.api)]

    async def kept(self, request: Request) -> Response:
        """The documents that the address names; without any, those that the browser keeps."""
        words = self.site.words_of(request)
        ids = list(dict.fromkeys(each for each in request.query_params.getlist("d") if each))
        shown = ids[:LONGEST_LIST]
        rows = await asyncio.gather(*(self._row(each, words) for each in shown))
        context = {
            "rows": rows,
            "left_out": len(ids) - len(shown),
            "full_url": str(request.url),
            "noindex": True,
        }
        return self.site.render(request, "list.html", words, context, headers=NOINDEX)

    async def api(self, request: Request) -> Response:
        """What the API takes and gives, from its own description."""
        words = self.site.words_of(request)
        described = await self.site.openapi()
        context = {"operations": operations(described), "root": str(request.base_url).rstrip("/")}
        return self.site.render(request, "api.html", words, context)

    async def _row(self, name: str, words: Words) -> Kept:
        try:
            body = await self.site.client.document(name, language=words.language)
        except DocumentMoved as moved:
            return await self._row(moved.id, words) if moved.id != name else _gone(name)
        except ApiProblem as problem:
            if problem.status not in (400, 404, 409, 410):
                raise
            return _gone(name)
        return _kept(body, words)


def _gone(name: str) -> Kept:
    return Kept(name[:80], "", name[:80], "", (), (), gone=True)


def _kept(body: DocumentBody, words: Words) -> Kept:
    facts = [body.citation if body.citation != body.title else "", body.court_label]
    facts.append(words.date(body.date, body.date_precision) if body.date else "")
    tags = {each.field: each.label for each in body.tags if each.value != "unknown"}
    return Kept(
        id=body.id,
        url=document_url(words.language, body.kind, body.id),
        title=body.title,
        language=body.language,
        facts=tuple(each for each in facts if each),
        ruling=tuple(tags[name] for name in ("sanction", "outcome") if name in tags),
    )


def operations(described: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Every operation of an OpenAPI description, in its order."""
    return tuple(
        Operation(
            method.upper(),
            path,
            str(each.get("description") or each.get("summary") or ""),
            tuple(
                (str(one["name"]), str(one.get("description", "")))
                for one in each.get("parameters", ())
            ),
        )
        for path, methods in described["paths"].items()
        for method, each in methods.items()
    )
