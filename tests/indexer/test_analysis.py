"""Tokens, stems, sentences: one analysis for texts and for queries."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import (
    LONGEST_TOKEN,
    STOP_WORDS,
    analyse,
    exact_form,
    fold,
    query_words,
    term_forms,
)
from tests.proportion import growth


def exact(text):
    return list(analyse(text, "fr").exact)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("L'employeur", ["employeur"]),
        ("lʼemployeur lʼemployeur.", ["employeur", "employeur"]),
        ("l's qu's employerʼs James's 's", ["s", "s", "employer", "james", "s"]),
        ("l’employeur qu’il", ["employeur", "il"]),
        ("jusqu'à lorsqu'elle", ["a", "elle"]),
        ("aujourd'hui", ["aujourdhui"]),
        ("d'aujourd’hui", ["aujourdhui"]),
        ("conseil de prud'hommes", ["conseil", "de", "prudhommes"]),
        ("the employer's page", ["the", "employer", "page"]),
        ("the employees’ rights", ["the", "employees", "rights"]),
        ("he didn't", ["he", "didnt"]),
        ("O'Brien", ["obrien"]),
        ("16-11.690", ["16", "11", "690"]),
        ("e-mail", ["e", "mail"]),
        ("L.R.Q., c. C-12", ["lrq", "c", "c", "12"]),
        ("art. 2088 C.c.Q.", ["article", "2088", "ccq"]),
        ("l'art. L. 1121-1", ["article", "l", "1121", "1"]),
        ("the art of war", ["the", "art", "of", "war"]),
        ("L1121-1", ["l", "1121", "1"]),
        ("10 000 $ et 10,000 $", ["10000", "et", "10000"]),
        ("10\u202f000 €, 1\u00a0234\u00a0567", ["10000", "1234567"]),
        ("2018 QCCS 4374", ["2018", "qccs", "4374"]),
        ("12345 678", ["12345", "678"]),
        ("§ 12, §§ 3", ["§", "12", "§", "3"]),
        ("la 1re et la 2e", ["la", "1re", "et", "la", "2e"]),
        ("cœur, Œuvre", ["coeur", "oeuvre"]),
        ("E\u0301galite\u0301 co\u00adopter", ["egalite", "coopter"]),
        ("www.facebook.com", ["www", "facebook", "com"]),
        ("snake_case @nom #mot", ["snake", "case", "nom", "mot"]),
        ("", []),
        ("… « » —", []),
    ],
)
def test_words_are_cut_as_lawyers_write_them(text, tokens):
    assert exact(text) == tokens


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_spans_point_at_the_words_in_the_text(language):
    text = "L’employeur n'a pas payé 10 000 $ à O'Brien's fils (C.c.Q.)."
    found = analyse(text, language)
    words = [text[s:e] for s, e in zip(found.starts, found.ends, strict=True)]
    assert words == [
        "employeur", "a", "pas", "payé", "10 000", "à", "O'Brien", "fils", "C.c.Q.",
    ]  # fmt: skip


UNACCENTED = [
    ("licencie", "licencié"),
    ("licenciee", "licenciée"),
    ("egalite", "égalité"),
    ("indemnite", "indemnité"),
    ("indemnites", "indemnités"),
    ("congedie", "congédié"),
    ("congediement", "congédiement"),
    ("employe", "employé"),
    ("employees", "employées"),
    ("salarie", "salarié"),
    ("privee", "privée"),
    ("reintegre", "réintégré"),
    ("prejudice", "préjudice"),
    ("liberte", "liberté"),
    ("denigre", "dénigré"),
    ("deplaces", "déplacés"),
    ("carriere", "carrière"),
    ("preuve", "preuve"),
    ("severite", "sévérité"),
]


@pytest.mark.parametrize(("typed", "written"), UNACCENTED)
def test_a_french_word_typed_without_accents_finds_the_accented_one(typed, written):
    stems = {form.token for form in term_forms(typed) if form.stream == "fr"}
    assert analyse(written, "fr").stems[0] in stems
    assert exact_form(typed).token == fold(written)


@pytest.mark.parametrize("word", ["résumé", "resume", "Dismissals", "dismissed"])
def test_a_query_word_has_the_stem_of_the_english_text(word):
    stems = {form.token for form in term_forms(word) if form.stream == "en"}
    assert analyse(word, "en").stems[0] in stems
    assert len(stems) == 1


def test_inflections_of_one_verb_share_a_stem():
    words = ("licencié", "licenciée", "licenciés", "licencier", "licenciement")
    assert len({analyse(word, "fr").stems[0] for word in words}) == 1


def test_joined_things_are_one_typed_word_with_its_parts():
    typed = "16-11.690 l'employeur e-mail and/or vie privée,travail"
    words = query_words(typed)
    assert [word.text for word in words] == [
        "16-11.690", "l'employeur", "e-mail", "and/or", "vie", "privée", "travail",
    ]  # fmt: skip
    assert words[0].parts == ("16", "11", "690")
    assert words[1].parts == ("employeur",)
    assert words[2].parts == ("e", "mail")
    for word in words:
        assert typed[word.start : word.end] == word.text
        for part, (start, end) in zip(word.parts, word.spans, strict=True):
            assert typed[start:end] == part


SENTENCES = [
    ["Digital c. Walker a gagné.", "La Cour a raison."],
    ["J.-P. Tremblay a signé.", "Il est parti."],
    ["Il invoque l'art. 2088 C.c.Q.", "La Cour répond."],
    ["M. X... a été licencié.", "Mme Y... aussi."],
    ["Voir L.R.Q., c. C-12, art. 5.", "Puis on continue."],
    ["See Jones v. Smith, No. 4, at p. 12, par. 34.", "It held otherwise."],
    ["Acme Inc. appealed.", "Beta Inc. Gamma did not."],
    ["Section 1.2 (2d) applies.", "So does 3.4."],
    ["J. K. Rowe wrote it.", "He said « Non. »"],
    ["34. The employer dismissed her.", "She grieved!", "Why?"],
    ["Le 12 mars 2018.", "12 salariés ont signé."],
    ["Mes. Roy et Dr. Lee plaident.", "Ils ont tort."],
    ["He was fired by Acme Inc.", "The board agreed."],
]


@pytest.mark.parametrize("sentences", SENTENCES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentences_survive_legal_abbreviations(sentences, language):
    text = " ".join(sentences)
    found = analyse(text, language)
    bounds = (*found.sentences, len(found.starts))
    cut = [text[found.starts[first] : found.ends[last - 1]] for first, last in pairwise(bounds)]
    expected = []
    for each in sentences:
        one = analyse(each, language)
        expected.append(each[one.starts[0] : one.ends[-1]])
    assert cut == expected


def test_a_token_knows_the_bounds_of_its_sentence():
    found = analyse("Un deux. Trois quatre cinq. Six", "fr")
    assert [found.sentence_of(n) for n in range(6)] == [
        (0, 2), (0, 2), (2, 5), (2, 5), (2, 5), (5, 6),
    ]  # fmt: skip


def test_stop_words_are_folded():
    assert all(fold(word) == word for word in STOP_WORDS)


ANY_TEXT = st.text(
    alphabet=st.sampled_from("abéœA1 .,'’ʼ-§\u0301\u00a0\n0MXc«»()lqusS_") | st.characters(),
    max_size=200,
)


@given(ANY_TEXT, st.sampled_from(("en", "fr")))
def test_any_text_gives_rising_spans_and_full_tokens(text, language):
    found = analyse(text, language)
    assert len(found.starts) == len(found.ends) == len(found.exact) == len(found.stems)
    assert all(0 < len(each) <= LONGEST_TOKEN * 4 for each in (*found.exact, *found.stems))
    edges = [0]
    for start, end in zip(found.starts, found.ends, strict=True):
        assert start < end
        assert edges[-1] <= start
        edges.append(end)
    assert edges[-1] <= len(text)
    assert list(found.sentences) == sorted(set(found.sentences))
    assert (found.sentences[:1] == (0,)) == bool(found.starts)


@given(ANY_TEXT)
def test_a_typed_text_is_cut_as_the_same_text_in_a_document(text):
    parts = [exact_form(part).token for word in query_words(text) for part in word.parts]
    found = analyse(text, "en")
    assert parts == list(found.exact)
    spans = [span for word in query_words(text) for span in word.spans]
    assert spans == list(zip(found.starts, found.ends, strict=True))


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "unit", ["a.a", "art. ", "x", ".", "\"'«(", "l'", "1 000 ", "A. ", "\n", "é", "a\u0301", ";\n "]
)
def test_hostile_text_takes_time_in_proportion_to_its_length(unit):
    short, long = (unit * (length // len(unit)) for length in (20_000, 200_000))
    # Ten times the text: about 10 when linear (19 was seen on a busy machine), 100 when quadratic.
    assert growth(lambda text: analyse(text, "fr"), short, long, most=40) < 40
