"""When nothing is found: nearby searches, each with the count that it really has."""

from __future__ import annotations

import pytest


def _kinds(found):
    return {each.kind for each in found.instead}


def test_each_filter_is_left_out_in_turn_with_its_exact_count(ask):
    asked = {"q": "Walker", "jurisdiction": "FR", "sanction": "warning"}
    found = ask(**asked, limit=1)
    assert found.total == 0
    assert "all_filters" in _kinds(found)
    for each in found.instead:
        if each.kind == "filter":
            kept = {name: value for name, value in asked.items() if name != each.name}
            assert ask(**kept, limit=1).total == each.count > 0


def test_a_quoted_phrase_gives_way_to_its_words(ask):
    found = ask(q='"Facebook conversation" group', limit=1)
    assert found.total == 0
    (loosened,) = (each for each in found.instead if each.kind == "phrase")
    assert loosened.q == "(Facebook conversation) group"
    assert ask(q=loosened.q, limit=1).total == loosened.count > 0


def test_a_proximity_is_widened_step_by_step(ask):
    found = ask(q="RateMyEmployer /s reckless", limit=1)
    assert found.total == 0
    widened = [each.q for each in found.instead if each.kind == "proximity"]
    assert widened
    for each in found.instead:
        assert ask(q=each.q, limit=1).total == each.count > 0


def test_each_word_is_left_out_in_turn(ask):
    found = ask(q="zzzzqq AND Facebook", limit=1)
    (without,) = (each for each in found.instead if each.kind == "word")
    assert (without.q, without.label) == ("Facebook", "Without “zzzzqq”")
    assert "any" in _kinds(found)


def test_dates_title_and_noteup_are_left_out_too(ask):
    dated = ask(q="Facebook", **{"from": "2200"}, limit=1)
    assert [each.kind for each in dated.instead] == ["dates"]
    titled = ask(q="Facebook", title="zzzz", limit=1)
    assert [each.kind for each in titled.instead] == ["title"]


@pytest.mark.parametrize("q", ["Facebook", "zzzqqqxxyy"])
def test_nothing_is_offered_where_something_is_found_or_nothing_would_be(ask, q: str):
    assert ask(q=q, limit=1).instead == []


def test_the_offers_are_told_in_french(ask):
    found = ask(q="zzzzqq ET Facebook", lang="fr", limit=1)
    assert "Sans « zzzzqq »" in {each.label for each in found.instead}
