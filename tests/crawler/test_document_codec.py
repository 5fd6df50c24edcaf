from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.document_codec import content_hash, document_from_json, document_to_json, encode
from crawler.errors import InvalidDocument
from crawler.model import Article, DecisionReference
from tests.crawler.documents import DOCUMENTS, WHEN, decision, provenance


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was(document):
    again = document_from_json(document_to_json(document))
    assert again == document
    assert type(again) is type(document)
    assert [str(one) for one in again.identifiers] == [str(one) for one in document.identifiers]
    assert document_to_json(again) == document_to_json(document)


@given(DOCUMENTS)
def test_the_hash_belongs_to_the_content_read_back(document):
    body, digest = encode(document)
    assert content_hash(document_from_json(body)) == digest


def test_the_hash_does_not_depend_on_the_time_of_retrieval():
    first = decision()
    later = replace(first, provenances=(provenance(retrieved_at=WHEN + timedelta(days=3)),))
    assert content_hash(first) == content_hash(later)
    assert document_to_json(first) != document_to_json(later)


def test_the_hash_depends_on_everything_else():
    first = decision()
    others = [
        replace(first, title="Quuxley v. Zorblax Ltd."),
        decision(text="The employee wrote about Zorblax!"),
        replace(first, provenances=(provenance(licence="synthetic: another"),)),
        decision(kind=DecisionReference),
    ]
    assert len({content_hash(each) for each in [first, *others]}) == 5


def test_a_field_at_its_default_is_not_written():
    tree = json.loads(document_to_json(decision(text="")))
    assert "curated" not in tree
    assert "seen_at" not in tree["provenances"][0]


def test_a_time_is_kept_in_utc():
    montreal = timezone(timedelta(hours=-5))
    here = decision(provenances=(provenance(retrieved_at=WHEN.astimezone(montreal)),))
    assert document_to_json(here) == document_to_json(decision())


def test_a_time_without_zone_is_refused():
    with pytest.raises(InvalidDocument, match="no zone"):
        document_to_json(
            decision(provenances=(provenance(retrieved_at=WHEN.replace(tzinfo=None)),))
        )


def test_half_a_surrogate_pair_is_refused_with_the_id():
    with pytest.raises(InvalidDocument, match=r"zz-zztest-2099-12.*surrogate"):
        document_to_json(decision(text="\ud83d"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"id": "a"}', "its kind is none of"),
        ('{"id": "a", "kind": "novel"}', "its kind is none of"),
        ('{"id": "a", "kind": "article"}', "shape of a article"),
        ('{"id": "a", "kind": "article", "colour": 1}', "shape"),
    ],
)
def test_what_is_no_document_is_refused(text, reason):
    with pytest.raises(InvalidDocument, match=reason):
        document_from_json(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 3),
        ("title", None),
        ("texts", {}),
        ("texts", [3]),
        ("date", "yesterday"),
        ("status", "lost"),
        ("identifiers", [["neutral", "?"]]),
        ("identifiers", ["neutral"]),
        ("amounts", [{"value": "much", "currency": "CAD", "awarded": True}]),
        ("provenances", [{"source": "first"}]),
    ],
)
def test_a_field_of_another_shape_is_refused(field, value):
    tree = json.loads(document_to_json(decision()))
    with pytest.raises(InvalidDocument, match="zz-zztest-2099-12"):
        document_from_json(json.dumps(tree | {field: value}))


@given(st.text())
def test_any_text_is_a_document_or_an_error(text):
    with pytest.raises(InvalidDocument):
        document_from_json(text)


def test_each_kind_says_which_it_is():
    assert json.loads(document_to_json(decision(kind=DecisionReference)))["kind"] == "reference"
    article = Article(
        id="art-x-zorblax", title="Zorblax", language="en", provenances=(provenance(),)
    )
    assert json.loads(document_to_json(article))["kind"] == "article"
