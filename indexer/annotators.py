"""Annotating many documents at once, in a process a core where that pays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from os import cpu_count
from typing import Self

from crawler.errors import JurisocialError
from crawler.model import Document
from indexer.annotations import Annotations
from indexer.tagging import annotate
from indexer.tags.rules import load_rules

WORTH_A_PROCESS = 500_000
"""Code points of text from which on starting processes, some two seconds, costs less than it
saves: fifty decisions of 10 kB, while the whole starter collection has a tenth of that."""
CHUNK = 10
"""Documents handed to a process at a time."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that cannot be annotated, with a sentence that says why."""

    reason: str


class Annotators:
    """Gives the annotations of documents, in their order.

    Processes are started at the first large batch and kept for the next ones. They are new ones
    (``spawn``), since a fork of a process with the engine's threads may hang.
    """

    def __init__(self, processes: int | None = None) -> None:
        """``processes`` at most; by default one a core."""
        self._processes = processes or cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def annotate(self, documents: Sequence[Document]) -> Iterator[Annotations | Failure]:
        """The annotations of each document, or why there are none."""
        if self._processes == 1 or _length(documents) < WORTH_A_PROCESS:
            return map(_annotate, documents)
        try:
            return iter(tuple(self._started().map(_annotate, documents, chunksize=CHUNK)))
        except BrokenProcessPool:
            # A worker was killed, for want of memory for instance: slower, but nothing is lost.
            self.__exit__()
            self._processes = 1
            return map(_annotate, documents)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
            )
        return self._pool


def _prepare() -> None:
    """Read the rules once, and have no collection of garbage go through them again."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load_rules()
    gc.collect()
    gc.freeze()


def _end_with_parent() -> None:
    """End when whoever started this process was killed.

    A pool's process holds both ends of the pipe that it waits at, so it never learns that nobody
    is left to write into it: killed builds left processes that waited for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _length(documents: Sequence[Document]) -> int:
    return sum(
        len(paragraph.text)
        for document in documents
        for text in document.texts
        for paragraph in text.paragraphs
    )


def _annotate(document: Document) -> Annotations | Failure:
    try:
        return annotate(document)
    except JurisocialError as wrong:
        return Failure(str(wrong))
