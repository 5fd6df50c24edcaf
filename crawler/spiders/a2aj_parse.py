"""What A2AJ's pages say: coverage, search rows, and one decision with its texts.

Format: A2AJ's open API, version 0.3. Empty fields are left out, null or "", which all mean the
same; dates are read from their first ten characters, since the two endpoints end them
differently; one row holds both languages and is one decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from crawler.courts import Court, load_courts
from crawler.errors import InvalidDate, InvalidIdentifier, NotADecision, SourceChanged
from crawler.identifiers import Identifier, NeutralCitation, parse_identifier, recognise
from crawler.minting import mint_id
from crawler.model import Decision, DecisionReference, PartialDate, Provenance, Text
from crawler.page import Page, read_json
from crawler.sources import load_sources
from crawler.text import split_header, split_paragraphs
from crawler.zones import zone_paragraphs

SOURCE: Final = "a2aj"
LANGUAGES: Final = ("en", "fr")
_KINDS: Final = frozenset({"neutral", "canlii", "reporter", "soquij", "dte"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a search answer."""

    citation: str
    """The citation under which the decision can be fetched; empty when the row has none."""
    dataset: str
    date: str
    """``YYYY-MM-DD``, or empty."""
    updated: str
    """When A2AJ last read the decision, as it prints it; empty when not said."""


def parse_coverage(page: Page) -> tuple[str, ...]:
    """Read the names of the datasets from ``/coverage``."""
    names = tuple(_string(row, "dataset", page) for row in _results(page))
    if not names or not all(names):
        raise SourceChanged(SOURCE, page.url, "results[].dataset")
    return names


def parse_search(page: Page) -> tuple[Row, ...]:
    """Read the rows of ``/search``."""
    return tuple(
        Row(
            citation=_citation(row, page),
            dataset=_string(row, "dataset", page),
            date=_first(row, "document_date", page)[:10],
            updated=_updated(row, page),
        )
        for row in _results(page)
    )


def parse_decision(page: Page) -> Decision:
    """Read the answer of ``/fetch`` with both languages.

    Gives a :class:`crawler.model.DecisionReference` where A2AJ has no text. Raises
    :class:`crawler.errors.NotADecision` for the empty object by which A2AJ says "not found",
    :class:`crawler.errors.SourceChanged` for a row that cannot be read.
    """
    if read_json(page, source=SOURCE) == {}:
        raise NotADecision(SOURCE, page.url, "not found")
    rows = _results(page)
    if len(rows) != 1:
        raise SourceChanged(SOURCE, page.url, "results")
    return _decision(rows[0], page)


def _decision(row: dict[str, Any], page: Page) -> Decision:
    citation = _citation(row, page)
    if not citation:
        raise SourceChanged(SOURCE, page.url, "citation_en")
    court = _court(row, citation, page)
    headers = [split_header(_string(row, f"unofficial_text_{lang}", page))[0] for lang in LANGUAGES]
    dockets = _dockets(headers)
    identifiers = _identifiers(row, dockets, page)
    texts = tuple(text for lang in LANGUAGES if (text := _text(row, lang, court, page)))
    title = _first(row, "name", page) or citation
    date = _date(row, page)
    kind = Decision if texts else DecisionReference
    return kind(
        id=mint_id(court.code, str(date), identifiers=identifiers, title=title),
        title=title,
        date=date,
        language=_original_language(row, texts, page),
        jurisdiction=court.jurisdiction,
        citation=citation,
        identifiers=identifiers,
        texts=texts,
        provenances=(_provenance(row, citation, page, fulltext=bool(texts)),),
        court=court.code,
        court_name=next((h["court"].split("\n")[0] for h in headers if h.get("court")), ""),
        dockets=dockets,
        subjects=_lines(headers, "subjects"),
    )


def _text(row: dict[str, Any], language: str, court: Court, page: Page) -> Text | None:
    body = _string(row, f"unofficial_text_{language}", page)
    if not body.strip():
        return None
    paragraphs = split_paragraphs(body, language=language, country="CA")
    zoned = zone_paragraphs(paragraphs, country="CA", language=language, court=court.code)
    title = _string(row, f"name_{language}", page)
    return Text(language=language, title=title, paragraphs=zoned)


def _provenance(row: dict[str, Any], citation: str, page: Page, *, fulltext: bool) -> Provenance:
    source = load_sources().get(SOURCE)
    return Provenance(
        source=SOURCE,
        retrieved_at=page.fetched_at,
        licence=_string(row, "upstream_license", page) or source.licence,
        fulltext_allowed=fulltext,
        content_hash=page.content_hash,
        obtained="api",
        url=_first(row, "url", page) or None,
        source_id=citation,
        source_updated_at=_updated(row, page),
        attribution=source.attribution,
    )


def _court(row: dict[str, Any], citation: str, page: Page) -> Court:
    """The court of the neutral citation, else of the dataset.

    The citation is nearer the truth: the dataset FPSLREB also holds its three predecessors.
    """
    dataset = _string(row, "dataset", page)
    of_dataset = load_courts().by_neutral_code(dataset) if dataset else None
    if of_dataset is None:
        raise SourceChanged(SOURCE, page.url, f"dataset “{dataset}”")
    try:
        return NeutralCitation.parse(citation).court or of_dataset
    except InvalidIdentifier:
        return of_dataset


def _date(row: dict[str, Any], page: Page) -> PartialDate:
    text = _first(row, "document_date", page)[:10]
    try:
        return PartialDate.parse(text)
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, page.url, "document_date") from wrong


def _original_language(row: dict[str, Any], texts: tuple[Text, ...], page: Page) -> str:
    """``fr`` only where there is nothing in English: A2AJ does not say which is the original."""
    if texts:
        return texts[0].language
    return "en" if _string(row, "citation_en", page) else "fr"


def _identifiers(row: dict[str, Any], dockets: Iterable[str], page: Page) -> tuple[Identifier, ...]:
    found: dict[str, Identifier] = {}
    for name in ("citation_en", "citation_fr", "citation2_en", "citation2_fr"):
        for identifier in recognise(_string(row, name, page)):
            if identifier.kind in _KINDS:
                found.setdefault(identifier.key, identifier)
    for docket in dockets:
        try:
            identifier = parse_identifier("docket", docket)
        except InvalidIdentifier:
            continue
        found.setdefault(identifier.key, identifier)
    return tuple(found.values())


def _dockets(headers: list[dict[str, str]]) -> tuple[str, ...]:
    lines = (part.strip() for line in _lines(headers, "docket") for part in line.split(","))
    return tuple(dict.fromkeys(part for part in lines if part))


def _lines(headers: list[dict[str, str]], name: str) -> tuple[str, ...]:
    lines = (line for header in headers for line in header.get(name, "").split("\n"))
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _results(page: Page) -> list[dict[str, Any]]:
    results = read_json(page, source=SOURCE).get("results")
    if not isinstance(results, list) or not all(isinstance(row, dict) for row in results):
        raise SourceChanged(SOURCE, page.url, "results")
    return results


def _citation(row: dict[str, Any], page: Page) -> str:
    return _first(row, "citation", page)


def _updated(row: dict[str, Any], page: Page) -> str:
    return max(_string(row, f"scraped_timestamp_{lang}", page)[:19] for lang in LANGUAGES)


def _first(row: dict[str, Any], name: str, page: Page) -> str:
    """The English value, else the French one, else nothing."""
    return next((v for lang in LANGUAGES if (v := _string(row, f"{name}_{lang}", page))), "")


def _string(row: dict[str, Any], name: str, page: Page) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceChanged(SOURCE, page.url, name)
    return value if name.startswith("unofficial_text") else value.strip()
