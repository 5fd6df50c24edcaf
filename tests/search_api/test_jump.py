"""Known items: what names a case, and what only sounds like it."""

from __future__ import annotations

import pytest

from search_api.jump import known_item, same_name


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Walker", "Digital Essai inc. c. Walker"),
        ("digital essai", "Digital Essai inc. c. Walker"),
        ("Mme Modèle", "Mme Modele c. Société Essai"),
        ("Digital Essai inc. v Walker", "Digital Essai Inc. v. Walker"),
        ("École (Essai)", "Ecole (Essai) et Modèle"),
        ("Ajouter son modèle", "Ajouter son modèle"),
    ],
)
def test_a_name_is_a_title_or_one_side_of_it(typed, title):
    assert same_name(typed, title)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Walk", "Digital Essai inc. c. Walker"),
        ("inc.", "Digital Essai inc. c. Walker"),
        ("Salariée", "Salariée – propos sur un mur"),
        ("", "Essai"),
        ("Facebook", "Groupe Facebook"),
    ],
)
def test_a_part_of_a_name_is_none(typed, title):
    assert not same_name(typed, title)


@pytest.mark.parametrize(
    "typed", ["", "facebook", "2099 XXTEST 12", "can we dismiss her?", "x" * 400, '"']
)
def test_other_texts_name_nothing(typed, corpus, engine):
    assert known_item(typed, corpus=corpus, engine=engine).ids == ()
