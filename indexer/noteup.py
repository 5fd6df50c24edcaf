"""The citation graph: which documents here mention which others."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from crawler.identifiers import recognise
from crawler.model import Article, Decision, Document, Relation
from indexer.annotations import Annotations, CitationTag
from indexer.treatments import UNDER_REVIEW

Resolve = Callable[[str], tuple[str, ...]]
"""Ids of the documents that a citation, number or id names: none, one, or several."""


def resolved_citations(annotations: Annotations, resolve: Resolve) -> Annotations:
    """The annotations with each mention of a decision led to the one document that it names.

    A number that several documents bear leads to none: a wrong link is worse than a missing one.
    """
    citations = tuple(_resolved(each, resolve) for each in annotations.citations)
    if citations == annotations.citations:
        return annotations
    return dataclasses.replace(annotations, citations=citations)


def cited(document: Document, annotations: Annotations, resolve: Resolve) -> tuple[str, ...]:
    """What a document cites, in order: ids of documents here, and comparison keys.

    The keys make a decision that arrives later find at once who cites it. A document does not
    cite itself, though its heading bears its own number; nor does it cite the decision that it
    reviews: that is procedural history (:func:`reviewed`), and no mark of authority.
    """
    own = names(document) | frozenset(reviewed(document, annotations, resolve))
    found: dict[str, None] = {}
    for each in annotations.citations:
        found.update(dict.fromkeys(value for value in (each.resolved, each.key) if value))
    if isinstance(document, Article):
        for text in document.cites:
            ids = resolve(text)
            found.update(dict.fromkeys(ids if len(ids) == 1 else ()))
            found.update(dict.fromkeys(each.key for each in recognise(text)))
    return tuple(value for value in found if value not in own)


def reviewed(document: Document, annotations: Annotations, resolve: Resolve) -> tuple[str, ...]:
    """The decisions that a document reviews, as its source or its words say: ids and keys."""
    if not isinstance(document, Decision):
        return ()
    found: dict[str, None] = {}
    said = [str(each) for related in document.related if related.relation is Relation.CONTESTED
            for each in related.identifiers]  # fmt: skip
    for text in (*document.appeal_of, *said):
        ids = resolve(text)
        found.update(dict.fromkeys(ids if len(ids) == 1 else ()))
        found.update(dict.fromkeys(each.key for each in recognise(text)))
    for mention in annotations.citations:
        if mention.treatment == UNDER_REVIEW:
            found.update(dict.fromkeys(each for each in (mention.resolved, mention.key) if each))
    own = names(document)
    return tuple(value for value in found if value not in own)


def names(document: Document) -> frozenset[str]:
    """Everything by which the ``cites`` values of others may name a document."""
    keys = (each.key for each in document.identifiers)
    return frozenset((document.id, *document.aliases, *keys))


def cited_by_counts(edges: Mapping[str, Iterable[str]]) -> Counter[str]:
    """For each id, by how many other documents it is cited; ``edges`` is citing -> cited."""
    return Counter(
        target for citing, targets in edges.items() for target in set(targets) if target != citing
    )


def _resolved(citation: CitationTag, resolve: Resolve) -> CitationTag:
    ids = resolve(citation.normal) if citation.key else ()
    return dataclasses.replace(citation, resolved=ids[0] if len(ids) == 1 else "")
