"""The labelled passages and sentences as the model sees them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer import analysis
from indexer.annotating import _document, from_row
from indexer.tags import amounts, features, learned
from indexer.tags.concepts import concepts_fingerprint
from indexer.tags.features import Passage, Sentence, disposition_features, passages_of
from indexer.tags.judging import hear_rules
from indexer.tags.learned import last_sentences, whole_features
from indexer.tags.reading import Read, read_document
from indexer.tags.rules import load_rules
from indexer.tags.scoring import scores_of

FOLDER = Path(__file__).parents[2] / "fixtures" / "tagging"
SEEN = ("read", "unread", "dev")
"""Files that the rules were written with: what the rules say of them teaches nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled passage."""

    file: str
    row: Mapping[str, Any]
    passage: Passage
    whole: frozenset[str]
    """Features for its issues."""
    disposed: frozenset[str]
    """Features for its disposition and topic."""
    ruled: Mapping[str, float]
    """Scores of the rules by issue."""
    sums: tuple[tuple[str, frozenset[str], bool], ...]
    """Language, features and label of each sum that is labelled."""

    @property
    def article(self) -> bool:
        """Whether it is of an article."""
        return bool(self.row["kind"] == "article")

    def shows(self, issue: str, sentence: Sentence) -> bool:
        """Whether the labelled words of an issue overlap a sentence of the passage."""
        quote = self.row["evidence"].get(issue, "")
        start, end = self.place(sentence)
        at = self.row["text"].find(quote) if quote else -1
        return at >= 0 and at < end and start < at + len(quote)

    def place(self, sentence: Sentence) -> tuple[int, int]:
        """Where a sentence stands in the passage's text."""
        evidence = sentence.evidence
        begun = self.row["text"].find(sentence.read.text)
        end = sentence.read.analysed.ends[sentence.last - 1]
        return begun + evidence.start, begun + end


def passage_files() -> tuple[Path, ...]:
    """The files of passages to learn from; never the held-out ones."""
    seen = (FOLDER / f"{name}.jsonl" for name in SEEN)
    return (*sorted(FOLDER.glob("train-*.jsonl")), *seen)


def sentence_files() -> tuple[Path, ...]:
    """The files of labelled sentences."""
    return tuple(sorted(FOLDER.glob("sentences-*.jsonl")))


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def fingerprint() -> str:
    """Changes with any labelled text, rule, concept or feature, so that the model must follow."""
    digest = hashlib.sha256()
    for path in (*passage_files(), *sentence_files()):
        digest.update(path.name.encode() + path.read_bytes())
    for version in (
        analysis.VERSION, features.VERSION, learned.VERSION, concepts_fingerprint(),
        load_rules().fingerprint,
    ):  # fmt: skip
        digest.update(version.encode() + b"|")
    return digest.hexdigest()[:16]


def examples(path: Path) -> Iterator[Example]:
    """The passages of a file."""
    for row in rows_of(path):
        line = from_row(row)
        article = line.kind == "article"
        language = "en" if line.variety == "en-CA" else "fr"
        document, _ = _document(line, language)
        reads = read_document(document, load_rules())
        passage = passages_of(reads)[0]
        said = hear_rules(reads, amounts.tag_amounts(reads, decides=not article), article=article)
        whole = whole_features(passage, article=article)
        disposed = disposition_features(passage, last_sentences((passage,)), said.features)
        scores = scores_of(passage.reads, "issue", article=article)
        sums = tuple(_sums(row, reads))
        yield Example(path.stem, row, passage, frozenset(whole), frozenset(disposed), scores, sums)


def _sums(
    row: Mapping[str, Any], reads: Sequence[Read]
) -> Iterator[tuple[str, frozenset[str], bool]]:
    """The sums found that are labelled, each with its label; articles award nothing."""
    if row["kind"] == "article":
        return
    labels: dict[float, list[bool]] = {}
    for each in row["amounts"]:
        labels.setdefault(float(each["value"]), []).append(bool(each["awarded"]))
    for read in reads:
        for each in amounts.find_sums(read.text):
            label = labels.get(float(each.value), [])
            if label:
                yield read.language, frozenset(amounts.features_of(read, each)), label.pop(0)


def sentences(path: Path) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """The labelled sentences of a file with their features, several sentences as one."""
    for row in rows_of(path):
        line = from_row({**row, "title": ""})
        document, _ = _document(line, "en" if line.variety == "en-CA" else "fr")
        reads = read_document(document, load_rules())
        found = [each.features for passage in passages_of(reads) for each in passage.body]
        yield row, frozenset().union(*found)
