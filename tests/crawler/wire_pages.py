"""What a loopback site of web pages is: answers in bytes, with headers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

Reply = tuple[int, Any, dict[str, str]]


class PageWire(Protocol):
    """A site of the source server."""

    def answer(
        self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]
    ) -> Reply: ...


def page(text: str, kind: str = "text/html; charset=utf-8") -> Reply:
    """Give a page as an answer."""
    return 200, text.encode(), {"Content-Type": kind}


def missing() -> Reply:
    """Give the page that is not there."""
    return 404, b"<html><body>Not found (synthetic)</body></html>", {"Content-Type": "text/html"}


def validated(reply: Reply, headers: Mapping[str, str]) -> Reply:
    """Add an ETag, or answer 304 to whoever has this very page."""
    status, body, extra = reply
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    sent = {name.lower(): value for name, value in headers.items()}.get("if-none-match")
    if status == 200 and sent == tag:
        return 304, b"", {"ETag": tag}
    return status, body, {**extra, "ETag": tag}
