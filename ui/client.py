"""The pages' only door to the rest: the search API, over HTTP or in the same process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, unquote

import httpx
from pydantic import ValidationError

from crawler.errors import JurisocialError
from search_api.quality import QualityBody
from search_api.reference_files import CitedBody
from search_api.responses import (
    Body,
    DocumentBody,
    HealthBody,
    Problem,
    SearchBody,
    SourcesBody,
    TaxonomyBody,
)
from search_api.suggestion_bodies import SimilarBody

Pairs = Sequence[tuple[str, str]]
"""Parameters in their order; a name may come back."""

_Answer = TypeVar("_Answer", bound=Body)


class ApiProblem(JurisocialError):
    """The API refused or failed; ``problem`` is its own account of why.

    ``wait`` is for how many seconds it asked to be left alone; 0 when it did not say.
    """

    def __init__(self, problem: Problem, wait: int = 0) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem
        self.status = problem.status
        self.wait = wait


class DocumentMoved(JurisocialError):
    """The document has another id; ``id`` is the one it goes by."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} is now {new}.")
        self.old = old
        self.id = new


class ApiUnreachable(JurisocialError):
    """No usable answer came: no connection, too slow, or not the body that was promised."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The search does not answer ({reason}). Try again in a moment.")
        self.reason = reason


class SearchClient:
    """Asks the API and gives typed bodies.

    ``transport`` lets the API be called in the same process (``httpx.ASGITransport(app=api)``);
    without it ``url`` is the address of a running API.
    """

    def __init__(
        self,
        url: str = "http://api.invalid",
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 30.0,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/api/v1/", transport=transport, timeout=timeout
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def search(self, pairs: Pairs) -> SearchBody:
        """One page of a search; raises :class:`ApiProblem` with the place of a syntax fault."""
        return await self._get("search", pairs, SearchBody)

    async def document(
        self, document: str, *, language: str, variant: str = "", q: str = ""
    ) -> DocumentBody:
        """A document whole; raises :class:`DocumentMoved` when it goes by another id.

        A ``q`` that cannot be read marks nothing: the document is shown all the same.
        """
        path = "documents/" + quote(document, safe="")
        named = [("lang", language), *([("fr", variant)] if variant else [])]
        try:
            return await self._get(path, [*named, ("q", q)] if q else named, DocumentBody)
        except ApiProblem as error:
            if not q or error.status != 400:
                raise
        return await self._get(path, named, DocumentBody)

    async def similar(self, document: str, *, language: str, limit: int) -> SimilarBody:
        """The documents closest to one; none when the API cannot tell, for a page does without."""
        path = f"documents/{quote(document, safe='')}/similar"
        try:
            return await self._get(path, [("lang", language), ("limit", str(limit))], SimilarBody)
        except (ApiProblem, ApiUnreachable, DocumentMoved):
            return SimilarBody(id=document, similar=[])

    async def cited(self, document: str, paragraph: str, *, language: str) -> CitedBody:
        """The citations of a document led to a paragraph; :class:`ApiProblem` when it has none."""
        path = "documents/" + quote(document, safe="") + "/cite"
        return await self._get(path, [("lang", language), ("paragraph", paragraph)], CitedBody)

    async def reference_file(self, document: str, form: str, *, language: str) -> httpx.Response:
        """A document for a reference manager; raises what :meth:`document` does."""
        path = "documents/" + quote(document, safe="") + "/cite"
        response = await self._send(path, [("lang", language), ("format", form)])
        if response.is_redirect:
            target = httpx.URL(response.headers.get("location", "")).path
            raise DocumentMoved(document, target.removesuffix("/cite").rpartition("/")[2])
        if response.status_code >= 400:
            raise ApiProblem(_problem(response))
        return response

    async def taxonomy(self) -> TaxonomyBody:
        """Every vocabulary and field, with live counts."""
        return await self._get("taxonomy", (), TaxonomyBody)

    async def quality(self) -> QualityBody:
        """The published figures of the tagger."""
        return await self._get("quality", (), QualityBody)

    async def sources(self, *, language: str) -> SourcesBody:
        """What the corpus holds of each source."""
        return await self._get("sources", [("lang", language)], SourcesBody)

    async def report(self, document: str, said: Mapping[str, str], *, language: str) -> None:
        """Report a tag of a document; raises :class:`ApiProblem` where that is not taken."""
        path = "documents/" + quote(document, safe="") + "/reports"
        try:
            response = await self._http.post(path, params={"lang": language}, json=dict(said))
        except httpx.HTTPError as error:
            raise ApiUnreachable(type(error).__name__) from error
        if response.status_code >= 400:
            raise ApiProblem(_problem(response))

    async def openapi(self) -> dict[str, Any]:
        """The API's own description of its addresses (OpenAPI 3)."""
        response = await self._send("openapi.json", ())
        try:
            described = response.json()
        except ValueError:
            described = None
        if not isinstance(described, dict) or "paths" not in described:
            raise ApiUnreachable("no description of the API")
        return described

    async def health(self) -> HealthBody:
        """What is answered from, whether or not it can be."""
        response = await self._send("health", ())
        return _read(response, HealthBody)

    async def _get(self, path: str, pairs: Pairs, kind: type[_Answer]) -> _Answer:
        response = await self._send(path, pairs)
        if response.is_redirect:
            old = path.rpartition("/")[2]
            target = httpx.URL(response.headers.get("location", ""))
            raise DocumentMoved(unquote(old), target.path.rpartition("/")[2])
        if response.status_code >= 400:
            wait = response.headers.get("retry-after", "")
            raise ApiProblem(_problem(response), int(wait) if wait.isdecimal() else 0)
        return _read(response, kind)

    async def _send(self, path: str, pairs: Pairs) -> httpx.Response:
        try:
            return await self._http.get(path, params=httpx.QueryParams(list(pairs)))
        except httpx.HTTPError as error:
            raise ApiUnreachable(type(error).__name__) from error


def _read(response: httpx.Response, kind: type[_Answer]) -> _Answer:
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        raise ApiUnreachable(f"{kind.__name__} of another shape") from error


def _problem(response: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return Problem(
            type="about:blank",
            title=response.reason_phrase,
            status=response.status_code,
            detail=response.reason_phrase,
        )
