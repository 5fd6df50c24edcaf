"""The court table: every row is whole, and every example in it resolves to its row."""

from __future__ import annotations

import pytest

from crawler.courts import LEVELS, Court, load_courts
from crawler.errors import UnknownCourt
from crawler.identifiers import (
    CanliiCitation,
    Ecli,
    NeutralCitation,
    Pourvoi,
    recognise,
)

COURTS = load_courts()
EXAMPLES = [(row, example) for row in COURTS for example in row.examples]
STARTER = [
    "scc", "qcca", "qccs", "qccq", "qctat", "qcclp", "qccrt", "qcta", "qccai", "abca", "skca",
    "skqb", "onca", "onsc", "hrto", "bcsc", "bccrt", "bclrb", "bcipc", "pslrb", "onla", "bcla",
    "skla", "nlla", "cala", "onpsgb", "x", "fr-cass", "fr-ce", "fr-ca-reims", "fr-ca-pau",
    "fr-ca-besancon", "fr-caa-paris", "fr-caa-nancy", "fr-cph-boulogne-billancourt",
    "fr-cph-saint-denis-reunion",
]  # fmt: skip


def _court_of(example: str) -> Court | None:
    identifier = recognise(example)[0]
    if isinstance(identifier, Pourvoi):
        return COURTS.get("fr-cass")
    assert isinstance(identifier, NeutralCitation | CanliiCitation | Ecli)
    return identifier.court


@pytest.mark.parametrize(("row", "example"), EXAMPLES, ids=[e for _, e in EXAMPLES])
def test_an_example_parses_and_resolves_to_its_row(row, example):
    court = _court_of(example)
    assert court is not None
    assert court.code == row.code


@pytest.mark.parametrize("code", STARTER)
def test_every_court_of_the_starter_collection_is_known(code):
    assert COURTS.get(code).code == code


def test_every_canadian_row_has_an_example_and_every_code_leads_to_its_row():
    for row in COURTS:
        year = row.year_to - 1 if row.year_to else row.year_from or 2015
        for code in (*row.neutral_en, *row.neutral_fr):
            found = COURTS.by_neutral_code(code, year=year)
            assert found is not None
            assert found.code == row.code
        for body in row.canlii_bodies:
            found = COURTS.by_canlii(*body.split(" "))
            assert found is not None
            assert found.code == row.code
        assert row.country == "FR" or row.examples or row.code == "x"


def test_rows_are_whole_and_codes_unique():
    codes = [row.code for row in COURTS]
    assert len(codes) == len(set(codes)) == len(COURTS)
    for row in COURTS:
        assert row.code == row.code.lower()
        assert row.level in LEVELS
        assert row.forum in COURTS.forums()
        assert row.country in ("CA", "FR")
        for language in ("en", "fr-CA"):
            assert row.name(language)
            assert row.short_name(language)
        for code in row.predecessors:
            assert code in COURTS


def test_there_are_thirty_six_courts_of_appeal_and_nine_administrative_ones():
    assert sum(row.code.startswith("fr-ca-") for row in COURTS) == 36
    assert sum(row.code.startswith("fr-caa-") for row in COURTS) == 9


LOOKUPS = [
    (COURTS.by_neutral_code("CSC"), "scc"),
    (COURTS.by_neutral_code("crtespf"), "fpslreb"),
    (COURTS.by_neutral_code("CRTFP", year=1999), "pssrb"),
    (COURTS.by_neutral_code("CRTFP", year=2005), "pslrb"),
    (COURTS.by_neutral_code("NBBR", year=2010), "nbqb"),
    (COURTS.by_neutral_code("NBBR", year=2024), "nbkb"),
    (COURTS.by_canlii("ON", "LA"), "onla"),
    (COURTS.by_canlii("QC", "SAT"), "qcta"),
    (COURTS.by_canlii("CA", "CSC"), "scc"),
    (COURTS.by_canlii("", "SCC"), "scc"),
    (COURTS.by_canlii_database("qcdag"), "qcta"),
    (COURTS.by_canlii_database("abqb"), "abkb"),
    (COURTS.by_judilibre("cc"), "fr-cass"),
    (COURTS.by_judilibre("ca", "ca_aix_provence"), "fr-ca-aix-en-provence"),
    (COURTS.by_judilibre("ca", "ca_st_denis_reunion"), "fr-ca-saint-denis-reunion"),
    (COURTS.by_judilibre("tj", "tj33063"), "fr-tj-bordeaux"),
    (COURTS.by_judilibre("tcom", "0601"), "fr-tcom-antibes"),
    (COURTS.by_judilibre("cph", "101072"), "fr-cph-reims"),
    (COURTS.by_ecli("CECHR"), "fr-ce"),
    (COURTS.by_docket_letters("pa"), "fr-caa-paris"),
]


@pytest.mark.parametrize(("found", "code"), LOOKUPS)
def test_a_court_is_found_by_what_sources_call_it(found, code):
    assert found is not None
    assert found.code == code


NAMES = [
    ("Cour d'appel de Reims", "fr-ca-reims"),
    ("COUR D’APPEL D’AGEN", "fr-ca-agen"),
    ("cour d'appel de Besancon", "fr-ca-besancon"),
    ("Cour de cassation, chambre sociale", "fr-cass"),
    ("Conseil d'État, 7e et 2e chambres réunies", "fr-ce"),
    ("Conseil de prud'hommes de Saint-Denis (La Réunion)", "fr-cph-saint-denis-reunion"),
    ("Conseil de prud'hommes de Boulogne-Billancourt (départage)", "fr-cph-boulogne-billancourt"),
    ("Tribunal de commerce de Paris", "fr-tcom-paris"),
    ("Ontario labour arbitration - Arb. Misra", "onla"),
    ("Labour arbitration (federal)", "cala"),
    ("Ontario Superior Court of Justice (Divisional Court)", "onsc"),
    ("Tribunal d'arbitrage (Québec)", "qcta"),
    ("Cour du Québec", "qccq"),
    ("SUPREME COURT OF CANADA", "scc"),
    ("Canadian court (province not shown in the excerpt)", "x"),
    ("qccs", "qccs"),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_a_court_is_found_by_its_name(name, code):
    court = COURTS.by_name(name)
    assert court is not None
    assert court.code == code


@pytest.mark.parametrize("name", ["", "Facebook", "Cour", "a court - Arb. Nobody"])
def test_what_names_no_court_finds_none(name):
    assert COURTS.by_name(name) is None


@pytest.mark.parametrize(("code", "nearest"), [("qccst", "qccsst"), ("fr-ca-riems", "fr-ca-reims")])
def test_an_unknown_code_is_refused_with_the_nearest(code, nearest):
    with pytest.raises(UnknownCourt, match=nearest) as caught:
        COURTS.get(code)
    assert caught.value.nearest == nearest


def test_the_synthetic_court_is_not_in_the_table():
    assert "zz-test" not in COURTS


def test_a_court_knows_its_names_level_and_years():
    reims = COURTS.get("fr-ca-reims")
    assert reims.name("fr-FR") == "Cour d'appel de Reims"
    assert reims.name("en") == "Court of Appeal of Reims"
    assert COURTS.get("scc").level_rank > COURTS.get("qcca").level_rank
    assert COURTS.get("qcca").level_rank > COURTS.get("onla").level_rank
    assert not COURTS.get("qctat").years_verified
    assert COURTS.get("fr-tcom-paris").name("fr") == "Tribunal des activités économiques de Paris"


def test_renamed_courts_know_each_other():
    assert [row.code for row in COURTS.successors("abqb")] == ["abkb"]
    assert {row.code for row in COURTS.successors("qccrt")} == {"qctat"}


def test_forums_and_levels_have_labels_in_three_varieties():
    assert COURTS.forum_label("arbitration", "en") == "Grievance arbitration"
    assert COURTS.forum_label("arbitration", "fr-CA") == "Arbitrage de griefs"
    assert COURTS.forum_label("unheard", "en") == "unheard"
    assert {COURTS.level_label(level, "fr-FR") for level in LEVELS}.isdisjoint(LEVELS)
