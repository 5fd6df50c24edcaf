"""A real server on a free port, for tests that drive a browser."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.app import create_app
from ui.client import SearchClient


def compose(api: ASGIApp) -> ASGIApp:
    """Pages and API on one port, as the command line composes them."""
    pages = create_app(SearchClient(transport=httpx.ASGITransport(app=api)))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        to_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (api if to_api else pages)(scope, receive, send)

    return app


@contextlib.contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve the app in a thread; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        if time.monotonic() > deadline:
            raise RuntimeError("The test server did not start.")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
