"""How fast DILA's archives are read: ``python -m tests.bench.dila --documents 50000``.

Packs synthetic decisions of 1,500 words into one tar.gz, then reads it three times: with tarfile
and lxml alone, into parsed decisions, and into a corpus. Each reading runs in a process of its
own, so that its memory is its own; memory is printed early and at the end, to show that it is flat.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psutil
from lxml import etree

from crawler.archives import Member, read_tar
from crawler.corpus import Corpus
from crawler.model import Decision
from crawler.page import Page
from crawler.raw_page import RawPage
from crawler.spiders.dila_parse import decision_of, read_file
from crawler.topic import DEFAULT_TOPIC, load_topic
from crawler.word_filter import WordFilter
from tests.crawler.synthetic_dila import judi_id, judi_text, judi_xml, path_in_full

WORDS = 1500
_URL = "https://echanges.dila.gouv.fr/OPENDATA/CASS/Freemium_cass_global_20250713-140000.tar.gz"
_VOCABULARY = (  # noqa: SIM905 - read as sentences
    "le salarié l'employeur un contrat de travail une faute grave que la cour d'appel avait le "
    "message publié sur le réseau social était réservé aux amis du titulaire du compte et ne "
    "pouvait être produit devant le conseil sans atteinte disproportionnée à la vie privée selon "
    "le moyen pris de la violation des articles précités attendu qu'il résulte de l'arrêt attaqué"
).split()


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


def bare(path: Path, _: Path) -> Iterator[object]:
    """Read with tarfile and lxml, and nothing else."""
    with tarfile.open(path, "r|gz") as tar:
        for entry in tar:
            stream = tar.extractfile(entry)
            tar.members.clear()  # type: ignore[attr-defined]
            if stream is not None:
                yield etree.fromstring(stream.read())


def parsed(path: Path, _: Path) -> Iterator[tuple[Decision, Page]]:
    """Read into decisions, through the bounds of the archive and the words of the topic."""
    queries = load_topic(DEFAULT_TOPIC).of("dila").queries
    words = WordFilter.of(query for _, query in queries)
    now = datetime.now(UTC)
    for member in read_tar(path):
        if isinstance(member, Member):
            page = Page(f"{_URL}#{member.base_name}", 200, (), member.body, now)
            file = read_file(page)
            if words.matches(file.words):
                yield decision_of(file), page


def stored(path: Path, folder: Path) -> Iterator[object]:
    """Read into a corpus, committed in batches as a crawl does."""
    with Corpus.open(f"sqlite:///{folder}/corpus.db") as corpus:
        found = parsed(path, folder)
        while batch := list(islice(found, 200)):
            yield from corpus.put_many(
                (document, (RawPage(page.url, page.fetched_at, "application/xml", page.body),))
                for document, page in batch
            )


READINGS: dict[str, Callable[[Path, Path], Iterator[object]]] = {
    "tar + lxml alone": bare,
    "parsed decisions": parsed,
    "into the corpus": stored,
}


def measure(reading: str, archive: Path, documents: int) -> dict[str, float]:
    """Read the archive once and give rate and memory."""
    process = psutil.Process()
    early = 0
    count = 0
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        started, cpu = time.perf_counter(), time.process_time()
        for _ in READINGS[reading](archive, Path(folder)):
            count += 1
            if count == max(1, documents // 10):
                early = process.memory_info().rss
        seconds, worked = time.perf_counter() - started, time.process_time() - cpu
    assert count == documents, f"{count} of {documents} documents came out"
    return {
        "per_second": count / seconds,
        "per_cpu_second": count / worked,
        "mb_early": early / 1e6,
        "mb_late": process.memory_info().rss / 1e6,
    }


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
        archive = Path(folder) / "Freemium_cass_global_20250713-140000.tar.gz"
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
                f"{row['mb_late']:.0f} MB at the end",
                flush=True,
            )


if __name__ == "__main__":
    main()
