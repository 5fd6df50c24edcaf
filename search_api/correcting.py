"""What people say of issue tags: checks, readers' reports, and the decision on a report.

Used by HTTP and by the command line, so that both keep the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, Claim, ReportState, TagCheck, TagReport
from indexer.corrections import write_evidence
from indexer.vocabulary import load_vocabularies
from search_api.errors import InvalidCorrection, Sentence
from search_api.library import Shelved, find

ISSUE = "issue"
"""The field that people check."""
LONGEST_NOTE = 500
"""Characters of a note or remark."""
LONGEST_NAME = 80
"""Characters of the name of who checked."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a check came to."""

    id: str
    """Of the document."""
    issue: str
    action: CheckAction
    changed: bool
    """False when the last word on this tag was the same already."""


def correct(
    corpus: Corpus,
    name: str,
    issue: str,
    action: CheckAction,
    *,
    now: datetime,
    note: str = "",
    by: str = "",
) -> Correction:
    """Keep a person's word on an issue of the document of this id, citation or number.

    The index learns of it at its next update. Raises what :func:`search_api.library.find` does,
    and :class:`InvalidCorrection` for an issue that does not exist, one to verify that the
    document does not have, or words that are too long.
    """
    _known_issue(issue)
    shelved = find(corpus, name)
    if action is CheckAction.VERIFY and not _was_there(shelved, issue):
        raise InvalidCorrection(
            "issue",
            Sentence(
                f"{shelved.document.id} has no tag “{issue}” to verify; it can be added.",
                f"{shelved.document.id} n’a pas d’étiquette « {issue} » à vérifier; elle peut "
                "être ajoutée.",
            ),
        )
    check = TagCheck(
        id=shelved.document.id,
        field=ISSUE,
        value=issue,
        action=action,
        made_at=now,
        made_by=_line(by, "by", LONGEST_NAME),
        note=_line(note, "note", LONGEST_NOTE),
        content_hash=corpus.content_hash(shelved.document.id),
        evidence=_words(shelved, issue, action),
    )
    return Correction(shelved.document.id, issue, action, corpus.people.check(check))


def report(
    corpus: Corpus, name: str, issue: str, claim: Claim, *, now: datetime, remark: str = ""
) -> TagReport:
    """Let a reader's report wait for a decision. Raises as :func:`correct` does, and
    :class:`crawler.corpus_people.QueueFull`."""
    _known_issue(issue)
    waiting = TagReport(
        number=0,
        id=find(corpus, name).document.id,
        field=ISSUE,
        value=issue,
        claim=claim,
        remark=_line(remark, "remark", LONGEST_NOTE),
        reported_at=now,
    )
    return replace(waiting, number=corpus.people.report(waiting))


def accept(
    corpus: Corpus, number: int, *, now: datetime, note: str = "", by: str = ""
) -> Correction:
    """Do what a report asks for: reject the tag, or add it.

    Killed in between, it can be repeated: the report waits until the check is kept. Raises
    :class:`crawler.corpus_people.UnknownReport`, :class:`crawler.corpus_people.ReportDecided`.
    """
    asked = corpus.people.waiting_report(number)
    action = CheckAction.ADD if asked.claim is Claim.MISSING else CheckAction.REJECT
    said = note or f"report {number}"
    made = correct(corpus, asked.id, asked.value, action, now=now, note=said, by=by)
    corpus.people.decide(number, ReportState.ACCEPTED, made_at=now, made_by=by)
    return made


def dismiss(corpus: Corpus, number: int, *, now: datetime, by: str = "") -> TagReport:
    """Close a report without doing what it asks for. Raises as :func:`accept` does."""
    asked = corpus.people.waiting_report(number)
    corpus.people.decide(number, ReportState.DISMISSED, made_at=now, made_by=by)
    return asked


def _known_issue(issue: str) -> None:
    ids = [entry.id for entry in load_vocabularies().entries(ISSUE)]
    if issue in ids:
        return
    near = next(iter(get_close_matches(issue, ids, 1)), "")
    shown = issue[:80]
    english = f" Did you mean “{near}”?" if near else ""
    french = f" Vouliez-vous dire « {near} » ?" if near else ""
    raise InvalidCorrection(
        "issue",
        Sentence(
            f"There is no issue “{shown}”.{english}", f"Il n’y a pas d’enjeu « {shown} ».{french}"
        ),
        suggestion=near,
    )


def _was_there(shelved: Shelved, issue: str) -> bool:
    made = shelved.annotations
    return any((tag.field, tag.value) == (ISSUE, issue) for tag in (*made.tags, *made.rejected))


def _words(shelved: Shelved, issue: str, action: CheckAction) -> str:
    """The words that a tag rests on when a person agrees with it, so that they stay known."""
    if action is CheckAction.REJECT:
        return ""
    tags = (tag for tag in shelved.annotations.tags if (tag.field, tag.value) == (ISSUE, issue))
    return write_evidence(next((tag.evidence for tag in tags if tag.evidence), ()))


def _line(text: str, name: str, most: int) -> str:
    """The text on one line, without the signs that would steer a terminal."""
    seen = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    line = " ".join(seen.split())
    if len(line) > most:
        raise InvalidCorrection(
            name,
            Sentence(
                f"“{name}” may have {most} characters; this one has {len(line)}.",
                f"« {name} » compte au plus {most} caractères; celui-ci en a {len(line)}.",
            ),
        )
    return line
