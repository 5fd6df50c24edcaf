"""Annotations survive being written and read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Amount
from indexer.annotation_codec import decode, encode
from indexer.annotations import AmountTag, Annotations, CitationTag, Evidence, Origin, Tag

WORDS = st.text(max_size=20)
EVIDENCE = st.builds(
    Evidence,
    language=st.sampled_from(("en", "fr")),
    paragraph=st.integers(-2, 500),
    start=st.integers(0, 10_000),
    end=st.integers(0, 10_000),
    quote=WORDS,
)
TAG = st.builds(
    Tag,
    field=st.sampled_from(("issue", "platform")),
    value=WORDS,
    origin=st.sampled_from(Origin),
    version=WORDS,
    confidence=st.none() | st.floats(0, 1),
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    seen_at=st.lists(WORDS, max_size=2).map(tuple),
    rule=WORDS,
    note=WORDS,
)
AMOUNT = st.builds(
    AmountTag,
    amount=st.builds(
        Amount,
        value=st.decimals(0, 10**9, places=2),
        currency=st.sampled_from(("CAD", "EUR")),
        awarded=st.booleans(),
        head=WORDS,
    ),
    origin=st.sampled_from(Origin),
    version=WORDS,
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
)
CITATION = st.builds(
    CitationTag, evidence=EVIDENCE, kind=WORDS, normal=WORDS, key=WORDS, pinpoint=WORDS
)


@given(
    st.builds(
        Annotations,
        document_id=WORDS,
        version=WORDS,
        on_topic=st.booleans(),
        tags=st.lists(TAG, max_size=3).map(tuple),
        amounts=st.lists(AMOUNT, max_size=2).map(tuple),
        citations=st.lists(CITATION, max_size=2).map(tuple),
    )
)
def test_what_is_written_is_read_back(annotations):
    text = encode(annotations)
    assert "\n" not in text
    assert decode(text) == annotations


def test_an_amount_keeps_its_cents():
    amount = AmountTag(Amount(Decimal("31870.40"), "CAD", awarded=True), Origin.MACHINE, "1")
    kept = decode(encode(Annotations("a", "1", on_topic=True, amounts=(amount,))))
    assert str(kept.amounts[0].amount.value) == "31870.40"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"document_id": "a"}', "nonsense"])
def test_what_was_not_written_so_is_refused(text):
    with pytest.raises(ValueError):
        decode(text)
