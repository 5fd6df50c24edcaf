"""What a text does with a decision is said only where its words say so."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.treatments import UNDER_REVIEW, find_treatments, label_of, values

_CITED = re.compile(r"20[0-9]{2} XXTEST [0-9]+|9[0-9]-99\.[0-9]{3}")


def said(text, language):
    spans = [match.span() for match in _CITED.finditer(text)]
    return [each.value for each in find_treatments(text, spans, language=language)]


WORDS = [
    ("en", "I follow Alder v. Birch, 2099 XXTEST 1, on this point.", ["followed"]),
    ("en", "Applying Alder, 2099 XXTEST 1, the post was public.", ["followed"]),
    ("en", "With respect, I decline to follow 2099 XXTEST 1.", ["not_followed"]),
    ("en", "2099 XXTEST 1 should not be followed.", ["not_followed"]),
    ("en", "2099 XXTEST 1 is readily distinguishable: there the page was open.", ["distinguished"]),
    ("en", "I distinguish 2099 XXTEST 1 and follow 2099 XXTEST 2.", ["distinguished", "followed"]),
    ("en", "See 2099 XXTEST 1; the Union filed 2099 XXTEST 2.", ["", ""]),
    ("en", "Counsel urges us to follow 2099 XXTEST 1.", [""]),
    ("en", "The employer argues that 2099 XXTEST 1 is distinguishable.", [""]),
    ("en", "2099 XXTEST 1 was distinguished in 2099 XXTEST 2.", ["distinguished", ""]),
    ("en", "I follow none of it. The parties cited 2099 XXTEST 1.", [""]),
    ("en", "Alder v. Birch, 2098 XXTEST 1, aff'd 2099 XXTEST 2.", ["", "affirmed"]),
    ("en", "2098 XXTEST 1, rev'd 2099 XXTEST 2, leave to appeal refused, 2099 XXTEST 3.",
     ["", "reversed", "leave_refused"]),
    ("en", "This is an appeal from 2098 XXTEST 1.", [UNDER_REVIEW]),
    ("fr", "Le Tribunal suit la décision Aulne c. Bouleau, 2099 XXTEST 1.", ["followed"]),
    ("fr", "L'arbitre fait siens les propos tenus dans 2099 XXTEST 1.", ["followed"]),
    ("fr", "Le Tribunal ne suit pas la décision 2099 XXTEST 1.", ["not_followed"]),
    ("fr", "Il y a lieu d'écarter la décision 2099 XXTEST 1.", ["not_followed"]),
    ("fr", "L'affaire 2099 XXTEST 1 se distingue du présent dossier.", ["distinguished"]),
    ("fr", "Le syndicat plaide que 2099 XXTEST 1 se distingue.", [""]),
    ("fr", "Aulne c. Bouleau, 2098 XXTEST 1, conf. par 2099 XXTEST 2.", ["", "affirmed"]),
    ("fr", "2098 XXTEST 1, inf. par 2099 XXTEST 2, autorisation de pourvoi rejetée, 2099 XXTEST 3",
     ["", "reversed", "leave_refused"]),
    ("fr", "Pourvoi en contrôle judiciaire de la sentence 2098 XXTEST 1.", [UNDER_REVIEW]),
    ("fr", "La Cour de cassation l'a jugé (Cass. soc., n° 98-99.111).", [""]),
    ("en", "I did not apply Alder v. Birch, 2099 XXTEST 1.", ["not_followed"]),
    ("en", "The board does not agree to follow the award in Alder v. Birch, 2099 XXTEST 1.",
     ["not_followed"]),
    ("en", "The employer did not follow its own policy: see Alder v. Birch, 2099 XXTEST 1.", [""]),
    ("en", "The employer did not apply the policy evenly (2099 XXTEST 1).", [""]),
    ("en", "I agree with the employer that trust was broken: 2099 XXTEST 1.", [""]),
    ("en", "He posted again on the day following his suspension (2099 XXTEST 1).", [""]),
    ("en", "This is different from what he told his supervisor (2099 XXTEST 1).", [""]),
    ("fr", "Il ne peut pas le congédier pour ce motif (Aulne c. Bouleau, 2099 XXTEST 1).", [""]),
    ("fr", "Le Tribunal ne retient pas la version du plaignant (2099 XXTEST 1).", [""]),
    ("fr", "Le Tribunal retient la version du plaignant : 2099 XXTEST 1.", [""]),
    ("fr", "Il est congédié en application de l'article 5 (2099 XXTEST 1).", [""]),
    ("fr", "La faute est différente de la faute lourde (2099 XXTEST 1).", [""]),
    ("fr", "Statuant sur le pourvoi formé contre l'arrêt n° 98-99.112", [UNDER_REVIEW]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "values_said"), WORDS)
def test_a_treatment_is_read_from_the_words_beside_the_citation(language, text, values_said):
    assert said(text, language) == values_said


def test_history_names_the_citation_it_happened_to():
    text = "See 2097 XXTEST 9. Alder v. Birch, 2098 XXTEST 1, aff'd 2099 XXTEST 2."
    spans = [match.span() for match in _CITED.finditer(text)]
    last = find_treatments(text, spans, language="en")[2]
    assert (last.value, last.of, text[last.start : last.end]) == ("affirmed", 1, "aff'd")


@given(st.text(max_size=200), st.sampled_from(["en", "fr"]))
def test_any_text_is_read_and_each_citation_gets_one_answer(text, language):
    spans = [(at, at + 1) for at in range(0, max(len(text) - 1, 0), 7)]
    found = find_treatments(text, spans, language=language)
    assert len(found) == len(spans)
    assert all(0 <= each.start <= each.end <= len(text) for each in found)


def test_a_sentence_of_thousands_of_citations_is_read_in_a_time_that_grows_with_it():
    def seconds(times):
        text = "see 2099 XXTEST 1, " * times
        begun = time.process_time()
        said(text, "en")
        return time.process_time() - begun

    assert seconds(2_000) < 8 * seconds(500) + 0.2


def test_every_treatment_has_its_words_in_the_three_varieties():
    for value in values():
        assert all(label_of(value, locale) for locale in ("en", "fr_CA", "fr_FR"))
    assert label_of("", "en") == ""
