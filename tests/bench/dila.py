"""How fast DILA's archives are read: ``python -m tests.bench.dila --documents 50000``.

Packs synthetic decisions of 1,500 words into one tar.gz, then reads it in four ways: with tarfile
and lxml alone, into parsed decisions, into a corpus, both in one process, and last as
``jurisocial crawl dila`` does, from a loopback server. Each reading runs in a process of its own;
memory, of the crawl with all its processes, is printed early and at the end, to show that it is
flat.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from lxml import etree

from crawler.archives import Member, read_tar
from crawler.corpus import Corpus
from crawler.crawling import crawl
from crawler.model import Decision
from crawler.page import Page
from crawler.raw_page import RawPage
from crawler.spiders.dila_parse import decision_of, read_file
from crawler.topic import DEFAULT_TOPIC, load_topic
from crawler.word_filter import WordFilter
from tests.crawler.synthetic_dila import judi_id, judi_text, judi_xml, path_in_full

WORDS = 1500
_NAME = "Freemium_cass_global_20250713-140000.tar.gz"
_URL = f"https://echanges.dila.gouv.fr/OPENDATA/CASS/{_NAME}"
_VOCABULARY = (  # noqa: SIM905 - read as sentences
    "le salarié l'employeur un contrat de travail une faute grave que la cour d'appel avait le "
    "message publié sur le réseau social était réservé aux amis du titulaire du compte et ne "
    "pouvait être produit devant le conseil sans atteinte disproportionnée à la vie privée selon "
    "le moyen pris de la violation des articles précités attendu qu'il résulte de l'arrêt attaqué"
).split()
Told = Callable[[int], None]
"""Called with the number of documents that came out so far."""


def pack(path: Path, documents: int) -> None:
    """Write the archive; every decision has its own words."""
    chance = random.Random(50)
    sentences = [
        " ".join(chance.choice(_VOCABULARY) for _ in range(75)).capitalize() + "."
        for _ in range(4000)
    ]
    with (
        gzip.open(path, "wb", compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for n in range(1, documents + 1):
            words = "<br/>\n<br/>\n".join(chance.choices(sentences, k=WORDS // 75 - 1))
            body = judi_xml(n, text=judi_text(n, words=f"<br/>\n<br/>\n{words}"))
            header = tarfile.TarInfo(path_in_full("CASS", judi_id(n)))
            header.size = len(body)
            tar.addfile(header, io.BytesIO(body))


def bare(path: Path, _: Path, told: Told) -> None:
    """Read with tarfile and lxml, and nothing else."""
    with tarfile.open(path, "r|gz") as tar:
        for count, entry in enumerate(tar, 1):
            stream = tar.extractfile(entry)
            tar.members.clear()  # type: ignore[attr-defined]
            if stream is not None:
                etree.fromstring(stream.read())
                told(count)


def parsed(path: Path, _: Path, told: Told) -> None:
    """Read into decisions, through the bounds of the archive and the words of the topic."""
    for count, _found in enumerate(_decisions(path), 1):
        told(count)


def stored(path: Path, folder: Path, told: Told) -> None:
    """Read into a corpus, committed in batches as a crawl does."""
    with Corpus.open(f"sqlite:///{folder}/corpus.db") as corpus:
        found = _decisions(path)
        count = 0
        while batch := list(islice(found, 500)):
            count += len(corpus.put_many((each, (RawPage.of(page),)) for each, page in batch))
            told(count)


def crawled(path: Path, folder: Path, told: Told) -> None:
    """Crawl a server that has the archive, robots.txt and checkpoints included."""
    site = folder / "site"
    for base in ("CASS", "CAPP", "INCA", "JADE", "CNIL"):
        (site / base).mkdir(parents=True)
    (site / "CASS" / _NAME).symlink_to(path)
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def progress(counts: Mapping[str, int]) -> None:
            told(counts["new"])

        summary = crawl(
            "dila",
            corpus_url=f"sqlite:///{folder}/corpus.db",
            data_dir=folder,
            base_url=f"http://127.0.0.1:{server.server_port}",
            progress=progress,
        )
        server.shutdown()
        thread.join()
    told(summary.new)
    with Corpus.open(f"sqlite:///{folder}/corpus.db") as corpus:
        assert corpus.count() == corpus.sequence() == summary.new


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def _decisions(path: Path) -> Iterator[tuple[Decision, Page]]:
    queries = load_topic(DEFAULT_TOPIC).of("dila").queries
    words = WordFilter.of(query for _, query in queries)
    now = datetime.now(UTC)
    for member in read_tar(path):
        if isinstance(member, Member):
            page = Page(f"{_URL}#{member.base_name}", 200, (), member.body, now)
            file = read_file(page)
            if words.matches(file.words):
                yield decision_of(file), page


READINGS: dict[str, Callable[[Path, Path, Told], None]] = {
    "tar + lxml alone": bare,
    "parsed decisions": parsed,
    "into the corpus": stored,
    "jurisocial crawl": crawled,
}


def measure(reading: str, archive: Path, documents: int) -> dict[str, float]:
    """Read the archive once and give rate and memory."""
    me = psutil.Process()
    memory: dict[str, float] = {}
    last = 0

    def told(count: int) -> None:
        nonlocal last
        last = count
        for name, from_ in (("mb_early", documents // 10), ("mb_late", documents * 19 // 20)):
            if count >= from_ and name not in memory:
                memory[name] = sum(_resident(each) for each in (me, *me.children(True))) / 1e6

    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        started, cpu = time.perf_counter(), os.times()
        READINGS[reading](archive, Path(folder), told)
        seconds, spent = time.perf_counter() - started, os.times()
    assert last == documents, f"{last} of {documents} documents came out"
    worked = sum(spent[:4]) - sum(cpu[:4])
    return {"per_second": documents / seconds, "per_cpu_second": documents / worked, **memory}


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--reading", choices=tuple(READINGS), help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reading:
        print(json.dumps(measure(given.reading, given.archive, given.documents)))
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / _NAME
        pack(archive, given.documents)
        print(
            f"{given.documents} decisions of {WORDS} words, {archive.stat().st_size / 1e6:.0f} MB"
        )
        for reading in READINGS:
            said = subprocess.run(
                [
                    sys.executable, "-m", "tests.bench.dila", "--reading", reading,
                    "--archive", str(archive), "--documents", str(given.documents),
                ],
                check=True,
                capture_output=True,
                text=True,
            )  # fmt: skip
            row = json.loads(said.stdout)
            print(
                f"{reading:17} {row['per_second']:7.0f}/s ({row['per_cpu_second']:.0f} per second "
                f"of processor), memory {row['mb_early']:.0f} MB after a tenth, "
                f"{row['mb_late']:.0f} MB near the end",
                flush=True,
            )


if __name__ == "__main__":
    main()
