"""The addresses of the API under ``/api/v1``; each turns a request into one typed answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel

from crawler.corpus import Corpus
from crawler.errors import UnknownDocument
from indexer.engine.base import Engine
from search_api.decisions import Shelf
from search_api.errors import InvalidParameter, Sentence, UnknownParameter
from search_api.exporting import (
    MEDIA_TYPES,
    Tally,
    export_chunks,
    read_format,
    zip_chunks,
)
from search_api.library import Shelved
from search_api.lists import LONGEST_LIST, LinksBody, LookupBody, look_up
from search_api.parameters_schema import search_parameters
from search_api.problems import problem_of, respond
from search_api.request import SearchParameters, from_mapping, read_parameters
from search_api.responses import DocumentBody, HealthBody, SearchBody, SourcesBody, TaxonomyBody
from search_api.result_set import result_set
from search_api.routes_citing import add_citing
from search_api.routes_discovery import add_discovery
from search_api.search import Searcher
from search_api.standing import health, sources
from search_api.taxonomy import taxonomy

_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
_REVALIDATED = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
_PUBLIC = {"Cache-Control": "no-cache"}
_DOCUMENT_PARAMETERS = ("lang", "fr", "q")

JsonObject = Annotated[dict[str, Any], Body()]


@dataclass(frozen=True, slots=True)
class Api:
    """What the routes answer from."""

    engine: Engine
    corpus: Corpus
    searcher: Searcher
    shelf: Shelf


def make_router(api: Api) -> APIRouter:
    """Every route, bound to one engine and one corpus."""
    router = APIRouter(prefix="/api/v1")
    _add_search(router, api)
    _add_export(router, api)
    add_discovery(router, api.searcher, api.shelf)
    add_citing(router, api.shelf)
    _add_documents(router, api)
    _add_tables(router, api)
    return router


def _add_search(router: APIRouter, api: Api) -> None:
    def answer(pairs: tuple[tuple[str, str], ...]) -> Response:
        parameters = read_parameters(pairs, values=api.searcher.values)
        return _json(api.searcher.search(parameters), _PRIVATE)

    @router.get(
        "/search", response_model=SearchBody, openapi_extra={"parameters": search_parameters()}
    )
    def search(request: Request) -> Response:
        """Search decisions, references and articles; one page with facets and snippets."""
        return answer(tuple(request.query_params.multi_items()))

    @router.post("/search", response_model=SearchBody)
    def private_search(request: Request, asked: JsonObject) -> Response:
        """The same with the same names in a JSON body, so that no address holds the query."""
        request.state.language = asked.get("lang")
        return answer(from_mapping(asked))

    @router.post("/lookup", response_model=LookupBody)
    def lookup(request: Request, asked: Annotated[list[str], Body()]) -> Response:
        """Look a list of citations, numbers or ids up: found, not found, ambiguous."""
        if len(asked) > LONGEST_LIST:
            reason = Sentence(
                f"at most {LONGEST_LIST} at once.", f"au plus {LONGEST_LIST} à la fois."
            )
            raise InvalidParameter("list", str(len(asked)), reason)
        language = language_of(request)
        found = look_up(asked, api.corpus, language=language, engine=api.engine)
        return _json(found, _PRIVATE)


def _add_export(router: APIRouter, api: Api) -> None:
    described = [
        *search_parameters(paging=False),
        {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(MEDIA_TYPES)}},
        {"name": "bare", "in": "query", "schema": {"type": "string", "enum": ["0", "1"]},
         "description": "`1`: the rows alone, without archive, codebook and query record."},
    ]  # fmt: skip

    @router.get(
        "/export",
        response_class=StreamingResponse,
        responses={
            200: {"content": {"application/zip": {}, **{m: {} for m in MEDIA_TYPES.values()}}}
        },
        openapi_extra={"parameters": described},
    )
    def export(request: Request) -> Response:
        """The whole result set of a search, with codebook and query record in a zip archive."""
        pairs = tuple(request.query_params.multi_items())
        return _export(api, pairs)

    @router.post("/export", response_class=StreamingResponse)
    def private_export(request: Request, asked: JsonObject) -> Response:
        """The same with the same names in a JSON body."""
        request.state.language = asked.get("lang")
        return _export(api, from_mapping(asked))


def _export(api: Api, pairs: tuple[tuple[str, str], ...]) -> Response:
    own = {name: value for name, value in pairs if name in ("format", "bare")}
    chosen = read_format(own.get("format", "csv"))
    parameters = read_parameters(pairs, values=api.searcher.values, also=("format", "bare"))
    if parameters.ignored and ("lenient", "1") not in pairs:
        _refuse_unknown(parameters.ignored[0])
    made = result_set(api.engine, api.corpus, parameters, format_=chosen, made_at=datetime.now(UTC))
    if own.get("bare") == "1":
        chunks: Iterator[bytes] = export_chunks(made.rows, chosen, tally=Tally())
        return _stream(chunks, MEDIA_TYPES[chosen], f"jurisocial.{chosen}")
    chunks = zip_chunks(made.rows, made.record, name="jurisocial")
    return _stream(chunks, "application/zip", "jurisocial.zip")


def _refuse_unknown(ignored: str) -> None:
    """A page says which filters it passed over; a file is read where nothing says so."""
    name, _, value = ignored.partition("=")
    reason = Sentence("there is no such value.", "cette valeur n’existe pas.")
    raise InvalidParameter(name, value, reason)


def _add_documents(router: APIRouter, api: Api) -> None:
    def found(request: Request, name: str) -> Shelved | Response:
        """The document, or the way to it, or that there is none."""
        _known_names(request)
        language = language_of(request)
        try:
            shelved = api.shelf.find(name)
        except UnknownDocument as unknown:
            return respond(problem_of(unknown, language, nearest=api.shelf.nearest(name)))
        if shelved.document.id == name:
            return shelved
        rest = request.url.path.partition("/documents/")[2].removeprefix(quote(name))
        tail = next((each for each in ("/citing", "/cited") if rest.endswith(each)), "")
        search = f"?{request.url.query}" if request.url.query else ""
        target = f"/api/v1/documents/{shelved.document.id}{tail}{search}"
        return RedirectResponse(target, status_code=308, headers=_REVALIDATED)

    def linked(request: Request, name: str, relation: str) -> Response:
        shelved = found(request, name)
        if isinstance(shelved, Response):
            return shelved
        own = shelved.document.id
        links = list(api.shelf.noted(shelved, relation, language_of(request)))
        body = LinksBody(id=own, total=len(links), links=links)
        return _revalidated(request, body)

    @router.get("/documents/{id:path}/citing", response_model=LinksBody)
    def citing_documents(request: Request, id: str) -> Response:  # noqa: A002 - the contract's word
        """The documents here that cite this one, the newest first."""
        return linked(request, id, "cited_by")

    @router.get("/documents/{id:path}/cited", response_model=LinksBody)
    def cited_documents(request: Request, id: str) -> Response:  # noqa: A002 - the contract's word
        """The decisions here that this one cites, in the order of its text."""
        return linked(request, id, "cites")

    @router.get(
        "/documents/{id:path}",
        response_model=DocumentBody,
        openapi_extra={
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": "string"}}
                for name in _DOCUMENT_PARAMETERS
            ]
        },
    )
    def document(request: Request, id: str) -> Response:  # noqa: A002 - the contract's word
        """A document whole, by id, citation or number; `q` marks the places that match."""
        shelved = found(request, id)
        if isinstance(shelved, Response):
            return shelved
        asked = _label_parameters(request, api)
        body = api.shelf.body(
            shelved,
            language=asked.language,
            variety=asked.variety,
            q=request.query_params.get("q", ""),
        )
        return _revalidated(request, body)


def _add_tables(router: APIRouter, api: Api) -> None:
    @router.get("/taxonomy", response_model=TaxonomyBody)
    def whole_taxonomy(request: Request) -> Response:
        """Every vocabulary and field, with labels in three varieties and counts."""
        return _revalidated(request, taxonomy(api.searcher.everywhere()), headers=_PUBLIC)

    @router.get("/sources", response_model=SourcesBody)
    def all_sources(request: Request) -> Response:
        """The table of sources, with what the corpus holds of each."""
        return _revalidated(request, sources(api.corpus, language_of(request)), headers=_PUBLIC)

    @router.get("/health", response_model=HealthBody, responses={503: {"model": HealthBody}})
    def standing() -> Response:
        """Whether searches can be answered, and from what."""
        body = health(api.engine, api.corpus)
        status = 200 if body.status == "ok" else 503
        return JSONResponse(body.model_dump(), status, headers={"Cache-Control": "no-store"})


def language_of(request: Request) -> str:
    """The language of messages: ``lang`` when it is one of ours, otherwise English."""
    asked = getattr(request.state, "language", None) or request.query_params.get("lang")
    return "fr" if asked == "fr" else "en"


def _label_parameters(request: Request, api: Api) -> SearchParameters:
    pairs = (pair for pair in request.query_params.multi_items() if pair[0] in ("lang", "fr"))
    return read_parameters(pairs, values=api.searcher.values)


def _known_names(request: Request) -> None:
    """Refuse a name that the address does not have, so that a typing error is seen."""
    for name in request.query_params:
        if name not in _DOCUMENT_PARAMETERS:
            near = get_close_matches(name, _DOCUMENT_PARAMETERS, 1)
            raise UnknownParameter(name, near[0] if near else None)


def _json(body: BaseModel, headers: dict[str, str]) -> Response:
    return Response(body.model_dump_json(), media_type="application/json", headers=headers)


def _revalidated(
    request: Request, body: BaseModel, *, headers: dict[str, str] = _REVALIDATED
) -> Response:
    """The body with its hash as a tag; 304 when the client has this very body."""
    text = body.model_dump_json()
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    tagged = {**headers, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=tagged)
    return Response(text, media_type="application/json", headers=tagged)


def _stream(chunks: Iterator[bytes], media_type: str, name: str) -> Response:
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chunks, media_type=media_type, headers=headers)
