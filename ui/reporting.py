"""The pages by which a reader reports a tag that is wrong or missing, without JavaScript."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ui.client import ApiProblem, DocumentMoved
from ui.report_form import LONGEST_REMARK, Sent, is_same_origin, read_sent, report_form, report_url
from ui.site import Site
from ui.urls import LANGUAGES, document_url
from ui.words import Words

_ANSWERED = frozenset((403, 422, 429, 503))
"""Refusals of the API after which the form is shown again, with what was typed."""


class Reporting:
    """Shows the form by itself, takes it, and thanks."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """The addresses of the form, which follow those of the document."""
        return [
            Route(f"/{language}/{room}/{{id}}/report", handler, methods=[method])
            for language in LANGUAGES
            for room in ("decision", "article")
            for method, handler in (("GET", self.form), ("POST", self.send))
        ]

    async def form(self, request: Request) -> Response:
        """The form by itself, with a tag chosen by ``tag``; or thanks, when it was ``sent``."""
        asked = request.query_params
        thanked = asked.get("sent") == "1"
        return await self._page(request, Sent(asked.get("tag", ""), "", False), thanked=thanked)

    async def send(self, request: Request) -> Response:
        """Take a report, and lead to the thanks; what cannot be taken is shown again, and why."""
        words = self._words(request)
        if not is_same_origin(request):
            refused = words.gettext("This form was sent from another site. Please send it here.")
            return await self._page(request, Sent("", "", False), fault=refused, status=403)
        sent = await read_sent(request)
        if not sent.trapped:
            fault, status = await self._report(request, sent, words)
            if fault:
                return await self._page(request, sent, fault=fault, status=status)
        return RedirectResponse(f"{request.url.path}?sent=1", 303)

    async def _report(self, request: Request, sent: Sent, words: Words) -> tuple[str, int]:
        """Hand a report on; what is wrong with it as a sentence, and the status, or nothing."""
        if sent.claim not in ("wrong", "missing") or not sent.issue:
            return words.gettext("Choose a tag."), 422
        if len(sent.remark) > LONGEST_REMARK:
            return words.gettext("Please use at most 500 characters."), 422
        try:
            await self.site.client.report(
                request.path_params["id"],
                {"issue": sent.issue, "claim": sent.claim, "remark": sent.remark},
                language=words.language,
            )
        except ApiProblem as refused:
            if refused.status not in _ANSWERED:
                raise
            return refused.problem.detail, refused.status
        return "", 0

    async def _page(
        self,
        request: Request,
        sent: Sent,
        *,
        thanked: bool = False,
        fault: str = "",
        status: int = 200,
    ) -> Response:
        words = self._words(request)
        variant = "fr" if words.locale == "fr_FR" else ""
        try:
            body = await self.site.client.document(
                request.path_params["id"], language=words.language, variant=variant
            )
        except DocumentMoved as moved:
            room = "article" if "/article/" in request.url.path else "decision"
            return RedirectResponse(report_url(words.language, room, moved.id), 308)
        labels = await self.site.labels(words, body.generation)
        context = {
            "body": body,
            "form": report_form(body, labels, chosen=sent.tag, remark=sent.remark),
            "document_url": document_url(words.language, body.kind, body.id),
            "thanked": thanked,
            "fault": fault,
        }
        headers = {"x-robots-tag": "noindex", "cache-control": "no-store"}
        return self.site.render(
            request, "report.html", words, context, status=status, headers=headers
        )

    def _words(self, request: Request) -> Words:
        language = next(each for each in LANGUAGES if request.url.path.startswith(f"/{each}/"))
        return self.site.words_for(language, request.query_params.get("fr", ""))
