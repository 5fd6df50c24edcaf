"""How a document came to be what it is: which source gave which text and value.

The rules are those of :mod:`crawler.merge`; this module only tells what they did, so that a
reader who doubts a date can see who said it, and who said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawler.corpus import Corpus
from crawler.errors import DocumentRemoved, UnknownDocument
from crawler.model import Document, Provenance, Text

_SINGLE: Final = (
    "title", "citation", "date", "language", "jurisdiction", "court", "court_name", "chamber",
    "solution", "status", "publisher", "author", "form",
)  # fmt: skip
_SEVERAL: Final[dict[str, Callable[[object], str]]] = {
    "identifiers": str,
    "dockets": str,
    "subjects": str,
    "publication": str,
    "visas": str,
    "appeal_of": str,
    "cites": str,
    "topics": str,
    "related": lambda one: f"{getattr(one, 'relation', '')}: {getattr(one, 'title', '')}",
    "curated": lambda one: f"{getattr(one, 'field', '')} = {getattr(one, 'value', '')}",
    "amounts": lambda one: f"{getattr(one, 'value', '')} {getattr(one, 'currency', '')}",
}


@dataclass(frozen=True, slots=True)
class RecordStory:
    """One record of a source, as it arrived."""

    name: str
    """The source and its own key, as the values below name it."""
    url: str | None
    licence: str
    obtained: str
    retrieved_at: datetime
    source_updated_at: str
    languages: tuple[str, ...]
    """Languages of the texts that it brought."""


@dataclass(frozen=True, slots=True)
class ValueStory:
    """One value of the document and who gave it."""

    field: str
    """Name of the model's field, with the language for a text: ``text en``."""
    value: str
    given_by: tuple[str, ...]
    """Names of records; empty for a value that the merge itself made."""
    otherwise: tuple[tuple[str, str], ...] = ()
    """Records that say something else in a field of one value, and what."""


@dataclass(frozen=True, slots=True)
class MergeStory:
    """Everything that explains a document."""

    id: str
    aliases: tuple[str, ...]
    records: tuple[RecordStory, ...]
    """The first that arrived first: its id stayed."""
    values: tuple[ValueStory, ...]


def merge_story(corpus: Corpus, id: str) -> MergeStory:  # noqa: A002 - the model's word
    """Explain a document of the corpus, by its id or an alias.

    Raises :class:`crawler.errors.UnknownDocument` or :class:`crawler.errors.DocumentRemoved`.
    """
    document = corpus.get(id)
    if document is None:
        raise DocumentRemoved(id) if corpus.tombstone(id) else UnknownDocument(id)
    return explain(document, corpus.records(document.id))


def explain(document: Document, records: tuple[Document, ...]) -> MergeStory:
    """Explain a document by the records that were merged into it."""
    named = [(_name(record), record) for record in records]
    return MergeStory(
        id=document.id,
        aliases=document.aliases,
        records=tuple(
            _record(provenance, record) for _, record in named for provenance in record.provenances
        ),
        values=(
            *_single_values(document, named),
            *_listed_values(document, named),
            *_texts(document, named),
        ),
    )


def story_lines(story: MergeStory) -> Iterator[str]:
    """Give the story as lines to print."""
    yield story.id
    for alias in story.aliases:
        yield f"  also known as {alias}"
    for record in story.records:
        told = ", ".join(record.languages) or "no text"
        yield f"{record.name}: {record.obtained} on {record.retrieved_at:%Y-%m-%d}, {told}"
        yield f"  {record.url or 'no address'}"
        yield f"  {record.licence}"
    for value in story.values:
        yield f"{value.field}: {value.value}"
        yield f"  by {', '.join(value.given_by) or 'the merge'}"
        for name, other in value.otherwise:
            yield f"  {name} says: {other}"


def _single_values(document: Document, named: list[tuple[str, Document]]) -> Iterator[ValueStory]:
    for field in _SINGLE:
        value = _text_of(document, field)
        if not value:
            continue
        said = [(name, _text_of(record, field)) for name, record in named]
        yield ValueStory(
            field,
            value,
            tuple(name for name, other in said if other == value),
            tuple((name, other) for name, other in said if other and other != value),
        )


def _listed_values(document: Document, named: list[tuple[str, Document]]) -> Iterator[ValueStory]:
    for field, spell in _SEVERAL.items():
        said = [
            (name, {spell(one) for one in getattr(record, field, ())}) for name, record in named
        ]
        for one in getattr(document, field, ()):
            value = spell(one)
            yield ValueStory(field, value, tuple(name for name, all_ in said if value in all_))


def _texts(document: Document, named: list[tuple[str, Document]]) -> Iterator[ValueStory]:
    for text in document.texts:
        given = [
            (name, other)
            for name, record in named
            for other in record.texts
            if (other.language, other.telling) == (text.language, text.telling)
        ]
        yield ValueStory(
            f"text {text.language}, {text.telling}",
            _measure(text),
            tuple(name for name, other in given if other.paragraphs == text.paragraphs),
            tuple(
                (name, _measure(other))
                for name, other in given
                if other.paragraphs != text.paragraphs
            ),
        )


def _measure(text: Text) -> str:
    characters = sum(len(paragraph.text) for paragraph in text.paragraphs)
    return f"{len(text.paragraphs)} paragraphs, {characters} characters"


def _text_of(document: Document, field: str) -> str:
    return str(getattr(document, field, ""))


def _name(document: Document) -> str:
    names = (f"{one.source} {one.source_id}".strip() for one in document.provenances)
    return " + ".join(dict.fromkeys(names))


def _record(provenance: Provenance, document: Document) -> RecordStory:
    return RecordStory(
        name=f"{provenance.source} {provenance.source_id}".strip(),
        url=provenance.url,
        licence=provenance.licence,
        obtained=provenance.obtained,
        retrieved_at=provenance.retrieved_at,
        source_updated_at=provenance.source_updated_at,
        languages=tuple(text.language for text in document.texts if text.paragraphs),
    )
