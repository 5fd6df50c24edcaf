"""What the engine is asked for a search: what is found, what ranks it, and the relaxed form.

In plain words a word finds the documents that hold it or, unless ``expand=0``, another word for
the same thing; what ranks them is the words typed, their other words, and the values that the
words speak of (``lift=0`` switches those off). A query with operators finds and ranks exactly what
was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from indexer.analysis import query_words, term_forms
from indexer.engine.base import Filter, SearchRequest, Sort
from indexer.engine.query import (
    And,
    Everything,
    Keyword,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefer,
    Query,
    Term,
)
from search_api.building import conjunction
from search_api.concepts import mentions
from search_api.jump import Known
from search_api.lifts import Collection, Lift, lifts
from search_api.parse import Parsed
from search_api.ranking import load_weights
from search_api.request import SearchParameters
from search_api.thesaurus import Expansion, expansions

Names = Callable[[str], Iterable[str]]
"""Every value by which a document of this id may be cited."""
Ranked = tuple[tuple[Query, float], ...]
"""What ranks: nodes with the factor of their score."""

FEWEST = 5
"""Plain words that fewer documents match are relaxed to any of the words."""
FIRST = 1_000.0
"""Factor of a known item's score: more than any sum of word scores, so that it comes first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A search ready for the engine."""

    parsed: Parsed
    parameters: SearchParameters
    known: Known
    strict: Query
    """All the words or their other words, and the documents that the text names."""
    typed: Query
    """The same with the words as typed only: they decide about relaxing, and lead when relaxed."""
    matched: Query
    """What ``typed`` finds, without what ranks it: for counting, which is cheaper so."""
    loose: Query | None = None
    """Any of the words; None where an operator, a number or a single word forbids relaxing."""
    expansions: tuple[Expansion, ...] = ()
    """Other words for those typed."""
    lifts: tuple[Lift, ...] = ()
    """Values that the words speak of."""
    general: tuple[tuple[int, int], ...] = ()
    """Places of words that every document here is about."""

    @property
    def rest(self) -> Query:
        """What follows the documents that match all the words."""
        return And((self.loose or Nothing(), Not(self.matched)))

    @property
    def sort(self) -> Sort:
        """The order asked for; where no word ranks anything, relevance means the newest first."""
        asked = self.parameters.sort
        unranked = isinstance(self.parsed.query, Everything) and not self.parameters.title
        return "date" if asked == "relevance" and unranked else asked

    @property
    def scored_apart(self) -> bool:
        """Whether what ranks is listed in ``ranked``, and not the score of the query itself."""
        return self.parsed.plain and bool(self.parsed.words) and not self.known.by_number

    @property
    def ranked(self) -> Ranked:
        """What ranks a plain query beside the document that it names."""
        return (
            *((word, self.factor(word)) for word in self.parsed.words),
            *((each.query, self.factor(each)) for each in self.expansions),
            *((each.query, each.weight) for each in self.lifts),
        )

    def factor(self, part: Query | Expansion) -> float:
        """The factor of the score of a word, or of the other words for some."""
        words = load_weights().words
        if isinstance(part, Expansion):
            factor = words["same" if part.same else "near"]
            return factor * words["general"] if part.general else factor
        at = _place(part)
        said_always = at and any(low <= at[0] and at[1] <= high for low, high in self.general)
        return words["general"] if said_always else words["typed"]

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
        return SearchRequest(self.matched, filters=usual, limit=0)


def make_plan(
    parsed: Parsed,
    known: Known,
    parameters: SearchParameters,
    *,
    names: Names,
    collection: Collection,
) -> Plan:
    """Put the parsed text, the known item and the conditions of a search together.

    ``names`` gives the values of ``cites`` under which a document may be cited; ``collection``
    holds the counts that weigh a value by its rarity.
    """
    conditions = (*title_words(parameters.title), *_cites(parameters.cites, names))
    asked = _by_every_name(parsed.query, names)
    matched = _all(_ranked_by(asked, known, None), *conditions)
    bare = Plan(parsed, parameters, known, matched, matched, matched)
    if not bare.scored_apart:
        return bare
    mentioned = mentions(parsed.q)
    also = tuple(expansions(mentioned)) if parameters.expand else ()
    lifted = tuple(lifts(mentioned, collection)) if parameters.lift else ()
    general = tuple((each.start, each.end) for each in mentioned if each.concept.general)
    bare = replace(bare, expansions=also, lifts=lifted, general=general)

    def ranked(query: Query) -> Query:
        return _all(_ranked_by(query, known, bare.ranked), *conditions)

    anything = Or((*parsed.words, *(each.query for each in also if each.same)))
    return replace(
        bare,
        strict=ranked(conjunction(_alternatives(parsed.words, also))),
        typed=ranked(asked),
        loose=ranked(anything) if len(parsed.words) > 1 else None,
    )


def topical_only(facets: tuple[str, ...]) -> SearchRequest:
    """The whole collection on offer, counted."""
    return SearchRequest(
        Everything(), filters=(Filter("topical", ("yes",)),), facets=facets, limit=0
    )


def _alternatives(words: tuple[Query, ...], also: tuple[Expansion, ...]) -> tuple[Query, ...]:
    """Each word, or the words of a phrase together, with the other words that stand for them."""
    groups: dict[tuple[int, int] | Query, list[Query]] = {}
    places = {(each.start, each.end) for each in also if each.same}
    for word in words:
        at = _place(word)
        inside = (place for place in places if at and place[0] <= at[0] and at[1] <= place[1])
        groups.setdefault(next(inside, word), []).append(word)
    clauses: list[Query] = []
    for place, own in groups.items():
        others = (each.query for each in also if each.same and (each.start, each.end) == place)
        listed = (conjunction(own), *others)
        clauses.append(listed[0] if len(listed) == 1 else Or(listed))
    return tuple(clauses)


def _place(word: Query) -> tuple[int, int] | None:
    """Place of a word in the typed text."""
    return word.at if isinstance(word, Term | Phrase) else None


def _ranked_by(query: Query, known: Known, ranked: Ranked | None) -> Query:
    """What the text names first; the rest by these nodes, or by its own words when None."""
    item = known.keyword
    found = query if item is None else Or((query, item))
    first = () if item is None else ((item, FIRST),)
    if ranked is None:
        return Prefer(found, first) if first else found
    return Prefer(found, (*ranked, *first), scoreless=True)


def title_words(words: str) -> tuple[Term, ...]:
    """What a search for words of the title asks."""
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
