"""What people say of tags is kept for good, and goes with its document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler import corpus_people
from crawler.corpus import Corpus
from crawler.corpus_people import QueueFull, ReportDecided, UnknownReport
from crawler.corpus_values import (
    Change,
    ChangeAction,
    CheckAction,
    Claim,
    ReportState,
    TagCheck,
    TagReport,
)
from crawler.errors import CorpusReadOnly, DocumentRemoved, UnknownDocument
from tests.crawler.documents import decision

AT = datetime(2099, 5, 6, 7, 8, 9, tzinfo=UTC)
NUMBER = "2099 XXTEST 12"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/corpus.db"


@pytest.fixture
def corpus(url):
    with Corpus.open(url) as opened:
        opened.put(decision("a", NUMBER))
        yield opened
        assert opened.check() == ()


def said(action=CheckAction.VERIFY, value="defamation", **more):
    given = {"id": "a", "field": "issue", "made_at": AT, **more}
    return TagCheck(value=value, action=action, **given)


def reported(remark="", **more):
    given = {"number": 0, "id": "a", "field": "issue", "value": "defamation"}
    given |= {"claim": Claim.WRONG, "reported_at": AT, **more}
    return TagReport(remark=remark, **given)


def test_a_check_comes_back_as_it_was_made_and_marks_its_document_as_changed(corpus):
    check = said(made_by="AB", note="Read twice.", content_hash="1" * 64, evidence="[]")
    before = corpus.sequence()
    assert corpus.people.check(check) is True
    assert corpus.people.checks(["a", "b"]) == {"a": (check,)}
    changes = corpus.changes(before)
    assert changes == (Change(before + 1, "a", ChangeAction.PUT),)
    assert len(corpus.versions("a")) == 1


def test_checks_are_added_and_never_changed(corpus):
    steps = (CheckAction.VERIFY, CheckAction.REJECT, CheckAction.ADD)
    for action in steps:
        corpus.people.check(said(action))
    corpus.people.check(said(CheckAction.REJECT, "privacy"))
    kept = corpus.people.checks(["a"])["a"]
    assert tuple(each.action for each in kept) == (*steps, CheckAction.REJECT)
    assert [each.value for each in kept] == ["defamation"] * 3 + ["privacy"]


def test_the_same_word_again_writes_nothing_but_another_note_does(corpus):
    assert corpus.people.check(said()) is True
    before = corpus.sequence()
    assert corpus.people.check(said(made_at=AT.replace(year=2100))) is False
    assert corpus.sequence() == before
    assert corpus.people.check(said(note="Now I know why.")) is True
    assert corpus.people.check(said(CheckAction.REJECT)) is True
    assert corpus.people.check(said()) is True, "the last word was another"


def test_a_document_is_checked_under_any_of_its_ids(corpus):
    corpus.put(decision("b", NUMBER, source="second"))
    corpus.people.check(said(id="b"))
    assert [each.id for each in corpus.people.checks(["a"])["a"]] == ["a"]
    assert [id_ for id_, _ in corpus.people.checked()] == ["a"]


def test_what_is_not_there_cannot_be_checked_or_reported(corpus):
    corpus.put(decision("gone", "2099 XXTEST 13"))
    corpus.remove("gone", "asked")
    for id_, error in (("nosuch", UnknownDocument), ("gone", DocumentRemoved)):
        with pytest.raises(error):
            corpus.people.check(said(id=id_))
        with pytest.raises(error):
            corpus.people.report(reported(id=id_))
    assert list(corpus.people.checked()) == []
    assert corpus.people.reports() == ()


def test_a_corpus_opened_to_read_takes_no_check(corpus, url):
    with Corpus.open(url, readonly=True) as still, pytest.raises(CorpusReadOnly):
        still.people.check(said())


def test_checks_and_reports_follow_their_document_into_another(corpus):
    corpus.put(decision("b", "2099 XXTEST 13", source="second"))
    corpus.people.check(said(id="b"))
    corpus.people.check(said(CheckAction.REJECT, id="a"))
    corpus.people.report(reported(id="b"))
    corpus.put(decision("c", NUMBER, "2099 XXTEST 13", source="third"))
    assert corpus.get("b").id == "a"
    kept = corpus.people.checks(["a", "b"])
    assert {id_: [each.action for each in made] for id_, made in kept.items()} == {
        "a": [CheckAction.VERIFY, CheckAction.REJECT]
    }
    assert [each.id for each in corpus.people.reports()] == ["a"]


def test_no_byte_of_a_check_or_report_stays_when_the_document_is_removed(corpus, tmp_path):
    def held():
        files = (each for each in tmp_path.rglob("*") if each.is_file())
        return b"underquist" in b"".join(each.read_bytes() for each in files)

    corpus.people.check(said(note="Wunderquist " * 90, evidence="Wunderquist " * 400))
    corpus.people.report(reported("Wunderquist"))
    assert held()
    corpus.remove("a", "asked")
    assert not held()
    assert corpus.people.checks(["a"]) == {}
    assert corpus.people.reports() == ()


def test_a_new_pseudonymised_version_keeps_the_checks_without_their_words(corpus, tmp_path):
    corpus.people.check(said(note="Wunderquist", evidence="Wunderquist", made_by="AB"))
    corpus.people.report(reported("Wunderquist"))
    corpus.put(decision("a", NUMBER, text="Q. wrote it."), redact_history=True)
    (check,) = corpus.people.checks(["a"])["a"]
    assert (check.action, check.made_by) == (CheckAction.VERIFY, "AB")
    assert (check.note, check.evidence) == ("", "")
    assert [each.remark for each in corpus.people.reports()] == [""]
    files = (each for each in tmp_path.rglob("*") if each.is_file())
    assert b"underquist" not in b"".join(each.read_bytes() for each in files)


def test_a_backup_holds_checks_and_reports(corpus, tmp_path):
    corpus.people.check(said(note="Read."))
    corpus.people.report(reported("Wrong."))
    corpus.backup(tmp_path / "backup")
    url = f"sqlite:///{tmp_path}/again/corpus.db"
    Corpus.restore(tmp_path / "backup", url)
    with Corpus.open(url) as again:
        assert again.people.checks(["a"]) == corpus.people.checks(["a"])
        assert again.people.reports() == corpus.people.reports()
        assert again.people.report(reported("Another.")) == 2


def test_reports_wait_in_order_and_the_same_one_waits_once(corpus):
    assert corpus.people.report(reported("One.")) == 1
    assert corpus.people.report(reported("Two.", claim=Claim.MISSING)) == 2
    assert corpus.people.report(reported("One.")) == 1
    kept = corpus.people.reports(ReportState.WAITING)
    assert kept == (
        reported("One.", number=1),
        reported("Two.", number=2, claim=Claim.MISSING),
    )


def test_a_report_is_decided_once(corpus):
    corpus.people.report(reported("One."))
    corpus.people.report(reported("Two."))
    assert corpus.people.waiting_report(2).remark == "Two."
    corpus.people.decide(1, ReportState.DISMISSED, made_at=AT, made_by="AB")
    assert [each.number for each in corpus.people.reports(ReportState.WAITING)] == [2]
    (closed,) = corpus.people.reports(ReportState.DISMISSED)
    assert (closed.decided_at, closed.decided_by) == (AT, "AB")
    for ask in (
        lambda: corpus.people.waiting_report(1),
        lambda: corpus.people.decide(1, ReportState.ACCEPTED, made_at=AT, made_by=""),
    ):
        with pytest.raises(ReportDecided, match="dismissed before"):
            ask()
    with pytest.raises(UnknownReport, match="jurisocial reports"):
        corpus.people.waiting_report(3)
    assert corpus.people.report(reported("One.")) == 3, "it may be reported again"


def test_a_number_is_never_given_twice(corpus):
    corpus.put(decision("b", "2099 XXTEST 13"))
    corpus.people.report(reported(id="b"))
    corpus.remove("b", "asked")
    assert corpus.people.report(reported()) == 2


def test_no_more_reports_are_kept_than_people_can_read(corpus, monkeypatch):
    monkeypatch.setattr(corpus_people, "MOST_WAITING", 2)
    corpus.people.report(reported("One."))
    corpus.people.report(reported("Two."))
    with pytest.raises(QueueFull):
        corpus.people.report(reported("Three."))
    assert corpus.people.report(reported("One.")) == 1
    corpus.people.decide(1, ReportState.ACCEPTED, made_at=AT, made_by="")
    assert corpus.people.report(reported("Three.")) == 3


def test_documents_with_checks_are_listed_whole(corpus):
    corpus.put_many((decision(f"d{n:03d}", f"2099 XXTEST {n + 20}"), ()) for n in range(5))
    for n in (3, 1):
        corpus.people.check(replace(said(), id=f"d{n:03d}"))
    corpus.people.check(replace(said(CheckAction.REJECT), id="d003"))
    listed = dict(corpus.people.checked())
    assert list(listed) == ["d001", "d003"]
    assert [each.action for each in listed["d003"]] == [CheckAction.VERIFY, CheckAction.REJECT]
