"""The API over HTTP: one error body everywhere, private queries, no trace of what was typed."""

from __future__ import annotations

import csv
import io
import json
import logging
import zipfile

import pytest

from crawler.errors import CorpusBusy
from indexer.engine import open_engine
from search_api.app import Limits, create_app
from search_api.responses import DocumentBody, Problem, SearchBody, TaxonomyBody
from tests.search_api.in_memory_client import InMemoryClient

GROUP = "fr-cass-soc-2018-09-12-16-11690"
WALKER = "ca-qccs-2018-4374"


def problem(response, status):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = Problem.model_validate(response.json())
    assert body.status == status
    assert body.title
    assert body.detail
    return body


def test_a_search_is_the_body_of_the_contract_and_is_kept_private(api):
    response = api.get("/api/v1/search", params={"q": "facebook", "jurisdiction": "FR"})
    body = SearchBody.model_validate(response.json())
    assert body.query.filters == {"jurisdiction": ["FR"]}
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-robots-tag"] == "noindex"
    assert "access-control-allow-origin" not in response.headers


def test_post_gives_the_same_answer_without_an_address_that_tells(api):
    asked = {"q": "facebook", "jurisdiction": ["FR", "CA-QC"], "limit": 3}
    posted = api.post("/api/v1/search", json=asked)
    got = api.get("/api/v1/search", params=asked)
    assert posted.json() == got.json()


def test_a_query_error_has_place_and_suggestion_in_the_readers_language(api):
    said = problem(api.get("/api/v1/search", params={"q": 'a "b', "lang": "fr"}), 400)
    assert said.errors[0].suggestion == 'a "b"'
    assert (said.errors[0].name, said.errors[0].start) == ("q", 2)
    assert "guillemet" in said.detail
    posted = api.post("/api/v1/search", json={"q": 'a "b', "lang": "fr"})
    assert "guillemet" in problem(posted, 400).detail


def test_an_unknown_name_is_refused_with_the_nearest(api):
    assert problem(api.get("/api/v1/search?platfrom=x"), 400).errors[0].suggestion == "platform"
    assert (
        problem(api.get(f"/api/v1/documents/{GROUP}?lnag=fr"), 400).errors[0].suggestion == "lang"
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/api/v1/search", 405),
        ("PUT", "/api/v1/lookup", 405),
        ("GET", "/api/v1/documents/zz-nothing-like-it", 404),
        ("GET", "/api/v1/documents/ca-qccs-2099-779", 410),
        ("GET", "/api/v1/export?format=xls", 400),
        ("GET", "/api/v1/search?page=0", 400),
        ("POST", "/api/v1/search", 422),
        ("POST", "/api/v1/lookup", 422),
    ],
)
def test_every_error_has_the_one_body(api, method, path, status):
    problem(api.request(method, path), status)


def test_every_route_of_the_description_answers_errors_with_the_one_body(api):
    described = api.get("/api/v1/openapi.json").json()
    assert {"/api/v1/search", "/api/v1/export", "/api/v1/lookup", "/api/v1/taxonomy",
            "/api/v1/sources", "/api/v1/health", "/api/v1/documents/{id}",
            "/api/v1/documents/{id}/citing", "/api/v1/documents/{id}/cited",
            } <= set(described["paths"])  # fmt: skip
    for path, operations in described["paths"].items():
        assert set(operations) <= {"get", "post"}
        for operation in operations.values():
            content = operation["responses"]["default"]["content"]
            assert list(content) == ["application/problem+json"]
        problem(api.request("PATCH", path.replace("{id}", GROUP)), 405)
        if "post" in operations:
            problem(api.post(path, content=b"{", headers={"content-type": "application/json"}), 422)
    names = {each["name"] for each in described["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert {"q", "issue", "jurisdiction", "cites", "from", "sort", "cursor"} <= names


def test_a_document_comes_whole_with_proof_and_provenance(api):
    response = api.get(f"/api/v1/documents/{GROUP}", params={"lang": "fr"})
    body = DocumentBody.model_validate(response.json())
    assert body.citations["france"].startswith("Cass. soc., 12 sept. 2018, n°\u00a016-11.690")
    assert body.provenances[0].source_label == "Collection de départ"
    assert all(text.editorial for text in body.texts)
    conduct = next(tag for tag in body.tags if tag.field == "conduct")
    assert (conduct.origin, conduct.strength) == ("curated", "curated")
    assert conduct.seen_at
    assert response.headers["x-robots-tag"] == "noindex"
    again = api.get(
        f"/api/v1/documents/{GROUP}?lang=fr", headers={"If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304
    assert not again.content


def test_a_document_marks_the_words_of_a_query_but_never_its_bench(api):
    name = "fr-cass-soc-2099-03-04-99-99999"
    asked = {"q": "Facebook Testenflûte"}
    body = DocumentBody.model_validate(api.get(f"/api/v1/documents/{name}", params=asked).json())
    bench, reasons, *_ = body.texts[0].paragraphs
    assert "Testenflûte" in bench.text
    assert bench.zone == "formation"
    assert bench.spans == []
    assert [reasons.text[start:end] for start, end in reasons.spans] == ["Facebook"]
    problem(api.get(f"/api/v1/documents/{name}", params={"q": '"'}), 400)


@pytest.mark.parametrize("name", ["2018 QCCS 4374", "2018qccs4374"])
def test_any_name_of_a_document_leads_to_its_id(api, name):
    response = api.get(f"/api/v1/documents/{name}?lang=fr")
    assert response.status_code == 308
    assert response.headers["location"] == f"/api/v1/documents/{WALKER}?lang=fr"
    linked = api.get(f"/api/v1/documents/{name}/citing")
    assert linked.headers["location"] == f"/api/v1/documents/{WALKER}/citing"


def test_an_unknown_document_is_answered_with_the_nearest_id(api):
    said = problem(api.get("/api/v1/documents/ca-qccs-2018-4375"), 404)
    assert said.errors[0].suggestion == WALKER


def test_citing_and_cited_are_two_ends_of_one_line(api):
    citing = api.get(f"/api/v1/documents/{WALKER}/citing").json()
    assert "ca-qccs-2099-777" in [each["id"] for each in citing["links"]]
    relations = {each["kind"]: each["relation"] for each in citing["links"]}
    assert relations["article"] == "discussed_by"
    cited = api.get("/api/v1/documents/ca-qccs-2099-777/cited").json()
    assert [each["id"] for each in cited["links"]] == [WALKER]
    assert citing["total"] == len(citing["links"])


def test_a_list_of_citations_is_looked_up_in_its_order(api):
    asked = ["16-11690", "2018 QCCS 4374", "2099 XXTEST 12", ""]
    results = api.post("/api/v1/lookup", json=asked).json()["results"]
    assert [each["text"] for each in results] == asked
    assert [each["status"] for each in results] == ["found", "found", "not_found", "not_found"]
    assert results[1]["matches"][0]["id"] == WALKER


@pytest.mark.parametrize("q", ["facebook", "private Facebook group insult manager", ""])
def test_rows_of_the_export_equal_the_count(api, q):
    total = api.get("/api/v1/search", params={"q": q, "jurisdiction": "FR"}).json()["total"]
    asked = {"q": q, "jurisdiction": "FR", "format": "csv"}
    archive = zipfile.ZipFile(io.BytesIO(api.get("/api/v1/export", params=asked).content))
    text = archive.read("jurisocial.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    record = json.loads(archive.read("jurisocial.csv.query.json"))
    assert len(rows) == total == record["total"] == record["rows"]
    assert {row["jurisdiction"] for row in rows} == {"FR"}
    assert "jurisocial.csv.codebook.csv" in archive.namelist()


def test_the_bare_export_is_the_stream_alone(api):
    asked = {"q": "facebook", "format": "jsonl", "bare": "1"}
    response = api.get("/api/v1/export", params=asked)
    rows = [json.loads(line) for line in response.text.splitlines()]
    hits = api.get("/api/v1/search", params={"q": "facebook", "limit": 100}).json()["hits"]
    assert [row["id"] for row in rows] == [hit["id"] for hit in hits]
    assert response.headers["cache-control"] == "private, no-store"
    assert "attachment" in response.headers["content-disposition"]


def test_the_taxonomy_has_every_vocabulary_in_three_varieties(api):
    body = TaxonomyBody.model_validate(api.get("/api/v1/taxonomy").json())
    issue = next(each for each in body.vocabularies if each.name == "issue")
    assert len(issue.entries) == 37
    assert all(set(entry.label) == {"en", "fr_CA", "fr_FR"} for entry in issue.entries)
    assert any(entry.count for entry in issue.entries)
    assert {each.family for each in issue.entries} == {each.value for each in body.families}


def test_sources_and_health_say_how_things_stand(api, engine):
    sources = {each["name"]: each for each in api.get("/api/v1/sources").json()["sources"]}
    assert {"a2aj", "judilibre", "starter"} <= set(sources)
    assert sources["starter"]["documents"] == 131
    assert "Apache License" in sources["starter"]["licence"]
    health = api.get("/api/v1/health").json()
    assert health["status"] == "ok"
    assert health["generation"] == engine.generation().name


def test_without_an_index_the_command_that_makes_one_is_told(corpus, tmp_path):
    with open_engine(f"embedded:{tmp_path}/none") as engine:
        client = InMemoryClient(create_app(engine, corpus))
        assert "jurisocial index" in problem(client.get("/api/v1/search?q=x"), 503).detail
        response = client.get("/api/v1/health")
        assert (response.status_code, response.json()["status"]) == (503, "no_index")
        assert client.get(f"/api/v1/documents/{WALKER}").status_code == 200


def test_an_index_of_another_version_is_told_with_its_repair(corpus, tmp_path):
    with open_engine(f"embedded:{tmp_path}/old") as engine:
        engine.begin(fingerprint="0ld0ld00", sequence=0).publish(sequence=0)
        client = InMemoryClient(create_app(engine, corpus))
        assert "index --full" in problem(client.get("/api/v1/search?q=x"), 503).detail
        response = client.get("/api/v1/health")
        assert (response.status_code, response.json()["status"]) == (503, "outdated")


def test_what_was_typed_is_in_no_log(api, corpus, caplog):
    caplog.set_level(logging.DEBUG)
    api.get("/api/v1/search", params={"q": "zzsecretzz facebook"})
    api.get("/api/v1/search", params={"q": 'zzsecretzz "'})
    api.post("/api/v1/search", json={"q": "zzsecretzz", "page": 0})
    api.post("/api/v1/lookup", json=["zzsecretzz"])

    class Broken:
        def generation(self):
            raise ZeroDivisionError("zzsecret" + "zz")

    broken = InMemoryClient(create_app(Broken(), corpus))
    said = problem(broken.get("/api/v1/search?q=zzsecretzz"), 500)
    assert said.reference in caplog.text
    assert "ZeroDivisionError" in caplog.text
    ours = [each for each in caplog.records if not each.name.startswith("httpx")]
    assert "zzsecretzz" not in "\n".join(each.getMessage() for each in ours)
    assert "zzsecretzz" not in said.model_dump_json()


def test_a_body_beyond_the_limit_is_refused(engine, corpus):
    client = InMemoryClient(create_app(engine, corpus, limits=Limits(largest_body=1000)))
    problem(client.post("/api/v1/search", json={"q": "x" * 2000}), 413)


def test_a_corpus_that_does_not_answer_is_told(engine):
    class Busy:
        def resolve(self, text):
            raise CorpusBusy("corpus.db", 5)

    said = problem(
        InMemoryClient(create_app(engine, Busy())).get("/api/v1/search?q=16-11.690"), 503
    )
    assert "another process" in said.detail


def test_a_body_sent_in_pieces_is_bounded_too(engine, corpus):
    async def pieces():
        for _ in range(20):
            yield b"x" * 100

    client = InMemoryClient(create_app(engine, corpus, limits=Limits(largest_body=1000)))
    problem(client.post("/api/v1/search", content=pieces()), 413)


@pytest.mark.parametrize("path", ["/api/v1/search?q=facebook", "/api/v1/health"])
def test_head_answers_as_get_without_a_body(api, path):
    got, head = api.get(path), api.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_half_a_character_in_a_body_is_refused_with_its_name(api):
    found = api.post(
        "/api/v1/search",
        content=b'{"q": "\\ud800"}',
        headers={"content-type": "application/json"},
    )
    assert problem(found, 400).errors[0].name == "q"
