"""What the embedded engine survives: kills, swaps under readers, locks, damage, bad records."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from indexer.engine import embedded_schema, embedded_store, open_engine
from indexer.engine import query as q
from indexer.engine.base import SearchRequest
from indexer.engine.sidecar.arrays import map_arrays
from indexer.engine.sidecar.block import write_block
from indexer.engine.sidecar.gathering import Gathering
from indexer.engine.sidecar.joined import joined
from indexer.errors import BuildFailed, EngineUnavailable, IndexMissing, IndexOutdated
from indexer.record import IndexRecord, Passage
from tests.engine.records import exact, record

ROOT = Path(__file__).resolve().parents[2]


def build(engine, *records, sequence=1):
    made = engine.begin(fingerprint="f0f0f0f0", sequence=sequence)
    made.add(records)
    return made.publish(sequence=sequence)


def ids(engine, query=None):
    return sorted(hit.id for hit in engine.scan(SearchRequest(query or q.Everything())))


def run(script: str, *arguments: str, **options) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def test_nothing_built_yet_is_said_with_the_command_that_builds(embedded):
    assert embedded.generation() is None
    for call in (embedded.search, lambda request: list(embedded.scan(request))):
        with pytest.raises(IndexMissing, match="jurisocial index"):
            call(SearchRequest())
    with pytest.raises(IndexMissing):
        embedded.update([record("a", "x")], sequence=1)
    with pytest.raises(IndexMissing):
        embedded.frozen()


@pytest.mark.parametrize("url", ["https://localhost:9200", "embedded:", "nonsense", ""])
def test_an_engine_that_does_not_exist_is_refused_with_the_form_to_use(url):
    with pytest.raises(EngineUnavailable, match="embedded:FOLDER"):
        open_engine(url)


def test_an_index_of_another_layout_is_outdated_and_a_build_mends_it(embedded, monkeypatch):
    build(embedded, record("a", "x"))
    with monkeypatch.context() as patched:
        patched.setattr(embedded_schema, "layout", lambda: "other")
        embedded.close()
        with pytest.raises(IndexOutdated, match="--full"):
            embedded.search(SearchRequest())
        with pytest.raises(IndexOutdated):
            embedded.update([record("b", "x")], sequence=2)
        build(embedded, record("b", "x"))
        assert ids(embedded) == ["b"]


def test_the_layout_is_pinned_so_that_a_change_of_it_is_seen(tmp_path):
    """Changing the stored form without a new LAYOUT_VERSION would answer wrongly, in silence."""
    gathering = Gathering()
    made = record("a", "one two. three", title="x", court=("scc",), year=2018)
    gathering.add(7, made, joined(made))
    write_block(tmp_path / "block", gathering.block())
    mapped = map_arrays(tmp_path / "block")
    assert {name: each.tolist() for name, each in mapped.arrays.items() if "." not in name} == {
        "rows": [7],
        "document_passages": [0, 2],
        "document_tokens": [0, 4],
        "passage_tokens": [0, 3, 4],
        "passage_fields": [5, 0],
        "passage_languages": [0, 0],
        "passage_paragraphs": [0, -1],
        "sentence_tokens": [0, 2, 3, 4],
        "sentence_passages": [0, 0, 1],
        "tokens": [0, 2, 1, 3],
        "places": [0, 2, 1, 3],
        "word_places": [0, 1, 2, 3, 4],
        "exact_words": [0, 1, 2, 3, 4],
        "word_stems": [0, 1, 2, 3],
        "stem_words": [0, 1, 2, 3],
        "stem_starts": [0, 1, 2, 3, 4],
    }
    assert mapped.arrays["stems.blob"].tobytes() == b"en one\nen thre\nen two\nen x\n"
    assert mapped.described["values"]["court"] == ["scc"]
    assert embedded_schema.LAYOUT_VERSION == "2"


def test_damaged_files_are_told_in_one_sentence(embedded, tmp_path):
    build(embedded, record("a", "x"))
    embedded.close()
    folder = next((tmp_path / "index" / "generations").iterdir())
    meta = folder / "index" / "meta.json"
    whole = meta.read_text()
    meta.write_text(whole[: len(whole) // 2])
    with pytest.raises(EngineUnavailable) as told:
        embedded.search(SearchRequest())
    assert "\n" not in str(told.value)
    meta.write_text(whole)
    (folder / "generation.json").write_text("{}")
    with pytest.raises(EngineUnavailable, match="cannot be read"):
        embedded.search(SearchRequest())
    (folder / "generation.json").unlink()
    with pytest.raises(EngineUnavailable, match="--full"):
        embedded.search(SearchRequest())


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "index").write_text("a file")
    with open_engine(f"embedded:{tmp_path}/index") as engine:
        with pytest.raises(EngineUnavailable):
            engine.begin(fingerprint="f", sequence=1)
        with pytest.raises(EngineUnavailable):
            engine.search(SearchRequest())


def test_a_second_writer_is_told_to_wait(embedded):
    first = embedded.begin(fingerprint="f0f0f0f0", sequence=1)
    with pytest.raises(EngineUnavailable, match="another process is writing"):
        embedded.begin(fingerprint="f0f0f0f0", sequence=1)
    first.abandon()
    build(embedded, record("a", "x"))
    assert ids(embedded) == ["a"]


def test_a_build_that_lost_a_document_is_not_put_in_service(embedded):
    build(embedded, record("a", "x"))
    made = embedded.begin(fingerprint="f0f0f0f0", sequence=2)
    made.add([record("b", "x")])
    made._ids.add("lost on the way")
    with pytest.raises(BuildFailed, match="2 documents were written, 1"):
        made.publish(sequence=2)
    assert ids(embedded) == ["a"]
    build(embedded, record("c", "x"), sequence=3)
    assert ids(embedded) == ["c"]


BAD = {
    "no id": IndexRecord(""),
    "unknown field": IndexRecord("b", keywords={"colour": ("red",)}),
    "unknown text field": IndexRecord("b", (Passage("body", "en", 0, ("x",), ("x",)),)),
    "word for a number": IndexRecord("b", numbers={"year": "abc"}),  # type: ignore[dict-item]
    "negative number": IndexRecord("b", numbers={"year": -1}),
    "blank inside a token": IndexRecord("b", (Passage("text", "en", 0, ("x y",), ("x",)),)),
    "empty token": IndexRecord("b", (Passage("text", "en", 0, ("",), ("x",)),)),
    "half a character": IndexRecord("b", (Passage("text", "en", 0, ("\ud800",), ("x",)),)),
    "streams apart": IndexRecord("b", (Passage("text", "en", 0, ("x", "y"), ("x",)),)),
    "factor too large": IndexRecord("b", prior=3.0),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_record_is_refused_before_it_can_lose_its_batch(embedded, bad):
    made = embedded.begin(fingerprint="f0f0f0f0", sequence=1)
    made.add([record("a", "x")])
    with pytest.raises(BuildFailed):
        made.add([bad])
    made.add([record("c", "x")])
    assert made.publish(sequence=1).documents == 2
    with pytest.raises(BuildFailed):
        embedded.update([record("d", "x"), bad], sequence=2)
    assert ids(embedded) == ["a", "c"]
    assert embedded.generation().sequence == 1


def test_an_id_is_never_there_twice(embedded):
    build(embedded, record("a", "old"), record("a", "new"))
    embedded.update([record("a", "newer"), record("a", "newest")], sequence=2)
    assert ids(embedded, exact("newest")) == ["a"]
    assert ids(embedded) == ["a"]


def test_every_field_survives_the_reopening_of_the_index(embedded, tmp_path):
    """tantivy forgets its tokenizers at each opening; whitespace ones would then find nothing."""
    build(embedded, record("a", "l'employeur été", court=("scc",), year=2018))
    with open_engine(f"embedded:{tmp_path}/index") as again:
        assert ids(again, exact("été")) == ["a"]
        again.update([record("b", "été")], sequence=2)
        assert ids(again, exact("été")) == ["a", "b"]
        assert ids(again, q.Range("year", 2018, 2018)) == ["a"]


def test_readers_in_other_threads_never_fail_while_generations_swap(embedded):
    build(embedded, *(record(f"d{n}", "same words") for n in range(20)))
    stop, faults, seen = threading.Event(), [], set()

    def read():
        while not stop.is_set():
            try:
                found = embedded.search(SearchRequest(exact("same"), facets=("court",)))
                seen.add(found.generation)
                assert found.total == len(found.hits) == 20
            except Exception as wrong:  # noqa: BLE001 - whatever it is, the test must tell it
                faults.append(wrong)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(8):
        build(embedded, *(record(f"d{n}", "same words") for n in range(20)), sequence=number)
        embedded.update([record("d1", "same words")], sequence=number)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(seen) > 1


def test_a_scan_goes_on_in_its_own_state_when_the_generation_is_replaced(embedded):
    build(embedded, *(record(f"d{n}", "same words") for n in range(20)))
    running = embedded.scan(SearchRequest(exact("same")))
    first = next(running)
    build(embedded, record("z", "other"), sequence=2)
    assert len({first.id, *(hit.id for hit in running)}) == 20
    assert ids(embedded) == ["z"]


def test_only_the_serving_generation_stays_on_disk(embedded, tmp_path):
    for number in range(3):
        build(embedded, record("a", "x"), sequence=number)
    left = os.listdir(tmp_path / "index" / "generations")
    assert left == [embedded.generation().name]


WRITER = """
import sys
from indexer.engine import open_engine
from tests.engine.records import record
engine = open_engine(sys.argv[1])
for number in range(1, 6):
    engine.update([record(f"n{number}", "from another process")], sequence=number)
    sys.stdin.readline() if number == 3 else None
build = engine.begin(fingerprint="f0f0f0f0", sequence=9)
build.add([record("last", "from another process")])
build.publish(sequence=9)
"""


def test_what_another_process_writes_is_seen_without_opening_again(embedded, tmp_path):
    build(embedded, record("a", "x"))
    writer = run(WRITER, f"embedded:{tmp_path}/index", stdin=subprocess.PIPE)
    _wait(lambda: ids(embedded) == ["a", "n1", "n2", "n3"])
    writer.communicate("\n", timeout=60)
    assert writer.returncode == 0
    assert ids(embedded) == ["last"]
    assert embedded.generation().sequence == 9


CHURN = """
import itertools, sys
from indexer.engine import open_engine
from tests.engine.records import record
engine = open_engine(sys.argv[1])
start = engine.generation().sequence + 1
for number in itertools.count(start):
    batch = [record(f"d{n}", f"round r{number}") for n in range(30)]
    if number % 3:
        made = engine.update(batch, sequence=number)
    else:
        build = engine.begin(fingerprint="f0f0f0f0", sequence=number)
        build.add(batch)
        made = build.publish(sequence=number)
    print(made.sequence, flush=True)
"""


def test_a_kill_during_commit_or_swap_loses_nothing_and_tears_nothing(embedded, tmp_path):
    """A killed writer leaves one whole round: the last it told of, or the one it was writing."""
    build(embedded, *(record(f"d{n}", "round r0") for n in range(30)), sequence=0)
    chance = random.Random(7)
    for _ in range(12):
        told = _killed(run(CHURN, f"embedded:{tmp_path}/index"), chance.uniform(0.0, 0.15))
        assert len(ids(embedded)) == 30
        whole = [n for n in (told, told + 1) if len(ids(embedded, exact(f"r{n}"))) == 30]
        assert whole, f"neither round {told} nor the next is whole"
        assert embedded.generation().sequence in (told, told + 1)
    embedded.update([record("d0", "after")], sequence=10**6)
    assert ids(embedded, exact("after")) == ["d0"]
    build(embedded, record("a", "x"), sequence=10**6)
    assert len(os.listdir(tmp_path / "index" / "generations")) == 1


def test_a_file_of_deletions_left_by_a_killed_commit_does_not_block_the_next(embedded, tmp_path):
    """tantivy 0.27 names it by segment and number of the commit, and never writes over one."""
    made = build(embedded)
    embedded.update([record(name, "x") for name in "abcdef"], sequence=1)
    folder = tmp_path / "index" / "generations" / made.name / "index"
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    embedded.update([record("a", "y")], sequence=2)
    assert list(folder.glob("*.del"))
    # The state of a process killed before the commit's last step: new files, old meta.json.
    (folder / "meta.json").write_bytes(kept["meta.json"])
    embedded.update([record("a", "z")], sequence=2)
    assert ids(embedded, exact("z")) == ["a"]
    assert ids(embedded) == list("abcdef")


def test_what_a_killed_build_left_is_cleared_by_the_next(embedded, tmp_path):
    build(embedded, record("a", "x"))
    left = tmp_path / "index" / "generations" / "g999999-f0f0f0f0" / "index"
    left.mkdir(parents=True)
    (left / "meta.json").write_text("half")
    assert ids(embedded) == ["a"]
    build(embedded, record("b", "x"), sequence=2)
    assert not left.exists()


def test_the_description_of_a_generation_is_written_whole(embedded, tmp_path):
    made = build(embedded, record("a", "x"))
    text = (tmp_path / "index" / "generations" / made.name / "generation.json").read_text()
    assert json.loads(text)["generation"]["name"] == made.name
    assert not list((tmp_path / "index").rglob("*.new"))


def _killed(writer: subprocess.Popen[str], seconds: float) -> int:
    """Let a writer tell of one round, kill it a moment later; the last round that it told of."""
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate(timeout=30)
    assert first, "the writer failed before its first round"
    return max(int(line) for line in (first + rest).split() if line.isdigit())


def _wait(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Failed to acquire Lockfile: IoError(Os { Permission denied }). None.", "give write"),
        ("An IO error occurred: 'No space left on device (os error 28)'", "free some space"),
        ("Data corrupted: 'meta.json'\nfor lines", "jurisocial index --full"),
    ],
)
def test_what_tantivy_complains_of_is_told_with_what_to_do(said, told):
    sentence = embedded_store.said_by_tantivy(ValueError(said))
    assert told in sentence
    assert "\n" not in sentence
