"""A record's tokens joined by blanks: what tantivy cuts again, and what words are numbered from."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.errors import BuildFailed
from indexer.record import IndexRecord, Passage


@dataclass(frozen=True, slots=True)
class Joined:
    """The passages of a record that have tokens, with each stream in one piece."""

    passages: tuple[Passage, ...]
    exact: tuple[str, ...]
    """By passage."""
    stems: tuple[str, ...]
    whole_exact: str
    """The tokens of all passages."""
    whole_stems: str


def joined(record: IndexRecord) -> Joined:
    """The passages of a record, each stream in one piece.

    Raises :class:`indexer.errors.BuildFailed` for tokens that would not be the same after they are
    cut at blanks: they would move the positions of all that follow.
    """
    passages = tuple(each for each in record.passages if each.exact)
    exact = tuple([" ".join(each.exact) for each in passages])
    stems = tuple([" ".join(each.stems) for each in passages])
    made = Joined(passages, exact, stems, " ".join(exact), " ".join(stems))
    count = sum([len(each.exact) for each in passages])
    if not (_is_cut_into(made.whole_exact, count) and _is_cut_into(made.whole_stems, count)):
        _refuse(record, None)
    for each in record.passages:
        if len(each.exact) != len(each.stems):
            _refuse(record, each)
    return made


def _refuse(record: IndexRecord, passage: Passage | None) -> None:
    where = f", paragraph {passage.paragraph}" if passage else ""
    raise BuildFailed(f"document {record.id}{where}: its tokens do not stand side by side")


def _is_cut_into(text: str, tokens: int) -> bool:
    """Whether a text is cut at blanks into so many tokens, with one space between them.

    Printable characters hold no blank but the space, so that nearly always counting spaces will
    do; cutting took six times as long.
    """
    if not text:
        return tokens == 0
    if text.count(" ") != tokens - 1 or "  " in text or text[0] == " " or text[-1] == " ":
        return False
    return text.isprintable() or (_is_writable(text) and len(text.split()) == tokens)


def _is_writable(text: str) -> bool:
    """Half characters of a pair can be written in no file."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
