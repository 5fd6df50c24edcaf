"""The pages over the stand-in for the API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from tests.ui.api_double import create_double
from ui.app import create_app
from ui.client import SearchClient

Get = Callable[..., httpx.Response]


def getter(api: ASGIApp) -> Get:
    """A function that asks the pages for an address, with an API of one's own behind them."""
    quiet = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    app = create_app(SearchClient(transport=quiet))

    def get(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers=named)

        return asyncio.run(ask())

    return get


@pytest.fixture(scope="session")
def get() -> Get:
    """Ask the pages over the starter collection."""
    return getter(create_double())


@pytest.fixture
def get_over() -> Callable[[Iterable[dict[str, Any]]], Get]:
    """Ask the pages over rows of one's own."""
    return lambda rows: getter(create_double(rows))
