"""Words of a document to show with a hit, and what to highlight, for any query and any engine.

Made from the corpus text of the best paragraphs of the hits shown, by running the query tree
over their tokens; engines store no text. Offsets are Unicode code points of the text beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from crawler.model import Document, Text, Zone
from indexer.analysis import Analysed, analyse
from indexer.engine.base import ParagraphMatch
from indexer.engine.query import Query
from indexer.flatten import zone_field
from indexer.matching import passage_marks
from indexer.record import HEADNOTE_PARAGRAPH, Passage

HEADNOTE_ANCHOR = "headnote"
"""Fragment of the headnote on the document page."""
ELLIPSIS = "…"
MOST_MARKS = 100
"""Marks of one sentence that are weighed to place a snippet; its first ones, when it has more."""

Spans = tuple[tuple[int, int], ...]


class FoundParagraphs(Protocol):
    """What snippets need of a hit (:class:`indexer.engine.base.Hit` is one)."""

    @property
    def paragraphs(self) -> tuple[ParagraphMatch, ...]:
        """The matching paragraphs, best first."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short piece of a document's text."""

    language: str
    paragraph: int
    """Index into the text's paragraphs; -2 for the headnote."""
    anchor: str
    number: str | None
    """The court's own number of the paragraph."""
    text: str
    spans: Spans
    """What the query matched, as offsets into ``text``."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A paragraph that may be shown."""

    language: str
    paragraph: int
    anchor: str
    number: str | None
    text: str
    field: str


def snippets(
    document: Document,
    hit: FoundParagraphs,
    query: Query,
    *,
    limit: int = 2,
    width: int = 200,
    language: str = "",
    related: Query | None = None,
) -> tuple[Snippet, ...]:
    """Up to ``limit`` snippets of about ``width`` code points from the best paragraphs.

    When texts of several languages match, those in ``language`` are shown. Where no paragraph
    matches, the beginning of the text is, cut around what ``related`` matches in it. The
    formation, which names the bench, never is.
    """
    places = list(_matching(document, hit.paragraphs))
    preferred = [place for place in places if place.language == language]
    made: list[Snippet] = []
    for place in preferred or places:
        tokens = analyse(place.text, place.language)
        marks = passage_marks(query, _passage(tokens, place.language, place.field))
        if marks:
            made.append(_snippet(place, tokens, marks, width))
        if len(made) == limit:
            break
    return tuple(made) or _beginning(document, language, width, related)


def highlight(text: str, language: str, query: Query, *, field: str = "") -> Spans:
    """What the query matches in a text, as rising spans of code points.

    ``field`` is the logical text field of the text; empty takes words of every field.
    """
    tokens = analyse(text, language)
    return _spans(tokens, passage_marks(query, _passage(tokens, language, field)))


def _matching(document: Document, found: Sequence[ParagraphMatch]) -> Iterator[_Place]:
    texts = {text.language: text for text in document.leading_texts}
    for match in found:
        text = texts.get(match.language)
        place = _place(text, match.paragraph) if text is not None else None
        if place is not None:
            yield place


def _place(text: Text, index: int) -> _Place | None:
    """The paragraph of an index where it may be shown: no title, no formation."""
    if index == HEADNOTE_PARAGRAPH and text.headnote:
        return _Place(text.language, index, HEADNOTE_ANCHOR, None, text.headnote, "headnote")
    if not 0 <= index < len(text.paragraphs):
        return None
    paragraph = text.paragraphs[index]
    name = zone_field(paragraph)
    if name is None:
        return None
    return _Place(text.language, index, paragraph.anchor, paragraph.number, paragraph.text, name)


def _beginning(
    document: Document, language: str, width: int, related: Query | None
) -> tuple[Snippet, ...]:
    """The headnote, or the first paragraph that says something, in the language if there is one."""
    texts = sorted(
        document.leading_texts,
        key=lambda text: (text.language != language, text.language != document.language),
    )
    for text in texts:
        indexes = [HEADNOTE_PARAGRAPH, *_speaking(text), *range(len(text.paragraphs))]
        for index in indexes:
            place = _place(text, index)
            if place is not None and place.text.strip():
                tokens = analyse(place.text, place.language)
                passage = _passage(tokens, place.language, place.field)
                marks = passage_marks(related, passage) if related is not None else ()
                return (_snippet(place, tokens, marks, width),)
    return ()


def _speaking(text: Text) -> Iterator[int]:
    """Paragraphs after the introduction, which is names and numbers."""
    for index, paragraph in enumerate(text.paragraphs):
        if paragraph.zone is not Zone.INTRODUCTION and len(paragraph.text) > 40:
            yield index


def _passage(tokens: Analysed, language: str, field: str) -> Passage:
    return Passage(field, language, 0, tokens.exact, tokens.stems, tokens.sentences)


def _snippet(place: _Place, tokens: Analysed, marks: Sequence[int], width: int) -> Snippet:
    start, end = _cut(place.text, tokens, marks, width)
    before = f"{ELLIPSIS} " if start > 0 else ""
    after = f" {ELLIPSIS}" if end < len(place.text.rstrip()) else ""
    shift = len(before) - start
    spans = tuple(
        (first + shift, last + shift)
        for first, last in _spans(tokens, marks)
        if first >= start and last <= end
    )
    text = f"{before}{place.text[start:end]}{after}"
    return Snippet(place.language, place.paragraph, place.anchor, place.number, text, spans)


def _spans(tokens: Analysed, marks: Sequence[int]) -> Spans:
    """Marked tokens as spans; neighbours, as in a phrase, are one."""
    spans: list[tuple[int, int]] = []
    last = -2
    for at in marks:
        start, end = tokens.starts[at], tokens.ends[at]
        if at == last + 1 and start - spans[-1][1] <= 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = at
    return tuple(spans)


def _cut(text: str, tokens: Analysed, marks: Sequence[int], width: int) -> tuple[int, int]:
    """Where to cut a paragraph: whole sentences around most of the marks, or else whole words."""
    if len(text) <= width or not tokens.starts:
        return 0, len(text) if len(text) <= width else width
    sentences = _sentence_bounds(text, tokens)
    if not marks:
        best = 0
    else:
        counts = [_within(tokens, marks, *bounds) for bounds in sentences]
        best = counts.index(max(counts))
    start, end = sentences[best]
    if end - start > width:
        return _cut_sentence(tokens, marks, (start, end), width)
    first = last = best
    while last + 1 < len(sentences) and sentences[last + 1][1] - start <= width:
        last += 1
        end = sentences[last][1]
    while first > 0 and end - sentences[first - 1][0] <= width:
        first -= 1
        start = sentences[first][0]
    return start, end


def _sentence_bounds(text: str, tokens: Analysed) -> list[tuple[int, int]]:
    """Sentences in code points, each from its first letter to the blank before the next one."""
    starts = [tokens.starts[first] for first in tokens.sentences]
    starts[0] = 0
    ends = [*starts[1:], len(text)]
    return [
        (start, start + len(text[start:end].rstrip()))
        for start, end in zip(starts, ends, strict=True)
    ]


def _within(tokens: Analysed, marks: Sequence[int], start: int, end: int) -> int:
    return len({tokens.stems[at] for at in marks if start <= tokens.starts[at] < end})


def _cut_sentence(
    tokens: Analysed, marks: Sequence[int], bounds: tuple[int, int], width: int
) -> tuple[int, int]:
    """A stretch of whole tokens inside one long sentence, with its marks about in the middle."""
    start, end = bounds
    inside = [at for at in range(len(tokens.starts)) if start <= tokens.starts[at] < end]
    wanted = [at for at in marks if start <= tokens.starts[at] < end][:MOST_MARKS]
    if not wanted:
        middle = start
    else:
        stretches = [
            (_within(tokens, wanted, tokens.starts[at], tokens.starts[at] + width), -at)
            for at in wanted
        ]
        first = -max(stretches)[1]
        middle = tokens.starts[first] - width // 5
    begins = [tokens.starts[at] for at in inside if tokens.starts[at] >= middle]
    cut = start if middle <= start else begins[0]
    ends = [tokens.ends[at] for at in inside if cut < tokens.ends[at] <= cut + width]
    return cut, min(max(ends, default=cut + width), end)
