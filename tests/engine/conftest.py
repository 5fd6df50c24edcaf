"""The engines under the contract suite, and the two fixtures that most tests need."""

from __future__ import annotations

import itertools

import pytest

from indexer.engine import open_engine
from indexer.engine.base import SearchRequest
from tests.engine.oracle import OracleEngine
from tests.engine.records import record


@pytest.fixture(params=["oracle", "embedded"])
def engine(request, tmp_path):
    """Every implementation of the seam, with an empty generation in service."""
    made = (
        OracleEngine() if request.param == "oracle" else open_engine(f"embedded:{tmp_path}/index")
    )
    with made:
        made.begin(fingerprint="f0f0f0f0", sequence=0).publish(sequence=0)
        yield made


@pytest.fixture
def embedded(tmp_path):
    """The embedded engine, before anything was built."""
    with open_engine(f"embedded:{tmp_path}/index") as made:
        yield made


@pytest.fixture
def index_decision(engine):
    """Put one decision into the engine; its id is d1, d2... unless named."""
    numbers = itertools.count(1)

    def put(text="", *, name=None, **fields):
        number = next(numbers)
        made = record(name or f"d{number}", text, **fields)
        engine.update([made], sequence=number)
        return made.id

    return put


@pytest.fixture
def matched_ids(engine):
    """Ids of everything that a query matches, in their order by id."""

    def matched(query, **request):
        found = engine.search(SearchRequest(query, limit=1000, **request))
        assert found.total == len(found.hits)
        return sorted(hit.id for hit in found.hits)

    return matched
