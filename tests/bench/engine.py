"""Indexing and searching synthetic decisions, beside raw tantivy on the same data.

``python -m tests.bench.engine --documents 20000``. A page of ours is a search with 8 facet counts,
20 hits with their best paragraphs, and the snippets made of their texts; a raw page is tantivy's
own search, aggregation, stored texts and snippets. Reading our texts from the corpus is not in it:
the texts of the hits are made again from their numbers between the timings.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import tantivy

from indexer.annotations import Annotations
from indexer.engine import open_engine
from indexer.engine.base import Engine, SearchRequest
from indexer.engine.query import Form, Near, Or, Phrase, Query, Term, Within
from indexer.flatten import flatten
from indexer.snippets import snippets
from indexer.tagging import annotate
from tests.bench.generator import FACETS, Generator, Made, document, folded, record

BATCH = 500

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--road", type=int, default=400, help="decisions of the whole road")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generator = Generator(asked.seed)
    with tempfile.TemporaryDirectory() as folder, open_engine(f"embedded:{folder}/ours") as engine:
        index_ours(engine, generator, asked.documents)
        _line("size", f"{_size(Path(folder) / 'ours') / 1e6:.0f} MB")
        whole_road(generator, asked.road, folder)
        raw = index_raw(generator, asked.documents, Path(folder) / "raw")
        _line("size", f"{_size(Path(folder) / 'raw') / 1e6:.0f} MB, texts included")
        queries = generator.queries(asked.queries)
        for _ in range(2):  # the first round warms up
            ours = [our_page(engine, generator, _any_of(words)) for words in queries]
            bare = [raw_page(raw, words) for words in queries]
        _times("page, ours", [sum(times) for times, _ in ours])
        _times("  search, facets, hits", [times[0] for times, _ in ours])
        _times("  snippets", [times[1] for times, _ in ours])
        _times("page, raw tantivy", [seconds for seconds, _ in bare])
        equal = sum(one == other for (_, one), (_, other) in zip(ours, bare, strict=True))
        _line("equal counts", f"{equal} of {len(queries)}")
        proximity(engine, generator, queries)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _line("peak memory", f"{peak:.0f} MB")


class Meter:
    """CPU seconds of all threads, without those spent on making the decisions.

    tantivy indexes in threads of its own while the next batch is made, so that neither the wall
    clock of the calls nor that of the whole says what indexing costs.
    """

    def __init__(self) -> None:
        self._started = time.process_time()
        self._making = 0.0

    @contextmanager
    def making(self) -> Iterator[None]:
        """What happens inside does not count."""
        started = time.thread_time()
        yield
        self._making += time.thread_time() - started

    def seconds(self) -> float:
        """CPU seconds so far."""
        return time.process_time() - self._started - self._making


def batches(generator: Generator, count: int, meter: Meter) -> Iterator[list[Made]]:
    numbers = iter(range(1, count + 1))
    while group := list(itertools.islice(numbers, BATCH)):
        with meter.making():
            made = [generator.make(number) for number in group]
        yield made


def index_ours(engine: Engine, generator: Generator, count: int) -> None:
    build = engine.begin(fingerprint="bench000", sequence=1)
    meter = Meter()
    for group in batches(generator, count, meter):
        with meter.making():
            records = [record(made) for made in group]
        build.add(records)
    build.publish(sequence=1)
    _line("indexing, tokens ready", f"{count / meter.seconds():.0f} decisions per CPU second")


def whole_road(generator: Generator, count: int, folder: str) -> None:
    """Annotate, analyse, flatten, write; without the corpus."""
    documents = [document(generator.make(number)) for number in range(1, count + 1)]
    spent, notes = _timed(lambda: [annotate(each) for each in documents])
    _line("annotating", f"{count / spent:.0f} decisions/s")
    flat, records = _timed(
        lambda: [flatten(each, noted) for each, noted in zip(documents, notes, strict=True)]
    )
    _line("analysing and flattening", f"{count / flat:.0f} decisions/s")
    with open_engine(f"embedded:{folder}/road") as engine:
        build = engine.begin(fingerprint="bench000", sequence=1)
        written = _timed(lambda: (build.add(records), build.publish(sequence=1)))[0]
    _line("whole road", f"{count / (spent + flat + written):.0f} decisions/s")
    assert isinstance(notes[0], Annotations)


def index_raw(generator: Generator, count: int, place: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=True, tokenizer_name="whitespace")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    place.mkdir()
    index = _named(tantivy.Index(builder.build(), path=str(place)))
    writer = index.writer(128_000_000, 2)
    meter = Meter()
    for group in batches(generator, count, meter):
        with meter.making():
            rows = [(_body(made), made.values) for made in group]
        _add_raw(writer, rows)
    writer.commit()
    writer.wait_merging_threads()
    rate = f"{count / meter.seconds():.0f} decisions per CPU second"
    _line("raw tantivy, one stream", rate)
    index.reload()
    return index


def _add_raw(
    writer: tantivy.IndexWriter, rows: list[tuple[str, dict[str, tuple[str, ...]]]]
) -> None:
    for body, values in rows:
        made = tantivy.Document()
        made.add_text("body", body)
        for name, each in values.items():
            for value in each:
                made.add_text(name, value)
        writer.add_document(made)


def _body(made: Made) -> str:
    return "\n".join(" ".join(passage.exact) for passage in record(made).passages)


def our_page(engine: Engine, generator: Generator, query: Query) -> tuple[tuple[float, float], int]:
    request = SearchRequest(query, facets=tuple(FACETS))
    searched, found = _timed(lambda: engine.search(request))
    numbers = [int(hit.id.rsplit("-", 1)[1]) for hit in found.hits]
    documents = [document(generator.make(number)) for number in numbers]
    shown, _ = _timed(
        lambda: [
            snippets(each, hit, query) for each, hit in zip(documents, found.hits, strict=True)
        ]
    )
    return (searched, shown), found.total


def raw_page(index: tantivy.Index, words: tuple[str, ...]) -> tuple[float, int]:
    def page() -> int:
        searcher, schema = index.searcher(), index.schema
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", _token(word)))
            for word in words
        ]
        query = tantivy.Query.boolean_query(terms)
        found = searcher.search(query, 20, count=True)
        searcher.aggregate(
            query, {name: {"terms": {"field": name, "size": 100}} for name in FACETS}
        )
        generator = tantivy.SnippetGenerator.create(searcher, query, schema, "body")
        for _, address in found.hits:
            generator.snippet_from_doc(searcher.doc(address)).to_html()
        return int(found.count)  # type: ignore[attr-defined]

    return _timed(page)


def proximity(engine: Engine, generator: Generator, queries: list[tuple[str, ...]]) -> None:
    def ask(name: str, make: Callable[[Term, Term], Query]) -> None:
        pairs = [(_exact(words[0]), _exact(words[1])) for words in queries]
        requests = [SearchRequest(make(*pair), facets=tuple(FACETS)) for pair in pairs]
        _times(name, [_timed(engine.search, each)[0] for each in requests])

    ask("phrase", lambda one, other: Phrase((one, other)))
    ask("near /5, verified", lambda one, other: Near(one, other, 5))
    ask("one sentence, verified", lambda one, other: Within("sentence", (one, other)))


def _any_of(words: tuple[str, ...]) -> Query:
    return Or(tuple(_exact(word) for word in words))


def _exact(word: str) -> Term:
    return Term((Form("exact", _token(word)),), None, word)


def _token(word: str) -> str:
    return folded(word)


def _named(index: tantivy.Index) -> tantivy.Index:
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", blanks)
    return index


def _timed(work: Callable[..., T], *arguments: object) -> tuple[float, T]:
    started = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - started, result


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _times(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    _line(name, f"p50 {statistics.median(ordered) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")


def _line(name: str, value: str) -> None:
    print(f"{name:<28}{value}", flush=True)


if __name__ == "__main__":
    main()
