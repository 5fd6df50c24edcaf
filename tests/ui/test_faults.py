"""What a fault of ours shows to the reader, and what it leaves in the log."""

from __future__ import annotations

import asyncio
import logging
import re

import httpx
import pytest

from tests.ui.api_double import create_double
from ui.app import create_app
from ui.client import SearchClient

TYPED = "Quibblewort"


class Broken(SearchClient):
    """A client with a fault whose message holds what was typed."""

    async def search(self, pairs):
        raise KeyError(dict(pairs)["q"])


@pytest.fixture
def answer():
    """Ask a page whose handler breaks; a fault that leaves the app would raise here."""
    app = create_app(Broken(transport=httpx.ASGITransport(app=create_double())))

    async def ask(path):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return lambda path: asyncio.run(ask(path))


def test_a_fault_is_logged_by_its_kind_and_place_and_never_with_what_was_typed(answer, caplog):
    with caplog.at_level(logging.DEBUG):
        page = answer(f"/en/search?q={TYPED}")
    # The client of this test logs the addresses that it asks for; that is no log of ours.
    ours = [each for each in caplog.records if not each.name.startswith("httpx")]
    logged = "\n".join(f"{each.getMessage()} {each.args} {each.exc_info}" for each in ours)
    assert TYPED not in logged
    assert "KeyError" in logged
    assert "test_faults.py" in logged
    assert page.status_code == 500
    reference = re.search(r"Fault ([0-9a-f]{8}) at /en/search", logged)
    assert reference is not None
    assert reference[1] in page.text


def test_the_page_of_a_fault_has_the_headers_of_every_page(answer):
    headers = answer(f"/fr/search?q={TYPED}").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-robots-tag"] == "noindex"
    assert headers["cache-control"] == "no-store"
