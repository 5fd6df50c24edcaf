"""The pages as one ASGI app: routes, error pages, headers, compression."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.cite_menu import ReferenceFiles
from ui.client import ApiProblem, ApiUnreachable, SearchClient
from ui.compare import ComparePage
from ui.issue_pages import IssuePages
from ui.pages import Pages
from ui.quality import QualityPage
from ui.reporting import Reporting
from ui.site import SECURITY, Site
from ui.study_pages import StudyPages
from ui.urls import Language, preferred_language
from ui.words import Words

_log = logging.getLogger(__name__)
_SHOWN = frozenset((400, 404, 405, 409, 410, 429, 500, 503))


def create_app(client: SearchClient) -> Starlette:
    """The pages, which know everything through ``client``.

    The composition root sends ``/api/`` to the API app and everything else here, so that export
    links (``/api/v1/export?...``) stay on the same host.
    """
    errors = _Errors(Site(client))
    return Starlette(
        routes=[
            *Reporting(errors.site).routes(),
            *QualityPage(errors.site).routes(),
            *StudyPages(errors.site).routes(),
            *ReferenceFiles(errors.site).routes(),
            *ComparePage(errors.site).routes(),
            *IssuePages(errors.site).routes(),
            *Pages(errors.site).routes(),
        ],
        middleware=[
            Middleware(_Outermost, errors=errors),
            Middleware(GZipMiddleware, minimum_size=600),
        ],
        exception_handlers={
            HTTPException: errors.of_http,
            ApiProblem: errors.of_api,
            ApiUnreachable: errors.of_connection,
        },
    )


class _Errors:
    """Pages for what goes wrong: what happened, the search box, a way on."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def of_http(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        return self._page(request, status, "", headers=headers)

    async def of_api(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, ApiProblem):
            raise error
        detail = error.problem.detail if error.status in (404, 410) else ""
        suggestion = next((e.suggestion for e in error.problem.errors if e.suggestion), "")
        return self._page(
            request, error.status, detail, reference=error.problem.reference, near=suggestion,
            wait=error.wait, headers={"retry-after": str(error.wait)} if error.wait else None,
        )  # fmt: skip

    async def of_connection(self, request: Request, error: Exception) -> Response:
        _log.warning("The API gave no usable answer: %s", error)
        return self._page(request, 503, "")

    def of_ours(self, request: Request, reference: str) -> Response:
        return self._page(request, 500, "", reference=reference)

    def _page(
        self,
        request: Request,
        status: int,
        detail: str,
        *,
        reference: str = "",
        near: str = "",
        wait: int = 0,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        shown = status if status in _SHOWN else (500 if status >= 500 else 400)
        context = {
            "status": shown,
            "detail": detail,
            "reference": reference,
            "near": near,
            "q": request.query_params.get("q", "")[:1000],
            "noindex": True,
            "wait": wait,
        }
        sent = {"x-robots-tag": "noindex", "cache-control": "no-store", **(headers or {})}
        if request.headers.get("hx-request") == "true" and request.url.path.endswith("/search"):
            # Without it the address bar would keep the empty parameters of the form.
            language: Language = "fr" if request.url.path.startswith("/fr/") else "en"
            sent["hx-replace-url"] = self.site.canonical(language, request.url.query)
        return self.site.render(
            request, "error.html", self._words(request), context, status=shown, headers=sent
        )

    def _words(self, request: Request) -> Words:
        first = request.url.path.split("/")[1] if "/" in request.url.path else ""
        accepted = preferred_language(request.headers.get("accept-language", ""))
        return self.site.words_for("fr" if first == "fr" else "en" if first == "en" else accepted)


class _Outermost:
    """Puts the security headers on every response, redirects and files included, and turns a
    fault of ours into a page.

    No fault goes further: a server would log its message, which may hold what was typed.
    """

    def __init__(self, app: ASGIApp, *, errors: _Errors) -> None:
        self.app = app
        self.errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def secured(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, secured)
        except Exception as fault:  # noqa: BLE001 - the outermost frame
            reference = _report(fault, scope["path"])
            if started:
                raise ConnectionAbortedError(reference) from None
            page = self.errors.of_ours(Request(scope), reference)
            await page(scope, receive, secured)


def _report(fault: Exception, path: str) -> str:
    """Log where a fault arose. Its message and the address's query may hold what was typed."""
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(fault.__traceback__))
    _log.error("Fault %s at %s: %s\n%s", reference, path, type(fault).__name__, where)
    return reference
