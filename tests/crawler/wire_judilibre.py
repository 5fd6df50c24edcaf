"""Judilibre's API over synthetic decisions, quirks included."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

Answer = tuple[int, Any]
Pairs = list[tuple[str, str]]

_NOT_IN_SEARCH = ("text", "zones", "update_date", "update_datetime", "visa", "contested", "forward")
_FILTERS = ("jurisdiction", "chamber", "location", "type", "formation", "solution", "publication")


class JudilibreWire:
    """Answers every endpoint of the API; the key is checked by the server around it."""

    def __init__(self, rows: list[dict[str, Any]], *, ceiling: int = 10_000) -> None:
        self.rows = rows
        self.ceiling = ceiling
        self.history: list[dict[str, str]] = []
        self.history_page = 500

    def record(self, id: str, action: str, when: str) -> None:  # noqa: A002
        """Add a line to the history."""
        self.history.append({"id": id, "action": action, "date": when})

    def answer(self, path: str, pairs: Pairs) -> Answer:
        """Answer one request."""
        routes = {
            "/search": self._search,
            "/decision": self._decision,
            "/scan": self._scan,
            "/export": self._export,
            "/transactionalhistory": self._history,
            "/taxonomy": self._taxonomy,
            "/stats": self._stats,
            "/healthcheck": lambda _: (200, {"status": "disponible"}),
        }
        route = routes.get(path.lower())
        return route(pairs) if route else _error(path, 404, "Not Found")

    def _search(self, pairs: Pairs) -> Answer:
        given = dict(pairs)
        if "query" not in given:
            return 200, {"page": 0, "page_size": 10, "total": 0, "results": [], "next_page": None}
        if len(given["query"]) > 512:
            return _error("/search", 400, "query too long")
        size, page = int(given.get("page_size", "10")), int(given.get("page", "0"))
        if not 1 <= size <= 50:
            return _error("/search", 400, "page_size")
        if page * size + size > self.ceiling:
            return _error("/search", 416, "Range Not Satisfiable")
        rows = self._filtered(pairs)
        operator = given.get("operator", "or")
        found = [row for row in rows if _matches(given["query"], row["text"], operator)]
        relaxed = not found
        if relaxed:
            found = [row for row in rows if _matches(given["query"], row["text"], "or")]
            relaxed = bool(found)
        if given.get("sort") == "date":
            found.sort(key=lambda row: row["decision_date"], reverse=given.get("order") == "desc")
        shown = found[page * size : page * size + size]
        more = (page + 1) * size < len(found)
        return 200, {
            "page": page,
            "page_size": size,
            "query": given,
            "total": len(found),
            "previous_page": None,
            "next_page": _with(pairs, "page", page + 1) if more else None,
            "took": 1,
            "max_score": 1,
            "results": [
                {
                    "score": 0.5,
                    "highlights": {"expose": ["<em>synthétique</em>"]},
                    **{k: v for k, v in row.items() if k not in _NOT_IN_SEARCH},
                }
                for row in shown
            ],
            "relaxed": relaxed,
            "searchQuery": {},
        }

    def _decision(self, pairs: Pairs) -> Answer:
        wanted = dict(pairs).get("id")
        for row in self.rows:
            if row["id"] == wanted:
                return 200, row
        return _error("/decision", 404, "Not Found")

    def _scan(self, pairs: Pairs) -> Answer:
        given = dict(pairs)
        size = int(given.get("batch_size", "10"))
        rows = sorted(self._filtered(pairs), key=lambda row: row["id"])
        after = given.get("searchAfter", "").rpartition("&")[2]
        rest = [row for row in rows if row["id"] > after]
        cursor = f"0&1729555200000&{rest[size - 1]['id']}" if len(rest) > size else ""
        return 200, {
            "batch_size": size,
            "total": len(rows),
            "next_batch": _with(pairs, "searchAfter", cursor) if cursor else None,
            "results": [{**row, "number": "".join(row["numbers"])} for row in rest[:size]],
        }

    def _export(self, pairs: Pairs) -> Answer:
        given = dict(pairs)
        if "batch" not in given:
            return _error("/export", 400, "batch")
        size, batch = int(given.get("batch_size", "10")), int(given["batch"])
        if batch * size + size > self.ceiling:
            return _error("/export", 416, "Range Not Satisfiable")
        rows = self._filtered(pairs)
        more = (batch + 1) * size < len(rows)
        return 200, {
            "batch": batch,
            "batch_size": size,
            "total": len(rows),
            "next_batch": _with(pairs, "batch", batch + 1) if more else None,
            "results": rows[batch * size : batch * size + size],
        }

    def _history(self, pairs: Pairs) -> Answer:
        given = dict(pairs)
        if "date" not in given:
            return _error("/transactionalhistory", 400, "date")
        size = min(int(given.get("page_size", "500")), self.history_page)
        lines = sorted(
            (line for line in self.history if line["date"] >= given["date"]),
            key=lambda line: line["date"],
        )
        start = int(given.get("from_id", "0&0").rpartition("&")[2])
        more = start + size < len(lines)
        following = urlencode(
            {"date": given["date"], "page_size": size, "from_id": f"1&{start + size}"}
        )
        return 200, {
            "transactions": lines[start : start + size],
            "next_page": following if more else None,
            "page_size": size,
            "total": len(lines),
            "query_date": "2026-11-22T00:00:00.000Z",
        }

    def _taxonomy(self, pairs: Pairs) -> Answer:
        given = dict(pairs)
        if given.get("id") != "chamber":
            return _error("/taxonomy", 400, "id")
        return 200, {"id": "chamber", "context_value": "cc", "result": {"soc": "Chambre sociale"}}

    def _stats(self, pairs: Pairs) -> Answer:
        rows = self._filtered(pairs)
        return 200, {"query": dict(pairs), "results": {"total_decisions": len(rows)}}

    def _filtered(self, pairs: Pairs) -> list[dict[str, Any]]:
        """Filter as the server does: ``cc`` unless told, and an empty value matches nothing."""
        wanted = {name: [v for n, v in pairs if n == name] for name in _FILTERS}
        wanted["jurisdiction"] = wanted["jurisdiction"] or ["cc"]
        given = dict(pairs)
        first, last = given.get("date_start", ""), given.get("date_end", "9999")
        day = "update_date" if given.get("date_type") == "update" else "decision_date"
        return [
            row
            for row in self.rows
            if first <= row[day] <= last
            and all(
                not values or any(v in _values(row.get(name)) for v in values)
                for name, values in wanted.items()
            )
        ]


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _matches(query: str, text: str, operator: str) -> bool:
    terms = [a or b for a, b in re.findall(r'"([^"]+)"|(\S+)', query.lower())]
    test = all if operator in ("and", "exact") else any
    return test(term in text.lower() for term in terms)


def _with(pairs: Pairs, name: str, value: object) -> str:
    return urlencode([(n, v) for n, v in pairs if n != name] + [(name, str(value))])


def _error(path: str, status: int, message: str) -> Answer:
    return status, {"route": f"GET {path}", "errors": [{"msg": message}]}
