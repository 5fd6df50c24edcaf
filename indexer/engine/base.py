"""The engine seam: what every search engine takes and gives, as plain values.

No dict, no engine dialect and no HTML crosses it. One contract suite (``tests/engine/``) runs on
every implementation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from indexer.engine.query import Everything, Query
from indexer.record import IndexRecord

Sort = Literal["relevance", "date", "date_asc", "cited", "level"]
"""``date``: newest first; ``cited``: most cited first; ``level``: highest court first. Every
order ends in the id, so that it is total and cursors hold. Documents without the key come last."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A chosen set of values of a keyword field: any of them (issues: see ``issue_op``)."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Documents whose date, as far as known, may lie in ``[first, last]`` (yyyymmdd, inclusive).

    A document of which only the year is known is kept when any day of that year is in range; one
    without a date never is.
    """

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of a search."""

    query: Query = Everything()  # noqa: RUF009  # frozen: one value may serve all
    filters: tuple[Filter, ...] = ()
    dates: DateFilter | None = None
    issue_op: Literal["or", "and"] = "or"
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    """0 asks for counts only."""
    offset: int = 0
    cursor: str | None = None
    """The ``next`` of an earlier result; wins over ``offset``."""
    generation: str | None = None
    """When given, the answer must come from this generation (GenerationGone otherwise)."""


@dataclass(frozen=True, slots=True)
class ParagraphMatch:
    """A paragraph of a hit that the query's words match."""

    language: str
    paragraph: int
    """Index into the text's paragraphs; -1 for the title, -2 for the headnote."""
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One document of a result."""

    id: str
    score: float
    paragraphs: tuple[ParagraphMatch, ...] = ()
    """Best first; empty when the query has no words."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value with the number of documents that ticking it would add or keep."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one field, computed without that field's own filter."""

    field: str
    values: tuple[FacetValue, ...]
    """In falling order of count, then by value; fixed orders are the field table's affair."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found."""

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    generation: str
    next: str | None = None
    """Cursor of the next page; None at the end."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A built index."""

    name: str
    """Corpus state + fingerprint + versions, as in ``g000123-1a2b3c4d``."""
    fingerprint: str
    """Hash of the field table, analysis and annotator versions, and the engine's own layout."""
    documents: int
    sequence: int
    """Last corpus change that it holds."""
    built_at: str
    """ISO time, UTC."""


class Build(Protocol):
    """A generation being made; nothing is visible before :meth:`publish`."""

    def add(self, records: Iterable[IndexRecord]) -> int:
        """Write records (a record replaces an earlier one of the same id); return how many."""

    def publish(self, *, sequence: int) -> Generation:
        """Check the generation against what was added, swap it in atomically, drop the old."""

    def abandon(self) -> None:
        """Delete what was written; the old generation goes on serving."""


class Engine(Protocol):
    """A search engine. Plain, blocking calls, safe from several threads."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one page.

        Raises :class:`indexer.errors.IndexMissing`, :class:`indexer.errors.IndexOutdated`,
        :class:`indexer.errors.GenerationGone`, :class:`indexer.errors.EngineUnavailable`,
        :class:`indexer.errors.QueryTooCostly`.
        """

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit of the request in its order, from one frozen state; ``limit`` is ignored."""

    def frozen(self) -> Engine:
        """The engine as it stands now, to be read only: nothing written later is seen by it.

        Raises :class:`indexer.errors.IndexMissing` and its kin, as :meth:`search` does.
        """

    def generation(self) -> Generation | None:
        """The one serving, or None when none was ever built."""

    def begin(self, *, fingerprint: str, sequence: int) -> Build:
        """Start a new generation beside the serving one."""

    def update(
        self, records: Iterable[IndexRecord], *, removed: Iterable[str] = (), sequence: int
    ) -> Generation:
        """Replace and remove documents in the serving generation; idempotent."""

    def close(self) -> None:
        """Release files and connections."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
