"""Verbs that ask: search, show, lookup, export."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, get_args

import click

from crawler.corpus import Corpus
from crawler.errors import UnknownDocument
from crawler.merge_story import merge_story, story_lines
from indexer.engine.base import Sort
from search_api.decisions import Shelf
from search_api.exporting import Tally, codebook, export_chunks, read_format
from search_api.lists import look_up
from search_api.request import from_mapping, read_parameters
from search_api.responses import DocumentBody, ParagraphBody, SearchBody
from search_api.result_set import result_set
from search_api.search import Searcher
from ui.cli.output import InputFault, print_table, progress, read_text
from ui.cli.settings import Places, with_places

Asked = Mapping[str, object]
"""Names and values of a search, as HTTP takes them."""


@contextmanager
def searcher(places: Places) -> Iterator[Searcher]:
    """The searcher over the places' corpus and engine."""
    with places.open_corpus(readonly=True) as corpus, places.open_engine() as engine:
        yield Searcher(engine, corpus)


def ask(search: Searcher, asked: Asked) -> SearchBody:
    """One page of a search. Raises the query and parameter errors of the API."""
    return search.search(read_parameters(from_mapping(asked), values=search.values))


def print_search(places: Places, q: str, *, limit: int) -> None:
    """Print the first hits of a search as a table."""
    with searcher(places) as search:
        _print_hits(ask(search, {"q": q, "limit": limit}), explain=False)


def _filters(written: tuple[str, ...]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for each in written:
        name, sign, value = each.partition("=")
        if not sign or not name or not value:
            raise click.UsageError(f"--filter {each}: write NAME=VALUE, as in jurisdiction=FR.")
        filters.setdefault(name, []).append(value)
    return filters


_filter_option = click.option(
    "--filter", "filters", multiple=True, metavar="NAME=VALUE",
    help="Keep what has this value; repeat for any of several.",
)  # fmt: skip
_sort_option = click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance")


@click.command("search")
@click.argument("q")
@_filter_option
@_sort_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--page", default=1, show_default=True, type=click.IntRange(1))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option(
    "--explain", is_flag=True, help="Say how the query was read, and what each score is made of."
)
@click.option("--expand/--no-expand", default=True, help="Count other words for those typed.")
@click.option(
    "--lift/--no-lift", default=True, help="Lift documents with the values that the words name."
)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of labels.")
@with_places
def search_verb(
    places: Places, q: str, filters: tuple[str, ...], form: str, explain: bool, **asked: Any
) -> int:
    """Search for Q; --format json prints exactly what the API answers."""
    switches = {name: str(int(asked.pop(name))) for name in ("expand", "lift")}
    asked |= {**switches, "explain": str(int(explain))}
    with searcher(places) as search:
        body = ask(search, {"q": q, **asked, **_filters(filters)})
    if form == "json":
        click.echo(body.model_dump_json(indent=2))
    else:
        _print_hits(body, explain=explain)
    return _tell_ignored(body.query.ignored)


def _tell_ignored(ignored: Iterable[str]) -> int:
    """Name the values that are not known, and give the exit code.

    Old links on pages go on working without them; whoever types a filter must learn that the
    answer is wider than what was asked.
    """
    listed = list(ignored)
    for each in listed:
        name, _, value = each.partition("=")
        click.echo(f"Not filtered by {name}: it has no value “{value}”.", err=True)
    return 2 if listed else 0


def _print_hits(body: SearchBody, *, explain: bool) -> None:
    if explain:
        click.echo(f"Read as: {body.query.parsed}")
        click.echo(f"Generation: {body.generation}")
        for word in body.query.expanded:
            click.echo(f"Also {'searched' if word.finds else 'ranked by'}: {', '.join(word.also)}")
        for each in body.query.favoured:
            labels = ", ".join(value.label for value in each.values)
            click.echo(f"Favoured: {each.label}: {labels} (from {', '.join(each.words)})")
    if body.relaxed:
        click.echo(
            f"Only {body.strict_total} match every word; the others match some of them.", err=True
        )
    head = ("score", "citation", "title", "date", "where", "sanction -> outcome")
    rows = [
        (
            f"{hit.score:.3f}",
            hit.citation,
            hit.title[:60],
            hit.date or "no date",
            hit.jurisdiction,
            " -> ".join(each.label for each in (hit.sanction, hit.outcome) if each),
        )
        for hit in body.hits
    ]  # fmt: skip
    first = 0 if explain else 1
    print_table(head[first:], [row[first:] for row in rows])
    if explain:
        _print_reasons(body)
    if body.did_you_mean is not None:
        click.echo(f"Did you mean: {body.did_you_mean.q}", err=True)
    for other in body.instead:
        click.echo(f"{other.label}: {other.count} ({other.q})", err=True)
    click.echo(f"{len(rows)} of {body.total}", err=True)


def _print_reasons(body: SearchBody) -> None:
    """What each score is made of, hit by hit."""
    for hit in body.hits:
        if hit.why is not None:
            click.echo(f"\n{hit.citation}: {hit.why.sum} × authority {hit.why.authority}")
            for part in hit.why.parts:
                click.echo(f"  {part.points:9.3f}  {part.text}")


@click.command("show")
@click.argument("name")
@click.option("--provenance", is_flag=True, help="Where it came from, and under which licence.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of labels.")
@with_places
def show(places: Places, name: str, provenance: bool, form: str, lang: str) -> None:
    """Show one document, named by its id, citation, docket or any other number."""
    with searcher(places) as search:
        shelf = Shelf(search.engine, search.corpus)
        found = shelf.find(_one_id(search.corpus, name))
        body = shelf.body(found, language=lang)
        story = merge_story(search.corpus, found.document.id) if provenance else None
    if form == "json":
        click.echo(body.model_dump_json(indent=2))
    elif story is not None:
        _print_provenance(body)
        for line in story_lines(story):
            click.echo(line)
    else:
        _print_document(body)


def _one_id(corpus: Corpus, name: str) -> str:
    found = corpus.resolve(name)
    if not found and corpus.tombstone(name) is None:
        raise UnknownDocument(name)
    if len(found) > 1:
        raise click.UsageError(f"«{name}» names several documents: {', '.join(found)}.")
    return found[0] if found else name


def _print_document(body: DocumentBody) -> None:
    for line in (
        body.title,
        f"{body.citation} · {body.court_label} · {body.date or 'no date'}",
        "",
    ):
        click.echo(line)
    for tag in body.tags:
        click.echo(f"{tag.field}: {tag.label} ({tag.strength})")
    for note in body.cautions:
        click.echo(f"Caution: {note.text}")
    for text in body.texts:
        click.echo(f"\n[{text.language}]{' told by the project' if text.editorial else ''}")
        for paragraph in text.paragraphs:
            click.echo(f"{_number(paragraph)}{paragraph.text}")
    click.echo()
    _print_provenance(body)


def _number(paragraph: ParagraphBody) -> str:
    """The court's number where the text does not print it itself."""
    number = paragraph.number
    if not number or paragraph.text.lstrip(" [(¶").startswith(number):
        return ""
    return f"[{number}] "


def _print_provenance(body: DocumentBody) -> None:
    for each in body.provenances:
        click.echo(f"{each.source_label}: {each.url or 'no address'} ({each.obtained})")
        click.echo(f"  retrieved {each.retrieved_at}, sha256 {each.content_hash}")
        click.echo(f"  {each.licence}")
        for address in each.seen_at:
            click.echo(f"  seen at {address}")


@click.command("lookup")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@with_places
def lookup(places: Places, file: IO[bytes], form: str) -> int:
    """Look up a list of citations, one a line (FILE or -); exit 2 when one is not found."""
    wanted = [line.strip() for line in read_text(file).splitlines() if line.strip()]
    with searcher(places) as search:
        body = look_up(wanted, search.corpus, language="en", engine=search.engine)
    if form == "json":
        click.echo(body.model_dump_json(indent=2))
    else:
        rows = [
            (
                each.text,
                each.status,
                " ".join(match.url for match in each.matches),
                " ".join(match.id for match in each.matches),
            )
            for each in body.results
        ]
        print_table(("citation", "is", "page", "id"), rows)
    return 0 if all(each.status == "found" for each in body.results) else 2


@click.command("export")
@click.argument("q")
@_filter_option
@_sort_option
@click.option("--format", "form", required=True, help="csv or jsonl.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@with_places
def export(
    places: Places, q: str, filters: tuple[str, ...], sort: str, form: str, output: Path
) -> int:
    """Write every result of Q to a file, with its codebook and query record beside it."""
    format_ = read_format(form)
    with searcher(places) as search:
        parameters = read_parameters(
            from_mapping({"q": q, "sort": sort, **_filters(filters)}), values=search.values
        )
        made = result_set(
            search.engine, search.corpus, parameters, format_=format_, made_at=datetime.now(UTC)
        )
        tally = Tally()
        with whole_file(output) as file, progress("Exporting") as shown:
            for chunk in export_chunks(made.rows, format_, tally=tally):
                file.write(chunk)
                shown(tally.rows, made.record.total)
    beside = {".codebook.csv": codebook(), ".query.json": made.record.body(tally)}
    for suffix, content in beside.items():
        with whole_file(output.with_name(output.name + suffix)) as file:
            file.write(content)
    click.echo(f"{tally.rows} rows in {output}", err=True)
    return _tell_ignored(parameters.ignored)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears at its place only when it is complete.

    Raises a click error when the folder may not be written or the disk is full; what stood there
    before is kept.
    """
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as wrong:
        raise InputFault(
            f"{path} cannot be written: {wrong.strerror}. Name another place with -o FILE."
        ) from wrong
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


VERBS = (search_verb, show, lookup, export)
