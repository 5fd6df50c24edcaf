"""What was measured of the tagger, as it is published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from indexer.errors import SearchIndexError
from indexer.tagging import tagger_version

OTHERS = (
    "evidence_precision", "hard_negative_rate", "sanction_accuracy", "outcome_accuracy",
    "platforms_f1", "amounts_f1", "citations_span_f1", "citations_normal_f1", "on_topic_accuracy",
)  # fmt: skip
"""Figures beside those of the issues, in the order in which they are shown."""

Bounds = tuple[float, float] | None
"""A bootstrap interval; None where none was computed."""


class UnreadableFigures(SearchIndexError):
    """The published figures are not in the package, or not in their form."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The published figures of the tagger cannot be read: {reason}. "
            "Write them with: jurisocial evaluate tagging FILE --publish PATH"
        )


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """What was measured of one issue."""

    id: str
    precision: float
    recall: float
    f1: float
    support: int
    """Passages that ought to have it."""
    f1_bounds: Bounds


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement of the tagger."""

    name: str
    """File name of the labelled set."""
    n: int
    """Passages."""
    measured_on: date
    tagger: str
    """Version of the tagger that was measured."""
    macro_f1: float
    macro_bounds: Bounds
    micro_f1: float
    micro_bounds: Bounds
    others: tuple[tuple[str, float], ...]
    """Those of :data:`OTHERS` that were measured."""
    issues: tuple[IssueFigures, ...]

    @property
    def current(self) -> bool:
        """Whether the tagger in use is the one that was measured."""
        return self.tagger == tagger_version()


def publish(figures: Mapping[str, Any], *, name: str, measured_on: date) -> str:
    """The figures of ``evaluate tagging`` as the text of the file to ship."""
    said = {
        "set": name,
        "measured_on": measured_on.isoformat(),
        "tagger": tagger_version(),
        "figures": figures,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_published(text: str | None = None) -> Measured:
    """What was published, or what this text says. Raises :class:`UnreadableFigures`."""
    try:
        written = _shipped() if text is None else text
        return _measured(json.loads(written))
    except (OSError, ValueError, TypeError, KeyError) as wrong:
        raise UnreadableFigures(type(wrong).__name__) from wrong


def _shipped() -> str:
    return (files("indexer") / "quality" / "tagging.json").read_text("utf-8")


def _measured(said: Mapping[str, Any]) -> Measured:
    figures = said["figures"]
    bounds = figures.get("intervals") or {}
    by_issue = bounds.get("per_issue") or {}
    return Measured(
        name=str(said["set"]),
        n=int(figures["n"]),
        measured_on=date.fromisoformat(said["measured_on"]),
        tagger=str(said["tagger"]),
        macro_f1=float(figures["macro_f1"]),
        macro_bounds=_bounds(bounds.get("macro_f1")),
        micro_f1=float(figures["micro_f1"]),
        micro_bounds=_bounds(bounds.get("micro_f1")),
        others=tuple((each, float(figures[each])) for each in OTHERS if each in figures),
        issues=tuple(
            IssueFigures(
                id=each,
                precision=float(found["precision"]),
                recall=float(found["recall"]),
                f1=float(found["f1"]),
                support=int(found["support"]),
                f1_bounds=_bounds(by_issue.get(each)),
            )
            for each, found in figures["per_issue"].items()
        ),
    )


def _bounds(found: object) -> Bounds:
    """A pair of numbers, by itself or as the ``f1`` of an object; None for anything else."""
    pair = found.get("f1") if isinstance(found, dict) else found
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return None
    return float(pair[0]), float(pair[1])
