"""What all pages share: templates, words, headers, and the taxonomy of the index in use."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from search_api.responses import TaxonomyBody
from ui.client import SearchClient
from ui.labels import Labels
from ui.static_files import StaticFile, load_static
from ui.urls import LANGUAGES, Language, in_language, read_query, read_state, with_query
from ui.words import Words, load_words

SECURITY = {
    # ui.md 1.4: nothing inline, nothing from elsewhere, no framing.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    # Search terms are confidential: no other site learns them from a link that is followed.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


NOINDEX = {"x-robots-tag": "noindex"}
"""Decision and result pages are for people who look for them, not for web search engines."""
FRESH = 5.0
"""Seconds for which the index last heard of is taken to be the one in use."""


class Site:
    """Everything a page handler needs; one for each app."""

    def __init__(self, client: SearchClient) -> None:
        self.client = client
        self.words = load_words()
        self.static: Mapping[str, StaticFile] = load_static()
        self._taxonomies: dict[str, TaxonomyBody] = {}
        self._described: Mapping[str, Any] | None = None
        self._heard = ("", float("-inf"))
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("ui"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )

    def words_for(self, language: Language, variant: str = "") -> Words:
        """The words of a page: French is Canada's unless France's is asked for."""
        if language == "en":
            return self.words["en"]
        return self.words["fr_FR" if variant == "fr" else "fr_CA"]

    def words_of(self, request: Request) -> Words:
        """The words that the address asks for; 404 when its language is none of ours."""
        return self.words_for(language_of(request), request.query_params.get("fr", ""))

    def canonical(self, language: Language, query: str) -> str:
        """The address of a search, as well as it can be told without asking the API."""
        known = next(iter(self._taxonomies.values()), None)
        order = [each.name for each in known.fields if each.filter] if known else []
        return read_state(language, read_query(query), order).url()

    async def openapi(self) -> Mapping[str, Any]:
        """The API's own description of itself, which does not change while it runs."""
        if self._described is None:
            self._described = await self.client.openapi()
        return self._described

    async def labels(self, words: Words, generation: str | None = None) -> Labels:
        """The vocabularies in these words, fetched anew when another index is in use."""
        now = time.monotonic()
        if generation is None and now - self._heard[1] < FRESH:
            generation = self._heard[0]
        if generation is None:
            generation = (await self.client.health()).generation
            self._heard = (generation, now)
        taxonomy = self._taxonomies.get(generation)
        if taxonomy is None:
            taxonomy = await self.client.taxonomy()
            self._taxonomies = {generation: taxonomy} if generation else {}
        return Labels(taxonomy, words)

    def render(
        self,
        request: Request,
        template: str,
        words: Words,
        context: Mapping[str, Any],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        address: str = "",
    ) -> Response:
        """A page, with the headers of every page, or 304 when the reader has it already.

        ``address`` is the canonical one, where the request came by another.
        """
        path, query = request.url.path, request.url.query
        if address:
            path, _, query = address.partition("?")
        html = self._templates.get_template(template).render(
            {**self._shell(path, query, words), **context}
        )
        body = html.encode("utf-8")
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        sent = {
            "content-language": words.language,
            "cache-control": "private, no-cache",
            "etag": tag,
            "vary": "HX-Request",
            **SECURITY,
            **(headers or {}),
        }
        if status == 200 and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        return Response(body, status, sent, "text/html; charset=utf-8")

    def _shell(self, path: str, query: str, words: Words) -> dict[str, Any]:
        other: Language = "fr" if words.language == "en" else "en"
        variant = "fr=fr" if words.locale == "fr_FR" else ""
        return {
            "words": words,
            "_": words.gettext,
            "ngettext": words.ngettext,
            "pgettext": words.pgettext,
            "number": words.number,
            "lang": words.language,
            "html_lang": words.locale.replace("_", "-") if words.language == "fr" else "en",
            "home": functools.partial(_page, words.language, variant),
            "other_language": other,
            "other_url": in_language(other, path, query),
            "variant": variant.removeprefix("fr="),
            "variant_url": _variant_url(path, query, variant),
            "static": {name: f"/static/{each.name}" for name, each in self.static.items()},
            "here": path,
            "self_url": with_query(path, query),
            "noindex": False,
            "q": "",
        }


def language_of(request: Request) -> Language:
    """The language of the address; 404 when it is none of ours."""
    return language_named(request.path_params.get("lang", ""))


def language_named(text: str) -> Language:
    """The language of this code; 404 when it is none of ours."""
    for language in LANGUAGES:
        if text == language:
            return language
    raise HTTPException(404)


def _page(language: str, variant: str, path: str = "") -> str:
    return with_query(f"/{language}/{path}", variant)


def _variant_url(path: str, query: str, variant: str) -> str:
    kept = [pair for pair in read_query(query) if pair[0] != "fr"]
    return with_query(path, urlencode(kept if variant else [*kept, ("fr", "fr")]))
