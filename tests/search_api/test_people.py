"""People correct tags with a token and report them without; both are kept, and seen at once."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime

import pytest

from crawler import corpus_people
from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, Claim, ReportState
from crawler.starter_collection import load_starter
from indexer.build import build_index
from indexer.engine import open_engine
from search_api import routes_people
from search_api.app import create_app
from search_api.correcting import accept, correct, dismiss, report
from search_api.errors import InvalidCorrection
from search_api.pace import Pace
from search_api.routes_people import Desk
from tests.search_api.in_memory_client import InMemoryClient
from tests.search_api.synthetic_documents import removed_document, synthetic_documents
from tests.search_api.test_http import problem

WALKER = "ca-qccs-2018-4374"
TEXT = "ca-qccs-2099-777"
FRENCH = "fr-cass-soc-2099-03-04-99-99999"
TOKEN = "synthetic-token-of-some-length"
NOW = datetime(2099, 5, 6, tzinfo=UTC)
TAGS = f"/api/v1/documents/{WALKER}/tags"
REPORTS = f"/api/v1/documents/{WALKER}/reports"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/corpus.db"


@pytest.fixture
def corpus(url):
    with Corpus.open(url) as opened:
        opened.put_many((each, ()) for each in (*load_starter()[:12], *synthetic_documents()))
        if opened.get(WALKER) is None:
            opened.put(next(each for each in load_starter() if each.id == WALKER))
        opened.put(removed_document())
        opened.remove(removed_document().id, "asked for")
        yield opened


@pytest.fixture
def engine(tmp_path, corpus):
    with open_engine(f"embedded:{tmp_path}/index") as opened:
        build_index(corpus, opened)
        yield opened


@pytest.fixture
def client(engine, corpus, url):
    """The API with a desk, or with another one: ``client(token="")``."""

    def made(**changes):
        desk = Desk(**{"open_corpus": lambda: Corpus.open(url), "token": TOKEN, **changes})
        return InMemoryClient(create_app(engine, corpus, desk=desk))

    return made


def bearer(token=TOKEN):
    return {"authorization": f"Bearer {token}"}


def issues(api, name=WALKER):
    body = api.get(f"/api/v1/documents/{name}").json()
    return {tag["value"]: tag for tag in body["tags"] if tag["field"] == "issue"}


def test_each_correction_is_seen_on_the_document_at_once(client):
    api = client()
    first, second = list(issues(api))[:2]
    asked = {"action": "verify", "issue": first, "note": "Private remark.", "by": "AB"}
    answer = api.post(TAGS, json=asked, headers=bearer())
    assert answer.status_code == 200
    assert answer.json() == {"id": WALKER, "issue": first, "action": "verify", "changed": True}
    assert api.post(TAGS, json=asked, headers=bearer()).json()["changed"] is False
    api.post(TAGS, json={"action": "reject", "issue": second}, headers=bearer())
    api.post(TAGS, json={"action": "add", "issue": "whistleblowing"}, headers=bearer())
    held = issues(api)
    assert (held[first]["origin"], held[first]["strength"]) == ("person", "checked")
    assert held["whistleblowing"]["origin"] == "person"
    assert second not in held
    body = api.get(f"/api/v1/documents/{WALKER}")
    assert [each["value"] for each in body.json()["rejected"]] == [second]
    assert "Private remark" not in body.text
    assert '"AB"' not in body.text


def test_any_name_of_a_document_will_do(client, corpus):
    answer = client().post(
        "/api/v1/documents/2018 QCCS 4374/tags",
        json={"action": "reject", "issue": "defamation"},
        headers=bearer(),
    )
    assert answer.json()["id"] == WALKER
    assert list(corpus.people.checks([WALKER])) == [WALKER]


def test_the_index_has_it_after_its_next_update(client, corpus, engine):
    api = client()
    asked = {"issue": "whistleblowing", "verified": "yes"}

    def found():
        return [hit["id"] for hit in api.get("/api/v1/search", params=asked).json()["hits"]]

    assert TEXT not in found()
    body = {"action": "add", "issue": "whistleblowing"}
    path = f"/api/v1/documents/{TEXT}/tags"
    assert api.post(path, json=body, headers=bearer()).status_code == 200
    build_index(corpus, engine)
    assert TEXT in found()
    (hit,) = [
        each
        for each in api.get("/api/v1/search", params=asked).json()["hits"]
        if each["id"] == TEXT
    ]
    assert hit["verified"] == "person"
    api.post(path, json={"action": "reject", "issue": "whistleblowing"}, headers=bearer())
    build_index(corpus, engine)
    assert TEXT not in found()
    named = {"q": "2099 QCCS 777", "verified": "yes"}
    (hit,) = api.get("/api/v1/search", params=named).json()["hits"]
    assert (hit["id"], hit["verified"]) == (TEXT, "person"), "a rejection is a check too"


def test_the_export_carries_what_people_said(client, corpus, engine):
    api = client()
    held = issues(api)
    first, second = list(held)[:2]
    for action, issue in (("verify", first), ("reject", second), ("add", "whistleblowing")):
        api.post(TAGS, json={"action": action, "issue": issue}, headers=bearer())
    build_index(corpus, engine)
    asked = {"q": "2018 QCCS 4374", "format": "jsonl", "bare": "1"}
    row = api.get("/api/v1/export", params=asked).text.splitlines()[0]
    origins = {each["issue"]: each["origin"] for each in json.loads(row)["issue_evidence"]}
    assert origins[first] == origins["whistleblowing"] == "person"
    assert second not in origins


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Basic eDp5"}, 401),
        (bearer("synthetic-token-of-some-lengtj"), 403),
        (bearer(TOKEN + "x"), 403),
        (bearer(TOKEN[:-1]), 403),
        ({"authorization": "Bearer é".encode("latin-1")}, 403),
    ],
)
def test_without_the_right_token_nothing_is_written(client, corpus, headers, status):
    answer = client().post(TAGS, json={"action": "reject", "issue": "defamation"}, headers=headers)
    said = problem(answer, status)
    assert TOKEN not in answer.text
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert said.type.startswith("urn:jurisocial:problem:token-")
    assert corpus.people.checks([WALKER]) == {}


def test_the_token_is_asked_for_before_anything_is_told(client):
    for body in ({"action": "no"}, {"action": "verify", "issue": "nosuch"}):
        problem(client().post(TAGS, json=body), 401)
    nowhere = "/api/v1/documents/zz-nowhere/tags"
    asked = {"action": "verify", "issue": "defamation"}
    problem(client().post(nowhere, json=asked), 401)


def test_the_token_is_compared_in_constant_time(client, monkeypatch):
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr(
        routes_people.hmac, "compare_digest", lambda *both: compared.append(both) or real(*both)
    )
    client().post(TAGS, json={"action": "reject", "issue": "defamation"}, headers=bearer("x"))
    assert compared == [(b"x", TOKEN.encode())]


def test_a_server_without_a_token_says_how_to_set_one(client, corpus):
    asked = {"action": "reject", "issue": "defamation"}
    for api in (client(token=""), client(open_corpus=None)):
        for headers in ({}, bearer(), bearer("")):
            said = problem(api.post(TAGS, json=asked, headers=headers), 403)
            assert "JURISOCIAL_API_TOKEN" in said.detail
    french = problem(client(token="").post(f"{TAGS}?lang=fr", json=asked), 403)
    assert "jeton" in french.detail
    assert corpus.people.checks([WALKER]) == {}


def test_the_token_is_not_shown_where_a_desk_is(client):
    assert TOKEN not in repr(Desk(None, TOKEN))


@pytest.mark.parametrize(
    ("path", "status"),
    [("zz-nowhere", 404), ("ca-qccs-2099-779", 410)],
)
def test_what_is_not_there_cannot_be_corrected_or_reported(client, path, status):
    asked = {"action": "add", "issue": "defamation"}
    api, base = client(), f"/api/v1/documents/{path}"
    problem(api.post(f"{base}/tags", json=asked, headers=bearer()), status)
    problem(api.post(f"{base}/reports", json={"issue": "defamation"}), status)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"action": "verify", "issue": "defamatoin"}, "issue"),
        ({"action": "verify", "issue": "whistleblowing"}, "issue"),
        ({"action": "add", "issue": "defamation", "note": "x" * 501}, "body.note"),
        ({"action": "add", "issue": "defamation", "by": "x" * 81}, "body.by"),
        ({"action": "delete", "issue": "defamation"}, "body.action"),
        ({"action": "add", "issue": "defamation", "colour": 1}, "body.colour"),
        ({"action": "add"}, "body.issue"),
        ([], "body"),
    ],
)
def test_a_correction_that_cannot_be_kept_says_which_part(client, corpus, body, name):
    said = problem(client().post(TAGS, json=body, headers=bearer()), 422)
    assert said.errors[0].name == name
    assert corpus.people.checks([WALKER]) == {}


def test_an_unknown_issue_is_answered_with_the_nearest(client):
    asked = {"action": "add", "issue": "defamatoin"}
    said = problem(client().post(f"{TAGS}?lang=fr", json=asked, headers=bearer()), 422)
    assert said.errors[0].suggestion == "defamation"
    assert "Vouliez-vous dire" in said.detail


def test_a_report_waits_for_a_decision_and_changes_nothing(client, corpus):
    api = client(token="")
    before = issues(api)
    asked = {"issue": "defamation", "claim": "wrong", "remark": " Not\x1b[2J that.\n\u202eBad "}
    answer = api.post(REPORTS, json=asked)
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"
    (waiting,) = corpus.people.reports(ReportState.WAITING)
    assert (waiting.id, waiting.value, waiting.claim) == (WALKER, "defamation", Claim.WRONG)
    assert waiting.remark == "Not[2J that. Bad"
    assert issues(api) == before


@pytest.mark.parametrize(
    "body",
    [
        {"issue": "nosuch"},
        {"issue": "defamation", "remark": "x" * 501},
        {"issue": "defamation", "claim": "other"},
        {"issue": "defamation", "email": "a@example.invalid"},
    ],
)
def test_a_report_that_cannot_be_kept_is_refused(client, corpus, body):
    problem(client().post(REPORTS, json=body), 422)
    assert corpus.people.reports() == ()


def test_reports_are_taken_at_a_pace(client, corpus):
    time = [0.0]
    api = client(pace=Pace(2, 30.0, clock=lambda: time[0]))
    for remark in ("one", "two"):
        assert api.post(REPORTS, json={"issue": "defamation", "remark": remark}).status_code == 202
    late = api.post(REPORTS, json={"issue": "defamation", "remark": "three"})
    problem(late, 429)
    assert late.headers["retry-after"] == "30"
    assert len(corpus.people.reports()) == 2
    time[0] = 30.0
    assert api.post(REPORTS, json={"issue": "defamation", "remark": "three"}).status_code == 202
    problem(api.post(REPORTS, json={"issue": "defamation", "remark": "four"}), 429)


def test_a_full_queue_and_a_server_that_may_not_write_say_so(client, monkeypatch):
    problem(client(open_corpus=None).post(REPORTS, json={"issue": "defamation"}), 503)
    monkeypatch.setattr(corpus_people, "MOST_WAITING", 0)
    said = problem(client().post(f"{REPORTS}?lang=fr", json={"issue": "defamation"}), 503)
    assert "signalements" in said.detail


def test_the_pace_grows_no_further_than_its_burst():
    time = [0.0]
    pace = Pace(2, 10.0, clock=lambda: time[0])
    time[0] = 1000.0
    assert [pace.wait() for _ in range(3)] == [0.0, 0.0, 10.0]
    time[0] += 4
    assert pace.wait() == pytest.approx(6.0)
    time[0] += 6
    assert pace.wait() == 0.0


def test_accepting_a_report_does_what_it_asks(corpus):
    for claim, issue in ((Claim.WRONG, "defamation"), (Claim.MISSING, "whistleblowing")):
        report(corpus, WALKER, issue, claim, now=NOW)
    assert accept(corpus, 1, now=NOW, by="AB").action is CheckAction.REJECT
    assert accept(corpus, 2, now=NOW).action is CheckAction.ADD
    kept = corpus.people.checks([WALKER])[WALKER]
    assert [(each.value, each.action, each.made_by) for each in kept] == [
        ("defamation", CheckAction.REJECT, "AB"),
        ("whistleblowing", CheckAction.ADD, ""),
    ]
    assert corpus.people.reports(ReportState.WAITING) == ()
    assert [each.decided_by for each in corpus.people.reports()] == ["AB", ""]


def test_dismissing_a_report_leaves_the_tag(corpus):
    report(corpus, WALKER, "defamation", Claim.WRONG, now=NOW)
    dismiss(corpus, 1, now=NOW)
    assert corpus.people.checks([WALKER]) == {}
    assert [each.state for each in corpus.people.reports()] == [ReportState.DISMISSED]


def test_a_verified_tag_keeps_the_words_it_rested_on(corpus, engine):
    api = InMemoryClient(create_app(engine, corpus))
    issue, shown = next(iter(issues(api, FRENCH).items()))
    assert shown["evidence"]
    correct(corpus, FRENCH, issue, CheckAction.VERIFY, now=NOW)
    (check,) = corpus.people.checks([FRENCH])[FRENCH]
    assert shown["evidence"][0]["quote"] in check.evidence
    assert check.content_hash == corpus.content_hash(FRENCH)
    assert issues(api, FRENCH)[issue]["evidence"] == shown["evidence"]


def test_a_rejected_tag_may_be_verified_again(corpus):
    correct(corpus, WALKER, "defamation", CheckAction.REJECT, now=NOW)
    assert correct(corpus, WALKER, "defamation", CheckAction.VERIFY, now=NOW).changed
    with pytest.raises(InvalidCorrection):
        correct(corpus, WALKER, "whistleblowing", CheckAction.VERIFY, now=NOW)
