"""What was fetched, as it was fetched, so that parsing can be redone without crawling again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from crawler.page import Page

_KEPT_HEADERS: Final = frozenset(("content-type", "date", "etag", "last-modified"))


@dataclass(frozen=True, slots=True)
class RawPage:
    """One response of a source, byte for byte."""

    url: str
    """The address asked for, without any key."""
    fetched_at: datetime
    """Time-zone aware."""
    media_type: str
    """As the response says: ``application/json``, ``text/html; charset=utf-8``..."""
    body: bytes
    status: int = 200
    """HTTP status."""
    headers: tuple[tuple[str, str], ...] = ()
    """The response's headers that are worth keeping, in their order."""

    @classmethod
    def of(cls, page: Page) -> Self:
        """Take a page as it was fetched, without the headers that say nothing of its content."""
        return cls(
            url=page.url,
            fetched_at=page.fetched_at,
            media_type=page.header("content-type") or "",
            body=page.body,
            status=page.status,
            headers=tuple(pair for pair in page.headers if pair[0] in _KEPT_HEADERS),
        )
