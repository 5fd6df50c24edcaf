"""One server over the starter collection and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from tests.browser.screenshots import ARGUMENTS
from tests.browser.serving import compose, served
from tests.browser.starting import starter_api


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of the pages and the API over the starter collection."""
    with starter_api() as api, served(compose(api)) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium, closed after each file.

    While Playwright is open its event loop counts as the running one of the worker: every
    `asyncio.run` of the crawler's tests that a worker took in between failed, unawaited.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


class Watched:
    """A page with what a reader would never see: errors, and requests to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.address = address
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((address, "data:"))
                else self.faults.append(f"request to {request.url}")
            ),
        )
        self.page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports the status of a 404 or 410 page as an error; the page is meant so.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.faults.append(f"console {message.text}")

    def _failed(self, request: Request) -> None:
        # A question that a newer one replaces is given up on purpose.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed {request.url}")

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Watched]:
    """A reader whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    watched = Watched(context, address)
    yield watched
    context.close()
    assert watched.faults == []
