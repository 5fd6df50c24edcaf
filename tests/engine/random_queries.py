"""Random records, queries and requests, small enough that words meet."""

from __future__ import annotations

import hypothesis.strategies as st

from indexer.engine import query as q
from indexer.engine.base import DateFilter, Filter, SearchRequest
from indexer.record import IndexRecord, Passage
from tests.engine.records import stem

WORDS = ["posted", "poster", "post", "insult", "insults", "facebook", "facebok", "loyal"]
FIELDS = ["text", "reasons", "title"]
COURTS, ISSUES = ["scc", "qccs", "soc"], ["privacy", "loyalty", "union"]

words = st.sampled_from(WORDS)
fields = st.sampled_from([None, None, None, *FIELDS])


@st.composite
def passages(draw):
    exact = tuple(draw(st.lists(words, max_size=9)))
    starts = draw(st.sets(st.integers(1, max(len(exact) - 1, 1)), max_size=2))
    sentences = (0, *sorted(start for start in starts if start < len(exact))) if exact else ()
    return Passage(
        draw(st.sampled_from(FIELDS)),
        draw(st.sampled_from(["en", "fr"])),
        draw(st.integers(-1, 2)),
        exact,
        tuple(stem(word) for word in exact),
        sentences,
    )


@st.composite
def records(draw):
    numbers = {}
    if draw(st.booleans()):
        first = draw(st.integers(20180101, 20180104))
        numbers = {"date_first": first, "date_last": first + draw(st.integers(0, 1))}
        numbers["year"] = draw(st.integers(2017, 2019))
    if draw(st.booleans()):
        numbers["cited_by_count"] = draw(st.integers(0, 2))
    return IndexRecord(
        draw(st.sampled_from([f"d{number}" for number in range(12)])),
        tuple(draw(st.lists(passages(), max_size=3))),
        {
            "court": (draw(st.sampled_from(COURTS)),),
            "issue": tuple(draw(st.sets(st.sampled_from(ISSUES)))),
        },
        numbers,
        draw(st.sampled_from([1.0, 1.5, 2.0])),
    )


forms = st.builds(
    lambda stream, word: q.Form(stream, word if stream == "exact" else stem(word)),
    st.sampled_from(["en", "fr", "exact"]),
    words,
)
terms = st.builds(q.Term, st.lists(forms, min_size=1, max_size=3).map(tuple), fields)
exact_terms = st.builds(lambda word, field: q.Term((q.Form("exact", word),), field), words, fields)
patterns = st.builds(
    q.Pattern, st.sampled_from(["post*", "post??", "in*lts", "face*k", "loyal", "lo*al*"]), fields
)
fuzzies = st.one_of(
    st.builds(q.Fuzzy, st.sampled_from(["pots", "pst", "facebook", "insulst"]), st.just(1), fields),
    st.builds(q.Fuzzy, st.sampled_from(["insult", "facbok", "potsed"]), st.just(2), fields),
)
phrases = st.builds(
    q.Phrase, st.lists(st.one_of(exact_terms, terms, patterns), max_size=3).map(tuple), fields
)
conditions = st.one_of(
    st.builds(q.Keyword, st.just("court"), st.lists(st.sampled_from(COURTS)).map(tuple)),
    st.builds(
        q.Range,
        st.just("year"),
        st.none() | st.integers(2016, 2020),
        st.none() | st.integers(2016, 2020),
    ),
    st.just(q.Everything()),
    st.just(q.Nothing()),
)


def larger(nodes):
    several = st.lists(nodes, max_size=3).map(tuple)
    return st.one_of(
        st.builds(q.And, several),
        st.builds(q.Or, several),
        st.builds(q.Not, nodes),
        st.builds(q.Near, nodes, nodes, st.integers(1, 4), st.booleans()),
        st.builds(q.Within, st.sampled_from(["sentence", "paragraph"]), several),
        st.builds(q.Prefer, nodes, st.lists(st.tuples(nodes, st.just(2.0)), max_size=2).map(tuple)),
    )


queries = st.recursive(
    st.one_of(terms, terms, exact_terms, patterns, fuzzies, phrases, conditions),
    larger,
    max_leaves=6,
)
filters = st.lists(
    st.one_of(
        st.builds(Filter, st.just("court"), st.lists(st.sampled_from(COURTS)).map(tuple)),
        st.builds(Filter, st.just("issue"), st.lists(st.sampled_from(ISSUES)).map(tuple)),
        st.builds(Filter, st.just("year"), st.just(("2018",))),
    ),
    max_size=2,
).map(tuple)
days = st.none() | st.integers(20180101, 20180105)
requests = st.builds(
    SearchRequest,
    query=queries,
    filters=filters,
    dates=st.none() | st.builds(DateFilter, days, days),
    issue_op=st.sampled_from(["or", "and"]),
    facets=st.just(("court", "issue", "year")),
    sort=st.sampled_from(["date", "date_asc", "cited", "level"]),
    limit=st.just(100),
)
