"""What each crawl did, kept in one small file per run under ``DATA/crawl/runs``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from crawler.checkpoints import write_atomically
from crawler.crawl_summary import CrawlSummary

KEPT: Final = 60
"""Runs kept for each source: two months of a daily one."""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl that came to an end, good or bad."""

    topic: str
    strategy: str
    started_at: datetime
    finished_at: datetime
    summary: CrawlSummary

    @property
    def complete(self) -> bool:
        """Whether it listed everything without an error."""
        return not (self.summary.errors or self.summary.stopped)

    @property
    def saw_nothing(self) -> bool:
        """Whether the source named no document at all, not even one left aside."""
        return self.summary.seen == 0 and not self.summary.skipped

    def to_json(self) -> str:
        """Give it as JSON."""
        return json.dumps(
            {
                "topic": self.topic,
                "strategy": self.strategy,
                "started_at": self.started_at.isoformat(),
                "finished_at": self.finished_at.isoformat(),
                "summary": json.loads(self.summary.to_json()),
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Run:
        """Read what :meth:`to_json` wrote."""
        stored = json.loads(text)
        return cls(
            topic=stored["topic"],
            strategy=stored["strategy"],
            started_at=datetime.fromisoformat(stored["started_at"]),
            finished_at=datetime.fromisoformat(stored["finished_at"]),
            summary=CrawlSummary.from_json(json.dumps(stored["summary"])),
        )


class RunLog:
    """The runs of a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "crawl" / "runs"

    def add(self, run: Run) -> Path:
        """Keep a run and give its file; the oldest of its source make room."""
        moment = run.finished_at.strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{run.summary.source}-{moment}.json"
        write_atomically(path, run.to_json() + "\n")
        for old in self._files(run.summary.source)[KEPT:]:
            old.unlink(missing_ok=True)
        return path

    def runs(self, source: str) -> Iterator[Run]:
        """Give the runs of a source, the newest first; a file that cannot be read is left out."""
        for path in self._files(source):
            try:
                yield Run.from_json(path.read_text("utf-8"))
            except (OSError, ValueError, KeyError, TypeError):
                continue

    def _files(self, source: str) -> list[Path]:
        return sorted(self.folder.glob(f"{source}-*T*.json"), reverse=True)
