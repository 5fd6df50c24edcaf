"""Verbs by which people check tags: verify, reject, add, reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.corpus import Corpus
from crawler.corpus_values import CheckAction, ReportState, TagReport
from search_api.correcting import Correction, accept, correct, dismiss
from search_api.labelled import labelled_rows
from ui.cli.asking import whole_file
from ui.cli.keeping import index_corpus
from ui.cli.output import print_json, print_table
from ui.cli.settings import Places, place_options, with_places

_DONE = {
    CheckAction.VERIFY: "is verified",
    CheckAction.REJECT: "is rejected: it stays away, whoever finds it again",
    CheckAction.ADD: "is added",
}

_note_option = click.option("--note", default="", metavar="TEXT", help="Why; kept, not published.")
_by_option = click.option("--by", default="", metavar="NAME", help="Who; kept, not published.")
_index_option = click.option("--no-index", is_flag=True, help="Do not index afterwards.")
_form_option = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table"
)


def _checking(action: CheckAction, told: str) -> click.Command:
    """The verb of one action."""

    @click.command(action.value, help=told)
    @click.argument("id")
    @click.argument("issue")
    @_note_option
    @_by_option
    @_index_option
    @with_places
    def check(
        places: Places,
        id: str,  # noqa: A002 - the contract's word
        issue: str,
        note: str,
        by: str,
        no_index: bool,
    ) -> int:
        def step(corpus: Corpus) -> Correction:
            return correct(corpus, id, issue, action, now=datetime.now(UTC), note=note, by=by)

        return _corrected(places, step, no_index=no_index)

    return check


verify = _checking(CheckAction.VERIFY, "Say that the tag ISSUE of document ID is right.")
reject = _checking(CheckAction.REJECT, "Take the tag ISSUE away from document ID, for good.")
add = _checking(CheckAction.ADD, "Give document ID the tag ISSUE, which nobody had found.")


def _corrected(places: Places, step: Callable[[Corpus], Correction], *, no_index: bool) -> int:
    """Make a correction, say what it came to, and bring it into the index."""
    with places.open_corpus(existing=True) as corpus:
        made = step(corpus)
        again = "" if made.changed else " (it was said before; nothing changed)"
        click.echo(f"{made.id}: {made.issue} {_DONE[made.action]}{again}.")
        if no_index:
            return 0
        with places.open_engine() as engine:
            return index_corpus(corpus, engine)


@click.group("reports", invoke_without_command=True)
@_form_option
@click.pass_context
def _group(
    ctx: click.Context, form: str, data: str | None, corpus: str | None, engine: str | None
) -> None:
    """Decide on what readers reported of tags; alone, list what waits."""
    said = {"data": data, "corpus": corpus, "engine": engine}
    before = ctx.find_object(dict) or {}
    ctx.obj = {**before, **{name: each for name, each in said.items() if each is not None}}
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_reports, form=form)


reports = place_options(_group, from_environment=False)


@reports.command("list")
@click.option("--all", "everything", is_flag=True, help="Those decided on too.")
@_form_option
@with_places
def list_reports(places: Places, everything: bool, form: str) -> None:
    """List the reports that wait, the oldest first."""
    with places.open_corpus(readonly=True) as corpus:
        found = corpus.people.reports(None if everything else ReportState.WAITING)
    if form == "json":
        print_json([_row(each) for each in found])
        return
    head = ("report", "document", "says", "tag", "on", "is", "remark")
    print_table(
        head,
        [
            (each.number, each.id, each.claim, each.value, each.reported_at.date(), each.state,
             each.remark)
            for each in found
        ],
    )  # fmt: skip


def _row(report: TagReport) -> dict[str, Any]:
    return {
        "number": report.number,
        "id": report.id,
        "issue": report.value,
        "claim": report.claim,
        "remark": report.remark,
        "reported_at": report.reported_at.isoformat(),
        "state": report.state,
        "decided_at": report.decided_at.isoformat() if report.decided_at else None,
        "decided_by": report.decided_by,
    }


@reports.command("accept")
@click.argument("number", type=click.IntRange(1))
@_note_option
@_by_option
@_index_option
@with_places
def accept_report(places: Places, number: int, note: str, by: str, no_index: bool) -> int:
    """Do what a report asks for: reject the tag, or add the one that is missing."""

    def step(corpus: Corpus) -> Correction:
        return accept(corpus, number, now=datetime.now(UTC), note=note, by=by)

    return _corrected(places, step, no_index=no_index)


@reports.command("dismiss")
@click.argument("number", type=click.IntRange(1))
@_by_option
@with_places
def dismiss_report(places: Places, number: int, by: str) -> None:
    """Close a report and leave the tag as it is."""
    with places.open_corpus(existing=True) as corpus:
        asked = dismiss(corpus, number, now=datetime.now(UTC), by=by)
    click.echo(f"Report {number} is dismissed; {asked.id} keeps its tags.")


@reports.command("export")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@with_places
def export_labelled(places: Places, output: Path) -> None:
    """Write what people checked as labelled passages, for “jurisocial evaluate tagging”."""
    rows = 0
    with places.open_corpus(readonly=True) as corpus, whole_file(output) as file:
        for row in labelled_rows(corpus):
            file.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8"))
            rows += 1
    click.echo(f"{rows} documents in {output}", err=True)


VERBS = (verify, reject, add, reports)
