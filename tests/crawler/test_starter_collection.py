from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler import starter_collection
from crawler.courts import load_courts
from crawler.errors import StarterCollectionMissing
from crawler.model import Article, DecisionReference, Telling
from crawler.starter_collection import load_starter

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "starter"
DOCUMENTS = load_starter()
REFERENCES = [each for each in DOCUMENTS if isinstance(each, DecisionReference)]
ARTICLES = [each for each in DOCUMENTS if isinstance(each, Article)]


def _rows(name: str) -> list[dict]:
    return [json.loads(row) for row in (FOLDER / name).read_text("utf-8").split("\n") if row]


def test_the_collection_has_106_references_and_25_articles_in_the_order_of_its_files():
    assert [each.id for each in REFERENCES] == [row["id"] for row in _rows("references.jsonl")]
    assert [each.id for each in ARTICLES] == [row["id"] for row in _rows("articles.jsonl")]
    assert (len(REFERENCES), len(ARTICLES)) == (106, 25)


def test_loading_twice_gives_the_same_documents():
    assert load_starter() == DOCUMENTS


def test_every_entry_is_told_in_both_languages_in_our_own_words():
    for document in DOCUMENTS:
        assert {text.language for text in document.texts} == {"en", "fr"}
        for text in document.texts:
            assert text.telling is Telling.EDITORIAL
            assert text.title == document.title
            assert text.paragraphs[0].anchor == "p1"


def test_every_fact_of_a_reference_is_curated_with_the_pages_that_told_it():
    for row, document in zip(_rows("references.jsonl"), REFERENCES, strict=True):
        for key in ("issues", "platforms", "conduct", "factors", "secondary_outcomes"):
            field = starter_collection._FIELDS[key]
            values = [value.value for value in document.curated if value.field == field]
            assert values == row[key], (document.id, key)
        for value in document.curated:
            assert value.seen_at == tuple(row["seen_at"])
            assert value.confidence == row["confidence"]


def test_what_is_not_established_is_no_value():
    values = {value.value for document in DOCUMENTS for value in document.curated}
    assert not values & {"unknown", "None", "null", ""}


def test_every_court_of_a_reference_is_in_the_table():
    courts = load_courts()
    assert [each.id for each in REFERENCES if each.court not in courts] == []


def test_amounts_dates_and_cautions_are_those_of_the_file():
    for row, document in zip(_rows("references.jsonl"), REFERENCES, strict=True):
        assert str(document.date) == (row["date"] or "")
        assert [float(each.value) for each in document.amounts] == [
            each["value"] for each in row["amounts"]
        ]
        assert {note.language: note.text for note in document.cautions} == (row["caution"] or {})


def test_an_article_names_the_decisions_that_it_discusses():
    known = {each.id for each in REFERENCES}
    assert any(each.cites for each in ARTICLES)
    assert all(set(each.cites) <= known for each in ARTICLES)


def test_steps_of_one_matter_are_linked():
    linked = [each for each in REFERENCES if each.related]
    assert linked
    assert all(step.title for each in linked for step in each.related)


def test_every_provenance_says_that_the_entry_is_curated_and_under_which_licence():
    for document in DOCUMENTS:
        (provenance,) = document.provenances
        assert (provenance.source, provenance.obtained) == ("starter", "curated")
        assert provenance.licence
        assert provenance.fulltext_allowed
        assert len(provenance.content_hash) == 64


def test_an_installation_without_the_collection_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(starter_collection, "files", lambda _: tmp_path)
    monkeypatch.setattr(starter_collection, "__file__", str(tmp_path / "crawler" / "x.py"))
    with pytest.raises(StarterCollectionMissing, match="Install jurisocial again"):
        load_starter()
