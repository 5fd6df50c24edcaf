"""Locks on a data folder that a dead process cannot keep.

The kernel holds it for as long as the process lives (``flock``), so there is no stale lock to
recognise: what a killed process leaves is a file that the next one takes over.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from crawler.checkpoints import utc_now
from crawler.errors import CrawlRunning, JurisocialError, SyncRunning

Refusal = Callable[[str, str], JurisocialError]
"""Makes an error of the lock's path and of who holds it."""


class FolderLock:
    """A context manager; entering raises its refusal while another process holds the lock."""

    def __init__(self, path: Path, *, refusal: Refusal = SyncRunning) -> None:
        self.path = path
        self._refusal = refusal
        self._file: IO[str] | None = None

    @classmethod
    def of_source(cls, data_dir: Path, source: str) -> Self:
        """Give the lock of a source: its checkpoint and archives take one crawl at a time."""
        path = data_dir / "crawl" / source / "running.lock"
        return cls(path, refusal=partial(CrawlRunning, source))

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            file.close()
            raise self._refusal(str(self.path), self.holder()) from held
        file.seek(0)
        file.truncate()
        file.write(json.dumps({"pid": os.getpid(), "since": utc_now().isoformat()}))
        file.flush()
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def holder(self) -> str:
        """Tell who wrote into the lock last, in words; empty when nobody is known."""
        try:
            stored = json.loads(self.path.read_text("utf-8"))
            return f"process {stored['pid']} since {stored['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return ""
