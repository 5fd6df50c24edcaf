"""Finds citations in a text: identifiers of decisions and provisions of statutes.

Spans are those of the citation itself, without the style of cause, the court or the pinpoint
around it. Nothing is resolved here: an identifier may name a decision that the corpus lacks, and
a decision's own citation in its heading is found like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crawler.identifiers import Identifier
from indexer.bare_provisions import resolve_bare
from indexer.citation_patterns import mentions
from indexer.short_forms import Cited, Short, resolve_short_forms
from indexer.statutes import BareProvision, StatuteMention, defined_acronyms, find_statutes

KINDS: Final = (
    "neutral", "canlii", "soquij", "reporter", "pourvoi", "ecli", "rg", "docket", "statute",
    "name",
)  # fmt: skip
"""The kinds of citation this module finds (``dte`` numbers count as ``reporter``)."""

_PINPOINT: Final = re.compile(
    r"(?:\s?\(CanLII\))?,?\s(?:at\s|au[x]?\s|à\s)?(?:paras?\.?|par\.|paragraphes?|paragraphs?|¶¶?)"
    r"\s?(?P<places>[0-9]{1,4}(?:\s?(?:-|–|à|to|et|and|,)\s?[0-9]{1,4}){0,8})"
)


_SAID_BEFORE: Final = re.compile(r",?\s(?:pr[ée]cit[ée]e?s?|supra|above|op\.\scit\.?)")
_DIGIT: Final = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """One citation in a text."""

    start: int
    """Where the quote begins, in code points from the start of the text."""
    end: int
    """One past its last code point."""
    quote: str
    """The words of the text between the two."""
    kind: str
    """One of :data:`KINDS`."""
    normal: str
    """The form to compare: the identifier as courts write it, or statute and provision."""
    identifier: Identifier | None = None
    """What it names; None for a statute."""
    pinpoint: str | None = None
    """The paragraphs cited, as printed (``21-23``)."""


def find_citations(text: str, *, language: str) -> tuple[FoundCitation, ...]:
    """Give the citations of a text in the order of their place, none overlapping another.

    ``language`` is ``en`` or ``fr``; with a region (``fr-CA``, ``fr-FR``) the codes that Québec
    and France name alike are told apart without looking at the text.
    """
    return find_in_document((text,), language=language)[0]


def find_in_document(
    paragraphs: Sequence[str], *, language: str
) -> tuple[tuple[FoundCitation, ...], ...]:
    """Give the citations of each paragraph of a document; each may rest on what others say."""
    defined: dict[str, str] = {}
    for text in paragraphs:
        for word, statute in defined_acronyms(text, language=language).items():
            defined.setdefault(word, statute)
    provisions = [(text, _provisions(text, language, defined)) for text in paragraphs]
    found = [
        [_identified(text, m.start, m.end, m.identifier) for m in mentions(text)]
        if _DIGIT.search(text)
        else []
        for text in paragraphs
    ]
    for index, (text, named) in enumerate(provisions):
        found[index].extend(_statute(text, m) for m in named if isinstance(m, StatuteMention))
    for index, mention in resolve_bare(provisions, language=language):
        found[index].append(_statute(paragraphs[index], mention))
    apart = [_without_overlaps(each) for each in found]
    cited = [
        (text, [Cited(c.start, c.end, c.identifier) for c in its_own])
        for text, its_own in zip(paragraphs, apart, strict=True)
    ]
    shorts: dict[int, list[FoundCitation]] = {}
    for short in resolve_short_forms(cited):
        shorts.setdefault(short.paragraph, []).append(_short(paragraphs[short.paragraph], short))
    return tuple(
        _without_overlaps([*its_own, *shorts[index]]) if index in shorts else its_own
        for index, its_own in enumerate(apart)
    )


def _short(text: str, short: Short) -> FoundCitation:
    named = str(short.identifier)
    pinpoint = _pinpoint(text, short.end)
    quote = text[short.start : short.end]
    return FoundCitation(short.start, short.end, quote, "name", named, short.identifier, pinpoint)


def _pinpoint(text: str, end: int) -> str | None:
    said = _SAID_BEFORE.match(text, end)
    found = _PINPOINT.match(text, said.end() if said else end)
    return " ".join(found["places"].split()) if found else None


def _provisions(
    text: str, language: str, defined: Mapping[str, str]
) -> tuple[StatuteMention | BareProvision, ...]:
    if _DIGIT.search(text) is None:
        return ()  # most paragraphs: whatever is cited here has a number
    return tuple(find_statutes(text, language=language, defined=defined))


def _statute(text: str, mention: StatuteMention) -> FoundCitation:
    quote = text[mention.start : mention.end]
    return FoundCitation(mention.start, mention.end, quote, "statute", mention.normal)


def _identified(text: str, start: int, end: int, identifier: Identifier) -> FoundCitation:
    kind = "reporter" if identifier.kind == "dte" else identifier.kind
    return FoundCitation(
        start,
        end,
        text[start:end],
        kind,
        str(identifier),
        identifier,
        _pinpoint(text, end),
    )


def _without_overlaps(found: list[FoundCitation]) -> tuple[FoundCitation, ...]:
    """Keep, where two overlap, the one that begins first, and of these the longest."""
    kept: list[FoundCitation] = []
    for citation in sorted(found, key=lambda c: (c.start, -c.end, KINDS.index(c.kind))):
        if not kept or citation.start >= kept[-1].end:
            kept.append(citation)
    return tuple(kept)
