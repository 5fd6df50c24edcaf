"""The API over the starter collection, for tests that drive a browser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from starlette.types import ASGIApp

from tests.ui.api_double import create_double


@contextlib.contextmanager
def starter_api() -> Iterator[ASGIApp]:
    """The stand-in for the API."""
    yield create_double()
