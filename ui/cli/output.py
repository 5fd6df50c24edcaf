"""How the command line speaks: tables, JSON, progress, faults."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click


class InputFault(click.ClickException):
    """What was given cannot be used, for another reason than how the command was written."""

    exit_code = 2


Progress = Callable[[int, int], None]
"""Called with (done, of how many)."""


def print_json(value: Any) -> None:
    """Write a value as JSON on standard output, characters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows under a head, in columns as wide as needed."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for number, row in enumerate(cells):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
        if number == 0:
            click.echo("  ".join("-" * width for width in widths))


def print_faults(faults: Iterable[str]) -> None:
    """List what was skipped, one a line, on standard error."""
    for fault in faults:
        click.echo(fault, err=True)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on standard error when that is a terminal; silence otherwise."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


@contextmanager
def counter(label: str) -> Iterator[Callable[[Mapping[str, int]], None]]:
    """Counts that grow on one line of standard error, for work of unknown length."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(counts: Mapping[str, int]) -> None:
        said = ", ".join(f"{name} {count}" for name, count in counts.items())
        click.echo(f"\r{label}: {said}\x1b[K", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


def read_text(file: IO[bytes]) -> str:
    """The whole of a file (or standard input) as UTF-8 text, without a byte order mark.

    Raises :class:`InputFault` for one that is no such text.
    """
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InputFault(
            f"{file.name}: it is not UTF-8 text (byte {wrong.start + 1}). Save it as UTF-8."
        ) from wrong
