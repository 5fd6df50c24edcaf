"""CanLII's keyed interface over synthetic cases, quirks included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.crawler.wire_a2aj import Answer, matches

CANLII_KEY = "synthetic-canlii-key"
DATABASES = (
    ("qctat", "qc", "Tribunal administratif du travail"),
    ("qccs", "qc", "Cour supérieure"),
    ("onla", "on", "Ontario Labour Arbitration"),
    ("onhrt", "on", "Human Rights Tribunal of Ontario"),
    ("abkb", "ab", "Court of King's Bench of Alberta"),
    ("zzsynthetic", "yk", "Synthetic Board of Nowhere"),
)
_CODES = {"qctat": "QCTAT", "qccs": "QCCS", "onhrt": "HRTO", "abkb": "ABKB"}
_FILTERS = ("published", "modified", "changed", "decisionDate")


class CanliiWire:
    """Answers ``caseBrowse``, ``caseCitator`` and ``search``; every call wants the key."""

    def __init__(self, rows: list[dict[str, Any]], *, ceiling: int = 40_000) -> None:
        self.rows = rows
        self.ceiling = ceiling
        """Bytes of an answer at most."""
        self.search_allowed = True

    def answer(self, path: str, pairs: list[tuple[str, str]]) -> Answer:
        """Answer one request."""
        given = dict(pairs)
        if given.pop("api_key", None) != CANLII_KEY:
            return 401, {"message": "Unauthorized"}
        service, language, *rest = [part for part in path.split("/") if part] + ["", ""]
        rest = [part for part in rest if part]
        if service == "caseBrowse" and not rest:
            return 200, {"caseDatabases": [_database(row) for row in DATABASES]}
        if service == "caseBrowse" and len(rest) == 1:
            return self._list(rest[0], given)
        if service == "caseBrowse":
            return self._metadata(rest[0], rest[1])
        if service == "caseCitator" and language == "en":
            return self._citator(rest[1], rest[2])
        if service == "search" and self.search_allowed:
            return self._search(given)
        return 403, {"message": "Forbidden"}

    def _list(self, database: str, given: dict[str, str]) -> Answer:
        if "offset" not in given or "resultCount" not in given:
            return 400, [{"error": "MISSING_PARAMETER", "message": "offset"}]
        found = [row for row in self.rows if row["databaseId"] == database and _fits(row, given)]
        start, size = int(given["offset"]), int(given["resultCount"])
        answer = {"cases": [_line(row) for row in found[start : start + size]]}
        length = len(str(answer))
        if length > self.ceiling:
            return 200, {"error": "TOO_LONG", "contentLength": length, "message": "Too long"}
        return 200, answer

    def _metadata(self, database: str, key: str) -> Answer:
        for row in self.rows:
            if (row["databaseId"], row["caseId"]) == (database, key):
                hidden = ("changed", "cites", "text")
                return 200, {name: value for name, value in row.items() if name not in hidden}
        return 404, {"error": "NOT_FOUND", "message": "No such case"}

    def _citator(self, key: str, name: str) -> Answer:
        this = next(row for row in self.rows if row["caseId"] == key)
        if name == "citedLegislations":
            act = {"databaseId": "zzs", "legislationId": "zz-1", "type": "STATUTE"}
            act |= {"title": "Synthetic Act, ZZ c 99", "citation": "ZZ c 99"}
            return 200, {name: [act]}
        cited = name == "citedCases"
        keys = this["cites"] if cited else [r["caseId"] for r in self.rows if key in r["cites"]]
        return 200, {name: [_line(row) for row in self.rows if row["caseId"] in keys]}

    def _search(self, given: dict[str, str]) -> Answer:
        found = [row for row in self.rows if matches(given["fullText"], row["text"])]
        start, size = int(given["offset"]), int(given["resultCount"])
        results: list[dict[str, Any]] = [
            {"case": _line(row)} for row in found[start : start + size]
        ]
        return 200, {"resultCount": len(found), "results": results}


def canlii_rows(count: int = 24) -> list[dict[str, Any]]:
    """Give synthetic cases of six databases, three in four about the topic."""
    return [canlii_row(n) for n in range(1, count + 1)]


def canlii_row(n: int) -> dict[str, Any]:
    """Give one synthetic case: its metadata, and what only the wire knows of it."""
    database = DATABASES[n % len(DATABASES)][0]
    french = database.startswith("qc")
    day = date(2019, 3, 4) + timedelta(days=40 * n)
    code = _CODES.get(database)
    key = f"2099{code.lower()}{n}" if code else f"2099canlii9{n:05d}"
    body = "ON LA" if database == "onla" else "YK ZZS"
    topic = "médias sociaux" if french else "social media"
    words = ["congédiement" if french else "dismissal", topic if n % 4 else "heures"]
    return {
        "databaseId": database,
        "caseId": key,
        "url": f"https://canlii.ca/t/zz{n}",
        "title": f"Syndicat Inventé {n} c. Usine Synthétique" if french else f"Synthetic {n} v. Co",
        "citation": f"2099 {code} {n} (CanLII)" if code else f"2099 CanLII 9{n:05d} ({body})",
        "language": "fr" if french else "en",
        "docketNumber": f"ZZ-{n}-99, ZZ-{n}-98",
        "decisionDate": day.isoformat(),
        "keywords": " — ".join(words),
        "topics": "",
        "concatenatedId": f"synthetic{n}",
        "changed": "2020-01-01",
        "cites": [f"2099qctat{n - 6}"] if n % 6 == 0 and n > 6 else [],
        "text": "facebook réseaux sociaux" if n % 4 else "rien",
    }


def _database(row: tuple[str, str, str]) -> dict[str, str]:
    name, place, title = row
    url = f"https://www.canlii.org/en/{place}/{name}/"
    return {"databaseId": name, "jurisdiction": place, "name": title, "url": url}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "databaseId": row["databaseId"],
        "caseId": {row["language"]: row["caseId"]},
        "title": row["title"],
        "citation": row["citation"],
        "aiContentId": {"en": "synthetic"},
    }


def _fits(row: dict[str, Any], given: dict[str, str]) -> bool:
    for name in _FILTERS:
        day = row["decisionDate"] if name == "decisionDate" else row["changed"]
        if not given.get(f"{name}After", "") <= day <= given.get(f"{name}Before", "9999"):
            return False
    return True
