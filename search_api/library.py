"""Documents with what is known of them, fetched together for the hits of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawler.corpus import Corpus
from crawler.errors import DocumentRemoved, UnknownDocument
from crawler.model import Document, Status
from indexer.annotation_codec import decode
from indexer.annotations import Annotations
from indexer.corrections import corrected
from search_api.errors import AmbiguousDocument


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document and its annotations."""

    document: Document
    annotations: Annotations


def find(corpus: Corpus, name: str) -> Shelved:
    """The document of an id, alias, citation or number.

    Raises :class:`crawler.errors.DocumentRemoved`, :class:`AmbiguousDocument`, or
    :class:`crawler.errors.UnknownDocument`.
    """
    here = corpus.get(name) is not None
    if not here and corpus.tombstone(name) is not None:
        raise DocumentRemoved(name)
    ids = (name,) if here else corpus.resolve(name)
    if len(ids) > 1:
        raise AmbiguousDocument(name, ids)
    shelved = next(iter(fetch(corpus, ids).values()), None)
    if shelved is None:
        raise UnknownDocument(name)
    if shelved.document.status is Status.WITHDRAWN:
        raise DocumentRemoved(shelved.document.id)
    return shelved


def fetch(corpus: Corpus, ids: Iterable[str]) -> dict[str, Shelved]:
    """The documents of these ids that the corpus holds, each with its annotations.

    A document that was never annotated has none; its page is shown all the same. Of one that
    changed since, the values are given without their places: those are places in other words.
    What people said of tags is laid over them, and counts at once.
    """
    wanted = tuple(dict.fromkeys(ids))
    documents = corpus.get_many(wanted)
    own = tuple({document.id for document in documents.values()})
    stored, hashes = corpus.annotations(own), corpus.content_hashes(own)
    checks = corpus.people.checks(own)

    def annotations(name: str) -> Annotations:
        digest = hashes.get(name, "")
        made = Annotations(name, "", on_topic=False)
        if name in stored:
            made = decode(stored[name].body)
            made = made if stored[name].content_hash == digest else _without_places(made)
        return corrected(made, checks.get(name, ()), content_hash=digest)

    return {name: Shelved(found, annotations(found.id)) for name, found in documents.items()}


def _without_places(made: Annotations) -> Annotations:
    return replace(
        made,
        tags=tuple(replace(tag, evidence=()) for tag in made.tags),
        amounts=tuple(replace(tag, evidence=()) for tag in made.amounts),
        citations=(),
    )
