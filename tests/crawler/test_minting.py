"""Ids are readable, plain and the same for the same facts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.identifiers import parse_identifier, recognise
from crawler.minting import mint_article_id, mint_id, slug

STARTER = Path(__file__).parents[2] / "fixtures" / "starter" / "references.jsonl"

MINTED = [
    ("qccs", "2018-10-09", ["2018 QCCS 4374"], "ca-qccs-2018-4374"),
    ("qccrt", "2012", ["2012 QCCRT 0150"], "ca-qccrt-2012-150"),
    ("fpslreb", "2024", ["2024 CRTESPF 95"], "ca-fpslreb-2024-95"),
    ("onla", "2014", ["2014 CanLII 62879 (ON LA)"], "ca-onla-2014-canlii-62879"),
    ("scc", "2008", ["[2008] 1 SCR 190", "2008 SCC 9"], "ca-scc-2008-9"),
    ("zz-test", "2099-01-02", ["2099 XXTEST 12"], "zz-test-2099-12"),
    ("fr-cass", "2018-09-12", ["16-11.690"], "fr-cass-soc-2018-09-12-16-11690"),
    ("fr-cass", "2020-09-30", ["19-12.060", "19-12.058"], "fr-cass-soc-2020-09-30-19-12058"),
    ("fr-ca-reims", "2016-11-16", ["15/03197"], "fr-ca-reims-2016-11-16-15-03197"),
    ("fr-caa-paris", "2017-03-08", ["15PA886"], "fr-caa-paris-2017-03-08-15pa886"),
    ("fr-ce", "", ["412541"], "fr-ce-nd-412541"),
    ("x", "", [], "ca-x-nd-a-title-of-more-than-eight-words-indeed"),
    ("qcta", "2019", [], "ca-qcta-2019-a-title-of-more-than-eight-words-indeed"),
    ("cala", "2012-03-21", ["[2012] C.L.A.D. No. 85"],
     "ca-cala-2012-03-21-a-title-of-more-than-eight-words-indeed"),
]  # fmt: skip


@pytest.mark.parametrize(("court", "date", "names", "minted"), MINTED)
def test_an_id_is_minted_from_the_facts(court, date, names, minted):
    identifiers = [recognise(name)[0] for name in names]
    title = "A title of more than eight words indeed, and more"
    assert mint_id(court, date, identifiers=identifiers, title=title, chamber="soc") == minted


def test_a_chamber_stands_in_the_ids_of_the_cour_de_cassation_alone():
    names = [parse_identifier("rg", "15/03197")]
    assert "chambre" not in mint_id("fr-ca-reims", "2016", identifiers=names, chamber="chambre 1")
    assert "-pl-" in mint_id("fr-cass", "2023", title="t", chamber="pl")
    assert mint_id("fr-cass", "2023", title="t", chamber="Formation restreinte") == "fr-cass-2023-t"


def test_a_taken_id_gets_a_number():
    assert mint_id("x", title="A v. B", taken={"ca-x-nd-a-v-b"}) == "ca-x-nd-a-v-b-2"
    taken = {"ca-x-nd-a-v-b", "ca-x-nd-a-v-b-2"}
    assert mint_id("x", title="A v. B", taken=taken) == "ca-x-nd-a-v-b-3"


def test_the_ids_of_the_starter_collection_are_what_minting_gives():
    for line in STARTER.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        names = [parse_identifier(i["kind"], i["value"]) for i in row["identifiers"]]
        assert (
            mint_id(
                row["court"],
                row["date"] or "",
                identifiers=names,
                title=row["title"],
                chamber=row["chamber"] or "",
            )
            == row["id"]
        )


SLUGS = [
    ("Digital Shape Technologies inc. c. Walker", "digital-shape-technologies-inc-c-walker"),
    ("L’œuvre d'Évêque — Noël", "l-oeuvre-d-eveque-noel"),
    ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
    ("日本", ""),
]


@pytest.mark.parametrize(("text", "expected"), SLUGS)
def test_a_slug_is_plain(text, expected):
    assert slug(text) == expected


def test_an_article_is_named_by_publisher_and_title():
    assert (
        mint_article_id("Congédié pour un tweet?", "Lavery") == "art-lavery-congedie-pour-un-tweet"
    )
    assert mint_article_id("日本") == "art-x-x"


_names = st.lists(
    st.sampled_from(
        ["2018 QCCS 4374", "2014 CanLII 62879 (ON LA)", "16-11.690", "19-12.058", "AZ-51624891",
         "RG 15/03197", "22PA03737", "ECLI:FR:CCASS:2020:SO00779", "[2008] 1 SCR 190"]
    ).map(lambda text: recognise(text)[0])
)  # fmt: skip


@given(
    st.sampled_from(["qccs", "x", "fr-cass", "fr-ca-pau", "zz-test"]),
    st.sampled_from(["", "2018", "2018-10", "2018-10-09"]),
    _names,
    st.text(max_size=80),
    st.randoms(),
)
def test_minting_is_plain_and_blind_to_the_order_of_names(court, date, names, title, random):
    minted = mint_id(court, date, identifiers=names, title=title)
    random.shuffle(names)
    assert mint_id(court, date, identifiers=names, title=title) == minted
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", minted)
