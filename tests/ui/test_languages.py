from __future__ import annotations

import re

import lxml.html
import pytest

from tests.ui.conftest import Get

ENGLISH = frozenset(
    """the of and with without search results filters filter help about coverage back showing
    previous next newest relevance clear apply seen known dismissal awarded upheld obtained text
    decision checked machine-made your words this which from where was were there is are has have
    not""".split()  # noqa: SIM905 - a list of words is read as words
)
FRENCH = frozenset(
    """les avec sans chercher résultats filtres aide effacer trier précédente suivante étiquettes
    congédiement licenciement vérifiée aucun lire ceci est dans""".split()  # noqa: SIM905
)
PATHS = (
    "/{}/", "/{}/search?q=facebook&sanction=dismissal", "/{}/search?q=zzz&sanction=dismissal",
    "/{}/search?from=soon", "/{}/help", "/{}/about", "/{}/coverage", "/{}/privacy",
    "/{}/export?q=facebook", "/{}/list?d=ca-qccs-2018-4374", "/{}/list", "/{}/api",
    "/{}/corrections", "/{}/search?q=facebook&issue=defamation&view=table", "/{}/accessibility",
    "/{}/decision/ca-qccs-2018-4374", "/{}/nowhere",
    "/{}/firing?view=place", "/{}/issue", "/{}/compare", "/{}/issue/progressive_discipline",
    "/{}/article/art-x-creer-utiliser-et-supprimer-un-compte-facebook",
)  # fmt: skip


def words_of(page: str, lang: str) -> set[str]:
    """The words that the page says in its own language: nothing marked as another, no names."""
    tree = lxml.html.document_fromstring(page)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        own = element.get("lang") or ""
        foreign = own and not own.startswith(lang)
        quoted = element.tag in ("code", "title", "option") or "facts" in element.get("class", "")
        named = element.get("class") in (
            "seen", "pairs", "hits plain", "scroll hits", "plain kept", "chips",
            "plain linked", "print-only",
        )  # fmt: skip
        named = named or element.get("id") == "facet-court"
        if element.tag != "html" and (foreign or quoted or named):
            element.drop_tree()
    labels = " ".join(
        value
        for element in tree.iter()
        if isinstance(element.tag, str)
        for name, value in element.items()
        if name in ("aria-label", "placeholder")
    )
    text = (tree.find("body").text_content() + " " + labels).casefold()
    return set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))


@pytest.mark.parametrize("path", PATHS)
def test_no_english_word_stands_in_a_french_page(get: Get, path: str):
    assert words_of(get(path.format("fr")).text, "fr") & ENGLISH == set()


@pytest.mark.parametrize("path", PATHS)
def test_no_french_word_stands_in_an_english_page(get: Get, path: str):
    assert words_of(get(path.format("en")).text, "en") & FRENCH == set()


@pytest.mark.parametrize("path", PATHS)
def test_no_french_sign_stands_after_a_breaking_space(get: Get, path: str):
    tree = lxml.html.document_fromstring(get(path.format("fr")).text)
    for element in [*tree.iter("code"), *tree.find_class("hits"), *tree.find_class("recent")]:
        element.drop_tree()
    assert not re.findall(r"\w [:;!?»]", tree.find("body").text_content())


def test_foreign_titles_and_passages_say_their_language(get: Get):
    page = get("/en/search?q=walker").text
    assert re.search(r'lang="fr">Digital Shape Technologies inc. c. ', page)
    assert re.search(r'<span lang="en">', page)
