"""The help page that publishes how good the machine's tags are."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search_api.quality import EstimateBody, QualityBody
from ui.labels import Labels
from ui.prose import render_prose
from ui.site import Site
from ui.urls import LANGUAGES
from ui.words import Words

FEWEST = 5
"""Passages below which a figure would say more than is known: the page shows n alone."""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue of the table, as it is read."""

    label: str
    n: int
    precision: str
    recall: str
    f1: str
    interval: str
    """Empty where none was computed, as are all figures where n is too small."""


@dataclass(frozen=True, slots=True)
class QualityView:
    """The measurement in the words of a page."""

    body: QualityBody
    measured_on: str
    macro: str
    micro: str
    figures: tuple[tuple[str, str], ...]
    """What was measured, and the figure."""
    issues: tuple[IssueRow, ...]


class QualityPage:
    """Answers ``/{lang}/help/quality``."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self) -> list[Route]:
        """The one address of the page, in each language."""
        return [Route(f"/{language}/help/quality", self.page) for language in LANGUAGES]

    async def page(self, request: Request) -> Response:
        """What the figures mean, then the figures."""
        language = next(each for each in LANGUAGES if request.url.path.startswith(f"/{each}/"))
        words = self.site.words_for(language, request.query_params.get("fr", ""))
        labels = await self.site.labels(words)
        context = {
            "prose": render_prose("quality", words.locale),
            "view": quality_view(await self.site.client.quality(), labels),
        }
        return self.site.render(request, "quality.html", words, context)


def quality_view(body: QualityBody, labels: Labels) -> QualityView:
    """The measurement as it is shown; issues by their labels, those of the fewest passages last."""
    words = labels.words
    named = _figure_names(words)
    rows = [_row(body, at, labels) for at in range(len(body.issues))]
    return QualityView(
        body=body,
        measured_on=words.date(body.measured_on),
        macro=_estimate(body.macro_f1, words),
        micro=_estimate(body.micro_f1, words),
        figures=tuple(
            (named[each.name], _decimal(each.value, words))
            for each in body.figures
            if each.name in named
        ),
        issues=tuple(sorted(rows, key=lambda row: (row.n < FEWEST, row.label.casefold()))),
    )


def _row(body: QualityBody, at: int, labels: Labels) -> IssueRow:
    found, words = body.issues[at], labels.words
    entry = labels.entry("issue", found.issue)
    label = words.label(entry.label) if entry else found.issue
    if found.support < FEWEST:
        return IssueRow(label, found.support, "", "", "", "")
    return IssueRow(
        label=label,
        n=found.support,
        precision=_decimal(found.precision, words),
        recall=_decimal(found.recall, words),
        f1=_decimal(found.f1.value, words),
        interval=_interval(found.f1, words),
    )


def _figure_names(words: Words) -> dict[str, str]:
    return {
        "evidence_precision": words.gettext("The quoted sentence shows the issue"),
        "hard_negative_rate": words.gettext(
            "An issue that the passage denies or only cites is tagged (lower is better)"
        ),
        "sanction_accuracy": words.gettext("The sanction is right"),
        "outcome_accuracy": words.gettext("The outcome is right"),
        "platforms_f1": words.gettext("Platforms (F1)"),
        "amounts_f1": words.gettext("Amounts, with awarded or not (F1)"),
        "citations_span_f1": words.gettext("Citations, the exact words (F1)"),
        "citations_normal_f1": words.gettext("Citations, what they name (F1)"),
        "on_topic_accuracy": words.gettext("On the subject or not"),
    }


def _estimate(found: EstimateBody, words: Words) -> str:
    interval = _interval(found, words)
    value = _decimal(found.value, words)
    return f"{value} ({interval})" if interval else value


def _interval(found: EstimateBody, words: Words) -> str:
    if found.low is None or found.high is None:
        return ""
    low, high = _decimal(found.low, words), _decimal(found.high, words)
    return words.gettext("{low} to {high}", low=low, high=high)


def _decimal(value: float, words: Words) -> str:
    return format_decimal(value, "0.00", locale=words.locale)
