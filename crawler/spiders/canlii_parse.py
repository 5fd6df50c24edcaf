"""What CanLII's keyed interface says: databases, lists, one decision's metadata, its citator.

Format: CanLII's API documentation, version 1. It never gives the text of a decision, and its
terms want none taken from the site: everything here becomes a reference that leads there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from crawler.courts import Court, load_courts
from crawler.errors import InvalidDate, InvalidIdentifier, NotADecision, SourceChanged
from crawler.identifiers import (
    CanliiCitation,
    Identifier,
    NeutralCitation,
    parse_identifier,
    recognise,
)
from crawler.minting import mint_id
from crawler.model import DecisionReference, PartialDate, Provenance, RelatedDecision, Relation
from crawler.page import Page, read_json
from crawler.sources import load_sources

SOURCE: Final = "canlii"
LANGUAGES: Final = ("en", "fr")
_YUKON: Final = {"yk": "yt"}
"""CanLII writes Yukon ``yk``; ISO 3166-2 has ``CA-YT``."""
_KINDS: Final = frozenset({"neutral", "canlii", "reporter", "soquij", "dte"})
_KEYWORDS: Final = re.compile(r"\s+[—–]\s+|\s*\|\s*")
_DOCKETS: Final = re.compile(r"\s*[,;]\s*")
_LONGEST_SUBJECT: Final = 300


@dataclass(frozen=True, slots=True)
class Database:
    """A collection of CanLII: one court or tribunal."""

    id: str
    jurisdiction: str
    """As CanLII writes it: ``ca``, ``qc``, ``yk``..."""
    name: str

    @property
    def place(self) -> str:
        """Its jurisdiction as ISO 3166-2 writes it (``CA-QC``), ``CA-FED`` for federal bodies."""
        if self.jurisdiction in ("", "ca"):
            return "CA-FED" if self.jurisdiction else "CA"
        return f"CA-{_YUKON.get(self.jurisdiction, self.jurisdiction).upper()}"

    @property
    def court(self) -> Court | None:
        """The court of the table that it is, by its id, an older id, or its name; or None."""
        return load_courts().by_canlii_database(self.id) or load_courts().by_name(self.name)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a list."""

    database: str
    id: str
    """CanLII's own key; never put together by us."""
    language: str
    """The language of the text at CanLII."""
    title: str
    citation: str


def parse_databases(page: Page) -> tuple[Database, ...]:
    """Read ``caseBrowse/{lang}/``."""
    rows = _rows(page, "caseDatabases")
    if not rows:
        raise SourceChanged(SOURCE, page.url, "caseDatabases")
    return tuple(
        Database(
            id=_needed(row, "databaseId", page).lower(),
            jurisdiction=_string(row, "jurisdiction", page).lower(),
            name=_string(row, "name", page),
        )
        for row in rows
    )


def is_too_long(page: Page) -> bool:
    """Tell whether CanLII says that the answer would have more than its 10 MB."""
    return b'"TOO_LONG"' in page.body[:2000]


def parse_cases(page: Page, name: str = "cases") -> tuple[Case, ...]:
    """Read a list of cases: ``cases``, or ``citedCases`` and ``citingCases`` of the citator."""
    return tuple(_case(row, page) for row in _rows(page, name))


def parse_found(page: Page) -> tuple[tuple[Case, ...], int]:
    """Read a page of the search: the cases, and how many results of any kind there are."""
    answer = _answer(page)
    total = answer.get("resultCount")
    if not isinstance(total, int):
        raise SourceChanged(SOURCE, page.url, "resultCount")
    entries = (row.get("case") for row in _rows(page, "results"))
    return tuple(_case(entry, page) for entry in entries if isinstance(entry, dict)), total


def parse_legislations(page: Page) -> tuple[str, ...]:
    """Read the titles of ``citedLegislations``, in their order."""
    rows = _rows(page, "citedLegislations")
    titles = (_string(row, "title", page) for row in rows)
    return tuple(dict.fromkeys(title for title in titles if title))


def parse_reference(page: Page) -> DecisionReference:
    """Read the metadata of one decision.

    Raises :class:`crawler.errors.NotADecision` where CanLII has none under this key,
    :class:`crawler.errors.SourceChanged` when the key, the title or the date cannot be read.
    """
    row = _answer(page)
    if page.status == 404 or row.get("error"):
        raise NotADecision(SOURCE, page.url, "not found")
    key, database = _key(row, page)[0], _needed(row, "databaseId", page).lower()
    title, citation = _needed(row, "title", page), _string(row, "citation", page)
    dockets = _parts(_DOCKETS, _string(row, "docketNumber", page))
    identifiers = _identifiers(citation, key, dockets)
    court = _court(identifiers, database)
    date = _date(row, page)
    language = _string(row, "language", page)
    return DecisionReference(
        id=mint_id(court.code, str(date), identifiers=identifiers, title=title),
        title=title,
        date=date,
        language=language if language in LANGUAGES else "en",
        jurisdiction=court.jurisdiction,
        citation=citation,
        identifiers=identifiers,
        provenances=(_provenance(row, key, page),),
        court=court.code,
        dockets=dockets,
        subjects=_subjects(row, page),
    )


def related_cases(cases: Iterable[Case], relation: Relation) -> tuple[RelatedDecision, ...]:
    """Give cases of the citator as links; each is named by its citation and CanLII's key."""
    return tuple(
        RelatedDecision(
            relation=relation,
            title=case.title or case.citation or case.id,
            identifiers=_identifiers(case.citation, case.id, ()),
        )
        for case in cases
    )


def topic_text(reference: DecisionReference) -> str:
    """Give what a topic's words are looked for in: there is no text, only words about it."""
    return " | ".join((reference.title, *reference.subjects))


def _case(row: dict[str, Any], page: Page) -> Case:
    key, language = _key(row, page)
    return Case(
        database=_needed(row, "databaseId", page).lower(),
        id=key,
        language=language,
        title=_string(row, "title", page),
        citation=_string(row, "citation", page),
    )


def _key(row: dict[str, Any], page: Page) -> tuple[str, str]:
    """CanLII's key and the language of the text: ``{"fr": "..."}`` in lists, bare elsewhere."""
    value = row.get("caseId")
    if isinstance(value, str) and value.strip():
        return value.strip(), ""
    for language in LANGUAGES:
        text = value.get(language) if isinstance(value, dict) else None
        if isinstance(text, str) and text.strip():
            return text.strip(), language
    raise SourceChanged(SOURCE, page.url, "caseId")


def _identifiers(citation: str, key: str, dockets: tuple[str, ...]) -> tuple[Identifier, ...]:
    named = [("canlii_id", key), *(("docket", docket) for docket in dockets)]
    found = {each.key: each for each in recognise(citation) if each.kind in _KINDS}
    for kind, text in named:
        try:
            identifier = parse_identifier(kind, text)
        except InvalidIdentifier:
            continue
        found.setdefault(identifier.key, identifier)
    return tuple(found.values())


def _court(identifiers: tuple[Identifier, ...], database: str) -> Court:
    """The court of the citation, else of the database; ``x`` for one the table does not have.

    The citation is nearer the truth: the database ``pslreb`` holds two boards.
    """
    for identifier in identifiers:
        if isinstance(identifier, NeutralCitation | CanliiCitation) and identifier.court:
            return identifier.court
    return load_courts().by_canlii_database(database) or load_courts().get("x")


def _subjects(row: dict[str, Any], page: Page) -> tuple[str, ...]:
    words = [
        part[:_LONGEST_SUBJECT]
        for name in ("topics", "keywords")
        for part in _parts(_KEYWORDS, _string(row, name, page))
    ]
    return tuple(dict.fromkeys(words))


def _parts(separator: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in separator.split(text) if part.strip()))


def _date(row: dict[str, Any], page: Page) -> PartialDate:
    try:
        return PartialDate.parse(_string(row, "decisionDate", page)[:10])
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, page.url, "decisionDate") from wrong


def _provenance(row: dict[str, Any], key: str, page: Page) -> Provenance:
    source = load_sources().get(SOURCE)
    return Provenance(
        source=SOURCE,
        retrieved_at=page.fetched_at,
        licence=source.licence,
        fulltext_allowed=False,
        content_hash=page.content_hash,
        obtained="api",
        url=_string(row, "url", page) or None,
        source_id=key,
        attribution=source.attribution,
    )


def _answer(page: Page) -> dict[str, Any]:
    return read_json(page, source=SOURCE)


def _rows(page: Page, name: str) -> list[dict[str, Any]]:
    rows = _answer(page).get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceChanged(SOURCE, page.url, name)
    return rows


def _needed(row: dict[str, Any], name: str, page: Page) -> str:
    value = _string(row, name, page)
    if not value:
        raise SourceChanged(SOURCE, page.url, name)
    return value


def _string(row: dict[str, Any], name: str, page: Page) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceChanged(SOURCE, page.url, name)
    return " ".join(value.split())
