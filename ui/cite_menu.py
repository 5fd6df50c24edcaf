"""The cite menu of a document: ready-made lines, with a pinpoint where one is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search_api.responses import DocumentBody
from ui.client import ApiProblem, DocumentMoved, SearchClient
from ui.site import NOINDEX, Site
from ui.study_pages import words_at
from ui.urls import LANGUAGES, document_url
from ui.words import Words

FORMS = {"ris": "ris", "bib": "bibtex", "json": "csl"}
"""Format of the API by the ending of the address."""
STYLES = ("neutral", "mcgill_en", "mcgill_fr", "france", "ecli")


@dataclass(frozen=True, slots=True)
class CiteMenu:
    """What can be copied and taken away."""

    lines: tuple[tuple[str, str], ...]
    """Style and citation."""
    paragraph: str
    """What the citations lead to, as it was asked for; empty for the whole decision."""
    missing: bool
    """Whether there is no such paragraph."""
    files: tuple[tuple[str, str], ...]
    """Ending and address of each file."""


async def cite_menu(
    client: SearchClient, body: DocumentBody, paragraph: str, words: Words
) -> CiteMenu:
    """The menu of a document; a paragraph that it does not have is told, not guessed."""
    asked, found, missing = paragraph.strip()[:40], body.citations, False
    if asked and body.citations:
        try:
            cited = await client.cited(body.id, asked, language=words.language)
            found = cited.citations
        except ApiProblem as problem:
            if problem.status not in (400, 422):
                raise
            missing = True
    page = document_url(words.language, body.kind, body.id)
    return CiteMenu(
        lines=tuple((style, found[style]) for style in STYLES if found.get(style)),
        paragraph=asked.removeprefix("par"),
        missing=missing,
        files=tuple((ending, f"{page}.{ending}") for ending in FORMS),
    )


class ReferenceFiles:
    """Documents for reference managers, at the address of their page with an ending."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route(f"/{language}/{room}/{{id}}.{ending}", self.file)
            for language in LANGUAGES
            for room in ("decision", "article")
            for ending in FORMS
        ]

    async def file(self, request: Request) -> Response:
        """The document in the format of the ending."""
        language, _ = words_at(self.site, request)
        ending = request.url.path.rpartition(".")[2]
        try:
            answer = await self.site.client.reference_file(
                request.path_params["id"], FORMS[ending], language=language
            )
        except DocumentMoved as moved:
            room = "article" if "/article/" in request.url.path else "decision"
            return RedirectResponse(f"{document_url(language, room, moved.id)}.{ending}", 308)
        sent = {
            name: answer.headers[name]
            for name in ("content-type", "content-disposition")
            if name in answer.headers
        }
        return Response(
            answer.content, headers={**sent, **NOINDEX, "cache-control": "private, no-cache"}
        )
