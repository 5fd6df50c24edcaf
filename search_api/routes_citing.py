"""The address that gives a document as a citation, with a pinpoint or for a reference manager."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from search_api.decisions import Shelf
from search_api.errors import UnknownParameter
from search_api.reference_files import (
    EXTENSIONS,
    FILE_FORMATS,
    FILE_TYPES,
    CitedBody,
    pinpointed,
    read_file_format,
    reference_file,
)

_NAMES = ("format", "lang", "paragraph")
_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


def add_citing(router: APIRouter, shelf: Shelf) -> None:
    """Add the address; it must stand before the one of the document itself."""

    @router.get(
        "/documents/{id:path}/cite",
        response_model=CitedBody,
        responses={200: {"content": {each: {} for each in FILE_TYPES.values()}}},
        openapi_extra={
            "parameters": [
                {
                    "name": "format",
                    "in": "query",
                    "schema": {"type": "string", "enum": ["text", *FILE_FORMATS]},
                },
                {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["en", "fr"]}},
                {
                    "name": "paragraph",
                    "in": "query",
                    "schema": {"type": "string", "maxLength": 40},
                    "description": "Anchor (`par34`) or number of a paragraph, for a pinpoint.",
                },
            ]
        },
    )
    def cite(request: Request, id: str) -> Response:  # noqa: A002 - the contract's word
        """A document as a citation: ready-made lines, or RIS, BibTeX, CSL-JSON."""
        asked = request.query_params
        for name in asked:
            if name not in _NAMES:
                raise UnknownParameter(name, None)
        shelved = shelf.find(id)
        if shelved.document.id != id:
            search = f"?{request.url.query}" if request.url.query else ""
            target = f"/api/v1/documents/{quote(shelved.document.id)}/cite{search}"
            return RedirectResponse(target, 308, headers=_HEADERS)
        language = "fr" if asked.get("lang") == "fr" else "en"
        body = shelf.body(shelved, language=language)
        if asked.get("format", "text") == "text":
            anchor = asked.get("paragraph", "")[:40]
            cited = pinpointed(body, anchor, language=language)
            made = CitedBody(id=body.id, paragraph=anchor, citations=cited)
            return Response(made.model_dump_json(), media_type="application/json", headers=_HEADERS)
        form = read_file_format(asked.get("format", ""))
        name = f"{body.id}.{EXTENSIONS[form]}"
        sent = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(reference_file(body, form), media_type=FILE_TYPES[form], headers=sent)
