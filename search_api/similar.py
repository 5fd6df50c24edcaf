"""Decisions close to one, with reasons: shared issues, conduct, sanction, citations and words.

A reason that few documents share counts more (its rarity in the collection), and every reason is
told, so that a reader can judge whether it matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crawler.model import Decision, Document, Paragraph, Zone
from indexer.analysis import STOP_WORDS, analyse, exact_form
from indexer.engine.base import Engine, Filter, SearchRequest
from indexer.engine.query import And, Keyword, Not, Or, Prefer, Query, Term
from indexer.fields import field
from indexer.noteup import names
from search_api.decisions import Shelf
from search_api.errors import Sentence
from search_api.hits import citation_of, kind_of, page_path, values_of
from search_api.labels import court_label, labelled, locale_for
from search_api.library import Shelved, fetch
from search_api.lifts import Collection
from search_api.response_base import Labelled
from search_api.suggestion_bodies import Reason, SimilarBody, SimilarHit

SHARED = ("issue", "conduct", "sanction", "outcome", "platform", "target", "audience")
"""Fields whose common values make two documents close, the most telling first."""
MOST = 20
"""Documents that one answer lists."""

_WEIGHTS: Mapping[str, float] = {
    "issue": 2.0, "conduct": 3.0, "sanction": 0.5, "outcome": 0.5, "platform": 0.5, "target": 1.0,
    "audience": 1.0, "citations": 6.0, "words": 0.4,
}  # fmt: skip
# Conduct leads: the two nurses of one hospital (21-25.452, 22-18.217) and the five dismissed for
# one WhatsApp group (2024 ONSC 1900, 2025 ONCA 415) must find each other first.
_UNSAID = frozenset(("unknown", "other", "none"))
_CITED = Sentence("Citations", "Citations")
_WORDS = Sentence("Words", "Mots")
_CANDIDATES = 40
_WORDS_KEPT = 12
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Own:
    """What a document has that others may share."""

    values: Mapping[str, tuple[str, ...]]
    cited: tuple[str, ...]
    words: tuple[str, ...]
    """Folded, the most distinctive first."""


def similar_documents(
    shelved: Shelved, shelf: Shelf, collection: Collection, *, language: str, limit: int
) -> SimilarBody:
    """The documents closest to one, the closest first; each has at least one reason."""
    document = shelved.document
    own = _Own(_values(shelved), shelf.cited(shelved), _distinctive(document, shelf.engine))
    parts = tuple(_parts(own, document, collection))
    if not parts:
        return SimilarBody(id=document.id, similar=[])
    others = And((Or(tuple(node for node, _ in parts)), Not(_itself(document))))
    request = SearchRequest(
        Prefer(others, parts, scoreless=True),
        filters=(Filter("topical", ("yes",)),),
        limit=min(limit, MOST),
    )
    found = shelf.engine.search(request).hits
    near = fetch(shelf.corpus, [hit.id for hit in found])
    listed = []
    for hit in found:
        if hit.id not in near:
            continue
        reasons = list(_reasons(own, document, near[hit.id], shelf, language))
        if reasons:
            listed.append(_similar_hit(near[hit.id].document, hit.score, reasons, language))
    return SimilarBody(id=document.id, similar=listed)


def _itself(document: Document) -> Keyword:
    return Keyword("identifier", (document.id,))


def _values(shelved: Shelved) -> dict[str, tuple[str, ...]]:
    found = {name: values_of(shelved.annotations, name) for name in SHARED}
    return {
        name: tuple(value for value in values if value not in _UNSAID)
        for name, values in found.items()
    }


def _parts(own: _Own, document: Document, collection: Collection) -> Iterator[tuple[Query, float]]:
    for name, values in own.values.items():
        for value in values:
            rarity = collection.rarity((name, (value,)))
            if rarity:
                yield Keyword(name, (value,)), round(_WEIGHTS[name] * rarity, 3)
    yield Keyword("cites", tuple(sorted(names(document)))), _WEIGHTS["citations"]
    if own.cited:
        yield Keyword("identifier", own.cited), _WEIGHTS["citations"]
        yield Keyword("cites", own.cited), _WEIGHTS["citations"] / 2
    for word in own.words:
        yield Term((exact_form(word),), text=word), _WEIGHTS["words"]


def _distinctive(document: Document, engine: Engine) -> tuple[str, ...]:
    """The words that this document uses often and few others use."""
    counts = Counter(
        word for word in _tokens(document)
        if len(word) >= _SHORTEST and word.isalpha() and word not in STOP_WORDS
    )  # fmt: skip
    whole = max(1, engine.search(SearchRequest(limit=0)).total)
    weighed = []
    for word, times in counts.most_common(_CANDIDATES):
        held = engine.search(SearchRequest(Term((exact_form(word),)), limit=0)).total
        if 1 < held <= max(2, whole // 4):
            weighed.append((times / held, word))
    return tuple(word for _, word in sorted(weighed, reverse=True)[:_WORDS_KEPT])


def _tokens(document: Document) -> Iterator[str]:
    """The folded words of the first text, without the paragraphs that name the bench."""
    for text in document.leading_texts[:1]:
        for passage in (text.title, text.headnote, *_readable(text.paragraphs)):
            yield from analyse(passage, text.language).exact


def _readable(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    return (each.text for each in paragraphs if each.zone is not Zone.FORMATION)


def _reasons(
    own: _Own, document: Document, other: Shelved, shelf: Shelf, language: str
) -> Iterator[Reason]:
    locale = locale_for(language)
    theirs = _values(other)
    for name in SHARED:
        shared = [value for value in own.values[name] if value in theirs[name]]
        if shared:
            row = field(name)
            label = row.label_fr if language == "fr" else row.label_en
            values = [labelled(name, value, locale) for value in shared]
            yield Reason.model_validate({"kind": name, "label": label, "values": values})
    cited = _shared_citations(own, document, other, shelf)
    if cited:
        yield Reason(kind="citations", label=_CITED.say(language), values=cited)
    held = set(_tokens(other.document))
    words = [Labelled(value=word, label=word) for word in own.words if word in held]
    if words:
        yield Reason(kind="words", label=_WORDS.say(language), values=words)


def _shared_citations(
    own: _Own, document: Document, other: Shelved, shelf: Shelf
) -> list[Labelled]:
    """Decisions that both cite, and each of the two that the other cites."""
    theirs = shelf.cited(other)
    ids = [each for each in own.cited if each in theirs or each == other.document.id]
    if document.id in theirs:
        ids.append(document.id)
    found = shelf.corpus.get_many(ids)
    return [Labelled(value=each, label=citation_of(found[each])) for each in ids if each in found]


def _similar_hit(
    document: Document, score: float, reasons: list[Reason], language: str
) -> SimilarHit:
    court = document.court if isinstance(document, Decision) else ""
    return SimilarHit(
        id=document.id,
        kind=kind_of(document),
        citation=citation_of(document),
        title=document.title,
        date=str(document.date),
        court_label=court_label(court, locale_for(language)) if court else "",
        url=page_path(document, language),
        score=round(score, 6),
        reasons=reasons,
    )
