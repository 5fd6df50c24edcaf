"""The sidecar's files: merged as they grow, safe from kills, told when damaged."""

from __future__ import annotations

import pytest

from indexer.engine import query as q
from indexer.engine.base import Filter, SearchRequest
from indexer.engine.embedded_store import sidecar_folder
from indexer.engine.sidecar import gathering, store
from indexer.engine.sidecar.joined import joined
from indexer.engine.sidecar.store import Writer, read_manifest
from indexer.errors import EngineUnavailable
from tests.engine.records import exact, record


def build(engine, *records):
    made = engine.begin(fingerprint="f0f0f0f0", sequence=1)
    made.add(records)
    return made.publish(sequence=1)


def ids(engine, query, **request):
    return sorted(hit.id for hit in engine.scan(SearchRequest(query, **request)))


near = q.Near(exact("posted"), exact("insult"), 2)


def folder_of(tmp_path, generation):
    return sidecar_folder(tmp_path / "index", generation.name)


def test_small_blocks_are_merged_and_replaced_documents_left_out(embedded, tmp_path):
    folder = folder_of(tmp_path, build(embedded))
    for number in range(2 * store.MERGED):
        embedded.update([record(f"d{number % 3}", f"insult posted r{number}")], sequence=number)
        assert len(read_manifest(folder).blocks) <= store.MERGED
        assert ids(embedded, near) == [f"d{each}" for each in range(min(number + 1, 3))]
    files = {path.name for path in folder.iterdir()}
    assert files == {"manifest.json", *read_manifest(folder).blocks}
    assert ids(embedded, q.Near(exact("r15"), exact("posted"), 1)) == ["d0"]
    assert ids(embedded, q.Near(exact("r12"), exact("posted"), 1)) == []


def test_a_build_of_several_blocks_is_searched_as_one(embedded, tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "BLOCK_TOKENS", 10)
    corpus = [
        record(f"d{n:02d}", f"insult {'x ' * (n % 4)}posted", court=("scc",)) for n in range(20)
    ]
    made = build(embedded, *corpus, record("d03", "other words entirely"))
    assert len(read_manifest(folder_of(tmp_path, made)).blocks) > 5
    wanted = [each.id for n, each in enumerate(corpus) if n % 4 < 2 and n != 3]
    assert ids(embedded, near) == wanted
    found = embedded.search(SearchRequest(near, facets=("court",), limit=5, offset=3))
    assert found.total == len(wanted)
    assert [value.count for value in found.facets[0].values] == [len(wanted)]
    assert all(hit.paragraphs for hit in found.hits)


def test_rows_of_a_killed_update_count_for_nothing(embedded, tmp_path):
    folder = folder_of(tmp_path, build(embedded, record("a", "insult posted", court=("scc",))))
    writer = Writer(folder)
    again = record("a", "insult posted", court=("scc",))
    writer.add(again, joined(again))
    writer.keep(lambda: [0])  # and killed before the index committed
    embedded.close()
    found = embedded.search(SearchRequest(near, facets=("court",)))
    assert (found.total, found.facets[0].values[0].count) == (1, 1)
    embedded.update([record("b", "posted insult", court=("scc",))], sequence=2)
    assert ids(embedded, near, filters=(Filter("court", ("scc",)),)) == ["a", "b"]


def test_files_that_a_killed_writer_left_are_deleted_by_the_next(embedded, tmp_path):
    folder = folder_of(tmp_path, build(embedded, record("a", "x")))
    (folder / "b000009.arrays.new").write_bytes(b"half")
    (folder / "b000009.arrays").write_bytes(b"whole")
    embedded.update([record("b", "x")], sequence=2)
    assert len(list(folder.iterdir())) == 1 + len(read_manifest(folder).blocks)


@pytest.mark.parametrize("damage", ["cut", "emptied", "other", "list"])
def test_damaged_files_are_told_with_what_mends_them(embedded, tmp_path, damage):
    folder = folder_of(tmp_path, build(embedded, record("a", "x")))
    block = next(folder.glob("*.arrays"))
    whole = block.read_bytes()
    target, left = {
        "cut": (block, whole[:-100]),
        "emptied": (block, b""),
        "other": (block, b"?" * len(whole)),
        "list": (folder / "manifest.json", b"{}"),
    }[damage]
    target.write_bytes(left)
    with pytest.raises(EngineUnavailable, match="jurisocial index --full"):
        embedded.search(SearchRequest())
