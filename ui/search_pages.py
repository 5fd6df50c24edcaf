"""The pages of a result set: the results, their feeds, and what a file of them would hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search_api.responses import SearchBody
from ui.feeds import FEED_LENGTH, atom_feed, json_feed
from ui.labels import Labels
from ui.searching import search_page
from ui.site import NOINDEX, Site, language_of
from ui.urls import SearchState, read_query, read_state, with_query
from ui.view import chips_of


class SearchPages:
    """One handler for each page of a search."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/{lang}/search", self.search),
            Route("/{lang}/search.atom", self.atom),
            Route("/{lang}/search.json", self.json),
            Route("/{lang}/search.csv", self.csv),
            Route("/{lang}/export", self.export),
        ]

    async def search(self, request: Request) -> Response:
        """Results, at their one canonical address.

        The script asks in the background: it is told the canonical address in a header, because
        a redirect would cost it a second request.
        """
        words = self.site.words_of(request)
        labels = await self.site.labels(words)
        pairs = read_query(request.url.query)
        state = read_state(language_of(request), pairs, labels.filters)
        live = request.headers.get("hx-request") == "true"
        if state.pairs() != pairs and not live:
            return RedirectResponse(state.url(), 303, headers={"vary": "HX-Request"})
        status, context = await search_page(self.site.client, state, labels)
        address = address_header(request, state.url()) if live else {}
        return self.site.render(
            request, "search.html", words, context, status=status, headers={**NOINDEX, **address},
            address=state.url(),
        )  # fmt: skip

    async def export(self, request: Request) -> Response:
        """What a file of this set would hold, and in which forms it can be had."""
        words = self.site.words_of(request)
        state, labels = await self._asked(request)
        body = await self.site.client.search([*state.asked(limit=0), ("facets", "none")])
        described = await self.site.openapi()
        context = {
            "state": state,
            "total": body.total,
            "chips": chips_of(state, labels),
            "forms": export_forms(described),
            "hidden": parse_qsl(state.api_url("export").partition("?")[2]),
            "columns": [each for each in labels.fields if each.export],
            "labels": labels,
            "noindex": True,
        }
        return self.site.render(request, "export.html", words, context, headers=NOINDEX)

    async def atom(self, request: Request) -> Response:
        """The newest documents of a search, for readers of Atom feeds."""
        state, labels = await self._asked(request)
        body = await self._newest(state)
        text = atom_feed(body, state, labels, root=str(request.base_url))
        return _feed(request, text, "application/atom+xml; charset=utf-8")

    async def json(self, request: Request) -> Response:
        """The same as a JSON Feed."""
        state, labels = await self._asked(request)
        body = await self._newest(state)
        text = json_feed(body, state, labels, root=str(request.base_url))
        return _feed(request, text, "application/feed+json; charset=utf-8")

    async def csv(self, request: Request) -> Response:
        """The whole set as a bare table, which the API writes."""
        state, _ = await self._asked(request)
        return RedirectResponse(state.api_url("export", format="csv", bare="1"), 303)

    async def _asked(self, request: Request) -> tuple[SearchState, Labels]:
        labels = await self.site.labels(self.site.words_of(request))
        pairs = read_query(request.url.query)
        return read_state(language_of(request), pairs, labels.filters), labels

    async def _newest(self, state: SearchState) -> SearchBody:
        asked = [*state.sorted_by("date").asked(limit=FEED_LENGTH), ("facets", "none")]
        return await self.site.client.search(asked)


def export_forms(described: Mapping[str, Any]) -> tuple[str, ...]:
    """The forms of a file that the API says it writes."""
    parameters = described["paths"]["/api/v1/export"]["get"]["parameters"]
    found = (each["schema"]["enum"] for each in parameters if each["name"] == "format")
    return tuple(next(found, ()))


def _feed(request: Request, text: bytes, kind: str) -> Response:
    tag = f'W/"{hashlib.sha256(text).hexdigest()[:20]}"'
    headers = {**NOINDEX, "cache-control": "private, no-cache", "etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=kind)


def address_header(request: Request, address: str) -> dict[str, str]:
    """Tells the script the canonical address: typing replaces the entry in the history, a choice
    adds one, and what changes nothing adds none.
    """
    if "hx-history-restore-request" in request.headers:
        return {}
    source = request.headers.get("hx-source", "")
    current = urlsplit(request.headers.get("hx-current-url", ""))
    same = with_query(current.path, current.query) == address
    return {"hx-replace-url" if same or source == "input#q" else "hx-push-url": address}
