"""One answer of a source: the only input of a parser, so that parsing is a function of bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.errors import SourceChanged


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched response, as the source sent it."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order received."""
    body: bytes
    """Decompressed, otherwise untouched."""
    fetched_at: datetime
    """Time-zone aware."""

    def header(self, name: str) -> str | None:
        """Give the first value of a header, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty when not said."""
        return (self.header("content-type") or "").split(";", 1)[0].strip().lower()

    @property
    def content_hash(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


def read_json(page: Page, *, source: str) -> dict[str, Any]:
    """Read the body as one JSON object.

    Raises :class:`crawler.errors.SourceChanged` when it is cut off, no JSON or no object.
    """
    try:
        value = json.loads(page.body)
    except (ValueError, RecursionError) as wrong:
        raise SourceChanged(source, page.url, "JSON body") from wrong
    if not isinstance(value, dict):
        raise SourceChanged(source, page.url, "JSON object")
    return value
