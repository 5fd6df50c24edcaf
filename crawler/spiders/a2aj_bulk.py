"""A2AJ's whole collection: one Parquet file per court, read by batches of rows.

A row says the same as the API's answer, so it is read by the same parser. A file is fetched to
disk (Parquet keeps its directory at the end, so it cannot be read as it comes), read row group by
row group, and deleted. What is done is noted per file, revision and row group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crawler.checkpoints import utc_now
from crawler.errors import LibraryMissing, SourceChanged
from crawler.model import Decision
from crawler.page import Page
from crawler.spiders.a2aj_parse import SOURCE, parse_decision

if TYPE_CHECKING:
    from pyarrow.parquet import (  # type: ignore[import-untyped,unused-ignore]
        ParquetFile,
    )

REPOSITORY: Final = "a2aj/canadian-case-law"
TREE: Final = f"/api/datasets/{REPOSITORY}/tree/main"
BATCH: Final = 200
"""Rows in memory at once; a decision of the Supreme Court can have a megabyte."""
NEEDED: Final = ("dataset", "citation_en", "document_date_en", "unofficial_text_en")
"""Columns without which the file is not what it was."""
_UNUSED: Final = frozenset({"cases_cited_en", "cases_cited_fr", "cases_citing_en"}) | {
    "cases_citing_fr",
    "citing_cases_count",
}


@dataclass(frozen=True, slots=True)
class BulkFile:
    """One court's file in a revision of the collection."""

    dataset: str
    path: str
    """Within the repository: ``FPSLREB/train.parquet``."""
    oid: str
    """Changes when, and only when, the content does."""
    size: int
    """Bytes."""

    @property
    def address(self) -> str:
        """Path of the file on the host."""
        return f"/datasets/{REPOSITORY}/resolve/main/{self.path}"


def parse_tree(page: Page) -> tuple[BulkFile, ...]:
    """Read the list of files; those that are no court's Parquet file are left out."""
    try:
        entries = json.loads(page.body)
    except (ValueError, RecursionError) as wrong:
        raise SourceChanged(SOURCE, page.url, "JSON body") from wrong
    if not isinstance(entries, list):
        raise SourceChanged(SOURCE, page.url, "JSON list")
    found = []
    for entry in entries:
        path = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(path, str) or not path.endswith("/train.parquet"):
            continue
        pointer = entry.get("lfs") if isinstance(entry.get("lfs"), dict) else {}
        oid, size = pointer.get("oid") or entry.get("oid"), entry.get("size")
        if not isinstance(oid, str) or not isinstance(size, int):
            raise SourceChanged(SOURCE, page.url, "oid")
        found.append(BulkFile(path.split("/")[-2].upper(), path, oid, size))
    if not found:
        raise SourceChanged(SOURCE, page.url, "train.parquet")
    return tuple(found)


class BulkReader:
    """A Parquet file of decisions; raises :class:`crawler.errors.SourceChanged` for another."""

    def __init__(self, path: Path, *, url: str) -> None:
        """Open it; :class:`crawler.errors.LibraryMissing` where pyarrow is not installed."""
        self.url = url
        self._arrow: Any
        self._file: ParquetFile
        try:
            import pyarrow  # type: ignore[import-untyped,unused-ignore]
            from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]
        except ImportError as missing:
            raise LibraryMissing(SOURCE, "pyarrow", "bulk") from missing
        self._arrow = pyarrow
        try:
            self._file = parquet.ParquetFile(path)
        except (pyarrow.ArrowInvalid, OSError) as wrong:
            raise SourceChanged(SOURCE, url, "Parquet file") from wrong
        columns = self._file.schema_arrow.names
        for name in NEEDED:
            if name not in columns:
                raise SourceChanged(SOURCE, url, f"column {name}")
        self.count = int(self._file.metadata.num_rows)
        """Rows in all."""
        self._columns = [name for name in columns if name not in _UNUSED]

    def __enter__(self) -> BulkReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def groups(self) -> int:
        """How many row groups it has."""
        return int(self._file.num_row_groups)

    def rows(self, group: int) -> Iterator[dict[str, Any]]:
        """Give the rows of a row group as the API would, a batch in memory at a time."""
        try:
            batches = self._file.iter_batches(
                batch_size=BATCH, row_groups=[group], columns=self._columns
            )
            for batch in batches:
                for row in batch.to_pylist():
                    yield {name: _plain(value) for name, value in row.items() if value is not None}
        except (self._arrow.ArrowException, OSError) as wrong:
            raise SourceChanged(SOURCE, self.url, f"row group {group}") from wrong


def row_page(row: dict[str, Any], *, url: str) -> Page:
    """Give a row as a page of the API: what is kept of the fetch, and what the parser reads."""
    body = json.dumps({"results": [row]}, ensure_ascii=False, sort_keys=True).encode()
    headers = (("content-type", "application/json"),)
    return Page(url, 200, headers, body, utc_now())


def parse_row(page: Page) -> Decision:
    """Read a row as a decision, obtained in bulk."""
    decision = parse_decision(page)
    provenances = tuple(replace(one, obtained="bulk") for one in decision.provenances)
    return replace(decision, provenances=provenances)


def row_text(row: dict[str, Any]) -> str:
    """Give the words of a row that a topic is looked for in."""
    names = ("name_en", "unofficial_text_en", "name_fr", "unofficial_text_fr")
    return "\n".join(str(row.get(name) or "") for name in names)


def _plain(value: Any) -> Any:
    """Times as the API prints them: ``2023-06-16T00:00:00``, in UTC."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")
    return value
