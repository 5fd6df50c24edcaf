"""The road of a search: words to a query, a query to hits, hits to what people read."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from crawler.corpus import Corpus
from indexer.build import fingerprint
from indexer.engine.base import Engine, Generation, SearchRequest, SearchResult
from indexer.engine.base import Hit as Found
from indexer.engine.query import Keyword, Or, Query
from indexer.errors import GenerationGone, IndexMissing, IndexOutdated
from indexer.fields import facet_fields
from indexer.noteup import names
from search_api.describe import describe
from search_api.errors import InvalidParameter, Sentence
from search_api.explaining import explain
from search_api.facets import facets
from search_api.hits import citation_of, hit_body, page_path
from search_api.jump import Known, known_item
from search_api.labels import locale_for, value_label
from search_api.library import Shelved, fetch
from search_api.lifts import Collection
from search_api.parse import parse
from search_api.plan import FEWEST, Plan, make_plan, topical_only
from search_api.request import SearchParameters
from search_api.rescue import alternatives
from search_api.responses import Jump, QueryEcho, SearchBody
from search_api.spelling import WordMemory, did_you_mean
from search_api.suggestion_bodies import Alternative
from search_api.values import FieldValues
from search_api.widening import expanded_words, favoured_values

_RELAXED_CURSOR = re.compile(r"any-(\d{1,9})-(.+)")


@dataclass(frozen=True, slots=True)
class _Page:
    """Hits of one page with what is counted over the whole result."""

    counted: SearchResult
    """Total and facets of the whole result."""
    hits: tuple[Found, ...]
    strict_total: int
    relaxed: bool
    next: str | None


@dataclass(slots=True)
class Searcher:
    """Answers searches from one engine and one corpus; safe from several threads."""

    engine: Engine
    corpus: Corpus
    _words: WordMemory = field(init=False)
    _everywhere: dict[Generation, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._words = WordMemory(self.engine, self.corpus)

    @property
    def values(self) -> FieldValues:
        """The reader of typed values, which resolves citations in the corpus."""
        return FieldValues(self.corpus.resolve)

    def search(self, parameters: SearchParameters) -> SearchBody:
        """One page of a search.

        Raises :class:`search_api.errors.QueryError` for a text that makes no query, and the
        errors of :meth:`indexer.engine.base.Engine.search`.
        """
        plan, known = self.plan(parameters)
        page = self._page(plan)
        body = self._body(plan, known, page)
        if parameters.explain:
            return self._explained(body, plan, page)
        return body

    def plan(self, parameters: SearchParameters) -> tuple[Plan, Known]:
        """The parsed query with the documents that its text names.

        The plan is tied to one generation, so that its several questions get one answer.
        """
        serving = usable_generation(self.engine)
        if parameters.generation is None and not parameters.cursor:
            parameters = replace(parameters, generation=serving.name)
        parsed = parse(parameters.q, values=self.values)
        known = known_item(parameters.q, corpus=self.corpus, engine=self.engine)
        plan = make_plan(parsed, known, parameters, names=self.names, collection=self.collection())
        if plan.loose is None:
            return plan, known
        if self._matched(plan.words_only()) >= FEWEST:
            return replace(plan, loose=None), known
        return replace(plan, strict=plan.typed), known

    def total(self, plan: Plan) -> int:
        """How many documents a plan finds."""
        return self._matched(replace(plan.request(plan.loose or plan.strict), limit=0))

    def scan(self, plan: Plan) -> Iterator[Found]:
        """Every hit of a plan in the order of its pages."""
        strict = self.engine.scan(plan.request(plan.strict))
        if plan.loose is None:
            return strict
        return chain(strict, self.engine.scan(plan.request(plan.rest)))

    def names(self, name: str) -> frozenset[str]:
        """Every value of ``cites`` under which the document of this id may be cited."""
        document = self.corpus.get(name)
        return names(document) if document is not None else frozenset({name})

    def cited_by_counts(self, shelved: Mapping[str, Shelved]) -> dict[str, int]:
        """How many documents here cite each of these."""
        cites = {each: tuple(sorted(names(found.document))) for each, found in shelved.items()}
        anyone = tuple(name for every in cites.values() for name in every)
        # Most documents are cited by none: one question answers for a whole page of them.
        if not anyone or self._citing(anyone) == 0:
            return dict.fromkeys(cites, 0)
        return {each: self._citing(every) for each, every in cites.items()}

    def _citing(self, cites: tuple[str, ...]) -> int:
        return self._matched(SearchRequest(Keyword("cites", cites), limit=0))

    def collection(self) -> Collection:
        """The counts over the whole collection, to weigh values by their rarity."""
        serving = self.engine.generation()
        return Collection(serving.documents if serving else 0, self.everywhere())

    def everywhere(self) -> Mapping[str, Mapping[str, int]]:
        """The counts over the whole collection on offer, by field and value; none without index.

        Kept until the index changes. Its name alone does not tell: changes go into the serving
        generation, which keeps its name.
        """
        generation = self.engine.generation()
        if generation is None:
            return {}
        found = self._everywhere.get(generation)
        if found is None:
            names = tuple(row.name for row in facet_fields())
            counted = self.engine.search(topical_only(names))
            found = {
                each.field: {value.value: value.count for value in each.values}
                for each in counted.facets
            }
            # States go and never come back: one is kept.
            self._everywhere.clear()
            self._everywhere[generation] = found
        return found

    def _matched(self, request: SearchRequest) -> int:
        return self.engine.search(replace(request, limit=0)).total

    def _page(self, plan: Plan) -> _Page:
        if plan.loose is None:
            return self._strict_page(plan)
        return self._relaxed_page(plan, plan.loose)

    def _strict_page(self, plan: Plan) -> _Page:
        asked = plan.parameters
        found = self.engine.search(
            replace(
                plan.request(plan.strict),
                facets=asked.facets,
                limit=asked.limit,
                offset=(asked.page - 1) * asked.limit,
                cursor=asked.cursor,
            )
        )
        return _Page(found, found.hits, found.total, relaxed=False, next=found.next)

    def _relaxed_page(self, plan: Plan, loose: Query) -> _Page:
        """First what matches all the words, at most a few; then what matches any of them."""
        asked = plan.parameters
        first = self.engine.search(replace(plan.request(plan.strict), limit=asked.limit))
        start = self._start(asked, first.generation)
        if start == 0 and first.total <= len(first.hits):
            return self._first_relaxed_page(plan, loose, first)
        counted = self.engine.search(replace(plan.request(loose), facets=asked.facets, limit=0))
        hits = first.hits[start : start + asked.limit]
        if first.total > len(first.hits) and start < first.total:
            page = replace(plan.request(plan.strict), limit=asked.limit, offset=start)
            hits = self.engine.search(page).hits
        if len(hits) < asked.limit and start < counted.total:
            offset = max(0, start - first.total)
            page = replace(plan.request(plan.rest), limit=asked.limit - len(hits), offset=offset)
            hits = (*hits, *self.engine.search(page).hits)
        return _relaxed(counted, hits, first.total, start)

    def _first_relaxed_page(self, plan: Plan, loose: Query, first: SearchResult) -> _Page:
        """The same by one question less: those that have all the words are few, and left out."""
        asked = plan.parameters
        several = replace(
            plan.request(loose),
            facets=asked.facets,
            limit=asked.limit and asked.limit + first.total,
        )
        counted = self.engine.search(several)
        led = {hit.id for hit in first.hits}
        rest = tuple(hit for hit in counted.hits if hit.id not in led)
        return _relaxed(counted, (*first.hits, *rest)[: asked.limit], first.total, 0)

    def _start(self, asked: SearchParameters, generation: str) -> int:
        if not asked.cursor:
            return (asked.page - 1) * asked.limit
        cursor = _RELAXED_CURSOR.fullmatch(asked.cursor)
        if cursor is None:
            raise InvalidParameter(
                "cursor",
                asked.cursor,
                Sentence("it is no “next” of this search.", "ce n’est pas un « next » d’ici."),
            )
        if cursor[2] != generation:
            raise GenerationGone(cursor[2], generation)
        return int(cursor[1])

    def _body(self, plan: Plan, known: Known, page: _Page) -> SearchBody:
        asked = plan.parameters
        locale = locale_for(asked.language, variety=asked.variety)
        ids = tuple(hit.id for hit in page.hits)
        shelved = fetch(self.corpus, (*ids, *known.ids))
        cited = self.cited_by_counts({each: shelved[each] for each in ids if each in shelved})
        parsed = describe(
            plan.parsed, asked.language, label=lambda name, value: value_label(name, value, locale)
        )
        related = Or(tuple(each.query for each in plan.expansions)) if plan.expansions else None
        return SearchBody(
            query=QueryEcho(
                q=asked.q,
                parsed=parsed,
                filters=asked.echo(),
                expanded=expanded_words(plan),
                favoured=favoured_values(plan, locale),
                ignored=list(asked.ignored),
            ),
            total=page.counted.total,
            relaxed=page.relaxed,
            strict_total=page.strict_total,
            jump=[
                Jump(
                    id=each,
                    citation=citation_of(shelved[each].document),
                    title=shelved[each].document.title,
                    url=page_path(shelved[each].document, asked.language),
                )
                for each in known.ids
                if each in shelved
            ],
            did_you_mean=did_you_mean(plan, page.counted.total, self._words),
            instead=self._instead(plan, page.counted.total),
            hits=[
                hit_body(
                    shelved[hit.id],
                    hit,
                    plan.loose or plan.strict,
                    language=asked.language,
                    variety=asked.variety,
                    cited_by=cited[hit.id],
                    related=related,
                )
                for hit in page.hits
                if hit.id in shelved
            ],
            facets=facets(
                page.counted.facets,
                collection=self.everywhere(),
                chosen={each.field: each.values for each in asked.filters},
                language=asked.language,
                locale=locale,
            ),
            next=page.next,
            generation=page.counted.generation,
        )

    def _instead(self, plan: Plan, total: int) -> list[Alternative]:
        """What else finds something; asked only where nothing was found."""
        if total:
            return []

        def count(parameters: SearchParameters) -> int:
            return self.total(self.plan(parameters)[0])

        return alternatives(plan.parameters, count)

    def _explained(self, body: SearchBody, plan: Plan, page: _Page) -> SearchBody:
        asked = plan.parameters
        locale = locale_for(asked.language, variety=asked.variety)
        why = explain(plan, page.hits, self.engine, language=asked.language, locale=locale)
        hits = [hit.model_copy(update={"why": why.get(hit.id)}) for hit in body.hits]
        return body.model_copy(update={"hits": hits})


def _relaxed(counted: SearchResult, hits: tuple[Found, ...], led: int, start: int) -> _Page:
    end = start + len(hits)
    more = bool(hits) and end < counted.total
    next_ = f"any-{end}-{counted.generation}" if more else None
    return _Page(counted, hits, led, relaxed=True, next=next_)


def usable_generation(engine: Engine) -> Generation:
    """The generation that answers.

    Raises :class:`IndexMissing`, and :class:`IndexOutdated` when other fields, analysis or tags
    made it: its answers would be wrong without a sign of it.
    """
    serving = engine.generation()
    if serving is None:
        raise IndexMissing("the data folder")
    wanted = this_fingerprint()
    if serving.fingerprint != wanted:
        raise IndexOutdated("the data folder", serving.fingerprint, wanted)
    return serving


@functools.cache
def this_fingerprint() -> str:
    """The fingerprint of the indexes that this version makes; it never changes while we run."""
    return fingerprint()
