"""The real API over the starter collection, for tests that drive a browser."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.types import ASGIApp

from crawler.corpus import Corpus
from crawler.starter_collection import load_starter
from indexer.build import build_index
from indexer.engine import open_engine
from search_api.app import create_app


@contextlib.contextmanager
def starter_api() -> Iterator[ASGIApp]:
    """The API over the starter collection, indexed in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'corpus.db'}"
        with Corpus.open(url) as corpus, open_engine(f"embedded:{folder}/index") as engine:
            corpus.put_many((document, ()) for document in load_starter())
            build_index(corpus, engine)
            yield create_app(engine, corpus)
