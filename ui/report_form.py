"""The form by which a reader reports a tag: what it offers, and what it brings back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from search_api.responses import DocumentBody, TagBody
from ui.labels import Labels
from ui.urls import document_url

LONGEST_REMARK = 500
"""Characters of a remark."""
LARGEST_FORM = 20_000
"""Bytes of a form that is read: 500 characters, each written as ``%F0%9F%99%82``, have 6,000."""
TRAP = "website"
"""A field that people do not see and leave empty; programs that fill everything fill it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tag that may be reported."""

    value: str
    """Claim and issue: ``wrong:defamation``."""
    label: str


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The form on a document's page."""

    url: str
    wrong: tuple[Choice, ...]
    missing: tuple[Choice, ...]
    chosen: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought."""

    tag: str
    remark: str
    trapped: bool
    """Whether a program filled it in."""

    @property
    def claim(self) -> str:
        """``wrong`` or ``missing``; another text where the form was made up."""
        return self.tag.partition(":")[0]

    @property
    def issue(self) -> str:
        """The issue that was chosen."""
        return self.tag.partition(":")[2]


def report_form(
    body: DocumentBody, labels: Labels, *, chosen: str = "", remark: str = ""
) -> ReportForm:
    """The form of a document: the issues that it shows may be wrong, others may be missing."""
    held = {tag.value: tag.label for tag in body.tags if tag.field == "issue" and _proven(tag)}
    others = {
        entry.value: labels.words.label(entry.label)
        for entry in labels.entries("issue")
        if entry.value not in held
    }
    return ReportForm(
        url=report_url(labels.words.language, body.kind, body.id),
        wrong=tuple(Choice(f"wrong:{value}", label) for value, label in held.items()),
        missing=tuple(
            Choice(f"missing:{value}", label)
            for value, label in sorted(others.items(), key=lambda each: each[1].casefold())
        ),
        chosen=chosen,
        remark=remark,
    )


def _proven(tag: TagBody) -> bool:
    """Whether a page shows the tag: a machine's word without its proof is not shown."""
    return bool(tag.evidence or tag.seen_at or tag.origin != "machine")


def report_url(language: str, kind: str, document: str) -> str:
    """Where the form of a document is sent, and shown by itself."""
    return document_url(language, kind, document) + "/report"


def is_same_origin(request: Request) -> bool:
    """Whether a page of ours sent the request.

    Browsers say so by Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/), and where a site
    has no https by Origin, which every one of them sends with a form.
    """
    fetched = request.headers.get("sec-fetch-site", "")
    if fetched:
        return fetched == "same-origin"
    origin = urlsplit(request.headers.get("origin", "")).netloc
    return bool(origin) and origin == request.headers.get("host", "")


async def read_sent(request: Request) -> Sent:
    """What a form brought; raises :class:`starlette.exceptions.HTTPException`: 400, 413."""
    written = bytearray()
    async for chunk in request.stream():
        written += chunk
        if len(written) > LARGEST_FORM:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(written.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError as wrong:
        raise HTTPException(400) from wrong
    given = dict(pairs)
    return Sent(
        tag=given.get("tag", ""),
        # A browser counts a line break as one character and sends two.
        remark=" ".join(given.get("remark", "").split()),
        trapped=bool(given.get(TRAP, "").strip()),
    )
