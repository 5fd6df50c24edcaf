"""The addresses under which people correct tags, with a token, and report them, without."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, Claim
from search_api.correcting import correct, report
from search_api.errors import (
    CorrectionsClosed,
    ReportsClosed,
    TokenMissing,
    TokenRefused,
    TooManyReports,
)
from search_api.pace import Pace
from search_api.people_bodies import CorrectionAsked, CorrectionBody, ReportAsked, ReportBody
from search_api.responses import Body

REPORTS_AT_ONCE = 20
REPORT_SECONDS = 30.0
"""After :data:`REPORTS_AT_ONCE` reports, one is taken each so many seconds in a process."""


Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="JURISOCIAL_API_TOKEN of the server.")),
]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where corrections and reports are taken."""

    open_corpus: Callable[[], Corpus] | None
    """Opens the corpus to write, for one request; None where nothing may be written."""
    token: str = field(default="", repr=False)
    """What a correction must bring; empty where none is taken."""
    pace: Pace = field(default_factory=lambda: Pace(REPORTS_AT_ONCE, REPORT_SECONDS))

    @contextmanager
    def writing(self) -> Iterator[Corpus]:
        """The corpus, to write."""
        if self.open_corpus is None:
            raise ReportsClosed
        with self.open_corpus() as corpus:
            yield corpus


def make_people_router(desk: Desk) -> APIRouter:
    """The routes of corrections and reports."""
    router = APIRouter(prefix="/api/v1")

    def permitted(given: Credentials) -> None:
        if not desk.token or desk.open_corpus is None:
            raise CorrectionsClosed
        if given is None:
            raise TokenMissing
        # In constant time: how long a refusal takes says nothing of the token.
        if not hmac.compare_digest(given.credentials.encode(), desk.token.encode()):
            raise TokenRefused

    @router.post(
        "/documents/{id:path}/tags",
        response_model=CorrectionBody,
        dependencies=[Depends(permitted)],
    )
    def correct_tag(id: str, asked: CorrectionAsked) -> Response:  # noqa: A002 - the contract's word
        """Verify, reject or add an issue tag; the index learns of it at its next update."""
        action = CheckAction(asked.action)
        with desk.writing() as corpus:
            made = correct(
                corpus, id, asked.issue, action,
                now=datetime.now(UTC), note=asked.note, by=asked.by,
            )  # fmt: skip
        body = CorrectionBody(
            id=made.id, issue=made.issue, action=asked.action, changed=made.changed
        )
        return _private(body, 200)

    @router.post("/documents/{id:path}/reports", response_model=ReportBody, status_code=202)
    def report_tag(id: str, asked: ReportAsked) -> Response:  # noqa: A002 - the contract's word
        """Report a tag that is wrong or missing; somebody will read it and decide."""
        if desk.open_corpus is None:
            raise ReportsClosed
        wait = desk.pace.wait()
        if wait:
            raise TooManyReports(wait)
        with desk.writing() as corpus:
            claim, now = Claim(asked.claim), datetime.now(UTC)
            made = report(corpus, id, asked.issue, claim, now=now, remark=asked.remark)
        body = ReportBody(id=made.id, issue=made.value, claim=asked.claim, state="waiting")
        return _private(body, 202)

    return router


def _private(body: Body, status: int) -> Response:
    return JSONResponse(body.model_dump(), status, headers={"Cache-Control": "no-store"})
