"""Runs one crawl in a process of its own and gives its summary.

Twisted's reactor starts once in a process, so whoever wants two crawls, or a crawl and then an
index, needs a child. Scrapy is never imported here. The child gets its order (the key included,
which so stays out of the process list) on standard input and stops when that closes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Final

from crawler import settings
from crawler.corpus import Corpus
from crawler.crawl_summary import CrawlSummary
from crawler.errors import CrawlInterrupted, KeyMissing
from crawler.lock import FolderLock
from crawler.model import PartialDate
from crawler.sources import load_sources
from crawler.topic import DEFAULT_TOPIC, load_topic

Progress = Callable[[Mapping[str, int]], None]
"""Called after each commit with the counts ``seen``, ``new`` and ``changed``."""

_CHILD: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from crawler.crawl_process import main; main()"
)


def crawl(
    source: str,
    *,
    corpus_url: str,
    data_dir: Path,
    topic: str = DEFAULT_TOPIC,
    since: str | date | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    base_url: str | None = None,
    key: str | None = None,
    strategy: str = "",
    progress: Progress | None = None,
) -> CrawlSummary:
    """Crawl a source into a corpus and give what happened.

    ``since`` is a decision date (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``); ``limit`` the most
    documents to fetch; ``dry_run`` lists only and counts as new or changed what it would fetch.
    ``base_url`` and ``key`` win over the environment, and ``strategy`` (``search``, ``bulk``,
    ``scan``..., as far as the source offers it) over the topic's. Raises
    :class:`crawler.errors.UnknownSource`, ``UnknownTopic``, ``KeyMissing``, ``InvalidDate`` or a
    ``CorpusError`` before anything is sent, ``CrawlRunning`` while another process crawls this
    source into this folder, ``CrawlInterrupted`` when the child dies; a
    keyboard interrupt stops the child in good order and still gives the summary.
    """
    row = load_sources().get(source)
    load_topic(topic)
    PartialDate.parse(str(since)) if since else None
    if row.key_needed and not (key or settings.source_key(row)):
        raise KeyMissing(source, row.key_variable)
    if not dry_run:
        Path(data_dir).mkdir(parents=True, exist_ok=True)
        Corpus.open(corpus_url).close()
        with FolderLock.of_source(Path(data_dir), source):
            pass  # told here in one line; the child takes it, as a crawl started by Scrapy does
    order = {
        "source": source,
        "corpus_url": corpus_url,
        "data_dir": str(data_dir),
        "topic": topic,
        "since": str(since or ""),
        "limit": limit or 0,
        "dry_run": dry_run,
        "base_url": base_url or "",
        "key": key or "",
        "strategy": strategy,
    }
    return _run(source, order, progress)


def start_child(stderr: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
    """Start a crawling process that waits for its order, one line of JSON, on standard input."""
    root = str(Path(__file__).resolve().parent.parent)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _CHILD, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
    )


def _run(source: str, order: Mapping[str, object], progress: Progress | None) -> CrawlSummary:
    with tempfile.TemporaryFile() as stderr, start_child(stderr) as child:
        assert child.stdin is not None
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
        try:
            summary = _listen(child, progress)
        except KeyboardInterrupt:
            child.stdin.close()  # the child takes this as the wish to stop
            summary = _listen(child, progress)
        child.stdin.close()
        status = child.wait()
        if summary is None:
            stderr.seek(0)
            last = stderr.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise CrawlInterrupted(source, last or f"exit status {status}")
        return summary


def _listen(child: subprocess.Popen[bytes], progress: Progress | None) -> CrawlSummary | None:
    assert child.stdout is not None
    summary = None
    for line in child.stdout:
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if "progress" in message and progress is not None:
            progress(message["progress"])
        if "summary" in message:
            summary = CrawlSummary.from_json(json.dumps(message["summary"]))
    return summary
