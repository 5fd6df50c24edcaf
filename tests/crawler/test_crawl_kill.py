"""A crawl killed at any moment loses nothing and stores nothing twice.

``JURISOCIAL_KILL_ROUNDS=50`` kills each source fifty times; the gate does it a few times.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from crawler.crawling import start_child
from crawler.sources import load_sources
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer

KILLS = int(os.environ.get("JURISOCIAL_KILL_ROUNDS", "3"))
_ONE_BY_ONE = {
    "a2aj": 94, "judilibre": 36, "canlii": 14, "dila": 47, "justice_administrative": 28,
    "articles": 6,
}  # fmt: skip
"""Sources that name each document once, and how many: one version of each, in the order seen."""
_ARCHIVES = ("dila", "justice_administrative")


def _kill_after(runs: Runs, source: str, requests: int, pause: float, **order: object) -> None:
    goal = len(runs.server.requests) + requests
    with start_child(subprocess.DEVNULL) as child:
        assert child.stdin is not None
        child.stdin.write(runs.order(source, **order))
        child.stdin.flush()
        while len(runs.server.requests) < goal and child.poll() is None:
            time.sleep(0.001)
        time.sleep(pause)
        child.kill()


def _content(runs: Runs) -> dict[str, tuple[object, ...]]:
    """What a corpus holds, without the moments at which it was fetched."""
    with runs.corpus() as corpus:
        assert corpus.check() == ()
        return {
            document.id: (
                document.title,
                document.date,
                document.identifiers,
                document.texts,
                {(one.source, one.source_id, one.content_hash) for one in document.provenances},
            )
            for document in corpus.documents()
        }


@pytest.mark.parametrize("source", load_sources().names)
def test_a_killed_crawl_goes_on_without_loss_or_duplicate(tmp_path: Path, source: str):
    chance = random.Random(f"{source} 7")
    with SourceServer() as server:
        whole = Runs(server, tmp_path / "whole")
        whole.crawl(source)
        needed = len(server.requests)
        killed = Runs(server, tmp_path / "killed")
        for number in range(KILLS):
            most = max(2, min(45, needed // max(2, KILLS // 4)))
            # Every other time an archive is read by processes of their own, which start slowly.
            apart = source in _ARCHIVES and number % 2 == 0
            order = {"processes_from": 0} if apart else {}
            pause = chance.random() * (1.5 if apart else 0.05)
            _kill_after(killed, source, chance.randint(1, most), pause, **order)
            if (killed.data / "corpus.db").exists():
                with killed.corpus() as corpus:
                    assert corpus.check() == ()
        summary = killed.crawl(source)
        assert summary.stopped == ""
        assert _content(killed) == _content(whole)
        documents = _ONE_BY_ONE.get(source)
        if documents is not None:
            with killed.corpus() as corpus:
                assert corpus.count() == corpus.sequence() == documents
                assert all(len(corpus.versions(name)) == 1 for name in corpus.ids())
        again = killed.crawl(source)
        assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
