"""What was fetched, as it was fetched, so that parsing can be redone without crawling again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
