"""What a crawl has done, kept in one small file per source and topic, so that it can go on.

The order is what makes it safe: documents are committed to the corpus first, and only then does
the checkpoint say that their listing is done. A process killed in between lists that part again
and finds everything known. Files are replaced, never written in place.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

RESUMABLE: Final = timedelta(days=7)
"""An unfinished run older than this starts again: the source has moved on meanwhile."""

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the crawl of one source for one topic has come."""

    scope: str = ""
    """Fingerprint of what was asked (queries, bounds); another one makes another run."""
    started_at: datetime | None = None
    """When the unfinished run began; None when the last run was finished."""
    until: date | None = None
    """Last day that the unfinished run lists, so that a resumed run has the same windows."""
    done: frozenset[str] = frozenset()
    """Units of the unfinished run that are listed and committed."""
    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How many rows each query gave when it was last listed to the end."""
    watermark: str = ""
    """The source's own time up to which its changes are applied."""
    sequence: int = 0
    """The corpus' sequence number at the last save; a smaller one means another corpus."""
    corpus: str = ""
    """Identity of the corpus that all this is of; empty where an older program wrote it."""
    finished_at: datetime | None = None
    """When a run was last finished."""
    validators: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """``ETag`` and ``Last-Modified`` of the pages whose content is stored, by address."""

    def resumable(self, scope: str, now: datetime, *, within: timedelta = RESUMABLE) -> bool:
        """Tell whether an unfinished run for ``scope`` may be continued."""
        return (
            self.scope == scope and self.started_at is not None and now - self.started_at < within
        )


@dataclass(frozen=True, slots=True)
class UnitDone:
    """A part of the listing (a query in a window) is complete."""

    unit: str


@dataclass(frozen=True, slots=True)
class QueryDone:
    """A query is listed to its end and gave this many rows."""

    query: str
    rows: int


@dataclass(frozen=True, slots=True)
class ChangesDone:
    """The source's changes are applied up to this time, in the source's own spelling."""

    watermark: str


@dataclass(frozen=True, slots=True)
class RunDone:
    """The whole run is complete."""

    finished_at: datetime


@dataclass(frozen=True, slots=True)
class PageRead:
    """All that a page says is stored, so that it need be sent again only when it changes."""

    url: str
    etag: str
    last_modified: str


Mark = PageRead | UnitDone | QueryDone | ChangesDone | RunDone
"""A step forward; it takes effect once every document before it is committed."""


def advance(checkpoint: Checkpoint, mark: Mark) -> Checkpoint:
    """Give the checkpoint after one step."""
    match mark:
        case UnitDone(unit):
            return replace(checkpoint, done=checkpoint.done | {unit})
        case QueryDone(query, rows):
            return replace(checkpoint, rows=MappingProxyType({**checkpoint.rows, query: rows}))
        case PageRead(url, etag, modified):
            pages = {**checkpoint.validators, url: (etag, modified)}
            return replace(checkpoint, validators=MappingProxyType(pages))
        case ChangesDone(watermark):
            return replace(checkpoint, watermark=watermark)
        case RunDone(finished_at):
            return replace(
                checkpoint, started_at=None, until=None, done=frozenset(), finished_at=finished_at
            )


class CheckpointFile:
    """The checkpoint of one source and topic on disk."""

    def __init__(self, data_dir: Path, source: str, topic: str) -> None:
        self.path = data_dir / "crawl" / source / f"{topic}.json"

    def load(self, *, sequence: int, corpus: str) -> Checkpoint:
        """Read it; an empty one when there is none or it belongs to another corpus.

        A corpus of another identity, or one whose ``sequence`` is behind the checkpoint, was made
        anew or restored from a backup: believing the checkpoint would leave holes for ever.
        """
        try:
            stored = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return Checkpoint()
        if not isinstance(stored, dict) or stored.get("format") != _FORMAT:
            return Checkpoint()
        checkpoint = _decode(stored)
        same = checkpoint.corpus in ("", corpus) and checkpoint.sequence <= sequence
        return checkpoint if same else Checkpoint()

    def save(self, checkpoint: Checkpoint) -> None:
        """Replace the file in one step; after a crash it holds the old or the new state."""
        write_atomically(self.path, json.dumps(_encode(checkpoint), indent=1, sort_keys=True))


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that no reader, and no crash, ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def last_run(data_dir: Path, source: str) -> datetime | None:
    """Tell when a crawl of a source was last finished, whatever its topic; None for never."""
    found = []
    for path in sorted((data_dir / "crawl" / source).glob("*.json")):
        try:
            stored = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(stored, dict) and stored.get("finished_at"):
            found.append(datetime.fromisoformat(stored["finished_at"]))
    return max(found, default=None)


def utc_now() -> datetime:
    """Give the present time, in UTC."""
    return datetime.now(UTC)


def _encode(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "scope": checkpoint.scope,
        "started_at": _iso(checkpoint.started_at),
        "until": checkpoint.until.isoformat() if checkpoint.until else None,
        "done": sorted(checkpoint.done),
        "rows": dict(checkpoint.rows),
        "watermark": checkpoint.watermark,
        "sequence": checkpoint.sequence,
        "corpus": checkpoint.corpus,
        "finished_at": _iso(checkpoint.finished_at),
        "validators": {url: list(pair) for url, pair in checkpoint.validators.items()},
    }


def _decode(stored: Mapping[str, Any]) -> Checkpoint:
    started, until, finished = (stored[name] for name in ("started_at", "until", "finished_at"))
    return Checkpoint(
        scope=stored["scope"],
        started_at=datetime.fromisoformat(started) if started else None,
        until=date.fromisoformat(until) if until else None,
        done=frozenset(stored["done"]),
        rows=MappingProxyType(dict(stored["rows"])),
        watermark=stored["watermark"],
        sequence=stored["sequence"],
        corpus=stored.get("corpus", ""),
        finished_at=datetime.fromisoformat(finished) if finished else None,
        validators=MappingProxyType(
            {url: (pair[0], pair[1]) for url, pair in stored.get("validators", {}).items()}
        ),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
