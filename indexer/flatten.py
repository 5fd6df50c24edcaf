"""A document and its annotations as the record that engines hold, by the field table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from crawler.courts import Court, Courts, load_courts
from crawler.model import Article, Decision, Document, Paragraph, PartialDate, Text, Zone
from indexer.analysis import analyse
from indexer.annotations import Annotations, Origin, Tag
from indexer.fields import field, keyword_fields
from indexer.record import (
    HEADNOTE_PARAGRAPH,
    TAGS_PARAGRAPH,
    TITLE_PARAGRAPH,
    IndexRecord,
    Passage,
)
from indexer.vocabulary import Vocabularies, load_vocabularies

VERSION = "1"
"""Changes with what a record holds of a document; a new version asks for a rebuild."""

LABELLED = ("issue", "conduct", "sanction", "platform")
"""Fields whose labels are searched as words, in both languages and both kinds of French."""

_REASONS = (Zone.REASONS, Zone.DISPOSITION)
_ORIGINS = (Origin.PERSON, Origin.CURATED, Origin.MACHINE)
_PUBLISHED = {"b": 1.0, "r": 1.0, "a": 1.0, "p": 1.0, "c": 0.3, "l": 0.3}
"""Weight of a publication level: Bulletin, Rapport, Lebon, then letters and communicated ones."""


def flatten(
    document: Document,
    annotations: Annotations,
    *,
    cites: Sequence[str] = (),
    reviews: Sequence[str] = (),
    cited_by: int = 0,
) -> IndexRecord:
    """The record of a document.

    ``cites`` and ``reviews`` are the values of :func:`indexer.noteup.cited` and
    :func:`indexer.noteup.reviewed`; ``cited_by`` is the number of
    documents that cite it. Paragraphs of the formation (the names of the bench) give no passage:
    no engine ever sees them (Code de l'organisation judiciaire, art. L111-13).
    """
    court = _court(document, load_courts())
    numbers = _numbers(document, court, cited_by)
    return IndexRecord(
        document.id,
        tuple(_passages(document, annotations, load_vocabularies())),
        _keywords(document, annotations, court, cites) | {"reviews": tuple(reviews)},
        numbers,
        prior(court.level_rank if court else 0, _publication(document), cited_by),
    )


def prior(level: int, publication: float, cited_by: int) -> float:
    """The factor of authority, 1.0 to 1.5: half of it is citations received, on a log scale.

    It parts decisions that are about equally relevant and must not lift one above a better
    match: with 2.0 a much cited decision outranked those that spoke of the very facts.
    """
    cited = min(math.log2(1 + cited_by) / 8, 1.0)
    return round(1.0 + 0.15 * level / 5 + 0.1 * publication + 0.25 * cited, 3)


def zone_field(paragraph: Paragraph) -> str | None:
    """The text field that a paragraph is searched as; None for the formation."""
    if paragraph.zone is Zone.FORMATION:
        return None
    return "reasons" if paragraph.zone in _REASONS else "text"


def passage(text: str, *, field_name: str, language: str, paragraph: int) -> Passage:
    """A piece of text as a passage."""
    found = analyse(text, language)
    return Passage(field_name, language, paragraph, found.exact, found.stems, found.sentences)


def _passages(
    document: Document, annotations: Annotations, vocabularies: Vocabularies
) -> Iterator[Passage]:
    pieces = _pieces(document)
    for field_name, language, paragraph, text in (*pieces, *_labels(annotations, vocabularies)):
        made = passage(text, field_name=field_name, language=language, paragraph=paragraph)
        if made.exact:
            yield made


Piece = tuple[str, str, int, str]
"""Field, language, paragraph, text."""


def _pieces(document: Document) -> Iterator[Piece]:
    titles = {text.language: text.title for text in document.leading_texts if text.title}
    titles.setdefault(document.language, document.title)
    for language, title in titles.items():
        yield "title", language, TITLE_PARAGRAPH, title
    for named in _citations(document):
        yield "citation", document.language, TAGS_PARAGRAPH, named
    if isinstance(document, Decision):
        for subject in document.subjects:
            yield "tags", document.language, TAGS_PARAGRAPH, subject
    for text in document.leading_texts:
        yield from _text_pieces(text)


def _text_pieces(text: Text) -> Iterator[Piece]:
    if text.headnote:
        yield "headnote", text.language, HEADNOTE_PARAGRAPH, text.headnote
    for number, paragraph in enumerate(text.paragraphs):
        name = zone_field(paragraph)
        if name is not None:
            yield name, text.language, number, paragraph.text


def _citations(document: Document) -> tuple[str, ...]:
    written = [document.citation, *map(str, document.identifiers)]
    if isinstance(document, Decision):
        written += document.dockets
    if isinstance(document, Article):
        written += (document.publisher, document.author)
    return tuple(dict.fromkeys(each for each in written if each))


def _labels(annotations: Annotations, vocabularies: Vocabularies) -> Iterator[Piece]:
    for name in LABELLED:
        for value in annotations.values(name):
            entry = vocabularies.entry(name, value)
            if entry is None or value in ("unknown", "other"):
                continue
            yield "tags", "en", TAGS_PARAGRAPH, entry.label["en"]
            for label in dict.fromkeys((entry.label["fr_CA"], entry.label["fr_FR"])):
                yield "tags", "fr", TAGS_PARAGRAPH, label


def _keywords(
    document: Document, annotations: Annotations, court: Court | None, cites: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    rejected = {(tag.field, tag.value) for tag in annotations.rejected}
    curated = [
        Tag(each.field, each.value, Origin.CURATED, "")
        for each in document.curated
        if (each.field, each.value) not in rejected
    ]
    tags = (*annotations.tags, *curated)
    found = {name: _values(name, tags) for name in {tag.field for tag in tags}}
    found |= {
        "kind": (document.kind,),
        "jurisdiction": _some(document.jurisdiction),
        "language": tuple(dict.fromkeys(text.language for text in document.texts)),
        "source": tuple(dict.fromkeys(each.source for each in document.provenances)),
        "topical": ("yes" if annotations.on_topic else "no",),
        "verified": ("yes" if annotations.rejected or _is_verified(tags) else "no",),
        "cites": tuple(cites),
        "statute": tuple(
            dict.fromkeys(
                provision
                for each in annotations.citations
                if each.kind == "statute"
                for provision in _provisions(each.normal)
            )
        ),
        "identifier": _identifiers(document),
    }
    if isinstance(document, Decision):
        found["court"] = _some(document.court)
    if isinstance(document, Article):
        found["topic"] = tuple(dict.fromkeys((*document.topics, *found.get("topic", ()))))
    if court is not None:
        found |= {"level": (court.level,), "forum": (court.forum,)}
    known = {each.name for each in keyword_fields()}
    return {name: values for name, values in found.items() if values and name in known}


def _provisions(normal: str) -> Iterator[str]:
    """The provisions of a citation's normal form, each one a value to filter by.

    Some names hold a comma themselves: ``Constitution Act, 1867 s. 92`` is one provision.
    """
    yield from re.split(r", (?!(?:18|19|20)[0-9]{2} s\.)", normal)


def _values(name: str, tags: Iterable[Tag]) -> tuple[str, ...]:
    """A field's values, people's first; one only where the field holds one."""
    own = [tag for tag in tags if tag.field == name]
    own.sort(key=lambda tag: (_ORIGINS.index(tag.origin), -(tag.confidence or 0.0)))
    values = tuple(dict.fromkeys(tag.value for tag in own))
    known = {each.name for each in keyword_fields()}
    return values if name not in known or field(name).multiple else values[:1]


def _identifiers(document: Document) -> tuple[str, ...]:
    """Keys of every number, and the ids, by which the known-item search finds a document."""
    keys = tuple(each.key for each in document.identifiers)
    return tuple(dict.fromkeys((document.id, *document.aliases, *keys)))


def _is_verified(tags: Iterable[Tag]) -> bool:
    return any(tag.origin is not Origin.MACHINE for tag in tags)


def _numbers(document: Document, court: Court | None, cited_by: int) -> dict[str, int]:
    numbers = {"cited_by_count": cited_by}
    if court is not None:
        numbers["court_level"] = court.level_rank
    return numbers | _dates(document.date)


def _dates(known: PartialDate) -> dict[str, int]:
    first, last = known.first, known.last
    if first is None or last is None:
        return {}
    return {
        "year": first.year,
        "date_first": int(first.strftime("%Y%m%d")),
        "date_last": int(last.strftime("%Y%m%d")),
    }


def _publication(document: Document) -> float:
    levels = document.publication if isinstance(document, Decision) else ()
    return max((_PUBLISHED.get(level.casefold(), 0.0) for level in levels), default=0.0)


def _court(document: Document, courts: Courts) -> Court | None:
    if isinstance(document, Decision) and document.court in courts:
        return courts.get(document.court)
    return None


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
