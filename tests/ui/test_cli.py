"""The verbs of the command line, on a data folder of their own."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
import pytest

from crawler.corpus import Corpus
from indexer.engine import open_engine
from search_api.app import create_app
from tests.search_api.in_memory_client import InMemoryClient
from ui.cli import main

ROOT = Path(__file__).resolve().parents[2]
WALKER = "ca-qccs-2018-4374"
LINE = {
    "kind": "decision",
    "title": "Aldous v. Firm (synthetic)",
    "court": "zz-test",
    "citation": "2099 XXTEST 12",
    "date": "2099-01-02",
    "language": "en",
    "text": "[1] The worker posted Zorblaxalpha on Facebook.\n\n[2] Zorblaxbeta followed.",
    "source": "synthetic",
    "licence": "Synthetic text, made for tests.",
    "fulltext_allowed": True,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


class _Given(io.BytesIO):
    """Standard input of these bytes."""

    name = "<stdin>"


@pytest.fixture
def run(monkeypatch, capsys):
    """``run("show", "x")`` runs the command line as its script does."""

    def ran(*words, given=b""):
        monkeypatch.setattr(sys, "argv", ["jurisocial", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(_Given(given)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return ran


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """A folder with the starter collection, for reading only."""
    folder = tmp_path_factory.mktemp("collection") / "data"
    code = "from ui.cli import main; main()"
    asked = [sys.executable, "-c", code, "--data", folder, "demo", "--no-serve"]
    subprocess.run(asked, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def folder(collection, tmp_path):
    """A copy of the collection that a test may change."""
    return Path(shutil.copytree(collection, tmp_path / "data"))


@pytest.fixture
def file_of(tmp_path):
    """``file_of("a.jsonl", row, "text", b"bytes")`` writes a file of lines."""

    def made(name, *lines):
        texts = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
        path = tmp_path / name
        path.write_bytes(b"".join(
            (text if isinstance(text, bytes) else text.encode()) + b"\n" for text in texts
        ))  # fmt: skip
        return path

    return made


def clear_error(said):
    """One line that says what is wrong, no traceback, the exit code of an input's fault."""
    lines = [line for line in said.err.splitlines() if line]
    assert said.code == 2, said
    assert len(lines) == 1, said.err
    assert lines[0].startswith("Error: ")
    return lines[0]


def folders_with(folder, word):
    """Files of a folder in whose bytes a word stands."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in found if word.encode() in path.read_bytes()]


def test_demo_loads_the_collection_and_changes_nothing_the_second_time(run, folder):
    said = run("demo", "--no-serve", "--data", folder)
    assert said.code == 0
    assert "0 new or changed" in said.err
    assert "Indexed 0, annotated 0" in said.err
    assert "16-11.690" in said.out.splitlines()[2]


@pytest.mark.parametrize(
    ("q", "filters"),
    [
        ("private Facebook group insult manager", {}),
        ("dismissal", {"jurisdiction": "FR", "sanction": "dismissal"}),
        ('"facebook"', {"issue": "defamation"}),
    ],
)
def test_search_prints_as_json_exactly_what_the_api_answers(run, collection, q, filters):
    options = [word for pair in filters.items() for word in ("--filter", "=".join(pair))]
    said = run("--data", collection, "search", q, *options, "--format", "json", "--limit", "7")
    with (
        Corpus.open(f"sqlite:///{collection}/corpus.db", readonly=True) as corpus,
        open_engine(f"embedded:{collection}/index") as engine,
    ):
        client = InMemoryClient(create_app(engine, corpus))
        body = client.get("/api/v1/search", params={"q": q, "limit": 7, **filters}).json()
    assert json.loads(said.out) == body
    table = run("--data", collection, "search", q, *options, "--limit", "7")
    assert len(table.out.splitlines()) == 2 + len(body["hits"])
    assert f"{len(body['hits'])} of {body['total']}" in table.err
    for hit, line in zip(body["hits"], table.out.splitlines()[2:], strict=True):
        assert line.startswith(hit["citation"])


def test_search_says_that_it_was_relaxed_and_how_it_was_read(run, collection):
    said = run("--data", collection, "search", "ajouter son patron sur Facebook", "--explain")
    assert "match every word" in said.err
    assert said.out.startswith("Read as: ")
    assert "Generation: g" in said.out
    assert "Also searched: " in said.out
    assert "Favoured: Platform: Facebook (from Facebook)" in said.out
    assert "× authority 1.0" in said.out
    plain = run("--data", collection, "search", "patron sur Facebook", "--explain", "--no-lift",
                "--no-expand")  # fmt: skip
    assert "Favoured" not in plain.out
    assert "Also searched" not in plain.out


def test_search_offers_what_was_meant_and_what_else_finds(run, collection):
    assert "Did you mean: facebook" in run("--data", collection, "search", "facebok").err
    assert "Without “zzzzqq”: " in run("--data", collection, "search", "zzzzqq AND facebook").err


def test_a_filter_value_that_is_not_known_is_named_and_not_passed_over(run, collection, tmp_path):
    asked = ("dismissal", "--filter", "issue=nosuch")
    said = run("--data", collection, "search", *asked)
    assert said.code == 2
    assert "“nosuch”" in said.err
    assert said.out, "the wider answer is given all the same"
    out = tmp_path / "rows.csv"
    assert run("--data", collection, "export", *asked, "--format", "csv", "-o", out).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("search", "x", "--filter", "x"),
        ("search", "x", "--filter", "nosuch=1"),
        ("search", '"never closed'),
        ("search", "x", "--sort", "nosuch"),
        ("show", "nosuch"),
        ("export", "x", "--format", "pdf", "-o", "x.pdf"),
        ("export", "x", "--format", "csv", "-o", "no/such/folder/x.csv"),
        ("crawl", "nosuch"),
        ("remove", "nosuch", "--reason", "x"),
        ("remove", WALKER),
        ("import", "nosuch.jsonl"),
        ("restore", "nosuch"),
        ("nosuch",),
        ("--engine", "https://nosuch.invalid", "search", "x"),
        ("--corpus", "nosuch", "search", "x"),
        ("serve", "--port", "99999"),
    ],
)
def test_every_wrong_use_is_one_clear_line(run, collection, monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    clear_error(run("--data", collection, *words))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [("search", "x"), ("show", "x"), ("status",), ("index",), ("serve",), ("backup", "b"),
              ("export", "x", "--format", "csv", "-o", "o"), ("remove", "x", "--reason", "y")],
)  # fmt: skip
def test_a_folder_without_a_corpus_is_named_with_the_verb_that_makes_one(
    run, tmp_path, monkeypatch, words
):
    monkeypatch.chdir(tmp_path)
    said = clear_error(run("--data", tmp_path / "none", *words))
    assert "jurisocial demo" in said or "jurisocial index" in said
    assert not (tmp_path / "none").exists()


def test_show_gives_one_document_by_any_of_its_names(run, collection):
    text = run("--data", collection, "show", "2018 QCCS 4374")
    assert text.out.startswith("Digital Shape")
    assert "curated" in text.out
    body = json.loads(run("--data", collection, "show", WALKER, "--format", "json").out)
    assert body["id"] == WALKER
    origin = run("--data", collection, "show", WALKER, "--provenance")
    assert "seen at https://" in origin.out


def test_show_does_not_print_the_courts_number_twice(run, tmp_path, file_of):
    path = file_of("a.jsonl", LINE)
    run("--data", tmp_path / "d", "import", path, "--no-index")
    said = run("--data", tmp_path / "d", "show", "2099 XXTEST 12")
    assert "\n[1] The worker" in said.out


def test_lookup_tells_found_from_not_found(run, collection):
    citations = "\ufeff2018 QCCS 4374\r\n\r\n1999 XXTEST 1\n".encode()
    said = run("--data", collection, "lookup", "-", given=citations)
    assert said.code == 2
    found, missing = said.out.splitlines()[2:]
    assert "found" in found
    assert f"/en/decision/{WALKER}" in found
    assert found.endswith(WALKER)
    assert missing.endswith("not_found")
    assert run("--data", collection, "lookup", "-", given=b"2018 QCCS 4374").code == 0


@pytest.mark.parametrize("q", ["dismissal", "ajouter son patron sur Facebook"])
def test_export_writes_every_row_in_order_with_its_side_files(run, collection, tmp_path, q):
    for form in ("csv", "jsonl"):
        out = tmp_path / f"rows.{form}"
        said = run("--data", collection, "export", q, "--format", form, "-o", out)
        assert said.code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text("utf-8-sig"))))
    lines = (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()
    found = run("--data", collection, "search", q, "--format", "json", "--limit", "100")
    body = json.loads(found.out)
    ids = [row["id"] for row in rows]
    assert ids == [json.loads(line)["id"] for line in lines]
    assert ids[:100] == [hit["id"] for hit in body["hits"]]
    assert len(ids) == body["total"]
    record = json.loads((tmp_path / "rows.csv.query.json").read_text("utf-8"))
    assert (record["q"], record["total"], record["rows"]) == (q, len(ids), len(ids))
    assert record["relaxed"] is body["relaxed"]
    assert (tmp_path / "rows.csv.codebook.csv").read_bytes().startswith(b"\xef\xbb\xbfcolumn,")


def test_annotate_takes_text_an_object_and_lines(run, file_of):
    words = "The employee was dismissed for a Facebook post that called her boss a crook."
    text = json.loads(run("annotate", "-", given=words.encode()).out)
    one = json.loads(run("annotate", file_of("one.json", {"id": "a", "text": words})).out)
    assert one["id"] == "a"
    assert one["issues"] == text["issues"]
    for issue in one["issues"]:
        for proof in issue["evidence"]:
            assert words[proof["start"] : proof["end"]] == proof["quote"]
    lines = file_of("a.jsonl", {"id": "a", "text": words}, "{broken", b"\xff", {"text": "b"})
    said = run("annotate", lines)
    assert said.code == 2
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["a", ""]
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [
        f"{lines}:2", f"{lines}:3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00binary", b'{"title": "no text"}', b'{"a":' * 100_000]
)
def test_annotate_refuses_what_is_no_text_in_one_line(run, content):
    clear_error(run("annotate", "-", given=content))


def test_evaluate_passes_a_floor_that_is_met_and_fails_one_that_is_not(run, collection):
    judged = ROOT / "fixtures" / "relevance" / "starter.jsonl"
    asked = ("--data", collection, "evaluate", "relevance", judged)
    met = run(*asked, "--min", "ndcg_at_10=0.5", "--min", "by_lang.fr.mrr=0.5")
    assert met.code == 0
    figures = json.loads(met.out)
    assert figures["overall"]["queries"] == len(judged.read_text("utf-8").splitlines())
    missed = run(*asked, "--min", "ndcg_at_10=1.01")
    assert missed.code == 1
    assert "below the floor" in missed.err
    assert run(*asked, "--min", "nosuch=1").code == 2


def test_evaluate_tagging_measures_a_labelled_file(run, file_of):
    row = {"id": "a", "kind": "decision", "text": "He posted on Facebook.", "issues": []}
    path = file_of("a.jsonl", b"\xef\xbb\xbf" + json.dumps(row).encode())
    said = run("evaluate", "tagging", path, "--min", "n=1")
    assert said.code == 0
    assert json.loads(said.out)["n"] == 1
    for content in (b"\xff\xfe", b"[1]", b"{broken", b'{"id": 1}'):
        clear_error(run("evaluate", "tagging", file_of("b.jsonl", content)))
        clear_error(run("evaluate", "relevance", file_of("b.jsonl", content)))


def test_import_keeps_the_good_lines_and_lists_the_bad_ones(run, tmp_path, file_of):
    other = {**LINE, "citation": "2099 XXTEST 13"}
    path = file_of("a.jsonl", LINE, "{broken", "", {**LINE, "titel": "x"}, b"\xff", other)
    said = run("--data", tmp_path / "d", "import", path)
    assert said.code == 2
    assert "2 new" in said.out
    listed = [line.split(": ")[0] for line in said.err.splitlines() if line.startswith(str(path))]
    assert listed == [f"{path}:{number}" for number in (2, 4, 5)]
    assert "Did you mean “title”?" in said.err
    again = run("--data", tmp_path / "d", "import", path)
    assert "2 unchanged" in again.out
    found = run("--data", tmp_path / "d", "search", "Zorblaxbeta", "--format", "json")
    assert json.loads(found.out)["total"] == 2


def test_remove_leaves_no_word_in_any_file(run, folder, file_of):
    run("--data", folder, "import", file_of("a.jsonl", LINE))
    assert folders_with(folder, "Zorblaxalpha")
    by_citation = clear_error(run("--data", folder, "remove", "2099 XXTEST 12", "--reason", "x"))
    name = by_citation.split(" is ")[-1].rstrip(".")
    said = run("--data", folder, "remove", name, "--reason", "asked for")
    assert said.code == 0
    assert f"Removed {name}" in said.out
    assert "Backups" in said.err
    for word in ("Zorblaxalpha", "Zorblaxbeta", "Aldous"):
        assert folders_with(folder, word) == []
    assert "removed" in clear_error(run("--data", folder, "show", name))
    assert "1 refused" in run("--data", folder, "import", file_of("a.jsonl", LINE)).out


def test_a_removal_that_another_writer_delays_says_so_and_ends_when_repeated(run, folder, file_of):
    run("--data", folder, "import", file_of("a.jsonl", LINE))
    (name,) = _ids(folder, "2099 XXTEST 12")
    with (folder / "index" / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = run("--data", folder, "remove", name, "--reason", "x")
    assert said.code == 2
    assert f"Removed {name}" in said.out
    assert "run the same command again" in said.err
    assert run("--data", folder, "remove", name, "--reason", "x").code == 0
    assert folders_with(folder, "Aldous") == []


def _ids(folder, citation):
    with Corpus.open(f"sqlite:///{folder}/corpus.db", readonly=True) as corpus:
        return corpus.resolve(citation)


def test_status_and_doctor_tell_a_good_folder(run, collection):
    status = run("--data", collection, "status")
    assert status.code == 0
    assert "131" in status.out
    doctor = run("--data", collection, "doctor")
    assert doctor.code == 0
    assert "WRONG" not in doctor.out


@pytest.mark.parametrize("held", [0, 30_000_000])
def test_doctor_wants_room_for_another_collection_of_this_size(run, folder, monkeypatch, held):
    with (folder / "crawl.bin").open("wb") as file:
        file.truncate(held)
    wanted = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) + 50_000_000
    for free, mark in ((wanted + 10_000, "ok"), (wanted - 10_000, "WRONG")):
        usage = shutil.disk_usage(folder)._replace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        said = run("--data", folder, "doctor")
        (line,) = [each for each in said.out.splitlines() if "disk:" in each]
        assert line.startswith(mark)
        assert f"may take {wanted // 1_000_000:,} MB" in line
        monkeypatch.undo()
        assert said.code == (0 if mark == "ok" else 2)


def test_doctor_names_each_fault_with_its_cure(run, folder):
    shutil.rmtree(folder / "index")
    said = run("--data", folder, "doctor")
    assert said.code == 2
    assert "Build it with: jurisocial index" in said.out
    run("--data", folder, "index")
    current = (folder / "index" / "current").read_text().strip()
    described = folder / "index" / "generations" / current / "generation.json"
    described.write_text('{"half')
    assert "jurisocial index --full" in run("--data", folder, "doctor").out
    assert "jurisocial index --full" in clear_error(run("--data", folder, "search", "x"))
    assert run("--data", folder, "index").code == 0, "a new generation mends it"
    (folder / "corpus.db").write_bytes(b"no database" * 100)
    assert "not a database" in run("--data", folder, "doctor").out


def test_a_corpus_of_a_newer_version_is_left_alone(run, folder, file_of):
    with sqlite3.connect(folder / "corpus.db") as database:
        database.execute("update counters set value = 99 where name = 'schema'")
    for words in (("search", "x"), ("import", file_of("a.jsonl", LINE)), ("demo", "--no-serve")):
        said = clear_error(run("--data", folder, *words))
        assert "newer jurisocial" in said


def test_an_index_of_another_version_is_refused_and_built_anew(run, folder):
    (described,) = folder.glob("index/generations/*/generation.json")
    parts = json.loads(described.read_text())
    parts["generation"]["fingerprint"] = "0" * 8
    described.write_text(json.dumps(parts))
    assert "another version" in clear_error(run("--data", folder, "search", "x"))
    assert "built by another version" in run("--data", folder, "doctor").out
    assert run("--data", folder, "index").code == 0
    assert run("--data", folder, "search", "dismissal").code == 0


def test_a_backup_comes_back_and_is_not_written_over(run, collection, tmp_path):
    backup = tmp_path / "backup"
    assert run("--data", collection, "backup", backup).code == 0
    clear_error(run("--data", collection, "backup", backup))
    fresh = tmp_path / "fresh"
    said = run("--data", fresh, "restore", backup)
    assert said.code == 0
    asked = ("search", "dismissal", "--format", "json")
    before, after = (json.loads(run("--data", each, *asked).out) for each in (collection, fresh))
    assert [hit["id"] for hit in after["hits"]] == [hit["id"] for hit in before["hits"]]
    assert "--overwrite" in clear_error(run("--data", fresh, "restore", backup))
    assert run("--data", fresh, "restore", backup, "--overwrite").code == 0
    backup.write_bytes(backup.read_bytes()[:5000])
    assert "cannot be restored" in clear_error(run("--data", fresh, "restore", backup))


def test_sources_lists_the_table_in_both_forms(run, tmp_path):
    table = run("--data", tmp_path / "none", "sources")
    rows = json.loads(run("--data", tmp_path / "none", "sources", "--format", "json").out)
    assert {"a2aj", "judilibre"} <= {row["name"] for row in rows}
    assert "judilibre" in table.out
    assert not (tmp_path / "none").exists()


def test_places_are_taken_before_and_after_the_verb_and_from_variables(
    run, collection, tmp_path, monkeypatch
):
    asked = ("show", WALKER, "--provenance")
    before = run("--data", collection, *asked)
    after = run("--data", tmp_path / "wrong", *asked, "--data", collection)
    monkeypatch.setenv("JURISOCIAL_DATA", str(collection))
    variable = run(*asked)
    monkeypatch.setenv("JURISOCIAL_DATA", str(tmp_path / "wrong"))
    monkeypatch.setenv("JURISOCIAL_CORPUS", f"sqlite:///{collection}/corpus.db")
    monkeypatch.setenv("JURISOCIAL_ENGINE", f"embedded:{collection}/index")
    parts = run(*asked)
    assert {said.code for said in (before, after, variable, parts)} == {0}
    assert before.out == after.out == variable.out == parts.out
    monkeypatch.setenv("JURISOCIAL_SEARCH_LIMIT", "3")
    assert len(json.loads(run("search", "dismissal", "--format", "json").out)["hits"]) == 3


def test_a_port_in_use_is_told_before_anything_is_served(run, collection):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = clear_error(run("--data", collection, "serve", "--port", taken.getsockname()[1]))
    assert "--port" in said


def test_the_server_answers_a_search_logs_no_word_of_it_and_stops_on_request(collection):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from ui.cli import main; main()"
    asked = [sys.executable, "-c", code, "--data", collection, "serve", "--port", str(port)]
    with subprocess.Popen(asked, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        first = server.stderr.readline()
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), base_url=address) as client:
            for path in ("/api/v1/search", "/api/v1/export", "/en/search", "/api/v1/nosuch"):
                client.get(path, params={"q": 'Quibblewort "never closed'})
            total = client.post("/api/v1/search", json={"q": "Quibblewort"}).json()["total"]
        server.send_signal(signal.SIGINT)
        rest = server.stderr.read()
    assert total == 0
    assert server.returncode == 0
    assert first.startswith(f"Serving {address}/")
    assert "uibblewort" not in first + rest


def test_every_verb_of_the_contract_has_help(run):
    for verb in (
        "demo", "sources", "crawl", "import", "index", "search", "show", "lookup", "export",
        "annotate", "evaluate", "remove", "serve", "status", "doctor", "backup", "restore",
    ):  # fmt: skip
        said = run(verb, "--help")
        assert said.code == 0
        assert click.unstyle(said.out).startswith("Usage: jurisocial")
