"""How things stand: whether searches can be answered, and what the corpus holds of each source."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Literal

from crawler.corpus import Corpus
from crawler.corpus_values import SourceCount
from crawler.sources import load_sources
from indexer.engine.base import Engine, Generation, SearchRequest
from indexer.errors import IndexOutdated, SearchIndexError
from search_api.labels import locale_for, source_label
from search_api.responses import HealthBody, SourceBody, SourcesBody
from search_api.search import usable_generation


def version() -> str:
    """The version of this program; ``unknown`` in a folder that was never installed."""
    try:
        return installed("jurisocial")
    except PackageNotFoundError:
        return "unknown"


def health(engine: Engine, corpus: Corpus) -> HealthBody:
    """Whether a search is answered; it asks one."""
    serving: Generation | None = None
    status: Literal["ok", "no_index", "outdated"] = "ok"
    detail = ""
    try:
        serving = usable_generation(engine)
        engine.search(SearchRequest(limit=0))
    except IndexOutdated as wrong:
        status, detail = "outdated", str(wrong)
    except SearchIndexError as wrong:
        status, detail = "no_index", str(wrong)
    return HealthBody(
        status=status,
        detail=detail,
        generation=serving.name if serving else "",
        documents=serving.documents if serving else 0,
        indexed_to=serving.sequence if serving else 0,
        corpus_sequence=corpus.sequence(),
        built_at=serving.built_at if serving else "",
        version=version(),
    )


def sources(corpus: Corpus, language: str) -> SourcesBody:
    """The table of sources, and what came from elsewhere (the starter collection, imports)."""
    counts = {each.source: each for each in corpus.source_counts()}
    french = language == "fr"
    rows = [
        SourceBody(
            name=row.name,
            label=row.label_fr if french else row.label_en,
            covers=row.covers_fr if french else row.covers_en,
            url=row.page_url,
            licence=row.licence,
            key_needed=row.key_needed,
            documents=counts[row.name].documents if row.name in counts else 0,
            last_retrieved=_time(counts, row.name),
        )
        for row in load_sources().rows
    ]
    known = {row.name for row in rows}
    licences = dict(load_sources().others)
    others = [
        SourceBody(
            name=name,
            label=source_label(name, locale_for(language)),
            covers="",
            url="",
            licence=licences.get(name, ""),
            key_needed=False,
            documents=counts[name].documents,
            last_retrieved=_time(counts, name),
        )
        for name in sorted(counts)
        if name not in known
    ]
    return SourcesBody(sources=[*rows, *others])


def _time(counts: Mapping[str, SourceCount], name: str) -> str:
    found = counts.get(name)
    return found.last_retrieved.isoformat() if found is not None else ""
