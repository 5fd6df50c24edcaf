"""A result set is one state of the index, and says what narrowed it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from indexer.build import build_index
from indexer.engine import open_engine
from search_api.request import from_mapping, read_parameters
from search_api.result_set import result_set
from search_api.search import Searcher

NOW = datetime(2099, 1, 1, tzinfo=UTC)


class Restless:
    """An engine that loses a document after each answer, as when a crawl is indexed meanwhile."""

    def __init__(self, engine, losing):
        self._engine = engine
        self._losing = iter(losing)

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def search(self, request):
        found = self._engine.search(request)
        self._engine.update((), removed=(next(self._losing),), sequence=9)
        return found


@pytest.mark.parametrize("q", ["dismissal", "ajouter son patron sur Facebook"])
def test_rows_equal_the_total_while_the_index_changes(corpus, tmp_path, q):
    with open_engine(f"embedded:{tmp_path}/index") as engine:
        build_index(corpus, engine, full=True)
        searcher = Searcher(engine, corpus)
        asked = read_parameters(from_mapping({"q": q}), values=searcher.values)
        before = searcher.search(asked)
        plan, _ = searcher.plan(asked)
        losing = [hit.id for hit in searcher.scan(plan)]
        restless = Restless(engine, losing)
        made = result_set(restless, corpus, asked, format_="csv", made_at=NOW)
        engine.update((), removed=losing[:3], sequence=9)
        rows = list(made.rows)
    assert made.record.relaxed is before.relaxed
    assert made.record.total == len(rows) == before.total == len(losing)
    assert [row["id"] for row in rows] == losing
    assert made.record.generation == before.generation


def query_record(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return json.loads(archive.read("jurisocial.csv.query.json"))


@pytest.mark.parametrize("bare", ["0", "1"])
def test_an_export_refuses_a_filter_value_that_it_does_not_know(api, bare):
    asked = {"q": "dismissal", "issue": "defamation,nosuch", "bare": bare}
    answer = api.get("/api/v1/export", params=asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == "issue"
    assert "nosuch" in answer.json()["detail"]
    assert api.post("/api/v1/export", json=asked).status_code == 400


def test_the_record_lists_what_was_passed_over_when_that_was_asked_for(api):
    asked = {"q": "dismissal", "issue": "defamation,nosuch", "colour": "red", "lenient": "1"}
    record = query_record(api.get("/api/v1/export", params=asked))
    assert sorted(record["ignored"]) == ["colour=red", "issue=nosuch"]
    assert record["filters"] == {"issue": ["defamation"]}
    del asked["colour"], asked["lenient"]
    asked["issue"] = "defamation"
    assert query_record(api.get("/api/v1/export", params=asked))["ignored"] == []
