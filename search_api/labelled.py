"""What people checked, as labelled passages: the form that ``evaluate tagging`` reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, TagCheck
from crawler.model import Article, Document, Telling, Text, Zone
from indexer.annotations import Origin, Tag
from indexer.corrections import read_evidence
from search_api.correcting import ISSUE
from search_api.library import Shelved, fetch

EVIDENCE_WORDS = 25
"""Words of a labelled quotation, at most."""


def labelled_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each document of which somebody checked an issue, in the order of the ids.

    Checked issues are ``issues``, rejected ones ``hard_negative``; those that nobody checked are
    ``borderline``, which counts neither way. What people do not check is as curators said, and
    ``unlabelled`` names what nobody said. The text is given where a licence allows it, without
    the paragraphs that name the bench (Code de l'organisation judiciaire, art. L111-13).
    """
    for name, checks in corpus.people.checked():
        shelved = fetch(corpus, (name,)).get(name)
        if shelved is not None:
            yield _row(shelved, [each for each in checks if each.field == ISSUE])


def _row(shelved: Shelved, checks: list[TagCheck]) -> dict[str, Any]:
    document, made = shelved.document, shelved.annotations
    tags = [tag for tag in made.tags if tag.field == ISSUE]
    checked = [tag for tag in tags if tag.origin is Origin.PERSON]
    text = _text_of(document)
    words = _text(text)
    return {
        "id": document.id,
        "variety": _variety(document, text),
        "kind": "article" if isinstance(document, Article) else "decision",
        "title": text.title or document.title if text else document.title,
        "text": words,
        "on_topic": made.on_topic,
        "issues": [tag.value for tag in checked],
        "borderline": [tag.value for tag in tags if tag not in checked],
        "hard_negative": [tag.value for tag in made.rejected if tag.field == ISSUE],
        "evidence": _evidence(checked, checks, words),
        **_curated(document),
        "checked": [_said(each) for each in checks],
        "licence": [each.licence for each in document.provenances],
    }


def _text_of(document: Document) -> Text | None:
    """The leading text in the document's own language, if it may be given away."""
    free = any(each.fulltext_allowed for each in document.provenances)
    texts = [text for text in document.leading_texts if free or text.telling is Telling.EDITORIAL]
    own = (text for text in texts if text.language == document.language)
    return next(own, texts[0] if texts else None)


def _text(text: Text | None) -> str:
    paragraphs = text.paragraphs if text is not None else ()
    return "\n\n".join(each.text for each in paragraphs if each.zone is not Zone.FORMATION)


def _variety(document: Document, text: Text | None) -> str:
    if (text.language if text is not None else document.language) != "fr":
        return "en-CA"
    return "fr-FR" if document.jurisdiction == "FR" else "fr-QC"


def _evidence(tags: list[Tag], checks: list[TagCheck], words: str) -> dict[str, str]:
    """The words of each checked issue that stand in the text, those kept with the check first."""
    kept = {each.value: read_evidence(each.evidence) for each in checks if each.evidence}
    found: dict[str, str] = {}
    for tag in tags:
        for each in (*kept.get(tag.value, ()), *tag.evidence):
            quote = _shortened(each.quote)
            if quote and quote in words:
                found.setdefault(tag.value, quote)
    return found


def _shortened(quote: str) -> str:
    """The first words of a quotation, exactly as they stand."""
    parts = quote.split()
    if len(parts) <= EVIDENCE_WORDS:
        return quote
    end = 0
    for part in parts[:EVIDENCE_WORDS]:
        end = quote.index(part, end) + len(part)
    return quote[:end]


def _curated(document: Document) -> dict[str, Any]:
    said = {each.field: each.value for each in document.curated if each.value != "unknown"}
    platforms = [each.value for each in document.curated if each.field == "platform"]
    unlabelled = [name for name in ("sanction", "outcome") if name not in said]
    unlabelled += [] if platforms else ["platforms"]
    return {
        "platforms": [each for each in platforms if each != "unknown"],
        "sanction": said.get("sanction", "unknown"),
        "outcome": said.get("outcome", "unknown"),
        "amounts": [],
        "citations": [],
        "unlabelled": [*unlabelled, "amounts", "citations"],
    }


def _said(check: TagCheck) -> dict[str, str]:
    verb = {CheckAction.VERIFY: "verified", CheckAction.REJECT: "rejected"}
    return {
        "issue": check.value,
        "is": verb.get(check.action, "added"),
        "at": check.made_at.isoformat(),
        "by": check.made_by,
        "note": check.note,
    }
