"""A document as the annotators read it: its paragraphs, analysed once, without the formation."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crawler.model import Decision, Document, Telling, Zone
from indexer.analysis import Analysed, analyse
from indexer.annotations import Evidence
from indexer.record import HEADNOTE_PARAGRAPH, TITLE_PARAGRAPH
from indexer.tags.rules import RuleBook
from indexer.tags.scanning import Hit, Scanner
from indexer.tags.scopes import Scopes, find_scopes

LONGEST_QUOTE = 60
"""Tokens of a sentence that a piece of evidence quotes at most, around the words that matter."""


@dataclass(frozen=True, slots=True)
class Read:
    """One paragraph with its tokens and the rules found in it."""

    language: str
    index: int
    """Index into the text's paragraphs; -1 for its title, -2 for its headnote."""
    text: str
    zone: Zone
    analysed: Analysed
    hits: Mapping[str, tuple[Hit, ...]]
    """The rules found in it, by field."""
    scopes: Scopes
    """What is taken back or only told of another case in it."""

    def kinds(self, hit: Hit) -> tuple[str, ...]:
        """What is said of a hit, by the kinds of the scopes that reach it; mostly nothing."""
        scopes = self.scopes.get(hit.sentence)
        if not scopes:
            return ()
        at = hit.first
        return tuple([kind for kind, first, last in scopes if first <= at < last])

    def quoted(self, hit: Hit) -> tuple[int, int]:
        """Tokens ``[first, last)`` of the sentence of a hit, of a long one those around it."""
        first, last = hit.sentence
        if last - first > LONGEST_QUOTE:
            spare = max(LONGEST_QUOTE - (hit.last - hit.first), 0) // 2
            first, last = max(first, hit.first - spare), min(last, hit.last + spare)
        return first, last

    def evidence(self, hit: Hit) -> Evidence:
        """The sentence of a hit, cut to the words around it when it is long."""
        first, last = self.quoted(hit)
        return self.span(self.analysed.starts[first], self.analysed.ends[last - 1])

    def words(self, hit: Hit) -> Evidence:
        """The very words of a hit."""
        return self.span(self.analysed.starts[hit.first], self.analysed.ends[hit.last - 1])

    def span(self, start: int, end: int) -> Evidence:
        """A piece of this paragraph as evidence."""
        return Evidence(self.language, self.index, start, end, self.text[start:end])


def read_document(document: Document, rules: RuleBook) -> tuple[Read, ...]:
    """Every paragraph that may be annotated, in order, all texts one after the other.

    Paragraphs of the formation are left out (they name judges, which nothing may record). So is
    what we tell of a decision in our own words: what its curators left unknown is not established,
    and a machine reading their summary may not guess it.
    """
    found: list[Read] = []
    for text in document.leading_texts:
        if text.telling is Telling.EDITORIAL and isinstance(document, Decision):
            continue
        scanner = rules.scanners.get(text.language[:2])
        if scanner is None:
            continue
        read = functools.partial(_read, language=text.language[:2], scanner=scanner)
        if text.telling is Telling.SOURCE:
            found.append(read(text.title or document.title, TITLE_PARAGRAPH))
        if text.headnote:
            found.append(read(text.headnote, HEADNOTE_PARAGRAPH))
        for index, paragraph in enumerate(text.paragraphs):
            if paragraph.zone is not Zone.FORMATION:
                found.append(read(paragraph.text, index, zone=paragraph.zone))
    return tuple(found)


def _read(
    text: str, index: int, *, language: str, scanner: Scanner, zone: Zone = Zone.BODY
) -> Read:
    analysed = analyse(text, language)
    hits = {field: tuple(found) for field, found in scanner.scan(analysed).items()}
    scopes = find_scopes(text, analysed, hits)
    return Read(language, index, text, zone, analysed, MappingProxyType(hits), scopes)


def hits_of(reads: Iterable[Read], field: str) -> Iterable[tuple[Read, Hit]]:
    """The hits of one field's rules, with their paragraphs, in order."""
    for read in reads:
        for hit in read.hits.get(field, ()):
            yield read, hit
