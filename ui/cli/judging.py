"""Verbs that tag texts and measure quality: annotate, evaluate."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from crawler.importing import read_lines
from indexer.annotating import annotate_text, from_row
from indexer.calibration import Prediction, fit, reliability, write_calibration
from indexer.published import publish as published_text
from indexer.tagging_evaluation import evaluate_tagging, scored_predictions
from search_api.relevance import evaluate_relevance
from ui.cli.asking import ask, searcher, whole_file
from ui.cli.output import InputFault, print_json, read_text
from ui.cli.settings import Places, with_places


@click.command("annotate")
@click.argument("file", type=click.File("rb"))
@click.option("--language", type=click.Choice(["en", "fr"]), help="Guessed when not given.")
@click.option(
    "--kind", type=click.Choice(["decision", "article"]), default="decision", show_default=True
)
@click.option("--variety", type=click.Choice(["en-CA", "fr-QC", "fr-FR"]))
def annotate(file: IO[bytes], language: str | None, kind: str, variety: str | None) -> int:
    """Tag FILE (or - for standard input): text or one JSON object, or .jsonl, an object a line."""
    defaults = {"language": language, "kind": kind, "variety": variety}
    given = {name: value for name, value in defaults.items() if value is not None}
    if not str(file.name).endswith((".jsonl", ".ndjson")):
        print_json(annotate_text({**given, **_object_or_text(read_text(file), str(file.name))}))
        return 0
    bad = 0
    for number, line in enumerate(read_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = from_row({**given, **_json_object(_decoded(line))})
        except ValueError as wrong:
            bad += 1
            click.echo(f"{file.name}:{number}: {wrong}", err=True)
            continue
        click.echo(json.dumps(annotate_text(row), ensure_ascii=False))
    return 2 if bad else 0


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ValueError(f"not UTF-8 (byte {wrong.start + 1})") from wrong


def _object_or_text(text: str, name: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {"id": Path(name).stem, "text": text}
    try:
        return _json_object(text)
    except ValueError as wrong:
        raise InputFault(f"{name}: {wrong}.") from wrong


def _json_object(text: str, *, scored: bool = False) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise ValueError(f"not JSON: {wrong.msg} at character {wrong.pos + 1}") from wrong
    except RecursionError as wrong:
        raise ValueError("JSON that no document has: too deep") from wrong
    if scored and isinstance(value, dict) and "score" in value:
        return value
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ValueError('an object with at least a "text" is expected')
    return value


@click.group("evaluate")
def evaluate() -> None:
    """Measure quality on a judged file; exit 1 when a floor is not met."""


_floors = click.option(
    "--min", "floors", multiple=True, metavar="NAME=VALUE", help="Exit 1 when this figure is lower."
)


@evaluate.command("tagging")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_floors
@click.option(
    "--publish", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the figures for the page /help/quality: indexer/quality/tagging.json.",
)  # fmt: skip
def tagging(file: Path, floors: tuple[str, ...], publish: Path | None) -> int:
    """Compare the tagger with a labelled set."""
    with file.open("rb") as lines:
        rows = _judged(read_text(lines), file)
    figures = evaluate_tagging(rows)
    print_json(figures)
    if publish is not None:
        text = published_text(figures, name=file.name, measured_on=datetime.now(UTC).date())
        with whole_file(publish) as written:
            written.write(text.encode("utf-8"))
        click.echo(f"Published in {publish}.", err=True)
    return check_floors(figures, floors)


@evaluate.command("calibration")
@click.argument(
    "files", nargs=-1, required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)  # fmt: skip
@click.option(
    "--write", "written", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the table to ship: indexer/quality/calibration.json.",
)  # fmt: skip
def calibration(files: tuple[Path, ...], written: Path | None) -> int:
    """Fit the table that makes an issue's score a confidence.

    FILES hold labelled passages, or predictions scored elsewhere: {"score": 0.62, "right": true}.
    """
    predictions: list[Prediction] = []
    for file in files:
        with file.open("rb") as lines:
            predictions += scored_predictions(_judged(read_text(lines), file, scored=True))
    made = fit(predictions, fitted_on=[file.name for file in files])
    told = [Prediction(made.confidence(each.score), each.right) for each in predictions]
    print_json(
        {
            "n": made.n,
            "knots": made.knots,
            "before": reliability(predictions),
            "after": reliability(told),
        }
    )
    if written is not None:
        with whole_file(written) as out:
            out.write(write_calibration(made).encode("utf-8"))
        click.echo(f"Written: {written}.", err=True)
    return 0


@evaluate.command("relevance")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_floors
@with_places
def relevance(places: Places, file: Path, floors: tuple[str, ...]) -> int:
    """Compare the ranking with judged queries."""
    with file.open("rb") as written:
        lines = read_text(written).split("\n")
    with searcher(places) as search:
        figures = evaluate_relevance(
            lambda asked: ask(search, asked), lines, resolve=search.corpus.resolve
        )
    print_json(figures)
    return check_floors(figures, floors)


def _judged(text: str, file: Path, *, scored: bool = False) -> list[dict[str, Any]]:
    judged = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                judged.append(_json_object(line, scored=scored))
            except ValueError as wrong:
                raise InputFault(f"{file}:{number}: {wrong}.") from wrong
    return judged


def check_floors(figures: dict[str, Any], floors: tuple[str, ...]) -> int:
    """0 when every ``NAME=VALUE`` is met; NAME may have dots (``overall.ndcg_at_10``)."""
    missed = 0
    for floor in floors:
        name, sign, wanted = floor.partition("=")
        try:
            least = float(wanted)
        except ValueError:
            sign = ""
        found = _figure(figures, name)
        if not sign or found is None:
            raise click.UsageError(f"--min {floor}: write NAME=VALUE with a figure's name.")
        if found < least:
            missed += 1
            click.echo(f"{name} is {found:.4f}, below the floor of {least}.", err=True)
    return 1 if missed else 0


def _figure(figures: dict[str, Any], name: str) -> float | None:
    for holder in (figures, figures.get("overall", {})):
        value: Any = holder
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, int | float):
            return float(value)
    return None


VERBS = (annotate, evaluate)
