"""Who speaks of whom, where, how often, and what is done with it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.model import Document
from indexer.annotations import CitationTag
from indexer.treatments import label_of
from indexer.vocabulary import Locale
from search_api.document_body import evidence_body
from search_api.labels import locale_for
from search_api.library import Shelved
from search_api.mention_bodies import MentionBody
from search_api.response_base import Labelled
from search_api.responses import LinkBody

MOST_MENTIONS = 20
"""Mentions that are listed of one document in another; the count is of all."""
_GRAVEST = (
    "reversed", "not_followed", "distinguished", "leave_granted", "affirmed", "leave_refused",
    "followed",
)  # fmt: skip
"""Which treatment stands for several: what warns a reader comes first."""


def with_mentions(
    link: LinkBody, citing: Shelved, names: Iterable[str], *, language: str
) -> LinkBody:
    """The link with the places where ``citing`` names a document, whose names are given."""
    wanted = frozenset(names)
    document = citing.document
    locale = locale_for(language, jurisdiction=document.jurisdiction)
    found = [
        each
        for each in _suffered(citing.annotations.citations)
        if each.resolved in wanted or (each.key and each.key in wanted)
    ]
    mentions = [_mention(each, document, locale) for each in found[:MOST_MENTIONS]]
    gravest = min(_ranked(found), default=None)
    return link.model_copy(
        update={
            "count": len(found),
            "mentions": mentions,
            "treatment": _labelled(_GRAVEST[gravest], locale) if gravest is not None else None,
        }
    )


def _suffered(citations: Iterable[CitationTag]) -> list[CitationTag]:
    """The mentions, with what a later court did to a decision told of that decision.

    ``Alder, 2098 XXTEST 1, rev'd 2099 XXTEST 2`` says that the first was reversed; a page that says
    so of the second, which reversed it, warns of good law.
    """
    told: list[CitationTag] = []
    for each in citations:
        if not each.happened_to:
            told.append(each)
            continue
        told.append(replace(each, treatment="", treated_in=None, happened_to=""))
        for at in range(len(told) - 2, -1, -1):
            if told[at].key == each.happened_to:
                told[at] = replace(told[at], treatment=each.treatment, treated_in=each.treated_in)
                break
    return told


def _ranked(found: Iterable[CitationTag]) -> Iterator[int]:
    return (_GRAVEST.index(each.treatment) for each in found if each.treatment in _GRAVEST)


def _mention(tag: CitationTag, document: Document, locale: Locale) -> MentionBody:
    place = evidence_body(tag.evidence, document)
    return MentionBody(
        paragraph=place.paragraph,
        number=place.number,
        language=place.language,
        quote=tag.evidence.quote,
        pinpoint=tag.pinpoint,
        treatment=_labelled(tag.treatment, locale) if tag.treatment else None,
        words=tag.treated_in.quote if tag.treated_in is not None else "",
    )


def _labelled(treatment: str, locale: Locale) -> Labelled:
    return Labelled(value=treatment, label=label_of(treatment, locale))
