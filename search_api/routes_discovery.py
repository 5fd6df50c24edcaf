"""Addresses that lead on: completions of what is typed, and documents close to one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from search_api.decisions import Shelf
from search_api.errors import InvalidParameter, Sentence, UnknownParameter
from search_api.search import Searcher
from search_api.similar import MOST, similar_documents
from search_api.suggesting import suggest
from search_api.suggestion_bodies import SimilarBody, SuggestBody

LONGEST_TYPED = 200
"""Code points of a text that is completed."""
_HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def add_discovery(router: APIRouter, searcher: Searcher, shelf: Shelf) -> None:
    """Add the addresses; those of documents must stand before the one of the document itself."""

    @router.get(
        "/suggest",
        response_model=SuggestBody,
        openapi_extra={"parameters": _described("q", "lang", "limit")},
    )
    def completions(request: Request) -> Response:
        """Values, courts and names of cases that begin like what is typed."""
        limit, language = _read(request, ("q", "lang", "limit"), usual=8)
        q = request.query_params.get("q", "")[:LONGEST_TYPED]
        collection = searcher.collection()
        found = suggest(
            q, searcher.engine, searcher.corpus, collection, language=language, limit=limit
        )
        return _json(found)

    @router.get(
        "/documents/{id:path}/similar",
        response_model=SimilarBody,
        openapi_extra={"parameters": _described("lang", "limit")},
    )
    def similar(request: Request, id: str) -> Response:  # noqa: A002 - the contract's word
        """The documents closest to one, each with what the two share."""
        limit, language = _read(request, ("lang", "limit"), usual=10)
        shelved = shelf.find(id)
        own = shelved.document.id
        if own != id:
            search = f"?{request.url.query}" if request.url.query else ""
            target = f"/api/v1/documents/{quote(own)}/similar{search}"
            return RedirectResponse(target, status_code=308, headers=_HEADERS)
        collection = searcher.collection()
        return _json(similar_documents(shelved, shelf, collection, language=language, limit=limit))


def _described(*names: str) -> list[dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {
        "q": {"type": "string", "maxLength": LONGEST_TYPED},
        "lang": {"type": "string", "enum": ["en", "fr"]},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST},
    }
    return [{"name": name, "in": "query", "schema": schemas[name]} for name in names]


def _read(request: Request, names: tuple[str, ...], *, usual: int) -> tuple[int, str]:
    """The limit and the language; raises for names and values that mean nothing here."""
    for name in request.query_params:
        if name not in names:
            raise UnknownParameter(name, None)
    typed = request.query_params.get("limit", str(usual))
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= MOST):
        reason = Sentence(f"it is a number from 1 to {MOST}.", f"c’est un nombre de 1 à {MOST}.")
        raise InvalidParameter("limit", typed, reason)
    return int(typed), "fr" if request.query_params.get("lang") == "fr" else "en"


def _json(body: BaseModel) -> Response:
    return Response(body.model_dump_json(), media_type="application/json", headers=_HEADERS)
