"""The documents before and after one in the results from which it was opened."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.responses import Hit, SearchBody
from ui.client import ApiProblem, SearchClient
from ui.urls import SearchState, document_url


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a document stands in its results; an address is empty at their ends."""

    rank: int
    total: int
    before: str
    after: str


async def neighbours(client: SearchClient, state: SearchState, document: str) -> Neighbours | None:
    """The neighbours on the page of results that ``state`` names, over its edges too.

    None when the document is not on that page (any longer), or the search cannot be made.
    """
    try:
        body = await _page(client, state)
        ids = [hit.id for hit in body.hits]
        if document not in ids:
            return None
        at = ids.index(document)
        before = _link(body.hits[at - 1], state) if at else ""
        after = _link(body.hits[at + 1], state) if at + 1 < len(ids) else ""
        rank = (state.page - 1) * state.size + at + 1
        if not before and state.page > 1:
            earlier = state.at(state.page - 1)
            before = _link((await _page(client, earlier)).hits[-1], earlier)
        if not after and rank < body.total:
            later = state.at(state.page + 1)
            found = (await _page(client, later)).hits
            after = _link(found[0], later) if found else ""
    except ApiProblem:
        return None
    return Neighbours(rank, body.total, before, after)


async def _page(client: SearchClient, state: SearchState) -> SearchBody:
    return await client.search([*state.asked(), ("facets", "none")])


def _link(hit: Hit, state: SearchState) -> str:
    query = {"q": state.q, "from_search": state.query()}
    return document_url(state.language, hit.kind, hit.id, query)
