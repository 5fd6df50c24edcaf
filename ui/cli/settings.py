"""Where things are: the three options that every verb takes, before or after it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from crawler.corpus import Corpus
from indexer.engine import open_engine
from indexer.engine.base import Engine
from ui.cli.output import InputFault

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_DATA = "jurisocial-data"


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder and the two parts that may live elsewhere."""

    data: Path
    corpus_url: str
    engine_url: str

    @property
    def crawl(self) -> Path:
        """Folder of checkpoints and daily budgets."""
        return self.data / "crawl"

    def open_corpus(self, *, readonly: bool = False, existing: bool = False) -> Corpus:
        """Open the corpus; makes it where there is none, unless ``readonly`` or ``existing``.

        Raises the corpus errors of :mod:`crawler.errors`.
        """
        if self.corpus_url.startswith("sqlite:"):
            if readonly or existing:
                self._expect_corpus()
            else:
                make_folder(self.data)
        return Corpus.open(self.corpus_url, readonly=readonly)

    def _expect_corpus(self) -> None:
        if self.corpus_url == _corpus_of(self.data) and not (self.data / "corpus.db").exists():
            raise InputFault(
                f"There is no corpus in {self.data}. Make one with: jurisocial demo, or name "
                "another folder with --data DIR or the variable JURISOCIAL_DATA."
            )

    def open_engine(self) -> Engine:
        """Open the engine. Raises :class:`indexer.errors.EngineUnavailable`."""
        return open_engine(self.engine_url)


def _corpus_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'corpus.db'}"


def make_folder(folder: Path) -> None:
    """Make a folder and its parents; a clear click error when that may not be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise InputFault(
            f"The folder {folder} cannot be made ({wrong.strerror}). "
            "Name another with --data DIR or the variable JURISOCIAL_DATA."
        ) from wrong


def _places(data: str | None, corpus: str | None, engine: str | None) -> Places:
    folder = Path(data or DEFAULT_DATA).expanduser().absolute()
    return Places(
        folder,
        corpus or _corpus_of(folder),
        engine or f"embedded:{folder / 'index'}",
    )


_HELP = {
    "data": f"Folder of everything that is written (default ./{DEFAULT_DATA}).",
    "corpus": "Corpus, as an SQLAlchemy URL (default DIR/corpus.db).",
    "engine": "Search engine, embedded:PATH (default embedded:DIR/index).",
}


def place_options(function: F, *, from_environment: bool) -> F:
    """Add --data, --corpus and --engine; only those before the verb read JURISOCIAL_DATA etc."""
    for name in reversed(_HELP):
        option = click.option(
            f"--{name}",
            metavar="DIR" if name == "data" else "URL",
            help=_HELP[name],
            allow_from_autoenv=from_environment,
            show_envvar=from_environment,
        )
        function = option(function)
    return function


def remember(ctx: click.Context, data: str | None, corpus: str | None, engine: str | None) -> None:
    """Keep what was said before the verb."""
    ctx.obj = {"data": data, "corpus": corpus, "engine": engine}


def with_places(function: F) -> F:
    """Give a verb its :class:`Places` as first argument; what stands after the verb wins."""

    @functools.wraps(function)
    @click.pass_context
    def wrapped(ctx: click.Context, /, **values: Any) -> Any:
        said = dict(ctx.find_object(dict) or {})
        for name in ("data", "corpus", "engine"):
            after = values.pop(name)
            said[name] = after if after is not None else said.get(name)
        return function(_places(said["data"], said["corpus"], said["engine"]), **values)

    return cast("F", place_options(wrapped, from_environment=False))
