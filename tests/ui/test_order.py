"""What a results page says of its order, over the API as it is."""

from __future__ import annotations

import html
import re

import pytest

from crawler.corpus import Corpus
from crawler.starter_collection import load_starter
from indexer.build import build_index
from indexer.engine import open_engine
from search_api.app import create_app
from tests.ui.conftest import getter


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Ask the pages over the API and the starter collection."""
    folder = tmp_path_factory.mktemp("order")
    with (
        Corpus.open(f"sqlite:///{folder}/corpus.db") as corpus,
        open_engine(f"embedded:{folder}/index") as engine,
    ):
        corpus.put_many((each, ()) for each in load_starter())
        build_index(corpus, engine, full=True)
        yield getter(create_app(engine, corpus))


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def link(page: str, text: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{re.escape(text)}</a>', page)
    assert found is not None, text
    return html.unescape(found.group(1))


def test_the_page_names_what_it_favours_and_can_do_without(real):
    page = real("/en/search?q=fired+for+a+Facebook+post+in+Qu%C3%A9bec").text
    assert "Also favoured: Quebec, Facebook, Dismissal (firing)." in plain(page)
    without = link(page, "Do not favour them")
    assert "lift=0" in without
    other = real(without).text
    assert "Also favoured" not in other
    assert 'name="lift" value="0"' in other
    assert "lift" not in link(other, "Favour what the words name")


def test_the_page_lists_the_other_words_and_can_do_without(real):
    page = real("/fr/search?q=cong%C3%A9di%C3%A9+Facebook").text
    assert "Autres mots qui comptent aussi" in page
    assert "licencié" in plain(page)
    other = real(link(page, "Chercher seulement les mots saisis")).text
    assert "Autres mots qui comptent aussi" not in other
    assert 'name="expand" value="0"' in other
    assert "expand" not in link(other, "Chercher aussi d’autres mots que ceux saisis")


def test_the_reasons_of_a_rank_are_shown_on_request(real):
    page = real("/en/search?q=insult+manager+Facebook").text
    assert "Why this rank" not in page
    shown = real(link(page, "Why this order?")).text
    assert "Why this rank" in shown
    assert "“Facebook” in: text" in plain(shown)
    assert re.search(r"Sum [\d.]+, times authority [\d.]+ .* gives [\d.]+\.", plain(shown))
    assert "explain" not in link(shown, "Hide the reasons of the order")


def test_quoted_words_have_no_others_and_favour_nothing(real):
    page = real("/en/search?q=%22dismissed%22").text
    assert "Also favoured" not in page
    assert "Other words that count too" not in page


def test_the_similar_documents_of_a_decision_are_listed_with_reasons(real):
    page = plain(real("/en/decision/fr-cass-soc-2023-10-04-21-25452").text)
    assert "Close decisions and articles" in page
    assert "Mme B. c. association Hôpital Foch" in page


def test_the_help_tries_its_own_examples(real):
    page = real("/en/help").text
    examples = re.findall(r'<a href="(/en/search\?q=[^"]+)"><code>', page)
    assert len(examples) >= 15
    assert "results" in plain(real(html.unescape(examples[0])).text)
