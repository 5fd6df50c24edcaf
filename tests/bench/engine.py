"""Indexing and searching synthetic decisions, beside raw tantivy on the same data.

``python -m tests.bench.engine --documents 20000``. A page of ours is a search with 8 facet counts,
20 hits with their best paragraphs, and the snippets made of their texts; a raw page is tantivy's
own search, aggregation, stored texts and snippets. Reading our texts from the corpus is not in it:
the texts of the hits are made again from their numbers between the timings. Both sides answer
each query once, in turn, after a warm-up on other queries, so that nothing answers from a cache of
results and a busy machine slows both.

``--keep FOLDER`` keeps the indexes there and takes them again the next time; ``--words 165`` makes
short decisions, of which a million fit.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psutil
import tantivy

from indexer.annotations import Annotations
from indexer.engine import open_engine
from indexer.engine.base import Engine, SearchRequest, SearchResult
from indexer.engine.embedded_schema import layout
from indexer.engine.query import Form, Near, Or, Pattern, Phrase, Query, Term, Within
from indexer.errors import QueryTooCostly
from indexer.flatten import flatten
from indexer.snippets import snippets
from indexer.tagging import annotate
from tests.bench import raw
from tests.bench.generator import FACETS, WORDS, Generator, Made, document, folded, record

BATCH = 500
WARMING = 20

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--road", type=int, default=400, help="decisions of the whole road")
    parser.add_argument("--words", type=int, default=WORDS, help="words of a decision")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder in which the indexes stay")
    asked = parser.parse_args()
    generator = Generator(asked.seed, words=asked.words)
    with tempfile.TemporaryDirectory() as passing:
        folder = (asked.keep or Path(passing)) / f"{asked.documents}-{asked.words}-{asked.seed}"
        with open_engine(f"embedded:{folder}/ours-{layout()}") as engine:
            index_ours(engine, generator, asked.documents)
            line("size", f"{_size(folder / f'ours-{layout()}') / 1e6:.0f} MB")
            bare = index_raw(generator, asked.documents, folder / "raw")
            line("size", f"{_size(folder / 'raw') / 1e6:.0f} MB, texts included")
            if asked.road:
                whole_road(generator, asked.road, passing)
            _memory("memory before searching")
            search(engine, bare, generator, asked.queries)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line("peak memory", f"{peak:.0f} MB")


def search(engine: Engine, bare: tantivy.Index, generator: Generator, count: int) -> None:
    queries = generator.queries(count + WARMING)
    pages(engine, bare, generator, queries)
    _memory("memory after pages")
    for name, common in (("middling", False), ("common", True)):
        bounds = {"ranks_from": 8, "ranks_to": 120} if common else {}
        proximity(engine, generator.queries(count // 4 + WARMING, **bounds), name)
    paging(engine, generator)
    _memory("memory after all")


@dataclass
class Times:
    """Seconds of one kind of work, by the clock and of the processor."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], T]) -> T:
        wall, processor = time.perf_counter(), time.process_time()
        result = work()
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)
        return result

    def told(self, name: str) -> None:
        wall, processor = _p50_p95(self.wall), _p50_p95(self.processor)
        line(
            name,
            f"p50 {wall[0]:6.1f} ms, p95 {wall[1]:6.1f} ms; "
            f"processor {processor[0]:6.1f}, {processor[1]:6.1f}",
        )


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
    kept = engine.generation()
    if kept is not None and kept.documents == count:
        line("indexing, tokens ready", "kept from before")
        return
    build = engine.begin(fingerprint="bench000", sequence=1)
    meter = Meter()
    for group in batches(generator, count, meter):
        with meter.making():
            records = [record(made) for made in group]
        build.add(records)
    build.publish(sequence=1)
    line("indexing, tokens ready", f"{count / meter.seconds():.0f} decisions per CPU second")


def whole_road(generator: Generator, count: int, folder: str) -> None:
    """Annotate, analyse, flatten, write; without the corpus."""
    documents = [document(generator.make(number)) for number in range(1, count + 1)]
    spent, notes = _timed(lambda: [annotate(each) for each in documents])
    line("annotating", f"{count / spent:.0f} decisions/s")
    flat, records = _timed(
        lambda: [flatten(each, noted) for each, noted in zip(documents, notes, strict=True)]
    )
    line("analysing and flattening", f"{count / flat:.0f} decisions/s")
    with open_engine(f"embedded:{folder}/road") as engine:
        build = engine.begin(fingerprint="bench000", sequence=1)
        written = _timed(lambda: (build.add(records), build.publish(sequence=1)))[0]
    line("whole road", f"{count / (spent + flat + written):.0f} decisions/s")
    assert isinstance(notes[0], Annotations)


def index_raw(generator: Generator, count: int, place: Path) -> tantivy.Index:
    if (place / "meta.json").exists():
        line("raw tantivy, one stream", "kept from before")
        return raw.reopen(place)
    index = raw.create(place)
    writer = index.writer(128_000_000, 2)
    meter = Meter()
    for group in batches(generator, count, meter):
        with meter.making():
            rows = [raw.row(made) for made in group]
        raw.add(writer, rows)
    writer.commit()
    writer.wait_merging_threads()
    rate = f"{count / meter.seconds():.0f} decisions per CPU second"
    line("raw tantivy, one stream", rate)
    return raw.reopen(place)


def pages(
    engine: Engine, bare: tantivy.Index, generator: Generator, queries: Sequence[tuple[str, ...]]
) -> None:
    searched, shown, typed, theirs = Times(), Times(), Times(), Times()
    equal, hits = 0, []
    for number, words in enumerate(queries):
        if number == WARMING:
            searched, shown, typed, theirs = Times(), Times(), Times(), Times()
            equal, hits = 0, []
        query = Or(tuple(_exact(word) for word in words))
        count = theirs.measure(lambda words=words: raw.page(bare, words))
        found = _page(engine, generator, query, searched, shown)
        stemmed = Or(tuple(_stemmed(word) for word in words))
        _page(engine, generator, stemmed, typed, Times())
        equal += found.total == count
        hits.append(count)
    whole = Times(_added(searched.wall, shown.wall), _added(searched.processor, shown.processor))
    line("hits", f"p50 {statistics.median(hits):.0f}, most {max(hits)}")
    whole.told("page, ours")
    searched.told("  search, facets, hits")
    shown.told("  snippets")
    theirs.told("page, raw tantivy")
    for name, ours, others in (
        ("clock", whole.wall, theirs.wall),
        ("processor", whole.processor, theirs.processor),
    ):
        ratio = [one / other for one, other in zip(_p50_p95(ours), _p50_p95(others), strict=True)]
        line(f"  ours / raw, {name}", f"p50 {ratio[0]:.2f}, p95 {ratio[1]:.2f}")
    line("equal counts", f"{equal} of {len(hits)}")
    typed.told("search of stems in both languages")


def _page(
    engine: Engine, generator: Generator, query: Query, searched: Times, shown: Times
) -> SearchResult:
    request = SearchRequest(query, facets=tuple(FACETS))
    found = searched.measure(lambda: engine.search(request))
    numbers = [int(hit.id.rsplit("-", 1)[1]) for hit in found.hits]
    pairs = [(document(generator.make(n)), hit) for n, hit in zip(numbers, found.hits, strict=True)]
    shown.measure(lambda: [snippets(each, hit, query) for each, hit in pairs])
    return found


KINDS: dict[str, Callable[[Term, Term, Term], Query]] = {
    "phrase": lambda one, other, _: Phrase((one, other)),
    "/5": lambda one, other, _: Near(one, other, 5),
    "+5": lambda one, other, _: Near(one, other, 5, ordered=True),
    "/5, alternatives": lambda one, other, third: Near(Or((one, third)), other, 5),
    "/5, prefix": lambda one, other, _: Near(Pattern(f"{one.text[:6]}*"), other, 5),
    "/s": lambda one, other, _: Within("sentence", (one, other)),
    "/p": lambda one, other, third: Within("paragraph", (one, other, third)),
    "/5, a phrase": lambda one, other, third: Near(Phrase((one, other)), third, 5),
    "/5 inside /20": lambda one, other, third: Near(Near(one, other, 5), third, 20),
}


def proximity(engine: Engine, queries: Sequence[tuple[str, ...]], name: str) -> None:
    for kind, make in KINDS.items():
        times, totals, refused = Times(), [], 0
        for number, words in enumerate(queries):
            if number == WARMING:
                times, totals, refused = Times(), [], 0
            query = make(*(_exact(word) for word in words))
            request = SearchRequest(query, facets=tuple(FACETS))
            try:
                totals.append(times.measure(lambda request=request: engine.search(request)).total)
            except QueryTooCostly:
                refused += 1
        hits = f"hits p50 {statistics.median(totals or [0]):.0f}, most {max(totals, default=0)}"
        line(f"{kind}, {name}", hits + (f"; {refused} refused" if refused else ""))
        times.told("")


def paging(engine: Engine, generator: Generator) -> None:
    """Page after page by cursor, then from far down."""
    words = generator.queries(1, ranks_from=8, ranks_to=120)[0]
    request = SearchRequest(Or(tuple(_exact(word) for word in words)))
    for sort in ("relevance", "date", "cited", "level"):
        times, cursor, rank = Times(), None, 0
        total = engine.search(SearchRequest(request.query, limit=0)).total
        for _ in range(20):
            page = SearchRequest(request.query, sort=sort, cursor=cursor)  # type: ignore[arg-type]
            found = times.measure(lambda page=page: engine.search(page))
            cursor, rank = found.next, rank + len(found.hits)
        times.told(f"pages 1 to 20 by {sort}")
        far = SearchRequest(request.query, sort=sort, offset=max(total - 40, 0))  # type: ignore[arg-type]
        times = Times()
        cursor = times.measure(lambda far=far: engine.search(far)).next
        last = SearchRequest(request.query, sort=sort, cursor=cursor)  # type: ignore[arg-type]
        times.measure(lambda last=last: engine.search(last))
        times.told(f"last two of {total} hits")


def _added(one: Iterable[float], other: Iterable[float]) -> list[float]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _exact(word: str) -> Term:
    return Term((Form("exact", folded(word)),), None, folded(word))


def _stemmed(word: str) -> Term:
    stem = folded(word)[:5]
    return Term((Form("en", stem), Form("fr", stem)), None, word)


def _timed(work: Callable[..., T], *arguments: object) -> tuple[float, T]:
    started = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - started, result


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _memory(name: str) -> None:
    own = psutil.Process().memory_full_info()
    line(name, f"{own.uss / 1e6:.0f} MB of its own, {own.rss / 1e6:.0f} MB with shared files")


def _p50_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """Milliseconds."""
    ordered = sorted(seconds) or [0.0]
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    return statistics.median(ordered) * 1000, p95 * 1000


def line(name: str, value: str) -> None:
    print(f"{name:<28}{value}", flush=True)


if __name__ == "__main__":
    main()
