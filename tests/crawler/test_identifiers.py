"""Identifiers are read in any spelling, compared by key and printed as courts write them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import InvalidIdentifier
from crawler.identifiers import (
    KINDS,
    CanliiCitation,
    CanliiId,
    Docket,
    DteNumber,
    Ecli,
    Identifier,
    JudilibreId,
    LegifranceId,
    NeutralCitation,
    Pourvoi,
    ReporterCitation,
    RgNumber,
    SoquijNumber,
    parse_identifier,
    recognise,
)
from crawler.identifiers_reporters import REPORTERS, Shape

SPELLINGS = [
    ("neutral", "2018 QCCS 4374", "2018 QCCS 4374", "neutral:qccs:2018:4374"),
    ("neutral", "2018QCCS4374", "2018 QCCS 4374", "neutral:qccs:2018:4374"),
    ("neutral", "2018\u00a0qccs\u202f4374.", "2018 QCCS 4374", "neutral:qccs:2018:4374"),
    ("neutral", "2008 S.C.C. 9 (CanLII)", "2008 SCC 9", "neutral:scc:2008:9"),
    ("neutral", "2008 CSC 9", "2008 CSC 9", "neutral:scc:2008:9"),
    ("neutral", "2012 QCCRT 0150", "2012 QCCRT 0150", "neutral:qccrt:2012:150"),
    ("neutral", "2024 CRTESPF 95", "2024 CRTESPF 95", "neutral:fpslreb:2024:95"),
    ("neutral", "2003 CRTFP 12", "2003 CRTFP 12", "neutral:pssrb:2003:12"),
    ("neutral", "2011 CRTFP 100", "2011 CRTFP 100", "neutral:pslrb:2011:100"),
    ("neutral", "2099 XXTEST 12", "2099 XXTEST 12", "neutral:xxtest:2099:12"),
    ("canlii", "2014 CanLII 62879 (ON LA)", "2014 CanLII 62879 (ON LA)", "canlii:2014:62879"),
    ("canlii", "2014 canlii 62879 (on l.a.)", "2014 CanLII 62879 (ON LA)", "canlii:2014:62879"),
    ("canlii", "1999 CanLII 675 (SCC)", "1999 CanLII 675 (SCC)", "canlii:1999:675"),
    ("soquij", "SOQUIJ AZ-51624891", "AZ-51624891", "soquij:51624891"),
    ("dte", "D.T.E. 2012T-123", "D.T.E. 2012T-123", "dte:2012:123"),
    ("dte", "DTE 94T-817", "D.T.E. 94T-817", "dte:1994:817"),
    ("reporter", "[2008] 1 S.C.R. 190", "[2008] 1 SCR 190", "reporter:scr::2008:1:190"),
    ("reporter", "[2008] 1 RCS 190", "[2008] 1 RCS 190", "reporter:scr::2008:1:190"),
    ("reporter", "[2012] CLAD no 85", "[2012] C.L.A.D. No. 85", "reporter:clad::2012::85"),
    ("reporter", "106 C.L.A.S. 157", "106 C.L.A.S. 157", "reporter:clas:::106:157"),
    ("reporter", "12 L.A.C. (4th) 123", "12 L.A.C. (4th) 123", "reporter:lac:4th::12:123"),
    ("reporter", "[2000] R.J.D.T. 54", "[2000] R.J.D.T. 54", "reporter:rjdt::2000::54"),
    ("reporter", "J.E. 94-1234", "J.E. 94-1234", "reporter:je::1994::1234"),
    ("reporter", "EYB 2005-12345", "EYB 2005-12345", "reporter:eyb::2005::12345"),
    ("reporter", "REJB 1998-09876", "REJB 1998-09876", "reporter:rejb::1998::9876"),
    ("reporter", "2012 carswellont 11432", "2012 CarswellOnt 11432",
     "reporter:carswellont::2012::11432"),
    ("ecli", "ECLI : FR:CCASS:2020:so00779", "ECLI:FR:CCASS:2020:SO00779",
     "ecli:fr:ccass:2020:so00779"),
    ("ecli", "ECLI:FR:CECHR:2026:492686.20260302", "ECLI:FR:CECHR:2026:492686.20260302",
     "ecli:fr:cechr:2026:492686.20260302"),
    ("pourvoi", "16-11690", "16-11.690", "pourvoi:16-11690"),
    ("pourvoi", "Pourvoi n° B 17-14.490", "17-14.490", "pourvoi:17-14490"),
    ("pourvoi", "86\u201141.354", "86-41.354", "pourvoi:86-41354"),
    ("rg", "RG n° 21/00684", "RG 21/00684", "rg:21/00684"),
    ("rg", "N° RG 21/684", "RG 21/00684", "rg:21/00684"),
    ("rg", "RG F 25/00123", "RG F 25/00123", "rg:25/00123"),
    ("rg", "2022004346", "RG 2022004346", "rg:2022/04346"),
    ("docket", "T-1145-19", "T-1145-19", "docket:t-1145-19"),
    ("docket", "CE, n° 412541", "412541", "docket:412541"),
    ("docket", "15PA886", "15PA886", "docket:15-pa-886"),
    ("docket", "n° 15PA00886", "15PA00886", "docket:15-pa-886"),
    ("legifrance", "juritext000036780011", "JURITEXT000036780011",
     "legifrance:juritext000036780011"),
    ("judilibre", "5FCA32299c3644b39432cda9", "5fca32299c3644b39432cda9",
     "judilibre:5fca32299c3644b39432cda9"),
    ("canlii_id", "2008SCC9", "2008scc9", "canlii_id:2008scc9"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "printed", "key"), SPELLINGS)
def test_a_spelling_is_read_printed_and_keyed(kind, text, printed, key):
    identifier = parse_identifier(kind, text)
    assert (identifier.kind, str(identifier), identifier.key) == (kind, printed, key)


REFUSED = [
    ("neutral", "2018 QCCS"),
    ("neutral", "2018 SCR 190"),
    ("neutral", "2018 mars 12"),
    ("neutral", "2018 CanLII 12"),
    ("neutral", "1718 QCCS 12"),
    ("neutral", "2018 QCCS 0"),
    ("canlii", "2014 CanLIIDocs 33"),
    ("soquij", "AZ-5162489"),
    ("dte", "D.T.E. 2012-123"),
    ("reporter", "[2008] 1 XYZ 190"),
    ("ecli", "ECLI:FRA:CCASS:2020:SO00779"),
    ("pourvoi", "16-1.690"),
    ("rg", "21-00684"),
    ("docket", "no number"),
    ("legifrance", "JURITEXT0000367800"),
    ("judilibre", "5fca32299c3644b39432cdaz"),
    ("canlii_id", "scc9"),
    ("unheard", "2018 QCCS 4374"),
]


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_what_is_no_identifier_is_refused_with_its_text(kind, text):
    with pytest.raises(InvalidIdentifier) as caught:
        parse_identifier(kind, text)
    assert caught.value.text.casefold() in text.casefold()
    assert caught.value.kind == kind


TYPED = [
    ("2018 qccs 4374", ["2018 QCCS 4374"]),
    ("Digital Shape Technologies inc. c. Walker, 2018 QCCS 4374", ["2018 QCCS 4374"]),
    ("2008 SCC 9, [2008] 1 SCR 190", ["2008 SCC 9", "[2008] 1 SCR 190"]),
    ("2008 CSC 9, au par. 12", ["2008 CSC 9"]),
    ("2008scc9", ["2008 SCC 9", "2008scc9"]),
    ("n° 16-11.690", ["16-11.690"]),
    ("Cass. soc., 12 sept. 2018, n° 16-11.690", ["16-11.690"]),
    ("Cass. soc., 12 sept. 2018, n° 16-11.690, FS-P+B", ["16-11.690"]),
    ("CA Reims, 16 nov. 2016, n° 15/03197", ["RG 15/03197"]),
    ("CE, 27 juin 2018, n° 412541", ["412541"]),
    ("CAA Paris, 28 août 2023, n° 22PA03737", ["22PA03737"]),
    ("CAI, dossier 1005313, 21 juillet 2015", ["1005313"]),
    ("P-2010-0702 (Ont. PSGB, 2013-01-22)", ["P-2010-0702"]),
    ("2099 XXTEST 12", ["2099 XXTEST 12"]),
    ("2012 facebook 3", []),
    ("2009facebook12", []),
    ("private Facebook group insult manager", []),
    ("2018-10-09", []),
    ("09/2018", []),
    ("12/09/2018", []),
    ("1996-2000", []),
    ("covid-19", []),
    ("", []),
    ("n°", []),
]


@pytest.mark.parametrize(("typed", "names"), TYPED)
def test_what_a_person_types_is_recognised(typed, names):
    assert [str(identifier) for identifier in recognise(typed)] == names


def test_equal_keys_make_equal_identifiers_across_languages():
    assert NeutralCitation.parse("2024 CRTESPF 95") == NeutralCitation.parse("2024 FPSLREB 95")
    assert CanliiCitation.parse("2023 CanLII 30923 (QC SAT)") == CanliiCitation.parse(
        "2023 CanLII 30923 (QC LA)"
    )
    assert len({NeutralCitation.parse("2012 QCCRT 150"), NeutralCitation.parse("2012 QCCRT 0150")})
    assert NeutralCitation.parse("2022 ABQB 5") != NeutralCitation.parse("2022 ABKB 5")


def test_a_renamed_court_offers_its_other_codes():
    assert [str(c) for c in NeutralCitation.parse("2022 ABQB 5").renamed()] == ["2022 ABKB 5"]
    assert [str(c) for c in NeutralCitation.parse("2022 ABKB 5").renamed()] == ["2022 ABQB 5"]
    assert NeutralCitation.parse("2099 XXTEST 12").renamed() == ()


def test_numbers_that_courts_share_are_keyed_with_the_court():
    assert RgNumber.parse("21/00684").key_in("fr-ca-reims") == "rg:fr-ca-reims:21/00684"
    assert Docket.parse("412541").key_in("fr-ce") == "docket:fr-ce:412541"
    assert Pourvoi.parse("16-11.690").key_in("fr-cass") == "pourvoi:16-11690"
    assert RgNumber.parse("21/00684").key_in(None) == "rg:21/00684"


def test_a_docket_of_an_administrative_court_of_appeal_names_the_court():
    court = Docket.parse("22PA03737").court
    assert court is not None
    assert court.code == "fr-caa-paris"
    assert Docket.parse("T-1145-19").court is None


def test_canlii_ids_give_the_citation_they_are_made_of():
    assert CanliiId.parse("2008scc9").citation() == NeutralCitation.parse("2008 SCC 9")
    assert CanliiId.parse("2002canlii32322").citation() == CanliiCitation(2002, 32322)


def test_the_most_trusted_name_sorts_first():
    names = [RgNumber.parse("21/00684"), Ecli.parse("ECLI:FR:CCASS:2020:SO00779"),
             CanliiCitation(2014, 62879), NeutralCitation.parse("2018 QCCS 4374")]  # fmt: skip
    assert [i.kind for i in sorted(names)] == ["neutral", "canlii", "ecli", "rg"]


_court_codes = st.sampled_from(["QCCS", "SCC", "CSC", "CRTESPF", "ABQB", "XXTEST", "ONTASPAAT"])
_reporters = st.sampled_from(REPORTERS).flatmap(
    lambda r: st.builds(
        ReporterCitation,
        st.just(r.shape),
        st.sampled_from(r.spellings),
        st.integers(1, 99_999),
        st.integers(1950, 2049),
        st.integers(1, 999) if r.shape in (Shape.VOLUME, Shape.YEARLY) else st.none(),
        st.sampled_from(["", "2d", "4th"]) if r.shape is Shape.VOLUME else st.just(""),
    )
)
ANY = st.one_of(
    st.builds(NeutralCitation, st.integers(1900, 2099), _court_codes, st.integers(1, 99_999),
              st.integers(0, 6)),
    st.builds(CanliiCitation, st.integers(1900, 2099), st.integers(1, 200_000),
              st.just("ON"), st.sampled_from(["LA", "LRB"])),
    st.builds(SoquijNumber, st.from_regex(r"[0-9]{8}", fullmatch=True)),
    st.builds(DteNumber, st.integers(1950, 2049), st.integers(1, 9999)),
    st.builds(Pourvoi, st.integers(0, 99), st.integers(0, 99_999)),
    st.builds(RgNumber, st.integers(0, 99), st.integers(0, 99_999), st.sampled_from(["", "F"])),
    st.builds(RgNumber, st.integers(1990, 2049), st.integers(0, 99_999),
              st.sampled_from(["", "J"])),
    st.builds(Ecli, st.just("FR"), st.just("CCASS"), st.integers(1990, 2049),
              st.from_regex(r"[A-Z]{2}[0-9]{5}", fullmatch=True)),
    st.builds(LegifranceId, st.from_regex(r"(JURI|CETA)TEXT[0-9]{12}", fullmatch=True)),
    st.builds(JudilibreId, st.from_regex(r"[0-9a-f]{24}", fullmatch=True)),
    st.builds(Docket, st.from_regex(r"[A-Z]-[0-9]{1,5}-[0-9]{2}", fullmatch=True)),
    _reporters,
)  # fmt: skip


@given(ANY)
def test_printing_and_reading_round_trip(identifier):
    again = type(identifier).parse(str(identifier))
    assert again == identifier
    assert str(again) == str(identifier)
    assert hash(again) == hash(identifier)


@given(ANY, st.sampled_from(["lower", "upper", "spaces", "nbsp", "around", "dash"]))
def test_no_variation_of_spelling_changes_the_key(identifier, how):
    text = str(identifier)
    varied = {
        "lower": text.lower(),
        "upper": text.upper(),
        "spaces": text.replace(" ", "  "),
        "nbsp": text.replace(" ", "\u00a0"),
        "around": f" {text} ,",
        "dash": text.replace("-", "\u2011"),
    }[how]
    assert type(identifier).parse(varied).key == identifier.key


@given(st.sampled_from(KINDS), st.text(max_size=250))
def test_any_text_is_read_or_refused_and_nothing_else(kind, text):
    try:
        identifier = parse_identifier(kind, text)
    except InvalidIdentifier:
        return
    assert isinstance(identifier, Identifier)
    assert parse_identifier(kind, str(identifier)) == identifier


@given(st.text(max_size=250))
def test_recognition_never_fails_and_is_ordered(text):
    found = recognise(text)
    assert list(found) == sorted(found)
    assert len({i.key for i in found}) == len(found)


@given(st.lists(ANY, max_size=8))
def test_order_is_total(identifiers):
    once, backwards = sorted(identifiers), identifiers[::-1]
    assert sorted(backwards) == once
    assert all(a <= b for a, b in pairwise(once))
