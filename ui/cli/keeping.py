"""Verbs that index, look after and remove: index, remove, status, doctor, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.corpus import Corpus
from crawler.errors import CorpusBusy, JurisocialError, UnknownDocument
from indexer.build import build_index
from indexer.engine.base import Engine
from ui.cli.checkup import examine
from ui.cli.output import InputFault, print_faults, print_table, progress
from ui.cli.settings import Places, make_folder, with_places


def index_corpus(corpus: Corpus, engine: Engine, *, full: bool = False) -> int:
    """Annotate and index what changed, say what was done, return the exit code."""
    with progress("Indexing") as shown:
        report = build_index(corpus, engine, full=full, progress=shown)
    rate = report.indexed / report.seconds if report.seconds else 0.0
    click.echo(
        f"Indexed {report.indexed}, annotated {report.annotated}, removed {report.removed} "
        f"in {report.seconds:.1f} s ({rate:.0f}/s); generation {report.generation}.",
        err=True,
    )
    print_faults(report.skipped)
    return 2 if report.skipped else 0


@click.command("index")
@click.option("--full", is_flag=True, help="Index everything into a new generation.")
@with_places
def index(places: Places, full: bool) -> int:
    """Annotate and index what changed in the corpus."""
    with places.open_corpus(existing=True) as corpus, places.open_engine() as engine:
        return index_corpus(corpus, engine, full=full)


@click.command("remove")
@click.argument("id")
@click.option("--reason", required=True, help="Why; kept with the tombstone.")
@with_places
def remove(places: Places, id: str, reason: str) -> int:  # noqa: A002
    """Remove a document's text everywhere: history, raw pages, index, caches."""
    with places.open_corpus(existing=True) as corpus, places.open_engine() as engine:
        unfinished = _remove_from_corpus(corpus, id, reason)
        try:
            code = index_corpus(corpus, engine)
        except JurisocialError as wrong:
            unfinished.append(str(wrong))
            code = 2
    for each in unfinished:
        click.echo(f"Error: {each}", err=True)
    if unfinished:
        click.echo("Some words may still be on the disk: run the same command again.", err=True)
    click.echo("Backups made before still hold it: delete them, or make new ones.", err=True)
    return 2 if unfinished else code


def _remove_from_corpus(corpus: Corpus, name: str, reason: str) -> list[str]:
    """Remove a document; gives what kept its words from leaving the files at once."""
    unfinished: list[str] = []
    try:
        corpus.remove(name, reason)
    except UnknownDocument as unknown:
        ids = corpus.resolve(name)
        if ids:
            raise InputFault(
                f"A document is removed by its id; “{name}” is {' and '.join(ids)}."
            ) from unknown
        raise
    except CorpusBusy as busy:
        if corpus.tombstone(name) is None:
            raise
        unfinished.append(str(busy))
    click.echo(f"Removed {name}. Its id, dates and hash are kept.")
    return unfinished


@click.command("status")
@with_places
def status(places: Places) -> None:
    """Show what the corpus and the index hold."""
    with places.open_corpus(readonly=True) as corpus, places.open_engine() as engine:
        generation = engine.generation()
        sequence = corpus.sequence()
        rows: list[tuple[str, object]] = [
            ("data", places.data),
            ("documents", corpus.count()),
            ("corpus changes", sequence),
            ("generation", generation.name if generation else "none: run jurisocial index"),
        ]
        if generation:
            rows += [
                ("indexed documents", generation.documents),
                ("indexed to change", generation.sequence),
                ("changes to index", sequence - generation.sequence),
                ("built at", generation.built_at),
            ]
        print_table(("what", "is"), rows)
        click.echo()
        print_table(
            ("source", "documents", "last retrieved"),
            [(each.source, each.documents, each.last_retrieved) for each in corpus.source_counts()],
        )


@click.command("doctor")
@with_places
def doctor(places: Places) -> int:
    """Check the folder, the corpus, the index and the machine; exit 2 when something is wrong."""
    findings = examine(places)
    for finding in findings:
        click.echo(f"{'ok   ' if finding.good else 'WRONG'}  {finding.what}: {finding.detail}")
        if not finding.good:
            click.echo(f"       {finding.cure}")
    return 0 if all(finding.good for finding in findings) else 2


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_places
def backup(places: Places, file: Path) -> None:
    """Copy the corpus, as it is at this moment, into one file."""
    with places.open_corpus(readonly=True) as corpus:
        corpus.backup(file)
    click.echo(f"Wrote {file} ({file.stat().st_size:,} bytes).")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--overwrite", is_flag=True, help="Replace the corpus that is there.")
@with_places
def restore(places: Places, file: Path, overwrite: bool) -> int:
    """Bring a corpus back from a backup, and index it anew."""
    make_folder(places.data)
    Corpus.restore(file, places.corpus_url, overwrite=overwrite)
    click.echo(f"Restored the corpus from {file}.", file=sys.stderr)
    with places.open_corpus() as corpus, places.open_engine() as engine:
        return index_corpus(corpus, engine, full=True)


VERBS = (index, remove, status, doctor, backup, restore)
