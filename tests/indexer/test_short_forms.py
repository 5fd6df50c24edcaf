"""A short form leads to the full citation that the document gave before, or nowhere."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citations import find_citations, find_in_document

FORMS = [
    ("en", "Alder v. Birch, 2099 XXTEST 1. In Alder, supra, the post was public.", "Alder", 1),
    ("en", "See Alder Mills Ltd. v. Union, 2099 XXTEST 1 [Alder Mills]. The Alder Mills decision "
     "is older.", "Alder Mills", 1),
    ("en", "Alder v. Birch, 2099 XXTEST 1. As said in Birch at para 12, no.", "Birch", 1),
    ("en", "Alder v. Birch, 2099 XXTEST 1. Ibid., at para 7.", "Ibid.", 1),
    ("fr", "Aulne c. Bouleau, 2099 XXTEST 1. L'arrêt Aulne le dit.", "Aulne", 1),
    ("fr", "Aulne c. Bouleau, 2099 XXTEST 1. Bouleau, précité, par. 34.", "Bouleau", 1),
    ("fr", "Voir 2099 XXTEST 1 (« Bouleau »). La décision Bouleau est claire.", "Bouleau", 1),
    ("en", "Alder v. Birch, 2099 XXTEST 1; Alder v. Cedar, 2099 XXTEST 2. In Alder, supra, no.",
     "Alder", 0),
    ("en", "Ibid. The Alder decision is not here; 2099 XXTEST 1.", "Ibid.", 0),
    ("en", "The Alder decision, 2099 XXTEST 1, is here.", "Alder", 0),
    ("en", "Alder v. Birch, 2099 XXTEST 1. Human Rights Code, s. 5. Ibid., at para 3.", "Ibid.", 0),
    ("en", "Alder v. Birch, 2099 XXTEST 1. A book says so. Ibid., p. 40.", "Ibid.", 0),
    ("fr", "Aulne c. Bouleau, 2099 XXTEST 1. Ibid., art. 5.", "Ibid.", 0),
    ("en", "Union v. Alder Hospital, 2099 XXTEST 1. The Hospital decision to dismiss her.",
     "Hospital", 0),
    ("en", "Alder v. Birch, 2099 XXTEST 1. The Birch decision to dismiss her.", "Birch", 0),
    ("en", "Alder v. Birch, 2099 XXTEST 1. In Großen Alder, supra, no.", "Alder", 1),
    ("en", "Alder Company v. Birch, 2099 XXTEST 1. It was a Company decision.", "Company", 0),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "short", "times"), FORMS)
def test_a_short_form_stands_for_the_citation_before_it(language, text, short, times):
    found = [each for each in find_citations(text, language=language) if each.kind == "name"]
    assert [(each.quote, each.normal) for each in found] == [(short, "2099 XXTEST 1")] * times


def test_a_short_form_in_a_later_paragraph_keeps_its_pinpoint():
    paragraphs = ("Aulne c. Bouleau, 2099 XXTEST 1.", "Rien.", "Aulne, précité, par. 34, le dit.")
    (found,) = find_in_document(paragraphs, language="fr-CA")[2]
    assert (found.kind, found.normal, found.pinpoint) == ("name", "2099 XXTEST 1", "34")


def test_ibid_does_not_reach_over_a_paragraph_without_a_citation():
    paragraphs = ("Aulne c. Bouleau, 2099 XXTEST 1.", "Un livre le dit.", "Ibid.")
    assert find_in_document(paragraphs, language="fr")[2] == ()
    assert find_in_document(paragraphs[::2], language="fr")[1]


def test_short_forms_are_read_in_a_time_that_grows_with_the_text():
    def seconds(times):
        begun = time.process_time()
        find_citations("2099 XXTEST 1, ibid. " * times, language="en")
        return time.process_time() - begun

    assert seconds(4_000) < 8 * seconds(1_000) + 0.2


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_read(texts):
    found = find_in_document([*texts, "Aulne c. Bouleau, 2099 XXTEST 1", *texts], language="fr")
    for text, citations in zip(texts, found, strict=False):
        assert all(text[each.start : each.end] == each.quote for each in citations)
