"""The published figures of the tagger ship with the program and are open to scripts."""

from __future__ import annotations

from indexer.published import read_published
from indexer.vocabulary import load_vocabularies
from search_api.quality import quality


def test_the_shipped_figures_are_those_of_the_api(api):
    shipped = read_published()
    assert shipped.n > 0
    assert {each.id for each in shipped.issues} <= {
        entry.id for entry in load_vocabularies().entries("issue")
    }
    answer = api.get("/api/v1/quality")
    assert answer.status_code == 200
    assert answer.json() == quality(shipped).model_dump()
