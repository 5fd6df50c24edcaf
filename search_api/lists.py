"""Bodies that list documents: those linked to one, and citations looked up together."""

from __future__ import annotations

from typing import Literal

from crawler.corpus import Corpus
from crawler.identifiers import recognise
from indexer.engine.base import Engine
from search_api.hits import citation_of, page_path
from search_api.jump import known_item
from search_api.response_base import Body
from search_api.responses import Jump, LinkBody

LONGEST_LIST = 1_000
"""Citations that one request may look up."""


class LinksBody(Body):
    """The documents that cite one, or that it cites."""

    id: str
    total: int
    links: list[LinkBody]


class LookupEntry(Body):
    """One citation looked up."""

    text: str
    status: Literal["found", "not_found", "ambiguous"]
    matches: list[Jump]


class LookupBody(Body):
    """A list of citations, each found, not found or ambiguous, in the order given."""

    results: list[LookupEntry]


def look_up(
    texts: list[str], corpus: Corpus, *, language: str, engine: Engine | None = None
) -> LookupBody:
    """What each citation, number or id of a list names here and, with an engine, each name."""
    ids = {text: _ids(text, corpus, engine) for text in texts}
    documents = corpus.get_many(tuple({each for found in ids.values() for each in found}))
    results: list[LookupEntry] = []
    for text in texts:
        matches = [
            Jump(
                id=each,
                citation=citation_of(documents[each]),
                title=documents[each].title,
                url=page_path(documents[each], language),
            )
            for each in ids[text]
            if each in documents
        ]
        found: Literal["found", "ambiguous"] = "found" if len(matches) == 1 else "ambiguous"
        results.append(
            LookupEntry(text=text, status=found if matches else "not_found", matches=matches)
        )
    return LookupBody(results=results)


def _ids(text: str, corpus: Corpus, engine: Engine | None) -> tuple[str, ...]:
    typed = text.strip()
    if not typed:
        return ()
    whole = corpus.resolve(typed)
    if whole:
        return whole
    numbers = recognise(typed)
    if engine is not None and not numbers and engine.generation() is not None:
        return known_item(typed, corpus=corpus, engine=engine).ids
    parts = (found for each in numbers for found in corpus.resolve(str(each)))
    return tuple(dict.fromkeys(parts))
