"""What a text says it does with the decisions that it cites.

Only words of the same sentence count, nearest to the citation and not past another one; a party's
argument is no treatment. Without such words a citation is "not classified": most are. What a later
court did to a cited decision (``aff'd 2019 ONCA 1``, ``conf. par``) is procedural history, told
apart, because it is not the text at hand that does it.
"""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, NamedTuple

from indexer.analysis import fold
from indexer.errors import VocabularyError
from indexer.sentences import sentence_ends

VERSION: Final = "2"
_REACH: Final = 160
"""Code points of a sentence that are read on either side of a citation."""
_PARTY_REACH: Final = 600
"""Code points before a citation in which its sentence may say whose argument it is: a "sentence"
of ten thousand citations without a full stop was read from its beginning for each."""
_BETWEEN: Final = 70
"""Code points between two citations that history words may join."""
UNDER_REVIEW: Final = "under_review"
"""The citation names the decision that the text itself reviews."""
_LANGUAGES: Final = ("en", "fr")


class Treatment(NamedTuple):
    """What is said of one citation."""

    value: str
    """Id of a row of ``rules/treatment.toml``; empty when the words say nothing."""
    of: int
    """For history: index of the earlier citation that it happened to; else -1."""
    start: int
    end: int
    """The words that say so, in code points of the text; the sentence's for what is no history."""


@dataclass(frozen=True, slots=True)
class _Row:
    value: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class TreatmentRules:
    """The rows of one language."""

    rows: tuple[_Row, ...]
    history: tuple[tuple[str, re.Pattern[str]], ...]
    review: re.Pattern[str]
    party: re.Pattern[str]


@functools.cache
def load_treatments() -> tuple[Mapping[str, TreatmentRules], Mapping[str, Mapping[str, str]]]:
    """Give the rules by language, and the labels of each value by locale.

    Raises :class:`indexer.errors.VocabularyError` when the file is wrong.
    """
    raw = (files("indexer") / "rules" / "treatment.toml").read_text("utf-8")
    try:
        table = tomllib.loads(raw)
        labels = {row["id"]: row for row in table["labels"]}
        rules = {language: _rules(table, language) for language in _LANGUAGES}
    except (KeyError, re.error, tomllib.TOMLDecodeError) as wrong:
        raise VocabularyError("treatment.toml", "rows", str(wrong)) from wrong
    return rules, labels


def _rules(table: Mapping[str, Any], language: str) -> TreatmentRules:
    authority = table["authority"][language]

    def compiled(words: str | None) -> re.Pattern[str] | None:
        return re.compile(words.replace("{AUTHORITY}", authority)) if words else None

    return TreatmentRules(
        tuple(
            _Row(row["value"], compiled(row[language].get("before")),
                 compiled(row[language].get("after")))
            for row in table["row"]
        ),
        tuple((row["value"], re.compile(row[language])) for row in table["history"]),
        re.compile(table["review"][0][language]),
        re.compile(table["party"][language]),
    )  # fmt: skip


def find_treatments(
    text: str, citations: Sequence[tuple[int, int]], *, language: str
) -> tuple[Treatment, ...]:
    """Say for each citation of a decision what the text does with it.

    ``citations`` are their spans in code points, rising and apart; the answer has one for each.
    """
    rules = load_treatments()[0].get(language[:2])
    if not citations or rules is None:
        return tuple(Treatment("", -1, *span) for span in citations)
    reading = _Reading(_folded(text), tuple(citations), (0, *sentence_ends(text)), rules)
    return tuple(reading.treatment(index) for index in range(len(citations)))


def _folded(text: str) -> str:
    """Lower case without accents, each letter at its place: a fold that changes length is not."""
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@functools.lru_cache(maxsize=1 << 12)
def _folded_letter(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter.lower()[:1] or letter


@dataclass(frozen=True, slots=True)
class _Reading:
    """One paragraph with its citations of decisions."""

    text: str
    citations: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]
    rules: TreatmentRules

    def treatment(self, index: int) -> Treatment:
        start, end = self.citations[index]
        return self._history(index) or self._words(index) or Treatment("", -1, start, end)

    def _history(self, index: int) -> Treatment | None:
        """Words between this citation and the one before, that a later court did it something."""
        if index == 0:
            return None
        begun, start = self.citations[index - 1][1], self.citations[index][0]
        if start - begun > _BETWEEN or self._sentence(begun) != self._sentence(start):
            return None
        between = self.text[begun:start]
        for value, words in self.rules.history:
            found = re.search(rf"(?<!\w)(?:{words.pattern})", between)
            if found is not None:
                return Treatment(value, index - 1, begun + found.start(), begun + found.end())
        return None

    def _words(self, index: int) -> Treatment | None:
        start, end = self.citations[index]
        first, last = self._sentence(start)
        before = self.text[max(first, self._end_before(index), start - _REACH) : start]
        after = self.text[end : min(last, self._start_after(index), end + _REACH)]
        if self.rules.review.search(before):
            return Treatment(UNDER_REVIEW, -1, first, last)
        if self.rules.party.search(self.text, max(first, start - _PARTY_REACH), start):
            return None
        for row in self.rules.rows:
            if (row.before and row.before.search(before)) or (
                row.after and row.after.search(after)
            ):
                return Treatment(row.value, -1, first, last)
        return None

    def _sentence(self, place: int) -> tuple[int, int]:
        nth = bisect_right(self.sentences, place)
        end = self.sentences[nth] if nth < len(self.sentences) else len(self.text)
        return self.sentences[nth - 1], end

    def _end_before(self, index: int) -> int:
        return self.citations[index - 1][1] if index else 0

    def _start_after(self, index: int) -> int:
        following = index + 1
        return self.citations[following][0] if following < len(self.citations) else len(self.text)


def label_of(value: str, locale: str) -> str:
    """The words of a treatment in ``en``, ``fr_CA`` or ``fr_FR``; empty for none."""
    row = load_treatments()[1].get(value)
    return row[locale] if row is not None else ""


def values() -> Iterator[str]:
    """Every treatment, in the order of the file."""
    yield from load_treatments()[1]
