"""The tokens of a document as the embedded engine keeps them, to verify and to mark matches.

They lie in tantivy's own document store, as one stored value of the document that they belong to:
so they are written, replaced, deleted and merged with it, in the same commit, and a kill at any
moment cannot leave the two apart. (A file or a database beside the index would need a second
commit in step with the first.) Reading one costs about 20 microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.engine.query import And, Near, Or, Pattern, Phrase, Prefer, Query, Term, Within
from indexer.engine.words import literal_prefix
from indexer.record import Passage


@dataclass(frozen=True, slots=True)
class RawPassage:
    """A passage still in one piece: cheap to look into, split only where something may match."""

    field: str
    language: str
    paragraph: int
    sentences: str
    exact: str
    """Tokens with one space before, between and after them."""
    stems: str

    def tokens(self) -> Passage:
        """The passage with its tokens apart."""
        return Passage(
            self.field,
            self.language,
            self.paragraph,
            tuple(self.exact.split()),
            tuple(self.stems.split()),
            tuple(int(each) for each in self.sentences.split(",") if each),
        )


def joined(passage: Passage) -> RawPassage:
    """A passage in one piece."""
    return RawPassage(
        passage.field,
        passage.language,
        passage.paragraph,
        ",".join(map(str, passage.sentences)),
        f" {' '.join(passage.exact)} ",
        f" {' '.join(passage.stems)} ",
    )


def pack(passages: Iterable[RawPassage]) -> bytes:
    """The stored form of a document's passages."""
    lines: list[str] = []
    for each in passages:
        lines.append(f"{each.field}\t{each.language}\t{each.paragraph}\t{each.sentences}")
        lines.append(each.exact)
        lines.append(each.stems)
    return "\n".join(lines).encode()


def unpack(stored: bytes) -> tuple[RawPassage, ...]:
    """The passages of a stored form, tokens not yet apart."""
    if not stored:
        return ()
    lines = stored.decode().split("\n")
    passages = []
    for header, exact, stems in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        field, language, paragraph, sentences = header.split("\t")
        passages.append(RawPassage(field, language, int(paragraph), sentences, exact, stems))
    return tuple(passages)


def may_match(query: Query, passage: RawPassage) -> bool:
    """False only when the query certainly does not match inside the passage."""
    match query:
        case Term(forms):
            return any(
                f" {form.token} " in (passage.exact if form.stream == "exact" else passage.stems)
                for form in forms
            )
        case Pattern(pattern):
            return f" {literal_prefix(pattern)}" in passage.exact
        case Phrase(nodes) | And(nodes):
            return all(may_match(node, passage) for node in nodes)
        case Within(nodes=nodes):
            return all(may_match(node, passage) for node in nodes)
        case Near(left, right):
            return may_match(left, passage) and may_match(right, passage)
        case Or(nodes):
            return any(may_match(node, passage) for node in nodes)
        case Prefer(node):
            return may_match(node, passage)
        case _:
            return True


def may_mark(query: Query, passage: RawPassage) -> bool:
    """False only when no word of the query stands in the passage."""
    match query:
        case And(nodes):
            return any(may_mark(node, passage) for node in nodes)
        case Or(nodes):
            return any(may_mark(node, passage) for node in nodes)
        case Prefer(node):
            return may_mark(node, passage)
        case _:
            return may_match(query, passage)
