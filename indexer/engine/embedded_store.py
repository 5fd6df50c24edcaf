"""Generations of the embedded engine on disk, and which of them serves.

::

    PATH/current                          the name of the serving generation
    PATH/writer.lock                      held by the one process that writes
    PATH/generations/<name>/generation.json
    PATH/generations/<name>/index/        tantivy's files
    PATH/generations/<name>/sidecar/      tokens, places and columns (indexer/engine/sidecar)

``current`` is replaced by a rename, so a reader sees the old name or the new one. Files of an old
generation are deleted after the swap: who is reading them goes on, for the system keeps a deleted
file until the last reader lets go of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from indexer.engine import embedded_schema
from indexer.engine.base import Generation
from indexer.errors import EngineUnavailable

REBUILD = "rebuild it with: jurisocial index --full"
"""What mends files that cannot be read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """A generation as its file describes it."""

    generation: Generation
    layout: str
    """:func:`indexer.engine.embedded_schema.layout` of the version that wrote it."""


def index_folder(place: Path, name: str) -> Path:
    """Where tantivy's files of a generation lie."""
    return place / "generations" / name / "index"


def sidecar_folder(place: Path, name: str) -> Path:
    """Where the files beside tantivy's of a generation lie."""
    return place / "generations" / name / "sidecar"


def serving_name(place: Path) -> str | None:
    """Name of the serving generation; None when none was ever put in service."""
    try:
        return (place / "current").read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise EngineUnavailable(str(place), _reason(wrong)) from wrong


def read_generation(place: Path, name: str) -> Stored:
    """What the file of a generation says; FileNotFoundError when the generation is gone."""
    text = (place / "generations" / name / "generation.json").read_text("utf-8")
    try:
        parts = json.loads(text)
        return Stored(Generation(**parts["generation"]), parts["layout"])
    except (ValueError, TypeError, KeyError) as wrong:
        raise EngineUnavailable(
            str(place), f"the description of generation {name} cannot be read; {REBUILD}"
        ) from wrong


def write_generation(place: Path, generation: Generation) -> None:
    """Write the file of a generation, whole or not at all."""
    described = {
        "generation": dataclasses.asdict(generation),
        "layout": embedded_schema.layout(),
    }
    target = place / "generations" / generation.name / "generation.json"
    replace_file(target, json.dumps(described, indent=1) + "\n")


def serve(place: Path, name: str) -> None:
    """Put a generation in service, at once and for good."""
    sync_folder(place / "generations" / name)
    sync_folder(place / "generations")
    replace_file(place / "current", name + "\n")


def drop_others(place: Path, serving: str | None) -> None:
    """Delete every generation but one: replaced ones, and what a killed build left."""
    for folder in sorted((place / "generations").glob("*")):
        if folder.name != serving:
            shutil.rmtree(folder, ignore_errors=True)


def free_name(place: Path, *, sequence: int, fingerprint: str) -> str:
    """A name that no generation here bears: ``g000123-1a2b3c4d``, with a number when rebuilt."""
    stem = f"g{sequence:06d}-{fingerprint[:8]}"
    name, number = stem, 1
    while (place / "generations" / name).exists():
        number += 1
        name = f"{stem}-{number}"
    return name


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """Hold the right to write, which one process at a time has; a killed one gives it back.

    Raises :class:`indexer.errors.EngineUnavailable` when another holds it, or the folder cannot
    be written.
    """
    try:
        (place / "generations").mkdir(parents=True, exist_ok=True)
        lock = (place / "writer.lock").open("w")
    except OSError as wrong:
        raise EngineUnavailable(str(place), _reason(wrong)) from wrong
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise EngineUnavailable(
                str(place),
                "another process is writing to it; let it finish, then run the command again",
            ) from taken
        yield


@contextlib.contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn what the system or tantivy says of the files into one sentence for people."""
    try:
        yield
    except OSError as wrong:
        raise EngineUnavailable(str(place), _reason(wrong)) from wrong
    except ValueError as wrong:
        raise EngineUnavailable(str(place), said_by_tantivy(wrong)) from wrong


def said_by_tantivy(wrong: ValueError) -> str:
    """What tantivy complains of, for people: its own text is Rust and goes on for lines."""
    text = str(wrong).split("\n", maxsplit=1)[0][:200]
    if "Permission denied" in text or "Read-only file system" in text:
        # Readers too need a lock file beside the index, against its files being cleared away.
        return "its folder may not be written, which reading needs too; give write permission to it"
    if "No space left" in text:
        return "the disk is full; free some space and repeat the command"
    return f"{text.rstrip('.')}; {REBUILD}"


def replace_file(target: Path, text: str) -> None:
    """Write a small file, whole or not at all, so that it survives a power cut."""
    fresh = target.with_name(target.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(wrong: OSError) -> str:
    where = f" ({wrong.filename})" if wrong.filename else ""
    return f"{wrong.strerror or wrong}{where}"
