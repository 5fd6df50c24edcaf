"""Citations are found where they stand, named in one form, in time that grows with the text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citations import KINDS, find_citations, find_in_document
from tests.proportion import growth

IDENTIFIERS = [
    ("voir 2018 QCCS 4374, par. 12", "2018 QCCS 4374", "neutral", "2018 QCCS 4374"),
    ("(2012 QCCRT 0150)", "2012 QCCRT 0150", "neutral", "2012 QCCRT 0150"),
    ("in 2099 XXTEST 12.", "2099 XXTEST 12", "neutral", "2099 XXTEST 12"),
    ("2018\u00a0QCCS\u00a04374", "2018\u00a0QCCS\u00a04374", "neutral", "2018 QCCS 4374"),
    ("2014 CanLII 62879 (ON LA)", "2014 CanLII 62879 (ON LA)", "canlii",
     "2014 CanLII 62879 (ON LA)"),
    ("2024 SCC 22 (CanLII)", "2024 SCC 22", "neutral", "2024 SCC 22"),
    ("SOQUIJ AZ-51624891", "AZ-51624891", "soquij", "AZ-51624891"),
    ("D.T.E. 2012T-123 (T.A.)", "D.T.E. 2012T-123", "reporter", "D.T.E. 2012T-123"),
    ("J.E. 94-1234", "J.E. 94-1234", "reporter", "J.E. 94-1234"),
    ("[2000] R.J.D.T. 54", "[2000] R.J.D.T. 54", "reporter", "[2000] R.J.D.T. 54"),
    ("[2008] 1 R.C.S. 190", "[2008] 1 R.C.S. 190", "reporter", "[2008] 1 RCS 190"),
    ("[2012] C.L.A.D. No. 85", "[2012] C.L.A.D. No. 85", "reporter", "[2012] C.L.A.D. No. 85"),
    ("106 C.L.A.S. 157", "106 C.L.A.S. 157", "reporter", "106 C.L.A.S. 157"),
    ("2012 CarswellOnt 11432", "2012 CarswellOnt 11432", "reporter", "2012 CarswellOnt 11432"),
    ("Cass. soc., 12 sept. 2018, n° 16-11.690, FS-P+B", "16-11.690", "pourvoi", "16-11.690"),
    ("Pourvoi n° B 17-14.490", "17-14.490", "pourvoi", "17-14.490"),
    ("pourvoi n° 16-11690", "16-11690", "pourvoi", "16-11.690"),
    ("ECLI:FR:CCASS:2020:SO00779", "ECLI:FR:CCASS:2020:SO00779", "ecli",
     "ECLI:FR:CCASS:2020:SO00779"),
    ("N° RG 21/00684 - N° Portalis", "N° RG 21/00684", "rg", "RG 21/00684"),
    ("CA Reims, 16 nov. 2016, n° 15/03197", "n° 15/03197", "rg", "RG 15/03197"),
    ("CE, 27 juin 2018, n° 412541", "412541", "docket", "412541"),
    ("CAA Paris, n° 22PA03737", "22PA03737", "docket", "22PA03737"),
    ("Docket: T-1145-19", "T-1145-19", "docket", "T-1145-19"),
    ("CE, 4 févr. 2097, n° 997001", "997001", "docket", "997001"),
    ("CAI, dossier 1005313, 21 juillet 2015", "1005313", "docket", "1005313"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "kind", "normal"), IDENTIFIERS)
def test_an_identifier_is_found_with_its_span(text, quote, kind, normal):
    (found,) = find_citations(text, language="fr")
    assert (found.quote, found.kind, found.normal) == (quote, kind, normal)
    assert text[found.start : found.end] == quote
    assert found.identifier is not None


STATUTES = [
    ("fr-CA", "les articles 2085 et 2088 C.c.Q.", ["C.c.Q. 2085, C.c.Q. 2088"]),
    ("fr-CA", "art. 2858 du Code civil du Québec", ["C.c.Q. 2858"]),
    ("fr-CA", "au sens de l'art. 17 C.t.", ["C.t. 17"]),
    ("fr-CA", "l’article 12 du Code du travail", ["C.t. 12"]),
    ("fr-CA", "l'article 81.18 de la Loi sur les normes du travail", ["LNT 81.18"]),
    ("fr-CA", "LSST 51 et LPRPSP, art. 5", ["LSST 51", "LPRPSP 5"]),
    ("fr-CA", "l'article 20 C.p.c.", ["C.p.c. 20"]),
    ("fr-CA", "Charte québécoise, art. 4 et 5", ["Charte QC 4, Charte QC 5"]),
    ("fr-CA", "art. 5 de la Charte des droits et libertés de la personne", ["Charte QC 5"]),
    ("fr-CA", "l'alinéa 2b) de la Charte canadienne, l'article 2b) de la Charte canadienne",
     ["Charter s. 2(b)"]),
    ("fr-CA", "l'article 240 du Code canadien du travail", ["Canada Labour Code s. 240"]),
    ("en", "section 2(b) of the Canadian Charter of Rights and Freedoms", ["Charter s. 2(b)"]),
    ("en", "under ss. 2(b) and 8 of the Charter", ["Charter s. 2(b), Charter s. 8"]),
    ("en", "Charter s. 2(b), s. 240 of the Canada Labour Code",
     ["Charter s. 2(b)", "Canada Labour Code s. 240"]),
    ("en", "Human Rights Code, R.S.O. 1990, c. H.19, s. 5(2)", ["Human Rights Code s. 5(2)"]),
    ("en", "OHSA s. 32.0.7; s 67.2 of the Employment Standards Act, 2000",
     ["OHSA s. 32.0.7", "ESA s. 67.2"]),
    ("en", "section 256.2 of the Excise Tax Act (the “ETA”); subsection 296(2.1) of the ETA",
     ["Excise Tax Act s. 256.2", "Excise Tax Act s. 296(2.1)"]),
    ("fr-FR", "Vu l'article L. 1121-1 du code du travail", ["C. trav. L1121-1"]),
    ("fr-FR", "articles 1240 du code civil et L. 1232-1 et L. 1235-3 du code du travail",
     ["C. civ. 1240", "C. trav. L1232-1, C. trav. L1235-3"]),
    ("fr-FR", "l'article L. 1152-1 du code du travail et l'article L. 1154-1 du même code",
     ["C. trav. L1152-1", "C. trav. L1154-1"]),
    ("fr-FR", "article 6, § 1, de la Convention de sauvegarde des droits de l'homme", ["CEDH 6"]),
    ("fr-FR", "les articles 8 et 10 de la Convention européenne des droits de l'homme",
     ["CEDH 8, CEDH 10"]),
    ("fr-FR", "articles 620, alinéa 2, et 1015 du code de procédure civile",
     ["CPC 620, CPC 1015"]),
    ("fr-FR", "l'article 1147, devenu 1231-1, du code civil", ["C. civ. 1147, C. civ. 1231-1"]),
    ("fr-FR", "au titre de l'article 700", ["CPC 700"]),
    ("fr-FR", "C. trav., art. L. 1121-1", ["C. trav. L1121-1"]),
    ("fr-FR", "CJA L761-1", ["CJA L761-1"]),
    ("fr-FR", "article 29 de la loi du 29 juillet 1881", ["Loi de 1881 29"]),
    ("fr-FR", "article 6 de la loi n° 2004-575 du 21 juin 2004", ["LCEN 6"]),
    ("fr-CA", "articles L. 1152-1 et L. 1152-4 du Code du travail",
     ["C. trav. L1152-1, C. trav. L1152-4"]),
    ("fr", "article 145 du code de procédure civile", ["CPC 145"]),
    ("fr", "l'article 2088 du Code civil", ["C.c.Q. 2088"]),
    ("fr-FR", "articles 6 et 8 de la Convention européenne", ["CEDH 6, CEDH 8"]),
    ("fr-FR", "L. 121-7 du code général de la fonction publique", ["CGFP L121-7"]),
    ("fr-CA", "art. 49, al. 2 de la Charte", ["Charte QC 49"]),
    ("fr-FR", "article 12 de la loi n° 2016-1691 du 9 décembre 2016", ["Loi n° 2016-1691 12"]),
]  # fmt: skip


BARE = [
    ("fr-CA", "art. 124 LNT. Selon l'article 124, il", ["LNT 124", "LNT 124"]),
    ("fr-CA", "L'article 81.19 oblige l'employeur", ["LNT 81.19"]),
    ("fr-CA", "la preuve, selon 2858 C.c.Q.", ["C.c.Q. 2858"]),
    ("fr-CA", "vu 10 et 16 de la Charte", ["Charte QC 10, Charte QC 16"]),
    ("fr-CA", "36 (5°) C.c.Q. et 49 al. 2 de la Charte", ["C.c.Q. 36", "Charte QC 49"]),
    ("fr-CA", "La Loi sur les normes du travail vaut ici; l'article 122 de la Loi", ["LNT 122"]),
    ("fr-CA", "l'article 128 L.n.t.", ["LNT 128"]),
    ("fr-CA", "C.T., art. 100.12", ["C.t. 100.12"]),
    ("fr-FR", "Selon l'article L. 1235-3, le barème", ["C. trav. L1235-3"]),
    ("fr-FR", "du code de la santé publique ; l'article R. 4127-13", []),
    ("fr-FR", "article 8 de la Convention de sauvegarde", ["CEDH 8"]),
    ("en", "The Human Rights Tribunal read section 5(2) of the Code broadly",
     ["Human Rights Code s. 5(2)"]),
    ("en", "the Canada Labour Code applies; see subs. 240(1) of the Code",
     ["Canada Labour Code s. 240(1)"]),
    ("en", "section 4 of the policy; section 12 of the Act; article 9", []),
    ("fr-CA", "article 12 de la convention collective; l'article 5.03", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "normals"), BARE)
def test_a_provision_alone_takes_the_statute_that_the_document_tells(language, text, normals):
    found = find_citations(text, language=language)
    assert [citation.normal for citation in found] == normals
    assert all(text[each.start : each.end] == each.quote for each in found)


def test_a_provision_alone_takes_its_statute_from_another_paragraph():
    paragraphs = ("Le recours de l'article 124 LNT.", "Rien ici.", "L'article 124 est clair.")
    found = find_in_document(paragraphs, language="fr-CA")
    assert [[each.normal for each in paragraph] for paragraph in found] == [
        ["LNT 124"], [], ["LNT 124"],
    ]  # fmt: skip


def test_an_acronym_defined_in_one_paragraph_holds_in_the_others():
    paragraphs = ("section 256.2 of the Excise Tax Act (the “ETA”)", "subsection 297(1) of the ETA")
    found = find_in_document(paragraphs, language="en")
    assert found[1][0].normal == "Excise Tax Act s. 297(1)"


def test_the_said_convention_is_the_one_named_before():
    text = (
        "la Convention européenne des droits de l'homme ; selon l'article 46 de ladite Convention"
    )
    assert [c.normal for c in find_citations(text, language="fr-FR")] == ["CEDH 46"]


def test_a_number_that_two_statutes_have_stays_bare():
    text = "article 5 de la Charte, article 5 LSST et enfin l'article 5"
    assert [c.normal for c in find_citations(text, language="fr-CA")] == ["Charte QC 5", "LSST 5"]


@pytest.mark.parametrize(("language", "text", "normals"), STATUTES)
def test_provisions_are_named_by_statute_and_number(language, text, normals):
    found = find_citations(text, language=language)
    assert [citation.normal for citation in found] == normals
    assert {citation.kind for citation in found} == {"statute"}


def test_a_text_in_french_tells_by_itself_which_labour_code_it_cites():
    quebec = "Le plaignant, congédié au Québec, invoque l'article 12 du Code du travail."
    france = "Le salarié licencié forme un pourvoi : article 12 du code du travail."
    assert find_citations(quebec, language="fr")[0].normal == "C.t. 12"
    assert find_citations(france, language="fr")[0].normal == "C. trav. 12"


def test_the_pinpoint_is_told_apart_from_the_citation():
    (found,) = find_citations("2024 SCC 22 (CanLII), at paras. 21-23 and 30", language="en")
    assert found.quote == "2024 SCC 22"
    assert found.pinpoint == "21-23 and 30"
    assert find_citations("2024 SCC 22.", language="en")[0].pinpoint is None


NOTHING = [
    "a budget of 2019 CAD 500",
    "du 15 mai 2017 SOIT 12 jours",
    "Posted on 12 March 2018 at 10:45",
    "le 06-12-2018, 2018-10-09, 22/11/2018",
    "call 514-555-0199 or 01-23-45-67-89",
    "article 3 of the collective agreement; section 4 of the policy",
    "Canadians 5, Local's 5, departments 12",
    "LNT 2019",
    "5 or 12 AR 5",
    "2014 CanLIIDocs 33",
    "",
]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("language", ["en", "fr-CA", "fr-FR"])
def test_what_only_looks_like_a_citation_is_left_alone(text, language):
    assert find_citations(text, language=language) == ()


_pieces = st.sampled_from(
    [text for text, *_ in IDENTIFIERS] + [text for _, text, _ in STATUTES] + NOTHING
)


@given(
    st.lists(st.one_of(_pieces, st.text(max_size=30)), max_size=8), st.sampled_from(["en", "fr"])
)
def test_spans_lie_in_the_text_in_order_and_apart(pieces, language):
    text = " ".join(pieces)
    found = find_citations(text, language=language)
    for citation in found:
        assert 0 <= citation.start < citation.end <= len(text)
        assert citation.quote == text[citation.start : citation.end]
        assert citation.kind in KINDS
        assert citation.normal
    for first, second in itertools.pairwise(found):
        assert first.end <= second.start


@given(_pieces, st.text(alphabet="é𝒜 x\n", max_size=20))
def test_offsets_are_code_points_whatever_stands_before(piece, before):
    alone = find_citations(piece, language="fr-CA")
    moved = find_citations(f"{before}\n{piece}", language="fr-CA")
    shift = len(before) + 1
    assert [(c.start + shift, c.quote) for c in alone] == [(c.start, c.quote) for c in moved]


HARD = [
    "a", "1", "A", "art. ", "art. 1, ", "article 1 et ", "s. 2(b) ", "L. 1121-1 ", "2018 ",
    "[2018] ", "(2018) 1 ", "CE ", "n° ", "16-11.69", "Charter", "Code of ", "The Act ",
    "C.c.Q. ", "(the “ABC”) ", "R.S.O. c. ", "et à ", " ", "12 ", "22/0041",
]  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_time_grows_with_the_text_and_no_faster(piece):
    short, long = ((piece * length)[:length] for length in (10_000, 80_000))
    assert growth(lambda text: find_citations(text, language="fr"), short, long, most=24) < 24


def test_a_number_that_an_agreement_and_a_statute_have_alone_names_neither():
    texts = ["Human Rights Code, s. 5.", "Section 5 of the collective agreement.", "See section 5."]
    assert find_in_document(texts, language="en")[2] == ()
    assert find_in_document(texts[::2], language="en")[1][0].normal == "Human Rights Code s. 5"


@pytest.mark.parametrize("text", ["The Act, s. 5(1), says so.", "Under the Act, s. 5, he may."])
def test_words_that_stand_for_a_statute_are_no_name_of_one(text):
    assert [each.normal for each in find_citations(text, language="en")] == []
