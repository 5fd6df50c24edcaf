"""The ``annotate`` verb: a plain text, or one JSON object, in; what the annotators found, out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from crawler.errors import JurisocialError
from crawler.model import Article, Decision, Document, Paragraph, Provenance, Text
from crawler.zones import zone_paragraphs
from indexer.annotations import Annotations, Evidence, Tag
from indexer.tagging import annotate

VARIETIES = {"en-CA": ("en", ""), "fr-QC": ("fr", "CA-QC"), "fr-FR": ("fr", "FR")}
"""Variety -> language and jurisdiction."""

_LISTED = {
    "conduct": "conduct",
    "platforms": "platform",
    "target": "target",
    "factors": "factor",
    "status": "status",
    "sector": "sector",
}
"""Key of the answer -> field of the tags, where several values are given."""
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une|est|dans|que|pour|qui)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|is|was|that|for|to|in|his|her)\b", re.IGNORECASE)


class InvalidPassage(JurisocialError, ValueError):
    """A line that cannot be annotated; a :class:`ValueError` too, as a bad value of a line is."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"This cannot be annotated: {reason}.")


@dataclass(frozen=True, slots=True)
class AnnotateInput:
    """A text to annotate, with what is known of it."""

    text: str
    id: str = ""
    title: str = ""
    kind: str = "decision"
    """``decision``, ``reference`` or ``article``."""
    language: str = ""
    """``en`` or ``fr``; guessed from the words when empty."""
    variety: str = ""
    """``en-CA``, ``fr-QC`` or ``fr-FR``; empty when not known."""


def read_input(raw: str, *, language: str = "", kind: str = "", variety: str = "") -> AnnotateInput:
    """What a file or a line gives to annotate: a JSON object with ``text``, or plain text.

    Options fill what the object does not say. Raises :class:`InvalidPassage`.
    """
    if raw.lstrip().startswith("{"):
        try:
            row = json.loads(raw)
        except json.JSONDecodeError as wrong:
            reason = f"it is not a JSON object ({wrong.msg}, character {wrong.pos})"
            raise InvalidPassage(reason) from wrong
        return from_row(row, language=language, kind=kind, variety=variety)
    return from_row({"text": raw}, language=language, kind=kind, variety=variety)


def from_row(
    row: Mapping[str, Any], *, language: str = "", kind: str = "", variety: str = ""
) -> AnnotateInput:
    """The same from an object that was read already. Raises :class:`InvalidPassage`."""
    text = row.get("text")
    if not isinstance(text, str):
        raise InvalidPassage("it has no “text”")
    wanted = str(row.get("variety") or variety)
    if wanted and wanted not in VARIETIES:
        raise InvalidPassage(f"variety “{wanted}” is none of {', '.join(VARIETIES)}")
    genre = str(row.get("kind") or kind or "decision")
    if genre not in ("decision", "reference", "article"):
        raise InvalidPassage(f"kind “{genre}” is none of decision, reference, article")
    spoken = str(row.get("language") or language)
    if spoken and spoken[:2] not in ("en", "fr"):
        raise InvalidPassage(f"language “{spoken}” is neither en nor fr")
    return AnnotateInput(
        text=text,
        id=str(row.get("id") or ""),
        title=str(row.get("title") or ""),
        kind=genre,
        language=spoken[:2],
        variety=wanted,
    )


def annotate_text(line: AnnotateInput | Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the ``annotate`` verb; offsets are code points of the text as given.

    Raises :class:`InvalidPassage` for an object that cannot be annotated.
    """
    if not isinstance(line, AnnotateInput):
        line = from_row(line)
    language, _ = VARIETIES.get(line.variety, (line.language or guess_language(line.text), ""))
    document, offsets = _document(line, language)
    annotations = annotate(document)
    place = _Place(offsets)
    return {
        "id": line.id,
        "version": annotations.version,
        "on_topic": annotations.on_topic,
        "issues": [
            {"id": tag.value, "confidence": tag.confidence, "evidence": place.all(tag.evidence)}
            for tag in annotations.tags
            if tag.field == "issue" and place.all(tag.evidence)
        ],
        **{
            name: list(annotations.values(field))
            for name, field in (
                ("conduct", "conduct"),
                ("platforms", "platform"),
                ("target", "target"),
                ("factors", "factor"),
                ("status", "status"),
                ("sector", "sector"),
            )
        },
        **{name: _single(annotations, name)["value"] for name in ("audience", "duty")},
        **{name: _shown(annotations, name, line.kind, place) for name in ("sanction", "outcome")},
        "amounts": _amounts(annotations, place),
        "citations": _citations(annotations, place),
        "zones": _zones(document, offsets),
    }


def annotations_of(line: AnnotateInput | Mapping[str, Any]) -> Annotations:
    """The annotations of a passage, evidence by paragraph. Raises :class:`InvalidPassage`."""
    if not isinstance(line, AnnotateInput):
        line = from_row(line)
    language, _ = VARIETIES.get(line.variety, (line.language or guess_language(line.text), ""))
    return annotate(_document(line, language)[0])


def guess_language(text: str) -> str:
    """``en`` or ``fr``, by which small words are more frequent at the beginning."""
    head = text[:5000]
    return "fr" if len(_FRENCH.findall(head)) > len(_ENGLISH.findall(head)) else "en"


@dataclass(frozen=True, slots=True)
class _Place:
    """Turns evidence in a paragraph into a place in the text as given."""

    offsets: tuple[int, ...]

    def all(self, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
        """Those pieces that stand in the text (the title was not part of it)."""
        return [
            {
                "start": self.offsets[each.paragraph] + each.start,
                "end": self.offsets[each.paragraph] + each.end,
                "quote": each.quote,
            }
            for each in evidence
            if each.paragraph >= 0
        ]


def _document(line: AnnotateInput, language: str) -> tuple[Document, tuple[int, ...]]:
    starts = [0]
    ends = []
    for match in _BREAK.finditer(line.text):
        ends.append(match.start())
        starts.append(match.end())
    ends.append(len(line.text))
    paragraphs = tuple(
        Paragraph(line.text[start:end], anchor=f"p{n + 1}")
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    text = Text(language, title=line.title, paragraphs=paragraphs)
    provenance = Provenance(
        source="annotate",
        retrieved_at=datetime.now(UTC),
        licence="",
        fulltext_allowed=True,
        content_hash=hashlib.sha256(line.text.encode("utf-8", "surrogatepass")).hexdigest(),
        obtained="page",
    )
    jurisdiction = VARIETIES.get(line.variety, ("", ""))[1]
    if line.kind != "article" and len(paragraphs) > 1:  # a lone passage has no headings
        text = _zoned(text, jurisdiction)
        if len(text.paragraphs) != len(starts):
            starts, paragraphs = _in_place(line.text, text.paragraphs)
            text = replace(text, paragraphs=paragraphs)
    if line.kind == "article":
        document: Document = Article(
            id=line.id, title=line.title, language=language, texts=(text,),
            provenances=(provenance,), jurisdiction=jurisdiction,
        )  # fmt: skip
    else:
        document = Decision(
            id=line.id, title=line.title, language=language, texts=(text,),
            provenances=(provenance,), jurisdiction=jurisdiction, court="x",
        )  # fmt: skip
    return document, tuple(starts)


def _zoned(text: Text, jurisdiction: str) -> Text:
    """The text with the zones that its headings say, as the crawler zones what it fetches."""
    country = "FR" if jurisdiction == "FR" else "CA"
    paragraphs = zone_paragraphs(
        text.paragraphs, country=country, language=text.language, court="fr-cass"
    )
    return replace(text, paragraphs=paragraphs)


def _in_place(
    whole: str, paragraphs: Iterable[Paragraph]
) -> tuple[list[int], tuple[Paragraph, ...]]:
    """The paragraphs exactly as they stand in the text, and where each of them begins.

    For zoning cuts a paragraph that names the bench, and sets the blanks of its pieces anew; no
    other sign is ever lost, so counting those finds each piece again.
    """
    solid = [at for at, sign in enumerate(whole) if not sign.isspace()]
    starts: list[int] = []
    placed: list[Paragraph] = []
    passed = 0
    for paragraph in paragraphs:
        size = len("".join(paragraph.text.split()))
        if size:
            start, end = solid[passed], solid[passed + size - 1] + 1
            starts.append(start)
            placed.append(replace(paragraph, text=whole[start:end]))
            passed += size
    return starts, tuple(placed)


def _tag(annotations: Annotations, field: str) -> Tag | None:
    return next((tag for tag in annotations.tags if tag.field == field), None)


def _single(annotations: Annotations, field: str) -> dict[str, Any]:
    tag = _tag(annotations, field)
    return {"value": tag.value if tag else "unknown"}


def _shown(annotations: Annotations, field: str, kind: str, place: _Place) -> dict[str, Any]:
    tag = _tag(annotations, field)
    if tag is None:
        # An article disposes of nothing: there is no sanction in it to establish.
        none = kind == "article" and field == "sanction"
        return {"value": "none" if none else "unknown", "evidence": []}
    return {"value": tag.value, "evidence": place.all(tag.evidence)}


def _amounts(annotations: Annotations, place: _Place) -> list[dict[str, Any]]:
    rows = []
    for tag in annotations.amounts:
        for where in place.all(tag.evidence):
            value = tag.amount.value
            rows.append(
                {
                    "value": int(value) if value == value.to_integral_value() else float(value),
                    "currency": tag.amount.currency,
                    "awarded": tag.amount.awarded,
                    "head": tag.amount.head,
                    **where,
                }
            )
    return rows


def _citations(annotations: Annotations, place: _Place) -> list[dict[str, Any]]:
    return [
        {"quote": where["quote"], "kind": tag.kind, "normal": tag.normal,
         "start": where["start"], "end": where["end"]}
        for tag in annotations.citations
        for where in place.all((tag.evidence,))
    ]  # fmt: skip


def _zones(document: Document, offsets: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"zone": paragraph.zone.value, "start": start, "end": start + len(paragraph.text)}
        for paragraph, start in zip(document.texts[0].paragraphs, offsets, strict=True)
    ]
