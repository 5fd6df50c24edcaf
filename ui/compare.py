"""Two to four documents side by side, with what differs said in words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search_api.responses import DocumentBody
from ui.client import ApiProblem, DocumentMoved
from ui.document_view import BriefValue, DocumentView, document_view
from ui.labels import Labels
from ui.site import NOINDEX, Site
from ui.study_pages import words_at
from ui.urls import (
    LANGUAGES,
    Language,
    SearchState,
    document_url,
    read_query,
    read_state,
    with_query,
)
from ui.words import Words

MOST = 4
"""Documents side by side: more columns are too narrow to read."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One column's head."""

    id: str
    url: str
    title: str
    language: str
    citation: str
    without_url: str
    """The same comparison without it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one document says of one thing; no values: not established."""

    values: tuple[BriefValue, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, across the documents."""

    label: str
    entries: tuple[Entry, ...]
    differs: bool


class ComparePage:
    """The comparison of the documents that the address names."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [Route(f"/{language}/compare", self.compare) for language in LANGUAGES]

    async def compare(self, request: Request) -> Response:
        """The documents of ``d`` side by side; at most four, each once."""
        language, words = words_at(self.site, request)
        pairs = read_query(request.url.query)
        asked = list(dict.fromkeys(each for name, each in pairs if name == "d" and each))
        found = await asyncio.gather(*(self._document(each, words) for each in asked[:MOST]))
        bodies = list({body.id: body for body in found if body is not None}.values())
        labels = await self.site.labels(words)
        state = read_state(language, [p for p in pairs if p[0] == "fr"], labels.filters)
        context = {
            "columns": _columns(bodies, language, request),
            "lines": compared_lines(bodies, labels, state),
            "missing": [name for name, body in zip(asked, found, strict=False) if body is None],
            "too_many": len(asked) > MOST,
        }
        return self.site.render(request, "compare.html", words, context, headers=NOINDEX)

    async def _document(self, name: str, words: Words) -> DocumentBody | None:
        variant = "fr" if words.locale == "fr_FR" else ""
        asked = name
        for _ in range(2):
            try:
                return await self.site.client.document(
                    asked, language=words.language, variant=variant
                )
            except DocumentMoved as moved:
                asked = moved.id
            except ApiProblem as problem:
                if problem.status not in (404, 409, 410):
                    raise
                return None
        return None


def compared_lines(
    bodies: Sequence[DocumentBody], labels: Labels, state: SearchState
) -> tuple[Line, ...]:
    """Court, place and date, then every line that the box "In brief" of any of them has."""
    words = labels.words
    views = [document_view(body, labels, origin=state) for body in bodies]
    lines = [
        _line(words.gettext("Court"), [_plain(body.court_label) for body in bodies]),
        _line(labels.field("jurisdiction"), [_plain(body.jurisdiction_label) for body in bodies]),
        _line(words.gettext("Date"), [_plain(_date(body, words)) for body in bodies]),
    ]
    briefs = [_brief(view) for view in views]
    names = dict.fromkeys(label for brief in briefs for label in brief)
    lines += [_line(label, [brief.get(label, ()) for brief in briefs]) for label in names]
    return tuple(line for line in lines if any(each.values for each in line.entries))


def _columns(
    bodies: Sequence[DocumentBody], language: Language, request: Request
) -> list[Compared]:
    kept = [("fr", value) for name, value in read_query(request.url.query) if name == "fr"]
    return [
        Compared(
            id=body.id,
            url=document_url(language, body.kind, body.id),
            title=body.title,
            language=body.language,
            citation=body.citation if body.citation != body.title else "",
            without_url=_address(language, [b.id for b in bodies if b.id != body.id], kept),
        )
        for body in bodies
    ]


def _address(language: Language, ids: Sequence[str], kept: list[tuple[str, str]]) -> str:
    pairs = [*(("d", each) for each in ids), *kept]
    return with_query(f"/{language}/compare", urlencode(pairs))


def _brief(view: DocumentView) -> dict[str, tuple[BriefValue, ...]]:
    """The values of each line of the box, each with its own proofs again."""
    return {
        line.label: tuple(
            replace(each, proofs=each.proofs or line.proofs) for each in (*line.values, *line.more)
        )
        for line in view.brief
    }


def _line(label: str, values: Sequence[tuple[BriefValue, ...]]) -> Line:
    said = {frozenset(each.label for each in one) for one in values}
    return Line(label, tuple(Entry(each) for each in values), len(said) > 1)


def _plain(text: str) -> tuple[BriefValue, ...]:
    return (BriefValue(text, "", "", ()),) if text else ()


def _date(body: DocumentBody, words: Words) -> str:
    return words.date(body.date, body.date_precision) if body.date else ""
