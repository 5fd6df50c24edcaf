"""Annotates a document: one pass of analysis and rules, then every annotator over what it found."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence

from crawler.model import Article, Document
from indexer import analysis
from indexer.annotations import AmountTag, Annotations, CitationTag, Origin, Tag
from indexer.calibration import load_calibration
from indexer.citations import FoundCitation, find_in_document
from indexer.tags import (
    amounts,
    dispositions,
    facts,
    features,
    issues,
    judging,
    learned,
    platforms,
    topic,
)
from indexer.tags.features import Passage, passages_of
from indexer.tags.reading import Read, read_document
from indexer.tags.rules import load_rules
from indexer.tags.weights import load_model
from indexer.treatments import VERSION as TREATMENTS_VERSION
from indexer.treatments import find_treatments
from indexer.vocabulary import load_vocabularies

CITATIONS_VERSION = "4"
CURATED_VERSION = "curated"
"""Version written on curated tags; the curated lists carry their own dates."""


def tagger_version() -> str:
    """Version of all annotators together: a change makes every document due for annotation."""
    parts = (
        analysis.VERSION,
        issues.VERSION,
        facts.VERSION,
        topic.VERSION,
        platforms.VERSION,
        dispositions.VERSION,
        amounts.VERSION,
        judging.VERSION,
        learned.VERSION,
        features.VERSION,
        CITATIONS_VERSION,
        TREATMENTS_VERSION,
        load_calibration().fingerprint,
        load_rules().fingerprint,
        load_model().fingerprint,
        load_vocabularies().fingerprint,
    )
    return "t" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:8]


def annotate(document: Document) -> Annotations:
    """All that the words of a document, and its curators, say of it.

    Curated values stand beside the machine's. A curated list of issues is complete, so the
    machine adds none to it; the same holds for every other field that a curator filled. What
    somebody curated is on topic, and so is an article of the collection.
    """
    reads = read_document(document, load_rules())
    curated = _curated(document)
    sums = _amounts(document, reads)
    article = isinstance(document, Article)
    known = _curated_value(document, "sanction") or ""
    said = judging.hear_rules(reads, sums, article=article, known=known)
    passages = passages_of(reads)
    judged = judging.judge(passages, said, load_model(), article=article)
    on_topic = bool(curated) or _collected(document) or judged.on_topic
    filled = {tag.field for tag in curated}
    machine = [tag for tag in _machine(reads, passages, judged, on_topic=on_topic, article=article)
               if tag.field not in filled]  # fmt: skip
    return Annotations(
        document_id=document.id,
        version=tagger_version(),
        on_topic=on_topic,
        tags=(*curated, *machine),
        amounts=sums,
        citations=_citations(document, reads),
    )


def _collected(document: Document) -> bool:
    return any(each.obtained == "curated" for each in document.provenances)


def _curated(document: Document) -> tuple[Tag, ...]:
    return tuple(
        Tag(
            field=each.field,
            value=each.value,
            origin=Origin.CURATED,
            version=CURATED_VERSION,
            seen_at=each.seen_at,
            note=each.confidence,
        )
        for each in document.curated
        if each.value != "unknown"
    )


def _machine(
    reads: Sequence[Read],
    passages: Sequence[Passage],
    judged: judging.Judged,
    *,
    on_topic: bool,
    article: bool,
) -> Iterable[Tag]:
    yield from platforms.tag_platforms(reads)
    found = issues.tag_issues(passages, load_model(), article=article) if on_topic else ()
    if article:
        yield from found
        return
    if on_topic:
        yield from issues.settle(found, sanction=judged.sanction, outcome=judged.outcome)
        yield from facts.tag_facts(reads)
    yield from (each for each in (judged.sanction, judged.outcome) if each is not None)


def _curated_value(document: Document, field: str) -> str | None:
    values = (each.value for each in document.curated if each.field == field)
    return next((value for value in values if value != "unknown"), None)


def _amounts(document: Document, reads: Sequence[Read]) -> tuple[AmountTag, ...]:
    if document.amounts:
        return tuple(AmountTag(each, Origin.CURATED, CURATED_VERSION) for each in document.amounts)
    decides = not isinstance(document, Article)
    return amounts.tag_amounts(reads, decides=decides, model=load_model())


def _citations(document: Document, reads: Sequence[Read]) -> tuple[CitationTag, ...]:
    region = {"FR": "-FR"}.get(document.jurisdiction, "-CA" if document.jurisdiction else "")
    found: list[CitationTag] = []
    for language, group in itertools.groupby(reads, key=lambda read: read.language):
        paragraphs = tuple(group)
        texts = tuple(read.text for read in paragraphs)
        citations = find_in_document(texts, language=language + region)
        for read, its_own in zip(paragraphs, citations, strict=True):
            found.extend(_citation_tags(read, its_own))
    return tuple(found)


def _citation_tags(read: Read, citations: Sequence[FoundCitation]) -> Iterator[CitationTag]:
    decisions = [each for each in citations if each.identifier is not None]
    spans = [(each.start, each.end) for each in decisions]
    treated = dict(
        zip(spans, find_treatments(read.text, spans, language=read.language), strict=True)
    )
    for each in citations:
        treatment = treated.get((each.start, each.end))
        said = treatment if treatment is not None and treatment.value else None
        yield CitationTag(
            evidence=read.span(each.start, each.end),
            kind=each.kind,
            normal=each.normal,
            key=each.identifier.key if each.identifier else "",
            pinpoint=each.pinpoint or "",
            treatment=said.value if said else "",
            treated_in=read.span(said.start, said.end) if said else None,
            happened_to=_key(decisions[said.of]) if said and said.of >= 0 else "",
        )


def _key(found: FoundCitation) -> str:
    return found.identifier.key if found.identifier is not None else ""
