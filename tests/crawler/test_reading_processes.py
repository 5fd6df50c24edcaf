"""Archives read by processes beside the crawl: the order, the bounds, and their end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from crawler.corpus import Corpus
from crawler.errors import ArchiveBroken, ReadingProcessDied
from crawler.reading_processes import AHEAD, ReadingProcesses
from crawler.spiders.dila import DilaSpider
from tests.crawler.offline import Offline
from tests.crawler.synthetic_dila import judi_id, judi_xml
from tests.crawler.wire_dila import DilaWire

ROOT = Path(__file__).resolve().parents[2]
NEXT = "20260119-210000"


def double(number: int) -> int:
    return 2 * number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def numbers(last: int, *, broken: bool = False) -> Iterator[int]:
    yield from range(last)
    if broken:
        raise ArchiveBroken("synthetic.tar.gz", "it is cut off")


def test_answers_come_in_the_order_of_the_tasks_and_few_tasks_are_under_way():
    given: list[int] = []

    def tasks(*, broken: bool) -> Iterator[int]:
        for number in numbers(90, broken=broken):
            given.append(number)
            yield number

    with ReadingProcesses(double, 2) as readers:
        for task, answer in readers.answers(tasks(broken=False)):
            assert answer == 2 * task
            assert given[-1] - task <= 2 * AHEAD + 1
        assert len(given) == 90
        assert list(readers.answers(())) == []
        # What came before a break is answered before the break is told.
        answers = readers.answers(tasks(broken=True))
        assert [next(answers)[1] for _ in range(90)] == [2 * number for number in range(90)]
        with pytest.raises(ArchiveBroken):
            next(answers)


def test_a_process_that_is_killed_ends_the_reading_with_a_sentence_and_leaves_none_behind():
    with (
        ReadingProcesses(die_at_three, 2) as readers,
        pytest.raises(ReadingProcessDied, match=r"status -9.*run the same command again"),
    ):
        list(readers.answers(numbers(50)))
    assert not [each for each in psutil.Process().children() if "spawn_main" in _line(each)]


def test_no_process_outlives_a_crawl_that_is_killed():
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from crawler.reading_processes import ReadingProcesses\n"
        "with ReadingProcesses(len, 2) as readers:\n"
        "    print(list(readers.answers(['ab', 'c', 'def'])), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(ROOT)], stdout=subprocess.PIPE) as crawl:
        assert crawl.stdout is not None
        assert crawl.stdout.readline().startswith(b"[('ab', 2)")
        started = psutil.Process(crawl.pid).children(recursive=True)
        assert len(started) >= 2
        crawl.kill()
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    started: list[int] = []
    monkeypatch.setattr(DilaSpider, "processes_from", 0)
    monkeypatch.setattr("crawler.archive_members.CHUNK_MEMBERS", 8)
    monkeypatch.setattr("crawler.archive_spider.processes_wanted", lambda: started.append(1) or 1)
    return started


def _content(corpus: Corpus) -> dict[str, object]:
    return {each: corpus.content_hash(each) for each in corpus.ids()}


def _site(data: Path) -> Offline:
    """Of one base only: processes start anew for each archive."""
    wire = DilaWire()
    wire.bases = {"CASS": wire.bases["CASS"]}
    return Offline(DilaSpider, wire, data)


def test_other_processes_read_an_archive_as_this_one_would(
    tmp_path: Path, apart: list[int], monkeypatch: pytest.MonkeyPatch
):
    first = _site(tmp_path / "apart")
    summary = first.crawl()
    assert summary.new == 32
    assert apart, "no process was asked for"
    monkeypatch.setattr(DilaSpider, "processes_from", 1 << 30)
    second = _site(tmp_path / "here")
    assert second.crawl() == summary
    with first.corpus() as one, second.corpus() as other:
        assert _content(one) == _content(other)
        assert one.check() == ()
        for each in one.ids():
            assert [page.body for page in one.raw_pages(each)] == [
                page.body for page in other.raw_pages(each)
            ]


def test_a_known_decision_is_recognised_whoever_read_its_file(tmp_path: Path, apart: list[int]):
    site = _site(tmp_path / "data")
    new = site.crawl().new
    wire = site.wire
    assert isinstance(wire, DilaWire)
    changed = judi_xml(3).replace(b"<SOLUTION>Rejet", b"<SOLUTION>Cassation partielle")
    wire.delta("CASS", NEXT, [(judi_id(3), changed), (judi_id(80), judi_xml(80)[:900])])
    summary = site.crawl()
    assert (summary.new, summary.changed) == (0, 1)
    assert any(judi_id(80) in error for error in summary.errors)
    with site.corpus() as corpus:
        assert corpus.count() == new
