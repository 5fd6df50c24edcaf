"""Seeded decisions that read like decisions: no sentence twice, so that no cache swallows them.

Words follow one another as they do in the labelled passages (never the held-out ones) and in the
real decisions of the fixtures; numbers are drawn anew, and some words are invented, since a corpus
never stops bringing new ones. The same seed gives the same decisions.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawler.model import Decision, Paragraph, Provenance, Text

FIXTURES = Path(__file__).parents[2] / "fixtures"
WORDS = 1_500
PARAGRAPH = 75
"""Words of a paragraph, on average."""
INVENTED = 0.02
"""Share of words that nobody has seen before."""
VARIETIES = {"en-CA": ("en", "CA-ON"), "fr-QC": ("fr", "CA-QC"), "fr-FR": ("fr", "FR")}
_REAL = {"en-CA": "canada-federal", "fr-FR": "france"}
_SYLLABLES = (
    "ra", "mon", "té", "li", "cour", "vé", "sta", "gen", "dé", "plo", "ter", "is", "an", "que",
    "bi", "tra", "lu", "né", "fon", "ca",
)  # fmt: skip
_NUMBER = re.compile(r"[0-9]{2,}")


def synthetic_decisions(number: int, *, seed: int = 1) -> tuple[Decision, ...]:
    """Decisions of some 1,500 words; a third of them English, a third of each French."""
    chains = {variety: _Chain(_texts(variety)) for variety in VARIETIES}
    return tuple(_decision(n, chains, random.Random(f"{seed}-{n}")) for n in range(number))


def _texts(variety: str) -> Iterator[str]:
    passages = FIXTURES / "tagging"
    for path in (*(passages / f"{name}.jsonl" for name in ("read", "unread", "dev")),
                 *sorted(passages.glob("train-*.jsonl"))):  # fmt: skip
        rows = map(json.loads, path.read_text("utf-8").splitlines())
        yield from (row["text"] for row in rows if row["variety"] == variety)
    if variety in _REAL:
        path = FIXTURES / "pages" / "real" / f"{_REAL[variety]}.jsonl"
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


class _Chain:
    """What follows what."""

    def __init__(self, texts: Iterator[str]) -> None:
        self.after: dict[tuple[str, ...], list[str]] = {}
        self.first: list[str] = []
        for text in texts:
            words = text.split()
            self.first.append(words[0])
            for before, word in zip(["", *words], words, strict=False):
                self.after.setdefault((before,), []).append(word)
            for first, second, word in zip(words, words[1:], words[2:], strict=False):
                self.after.setdefault((first, second), []).append(word)

    def words(self, chance: random.Random) -> Iterator[str]:
        """Words without end: the next one by the last two, or by the last one alone."""
        last, word = "", chance.choice(self.first)
        while True:
            yield _written(word, chance)
            pair = self.after.get((last, word))
            follows = (
                pair if pair and chance.random() < 0.6 else self.after.get((word,), self.first)
            )
            last, word = word, chance.choice(follows)


def _written(word: str, chance: random.Random) -> str:
    if word.isalpha() and len(word) > 5 and chance.random() < INVENTED * 3:
        return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))
    return _NUMBER.sub(lambda found: _digits(found[0], chance), word)


def _digits(written: str, chance: random.Random) -> str:
    """Other digits in the place of these; a year stays one."""
    if len(written) == 4 and written[:2] in ("19", "20"):
        return str(chance.randint(1990, 2029))
    return str(chance.randint(10 ** (len(written) - 1), 10 ** len(written) - 1))


def _decision(number: int, chains: dict[str, _Chain], chance: random.Random) -> Decision:
    variety = tuple(VARIETIES)[number % len(VARIETIES)]
    language, jurisdiction = VARIETIES[variety]
    words = chains[variety].words(chance)
    paragraphs = []
    left = WORDS
    while left > 0:
        size = min(left, max(5, int(chance.expovariate(1 / PARAGRAPH))))
        left -= size
        text = " ".join(word for _, word in zip(range(size), words, strict=False))
        paragraphs.append(Paragraph(text, anchor=f"p{len(paragraphs) + 1}"))
    title = f"Synthetic decision {number}"
    return Decision(
        id=f"zz-test-{number}",
        title=title,
        language=language,
        jurisdiction=jurisdiction,
        court="zz-test",
        texts=(Text(language, title=title, paragraphs=tuple(paragraphs)),),
        provenances=(PROVENANCE,),
    )


PROVENANCE = Provenance(
    source="synthetic",
    retrieved_at=datetime(2099, 1, 1, tzinfo=UTC),
    licence="Synthetic text.",
    fulltext_allowed=True,
    content_hash="0" * 64,
    obtained="synthetic",
)
