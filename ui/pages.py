"""The page handlers: read the address, ask the API, show the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search_api.responses import DocumentBody, SearchBody
from ui.cite_menu import cite_menu
from ui.client import DocumentMoved
from ui.document_view import document_view
from ui.guide_pages import GuidePages
from ui.labels import Labels
from ui.neighbours import neighbours
from ui.prose import render_prose
from ui.search_pages import SearchPages
from ui.site import NOINDEX, Site, language_named, language_of
from ui.urls import (
    SearchState,
    document_url,
    preferred_language,
    read_query,
    read_state,
)
from ui.view import search_view
from ui.words import Words

Handler = Callable[[Request], Awaitable[Response]]

ROBOTS = "User-agent: *\nAllow: /\nDisallow: /api/\n"
"""Crawling is allowed, because a page that may not be read cannot say ``noindex``."""
RECENT = 5
SITUATIONS = (
    (("conduct", "insult_manager"), ("audience", "closed_group")),
    (("conduct", "discriminatory_post"), ("duty", "off_duty")),
    (("conduct", "disclose_confidential"), ("sanction", "dismissal")),
    (("conduct", "leave_inconsistent"), ("sanction", "dismissal")),
    (("conduct", "threat"), ("target", "colleague")),
    (("conduct", "disparage_employer"), ("audience", "public")),
)
"""Usual situations, as filters together: what people come to ask about."""


class Pages:
    """One handler for each page."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Every address of the pages."""
        return [
            Route("/", self.front),
            Route("/robots.txt", self.robots),
            Route("/favicon.ico", self.icon),
            Route("/static/{name}", self.static),
            Route("/{lang}/", self.home),
            Route("/{lang}", self.to_home),
            *SearchPages(self.site).routes(),
            *GuidePages(self.site).routes(),
            Route("/{lang}/decision/{id}", self.document),
            Route("/{lang}/article/{id}", self.document),
            Route("/{lang}/help", self.help),
            Route("/{lang}/help/search", self.to_help),
            Route("/{lang}/coverage", self.coverage),
            *(
                Route(f"/{{lang}}/{name}", self.prose)
                for name in ("about", "privacy", "accessibility", "corrections")
            ),
        ]

    async def front(self, request: Request) -> Response:
        """``/``: the home page in the reader's language."""
        language = preferred_language(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{language}/", 303, headers={"vary": "Accept-Language"})

    async def to_home(self, request: Request) -> Response:
        """``/en``: the home page has a slash at its end."""
        return RedirectResponse(f"/{language_of(request)}/", 308)

    async def to_help(self, request: Request) -> Response:
        """The search help is one part of the help page."""
        return RedirectResponse(f"/{language_of(request)}/help#queries", 308)

    async def robots(self, _: Request) -> Response:
        """``/robots.txt``."""
        return Response(ROBOTS, media_type="text/plain")

    async def icon(self, _: Request) -> Response:
        """The icon, for browsers that ask for it without being told where."""
        file = self.site.static["icon.svg"]
        return Response(
            file.body, media_type=file.media_type, headers={"cache-control": "max-age=86400"}
        )

    async def static(self, request: Request) -> Response:
        """A file under its versioned name."""
        wanted = request.path_params["name"]
        for file in self.site.static.values():
            if file.name == wanted:
                kept = {"cache-control": "public, immutable, max-age=31536000"}
                return Response(file.body, media_type=file.media_type, headers=kept)
        raise HTTPException(404)

    async def home(self, request: Request) -> Response:
        """The question, the issues with their counts, what is new, what is covered."""
        words = self.words(request)
        recent, state = await self._whole(words, sort="date", limit=RECENT)
        labels = await self.site.labels(words, recent.generation)
        view = search_view(recent, state, labels)
        health = await self.site.client.health()
        context = {
            "view": view,
            "state": state,
            "labels": labels,
            "scope": scope_of(recent),
            "situations": await self._situations(state, labels),
            "updated": words.date(health.built_at) if health.built_at else "",
        }
        return self.site.render(request, "home.html", words, context)

    async def document(self, request: Request) -> Response:
        """A decision, a reference or an article."""
        words, query = self.words(request), request.query_params
        try:
            body = await self.site.client.document(
                request.path_params["id"],
                language=words.language,
                variant="fr" if words.locale == "fr_FR" else "",
                q=query.get("q", ""),
            )
        except DocumentMoved as moved:
            return self._moved(request, moved.id)
        if document_url(words.language, body.kind, body.id) != request.url.path:
            return self._moved(request, body.id, kind=body.kind)
        labels = await self.site.labels(words, body.generation)
        searched = read_state(
            language_of(request), read_query(query.get("from_search", "")), labels.filters
        )
        view = document_view(body, labels, language=query.get("text", ""), origin=searched)
        near = await self.site.client.similar(body.id, language=words.language, limit=5)
        context = {
            "view": view,
            "similar": near.similar,
            "beside": await neighbours(self.site.client, searched, body.id)
            if "from_search" in query
            else None,
            "back_url": searched.url() if "from_search" in query else "",
            "q": query.get("q", ""),
            "canonical": document_url(words.language, body.kind, body.id),
            "cite": await cite_menu(self.site.client, body, query.get("at", ""), words),
            "text_urls": _text_urls(request, body, words),
            "relations_url": searched.unfiltered().asking("").citing(body.id).url(),
        }
        return self.site.render(request, "document.html", words, context, headers=NOINDEX)

    async def help(self, request: Request) -> Response:
        """How to ask: the prose, then every field and value from the taxonomy."""
        words = self.words(request)
        labels = await self.site.labels(words)
        context = {"labels": labels, "state": self._state(words)}
        return self._prose(request, "help", "help.html", words, context)

    async def coverage(self, request: Request) -> Response:
        """What the collection holds, counted now."""
        words = self.words(request)
        body, state = await self._whole(words, sort="date", limit=1)
        labels = await self.site.labels(words, body.generation)
        context = {
            "state": state,
            "labels": labels,
            "scope": scope_of(body),
            "view": search_view(body, state, labels),
            "sources": (await self.site.client.sources(language=words.language)).sources,
            "health": await self.site.client.health(),
        }
        return self._prose(request, "coverage", "coverage.html", words, context)

    async def prose(self, request: Request) -> Response:
        """About, privacy, accessibility, corrections."""
        name = request.url.path.rpartition("/")[2]
        return self._prose(request, name, "prose.html", self.words(request), {})

    def words(self, request: Request) -> Words:
        """The words that the address asks for."""
        return self.site.words_of(request)

    async def _situations(
        self, state: SearchState, labels: Labels
    ) -> tuple[tuple[str, str, int], ...]:
        """Label, address and count of the usual situations that the collection has."""

        async def one(filters: tuple[tuple[str, str], ...]) -> tuple[str, str, int]:
            asked = state
            for name, value in filters:
                asked = asked.choosing(name, (value,))
            pairs = [*asked.asked(limit=0), ("facets", "none")]
            body = await self.site.client.search(pairs)
            said = " + ".join(labels.value(name, value) for name, value in filters)
            return said, asked.url(), body.total

        counted = await asyncio.gather(*(one(each) for each in SITUATIONS))
        return tuple(each for each in counted if each[2])

    async def _whole(
        self, words: Words, *, sort: str, limit: int
    ) -> tuple[SearchBody, SearchState]:
        labels = await self.site.labels(words)
        state = read_state(language_named(words.language), [], labels.filters)
        asked = [*state.asked(limit=limit), ("sort", sort)]
        return await self.site.client.search(asked), state

    def _state(self, words: Words) -> SearchState:
        return SearchState(language_named(words.language))

    def _prose(
        self, request: Request, name: str, template: str, words: Words, context: dict[str, object]
    ) -> Response:
        prose = render_prose(name, words.locale)
        return self.site.render(request, template, words, {"prose": prose, **context})

    def _moved(self, request: Request, document: str, kind: str = "") -> Response:
        room = "article" if "/article/" in request.url.path else "decision"
        target = document_url(
            language_of(request), kind or room, document, dict(request.query_params)
        )
        return RedirectResponse(target, 308)


def scope_of(body: SearchBody) -> dict[str, object]:
    """Live counts for the coverage line: kinds, jurisdictions, first and last year."""
    counts = {
        facet.field: {each.value: each.count for each in facet.values if each.count}
        for facet in body.facets
    }
    years = sorted(int(year) for year in counts.get("year", {}) if year.isdigit())
    kinds = counts.get("kind", {})
    return {
        "decisions": kinds.get("decision", 0) + kinds.get("reference", 0),
        "texts": kinds.get("decision", 0),
        "references": kinds.get("reference", 0),
        "articles": kinds.get("article", 0),
        "jurisdictions": len(counts.get("jurisdiction", {})),
        "first": years[0] if years else None,
        "last": years[-1] if years else None,
    }


def _text_urls(request: Request, body: DocumentBody, words: Words) -> dict[str, str]:
    query = {k: v for k, v in request.query_params.items() if k != "text"}
    return {
        text.language: document_url(
            words.language, body.kind, body.id, {**query, "text": text.language}
        )
        for text in body.texts
    }
