"""One small corpus, indexed once by the real road, under every test of the API."""

from __future__ import annotations

import pytest

from crawler.corpus import Corpus
from crawler.starter_collection import load_starter
from indexer.build import build_index
from indexer.engine import open_engine
from search_api.app import create_app
from search_api.request import from_mapping, read_parameters
from search_api.search import Searcher
from tests.search_api.in_memory_client import InMemoryClient
from tests.search_api.synthetic_documents import removed_document, synthetic_documents


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """The starter collection and three synthetic decisions; a fourth was removed."""
    folder = tmp_path_factory.mktemp("api")
    with Corpus.open(f"sqlite:///{folder}/corpus.db") as opened:
        opened.put_many((each, ()) for each in (*load_starter(), *synthetic_documents()))
        opened.put(removed_document())
        opened.remove(removed_document().id, "asked for")
        yield opened


@pytest.fixture(scope="session")
def engine(corpus, tmp_path_factory):
    """The embedded engine over that corpus."""
    with open_engine(f"embedded:{tmp_path_factory.mktemp('engine')}/index") as opened:
        build_index(corpus, opened, full=True)
        yield opened


@pytest.fixture(scope="session")
def searcher(engine, corpus):
    """Answers searches."""
    return Searcher(engine, corpus)


@pytest.fixture(scope="session")
def ask(searcher):
    """``ask(q="...", jurisdiction="FR")`` gives the search body."""

    def asked(**names):
        return searcher.search(read_parameters(from_mapping(names), values=searcher.values))

    return asked


@pytest.fixture(scope="session")
def api(engine, corpus):
    """The HTTP client of the API, in memory."""
    return InMemoryClient(create_app(engine, corpus))
