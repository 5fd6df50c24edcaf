"""What the corpus survives: kills, full disks, strangers' files, other versions, curious eyes."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import corpus_schema
from crawler.corpus import Corpus
from crawler.corpus_values import PutAction
from crawler.document_codec import encode
from crawler.errors import (
    BackupInvalid,
    CorpusBusy,
    CorpusReadOnly,
    CorpusTooNew,
    CorpusUnavailable,
    DiskFull,
    NotACorpus,
    RefusesToOverwrite,
)
from crawler.model import Note
from tests.crawler.documents import decision, name, page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "corpus.db"


@pytest.fixture
def url(path) -> str:
    return f"sqlite:///{path}"


def bytes_of(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


# Forgetting


def test_no_byte_of_a_removed_document_stays_in_any_file(path, url):
    """Neighbours share its database pages, and it had versions, pages, annotations, a name."""
    secret = b"Quuxley"
    body = page(b"<p>" + os.urandom(20_000).hex().encode() + secret)
    packed = zlib.compress(body.body, 3)
    with Corpus.open(url) as corpus:
        for number in range(300):
            corpus.put(decision(f"n-{number}", title="Other", text="other " * (number % 40)))
            if number % 3 == 0:
                hidden = decision(
                    f"q-{number}",
                    title="Quuxley c. X",
                    citation=f"Quuxley c. X, {number}",
                    text="Quuxley wrote it. " * (1 + number * number % 900),
                    cautions=(Note("en", "Quuxley"),),
                    dockets=(f"Quuxley-{number}",),
                )
                corpus.put(hidden, pages=[body])
                corpus.put(replace(hidden, title="Quuxley c. Y"))
                digest = corpus.content_hash(hidden.id)
                corpus.put_annotations(hidden.id, "1", digest, "Quuxley " * (number % 70))
        assert secret in bytes_of(path.parent)
        assert packed[100:160] in bytes_of(path.parent)
        for number in range(0, 300, 3):
            corpus.remove(f"q-{number}", "asked")
        left = bytes_of(path.parent)
        assert secret not in left
        assert secret.lower() not in left
        assert packed[100:160] not in left
        assert corpus.count() == 300
        assert corpus.check() == ()


def test_no_byte_of_the_earlier_versions_stays_after_redaction(path, url):
    with Corpus.open(url) as corpus:
        text = "Quuxley wrote it. " * 700
        first = decision("a", "2099 XXTEST 12", text=text, title="Quuxley c. X")
        corpus.put(replace(first, citation="Quuxley c. X, 2099"), pages=[page(b"Quuxley")])
        corpus.put(decision("b", "2099 XXTEST 12", text=text * 2, source="second"))
        corpus.put(
            decision("a", "2099 XXTEST 12", text="Q. wrote it.", title="Q. c. X"),
            redact_history=True,
        )
        assert b"uuxley" not in bytes_of(path.parent)
        assert corpus.check() == ()


def test_a_reader_of_an_older_state_is_told_of_when_words_cannot_be_erased(path, url):
    with Corpus.open(url, wait=0.1) as corpus:
        corpus.put(decision("a", text="Quuxley"))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM documents").fetchall()
            with pytest.raises(CorpusBusy, match="reading an older state"):
                corpus.remove("a", "asked")
        assert corpus.get("a") is None
        corpus.remove("a", "once more")
        assert b"Quuxley" not in bytes_of(path.parent)


# Kills

WRITER = """
import sys
from crawler.corpus import Corpus
from tests.crawler.documents import decision, page

first = int(sys.argv[2])
with Corpus.open(sys.argv[1]) as corpus:
    for number in range(first, first + 100_000):
        batch = [
            (decision(f"d-{number}-{part}", text="Words. " * 800), (page(b"%d" % number),))
            for part in range(3)
        ]
        corpus.put_many(batch)
        print(number, flush=True)
"""


@pytest.mark.slow
def test_a_kill_in_the_middle_of_writing_loses_nothing_committed(path, url):
    dice = random.Random(20)
    told = -1
    for _ in range(20):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(told + 1)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        time.sleep(dice.uniform(0, 0.15))
        child.kill()
        lines += child.stdout.read().split()
        child.wait()
        child.stdout.close()
        told = max(int(line) for line in lines)
        with Corpus.open(url) as corpus:
            wanted = [f"d-{number}-{part}" for number in range(told + 1) for part in range(3)]
            assert len(corpus.get_many(wanted)) == len(wanted)
            # The batch being written when the kill came is there whole, or not at all.
            beyond = corpus.get_many([f"d-{told + 1}-{part}" for part in range(3)])
            assert len(beyond) in (0, 3)
            told += len(beyond) // 3
            assert corpus.count() == 3 * (told + 1)
            assert corpus.check() == ()


# Busy, full, read-only, no corpus


def test_a_second_writer_waits_and_is_then_told(path, url):
    with Corpus.open(url, wait=0.2) as corpus:
        corpus.put(decision("a"))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            start = time.monotonic()
            with pytest.raises(CorpusBusy, match="another process"):
                corpus.put(decision("b"))
            assert time.monotonic() - start >= 0.2
            assert corpus.get("a") is not None
        assert corpus.put(decision("b")).action is PutAction.NEW


def test_a_full_disk_is_told_and_loses_nothing(path, url):
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
        corpus._database._pragma("PRAGMA max_page_count = 60")
        batch = ((decision(f"d-{number}", text="Words. " * 2000), ()) for number in range(50))
        corpus.put(decision("d", text="Words. " * 2000))
        with pytest.raises(DiskFull, match="the disk is full; free some space"):
            corpus.put_many(batch)
        stored = corpus.count()
        assert stored > 1
        assert corpus.check() == ()
        corpus._database._pragma("PRAGMA max_page_count = 4294967294")
        corpus.put(decision("z", text="Words. " * 2000))
        assert corpus.count() == stored + 1


FILLER = """
import resource, signal, sys
from crawler.corpus import Corpus
from crawler.errors import JurisocialError
from tests.crawler.documents import decision

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
with Corpus.open(sys.argv[1]) as corpus:
    try:
        for number in range(200):
            corpus.put(decision(f"d-{number}", text="Words. " * 2000))
            print(number)
    except JurisocialError as wrong:
        print(type(wrong).__name__, wrong)
"""


def test_a_write_that_the_system_refuses_is_told_and_loses_nothing(path, url):
    child = subprocess.run(
        [sys.executable, "-c", FILLER, url], capture_output=True, text=True, cwd=ROOT, check=False
    )
    *numbers, last = child.stdout.splitlines()
    assert last.startswith("DiskFull"), child.stderr
    with Corpus.open(url) as corpus:
        assert list(corpus.ids()) == sorted(f"d-{number}" for number in numbers)
        assert corpus.check() == ()


@pytest.fixture
def nobody():
    """Become a user without rights: root may write anywhere."""
    folder = Path(tempfile.mkdtemp(prefix="corpus-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        yield folder, lambda: os.seteuid(65534)
        os.seteuid(0)
    else:
        yield folder, lambda: folder.chmod(0o555)
        folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_told(nobody):
    folder, lose_rights = nobody
    lose_rights()
    with pytest.raises(CorpusReadOnly, match="give write permission"):
        Corpus.open(f"sqlite:///{folder}/corpus.db")
    with pytest.raises(CorpusReadOnly, match="give write permission"):
        Corpus.open(f"sqlite:///{folder}/below/corpus.db")


def test_a_corpus_in_a_read_only_folder_can_be_read(nobody):
    folder, lose_rights = nobody
    url = f"sqlite:///{folder}/corpus.db"
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
    lose_rights()
    with Corpus.open(url, readonly=True) as corpus:
        assert corpus.get("a") is not None
        with pytest.raises(CorpusReadOnly):
            corpus.put(decision("b"))
    with pytest.raises(CorpusReadOnly):
        Corpus.open(url)


def test_a_corpus_that_is_not_there_cannot_be_read(url, path):
    with pytest.raises(CorpusUnavailable, match="no such file"):
        Corpus.open(url, readonly=True)
    assert not path.exists()


def test_a_file_that_is_no_database_is_told_and_left_alone(url, path):
    path.write_text("My novel. " * 1000)
    for readonly in (False, True):
        with pytest.raises(NotACorpus, match="not a database"):
            Corpus.open(url, readonly=readonly)
    assert path.read_text() == "My novel. " * 1000


def test_the_database_of_another_program_is_told_and_left_alone(url, path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    for readonly in (False, True):
        with pytest.raises(NotACorpus):
            Corpus.open(url, readonly=readonly)
    with closing(sqlite3.connect(path)) as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_master")] == ["recipes"]


def test_a_folder_is_no_corpus(tmp_path):
    with pytest.raises(CorpusUnavailable, match="it is a folder"):
        Corpus.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "address", ["corpus.db", "sqlite://", "sqlite:///:memory:", "oracle-of-delphi://x/y"]
)
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(CorpusUnavailable, match="sqlite:////path"):
        Corpus.open(address)


def test_a_password_is_never_shown():
    with pytest.raises(CorpusUnavailable) as caught:
        Corpus.open("strange+db://me:s3cret@host/corpus")
    assert "s3cret" not in str(caught.value)


def test_damage_is_found(url, path):
    with Corpus.open(url) as corpus:
        corpus.put(decision("a", text="Zorblax. " * 50))
        corpus.put(decision("b"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE versions SET body = replace(body, 'Zorblax.', 'Quuxley.')")
        other.execute("DELETE FROM versions WHERE document_id = 'b'")
        other.commit()
    with Corpus.open(url) as corpus:
        assert corpus.check() == (
            "“a” differs from its hash",
            "“b” has lost its current version",
        )


# Versions of the schema

V1 = """
CREATE TABLE counters (name VARCHAR NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (name));
CREATE TABLE documents (id VARCHAR NOT NULL, created BIGINT NOT NULL, number INTEGER NOT NULL,
    sequence BIGINT NOT NULL, content_hash VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    court VARCHAR NOT NULL, date VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE TABLE versions (document_id VARCHAR NOT NULL, number INTEGER NOT NULL,
    sequence BIGINT NOT NULL, stored_at VARCHAR NOT NULL, content_hash VARCHAR NOT NULL,
    body TEXT, PRIMARY KEY (document_id, number));
CREATE TABLE parts (document_id VARCHAR NOT NULL, record VARCHAR NOT NULL,
    languages VARCHAR NOT NULL, position INTEGER NOT NULL, content_hash VARCHAR NOT NULL,
    body TEXT, PRIMARY KEY (document_id, record, languages),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE TABLE names (name VARCHAR NOT NULL, document_id VARCHAR NOT NULL,
    PRIMARY KEY (name, document_id),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX names_of_document ON names (document_id);
CREATE TABLE aliases (alias VARCHAR NOT NULL, document_id VARCHAR NOT NULL, PRIMARY KEY (alias));
CREATE INDEX aliases_of_document ON aliases (document_id);
CREATE TABLE document_sources (document_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    retrieved_at VARCHAR NOT NULL, PRIMARY KEY (document_id, source),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE TABLE page_bodies (digest VARCHAR NOT NULL, body BLOB NOT NULL, PRIMARY KEY (digest));
CREATE TABLE raw_pages (document_id VARCHAR NOT NULL, url VARCHAR NOT NULL,
    digest VARCHAR NOT NULL, fetched_at VARCHAR NOT NULL, media_type VARCHAR NOT NULL,
    status INTEGER NOT NULL, headers TEXT NOT NULL, PRIMARY KEY (document_id, url, digest),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
    FOREIGN KEY(digest) REFERENCES page_bodies (digest) ON DELETE CASCADE);
CREATE INDEX raw_pages_by_digest ON raw_pages (digest);
CREATE TABLE annotations (document_id VARCHAR NOT NULL, version VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL, body TEXT NOT NULL, PRIMARY KEY (document_id),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE TABLE changes (sequence BIGINT NOT NULL, document_id VARCHAR NOT NULL,
    action VARCHAR NOT NULL, PRIMARY KEY (sequence));
CREATE INDEX changes_of_document ON changes (document_id);
CREATE TABLE tombstones (document_id VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    court VARCHAR NOT NULL, date VARCHAR NOT NULL, content_hash VARCHAR NOT NULL,
    reason TEXT NOT NULL, removed_at VARCHAR NOT NULL, lifted_at VARCHAR,
    lifted_reason TEXT NOT NULL, PRIMARY KEY (document_id));
CREATE TABLE sealed_names (name VARCHAR NOT NULL, document_id VARCHAR NOT NULL,
    PRIMARY KEY (name, document_id));
CREATE INDEX sealed_names_of_document ON sealed_names (document_id);
INSERT INTO counters VALUES ('schema', 1), ('sequence', 1);
"""


def version_one(path: Path) -> None:
    document = decision("a", "2099 XXTEST 12")
    body, digest = encode(document)
    with closing(sqlite3.connect(path)) as old:
        old.executescript(V1)
        old.execute(
            "INSERT INTO documents VALUES ('a', 1, 1, 1, ?, 'decision', 'zz-test', '2099-01-02')",
            (digest,),
        )
        stored = "2099-01-02T03:04:05.000000+00:00"
        old.execute("INSERT INTO versions VALUES ('a', 1, 1, ?, ?, ?)", (stored, digest, body))
        record = '[["first", "1"]]'
        old.execute("INSERT INTO parts VALUES ('a', ?, 'en', 0, ?, NULL)", (record, digest))
        old.execute("INSERT INTO names VALUES ('neutral:xxtest:2099:12', 'a')")
        old.execute("INSERT INTO changes VALUES (1, 'a', 'put')")
        old.commit()


def shape(path: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(table, "".join(sql.split())) for table, sql in rows}


def test_a_corpus_of_version_one_is_brought_up_to_date(tmp_path, path, url):
    version_one(path)
    with Corpus.open(url) as corpus:
        assert corpus.schema_version == corpus_schema.SCHEMA_VERSION
        assert corpus.get("a") == decision("a", "2099 XXTEST 12")
        assert corpus.put(decision("a", "2099 XXTEST 12")).action is PutAction.UNCHANGED
        assert corpus.put(decision("a", "2099 XXTEST 12", text="New.")).number == 2
        assert corpus.watermark("index") == 0
        assert corpus.check() == ()
    with Corpus.open(f"sqlite:///{tmp_path}/new.db"):
        assert shape(path) == shape(tmp_path / "new.db")


def test_an_older_corpus_opened_to_read_says_what_to_do(path, url):
    version_one(path)
    with pytest.raises(CorpusUnavailable, match="open it once with the right to write"):
        Corpus.open(url, readonly=True)


def test_a_migration_that_fails_leaves_the_corpus_as_it_was(path, url, monkeypatch):
    version_one(path)
    before = shape(path)

    def half_done(connection):
        corpus_schema.claims.create(connection)
        raise CorpusUnavailable(str(path), "the power went")

    monkeypatch.setattr(corpus_schema, "MIGRATIONS", {2: half_done})
    with pytest.raises(CorpusUnavailable, match="the power went"):
        Corpus.open(url)
    assert shape(path) == before
    monkeypatch.undo()
    with Corpus.open(url) as corpus:
        assert corpus.schema_version == corpus_schema.SCHEMA_VERSION


def test_there_is_a_step_to_every_version():
    assert sorted(corpus_schema.MIGRATIONS) == list(range(2, corpus_schema.SCHEMA_VERSION + 1))


@pytest.mark.parametrize("readonly", [False, True])
def test_a_corpus_of_a_later_version_is_refused_unchanged(path, url, readonly):
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
    with closing(sqlite3.connect(path)) as later:
        later.execute("UPDATE counters SET value = 99 WHERE name = 'schema'")
        later.commit()
    before = shape(path)
    with pytest.raises(CorpusTooNew, match=r"version 99 .* install the newer"):
        Corpus.open(url, readonly=readonly)
    assert shape(path) == before


# Backup


@pytest.fixture
def backup(tmp_path, url) -> Path:
    with Corpus.open(url) as corpus:
        corpus.put_many(
            [(decision(f"d-{number}", text="Words. " * 500), (page(),)) for number in range(20)]
        )
        corpus.put(decision("q", "2099 XXTEST 12", text="Quuxley."))
        corpus.backup(tmp_path / "saved" / "backup.db")
    return tmp_path / "saved" / "backup.db"


def test_a_backup_is_one_file_and_restores_everything(tmp_path, url, backup):
    assert [each.name for each in backup.parent.iterdir()] == ["backup.db"]
    other = f"sqlite:///{tmp_path}/new/corpus.db"
    Corpus.restore(backup, other)
    with Corpus.open(url) as one, Corpus.open(other) as two:
        assert list(two.documents()) == list(one.documents())
        assert two.changes(0) == one.changes(0)
        assert two.raw_pages("d-3") == one.raw_pages("d-3")
        assert two.versions("d-3") == one.versions("d-3")
        assert two.check() == ()
        assert two.put(decision("new")).sequence == one.sequence() + 1
    assert [each.name for each in backup.parent.iterdir()] == ["backup.db"]


def test_a_backup_refuses_to_overwrite(url, backup):
    before = backup.read_bytes()
    with Corpus.open(url) as corpus, pytest.raises(RefusesToOverwrite, match=r"backup\.db"):
        corpus.backup(backup)
    assert backup.read_bytes() == before


def test_restoring_refuses_to_overwrite_unless_told(url, backup):
    with Corpus.open(url) as corpus:
        corpus.put(decision("later"))
    with pytest.raises(RefusesToOverwrite):
        Corpus.restore(backup, url)
    with Corpus.open(url) as corpus:
        assert corpus.get("later") is not None
    Corpus.restore(backup, url, overwrite=True)
    with Corpus.open(url) as corpus:
        assert corpus.get("later") is None
        assert corpus.count() == 21
        assert corpus.check() == ()


def test_what_was_removed_after_the_backup_stays_removed(path, url, backup):
    with Corpus.open(url) as corpus:
        corpus.put(decision("r", identifiers=(name("docket", "T-9999-99"),)))
        corpus.remove("r", "asked")
        corpus.remove("q", "asked by a party")
    Corpus.restore(backup, url, overwrite=True)
    with Corpus.open(url) as corpus:
        assert corpus.get("q") is None
        assert corpus.tombstone("q").reason == "asked by a party"
        again = corpus.put(decision("other", "2099 XXTEST 12", source="second"))
        assert again.action is PutAction.REFUSED
        same_file = decision("s", identifiers=(name("docket", "T-9999-99"),))
        assert corpus.put(same_file).action is PutAction.REFUSED
        assert corpus.check() == ()
    files = (each for each in path.parent.iterdir() if each.is_file())
    assert b"Quuxley." not in b"".join(each.read_bytes() for each in files)


def test_restoring_over_a_corpus_being_written_is_told(path, url, backup):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CorpusBusy):
            Corpus.restore(backup, url, overwrite=True, wait=0.1)
    with Corpus.open(url) as corpus:
        assert corpus.count() == 21


def test_a_corpus_that_is_no_backup_is_refused(tmp_path, url, path):
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
    with pytest.raises(BackupInvalid, match="not made by"):
        Corpus.restore(path, f"sqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "new.db").exists()


def test_a_backup_that_is_not_there_is_told(tmp_path, url):
    with pytest.raises(BackupInvalid, match="no such file"):
        Corpus.restore(tmp_path / "nothing.db", url)


def test_a_changed_backup_is_refused(tmp_path, backup):
    with closing(sqlite3.connect(backup)) as edited:
        edited.execute("UPDATE versions SET body = replace(body, 'Words', 'Wards')")
        edited.commit()
    with pytest.raises(BackupInvalid, match="differs from its seal"):
        Corpus.restore(backup, f"sqlite:///{tmp_path}/new.db")


def test_a_truncated_backup_is_refused(tmp_path, backup):
    whole = backup.read_bytes()
    for part in (0, 100, len(whole) // 2, len(whole) - 4096):
        backup.write_bytes(whole[:part])
        with pytest.raises(BackupInvalid):
            Corpus.restore(backup, f"sqlite:///{tmp_path}/new.db")


def test_a_backup_of_a_later_version_is_refused(tmp_path, backup):
    with closing(sqlite3.connect(backup)) as later:
        later.execute("UPDATE counters SET value = 99 WHERE name = 'schema'")
        later.commit()
    with pytest.raises(CorpusTooNew):
        Corpus.restore(backup, f"sqlite:///{tmp_path}/new.db")


def test_a_backup_made_while_others_write_is_consistent(tmp_path, url, backup):
    with Corpus.open(url) as corpus, Corpus.open(url) as writer:
        writer.put(decision("later"))
        corpus.backup(tmp_path / "second.db")
        writer.put(decision("even-later"))
    Corpus.restore(tmp_path / "second.db", f"sqlite:///{tmp_path}/new.db")
    with Corpus.open(f"sqlite:///{tmp_path}/new.db") as corpus:
        assert corpus.get("later") is not None
        assert corpus.get("even-later") is None


def test_a_backup_into_a_read_only_folder_says_which_folder(url, nobody):
    folder, lose_rights = nobody
    with Corpus.open(url) as corpus:
        corpus.put(decision("a"))
        lose_rights()
        with pytest.raises(CorpusReadOnly, match=str(folder)):
            corpus.backup(folder / "backup.db")


def test_a_failed_backup_leaves_no_file(tmp_path, url):
    (tmp_path / "file").write_text("")
    with Corpus.open(url) as corpus, pytest.raises(CorpusUnavailable, match="backup failed"):
        corpus.backup(tmp_path / "file" / "backup.db")
    assert (tmp_path / "file").read_text() == ""
