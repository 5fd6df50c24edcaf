"""Known items: what names a case, and what only sounds like it."""

from __future__ import annotations

import pytest

from search_api.jump import known_item, same_name
from search_api.lists import look_up


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Walker", "Digital Essai inc. c. Walker"),
        ("digital essai", "Digital Essai inc. c. Walker"),
        ("Mme Modèle", "Mme Modele c. Société Essai"),
        ("Digital Essai inc. v Walker", "Digital Essai Inc. v. Walker"),
        ("École (Essai)", "Ecole (Essai) et Modèle"),
        ("Ajouter son modèle", "Ajouter son modèle"),
        ("Digital v. Walker", "Digital Essai inc. c. Walker"),
        ("Essai c Walker", "Digital Essai inc. c. Walker"),
        ("Syndicat (Essai) vs Ville", "Syndicat (Essai) c. Ville de Modèle (Finances)"),
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
        ("Digital v. Walk", "Digital Essai inc. c. Walker"),
        ("Gital v. Walker", "Digital Essai inc. c. Walker"),
    ],
)
def test_a_part_of_a_name_is_none(typed, title):
    assert not same_name(typed, title)


@pytest.mark.parametrize(
    "typed", ["", "facebook", "2099 XXTEST 12", "can we dismiss her?", "x" * 400, '"']
)
def test_other_texts_name_nothing(typed, corpus, engine):
    assert known_item(typed, corpus=corpus, engine=engine).ids == ()


FIRST = [
    ("2018 QCCS 4374", "ca-qccs-2018-4374"),
    ("2018 qccs 4374", "ca-qccs-2018-4374"),
    ("2018QCCS4374", "ca-qccs-2018-4374"),
    ("2018 QCCS 4374 (Canada)", "ca-qccs-2018-4374"),
    ("voir 2018 QCCS 4374, par. 12", "ca-qccs-2018-4374"),
    ("what does 2020 SKCA 112 say about nurses?", "ca-skca-2020-112"),
    ("2010 CanLII 62482 (BC LRB)", "ca-bclrb-2010-canlii-62482"),
    ("2010 CanLII 62482", "ca-bclrb-2010-canlii-62482"),
    ("[2012] C.L.A.D. No. 85", "ca-cala-2012-03-21-canada-post-corp-v-canadian-union-of-postal"),
    ("[2012] CLAD No 85", "ca-cala-2012-03-21-canada-post-corp-v-canadian-union-of-postal"),
    ("16-11.690", "fr-cass-soc-2018-09-12-16-11690"),
    ("16-11690", "fr-cass-soc-2018-09-12-16-11690"),
    ("n° 16-11.690", "fr-cass-soc-2018-09-12-16-11690"),
    ("pourvoi n° 16-11.690", "fr-cass-soc-2018-09-12-16-11690"),
    ("Cass. soc., 12 sept. 2018, n° 16-11.690", "fr-cass-soc-2018-09-12-16-11690"),
    ("16/04882", "fr-ca-toulouse-2018-02-02-16-04882"),
    ("Walker", "ca-qccs-2018-4374"),
    ("Petit Bateau", "fr-cass-soc-2020-09-30-19-12058"),
    ("Digital Shape v. Walker", "ca-qccs-2018-4374"),
    ("Digital Shape Technologies inc. c. Walker", "ca-qccs-2018-4374"),
    ("Perez-Moreno", "ca-hrto-2013-1074"),
    ("ca-qccs-2018-4374", "ca-qccs-2018-4374"),
]


@pytest.mark.parametrize(("typed", "wanted"), FIRST)
def test_a_number_or_name_in_any_spelling_is_the_first_hit_and_the_way_to_it(ask, typed, wanted):
    found = ask(q=typed, limit=3, facets="none")
    assert found.hits[0].id == wanted
    assert found.jump[0].id == wanted


def test_a_list_may_hold_names_and_each_line_has_a_link_or_says_that_it_has_none(corpus, engine):
    lines = ["2018 QCCS 4374", "Petit Bateau", "Digital Shape v. Walker", "Strom", "2099 XXTEST 12",
             "Nobody v. Noone", ""]  # fmt: skip
    found = look_up(lines, corpus, language="fr", engine=engine).results
    assert [each.status for each in found] == [
        "found", "found", "found", "ambiguous", "not_found", "not_found", "not_found",
    ]  # fmt: skip
    assert found[1].matches[0].url == "/fr/decision/fr-cass-soc-2020-09-30-19-12058"
    assert len(found[3].matches) == 2


def test_every_citation_and_identifier_of_the_collection_comes_first(ask, corpus):
    missed = []
    for name in corpus.ids():
        document = corpus.get(name)
        if document is None:
            continue
        for typed in filter(None, (document.citation, *map(str, document.identifiers))):
            hits = ask(q=typed, limit=1, facets="none", topical="all").hits
            if not hits or hits[0].id != document.id:
                missed.append((typed, document.id, [hit.id for hit in hits]))
    assert not missed
