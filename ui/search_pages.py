"""The pages of a result set."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ui.searching import search_page
from ui.site import NOINDEX, Site, language_of
from ui.urls import read_query, read_state, with_query


class SearchPages:
    """One handler for each page of a search."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [Route("/{lang}/search", self.search)]

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
