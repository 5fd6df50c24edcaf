"""A2AJ's whole collection: the courts asked for, row group by row group, as the API says it."""

from __future__ import annotations

import builtins
import json
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.crawl_summary import CrawlSummary
from crawler.crawling import start_child
from crawler.document_codec import document_to_json
from crawler.errors import LibraryMissing, SourceChanged
from crawler.page import Page
from crawler.spiders.a2aj_bulk import BulkReader, parse_row, parse_tree, row_page
from crawler.spiders.a2aj_parse import parse_decision
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer
from tests.crawler.synthetic_decisions import a2aj_rows
from tests.crawler.wire_a2aj_bulk import A2AJBulkWire, parquet_bytes

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def _wire(runs: Runs) -> A2AJBulkWire:
    wire = A2AJBulkWire()
    runs.server.sites["a2aj_bulk"] = wire
    # The topic asks for more courts than the synthetic collection has.
    empty = parquet_bytes([])
    for dataset in (
        "SCC", "FCA", "FC", "OHSTC", "PSDPT", "SST", "OIC", "CMAC", "BCCA", "BCSC", "ONCA",
        "NSCA", "NSSC", "NSSM", "YKCA",
    ):  # fmt: skip
        wire.files.setdefault(dataset, empty)
    wire.files["RAD"] = b"never asked for"
    return wire


def _crawl(runs: Runs) -> CrawlSummary:
    return runs.crawl("a2aj", strategy="bulk", base_url=runs.server.url("a2aj_bulk"))


def _page(body: object) -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page("https://huggingface.co/api/x", 200, (), raw, WHEN)


def test_the_courts_asked_for_are_read_and_a_second_run_fetches_no_file(runs: Runs):
    _wire(runs)
    first = _crawl(runs)
    assert (first.errors, first.stopped) == ((), "")
    assert first.new == 23
    assert not runs.server.asked("RAD")
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        document = corpus.get("ca-chrt-2099-2")
        assert document is not None
        assert document.provenances[0].obtained == "bulk"
        assert [text.language for text in document.texts] == ["en", "fr"]
        (page,) = corpus.raw_pages(document.id)
        assert json.loads(page.body)["results"][0]["citation_en"] == "2099 CHRT 2"
    asked = len(runs.server.asked("/store/"))
    again = _crawl(runs)
    assert (again.new, again.changed, again.errors) == (0, 0, ())
    assert {each.reason for each in again.skipped} == {"file unchanged"}
    assert len(runs.server.asked("/store/")) == asked
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
    assert not list(runs.data.rglob("*.parquet*")), "files are deleted when they are read"


def test_a_new_revision_brings_only_what_was_read_anew(runs: Runs):
    wire = _wire(runs)
    _crawl(runs)
    wire.rows[0] = {**wire.rows[0], "scraped_timestamp_en": "2026-09-09T00:00:00"}
    wire.rows[0]["unofficial_text_en"] += "\n\n[5] Synthetic correction."
    wire.build()
    again = _crawl(runs)
    assert (again.new, again.changed, again.errors) == (0, 1, ())


def test_the_api_finds_everything_known_after_the_collection(runs: Runs):
    _wire(runs)
    _crawl(runs)
    runs.server.a2aj.rows = a2aj_rows(24, crowded=0)
    assert (runs.crawl("a2aj").new, runs.crawl("a2aj").changed) == (0, 0)


def test_a_row_says_the_same_as_the_answer_of_the_api(tmp_path: Path):
    rows = a2aj_rows(24, crowded=0)
    path = tmp_path / "x.parquet"
    path.write_bytes(parquet_bytes(rows))
    with BulkReader(path, url="https://synthetic.invalid/x") as reader:
        assert (reader.groups, reader.count) == (5, 24)
        read = [row for group in range(reader.groups) for row in reader.rows(group)]
    for given, row in zip(rows, read, strict=True):
        bulk = json.loads(document_to_json(parse_row(row_page(row, url="https://x.invalid"))))
        api = json.loads(document_to_json(parse_decision(_page({"results": [given]}))))
        for document in (bulk, api):
            provenance = document.pop("provenances")[0]
            assert provenance["source_updated_at"].startswith("2026-08-01T04:05:0")
        assert bulk == api


def test_a_killed_run_goes_on_where_it_was(runs: Runs):
    _wire(runs)
    order = json.loads(runs.order("a2aj"))
    order |= {"base_url": runs.server.url("a2aj_bulk"), "strategy": "bulk"}
    for goal in (4, 6, 8):
        with start_child(subprocess.DEVNULL) as child:
            assert child.stdin is not None
            child.stdin.write(json.dumps(order).encode() + b"\n")
            child.stdin.flush()
            wanted = len(runs.server.requests) + goal
            while len(runs.server.requests) < wanted and child.poll() is None:
                time.sleep(0.001)
            child.kill()
    assert _crawl(runs).errors == ()
    with runs.corpus() as corpus:
        assert (corpus.count(), corpus.sequence(), corpus.check()) == (23, 23, ())


def test_a_damaged_file_is_an_error_and_the_other_courts_are_read(runs: Runs):
    wire = _wire(runs)
    wire.files["CIRB"] = wire.files["CIRB"][:-40]
    summary = _crawl(runs)
    assert len(summary.errors) == 1
    assert "Parquet file" in summary.errors[0]
    assert summary.new > 8
    wire.build()
    assert _crawl(runs).errors == ()
    with runs.corpus() as corpus:
        assert corpus.count() == 23


def test_a_court_that_lost_all_its_rows_is_an_alarm(runs: Runs):
    wire = _wire(runs)
    _crawl(runs)
    wire.files["CIRB"] = parquet_bytes([])
    assert any("rows" in error for error in _crawl(runs).errors)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "JSON body"),
        ({}, "JSON list"),
        ([], "train.parquet"),
        ([{"path": "README.md"}, 7], "train.parquet"),
        ([{"path": "SCC/train.parquet", "size": 1}], "oid"),
        ([{"path": "SCC/train.parquet", "oid": "a", "size": "1"}], "oid"),
    ],
)
def test_a_list_of_files_that_is_none_is_a_changed_source(body: object, field: str):
    with pytest.raises(SourceChanged) as refusal:
        parse_tree(_page(body))
    assert refusal.value.field == field


def test_a_file_without_its_columns_is_a_changed_source(tmp_path: Path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"dataset": ["SCC"]}), path)
    with pytest.raises(SourceChanged, match="column citation_en"):
        BulkReader(path, url="https://synthetic.invalid/x")


def test_without_the_library_the_sentence_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = builtins.__import__

    def refuse(name: str, *rest: object, **more: object) -> object:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(LibraryMissing, match=r"jurisocial\[bulk\]"):
        BulkReader(tmp_path / "x.parquet", url="https://synthetic.invalid/x")
