"""Verbs that fill the corpus from sources: sources, crawl, sync."""

from __future__ import annotations

from typing import Any

import click

from crawler.crawl_summary import CrawlSummary
from crawler.crawling import crawl as run_crawl
from crawler.errors import JurisocialError
from crawler.health import health as health_of
from crawler.sources import load_sources
from crawler.syncing import Turn
from crawler.syncing import sync as run_sync
from crawler.topic import DEFAULT_TOPIC
from ui.cli.keeping import index_corpus
from ui.cli.output import counter, print_faults, print_json, print_table
from ui.cli.settings import Places, with_places

_topic_option = click.option("--topic", default=DEFAULT_TOPIC, show_default=True)
_no_index_option = click.option("--no-index", is_flag=True, help="Do not index afterwards.")


@click.command("sources")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--health", is_flag=True, help="Exit 1 when a source fails, is stale or silent.")
@with_places
def sources(places: Places, form: str, health: bool) -> int:
    """List the sources, their licences, what the corpus holds of each, and how each one is."""
    states = health_of(places.data)
    rows = _rows(places)
    for row, state in zip(rows, states, strict=True):
        row |= {"state": state.condition.value, "alarm": state.alarms, "detail": state.sentence}
    if form == "json":
        print_json(rows)
    else:
        head = ("source", "documents", "last retrieved", "key", "state", "covers")
        names = ("name", "documents", "last_retrieved", "key", "state", "covers")
        print_table(head, [[row[name] for name in names] for row in rows])
        worth_a_line = (state for state in states if state.alarms or state.is_resting)
        print_faults(state.sentence for state in worth_a_line)
    return 1 if health and any(state.alarms for state in states) else 0


def _rows(places: Places) -> list[dict[str, Any]]:
    held = {}
    if places.data.is_dir():
        with places.open_corpus(readonly=True) as corpus:
            held = {each.source: each for each in corpus.source_counts()}
    rows = []
    for source in load_sources().rows:
        count = held.get(source.name)
        rows.append(
            {
                "name": source.name,
                "covers": source.covers_en,
                "key_needed": source.key_needed,
                "key": "needed" if source.key_needed else "no",
                "licence": source.licence,
                "documents": count.documents if count else 0,
                "last_retrieved": f"{count.last_retrieved:%Y-%m-%d %H:%M}" if count else "never",
            }
        )
    return rows


@click.command("crawl")
@click.argument("name")
@_topic_option
@click.option("--since", metavar="DATE", help="Decisions from YYYY, YYYY-MM or YYYY-MM-DD on.")
@click.option("--limit", type=click.IntRange(1), help="Fetch at most so many documents.")
@click.option("--strategy", default="", help="How to list it, for sources with several ways.")
@click.option("--dry-run", is_flag=True, help="List what would be fetched, write nothing.")
@_no_index_option
@with_places
def crawl(
    places: Places,
    name: str,
    topic: str,
    since: str | None,
    limit: int | None,
    strategy: str,
    dry_run: bool,
    no_index: bool,
) -> int:
    """Crawl the source NAME, or all, into the corpus."""
    asked: dict[str, Any] = {
        "topic": topic,
        "since": since,
        "limit": limit,
        "strategy": strategy,
        "dry_run": dry_run,
    }
    if name == "all":
        codes = [_crawl_or_tell(places, each, asked) for each in load_sources().names]
    else:
        codes = [crawl_source(places, name, asked)]
    if not (dry_run or no_index):
        codes.append(_index(places))
    return max(codes)


def _crawl_or_tell(places: Places, name: str, asked: dict[str, Any]) -> int:
    """One of all: a source without its key does not keep the next from its turn."""
    try:
        return crawl_source(places, name, asked)
    except JurisocialError as wrong:
        click.echo(f"{name}: {wrong}", err=True)
        return 2


def crawl_source(places: Places, name: str, asked: dict[str, Any]) -> int:
    """Crawl one source, print its summary, return the exit code."""
    with counter(f"Crawling {name}") as shown:
        summary = run_crawl(
            name, corpus_url=places.corpus_url, data_dir=places.data, progress=shown, **asked
        )
    return print_summary(summary)


def print_summary(summary: CrawlSummary) -> int:
    """Say what a crawl did; 2 when a part of it failed or was stopped."""
    click.echo(
        f"{summary.source}: seen {summary.seen}, new {summary.new}, changed {summary.changed}, "
        f"withdrawn {summary.withdrawn}, skipped {sum(each.count for each in summary.skipped)}, "
        f"errors {len(summary.errors)} ({summary.requests} requests)"
    )
    for each in summary.skipped:
        click.echo(f"  skipped {each.count}, {each.reason}: {', '.join(each.ids[:5])}")
    print_faults(summary.errors)
    if summary.stopped:
        click.echo(f"{summary.source} stopped early: {summary.stopped}", err=True)
    return 2 if summary.errors or summary.stopped else 0


def _index(places: Places) -> int:
    with places.open_corpus() as corpus, places.open_engine() as engine:
        return index_corpus(corpus, engine)


@click.command("sync")
@_topic_option
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this; repeatable.")
@_no_index_option
@with_places
def sync(places: Places, topic: str, names: tuple[str, ...], no_index: bool) -> int:
    """Crawl every source whose turn it is, then index; for cron or a systemd timer."""
    with places.open_corpus():
        pass
    codes: list[int] = [0]
    run_sync(
        corpus_url=places.corpus_url,
        data_dir=places.data,
        topic=topic,
        sources=names,
        on_turn=_say_turn,
        on_summary=lambda summary: codes.append(print_summary(summary)),
    )
    if not no_index:
        codes.append(_index(places))
    return max(codes)


def _say_turn(turn: Turn) -> None:
    until = f" until {turn.not_before:%Y-%m-%d %H:%M} UTC" if turn.not_before else ""
    click.echo(f"{turn.source}: {turn.wait.value}{'' if turn.is_due else until}", err=True)


VERBS = (sources, crawl, sync)
