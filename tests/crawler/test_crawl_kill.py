"""A crawl killed at any moment loses nothing and stores nothing twice."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from crawler.crawling import start_child
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer

KILLS = int(os.environ.get("JURISOCIAL_KILL_ROUNDS", "4"))
"""How often each crawl is killed; 50 before a release."""


def _kill_after(runs: Runs, source: str, requests: int, pause: float) -> None:
    goal = len(runs.server.requests) + requests
    with start_child(subprocess.DEVNULL) as child:
        assert child.stdin is not None
        child.stdin.write(runs.order(source))
        child.stdin.flush()
        while len(runs.server.requests) < goal and child.poll() is None:
            time.sleep(0.001)
        time.sleep(pause)
        child.kill()


@pytest.mark.parametrize(
    ("source", "documents"), [("a2aj", 94), ("judilibre", 36), ("decisia", 40), ("opc", 16)]
)
def test_a_killed_crawl_goes_on_without_loss_or_duplicate(
    tmp_path: Path, source: str, documents: int
):
    chance = random.Random(f"{source} 7")
    with SourceServer() as server:
        runs = Runs(server, tmp_path / "data")
        for _ in range(KILLS):
            _kill_after(runs, source, chance.randint(3, 45), chance.random() * 0.05)
            if (runs.data / "corpus.db").exists():
                with runs.corpus() as corpus:
                    assert corpus.check() == ()
        summary = runs.crawl(source)
        assert (summary.errors, summary.stopped) == ((), "")
        with runs.corpus() as corpus:
            assert corpus.count() == documents
            assert corpus.sequence() == documents
            assert all(len(corpus.versions(name)) == 1 for name in corpus.ids())
        assert runs.crawl(source).new == 0
