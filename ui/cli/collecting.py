"""Verbs that fill the corpus: demo, sources, crawl, import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.corpus import Corpus
from crawler.crawling import crawl as run_crawl
from crawler.importing import BadLine, import_lines
from crawler.model import Document
from crawler.raw_page import RawPage
from crawler.sources import load_sources
from crawler.starter_collection import load_starter
from crawler.topic import DEFAULT_TOPIC
from ui.cli.asking import print_search
from ui.cli.keeping import index_corpus
from ui.cli.output import counter, print_faults, print_json, print_table, progress
from ui.cli.serving import run_server
from ui.cli.settings import Places, with_places

FIRST_SEARCH = "private Facebook group insult manager"
BATCH = 200


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Load and index only.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@with_places
def demo(places: Places, no_serve: bool, host: str, port: int) -> int:
    """Load the starter collection, index it, show a first search and serve."""
    with places.open_corpus() as corpus:
        puts = corpus.put_many((document, ()) for document in load_starter())
        changed = sum(put.action != "unchanged" for put in puts)
        click.echo(f"Starter collection: {len(puts)} entries, {changed} new or changed.", err=True)
        with places.open_engine() as engine:
            code = index_corpus(corpus, engine)
    print_search(places, FIRST_SEARCH, limit=3)
    if not no_serve:
        run_server(places, host=host, port=port, workers=1)
    return code


@click.command("sources")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--health", is_flag=True, help="Exit 1 when a source that was crawled holds nothing.")
@with_places
def sources(places: Places, form: str, health: bool) -> int:
    """List the sources, their licences, and what the corpus holds of each."""
    held = {}
    if places.data.is_dir():
        with places.open_corpus(readonly=True) as corpus:
            held = {each.source: each for each in corpus.source_counts()}
    rows: list[dict[str, Any]] = []
    for source in load_sources().rows:
        count = held.get(source.name)
        rows.append(
            {
                "name": source.name,
                "covers": source.covers_en,
                "key_needed": source.key_needed,
                "licence": source.licence,
                "documents": count.documents if count else 0,
                "last_retrieved": str(count.last_retrieved) if count else "",
            }
        )
    if form == "json":
        print_json(rows)
    else:
        print_table(
            ("source", "documents", "last retrieved", "key", "covers"),
            [
                (
                    row["name"],
                    row["documents"],
                    row["last_retrieved"] or "never",
                    "needed" if row["key_needed"] else "no",
                    row["covers"],
                )
                for row in rows
            ],
        )
    empty = [row["name"] for row in rows if row["last_retrieved"] and not row["documents"]]
    return 1 if health and empty else 0


@click.command("crawl")
@click.argument("name")
@click.option("--topic", default=DEFAULT_TOPIC, show_default=True)
@click.option("--since", metavar="DATE", help="Decisions from YYYY, YYYY-MM or YYYY-MM-DD on.")
@click.option("--limit", type=click.IntRange(1), help="Fetch at most so many documents.")
@click.option("--dry-run", is_flag=True, help="List what would be fetched, write nothing.")
@click.option("--no-index", is_flag=True, help="Do not index afterwards.")
@with_places
def crawl(
    places: Places,
    name: str,
    topic: str,
    since: str | None,
    limit: int | None,
    dry_run: bool,
    no_index: bool,
) -> int:
    """Crawl the source NAME, or all, into the corpus."""
    codes = [
        crawl_source(places, each, topic=topic, since=since, limit=limit, dry_run=dry_run)
        for each in (load_sources().names if name == "all" else (name,))
    ]
    if not (dry_run or no_index):
        with places.open_corpus() as corpus, places.open_engine() as engine:
            codes.append(index_corpus(corpus, engine))
    return max(codes)


def crawl_source(
    places: Places,
    name: str,
    *,
    topic: str,
    since: str | None,
    limit: int | None,
    dry_run: bool,
) -> int:
    """Crawl one source, print its summary, return the exit code."""
    with counter(f"Crawling {name}") as shown:
        summary = run_crawl(
            name,
            corpus_url=places.corpus_url,
            data_dir=places.data,
            topic=topic,
            since=since,
            limit=limit,
            dry_run=dry_run,
            progress=shown,
        )
    click.echo(
        f"{name}: seen {summary.seen}, new {summary.new}, changed {summary.changed}, "
        f"withdrawn {summary.withdrawn}, skipped {sum(each.count for each in summary.skipped)}, "
        f"errors {len(summary.errors)} ({summary.requests} requests)"
    )
    for each in summary.skipped:
        click.echo(f"  skipped {each.count}, {each.reason}: {', '.join(each.ids[:5])}")
    print_faults(summary.errors)
    if summary.stopped:
        click.echo(f"{name} stopped early: {summary.stopped}", err=True)
    return 2 if summary.errors or summary.stopped else 0


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--no-index", is_flag=True, help="Do not index afterwards.")
@with_places
def import_file(places: Places, file: Path, no_index: bool) -> int:
    """Import decisions, references and articles from FILE.jsonl."""
    if file.suffix not in (".jsonl", ".ndjson"):
        raise click.UsageError(f"{file.name}: only JSON Lines (.jsonl) can be imported.")
    with places.open_corpus() as corpus:
        counts, bad = import_into(corpus, file)
        click.echo(
            ", ".join(f"{count} {action}" for action, count in sorted(counts.items()))
            or "nothing imported"
        )
        print_faults(bad)
        code = 2 if bad else 0
        if not no_index:
            with places.open_engine() as engine:
                code = max(code, index_corpus(corpus, engine))
    return code


def import_into(corpus: Corpus, file: Path) -> tuple[dict[str, int], list[str]]:
    """Put a file's good lines into the corpus; count actions, list the bad lines."""
    counts: dict[str, int] = {}
    bad: list[str] = []
    batch: list[tuple[Document, tuple[RawPage, ...]]] = []

    def flush() -> None:
        for put in corpus.put_many(batch):
            counts[put.action] = counts.get(put.action, 0) + 1
        batch.clear()

    size = file.stat().st_size
    read = 0
    with file.open("rb") as lines, progress(f"Importing {file.name}") as shown:
        for line in import_lines(lines, imported_at=datetime.now(UTC)):
            if isinstance(line, BadLine):
                bad.append(f"{file}:{line.number}: {line.reason} {line.hint}".rstrip())
            else:
                batch.append((line, ()))
            if len(batch) >= BATCH:
                flush()
                read = lines.tell() if lines.seekable() else read
                shown(read, size)
        flush()
    return counts, bad


VERBS = (demo, sources, crawl, import_file)
