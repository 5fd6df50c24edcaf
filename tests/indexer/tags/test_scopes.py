"""How far a denial, another case and an enumeration reach."""

import pytest

from indexer.analysis import analyse
from indexer.tags.rules import load_rules
from indexer.tags.scopes import find_scopes


def scopes(text, language="en"):
    """Kind and words of each scope of a text."""
    analysed = analyse(text, language)
    hits = load_rules().scanners[language].scan(analysed)
    return {
        (scope.kind, text[analysed.starts[scope.first] : analysed.ends[scope.last - 1]])
        for found in find_scopes(text, analysed, hits).values()
        for scope in found
    }


@pytest.mark.parametrize(
    ("language", "text", "clause"),
    [
        ("en", "He was rude; no threat is alleged.", "no threat is alleged"),
        ("en", "He was rude, but nobody alleges a threat.", "but nobody alleges a threat"),
        ("fr", "Le ton est vif ; personne ne prétend qu'il y ait menace.",
         "personne ne prétend qu'il y ait menace"),
    ],
)  # fmt: skip
def test_a_denial_reaches_its_clause_only(language, text, clause):
    denied = {words for kind, words in scopes(text, language) if kind == "disclaimed"}
    assert denied == {clause}


def test_another_case_reaches_the_sentence_up_to_what_comes_back_here():
    text = "In Moss v. Fern the man was dismissed for threats; here the words were rude."
    cited = {words for kind, words in scopes(text) if kind == "cited"}
    assert cited == {"In Moss v. Fern the man was dismissed for threats"}


def test_a_sentence_that_only_enumerates_issues_is_a_list():
    text = "We shall return to defamation, threats, harassment, trade secrets and whistleblowing."
    assert any(kind == "listed" for kind, _ in scopes(text))


def test_a_plain_sentence_has_no_scope_that_takes_it_back():
    assert not {kind for kind, _ in scopes("The grievor insulted his supervisor on Facebook.")} & {
        "disclaimed", "cited", "listed",
    }  # fmt: skip
