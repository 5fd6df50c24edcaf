"""What a crawl did, counted: the mutable tally of a run and the summary that it ends with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

LISTED: Final = 50
"""How many ids a summary lists per reason; the count goes on."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Documents left aside for one reason."""

    reason: str
    count: int
    ids: tuple[str, ...]
    """The first of them, as the source names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """The end of a crawl, as ``jurisocial crawl`` prints it."""

    source: str
    seen: int = 0
    """Decisions that the source named, each counted once."""
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[str, ...] = ()
    """Sentences fit to show."""
    stopped: str = ""
    """Why the run ended early; empty when it listed everything."""
    requests: int = 0
    """Requests sent, robots.txt and retries included."""

    def to_json(self) -> str:
        """Give it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> CrawlSummary:
        """Read what :meth:`to_json` wrote."""
        stored = json.loads(text)
        skipped = tuple(
            Skipped(row["reason"], row["count"], tuple(row["ids"])) for row in stored["skipped"]
        )
        return cls(**{**stored, "skipped": skipped, "errors": tuple(stored["errors"])})


@dataclass(slots=True)
class Tally:
    """The counts of a run while it runs."""

    source: str
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    requests: int = 0
    stopped: str = ""
    _seen: set[str] = field(default_factory=set)
    _skipped: dict[str, list[str]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _errors: list[str] = field(default_factory=list)

    def see(self, id: str) -> bool:  # noqa: A002
        """Count a decision that the source named; False when it was named before."""
        if id in self._seen:
            return False
        self._seen.add(id)
        return True

    @property
    def seen(self) -> int:
        """How many decisions the source named so far."""
        return len(self._seen)

    def skip(self, reason: str, id: str) -> None:  # noqa: A002
        """Count a decision left aside."""
        self._counts[reason] = self._counts.get(reason, 0) + 1
        listed = self._skipped.setdefault(reason, [])
        if len(listed) < LISTED:
            listed.append(id)

    def fail(self, error: Exception) -> None:
        """Count an error that did not end the run."""
        self._errors.append(str(error))

    @property
    def error_count(self) -> int:
        """How many errors there were so far."""
        return len(self._errors)

    def stop(self, reason: str) -> None:
        """Say why the run ends early; the first reason counts."""
        self.stopped = self.stopped or reason

    @property
    def counts(self) -> Mapping[str, int]:
        """The numbers of this moment, for a progress line."""
        return {"seen": self.seen, "new": self.new, "changed": self.changed}

    def summary(self) -> CrawlSummary:
        """Give the counts as a value."""
        return CrawlSummary(
            source=self.source,
            seen=self.seen,
            new=self.new,
            changed=self.changed,
            withdrawn=self.withdrawn,
            skipped=tuple(
                Skipped(reason, self._counts[reason], tuple(ids))
                for reason, ids in sorted(self._skipped.items())
            ),
            errors=tuple(self._errors),
            stopped=self.stopped,
            requests=self.requests,
        )
