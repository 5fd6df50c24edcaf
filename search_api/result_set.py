"""A whole result set, ready to be written: its rows and the record of the query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.corpus import Corpus
from indexer.engine.base import Engine
from search_api.describe import describe
from search_api.export_rows import Row, export_rows
from search_api.exporting import Format, QueryRecord
from search_api.request import SearchParameters
from search_api.search import Searcher, usable_generation
from search_api.standing import version


@dataclass(frozen=True, slots=True)
class ResultSet:
    """Every row of a search with what it was made from."""

    rows: Iterator[Row]
    record: QueryRecord


def result_set(
    engine: Engine,
    corpus: Corpus,
    parameters: SearchParameters,
    *,
    format_: Format,
    made_at: datetime,
) -> ResultSet:
    """The result set of a search, from one frozen state of the index.

    So the rows are as many as the total says while documents are indexed in between; only one
    that is removed from the corpus before its row is written leaves no row. Raises what
    :meth:`search_api.search.Searcher.search` does.
    """
    searcher = Searcher(engine.frozen(), corpus)
    plan, _ = searcher.plan(parameters)
    record = QueryRecord(
        q=parameters.q,
        parsed=describe(plan.parsed, parameters.language),
        filters=parameters.echo(),
        ignored=parameters.ignored,
        sort=parameters.sort,
        relaxed=plan.loose is not None,
        total=searcher.total(plan),
        generation=usable_generation(searcher.engine).name,
        version=version(),
        made_at=made_at,
        format=format_,
    )
    return ResultSet(export_rows(searcher, searcher.scan(plan)), record)
