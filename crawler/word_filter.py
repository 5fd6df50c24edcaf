"""Which texts of a bulk archive belong to a topic: the topic's words, looked for on our side.

A bulk archive has no search of its own. Its queries are groups of words joined by ``AND``, each
group words or "phrases" joined by ``OR``; a final ``*`` stands for any ending, and the query
``*`` for everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

EVERYTHING: Final = "*"
"""The query that every text fits."""

_AND: Final = re.compile(r"\s+AND\s+")
_OR: Final = re.compile(r"\s+OR\s+")


@dataclass(frozen=True, slots=True)
class _Word:
    needle: str
    """In lower case; looked for first, since finding it is many times faster than the pattern."""
    pattern: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        return self.needle in text and self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class WordFilter:
    """The queries of a topic for one source; a text that fits one of them belongs to it."""

    queries: tuple[tuple[tuple[_Word, ...], ...], ...]

    @classmethod
    def of(cls, queries: Iterable[str]) -> WordFilter:
        """Read queries in the topic file's syntax."""
        return cls(tuple(_query(query) for query in queries))

    def matches(self, text: str) -> bool:
        """Tell whether a text fits a query; case and kinds of apostrophes make no difference.

        Words match with their accents or with none at all, as headings in capitals have them.
        """
        plain = text.lower().replace("’", "'")
        if any(all(_one_stands_in(plain, group) for group in query) for query in self.queries):
            return True
        # Only a phrase may be broken over two lines; most texts are told without looking.
        joined = " ".join(plain.split())
        return any(all(_one_stands_in(joined, group) for group in query) for query in self.queries)


def _one_stands_in(text: str, group: tuple[_Word, ...]) -> bool:
    return any(word.stands_in(text) for word in group)


def _query(query: str) -> tuple[tuple[_Word, ...], ...]:
    if query.strip() == EVERYTHING:
        return ()
    return tuple(_group(group) for group in _AND.split(query.strip()))


def _group(group: str) -> tuple[_Word, ...]:
    inner = group.strip().removeprefix("(").removesuffix(")")
    spelled = [
        " ".join(word.strip().strip('"').lower().replace("’", "'").split())
        for word in _OR.split(inner)
    ]
    forms = dict.fromkeys(form for word in spelled if word for form in (word, _bare(word)))
    return tuple(_word(form) for form in forms)


def _word(form: str) -> _Word:
    stem = form.rstrip("*")
    end = "" if form.endswith("*") else r"(?!\w)"
    return _Word(stem, re.compile(rf"(?<!\w){re.escape(stem)}{end}"))


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
