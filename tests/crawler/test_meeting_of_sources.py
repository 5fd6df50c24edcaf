"""One decision from several sources, in two languages, in any order of arrival, is one page."""

from __future__ import annotations

import json
import tempfile
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.corpus import Corpus
from crawler.document_codec import document_to_json
from crawler.errors import DocumentRemoved, UnknownDocument
from crawler.merge_story import merge_story, story_lines
from crawler.model import (
    CuratedValue,
    Decision,
    DecisionReference,
    Document,
    PartialDate,
    Telling,
    Text,
)
from tests.crawler.documents import decision, name, provenance


def _records() -> tuple[Document, ...]:
    """The same synthetic decision: curated, with texts of two sources, and listed by a third."""
    both = (name("neutral", "2099 FPSLREB 12"),)
    curated = decision(
        "zz-curated",
        citation="Zorblax, 2 January 2099",
        identifiers=both,
        date=PartialDate(2099, 1, 2),
        texts=(Text("en", paragraphs=decision().texts[0].paragraphs, telling=Telling.EDITORIAL),),
        provenances=(provenance("starter", obtained="curated", source_id="zorblax"),),
        curated=(CuratedValue("sanction", "dismissal"),),
        kind=DecisionReference,
    )
    english = decision(
        "zz-english",
        text="The employee wrote about Zorblax, at some length, in English.",
        identifiers=(*both, name("docket", "566-02-99999")),
        provenances=(provenance("a2aj", source_id="2099 FPSLREB 12"),),
    )
    french = decision(
        "zz-french",
        text="L'employé a écrit au sujet de Zorblax.",
        language="fr",
        title="Quuxley c. Zorblax ltée",
        identifiers=(name("neutral", "2099 CRTESPF 12"),),
        date=PartialDate(2099, 1, 3),
        provenances=(provenance("decisia", source_id="fpslreb-crtespf-d-12"),),
    )
    listed = decision(
        "zz-listed",
        text="",
        identifiers=(*both, name("canlii_id", "2099fpslreb12")),
        provenances=(provenance("canlii", source_id="2099fpslreb12", fulltext_allowed=False),),
        subjects=("social media",),
        kind=DecisionReference,
    )
    return curated, english, french, listed


def _stored(folder: Path, records: tuple[Document, ...]) -> tuple[Document, Corpus]:
    corpus = Corpus.open(f"sqlite:///{folder}/corpus.db")
    for record in records:
        corpus.put(record)
    (only,) = corpus.documents()
    return only, corpus


def _content(document: Document) -> tuple[object, ...]:
    stored = json.loads(document_to_json(document))
    names = {stored.pop("id"), *stored.pop("aliases", ())}
    return names, json.dumps(stored, sort_keys=True)


def test_three_sources_in_two_languages_make_one_document_with_every_identifier(tmp_path: Path):
    document, corpus = _stored(tmp_path, _records())
    assert type(document) is Decision
    assert {str(each) for each in document.identifiers} == {
        "2099 FPSLREB 12",
        "566-02-99999",
        "2099fpslreb12",
    }
    assert {(text.language, text.telling) for text in document.texts} == {
        ("en", Telling.SOURCE),
        ("fr", Telling.SOURCE),
        ("en", Telling.EDITORIAL),
    }
    assert document.citation == "Zorblax, 2 January 2099"
    assert document.curated == (CuratedValue("sanction", "dismissal"),)
    assert {one.source for one in document.provenances} == {"starter", "a2aj", "decisia", "canlii"}
    for spelling in ("2099 CRTESPF 12", "2099 fpslreb 12", "566-02-99999", "2099fpslreb12",
                     "zz-curated", "zz-english", "zz-french", "zz-listed"):  # fmt: skip
        assert corpus.resolve(spelling) == (document.id,), spelling
    corpus.close()


def test_the_order_of_arrival_changes_nothing_but_the_id():
    contents = set()
    for order in permutations(_records()):
        with tempfile.TemporaryDirectory() as folder:
            document, corpus = _stored(Path(folder), order)
            corpus.close()
            assert document.id == order[0].id
            names, content = _content(document)
            contents.add((frozenset(names), content))  # type: ignore[call-overload]
    assert len(contents) == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(range(4)), min_size=4, max_size=9).filter(lambda n: len({*n}) == 4))
def test_records_that_come_again_in_any_order_change_nothing(order: list[int]):
    records = _records()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        once, corpus = _stored(Path(folder), tuple(records[n] for n in dict.fromkeys(order)))
        corpus.close()
        again, corpus = _stored(Path(other), tuple(records[n] for n in order))
        sequence = corpus.sequence()
        for record in records:
            corpus.put(record)
        assert corpus.sequence() == sequence
        corpus.close()
        assert _content(again) == _content(once)


def test_a_merge_can_be_explained_value_by_value(tmp_path: Path):
    document, corpus = _stored(tmp_path, _records())
    story = merge_story(corpus, "zz-french")
    assert story.id == document.id
    assert [record.name for record in story.records] == [
        "starter zorblax",
        "a2aj 2099 FPSLREB 12",
        "decisia fpslreb-crtespf-d-12",
        "canlii 2099fpslreb12",
    ]
    told = {(value.field, value.value): value for value in story.values}
    day = told["date", "2099-01-02"]
    assert "a2aj 2099 FPSLREB 12" in day.given_by
    assert day.otherwise == (("decisia fpslreb-crtespf-d-12", "2099-01-03"),)
    assert told["identifiers", "2099fpslreb12"].given_by == ("canlii 2099fpslreb12",)
    assert told["subjects", "social media"].given_by == ("canlii 2099fpslreb12",)
    assert told["curated", "sanction = dismissal"].given_by == ("starter zorblax",)
    texts = {value.field: value.given_by for value in story.values if "text" in value.field}
    assert texts["text fr, source"] == ("decisia fpslreb-crtespf-d-12",)
    assert texts["text en, editorial"] == ("starter zorblax",)
    lines = list(story_lines(story))
    assert lines[0] == document.id
    assert "  decisia fpslreb-crtespf-d-12 says: 2099-01-03" in lines
    corpus.close()


def test_a_document_that_is_not_there_or_was_removed_cannot_be_explained(tmp_path: Path):
    document, corpus = _stored(tmp_path, _records())
    with pytest.raises(UnknownDocument):
        merge_story(corpus, "zz-nowhere")
    corpus.remove(document.id, "synthetic")
    with pytest.raises(DocumentRemoved):
        merge_story(corpus, document.id)
    corpus.close()
