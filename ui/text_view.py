"""A text as its page shows it: parts, paragraphs with links to themselves, marked words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search_api.responses import ParagraphBody, TextBody
from ui.marks import marked

_NOT_DIGITS = re.compile(r"^\D+")


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph, with its number as a link to itself."""

    anchor: str
    number: str
    ours: bool
    """Whether the number is this project's, because the text has none there."""
    text: Markup


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs of one zone that follow each other."""

    id: str
    label: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True, slots=True)
class TextView:
    """The text in one language."""

    language: str
    title: str
    headnote: str
    editorial: bool
    sections: tuple[Section, ...]
    numbered: bool
    """Whether numbers are shown: a telling of ours in one paragraph needs none."""
    ours: bool
    """Whether any paragraph bears a number of ours."""
    hits: int
    """Places that the query matches."""


def text_in(texts: Sequence[TextBody], languages: Sequence[str]) -> TextBody | None:
    """The text in the first of these languages that there is one in."""
    held = {each.language: each for each in texts}
    return next((held[each] for each in languages if each in held), None)


def text_view(text: TextBody) -> TextView:
    """What the page shows of a text."""
    numbers = itertools.count(1)
    sections = tuple(_sections(text.paragraphs, numbers))
    return TextView(
        language=text.language,
        title=text.title,
        headnote=text.headnote,
        editorial=text.editorial,
        sections=sections,
        numbered=not text.editorial or len(text.paragraphs) > 1,
        ours=any(not each.number for each in text.paragraphs),
        hits=next(numbers) - 1,
    )


def _sections(paragraphs: Sequence[ParagraphBody], numbers: Iterator[int]) -> Iterator[Section]:
    """Paragraphs by zone. A line that names the bench stays where it stands: it is a zone of its
    own for the index, but a heading above each signature would tear the text apart."""
    zones: list[tuple[str, str]] = []
    for each in paragraphs:
        inside = each.zone == "formation" and zones
        zones.append(zones[-1] if inside else (each.zone, each.zone_label))
    together = itertools.groupby(zip(zones, paragraphs, strict=True), key=lambda pair: pair[0])
    for at, ((zone, label), group) in enumerate(together, 1):
        yield Section(
            f"zone-{at}-{zone}", label, tuple(_paragraph(each, numbers) for _, each in group)
        )


def _paragraph(paragraph: ParagraphBody, numbers: Iterator[int]) -> ParagraphView:
    """The paragraph with its number as a link: the number that the text begins with, if any."""
    number = paragraph.number or our_number(paragraph.anchor)
    start = 0
    if paragraph.number:
        printed = re.match(rf"\[?\s?{re.escape(number)}\s?[\].)]*\s", paragraph.text)
        start = printed.end() if printed else 0
    spans = [(first - start, last - start) for first, last in paragraph.spans]
    return ParagraphView(
        anchor=paragraph.anchor,
        number=paragraph.text[:start].strip() or number,
        ours=not paragraph.number,
        text=marked(paragraph.text[start:], spans, numbers=numbers),
    )


def our_number(anchor: str) -> str:
    """The number that this project gives a paragraph, from its anchor (``p112``)."""
    return _NOT_DIGITS.sub("", anchor) or anchor
