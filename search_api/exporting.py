"""Whole result sets as files: rows, the codebook beside them, and the record of the query.

Used by HTTP and by the command line, so that both write the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal, get_args

from indexer.fields import export_fields
from indexer.vocabulary import load_vocabularies
from search_api.errors import InvalidParameter, Sentence
from search_api.export_rows import Cell, Row, column, columns, flat

Format = Literal["csv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""Formats that can be written."""
MEDIA_TYPES: dict[str, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}

# What Excel, LibreOffice and Google Sheets would run when a cell begins with it.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
_BOM = "\ufeff"


@dataclass(slots=True)
class Tally:
    """What was written so far."""

    rows: int = 0
    licences: dict[str, int] = field(default_factory=dict)
    """Licence sentence -> rows under it."""

    def count(self, row: Row) -> None:
        """Note one row."""
        self.rows += 1
        licences = row.get("licence")
        for each in licences if isinstance(licences, tuple) else ():
            if isinstance(each, str):
                self.licences[each] = self.licences.get(each, 0) + 1


def read_format(name: str) -> Format:
    """The format of this name; raises :class:`InvalidParameter` with those there are."""
    for each in FORMATS:
        if each == name:
            return each
    listed = ", ".join(FORMATS)
    raise InvalidParameter(
        "format", name, Sentence(f"choose one of {listed}.", f"choisissez parmi {listed}.")
    )


def export_chunks(rows: Iterable[Row], format_: Format, *, tally: Tally) -> Iterator[bytes]:
    """The file's bytes, row by row, in UTF-8; the ``tally`` counts as they go."""
    if format_ == "csv":
        yield (_BOM + _csv_line(columns())).encode("utf-8")
    for row in rows:
        tally.count(row)
        if format_ == "csv":
            yield _csv_line(defused(flat(row[name])) for name in columns()).encode("utf-8")
        else:
            yield (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8")


def write_export(rows: Iterable[Row], format_: Format, file: BinaryIO) -> Tally:
    """Write every row to a file; returns how many, and under which licences."""
    tally = Tally()
    for chunk in export_chunks(rows, format_, tally=tally):
        file.write(chunk)
    return tally


def defused(text: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def codebook() -> bytes:
    """The columns explained, as CSV: name, labels, help, several values, allowed values."""
    head = (
        "column", "label_en", "label_fr", "definition_en", "definition_fr",
        "several_values", "allowed_values",
    )  # fmt: skip
    lines = [_BOM + _csv_line(head)]
    for row in export_fields():
        allowed = ""
        if row.vocabulary and row.vocabulary != "court":
            entries = load_vocabularies().entries(row.vocabulary)
            allowed = "|".join(f"{each.id} = {each.label['en']}" for each in entries)
        several = "yes" if row.multiple else "no"
        words = (row.label_en, row.label_fr, row.help_en, row.help_fr)
        cells = (column(row.name), *words, several, allowed)
        lines.append(_csv_line(defused(flat(each)) for each in cells))
    return "".join(lines).encode("utf-8")


@dataclass(frozen=True, slots=True)
class QueryRecord:
    """What an export was made from: enough to make it again, and to cite it."""

    q: str
    parsed: str
    filters: dict[str, list[str]]
    ignored: tuple[str, ...]
    """Filters or values that are not known, as ``name=value``: the rows were not narrowed by
    them."""
    sort: str
    relaxed: bool
    total: int
    generation: str
    version: str
    made_at: datetime
    """Time-zone aware."""
    format: Format

    def body(self, tally: Tally) -> bytes:
        """The record as JSON text, with what was written."""
        said = {
            "q": self.q,
            "parsed": self.parsed,
            "filters": self.filters,
            "ignored": list(self.ignored),
            "sort": self.sort,
            "relaxed": self.relaxed,
            "total": self.total,
            "rows": tally.rows,
            "columns": list(columns()),
            "format": self.format,
            "generation": self.generation,
            "version": self.version,
            "made_at": self.made_at.isoformat(),
            "licences": tally.licences,
        }
        return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def zip_chunks(rows: Iterable[Row], record: QueryRecord, *, name: str) -> Iterator[bytes]:
    """A zip archive of the rows, the codebook and the query record, made as it is sent."""
    tally = Tally()
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(f"{name}.{record.format}", "w", force_zip64=True) as member:
            for chunk in export_chunks(rows, record.format, tally=tally):
                member.write(chunk)
                yield from pipe.take(at_least=65_536)
        archive.writestr(f"{name}.{record.format}.codebook.csv", codebook())
        archive.writestr(f"{name}.{record.format}.query.json", record.body(tally))
    yield from pipe.take(at_least=1)


class _Pipe(io.RawIOBase):
    """A file that cannot seek and keeps only what was not yet taken."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, given: object) -> int:
        chunk = bytes(memoryview(given))  # type: ignore[arg-type]
        self._waiting += chunk
        return len(chunk)

    def take(self, *, at_least: int) -> Iterator[bytes]:
        if len(self._waiting) >= at_least:
            taken = bytes(self._waiting)
            self._waiting.clear()
            yield taken


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(list(cells))
    return line.getvalue()


__all__ = [
    "FORMATS", "MEDIA_TYPES", "Cell", "Format", "QueryRecord", "Tally", "codebook", "defused",
    "export_chunks", "read_format", "write_export", "zip_chunks",
]  # fmt: skip
