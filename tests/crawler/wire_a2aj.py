"""A2AJ's API over synthetic rows, quirks included."""

from __future__ import annotations

import re
from typing import Any

Answer = tuple[int, Any]

_SEARCH = {
    "query", "search_type", "doc_type", "size", "search_language", "sort_results", "dataset",
    "start_date", "end_date",
}  # fmt: skip
_FETCH = {"citation", "doc_type", "output_language", "section", "start_char", "end_char"}


class A2AJWire:
    """Answers ``/coverage``, ``/search`` and ``/fetch``."""

    def __init__(self, rows: list[dict[str, Any]], *, extra_datasets: tuple[str, ...] = ()) -> None:
        self.rows = rows
        self.extra_datasets = extra_datasets

    def answer(self, path: str, pairs: list[tuple[str, str]]) -> Answer:
        """Answer one request."""
        given = dict(pairs)
        if path == "/coverage":
            return self._known(given, {"doc_type"}) or (200, self._coverage())
        if path == "/search":
            return self._known(given, _SEARCH) or self._search(given)
        if path == "/fetch":
            return self._known(given, _FETCH) or self._fetch(given)
        return 404, {"detail": "Not Found"}

    def _known(self, given: dict[str, str], names: set[str]) -> Answer | None:
        unknown = sorted(set(given) - names)
        return (400, {"error": f"Unknown query parameter: {unknown[0]}"}) if unknown else None

    def _coverage(self) -> dict[str, Any]:
        names = sorted({row["dataset"] for row in self.rows} | set(self.extra_datasets))
        return {
            "results": [
                {
                    "dataset": name,
                    "description_en": f"Synthetic {name}",
                    "description_fr": "",
                    "earliest_document_date": "2004-01-01",
                    "latest_document_date": "2026-08-01",
                    "number_of_documents": sum(r["dataset"] == name for r in self.rows),
                }
                for name in names
            ]
        }

    def _search(self, given: dict[str, str]) -> Answer:
        size = int(given.get("size", "10"))
        language = given.get("search_language", "en")
        if size > 50 or language not in ("en", "fr"):
            return 422, {"detail": [{"loc": ["query", "size"], "msg": "too large"}]}
        for name in ("start_date", "end_date"):
            if given.get(name) and not re.fullmatch(r"\d{4}-\d\d-\d\d", given[name]):
                return 400, {"error": f"Invalid {name}"}
        datasets = {d.upper() for d in given.get("dataset", "").split(",") if d}
        found = [
            row
            for row in self.rows
            if (not datasets or row["dataset"] in datasets)
            and row.get(f"document_date_{language}")
            and _in_window(row[f"document_date_{language}"][:10], given)
            and matches(given["query"], row.get(f"unofficial_text_{language}") or "")
        ]
        if given.get("sort_results") == "newest_first":
            found.sort(key=lambda row: row[f"document_date_{language}"], reverse=True)
        return 200, {"results": [self._row(row) for row in found[:size]]}

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        kept = {k: v for k, v in row.items() if not k.startswith("unofficial_text")}
        for name in ("document_date_en", "document_date_fr"):
            if kept.get(name):
                kept[name] += "+00:00"
        return {**kept, "score": None, "snippet": "... <em>synthetic</em> ..."}

    def _fetch(self, given: dict[str, str]) -> Answer:
        wanted = _normal(given["citation"])
        language = given.get("output_language", "en")
        for row in self.rows:
            names = (_normal(row.get("citation_en")), _normal(row.get("citation_fr")))
            if wanted and wanted in names:
                dropped = {"en": "_fr", "fr": "_en"}.get(language, "no such ending")
                kept = {k: v for k, v in row.items() if not k.endswith(dropped)}
                return 200, {"results": [kept]}
        return 200, {}


def matches(query: str, text: str) -> bool:
    """Tell whether a text has a word of every AND group of a query."""
    body = text.lower()
    if query.strip() in ("", "*"):
        return True
    groups = [group.strip(" ()") for group in query.split(" AND ")]
    return all(
        any(term.strip(' "()').lower() in body for term in group.split(" OR ")) for group in groups
    )


def _in_window(day: str, given: dict[str, str]) -> bool:
    return (given.get("start_date") or "") <= day <= (given.get("end_date") or "9999")


def _normal(citation: str | None) -> str:
    return (citation or "").replace("\u00a0", " ").strip().replace(".", "").upper()
