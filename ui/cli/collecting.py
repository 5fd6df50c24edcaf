"""Verbs that fill the corpus from files: demo, import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.corpus import Corpus
from crawler.importing import BadLine, import_lines, read_lines
from crawler.known_articles import KnownArticles
from crawler.model import Document
from crawler.pearltrees import import_pearls
from crawler.raw_page import RawPage
from crawler.starter_collection import load_starter
from ui.cli.asking import print_search
from ui.cli.keeping import index_corpus
from ui.cli.output import print_faults, progress
from ui.cli.serving import run_server
from ui.cli.settings import Places, with_places

FIRST_SEARCH = "private Facebook group insult manager"
BATCH = 200
LINES = (".jsonl", ".ndjson")
PEARLS = (".rdf", ".xml", ".html", ".htm")
"""Endings of Pearltrees exports."""


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


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--no-index", is_flag=True, help="Do not index afterwards.")
@with_places
def import_file(places: Places, file: Path, no_index: bool) -> int:
    """Import FILE.jsonl, or a Pearltrees export (FILE.rdf, FILE.html)."""
    if file.suffix not in (*LINES, *PEARLS):
        endings = ", ".join((*LINES, *PEARLS))
        raise click.UsageError(f"{file.name}: a file ending in one of {endings} is expected.")
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

    for line in _read(corpus, file):
        if isinstance(line, BadLine):
            bad.append(f"{file}:{line.number}: {line.reason} {line.hint}".rstrip())
        else:
            batch.append((line, ()))
        if len(batch) >= BATCH:
            flush()
    flush()
    return counts, bad


def _read(corpus: Corpus, file: Path) -> Iterator[Document | BadLine]:
    """The documents and the bad lines of a file, in its order, with a bar of what was read."""
    now = datetime.now(UTC)
    if file.suffix in PEARLS:
        known = KnownArticles.read(corpus)
        yield from import_pearls(file, name=file.name, imported_at=now, known=known)
        return
    size = file.stat().st_size
    with file.open("rb") as lines, progress(f"Importing {file.name}") as shown:
        for line in import_lines(read_lines(lines), imported_at=now):
            yield line
            shown(lines.tell(), size)


VERBS = (demo, import_file)
