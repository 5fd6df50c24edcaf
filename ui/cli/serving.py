"""The verb that serves pages and API on one port, and the app that it serves."""

from __future__ import annotations

import functools
import gc
import logging
import os
import socket
from pathlib import Path
from typing import Any

import click
import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.errors import IndexMissing
from search_api.app import create_app as create_api
from search_api.routes_people import Desk
from ui.app import create_app as create_pages
from ui.cli.settings import Places, with_places
from ui.client import SearchClient

TOKEN_VARIABLE = "JURISOCIAL_API_TOKEN"  # noqa: S105 - the name, not the token
PLACES_VARIABLES = ("JURISOCIAL_DATA", "JURISOCIAL_CORPUS", "JURISOCIAL_ENGINE")


class PortInUse(click.ClickException):
    """The port is taken, or may not be used."""

    exit_code = 2

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Port {port} of {host} cannot be used ({reason}). Choose another with --port N."
        )


def make_app(places: Places) -> ASGIApp:
    """Pages and API over one corpus and engine: ``/api/`` is the API, the rest pages."""
    engine = places.open_engine()
    corpus = places.open_corpus(readonly=True)
    # Read from the environment alone: an option would be seen by every user of the machine.
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    desk = Desk(functools.partial(places.open_corpus, existing=True), token)
    api = create_api(engine, corpus, desk=desk)
    client = SearchClient(transport=httpx.ASGITransport(app=api))
    pages = create_pages(client)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        to_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (api if to_api else pages)(scope, receive, send)

    return app


def settle() -> None:
    """Take what was loaded to start out of the garbage collector's rounds.

    None of it is ever garbage, and each round walked through all of it: reading one answer of the
    API took 5 ms instead of 0.4.
    """
    gc.collect()
    gc.freeze()


def app_of_worker() -> ASGIApp:
    """The app of one of several worker processes, which learn their places from variables."""
    data, corpus, engine = (os.environ[name] for name in PLACES_VARIABLES)
    app = make_app(Places(Path(data), corpus, engine))
    settle()
    return app


def run_server(places: Places, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped. Raises :class:`PortInUse`, and IndexMissing before any request."""
    with places.open_engine() as engine:
        if engine.generation() is None:
            raise IndexMissing(places.engine_url)
    check_port(host, port)
    # Search terms are confidential: uvicorn's access log would print them with each address.
    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "access_log": False,
        "log_level": logging.WARNING,
        "lifespan": "off",
        "server_header": False,
    }
    click.echo(f"Serving http://{host}:{port}/  (stop with Ctrl-C)", err=True)
    if workers == 1:
        app = make_app(places)
        settle()
        uvicorn.run(app, **options)
        return
    for name, value in zip(
        PLACES_VARIABLES, (str(places.data), places.corpus_url, places.engine_url), strict=True
    ):
        os.environ[name] = value
    uvicorn.run("ui.cli.serving:app_of_worker", factory=True, workers=workers, **options)


def check_port(host: str, port: int) -> None:
    """Raise :class:`PortInUse` now rather than after the app was built."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as wrong:
        raise PortInUse(host, port, wrong.strerror or str(wrong)) from wrong


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; one a core is right.",
)
@with_places
def serve(places: Places, host: str, port: int, workers: int) -> None:
    """Serve the pages and the API.

    With JURISOCIAL_API_TOKEN set to a long random text, whoever has it may correct tags over HTTP.
    """
    run_server(places, host=host, port=port, workers=workers)


VERBS = (serve,)
