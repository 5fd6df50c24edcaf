"""A2AJ's collection as it lies on its host: a list of files, redirects, and Parquet files."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.crawler.synthetic_decisions import a2aj_rows
from tests.crawler.wire_pages import Reply, missing

_PLACE = "/datasets/a2aj/canadian-case-law/resolve/main/"
_TEXTS = [
    f"{name}_{lang}"
    for name in ("citation", "citation2", "name", "url", "unofficial_text")
    for lang in ("en", "fr")
]
_TIMES = [
    f"{name}_{lang}" for name in ("document_date", "scraped_timestamp") for lang in ("en", "fr")
]
_LISTS = ["cases_cited_en", "cases_cited_fr", "cases_citing_en", "cases_citing_fr"]
SCHEMA = pa.schema(
    [("dataset", pa.string())]
    + [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.timestamp("us", tz="UTC")) for name in _TIMES]
    + [(name, pa.list_(pa.string())) for name in _LISTS]
    + [("citing_cases_count", pa.int64()), ("upstream_license", pa.string())]
)


class A2AJBulkWire:
    """Files of three courts, in row groups of five rows."""

    def __init__(self) -> None:
        self.rows = a2aj_rows(24, crowded=0)
        self.files: dict[str, bytes] = {}
        self.build()

    def build(self) -> None:
        """Write the files from the rows."""
        for dataset in ("CHRT", "CIRB", "FPSLREB"):
            rows = [row for row in self.rows if row["dataset"] == dataset]
            self.files[dataset] = parquet_bytes(rows)

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        if path.startswith("/api/datasets/"):
            return 200, json.dumps(self._tree()).encode(), {"Content-Type": "application/json"}
        if path.startswith(_PLACE):
            name = path.removeprefix(_PLACE)
            return 302, b"", {"Location": f"/a2aj_bulk/store/{name}?signature=synthetic"}
        dataset = path.removeprefix("/store/").partition("/")[0]
        if dataset not in self.files:
            return missing()
        return _ranged(self.files[dataset], headers)

    def _tree(self) -> list[dict[str, Any]]:
        files = [
            {
                "type": "file",
                "path": f"{dataset}/train.parquet",
                "oid": "0" * 40,
                "size": len(body),
                "lfs": {"oid": hashlib.sha256(body).hexdigest(), "size": len(body)},
            }
            for dataset, body in self.files.items()
        ]
        return [{"type": "file", "path": "README.md", "oid": "1" * 40, "size": 12}, *files]


def parquet_bytes(rows: list[dict[str, Any]]) -> bytes:
    """Give rows as a Parquet file."""
    columns = {field.name: [_value(row, field.name) for row in rows] for field in SCHEMA}
    file = io.BytesIO()
    pq.write_table(pa.table(columns, schema=SCHEMA), file, row_group_size=5)
    return file.getvalue()


def _value(row: dict[str, Any], name: str) -> Any:
    value = row.get(name)
    if name in _TIMES:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None
    return value


def _ranged(body: bytes, headers: Mapping[str, str]) -> Reply:
    sent = {name.lower(): value for name, value in headers.items()}
    tag = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:12]}"', "Accept-Ranges": "bytes"}
    tag["Content-Type"] = "application/octet-stream"
    found = re.fullmatch(r"bytes=(\d+)-", sent.get("range", ""))
    if found is None or sent.get("if-range", tag["ETag"]) != tag["ETag"]:
        return 200, body, tag
    start = int(found[1])
    place = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
    return 206, body[start:], {**tag, **place}
