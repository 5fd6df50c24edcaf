"""What ``jurisocial doctor`` looks at: each finding with its cure."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass

from crawler.errors import JurisocialError
from indexer.build import fingerprint
from ui.cli.output import InputFault
from ui.cli.settings import Places

LOW_DISK_BYTES = 500_000_000
"""Below this, an index rebuild beside the old one may not fit."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    detail: str
    cure: str = ""


def examine(places: Places) -> tuple[Finding, ...]:
    """Look at the machine, the folder, the corpus and the index; never changes anything."""
    findings = [_python(), *_folder(places)]
    if all(each.good for each in findings):
        corpus = _corpus(places)
        findings += corpus
        if all(each.good for each in corpus):
            findings += _index(places)
    return tuple(findings)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), version, "Use Python 3.11 or newer.")


def _folder(places: Places) -> tuple[Finding, ...]:
    try:
        there = places.data.is_dir()
        free = shutil.disk_usage(places.data).free if there else 0
    except OSError as wrong:
        cure = "Give yourself the right to enter it."
        return (Finding("data folder", False, f"{places.data}: {wrong.strerror}", cure),)
    if not there:
        return (
            Finding(
                "data folder",
                False,
                f"{places.data} does not exist",
                "Make it with: jurisocial demo, or jurisocial import FILE.jsonl",
            ),
        )
    return (
        Finding(
            "disk",
            free > LOW_DISK_BYTES,
            f"{free // 1_000_000:,} MB free",
            "Free some space: a rebuild writes a second index beside the first.",
        ),
    )


def _corpus(places: Places) -> tuple[Finding, ...]:
    try:
        with places.open_corpus(readonly=True) as corpus:
            problems = corpus.check()
            detail = f"{corpus.count()} documents, schema {corpus.schema_version}"
    except (JurisocialError, InputFault, OSError) as wrong:
        return (Finding("corpus", False, str(wrong), "See the sentence above."),)
    if not problems:
        return (Finding("corpus", True, detail),)
    cure = "Bring it back with: jurisocial restore FILE --overwrite"
    return tuple(Finding("corpus", False, problem, cure) for problem in problems)


def _index(places: Places) -> tuple[Finding, ...]:
    try:
        with places.open_corpus(readonly=True) as corpus, places.open_engine() as engine:
            generation = engine.generation()
            sequence = corpus.sequence()
    except JurisocialError as wrong:
        cure = "Unless the sentence says otherwise, rebuild with: jurisocial index --full"
        return (Finding("index", False, str(wrong), cure),)
    if generation is None:
        return (Finding("index", False, "none was built", "Build it with: jurisocial index"),)
    current = generation.fingerprint == fingerprint()
    behind = sequence - generation.sequence
    return (
        Finding(
            "index",
            current,
            f"{generation.documents} documents in {generation.name}"
            + ("" if current else ", built by another version"),
            "Rebuild with: jurisocial index --full",
        ),
        Finding(
            "index is up to date",
            behind == 0,
            f"{behind} changes to index",
            "Index them with: jurisocial index",
        ),
    )
