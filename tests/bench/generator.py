"""Seeded synthetic decisions: invented words with the statistics of real texts, nothing else.

Word forms follow Zipf's law, half of them spelled like French; a decision has about 1,650 words in
40 paragraphs, a shorter one fewer of the same size. The same seed and number give the same
decision, so none has to be kept.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from crawler.identifiers import parse_identifier
from crawler.model import Decision, Paragraph, PartialDate, Provenance, Text, Zone
from indexer.analysis import fold
from indexer.record import IndexRecord, Passage

FORMS = 60_000
EXPONENT = 1.07
PARAGRAPHS = 40
WORDS = 1_650
SYLLABLES = {
    "en": "th er on an re he in ed nd ha at en es of or nt ea ti to it st io le is ou ar as de",
    "fr": "es le de en re nt on er te el an se et la ai it me ou em ie ré té qu eu ê ç è é",
}
FACETS: dict[str, tuple[int, int]] = {
    "issue": (37, 4), "conduct": (22, 2), "sanction": (9, 1), "outcome": (8, 1),
    "platform": (18, 2), "jurisdiction": (12, 1), "court": (60, 1), "audience": (6, 1),
}  # fmt: skip
"""Field -> number of values, most values of one decision."""

PROVENANCE = Provenance(
    source="synthetic",
    retrieved_at=datetime(2099, 1, 1, tzinfo=UTC),
    licence="Synthetic text.",
    fulltext_allowed=True,
    content_hash="0" * 64,
    obtained="synthetic",
    url="https://example.invalid/",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One decision, as words of paragraphs."""

    number: int
    language: str
    paragraphs: tuple[tuple[str, ...], ...]
    values: dict[str, tuple[str, ...]]
    year: int


class Generator:
    """Makes decisions by number."""

    def __init__(self, seed: int = 1, *, words: int = WORDS) -> None:
        self.seed = seed
        self.words = words
        """Words of a decision on the average."""
        self.forms = {language: _forms(language, seed) for language in SYLLABLES}
        weights = 1.0 / np.arange(1, FORMS + 1) ** EXPONENT
        self._cumulated: NDArray[np.float64] = np.cumsum(weights) / weights.sum()

    def make(self, number: int) -> Made:
        """The decision of a number."""
        chance = np.random.default_rng((self.seed, number))
        language = "en" if number % 2 else "fr"
        count = int(self.words * chance.uniform(0.4, 1.6))
        forms = self.forms[language]
        ranks = np.searchsorted(self._cumulated, chance.random(count))
        words = [forms[rank] for rank in ranks]
        size = max(count * WORDS // (self.words * PARAGRAPHS), 1)
        cut = tuple(tuple(words[at : at + size]) for at in range(0, count, size))
        values = {
            name: tuple(
                f"{name}_{value}"
                for value in sorted(set(chance.geometric(3 / size_, chance.integers(1, most + 1))))
                if value <= size_
            )
            for name, (size_, most) in FACETS.items()
        }
        return Made(number, language, cut, values, int(chance.integers(2006, 2027)))

    def queries(
        self, count: int, *, ranks_from: int = 40, ranks_to: int = 3_000
    ) -> list[tuple[str, ...]]:
        """Three words each, of middling frequency unless said, from one language."""
        chance = np.random.default_rng((self.seed, 10**9, ranks_from))
        made = []
        for number in range(count):
            ranks = chance.integers(ranks_from, ranks_to, 3)
            made.append(tuple(self.forms["en" if number % 2 else "fr"][rank] for rank in ranks))
        return made


def record(made: Made) -> IndexRecord:
    """Tokens ready, as analysis would hand them over (the stems are mere beginnings)."""
    passages = []
    for number, words in enumerate(made.paragraphs):
        exact = tuple(folded(word) for word in words)
        stems = tuple(token[:5] for token in exact)
        field = "reasons" if number % 2 else "text"
        half = len(exact) // 2
        sentences = (0, half) if half else (0,)
        passages.append(Passage(field, made.language, number, exact, stems, sentences))
    date = made.year * 10_000 + 101 + made.number % 28
    numbers = {"year": made.year, "date_first": date, "date_last": date, "cited_by_count": 0}
    return IndexRecord(document_id(made), tuple(passages), made.values, numbers)


def document(made: Made) -> Decision:
    """The decision as the corpus holds it."""
    paragraphs = tuple(
        Paragraph(
            " ".join(words).capitalize() + ".",
            str(number + 1),
            f"par{number + 1}",
            Zone.REASONS if number % 2 else Zone.BODY,
        )
        for number, words in enumerate(made.paragraphs)
    )
    title = f"Synthetic {made.number}"
    return Decision(
        id=document_id(made),
        title=title,
        date=PartialDate(made.year, 1, 1 + made.number % 28),
        language=made.language,
        jurisdiction="CA",
        court="zz-test",
        identifiers=(parse_identifier("neutral", f"2099 XXTEST {made.number}"),),
        texts=(Text(made.language, title, "", paragraphs),),
        provenances=(PROVENANCE,),
    )


def document_id(made: Made) -> str:
    """The id of a made decision."""
    return f"zz-test-2099-{made.number}"


@functools.cache
def folded(word: str) -> str:
    """A word form as its token."""
    return fold(word)


def _forms(language: str, seed: int) -> list[str]:
    chance = np.random.default_rng((seed, len(language), ord(language[0])))
    syllables = SYLLABLES[language].split()
    forms: dict[str, None] = {}
    while len(forms) < FORMS:
        length = int(chance.integers(1, 3 if len(forms) < 300 else 6))
        forms["".join(syllables[at] for at in chance.integers(0, len(syllables), length))] = None
    return list(forms)
