"""Two crawls of one source at once exclude each other, however they were started."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.crawling import start_child
from crawler.errors import CrawlRunning
from crawler.lock import FolderLock
from crawler.run_log import RunLog
from crawler.syncing import sync
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer

SAID = r"a2aj is being crawled already \(process [0-9]+ since .*Let it end"


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def test_a_second_crawl_of_a_source_is_refused_in_a_sentence_and_asks_for_nothing(runs: Runs):
    with FolderLock.of_source(runs.data, "a2aj"):
        with pytest.raises(CrawlRunning, match=SAID) as refused:
            runs.crawl("a2aj")
        assert refused.value.source == "a2aj"
        # Started without our command line, it finds the lock itself.
        with start_child(subprocess.DEVNULL) as child:
            answer, _ = child.communicate(runs.order("a2aj"), timeout=60)
        summary = json.loads(answer.splitlines()[-1])["summary"]
        assert "is being crawled already" in summary["stopped"]
        assert summary["new"] == 0
        assert runs.server.requests == []
        assert list(RunLog(runs.data).runs("a2aj")) == [], "what another does is no failure"
        assert not list((runs.data / "crawl" / "a2aj").glob("*.json"))
        report = sync(
            corpus_url=runs.corpus_url,
            data_dir=runs.data,
            sources=("a2aj",),
            urls={"a2aj": runs.server.url("a2aj")},
        )
        assert "is being crawled already" in report.summaries[0].stopped
        assert runs.server.requests == []
    assert runs.crawl("a2aj", limit=1).new == 1


def test_a_dry_run_and_another_source_need_not_wait(runs: Runs):
    with FolderLock.of_source(runs.data, "a2aj"):
        assert runs.crawl("a2aj", dry_run=True, since="2019").stopped == ""
        assert runs.crawl("opc", limit=1).new == 1


def test_the_lock_of_a_killed_crawl_is_taken_over(runs: Runs):
    runs.server.delay = 0.05
    with start_child(subprocess.DEVNULL) as child:
        assert child.stdin is not None
        child.stdin.write(runs.order("a2aj"))
        child.stdin.flush()
        while not runs.server.asked("/fetch"):
            time.sleep(0.01)
        with pytest.raises(CrawlRunning, match=f"process {child.pid} "):
            runs.crawl("a2aj")
        child.kill()
    runs.server.delay = 0.0
    assert runs.crawl("a2aj", limit=1).new == 1
