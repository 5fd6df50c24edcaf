"""Files for researchers: every cell on its line, none of them run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.errors import InvalidParameter
from search_api.export_rows import columns, flat
from search_api.exporting import (
    QueryRecord,
    codebook,
    defused,
    read_format,
    write_export,
    zip_chunks,
)


def row(**cells):
    return dict.fromkeys(columns()) | cells


def read_csv(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_first_columns_are_those_of_the_contract():
    assert columns()[:5] == ("id", "kind", "citation", "title", "court")
    assert {"issues", "platforms", "conduct", "sanction", "outcome", "url"} <= set(columns())


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_a_cell_holds_no_newline_and_runs_no_formula(values):
    file = io.BytesIO()
    write_export([row(title=values[0], issues=tuple(values))], "csv", file)
    text = file.getvalue().decode("utf-8")
    assert text.count("\r\n") == 2
    assert len(text.splitlines()) == 2
    (read,) = read_csv(file.getvalue())
    assert not read["title"].lstrip().startswith(("=", "+", "-", "@"))
    assert read["issues"].count("|") == len(values) - 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM", " =1", "\t=1", "＝1"])
def test_what_a_spreadsheet_would_run_is_defused(cell):
    assert defused(flat(cell)).startswith("'")


def test_json_lines_keep_lists_and_numbers():
    file = io.BytesIO()
    proof = {"issue": "defamation", "quote": "a\nb"}
    cells = row(title="=1\n2", year=2099, issues=("a", "b"), issue_evidence=(proof,))
    tally = write_export([cells], "jsonl", file)
    (line,) = file.getvalue().decode().splitlines()
    read = json.loads(line)
    assert read["title"] == "=1\n2"
    assert read["issues"] == ["a", "b"]
    assert read["issue_evidence"] == [proof]
    assert list(read) == list(columns())
    assert tally.rows == 1


def test_the_archive_holds_rows_codebook_and_query_record():
    record = QueryRecord(
        q="essai", parsed="“essai”", filters={}, ignored=("issue=x",), sort="date", relaxed=False,
        total=2, generation="g", version="v", made_at=datetime(2099, 1, 1, tzinfo=UTC),
        format="csv",
    )  # fmt: skip
    rows = [row(id="a", licence=("free",)), row(id="b", licence=("free",))]
    raw = b"".join(zip_chunks(iter(rows), record, name="x"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert [each["id"] for each in read_csv(archive.read("x.csv"))] == ["a", "b"]
        said = json.loads(archive.read("x.csv.query.json"))
        explained = read_csv(archive.read("x.csv.codebook.csv"))
    assert (said["rows"], said["total"], said["licences"]) == (2, 2, {"free": 2})
    assert [each["column"] for each in explained] == list(columns())


def test_the_codebook_lists_the_allowed_values():
    explained = {each["column"]: each for each in read_csv(codebook())}
    assert "insult_manager" in explained["conduct"]["allowed_values"]
    assert explained["conduct"]["several_values"] == "yes"


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(InvalidParameter, match="csv, jsonl"):
        read_format("xls")
