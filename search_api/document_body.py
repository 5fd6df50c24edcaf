"""A document whole, as the API tells it: text, tags with their proof, provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from crawler.courts import load_courts
from crawler.errors import UnknownCourt
from crawler.model import Article, Decision, Document, Paragraph, Status, Telling, Text
from indexer.annotations import AmountTag, CitationTag, Evidence, Tag
from indexer.engine.query import Query
from indexer.fields import field
from indexer.flatten import zone_field
from indexer.snippets import highlight
from indexer.vocabulary import Locale, load_vocabularies
from search_api.citing import citations
from search_api.hits import citation_of, kind_of, page_path, precision_of, tongue
from search_api.labels import (
    court_label,
    field_label,
    locale_for,
    source_label,
    value_label,
    vocabulary_of,
)
from search_api.library import Shelved
from search_api.responses import (
    AmountBody,
    CitationBody,
    DocumentBody,
    EvidenceBody,
    IdentifierBody,
    Labelled,
    LinkBody,
    NoteBody,
    ParagraphBody,
    ProvenanceBody,
    TagBody,
    TextBody,
)
from search_api.wordlist import FIELDS_ASKED, IDENTIFIERS, ZONES, said

_OUTSIDE = {-1: "title", -2: "headnote"}
_STATUSES: dict[Status, Literal["live", "superseded", "withdrawn"]] = {
    Status.LIVE: "live",
    Status.SUPERSEDED: "superseded",
    Status.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what is lit up for them."""

    language: str
    variety: str = ""
    query: Query | None = None
    """The query whose words are highlighted; None lights nothing up."""


def document_body(
    shelved: Shelved,
    reader: Reader,
    *,
    links: Iterable[LinkBody],
    titles: Callable[[str], str],
    generation: str,
) -> DocumentBody:
    """The document; ``titles`` gives the title of a decision that is cited in it, by id."""
    document, annotations = shelved.document, shelved.annotations
    decision = document if isinstance(document, Decision) else None
    article = document if isinstance(document, Article) else None
    locale = locale_for(reader.language, jurisdiction=document.jurisdiction, variety=reader.variety)
    established = [tag for tag in annotations.tags if tag.value != "unknown"]
    return DocumentBody(
        id=document.id,
        aliases=list(document.aliases),
        kind=kind_of(document),
        status=_STATUSES[document.status],
        title=document.title,
        citation=citation_of(document),
        citations=citations(document),
        court=decision.court if decision else "",
        court_label=(decision.court_name or court_label(decision.court, locale))
        if decision
        else "",
        level=_level(decision.court) if decision else "",
        jurisdiction=document.jurisdiction,
        jurisdiction_label=value_label("jurisdiction", document.jurisdiction, locale),
        chamber=decision.chamber if decision else "",
        publication=list(decision.publication) if decision else [],
        solution=decision.solution if decision else "",
        subjects=list(decision.subjects) if decision else [],
        visas=list(decision.visas) if decision else [],
        date=str(document.date),
        date_precision=precision_of(document),
        language=tongue(document.language),
        publisher=article.publisher if article else "",
        author=article.author if article else "",
        form=article.form if article else "",
        identifiers=_identifiers(document, reader.language),
        texts=[_text(text, reader) for text in document.texts],
        tags=[_tag(tag, document, locale) for tag in established],
        rejected=[_tag(tag, document, locale) for tag in annotations.rejected],
        not_established=_not_established(established, reader.language) if decision else [],
        amounts=[_amount(each, document) for each in annotations.amounts],
        citations_found=[_citation(each, document, titles) for each in annotations.citations],
        links=list(links),
        cautions=[
            NoteBody(language=tongue(each.language), text=each.text) for each in document.cautions
        ],
        provenances=_provenances(document, locale),
        url=page_path(document, reader.language),
        generation=generation,
    )


def _level(code: str) -> str:
    try:
        return load_courts().get(code).level
    except UnknownCourt:
        return ""


def _identifiers(document: Document, language: str) -> list[IdentifierBody]:
    return [
        IdentifierBody(
            kind=each.kind, label=said(IDENTIFIERS, each.kind, language), value=str(each)
        )
        for each in document.identifiers
    ]


def _text(text: Text, reader: Reader) -> TextBody:
    return TextBody(
        language=tongue(text.language),
        title=text.title,
        headnote=text.headnote,
        editorial=text.telling is Telling.EDITORIAL,
        paragraphs=[_paragraph(each, text.language, reader) for each in text.paragraphs],
    )


def _paragraph(paragraph: Paragraph, language: str, reader: Reader) -> ParagraphBody:
    lit: list[tuple[int, int]] = []
    # The names of the bench are shown as published, but no search leads to them.
    searched = zone_field(paragraph)
    if reader.query is not None and searched is not None:
        lit = list(highlight(paragraph.text, language, reader.query, field=searched))
    return ParagraphBody(
        anchor=paragraph.anchor,
        number=paragraph.number,
        zone=paragraph.zone.value,
        zone_label=said(ZONES, paragraph.zone.value, reader.language),
        text=paragraph.text,
        spans=lit,
    )


def evidence_body(evidence: Evidence, document: Document) -> EvidenceBody:
    """The words of a proof with the anchor of their paragraph."""
    anchor, number = _OUTSIDE.get(evidence.paragraph, ""), None
    texts = {each.language: each for each in document.leading_texts}
    text = texts.get(evidence.language)
    if text is not None and 0 <= evidence.paragraph < len(text.paragraphs):
        paragraph = text.paragraphs[evidence.paragraph]
        anchor, number = paragraph.anchor, paragraph.number
    return EvidenceBody(
        language=tongue(evidence.language),
        paragraph=anchor,
        number=number,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.quote,
    )


def _tag(tag: Tag, document: Document, locale: Locale) -> TagBody:
    vocabulary = vocabulary_of(tag.field)
    entry = load_vocabularies().entry(vocabulary, tag.value) if vocabulary else None
    definition = entry.definition.get(locale[:2], "") if entry is not None else ""
    return TagBody(
        field=tag.field,
        value=tag.value,
        label=value_label(tag.field, tag.value, locale),
        definition=definition,
        origin=tag.origin.value,
        strength=_strength(tag),
        confidence=tag.confidence,
        version=tag.version,
        evidence=[evidence_body(each, document) for each in tag.evidence],
        seen_at=list(tag.seen_at),
        note=tag.note,
    )


def _strength(tag: Tag) -> Literal["checked", "curated", "strong", "weak"]:
    strengths: dict[str, Literal["checked", "curated", "strong", "weak"]] = {
        "checked": "checked", "curated": "curated", "strong": "strong",
    }  # fmt: skip
    return strengths.get(tag.strength, "weak")


def _not_established(tags: list[Tag], language: str) -> list[Labelled]:
    known = {tag.field for tag in tags}
    return [
        Labelled(value=name, label=field_label(field(name), language))
        for name in FIELDS_ASKED
        if name not in known
    ]


def _amount(tag: AmountTag, document: Document) -> AmountBody:
    return AmountBody(
        value=str(tag.amount.value),
        currency=tag.amount.currency,
        awarded=tag.amount.awarded,
        head=tag.amount.head,
        origin=tag.origin.value,
        evidence=[evidence_body(each, document) for each in tag.evidence],
    )


def _citation(tag: CitationTag, document: Document, titles: Callable[[str], str]) -> CitationBody:
    return CitationBody(
        kind=tag.kind,
        normal=tag.normal,
        quote=tag.evidence.quote,
        evidence=evidence_body(tag.evidence, document),
        pinpoint=tag.pinpoint,
        id=tag.resolved or None,
        title=(titles(tag.resolved) or None) if tag.resolved else None,
    )


def _provenances(document: Document, locale: Locale) -> list[ProvenanceBody]:
    return [
        ProvenanceBody(
            source=each.source,
            source_label=source_label(each.source, locale),
            url=each.url,
            retrieved_at=each.retrieved_at.isoformat(),
            licence=each.licence,
            fulltext_allowed=each.fulltext_allowed,
            content_hash=each.content_hash,
            obtained=each.obtained,
            seen_at=list(each.seen_at),
            attribution=each.attribution,
        )
        for each in document.provenances
    ]
