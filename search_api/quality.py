"""How good the machine's tags are, as it was measured and published."""

from __future__ import annotations

from pydantic import Field

from indexer.published import Bounds, Measured, read_published
from search_api.responses import Body


class EstimateBody(Body):
    """A figure with the 95 % interval that resampling the passages gives."""

    value: float
    low: float | None = Field(description="None where no interval was computed.")
    high: float | None


class IssueQualityBody(Body):
    """What was measured of one issue."""

    issue: str
    precision: float
    recall: float
    f1: EstimateBody
    support: int = Field(description="Passages that ought to have it (n).")


class FigureBody(Body):
    """One other figure, by its name in the answer of `evaluate tagging`."""

    name: str
    value: float


class QualityBody(Body):
    """The last published measurement of the tagger."""

    labelled_set: str
    n: int = Field(description="Passages.")
    measured_on: str
    tagger: str
    current: bool = Field(description="Whether the tagger in use is the one that was measured.")
    macro_f1: EstimateBody
    micro_f1: EstimateBody
    figures: list[FigureBody]
    issues: list[IssueQualityBody]


def quality(measured: Measured | None = None) -> QualityBody:
    """The published measurement. Raises :class:`indexer.published.UnreadableFigures`."""
    found = measured or read_published()
    return QualityBody(
        labelled_set=found.name,
        n=found.n,
        measured_on=found.measured_on.isoformat(),
        tagger=found.tagger,
        current=found.current,
        macro_f1=_estimate(found.macro_f1, found.macro_bounds),
        micro_f1=_estimate(found.micro_f1, found.micro_bounds),
        figures=[FigureBody(name=name, value=value) for name, value in found.others],
        issues=[
            IssueQualityBody(
                issue=each.id,
                precision=each.precision,
                recall=each.recall,
                f1=_estimate(each.f1, each.f1_bounds),
                support=each.support,
            )
            for each in found.issues
        ],
    )


def _estimate(value: float, bounds: Bounds) -> EstimateBody:
    low, high = bounds if bounds is not None else (None, None)
    return EstimateBody(value=value, low=low, high=high)
