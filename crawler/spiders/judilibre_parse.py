"""What Judilibre's pages say: search pages, the history of changes, and one decision.

Format: Judilibre's OpenAPI description 1.2.5 and its server's code. Optional keys may be missing,
null or empty, which all mean the same. Names of judges are no field of the answer and are looked
for in none; the paragraphs that hold them get their zone in :mod:`crawler.zones`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from w3lib.html import remove_tags, replace_entities

from crawler.courts import Court, load_courts
from crawler.errors import InvalidDate, NotADecision, SourceChanged
from crawler.identifiers import Identifier
from crawler.minting import mint_id
from crawler.model import Decision, Note, PartialDate, Precision, Provenance, Text
from crawler.page import Page, read_json
from crawler.sources import load_sources
from crawler.spiders.judilibre_links import public_url, read_identifier, related_decisions
from crawler.spiders.judilibre_words import CHAMBERS, SOLUTIONS, cite, name_decision
from crawler.zones import zone_by_offsets

SOURCE: Final = "judilibre"
WITHDRAWN: Final = "withdrawn by the source"
_PARTIAL: Final = (
    Note("en", "The source publishes this decision by extracts only."),
    Note("fr", "La source ne publie cette décision que par extraits."),
)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of ``/search``."""

    ids: tuple[str, ...]
    total: int
    relaxed: bool
    """True when nothing matched and the server silently searched for any of the words."""
    next_page: str
    """The query string of the next page; empty at the end."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One line of the history."""

    id: str
    action: str
    """``created``, ``updated`` or ``deleted``."""
    date: str
    """As the source prints it; sorts in time."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of ``/transactionalhistory``."""

    transactions: tuple[Transaction, ...]
    next_page: str
    """The query string of the next page, good for one minute; empty at the end."""


def parse_search(page: Page) -> SearchPage:
    """Read a page of results; a row without an id makes the page unreadable."""
    answer = read_json(page, source=SOURCE)
    results, total = answer.get("results"), answer.get("total")
    if not isinstance(results, list):
        raise SourceChanged(SOURCE, page.url, "results")
    if not isinstance(total, int):
        raise SourceChanged(SOURCE, page.url, "total")
    ids = tuple(row.get("id") for row in results if isinstance(row, dict))
    if len(ids) != len(results) or not all(isinstance(id, str) and id for id in ids):  # noqa: A001
        raise SourceChanged(SOURCE, page.url, "results[].id")
    return SearchPage(
        ids=tuple(str(id) for id in ids),  # noqa: A001
        total=total,
        relaxed=answer.get("relaxed") is True,
        next_page=_query_string(answer.get("next_page")),
    )


def parse_history(page: Page) -> HistoryPage:
    """Read a page of the history of changes."""
    answer = read_json(page, source=SOURCE)
    rows = answer.get("transactions")
    if not isinstance(rows, list):
        raise SourceChanged(SOURCE, page.url, "transactions")
    transactions = []
    for row in rows:
        values = [row.get(name) if isinstance(row, dict) else None for name in _TRANSACTION]
        if not all(isinstance(value, str) and value for value in values):
            raise SourceChanged(SOURCE, page.url, "transactions[]")
        if values[1] not in ("created", "updated", "deleted"):
            raise SourceChanged(SOURCE, page.url, "transactions[].action")
        transactions.append(Transaction(*map(str, values)))
    return HistoryPage(tuple(transactions), _query_string(answer.get("next_page")))


_TRANSACTION: Final = ("id", "action", "date")


def parse_decision(page: Page) -> Decision:
    """Read the answer of ``/decision``, or one decision of a batch.

    Raises :class:`crawler.errors.NotADecision` with the reason :data:`WITHDRAWN` for a decision
    that must be deleted, :class:`crawler.errors.SourceChanged` when the id, the text, the date
    or the court cannot be read: never a decision with a hole in it.
    """
    row = read_json(page, source=SOURCE)
    if row.get("to_be_deleted") is True:
        raise NotADecision(SOURCE, page.url, WITHDRAWN)
    key, body = _needed(row, "id", page), _needed(row, "text", page)
    date = _date(row, page)
    court = _court(row, page)
    chamber = _string(row, "chamber", page)
    numbers = _numbers(row)
    identifiers = _identifiers(row, court, key, numbers, page)
    of_cassation = court.judilibre_jurisdiction == "cc"
    chamber_name = CHAMBERS.get(chamber, chamber) if of_cassation else chamber
    related = related_decisions(row, own_id=key)
    title = name_decision(court, date, chamber_name if of_cassation else "", numbers)
    zones = {} if row.get("partial") is True else _zones(row, page)
    return Decision(
        id=mint_id(
            court.code, str(date), identifiers=identifiers, title=title,
            chamber=chamber if of_cassation else "",
        ),
        title=title,
        date=date,
        language="fr",
        jurisdiction=court.jurisdiction,
        citation=cite(court, date, chamber if of_cassation else "", numbers),
        identifiers=identifiers,
        texts=(
            Text(
                language="fr",
                title=title,
                headnote=_headnote(row, page),
                paragraphs=zone_by_offsets(body, zones, language="fr", court=court.code),
            ),
        ),
        provenances=(_provenance(row, key, page),),
        cautions=_PARTIAL if row.get("partial") is True else (),
        court=court.code,
        court_name=court.name_fr,
        dockets=numbers,
        chamber=chamber_name,
        publication=tuple(sorted(_strings(row, "publication"))),
        subjects=_subjects(row, page),
        solution=_solution(row, page),
        visas=_visas(row),
        appeal_of=tuple(link.under_appeal for link in related if link.under_appeal),
        related=tuple(link.decision for link in related),
    )  # fmt: skip


def _court(row: dict[str, Any], page: Page) -> Court:
    jurisdiction = _needed(row, "jurisdiction", page)
    location = _string(row, "location", page)
    court = load_courts().by_judilibre(jurisdiction, location)
    if court is None:
        raise SourceChanged(SOURCE, page.url, f"court “{jurisdiction} {location}”".strip())
    return court


def _date(row: dict[str, Any], page: Page) -> PartialDate:
    try:
        date = PartialDate.parse(_needed(row, "decision_date", page)[:10])
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, page.url, "decision_date") from wrong
    if date.precision is not Precision.DAY:
        raise SourceChanged(SOURCE, page.url, "decision_date")
    return date


def _numbers(row: dict[str, Any]) -> tuple[str, ...]:
    """``numbers``; ``number`` only where that is missing.

    ``/scan`` gives a decision on several appeals one ``number`` glued from all of them.
    """
    numbers = _strings(row, "numbers") or _strings(row, "number")
    number = row.get("number")
    if not numbers and isinstance(number, str) and number.strip():
        numbers = (number.strip(),)
    return tuple(sorted(dict.fromkeys(numbers)))


def _identifiers(
    row: dict[str, Any], court: Court, key: str, numbers: tuple[str, ...], page: Page
) -> tuple[Identifier, ...]:
    kinds = ("pourvoi",) if court.judilibre_jurisdiction == "cc" else ("rg", "docket")
    read = [read_identifier(number, *kinds) for number in numbers]
    read.append(read_identifier(_string(row, "ecli", page), "ecli"))
    own = read_identifier(key, "judilibre")
    if own is None:
        raise SourceChanged(SOURCE, page.url, "id")
    read.append(own)
    found = {identifier.key: identifier for identifier in read if identifier is not None}
    return tuple(found.values())


def _headnote(row: dict[str, Any], page: Page) -> str:
    """The summary, then those of the other headings, one after the other."""
    summaries = [_string(row, "summary", page)]
    several = row.get("titlesAndSummaries")
    entries = several if isinstance(several, list) else []
    summaries += [_string(entry, "summary", page) for entry in entries if isinstance(entry, dict)]
    return "\n\n".join(dict.fromkeys(text for text in summaries if text))


def _subjects(row: dict[str, Any], page: Page) -> tuple[str, ...]:
    subjects = list(_strings(row, "themes"))
    several = row.get("titlesAndSummaries")
    if not subjects and isinstance(several, list):
        for entry in several:
            subjects += _strings(entry, "titles") if isinstance(entry, dict) else ()
    nac = _string(row, "nac", page)
    return tuple(dict.fromkeys([*subjects, *([f"NAC {nac}"] if nac else [])]))


def _solution(row: dict[str, Any], page: Page) -> str:
    solution = _string(row, "solution", page)
    if solution in ("other", ""):
        return _string(row, "solution_alt", page) or SOLUTIONS.get(solution, "")
    return SOLUTIONS.get(solution, solution)


def _visas(row: dict[str, Any]) -> tuple[str, ...]:
    """Titles of the provisions applied, without the links that live answers put in them."""
    rows = row.get("visa")
    found = []
    for entry in rows if isinstance(rows, list) else ():
        title = entry.get("title") if isinstance(entry, dict) else None
        if isinstance(title, str):
            plain = " ".join(replace_entities(remove_tags(title)).split())
            found.append(plain)
    return tuple(dict.fromkeys(text for text in found if text))


def _zones(row: dict[str, Any], page: Page) -> dict[str, list[dict[str, Any]]]:
    zones = row.get("zones")
    if zones in (None, [], {}):
        return {}
    if not isinstance(zones, dict):
        raise SourceChanged(SOURCE, page.url, "zones")
    return {
        name: [part for part in parts if isinstance(part, dict)]
        for name, parts in zones.items()
        if isinstance(parts, list)
    }


def _provenance(row: dict[str, Any], key: str, page: Page) -> Provenance:
    source = load_sources().get(SOURCE)
    updated = _string(row, "update_datetime", page) or _string(row, "update_date", page)
    return Provenance(
        source=SOURCE,
        retrieved_at=page.fetched_at,
        licence=source.licence,
        fulltext_allowed=True,
        content_hash=page.content_hash,
        obtained="api",
        url=public_url(key),
        source_id=key,
        source_updated_at=updated,
        attribution=source.attribution,
    )


def _query_string(value: object) -> str:
    """The query string of ``next_page``; the documentation's example shows a whole address."""
    text = value if isinstance(value, str) else ""
    return text.rpartition("?")[2]


def _needed(row: dict[str, Any], name: str, page: Page) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SourceChanged(SOURCE, page.url, name)
    return value if name == "text" else value.strip()


def _string(row: dict[str, Any], name: str, page: Page) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceChanged(SOURCE, page.url, name)
    return value.strip()


def _strings(row: dict[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name)
    if not isinstance(values, list):
        return ()
    return tuple(v.strip() for v in values if isinstance(v, str) and v.strip())
