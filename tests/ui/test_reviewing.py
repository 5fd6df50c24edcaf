"""The verbs by which people check tags, on a data folder of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, Claim
from indexer.tagging_evaluation import evaluate_tagging
from search_api.correcting import correct, report
from search_api.labelled import labelled_rows
from tests.indexer.documents import PROVENANCE, article
from tests.search_api.in_memory_client import InMemoryClient
from tests.ui.test_cli import (  # noqa: F401 - fixtures
    LINE,
    WALKER,
    clear_error,
    collection,
    file_of,
    folder,
    folders_with,
    run,
)
from ui.cli import serving
from ui.cli.settings import Places

NOW = datetime(2099, 5, 6, tzinfo=UTC)
TEXT = "She called her boss a crook on Facebook. That is defamation, and he sued her for it."


@pytest.fixture
def given(run, folder):  # noqa: F811
    """The folder, with a verb run on it and its corpus to look at."""

    def corpus():
        return Corpus.open(f"sqlite:///{folder}/corpus.db")

    def asked(*words):
        return run("--data", folder, *words)

    def issues(name=WALKER):
        body = json.loads(asked("show", name, "--format", "json").out)
        return {tag["value"]: tag["origin"] for tag in body["tags"] if tag["field"] == "issue"}

    def found(**filters):
        options = [word for pair in filters.items() for word in ("--filter", "=".join(pair))]
        said = asked("search", "", *options, "--format", "json", "--limit", "100")
        return {hit["id"] for hit in json.loads(said.out)["hits"]}

    return SimpleNamespace(folder=folder, corpus=corpus, ask=asked, issues=issues, found=found)


def test_each_verb_does_what_it_says_and_the_search_has_it(given):
    held = given.issues()
    assert held.pop("defamation") == "curated"
    first = next(iter(held))
    assert WALKER not in given.found(issue="whistleblowing")
    assert given.ask("verify", WALKER, first, "--note", "Read.", "--by", "AB").code == 0
    assert given.ask("reject", "2018 QCCS 4374", "defamation").code == 0
    said = given.ask("add", WALKER, "whistleblowing")
    assert said.code == 0
    assert said.out == f"{WALKER}: whistleblowing is added.\n"
    after = given.issues()
    assert (after[first], after["whistleblowing"]) == ("person", "person")
    assert "defamation" not in after
    assert WALKER in given.found(issue="whistleblowing", verified="yes")
    assert WALKER not in given.found(issue="defamation")
    with given.corpus() as corpus:
        check = corpus.people.checks([WALKER])[WALKER][0]
    assert (check.action, check.note, check.made_by) == (CheckAction.VERIFY, "Read.", "AB")
    assert "nothing changed" in given.ask("add", WALKER, "whistleblowing").out


def test_a_check_may_wait_for_the_index(given):
    given.ask("add", WALKER, "whistleblowing", "--no-index")
    assert given.issues()["whistleblowing"] == "person"
    assert WALKER not in given.found(issue="whistleblowing")
    given.ask("index")
    assert WALKER in given.found(issue="whistleblowing")


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "nosuch", "defamation"),
        ("verify", WALKER, "defamatoin"),
        ("verify", WALKER, "whistleblowing"),
        ("add", WALKER),
        ("add", WALKER, "defamation", "--note", "x" * 501),
        ("reports", "accept", "1"),
        ("reports", "dismiss", "1"),
        ("reports", "accept", "x"),
        ("reports", "export"),
        ("reports", "export", "-o", "no/such/folder/x.jsonl"),
        ("reports", "nosuch"),
    ],
)
def test_a_wrong_use_is_one_clear_line(given, words):
    clear_error(given.ask(*words))


def test_reports_are_listed_accepted_and_dismissed(given):
    with given.corpus() as corpus:
        report(corpus, WALKER, "defamation", Claim.WRONG, now=NOW, remark="Not said there.")
        report(corpus, WALKER, "whistleblowing", Claim.MISSING, now=NOW)
        report(corpus, WALKER, "just_cause", Claim.MISSING, now=NOW)
    table = given.ask("reports").out
    assert table == given.ask("reports", "list").out
    assert "Not said there." in table
    rows = json.loads(given.ask("reports", "--format", "json").out)
    assert rows == json.loads(given.ask("reports", "list", "--format", "json").out)
    assert [(row["number"], row["id"], row["issue"], row["claim"]) for row in rows] == [
        (1, WALKER, "defamation", "wrong"),
        (2, WALKER, "whistleblowing", "missing"),
        (3, WALKER, "just_cause", "missing"),
    ]
    assert given.ask("reports", "accept", "1").code == 0
    assert given.ask("reports", "accept", "2", "--by", "AB").code == 0
    assert given.ask("reports", "dismiss", "3").code == 0
    held = given.issues()
    assert "defamation" not in held
    assert held["whistleblowing"] == "person"
    assert "just_cause" not in held or held["just_cause"] != "person"
    assert WALKER in given.found(issue="whistleblowing")
    assert json.loads(given.ask("reports", "--format", "json").out) == []
    every = json.loads(given.ask("reports", "list", "--all", "--format", "json").out)
    assert [row["state"] for row in every] == ["accepted", "accepted", "dismissed"]
    assert "accepted before" in clear_error(given.ask("reports", "accept", "1"))


def test_places_may_be_named_before_or_after_reports_and_its_verbs(given, run, tmp_path):  # noqa: F811
    with given.corpus() as corpus:
        report(corpus, WALKER, "defamation", Claim.WRONG, now=NOW)
    for words in (
        ("--data", given.folder, "reports", "list"),
        ("--data", tmp_path / "no", "reports", "--data", given.folder, "list"),
        ("--data", tmp_path / "no", "reports", "list", "--data", given.folder),
        ("reports", "--data", tmp_path / "no", "list", "--data", given.folder),
        ("--data", tmp_path / "no", "reports", "--data", given.folder),
    ):
        assert "defamation" in run(*words).out, words


def test_a_backup_keeps_the_checks_and_a_removal_takes_their_words(given, run, tmp_path, file_of):  # noqa: F811
    given.ask("import", file_of("a.jsonl", {**LINE, "text": TEXT}))
    given.ask("add", "2099 XXTEST 12", "whistleblowing", "--note", "Wunderquist said so.")
    with given.corpus() as corpus:
        (name,) = corpus.resolve("2099 XXTEST 12")
    assert given.ask("backup", tmp_path / "backup").code == 0
    again = tmp_path / "again"
    assert run("--data", again, "restore", tmp_path / "backup").code == 0
    hits = run(
        "--data", again, "search", "", "--filter", "issue=whistleblowing", "--format", "json"
    )
    assert name in {hit["id"] for hit in json.loads(hits.out)["hits"]}
    assert folders_with(given.folder, "underquist")
    assert given.ask("remove", name, "--reason", "x").code == 0
    assert folders_with(given.folder, "underquist") == []


def test_what_was_checked_is_written_as_labelled_passages(given, tmp_path, file_of):  # noqa: F811
    words = "Attendu que le salarié a injurié son chef sur Facebook."
    bench = "COUR DE CASSATION\n\nPrésidence de Mme Zéphirine TESTENFLÛTE, présidente\n\n"
    french = {
        **LINE, "citation": "2099 XXTEST 13", "jurisdiction": "FR", "language": "fr",
        "court": "fr-cass", "text": bench + words,
    }  # fmt: skip
    closed = {**LINE, "citation": "2099 XXTEST 14", "text": TEXT, "fulltext_allowed": False}
    path = file_of("a.jsonl", {**LINE, "text": TEXT}, french, closed)
    assert given.ask("import", path).code == 0
    named = {number: f"2099 XXTEST {number}" for number in (12, 13, 14)}
    machine = [each for each, origin in given.issues(named[12]).items() if origin == "machine"]
    assert "defamation" in machine
    given.ask("verify", named[12], "defamation", "--no-index")
    given.ask("reject", named[12], "whistleblowing", "--no-index")
    for number in (13, 14):
        given.ask("add", named[number], "insult_and_abuse", "--no-index")
    given.ask("verify", WALKER, "defamation", "--no-index")
    out = tmp_path / "labelled.jsonl"
    said = given.ask("reports", "export", "-o", out)
    assert (said.code, said.err) == (0, f"4 documents in {out}\n")
    rows = {row["id"]: row for row in map(json.loads, out.read_text("utf-8").splitlines())}
    with given.corpus() as corpus:
        ids = {number: corpus.resolve(name)[0] for number, name in named.items()}
    row = rows[ids[12]]
    assert (row["variety"], row["kind"], row["on_topic"]) == ("en-CA", "decision", True)
    assert row["text"] == TEXT
    assert row["issues"] == ["defamation"]
    assert row["hard_negative"] == ["whistleblowing"]
    assert set(row["borderline"]) == set(machine) - {"defamation"}
    assert row["evidence"]["defamation"] in TEXT
    assert row["licence"] == [LINE["licence"]]
    assert rows[ids[13]]["variety"] == "fr-FR"
    assert "injurié" in rows[ids[13]]["text"]
    assert "TESTENFL" not in out.read_text("utf-8"), "the bench is in no export"
    assert rows[ids[14]]["text"] == "", "its licence keeps the text here"
    assert rows[WALKER]["text"], "told in our own words"
    assert rows[WALKER]["sanction"] == "unknown" or "sanction" not in rows[WALKER]["unlabelled"]
    figures = evaluate_tagging([row])
    assert figures["per_issue"]["defamation"] == {
        **figures["per_issue"]["defamation"], "precision": 1.0, "recall": 1.0, "support": 1,
    }  # fmt: skip


def test_an_extract_that_may_only_be_shown_is_not_given_away(given):
    closed = replace(PROVENANCE, fulltext_allowed=False)
    shown = replace(article("extract", "She was rude on Facebook."), provenances=(closed,))
    with given.corpus() as corpus:
        corpus.put(shown)
        corpus.put(article("free", "She was rude on Facebook."))
        for each in ("art-x-extract", "art-x-free"):
            correct(corpus, each, "insult_and_abuse", CheckAction.ADD, now=NOW)
        rows = {row["id"]: row for row in labelled_rows(corpus)}
    assert (rows["art-x-extract"]["kind"], rows["art-x-extract"]["text"]) == ("article", "")
    assert rows["art-x-free"]["text"] == "She was rude on Facebook."


def test_a_form_of_the_page_reaches_the_queue(given):
    places = Places(
        given.folder, f"sqlite:///{given.folder}/corpus.db", f"embedded:{given.folder}/index"
    )
    server = InMemoryClient(serving.make_app(places))
    path = f"/fr/decision/{WALKER}/report"
    sent = {"tag": "wrong:defamation", "remark": "Pas là."}
    own = {"sec-fetch-site": "same-origin"}
    assert server.post(path, data=sent, headers=own).status_code == 303
    unknown = server.post(path, data={"tag": "wrong:nosuch"}, headers=own)
    assert unknown.status_code == 422
    assert "Il n’y a pas d’enjeu" in unknown.text
    gone = path.replace(WALKER, "zz-nowhere")
    assert server.post(gone, data=sent, headers=own).status_code == 404
    (waiting,) = json.loads(given.ask("reports", "--format", "json").out)
    assert (waiting["id"], waiting["remark"]) == (WALKER, "Pas là.")


def test_the_server_takes_corrections_with_its_token_and_reports_without(given, monkeypatch):
    places = Places(
        given.folder, f"sqlite:///{given.folder}/corpus.db", f"embedded:{given.folder}/index"
    )
    path = f"/api/v1/documents/{WALKER}"
    asked = {"action": "reject", "issue": "defamation"}
    monkeypatch.setenv(serving.TOKEN_VARIABLE, " right \n")
    server = InMemoryClient(serving.make_app(places))
    bearer = {"authorization": "Bearer right"}
    assert server.post(f"{path}/tags", json=asked).status_code == 401
    assert server.post(f"{path}/tags", json=asked, headers=bearer).status_code == 200
    assert server.post(f"{path}/reports", json={"issue": "just_cause"}).status_code == 202
    assert "defamation" not in given.issues()
    monkeypatch.delenv(serving.TOKEN_VARIABLE)
    closed = InMemoryClient(serving.make_app(places))
    assert closed.post(f"{path}/tags", json=asked, headers=bearer).status_code == 403
