"""Annotating in several processes leaves none of them behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys, time
sys.path.insert(0, sys.argv[1])
from indexer import annotators
from tests.indexer.documents import decision

if __name__ == "__main__":
    annotators.WORTH_A_PROCESS = 0
    pool = annotators.Annotators(2)
    print(len(list(pool.annotate([decision(1, "x")]))), flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_a_build_that_is_killed():
    command = [sys.executable, "-c", CODE, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == b"1\n"
        started = psutil.Process(build.pid).children(recursive=True)
        assert len(started) >= 2
        build.kill()
    _, alive = psutil.wait_procs(started, timeout=10)
    for each in alive:
        each.kill()
    assert alive == []
