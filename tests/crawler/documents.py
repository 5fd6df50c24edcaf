"""Synthetic documents for the tests of the corpus: parties, numbers and courts that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from crawler.identifiers import Identifier, parse_identifier
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    Decision,
    DecisionReference,
    Document,
    Note,
    Paragraph,
    PartialDate,
    Provenance,
    RelatedDecision,
    Relation,
    Status,
    Telling,
    Text,
    Zone,
)
from crawler.raw_page import RawPage

WHEN = datetime(2099, 1, 2, 3, 4, 5, tzinfo=UTC)


def name(kind: str, text: str) -> Identifier:
    return parse_identifier(kind, text)


def provenance(source: str = "first", **fields) -> Provenance:
    given: dict[str, Any] = {
        "retrieved_at": WHEN,
        "licence": "synthetic: made for a test",
        "fulltext_allowed": True,
        "content_hash": "0" * 64,
        "obtained": "synthetic",
        "source_id": "1",
    }
    return Provenance(source=source, **(given | fields))


def decision(
    id: str = "zz-zztest-2099-12",  # noqa: A002 - the model's word
    *names: str,
    text: str = "The employee wrote about Zorblax.",
    language: str = "en",
    source: str = "first",
    kind: type[Decision] = Decision,
    **fields,
) -> Decision:
    given: dict[str, Any] = {
        "title": "Zorblax Ltd. v. Quuxley",
        "date": PartialDate(2099, 1, 2),
        "court": "zz-test",
        "citation": names[0] if names else "",
        "identifiers": tuple(name("neutral", each) for each in names),
        "provenances": (provenance(source),),
        "texts": (Text(language, paragraphs=(Paragraph(text, "1", "par1"),)),) if text else (),
    }
    return kind(id=id, language=language, **(given | fields))


def page(body: bytes = b'{"id": 1}', url: str = "https://source.test/1") -> RawPage:
    return RawPage(url, WHEN, "application/json", body, 200, (("etag", '"1"'),))


WORDS = st.text(st.sampled_from("ab é\n|€𝄞\x00"), max_size=8)
LANGUAGES = st.sampled_from(("en", "fr"))
DATES = st.sampled_from(
    [
        PartialDate.parse(text)
        for text in ("", "2098", "2099", "2099-01", "2099-01-02", "2099-01-03")
    ]
)
TIMES = st.integers(0, 3).map(lambda hour: WHEN.replace(hour=hour))
IDENTIFIERS = st.sampled_from(
    [
        name("neutral", "2099 XXTEST 12"),
        name("neutral", "2099 XXTEST 0012"),
        name("neutral", "2099 XXTEST 7"),
        name("ecli", "ECLI:FR:CCASS:2099:SO00012"),
        name("pourvoi", "99-11.690"),
        name("docket", "T-9999-99"),
    ]
)


def some(values, size: int = 3):
    return st.lists(values, max_size=size).map(tuple)


PARAGRAPHS = st.builds(
    Paragraph, WORDS, st.none() | st.just("3"), st.just("p"), st.sampled_from(Zone)
)
TEXTS = st.builds(Text, LANGUAGES, WORDS, WORDS, some(PARAGRAPHS), st.sampled_from(Telling))
PROVENANCES = st.builds(
    provenance,
    st.sampled_from(("first", "second")),
    retrieved_at=TIMES,
    fulltext_allowed=st.booleans(),
    obtained=st.sampled_from(("api", "curated")),
    url=st.sampled_from((None, "", "https://source.test/1")),
    seen_at=some(WORDS),
)
AMOUNTS = st.builds(
    Amount,
    st.sampled_from([Decimal("75000"), Decimal("75000.00"), Decimal("1.5")]),
    st.just("CAD"),
    st.booleans(),
    WORDS,
)
RELATED = st.builds(
    RelatedDecision,
    st.sampled_from(Relation),
    WORDS,
    some(IDENTIFIERS),
    DATES,
    st.none() | WORDS,
)
BASE: dict[str, Any] = {
    "id": st.sampled_from(("a", "b", "c")),
    "title": WORDS,
    "date": DATES,
    "language": LANGUAGES,
    "jurisdiction": st.sampled_from(("", "CA", "CA-QC", "FR")),
    "citation": WORDS,
    "identifiers": some(IDENTIFIERS),
    "aliases": some(st.sampled_from(("d", "e"))),
    "texts": some(TEXTS),
    "provenances": st.lists(PROVENANCES, min_size=1, max_size=3).map(tuple),
    "status": st.sampled_from(Status),
    "curated": some(
        st.builds(
            CuratedValue,
            st.sampled_from(("issue", "sanction")),
            WORDS,
            some(WORDS),
            st.sampled_from(("", "medium", "high")),
        )
    ),
    "amounts": some(AMOUNTS),
    "cautions": some(st.builds(Note, LANGUAGES, WORDS)),
}
COURT: dict[str, Any] = {
    "court": st.sampled_from(("", "x", "zz-test", "zz-other")),
    "court_name": WORDS,
    "dockets": some(WORDS),
    "chamber": WORDS,
    "publication": some(WORDS),
    "subjects": some(WORDS),
    "solution": WORDS,
    "visas": some(WORDS),
    "appeal_of": some(WORDS),
    "related": some(RELATED, 2),
}
DECISIONS: st.SearchStrategy[Document] = st.one_of(
    st.builds(Decision, **BASE, **COURT), st.builds(DecisionReference, **BASE, **COURT)
)
ARTICLES: st.SearchStrategy[Document] = st.builds(
    Article,
    **BASE,
    publisher=WORDS,
    author=WORDS,
    form=WORDS,
    cites=some(WORDS),
    topics=some(WORDS),
)
DOCUMENTS: st.SearchStrategy[Document] = st.one_of(DECISIONS, ARTICLES)
