"""Decisions annotated in a second on one core, step by step: ``python -m tests.bench.annotation``.

The decisions are made of the labelled passages (never the held-out ones), so that rules fire as
often as they do in what the product is for: about 1,500 words each, a third of them English.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.model import Decision, Paragraph, Provenance, Text
from indexer.analysis import analyse
from indexer.citations import find_citations
from indexer.tagging import annotate
from indexer.tags.reading import read_document
from indexer.tags.rules import load_rules

PASSAGES = Path(__file__).parents[2] / "fixtures" / "tagging"
WORDS = 1_500
VARIETIES = {"en-CA": ("en", "CA-ON"), "fr-QC": ("fr", "CA-QC"), "fr-FR": ("fr", "FR")}


def synthetic_decisions(number: int, *, seed: int = 1) -> tuple[Decision, ...]:
    """Decisions of shuffled passages, one variety each; the same seed gives the same ones."""
    chance = random.Random(seed)
    texts: dict[str, list[str]] = {variety: [] for variety in VARIETIES}
    for name in ("read", "unread", "dev"):
        for line in (PASSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts[row["variety"]].append(row["text"])
    return tuple(_decision(n, texts, chance) for n in range(number))


def _decision(number: int, texts: dict[str, list[str]], chance: random.Random) -> Decision:
    variety = tuple(VARIETIES)[number % len(VARIETIES)]
    language, jurisdiction = VARIETIES[variety]
    paragraphs: list[Paragraph] = []
    words = 0
    while words < WORDS:
        text = chance.choice(texts[variety])
        words += len(text.split())
        paragraphs.append(Paragraph(text, anchor=f"p{len(paragraphs) + 1}"))
    provenance = Provenance(
        source="synthetic", retrieved_at=datetime(2099, 1, 1, tzinfo=UTC),
        licence="Synthetic text.", fulltext_allowed=True, content_hash="0" * 64,
        obtained="synthetic",
    )  # fmt: skip
    title = f"Synthetic decision {number}"
    return Decision(
        id=f"zz-test-{number}", title=title, language=language, jurisdiction=jurisdiction,
        court="zz-test", texts=(Text(language, title=title, paragraphs=tuple(paragraphs)),),
        provenances=(provenance,),
    )  # fmt: skip


def _seconds(work: Callable[[Decision], object], decisions: Sequence[Decision]) -> float:
    begun = time.process_time()
    for decision in decisions:
        work(decision)
    return time.process_time() - begun


def _analyse(decision: Decision) -> None:
    for text in decision.texts:
        for paragraph in text.paragraphs:
            analyse(paragraph.text, text.language)


def _cite(decision: Decision) -> None:
    region = "-FR" if decision.jurisdiction == "FR" else "-CA"
    for text in decision.texts:
        for paragraph in text.paragraphs:
            find_citations(paragraph.text, language=text.language + region)


@click.command()
@click.option("--decisions", "number", default=600, help="How many.", show_default=True)
def main(number: int) -> None:
    """Time each step and the whole."""
    decisions = synthetic_decisions(number)
    rules = load_rules()
    for decision in decisions[:30]:
        annotate(decision)
    analysis = _seconds(_analyse, decisions)
    reading = _seconds(lambda each: read_document(each, rules), decisions)
    citing = _seconds(_cite, decisions)
    whole = _seconds(annotate, decisions)
    click.echo("step                 ms a decision")
    for name, seconds in (
        ("analysis", analysis),
        ("rules", reading - analysis),
        ("citations", citing),
        ("tags and sums", whole - reading - citing),
        ("whole", whole),
    ):
        click.echo(f"{name:<20} {1000 * seconds / number:8.2f}")
    click.echo(f"{number / whole:.0f} decisions a second on one core")


if __name__ == "__main__":
    main()
