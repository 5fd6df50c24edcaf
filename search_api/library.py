"""Documents with what is known of them, fetched together for the hits of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.corpus import Corpus
from crawler.model import Document
from indexer.annotation_codec import decode
from indexer.annotations import Annotations


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document and its annotations."""

    document: Document
    annotations: Annotations


def fetch(corpus: Corpus, ids: Iterable[str]) -> dict[str, Shelved]:
    """The documents of these ids that the corpus holds, each with its annotations.

    A document that was never annotated has none; its page is shown all the same.
    """
    wanted = tuple(dict.fromkeys(ids))
    documents = corpus.get_many(wanted)
    stored = corpus.annotations(tuple(documents))
    return {
        name: Shelved(
            document,
            decode(stored[name].body) if name in stored else Annotations(name, "", on_topic=False),
        )
        for name, document in documents.items()
    }
