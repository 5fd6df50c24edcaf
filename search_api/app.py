"""The HTTP application: routers and error handlers, nothing else."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crawler.corpus import Corpus
from crawler.errors import JurisocialError
from indexer.engine.base import Engine
from search_api.decisions import Shelf
from search_api.errors import Sentence
from search_api.problems import MEDIA_TYPE, headers_of, plain_problem, problem_of, respond
from search_api.responses import Problem, ProblemError
from search_api.routes import Api, language_of, make_router
from search_api.routes_people import Desk, make_people_router
from search_api.routes_quality import make_quality_router
from search_api.search import Searcher
from search_api.standing import version

_LOG = logging.getLogger("jurisocial.api")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a request."""

    largest_body: int = 1_000_000
    """Bytes of a request's body."""


def create_app(
    engine: Engine, corpus: Corpus, *, limits: Limits | None = None, desk: Desk | None = None
) -> FastAPI:
    """The API over one engine and one corpus; the caller opens and closes both.

    ``desk`` takes corrections and reports; without one they are refused, and told why.
    """
    app = FastAPI(
        title="jurisocial",
        version=version(),
        description="Decisions of Canada and France about social media at work.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    api = Api(engine, corpus, Searcher(engine, corpus), Shelf(engine, corpus))
    app.include_router(make_router(api))
    app.include_router(make_people_router(desk or Desk(None)))
    app.include_router(make_quality_router())
    app.add_route("/api/v1/openapi.json", lambda _: JSONResponse(_schema(app)), ["GET"])
    app.add_exception_handler(JurisocialError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _wrong_form)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_middleware(_Outermost, limits=limits or Limits())
    return app


def _schema(app: FastAPI) -> dict[str, object]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        inner = ProblemError.model_json_schema()
        outer = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        outer.pop("$defs", None)
        schemas |= {"Problem": outer, "ProblemError": inner}
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = {"description": "Problem", "content": content}
        app.openapi_schema = schema
    return app.openapi_schema


def _on_purpose(request: Request, error: Exception) -> Response:
    if not isinstance(error, JurisocialError):
        raise error
    return respond(problem_of(error, language_of(request)), headers=headers_of(error))


def _wrong_form(request: Request, error: Exception) -> Response:
    language = language_of(request)
    detail = Sentence(
        "The body is not the JSON that this address takes.",
        "Le corps n’est pas le JSON que cette adresse attend.",
    )
    found = plain_problem(422, detail, language)
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    # The place and kind of the fault only: the value may be a confidential query.
    listed = [
        ProblemError(detail=str(each["msg"]), name=".".join(str(part) for part in each["loc"]))
        for each in faults
    ]
    return respond(found.model_copy(update={"errors": listed}))


def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    details = {
        404: Sentence(
            "There is nothing at this address. The addresses are in /api/v1/openapi.json.",
            "Il n’y a rien à cette adresse. Les adresses sont dans /api/v1/openapi.json.",
        ),
        413: Sentence("The body is too large.", "Le corps est trop grand."),
        405: Sentence(
            "This address does not take this method.", "Cette adresse n’admet pas cette méthode."
        ),
    }
    other = Sentence("The request cannot be answered.", "La demande ne peut être satisfaite.")
    detail = details.get(status, other)
    return respond(plain_problem(status, detail, language_of(request)), headers=headers)


class _Outermost:
    """The outermost frame: bounds bodies, answers HEAD as GET without a body, and turns a fault
    of ours into a problem body."""

    def __init__(self, app: ASGIApp, *, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if _body_length(request) > self._limits.largest_body:
            await _too_large(request, self._limits)(scope, receive, send)
            return
        started = False
        bodiless = scope["method"] == "HEAD"

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            if bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"} if bodiless else scope
        try:
            await self._app(inner, _bounded(receive, self._limits), watched)
        except Exception as fault:  # noqa: BLE001 - the outermost frame
            reference = _report(fault, scope["path"])
            if started:
                raise ConnectionAbortedError(reference) from None
            await _ours(request, reference)(scope, receive, send)


def _bounded(receive: Receive, limits: Limits) -> Receive:
    """The same messages, until the body is too long: one sent in pieces states no length."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limits.largest_body:
            raise HTTPException(413)
        return message

    return bounded


def _body_length(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _too_large(request: Request, limits: Limits) -> Response:
    most = limits.largest_body // 1000
    detail = Sentence(f"A body has at most {most} kB.", f"Un corps compte au plus {most} ko.")
    return respond(plain_problem(413, detail, language_of(request)))


def _ours(request: Request, reference: str) -> Response:
    detail = Sentence(
        f"Something went wrong on our side. Quote {reference} when you report it.",
        f"Une erreur est survenue de notre côté. Citez {reference} en la signalant.",
    )
    return respond(plain_problem(500, detail, language_of(request), reference=reference))


def _report(fault: Exception, path: str) -> str:
    """Log where a fault arose. Its message and the address's query may hold what was typed."""
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(fault.__traceback__))
    _LOG.error("fault %s at %s: %s\n%s", reference, path, type(fault).__name__, where)
    return reference
