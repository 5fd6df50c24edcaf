"""Values that the words speak of lift documents; they never add or take one away."""

from __future__ import annotations

import math

import pytest

from indexer.fields import keyword_fields
from search_api.concepts import mentions
from search_api.lifts import Collection, lifts
from search_api.ranking import load_weights
from search_api.thesaurus import expansions

COLLECTION = Collection(
    100, {"platform": {"facebook": 80, "snapchat": 1}, "sanction": {"dismissal": 60}}
)


def _lifted(q: str):
    return {(each.field, each.values): each for each in lifts(mentions(q), COLLECTION)}


def test_the_rarer_value_lifts_more():
    found = _lifted("Facebook Snapchat")
    rare, common = found["platform", ("snapchat",)], found["platform", ("facebook",)]
    assert rare.weight == round(load_weights().lifts["platform"] * math.log(1 + 100 / 2), 3)
    assert rare.weight > common.weight > 0


def test_a_value_that_no_document_carries_lifts_nothing():
    assert ("platform", ("tiktok",)) not in _lifted("TikTok")


def test_a_value_counts_once_however_often_it_is_spoken_of():
    lift = _lifted("fired, dismissed and congédié")["sanction", ("dismissal",)]
    assert lift.words == ("fired", "dismissed", "congédié")


@pytest.mark.parametrize(
    ("q", "field", "label"),
    [
        ("fired for a Facebook post", "sanction", "Dismissal (firing)"),
        ("fired for a Facebook post", "platform", "Facebook"),
        ("private group insult", "audience", "Closed group"),
        ("off duty tweets", "duty", "Off duty"),
        ("nurses in Saskatchewan", "sector", "Health and social care"),
        ("nurses in Saskatchewan", "jurisdiction", "Saskatchewan"),
        ("congédiement injustifié", "outcome", "Dismissal set aside or unjustified"),
        ("obligation de loyauté", "issue", "Duty of loyalty"),
        ("CA Reims", "court", "Reims Court of Appeal"),
    ],
)
def test_issue_sanction_outcome_platform_and_place_are_told(ask, q: str, field: str, label: str):
    favoured = ask(q=q, limit=1).query.favoured
    labels = {each.field: [value.label for value in each.values] for each in favoured}
    assert field in labels
    if field not in ("court", "duty"):
        assert label in labels[field]


def test_a_lift_changes_the_order_only(ask):
    asked = {"q": "fired nurse Saskatchewan appeal", "limit": 100}
    lifted, plain = ask(**asked), ask(**asked, lift="0")
    assert plain.query.favoured == []
    assert plain.query.filters["lift"] == ["0"]
    assert {hit.id for hit in lifted.hits} == {hit.id for hit in plain.hits}
    assert lifted.total == plain.total
    assert lifted.hits[0].jurisdiction == "CA-SK"


def test_a_query_with_operators_is_not_lifted(ask):
    assert ask(q="fired AND Facebook", limit=1).query.favoured == []
    assert ask(q='"fired" Facebook', limit=1).query.favoured == []


def test_every_lifted_field_has_a_weight_and_every_weight_a_field():
    known = {each.name for each in keyword_fields()}
    means = {field for concept in _concepts() for field, _ in concept.means}
    assert means <= set(load_weights().lifts) <= known


def _concepts():
    from search_api.concepts import thesaurus

    return thesaurus().values()


def test_other_words_and_lifts_are_read_from_the_same_mentions():
    found = mentions("congédié en arrêt de travail")
    assert {each.word for each in expansions(found)} == {"congédié", "arrêt de travail"}
