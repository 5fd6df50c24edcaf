"""Words that stand nowhere are replaced by the nearest that does, unless quoted."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        ("licensiement facebok", "licenciement facebook"),
        ("Walkr defamation", "walker defamation"),
        ("congédeiment d'une infirmiere", "congédiement d'une infirmiere"),
        ("insult AND managr", "insult AND manager"),
    ],
)
def test_an_unknown_word_is_replaced_by_the_nearest_of_the_index(ask, q: str, wanted: str):
    found = ask(q=q, limit=1).did_you_mean
    assert found is not None
    assert found.q == wanted


@pytest.mark.parametrize(
    "q",
    ['"licensiement"', "EXACT(licensiement)", "facebok*", "licenciement", "zzzqqqxxyy", "16-11.691",
     "2018 QCCS 4374", "title:facebook"],
)  # fmt: skip
def test_quoted_right_numbered_and_hopeless_words_are_left_alone(ask, q: str):
    assert ask(q=q, limit=1).did_you_mean is None


def test_each_correction_is_listed(ask):
    found = ask(q="licensiement facebok", limit=1).did_you_mean
    assert [(each.typed, each.meant) for each in found.corrections] == [
        ("licensiement", "licenciement"), ("facebok", "facebook"),
    ]  # fmt: skip
