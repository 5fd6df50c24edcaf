"""What the pages add to a search, and how soon a choice is seen.

``python -m tests.bench.pages --documents 100000``. The same queries are asked of the API and of the
results page, in turn and in one process, so that the difference is what the page adds: a second
reading of the answer, and the rendering. Then headless Chromium ticks filters and types in the
same pages over the loopback: from the click, or the last key, to the frame that shows the results.

``--keep FOLDER`` keeps corpus and index there and takes them again the next time.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright
from starlette.types import ASGIApp

from crawler.corpus import Corpus
from indexer.annotations import Annotations
from indexer.build import fingerprint
from indexer.engine import open_engine
from indexer.engine.base import Engine
from indexer.engine.embedded_schema import layout
from indexer.flatten import flatten
from indexer.record import IndexRecord
from indexer.vocabulary import Entry, load_vocabularies
from search_api.app import create_app
from tests.bench.generator import Generator, Made, document, document_id
from tests.browser.screenshots import ARGUMENTS
from tests.browser.serving import compose, served
from ui.cli.serving import settle

BATCH = 500
WARMING = 10
SHORT = 165
"""Words of a decision: the hits' texts are read, and making long ones takes most of the time."""
TICK = """(id) => new Promise(seen => {
  const from = performance.now();
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(() =>
    setTimeout(() => seen(performance.now() - from))), {once: true});
  document.getElementById(id).click();
})"""
TYPE = """(words) => new Promise(seen => {
  const box = document.getElementById("q");
  const from = performance.now();
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(() =>
    setTimeout(() => seen(performance.now() - from))), {once: true});
  box.value = words;
  box.dispatchEvent(new InputEvent("input", {bubbles: true}));
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="folder in which corpus and index stay")
    asked = parser.parse_args()
    generator = Generator(1, words=SHORT)
    with ExitStack() as stack:
        passing = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = (asked.keep or passing) / f"pages-{asked.documents}-{layout()}-{fingerprint()}"
        folder.mkdir(parents=True, exist_ok=True)
        corpus = stack.enter_context(Corpus.open(f"sqlite:///{folder / 'corpus.db'}"))
        engine = stack.enter_context(open_engine(f"embedded:{folder}/index"))
        fill(corpus, engine, generator, asked.documents)
        queries = [" ".join(words[:1]) for words in generator.queries(asked.queries + WARMING)]
        api = create_app(engine, corpus)
        settle()
        asyncio.run(beside(api, queries))
        in_browser(api, queries)


def fill(corpus: Corpus, engine: Engine, generator: Generator, count: int) -> None:
    """The synthetic decisions, in the corpus and in an index, unless they are there already."""
    kept = engine.generation()
    if kept is not None and kept.documents == count:
        return
    build = engine.begin(fingerprint=fingerprint(), sequence=1)
    numbers = iter(range(1, count + 1))
    while group := [generator.make(each) for each in itertools.islice(numbers, BATCH)]:
        corpus.put_many((document(made), ()) for made in group)
        build.add([_real(made) for made in group])
    build.publish(sequence=1)


def _real(made: Made) -> IndexRecord:
    """The record as the real analysis makes it, with values that exist and have labels."""
    vocabularies = load_vocabularies()
    bare = flatten(document(made), Annotations(document_id(made), "synthetic", on_topic=True))
    values = {
        name: tuple(_nth(vocabularies.entries(name), each) for each in found)
        for name, found in made.values.items()
        if name not in ("court", "jurisdiction")
    }
    return replace(bare, keywords={**bare.keywords, **values})


def _nth(entries: Sequence[Entry], value: str) -> str:
    return entries[int(value.rpartition("_")[2]) % len(entries)].id


async def beside(api: ASGIApp, queries: Sequence[str]) -> None:
    """The page beside the bare API."""
    bare: list[float] = []
    page: list[float] = []
    work: list[float] = []
    sizes: list[int] = []
    transport = httpx.ASGITransport(app=compose(api))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        for query in queries:
            asked = {"q": query, "lang": "en", "lenient": "1", "n": "20", "page": "1"}
            busy = []
            for path, parameters, spent in (
                ("/api/v1/search", asked, bare),
                ("/en/search", {"q": query}, page),
            ):
                by_clock, by_processor = time.perf_counter(), time.process_time()
                answer = await client.get(
                    path, params=parameters, headers={"accept-encoding": "identity"}
                )
                spent.append(time.perf_counter() - by_clock)
                busy.append(time.process_time() - by_processor)
                answer.raise_for_status()
            work.append(busy[1] - busy[0])
            sizes.append(len(gzip.compress(answer.content, 6)))
    added = [one - other for one, other in zip(page, bare, strict=True)][WARMING:]
    told("search by the API", bare[WARMING:])
    told("results page", page[WARMING:])
    told("what the page adds", added)
    told("the same, of the processor", work[WARMING:])
    print(f"{'results page, gzip':28} {max(sizes) / 1000:6.1f} KB at most")


def in_browser(api: ASGIApp, queries: Sequence[str]) -> None:
    """From the click or the last key to the frame that shows the results."""
    ticked: list[float] = []
    typed: list[float] = []
    with served(compose(api)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/en/search?q={queries[0]}")
        for query in queries:
            typed.append(page.evaluate(TYPE, query) / 1000)
            ids = page.locator('#facet-issue input[name="issue"]:enabled, '
                               '#facet-conduct input[name="conduct"]:enabled')  # fmt: skip
            chosen = ids.first.get_attribute("id") if ids.count() else None
            if chosen:
                ticked += [page.evaluate(TICK, chosen) / 1000 for _ in range(2)]
        browser.close()
    told("facet click to paint", ticked[WARMING:])
    told("last key to paint", typed[WARMING:])


def told(name: str, seconds: Sequence[float]) -> None:
    """Print the middle and the slow end."""
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{name:28} p50 {statistics.median(seconds) * 1000:6.1f} ms, p95 {cuts[-1] * 1000:6.1f}")


if __name__ == "__main__":
    main()
