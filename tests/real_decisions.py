"""Real decisions as import lines.

Reads the JSON Lines files of a folder, by default the few that this repository keeps; the
variable ``JURISOCIAL_REAL_DECISIONS`` names a folder with more rows of the same two forms.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KEPT = Path(__file__).resolve().parents[1] / "fixtures" / "pages" / "real"
_FRANCE = {
    "licence": "Licence Ouverte / Open Licence 2.0 (Etalab)",
    "source": "judilibre",
    "attribution": "Cour de cassation – Judilibre; DILA",
}
_CANADA = {
    "licence": "Reproduction of Federal Law Order, SI/97-5: unofficial reproduction, not endorsed.",
    "source": "a2aj",
    "attribution": "A2AJ Canadian Legal Data",
}


def folder() -> Path:
    """Where the rows are read from."""
    return Path(os.environ.get("JURISOCIAL_REAL_DECISIONS") or KEPT)


def rows() -> list[dict[str, Any]]:
    """Every row of the folder, in the order of the files' names."""
    files = sorted(folder().glob("*.jsonl"))
    lines = (line for file in files for line in file.read_text("utf-8").split("\n"))
    return [json.loads(line) for line in lines if line.strip()]


def import_line(row: dict[str, Any]) -> str:
    """A row as a line of an import file; the keys that name people are never read."""
    made = _french(row) if "ecli" in row else _canadian(row)
    line = {
        "kind": "decision",
        "title": row["title"],
        "date": row["date"],
        "url": row["url"],
        "source_id": row["_id"],
        "text": row["text"],
        "fulltext_allowed": True,
        **made,
    }
    return json.dumps(line, ensure_ascii=False)


def import_lines_of_rows() -> Iterator[tuple[dict[str, Any], str]]:
    """Each row with its import line."""
    return ((row, import_line(row)) for row in rows())


def _french(row: dict[str, Any]) -> dict[str, Any]:
    numbers = row.get("numeros_affaires") or [row["number"]]
    return {
        **_FRANCE,
        "language": "fr",
        "court": "fr-cass",
        "identifiers": [
            {"kind": "ecli", "value": row["ecli"]},
            *({"kind": "pourvoi", "value": number} for number in numbers),
        ],
        "solution": row["solution"],
        "chamber": row.get("chamber"),
        "dockets": numbers,
    }


def _canadian(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **_CANADA,
        "language": "en",
        "citation": row.get("citation") or row["neutral_citation"],
        "source_id": None,
    }
