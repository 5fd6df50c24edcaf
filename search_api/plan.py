"""What the engine is asked for a search: the query, its relaxed form, filters, known items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.analysis import query_words, term_forms
from indexer.engine.base import Filter, SearchRequest, Sort
from indexer.engine.query import And, Everything, Keyword, Not, Nothing, Or, Prefer, Query, Term
from search_api.jump import Known
from search_api.parse import Parsed, any_of
from search_api.request import SearchParameters
from search_api.thesaurus import FACTOR, Expansion, expand

Names = Callable[[str], Iterable[str]]
"""Every value by which a document of this id may be cited."""

FEWEST = 5
"""Plain words that fewer documents match are relaxed to any of the words."""
_FIRST = 1_000.0
"""Factor of a known item's score: more than any sum of word scores, so that it comes first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A search ready for the engine."""

    parsed: Parsed
    parameters: SearchParameters
    strict: Query
    """All the words, and the documents that the text names."""
    loose: Query | None
    """Any of the words; None where an operator, a number or a single word forbids relaxing."""
    expansions: tuple[Expansion, ...] = ()
    """The neighbours that rank the relaxed form."""

    @property
    def rest(self) -> Query:
        """What follows the documents that match all the words."""
        return And((self.loose or Nothing(), Not(self.strict)))

    @property
    def sort(self) -> Sort:
        """The order asked for; where no word ranks anything, relevance means the newest first."""
        asked = self.parameters.sort
        unranked = isinstance(self.parsed.query, Everything) and not self.parameters.title
        return "date" if asked == "relevance" and unranked else asked

    def request(self, query: Query) -> SearchRequest:
        """A request with the filters, dates and order of the search."""
        return SearchRequest(
            query=query,
            filters=self.parameters.filters,
            dates=self.parameters.dates,
            issue_op=self.parameters.issue_op,
            sort=self.sort,
            generation=self.parameters.generation,
        )

    def words_only(self) -> SearchRequest:
        """The words without the filters a person chose: what decides about relaxing.

        Were it decided behind the filters, ticking a value could relax the search and show more
        documents than the count beside that value said.
        """
        usual = tuple(each for each in self.parameters.filters if each.field == "topical")
        return SearchRequest(self.strict, filters=usual, limit=0)


def make_plan(parsed: Parsed, known: Known, parameters: SearchParameters, *, names: Names) -> Plan:
    """Put the parsed text, the known item and the conditions of a search together.

    ``names`` gives the values of ``cites`` under which a document may be cited.
    """
    conditions = (*_title(parameters.title), *_cites(parameters.cites, names))
    strict = _with_known(_by_every_name(parsed.query, names), known)
    loose: Query | None = None
    expansions: tuple[Expansion, ...] = ()
    if parsed.plain and len(parsed.words) > 1 and not known.by_number:
        expansions = tuple(expand(parsed.words))
        loose = _all(_with_known(_lifted(any_of(parsed), expansions), known), *conditions)
    return Plan(parsed, parameters, _all(strict, *conditions), loose, expansions)


def _lifted(query: Query, expansions: tuple[Expansion, ...]) -> Query:
    if not expansions:
        return query
    return Prefer(query, tuple((each.query, FACTOR) for each in expansions))


def topical_only(facets: tuple[str, ...]) -> SearchRequest:
    """The whole collection on offer, counted."""
    return SearchRequest(
        Everything(), filters=(Filter("topical", ("yes",)),), facets=facets, limit=0
    )


def _with_known(query: Query, known: Known) -> Query:
    item = known.keyword
    if item is None:
        return query
    return Prefer(Or((query, item)), ((item, _FIRST),))


def _title(words: str) -> tuple[Query, ...]:
    return tuple(
        Term(term_forms(part), "title", part) for word in query_words(words) for part in word.parts
    )


def _cites(ids: tuple[str, ...], names: Names) -> tuple[Query, ...]:
    return (_by_every_name(Keyword("cites", ids), names),) if ids else ()


def _by_every_name(query: Query, names: Names) -> Query:
    """A decision cited before it came here is known to those that cite it by its number only."""
    match query:
        case Keyword("cites", ids):
            known = (name for each in ids for name in (each, *names(each)))
            return Keyword("cites", tuple(dict.fromkeys(known)), query.at)
        case And(nodes):
            return And(tuple(_by_every_name(node, names) for node in nodes))
        case Or(nodes):
            return Or(tuple(_by_every_name(node, names) for node in nodes))
        case Not(node):
            return Not(_by_every_name(node, names))
        case _:
            return query


def _all(query: Query, *conditions: Query) -> Query:
    if not conditions:
        return query
    return And((query, *conditions))
