"""One document by its id or citation, the documents that it cites, and those that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from crawler.corpus import Corpus
from crawler.model import Article, Decision, Document
from indexer.engine.base import Engine, SearchRequest
from indexer.engine.query import Everything, Keyword, Nothing
from indexer.noteup import names
from search_api.document_body import Reader, document_body
from search_api.hits import citation_of, kind_of, page_path
from search_api.library import Shelved, fetch, find
from search_api.noteup import with_mentions
from search_api.parse import parse
from search_api.responses import DocumentBody, LinkBody
from search_api.values import FieldValues
from search_api.wordlist import RELATIONS, said

MOST_NOTED = 50
"""Citing documents that a page lists, the newest; ``/citing`` and a search give all."""
MOST_LINKS = 1_000
"""Links of one kind that are listed with a document."""
_MOST_IDS = 50_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """Looks documents up for one engine and one corpus."""

    engine: Engine
    corpus: Corpus

    def find(self, name: str) -> Shelved:
        """The document of an id, alias, citation or number.

        Raises :class:`crawler.errors.DocumentRemoved`, :class:`AmbiguousDocument`, or
        :class:`crawler.errors.UnknownDocument`.
        """
        return find(self.corpus, name)

    def nearest(self, name: str) -> str:
        """The id that was perhaps meant; empty when none is near."""
        ids = list(islice(self.corpus.ids(), _MOST_IDS))
        near = get_close_matches(name.casefold(), ids, 1, 0.8)
        return near[0] if near else ""

    def body(
        self, shelved: Shelved, *, language: str, variety: str = "", q: str = ""
    ) -> DocumentBody:
        """The document whole, with the words of ``q`` lit up.

        Raises :class:`search_api.errors.QueryError` when ``q`` makes no query.
        """
        query = parse(q, values=FieldValues(self.corpus.resolve)).query if q.strip() else None
        if isinstance(query, Everything | Nothing):
            query = None
        links = list(self._links(shelved, language))
        titles = {link.id: link.title for link in links if link.id}
        serving = self.engine.generation()
        return document_body(
            shelved,
            Reader(language, variety, query),
            links=links,
            titles=lambda name: titles.get(name, ""),
            generation=serving.name if serving else "",
        )

    def citing(self, document: Document) -> tuple[str, ...]:
        """Ids of the documents here that cite this one, the newest first."""
        query = Keyword("cites", tuple(sorted(names(document))))
        request = SearchRequest(query, sort="date", limit=MOST_LINKS)
        return tuple(hit.id for hit in self.engine.search(request).hits)

    def cited(self, shelved: Shelved) -> tuple[str, ...]:
        """Ids of the decisions here that this document cites, in the order of the text."""
        document = shelved.document
        named = [each.resolved for each in shelved.annotations.citations if each.resolved]
        if isinstance(document, Article):
            named += [found for each in document.cites for found in self.corpus.resolve(each)]
        return tuple(each for each in dict.fromkeys(named) if each != document.id)

    def reviewing(self, document: Document) -> tuple[str, ...]:
        """Ids of the decisions here that review this one, the newest first."""
        query = Keyword("reviews", tuple(sorted(names(document))))
        request = SearchRequest(query, sort="date", limit=MOST_LINKS)
        return tuple(hit.id for hit in self.engine.search(request).hits)

    def noted(
        self, shelved: Shelved, relation: str, language: str, *, limit: int = MOST_LINKS
    ) -> Iterator[LinkBody]:
        """What cites the document (``cited_by``) or what it cites, with where and how."""
        if relation == "cited_by":
            ids = self.citing(shelved.document)[:limit]
            citing = {each.document.id: each for each in fetch(self.corpus, ids).values()}
            own = names(shelved.document)
            for link in self.links(citing, relation, language):
                yield with_mentions(link, citing[link.id], own, language=language)
            return
        found = self.corpus.get_many(self.cited(shelved)[:limit])
        targets = {document.id: document for document in found.values()}
        for link in self.links(targets, relation, language):
            own = names(targets[link.id])
            yield with_mentions(link, shelved, own, language=language)

    def links(self, ids: Iterable[str], relation: str, language: str) -> Iterator[LinkBody]:
        """Documents as links, in the order of their ids."""
        wanted = tuple(ids)[:MOST_LINKS]
        found = self.corpus.get_many(wanted)
        for each in wanted:
            if each in found:
                yield _link(found[each], _relation(relation, found[each]), language)

    def _links(self, shelved: Shelved, language: str) -> Iterator[LinkBody]:
        document = shelved.document
        if isinstance(document, Decision):
            yield from self._related(document, language)
        discusses = "discusses" if isinstance(document, Article) else "cites"
        yield from self.noted(shelved, discusses, language)
        if self.engine.generation() is not None:
            if isinstance(document, Decision):
                yield from self.links(self.reviewing(document), "forward", language)
            yield from self.noted(shelved, "cited_by", language, limit=MOST_NOTED)

    def _related(self, document: Decision, language: str) -> Iterator[LinkBody]:
        seen = {document.id}
        for each in document.appeal_of:
            fresh = [found for found in self.corpus.resolve(each) if found not in seen]
            seen.update(fresh)
            yield from self.links(fresh, "appeal_of", language)
        for related in document.related:
            names = (*map(str, related.identifiers), related.title)
            here = [found for name in names for found in self.corpus.resolve(name)]
            fresh = [found for found in dict.fromkeys(here) if found not in seen]
            seen.update(fresh)
            yield from self.links(fresh, related.relation.value, language)
            if not here and related.url:
                yield LinkBody(
                    id="",
                    kind="reference",
                    citation=", ".join(map(str, related.identifiers)) or related.title,
                    title=related.title,
                    date=str(related.date),
                    relation=related.relation.value,
                    relation_label=said(RELATIONS, related.relation.value, language),
                    url=related.url,
                )


def _relation(relation: str, other: Document) -> str:
    """Articles do not cite a decision, they discuss it."""
    return "discussed_by" if relation == "cited_by" and isinstance(other, Article) else relation


def _link(document: Document, relation: str, language: str) -> LinkBody:
    return LinkBody(
        id=document.id,
        kind=kind_of(document),
        citation=citation_of(document),
        title=document.title,
        date=str(document.date),
        relation=relation,
        relation_label=said(RELATIONS, relation, language),
        url=page_path(document, language),
    )
