"""A document of a result, as the API tells it."""

from __future__ import annotations

from typing import Literal

from crawler.model import Article, Decision, Document
from indexer.annotations import Annotations, Origin
from indexer.engine.base import Hit as Found
from indexer.engine.query import Query
from indexer.snippets import highlight, snippets
from search_api.labels import court_label, labelled, locale_for, value_label
from search_api.library import Shelved
from search_api.response_base import Labelled, Language
from search_api.responses import Hit, Snippet

Kind = Literal["decision", "reference", "article"]
DatePrecision = Literal["day", "month", "year", "unknown"]
_KINDS: dict[str, Kind] = {"decision": "decision", "reference": "reference", "article": "article"}
_TRUST = (Origin.PERSON, Origin.CURATED, Origin.MACHINE)
_PRECISIONS: dict[str, DatePrecision] = {
    "day": "day", "month": "month", "year": "year", "unknown": "unknown",
}  # fmt: skip


def kind_of(document: Document) -> Kind:
    """The kind as the contract names it."""
    return _KINDS[document.kind]


def precision_of(document: Document) -> DatePrecision:
    """How much of the date is known, as the contract names it."""
    return _PRECISIONS[document.date.precision.value]


def tongue(language: str) -> Language:
    """``fr`` for French, ``en`` for all else; texts are in one of the two."""
    return "fr" if language == "fr" else "en"


def page_path(document: Document, language: str) -> str:
    """The path of a document's page."""
    kind = "article" if isinstance(document, Article) else "decision"
    return f"/{tongue(language)}/{kind}/{document.id}"


def citation_of(document: Document) -> str:
    """The citation as the source gives it; the title of a document that has none."""
    return document.citation or document.title


def verified_by(annotations: Annotations) -> str:
    """Who says the tags, the most trustworthy of them: ``person``, ``curated`` or ``machine``."""
    origins = {tag.origin for tag in (*annotations.tags, *annotations.rejected)}
    return next((each for each in _TRUST if each in origins), Origin.MACHINE).value


def values_of(annotations: Annotations, name: str) -> tuple[str, ...]:
    """The values of a field, people's before the machine's."""
    tags = sorted(
        (tag for tag in annotations.tags if tag.field == name),
        key=lambda tag: _TRUST.index(tag.origin),
    )
    return tuple(dict.fromkeys(tag.value for tag in tags))


def hit_body(
    shelved: Shelved,
    found: Found,
    query: Query,
    *,
    language: str,
    variety: str = "",
    cited_by: int = 0,
    related: Query | None = None,
) -> Hit:
    """One hit with its labels and snippets, in the reader's language."""
    document, annotations = shelved.document, shelved.annotations
    locale = locale_for(language, jurisdiction=document.jurisdiction, variety=variety)

    def tags(name: str) -> list[Labelled]:
        return [labelled(name, value, locale) for value in values_of(annotations, name)]

    court = document.court if isinstance(document, Decision) else ""
    return Hit(
        id=document.id,
        kind=kind_of(document),
        citation=citation_of(document),
        title=document.title,
        title_spans=list(highlight(document.title, document.language, query, field="title")),
        court=court,
        court_label=court_label(court, locale) if court else "",
        jurisdiction=document.jurisdiction,
        jurisdiction_label=value_label("jurisdiction", document.jurisdiction, locale),
        date=str(document.date),
        date_precision=precision_of(document),
        language=tongue(document.language),
        languages=languages(document),
        score=round(found.score, 6),
        issues=tags("issue"),
        conduct=tags("conduct"),
        platforms=tags("platform"),
        sanction=next(iter(tags("sanction")), None),
        outcome=next(iter(tags("outcome")), None),
        verified=verified_by(annotations),
        publisher=document.publisher if isinstance(document, Article) else "",
        cited_by_count=cited_by,
        url=page_path(document, language),
        snippets=_snippets(document, found, query, tongue(language), related),
    )


def languages(document: Document) -> list[Language]:
    """The languages in which the document can be read here."""
    return list(dict.fromkeys(tongue(text.language) for text in document.texts))


def _snippets(
    document: Document, found: Found, query: Query, language: Language, related: Query | None
) -> list[Snippet]:
    return [
        Snippet(
            paragraph=each.anchor,
            number=each.number,
            language=tongue(each.language),
            text=each.text,
            spans=list(each.spans),
        )
        for each in snippets(document, found, query, language=language, related=related)
    ]
