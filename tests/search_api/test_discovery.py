"""Completions of what is typed, and documents close to one with the reasons."""

from __future__ import annotations

import pytest


def _suggested(api, q: str, **more) -> list[dict]:
    answer = api.get("/api/v1/suggest", params={"q": q, **more})
    assert answer.status_code == 200
    return answer.json()["suggestions"]


@pytest.mark.parametrize(
    ("q", "lang", "kind", "value"),
    [
        ("defam", "en", "issue", "defamation"),
        ("diffa", "fr", "issue", "defamation"),
        ("obligation de loy", "fr", "issue", "duty_of_loyalty"),
        ("loyal", "en", "issue", "duty_of_loyalty"),
        ("cour de cas", "fr", "court", "fr-cass"),
        ("supreme", "en", "court", "scc"),
        ("QCT", "en", "court", "qctat"),
        ("insta", "en", "platform", "instagram"),
        ("sask", "en", "jurisdiction", "CA-SK"),
        ("Petit Bat", "fr", "case", "fr-cass-soc-2020-09-30-19-12058"),
        ("walk", "en", "case", "ca-qccs-2018-4374"),
    ],
)
def test_issues_courts_and_case_names_are_completed(api, q, lang, kind, value):
    assert (kind, value) in {
        (each["kind"], each["value"]) for each in _suggested(api, q, lang=lang)
    }


def test_a_completion_says_what_it_finds_and_how_to_search_it(api, ask):
    for lang in ("en", "fr"):
        for each in _suggested(api, "dis", lang=lang, limit=20):
            assert each["count"] > 0
            if each["kind"] != "case":
                assert ask(q=each["q"], limit=1).total == each["count"]


def test_nothing_is_completed_that_the_collection_does_not_hold(api):
    assert "tiktok" not in {each["value"] for each in _suggested(api, "tik")}


@pytest.mark.parametrize("q", ["", "a", "zzqqxx", "'", "*", "(", "é", "Testenfl", "x" * 400])
def test_hopeless_texts_are_completed_by_nothing(api, q):
    assert _suggested(api, q) == []


@pytest.mark.parametrize("query", ["?q=a&limit=0", "?q=a&limit=999", "?q=a&limit=x", "?p=a"])
def test_wrong_parameters_are_told(api, query):
    assert api.get(f"/api/v1/suggest{query}").status_code == 400


def _similar(api, name: str, **more) -> list[dict]:
    answer = api.get(f"/api/v1/documents/{name}/similar", params=more)
    assert answer.status_code == 200, answer.text
    return answer.json()["similar"]


@pytest.mark.parametrize(
    ("name", "closest"),
    [
        ("fr-cass-soc-2023-10-04-21-25452", "fr-cass-soc-2023-10-04-22-18217"),
        ("ca-onsc-2024-1900", "ca-onca-2025-415"),
        ("ca-skqb-2018-110", "ca-skca-2020-112"),
        ("ca-qctat-2016-482", "ca-qctat-2017-1650"),
    ],
)
def test_steps_of_one_matter_are_close_to_each_other(api, name, closest):
    assert closest in [each["id"] for each in _similar(api, name)[:3]]


def test_every_reason_is_true(api, ask):
    own = api.get("/api/v1/documents/ca-qccs-2018-4374").json()
    tags = {(tag["field"], tag["value"]) for tag in own["tags"]}
    found = _similar(api, "ca-qccs-2018-4374")
    assert found
    for each in found:
        assert each["id"] != "ca-qccs-2018-4374"
        assert each["reasons"]
        other = api.get(f"/api/v1/documents/{each['id']}").json()
        theirs = {(tag["field"], tag["value"]) for tag in other["tags"]}
        for reason in each["reasons"]:
            if reason["kind"] not in ("citations", "words"):
                shared = {(reason["kind"], value["value"]) for value in reason["values"]}
                assert shared <= tags & theirs


def test_reasons_are_told_in_the_language_asked(api):
    (first, *_) = _similar(api, "ca-qccs-2018-4374", lang="fr")
    assert first["reasons"][0]["label"] == "Enjeu"
    assert "Évaluations anonymes d’employeurs" in {
        value["label"] for value in first["reasons"][0]["values"]
    }


def test_an_unknown_document_has_no_neighbours_and_an_alias_leads_to_its_document(api):
    assert api.get("/api/v1/documents/ca-zztest-1/similar").status_code == 404
    moved = api.get("/api/v1/documents/2018 QCCS 4374/similar")
    assert moved.status_code == 308
    assert moved.headers["location"].endswith("/documents/ca-qccs-2018-4374/similar")
    assert api.get("/api/v1/documents/ca-qccs-2018-4374/similar?limit=99").status_code == 400


def test_the_taxonomy_tells_the_signs_of_the_query_language(api):
    operators = api.get("/api/v1/taxonomy").json()["operators"]
    assert {"phrase", "near", "sentence", "field"} <= {each["name"] for each in operators}
    assert all(set(each["need"]) == {"en", "fr"} for each in operators)
