"""What ``jurisocial doctor`` looks at: each finding with its cure."""

from __future__ import annotations

import contextlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import JurisocialError
from indexer.build import fingerprint
from ui.cli.output import InputFault
from ui.cli.settings import Places

SPARE_BYTES = 50_000_000
"""Free space wanted beside what a rebuild takes."""


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
    return (_disk(places, free),)


def _disk(places: Places, free: int) -> Finding:
    """A rebuild writes a second index beside the first, and new annotations into the corpus."""
    wanted = _held(places.data) + SPARE_BYTES
    return Finding(
        "disk",
        free >= wanted,
        f"{_megabytes(free)} free; a rebuild of this collection may take {_megabytes(wanted)}",
        "Free some space: a rebuild writes a second index beside the first.",
    )


def _held(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes while they are counted has none."""
    held = 0
    for each in folder.rglob("*"):
        with contextlib.suppress(OSError):
            held += each.stat().st_size if each.is_file() else 0
    return held


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000:,} MB"


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
