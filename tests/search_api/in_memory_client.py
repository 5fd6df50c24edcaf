"""Calls an ASGI application without a server, from plain tests."""

from __future__ import annotations

import asyncio

import httpx


class InMemoryClient:
    """``get``, ``post``, ``request`` as httpx has them; redirects are not followed."""

    def __init__(self, app):
        self._transport = httpx.ASGITransport(app=app)

    def request(self, method, path, **asked):
        return asyncio.run(self._request(method, path, **asked))

    def get(self, path, **asked):
        return self.request("GET", path, **asked)

    def post(self, path, **asked):
        return self.request("POST", path, **asked)

    async def _request(self, method, path, **asked):
        async with httpx.AsyncClient(
            transport=self._transport, base_url="http://testserver"
        ) as client:
            return await client.request(method, path, **asked)
