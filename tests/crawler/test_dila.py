"""DILA: which archives are read, and whole crawls of its site from a loopback server."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive_spider import done_until
from crawler.checkpoints import UnitDone
from crawler.errors import SourceChanged
from crawler.model import Decision, Zone
from crawler.page import Page
from crawler.spiders.dila import DilaSpider
from crawler.spiders.dila_index import (
    archives_to_apply,
    parse_archive_name,
    parse_index,
    parse_suppressions,
)
from crawler.steps import Found, Prepared
from tests.crawler.crawl_runs import Runs, walk
from tests.crawler.offline import Offline
from tests.crawler.source_server import SourceServer
from tests.crawler.synthetic_decisions import judilibre_row
from tests.crawler.synthetic_dila import (
    FULL,
    judi_id,
    judi_text,
    judi_xml,
    path_in_full,
    tar_gz,
)
from tests.crawler.wire_dila import DilaWire

ALL = 47
NEXT = "20260119-210000"
AFTER = "20260126-210000"
LATER = "20260715-140000"
CASS_FULL = f"Freemium_cass_global_{FULL}.tar.gz"


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


@pytest.fixture
def site(tmp_path: Path) -> Offline:
    return Offline(DilaSpider, DilaWire(), tmp_path / "data")


def _wire(site: Runs | Offline) -> DilaWire:
    wire = site.wire if isinstance(site, Offline) else site.server.sites["dila"]
    assert isinstance(wire, DilaWire)
    return wire


def _page(text: str) -> Page:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Page("https://echanges.dila.gouv.fr/OPENDATA/CASS/", 200, (), text.encode(), now)


def _index(*names: str) -> Page:
    return _page("".join(f'<a href="{name}">{name}</a>' for name in names))


def _apply(applied: str, *names: str) -> list[str]:
    found = parse_index(_index(*names), base="CASS")
    return [archive.name for archive in archives_to_apply(found, applied=applied)]


OLD_FULL = "Freemium_cass_global_20240714-140000.tar.gz"
DELTAS = ("CASS_20250101-210000.tar.gz", "CASS_20250720-210000.tar.gz",
          "CASS_20250727-210000.tar.gz")  # fmt: skip


@pytest.mark.parametrize(
    ("applied", "names", "wanted"),
    [
        ("", (OLD_FULL, CASS_FULL, *DELTAS), [CASS_FULL, *DELTAS[1:]]),
        ("", DELTAS, list(DELTAS)),
        ("20250720-210000", (CASS_FULL, *DELTAS), [DELTAS[2]]),
        ("20250727-210000", (CASS_FULL, *DELTAS), []),
        ("20250101-210000", (CASS_FULL, *DELTAS[1:]), [CASS_FULL, *DELTAS[1:]]),
        ("20250101-210000", (OLD_FULL, *DELTAS), list(DELTAS[1:])),
    ],
)
def test_the_newest_full_archive_then_each_later_delta_is_read(
    applied: str, names: tuple[str, ...], wanted: list[str]
):
    assert _apply(applied, *names) == wanted
    assert _apply(applied, *reversed(names)) == wanted


def test_a_folder_without_archives_is_no_empty_base():
    with pytest.raises(SourceChanged, match="archives of CASS"):
        parse_index(_page("<html><a href='/'>Parent Directory</a></html>"), base="CASS")
    assert parse_archive_name("INCA_20260105.tar.gz") is None
    assert parse_archive_name("../CASS_20260105-210000.tar.gz") is None


def test_a_list_of_withdrawn_texts_gives_its_ids():
    listed = parse_suppressions(
        b"juri/cass/JURITEXT000000000001\r\n x/CETATEXT000000000002 ", url="u"
    )
    assert listed == ("JURITEXT000000000001", "CETATEXT000000000002")
    assert parse_suppressions(b" \n", url="u") == ()
    with pytest.raises(SourceChanged):
        parse_suppressions(b"<html>", url="u")


def test_the_place_in_an_archive_is_the_furthest_mark():
    done = frozenset({"a.tar.gz@5", "a.tar.gz@40", "b.tar.gz@90", "a.tar.gz", "x@y"})
    assert done_until(done, "a.tar.gz") == 40
    assert done_until(done, "c.tar.gz") == 0


def test_every_base_is_read_and_a_second_run_writes_nothing(runs: Runs):
    first = runs.crawl("dila")
    assert (first.new, first.errors, first.stopped) == (ALL, (), "")
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        assert corpus.count() == ALL
        for name in ("99-97.001", "99-96.101", "RG 98/00201", "99PA90001", "SAN-2099-001"):
            (id_,) = corpus.resolve(name)
            decision = corpus.get(id_)
            assert isinstance(decision, Decision)
            (provenance,) = decision.provenances
            assert provenance.source == "dila"
            assert str(provenance.url).startswith("https://www.legifrance.gouv.fr/")
            assert "Licence Ouverte" in provenance.licence
            (page,) = corpus.raw_pages(id_)
            assert page.url.endswith(f"#{provenance.source_id}.xml")
    asked = len(runs.server.asked(".tar.gz"))
    again = runs.crawl("dila")
    assert (again.new, again.changed, again.errors, again.stopped) == (0, 0, (), "")
    assert len(runs.server.asked(".tar.gz")) == asked
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
    assert not list((runs.data / "crawl" / "dila").glob("archives")), "no archive is kept"


def test_no_field_holds_a_judge_and_formation_paragraphs_alone_name_one(site: Offline):
    site.crawl()
    with site.corpus() as corpus:
        for document in corpus.documents():
            assert isinstance(document, Decision)
            for text in document.texts:
                for paragraph in text.paragraphs:
                    assert "ZZPRESIDENT" not in paragraph.text or paragraph.zone is Zone.FORMATION
            shown = repr(document).replace("Paragraph(text='M", "").replace("ZZPRESIDENT", "", 1)
            for name in ("ZZAVOCATGENERAL", "ZZRAPPORTEUR", "ZZAVOCATS", "ZZCOMMISSAIRE"):
                assert name not in shown


def test_a_new_delta_adds_changes_and_withdraws(site: Offline):
    site.crawl()
    new_text = judi_text(2).replace("zzdila2.", "zzremplacement.")
    _wire(site).delta(
        "CASS", NEXT,
        [(judi_id(2), judi_xml(2, text=new_text)), (judi_id(40), judi_xml(40))],
        withdrawn=(judi_id(1), judi_id(9999)),
    )  # fmt: skip
    summary = site.crawl()
    assert (summary.new, summary.changed, summary.withdrawn) == (1, 1, 1)
    with site.corpus() as corpus:
        assert corpus.resolve("99-97.001") == ()
        assert corpus.tombstone("fr-cass-soc-2015-04-10-99-97001") is not None
        sequence = corpus.sequence()
    written = b"".join(p.read_bytes() for p in site.data.rglob("*") if p.is_file())
    assert b"zzdila2." not in written
    assert b"zzdila1." not in written
    assert (site.crawl().withdrawn, site.crawl().changed) == (0, 0)
    with site.corpus() as corpus:
        assert corpus.sequence() == sequence


def test_what_a_new_full_archive_no_longer_has_is_named_and_not_withdrawn(site: Offline):
    site.crawl()
    wire = _wire(site)
    kept = [(judi_id(n), judi_xml(n)) for n in range(4, 33)]
    wire.bases["CASS"] = {}
    wire.full("CASS", [*kept, (judi_id(101), judi_xml(101, numbers=["99-96101"]))], stamp=LATER)
    summary = site.crawl()
    named = {row.reason: row.ids for row in summary.skipped}
    assert named["known, and not in the new full archive"] == (judi_id(1), judi_id(2), judi_id(3))
    assert summary.withdrawn == 0
    with site.corpus() as corpus:
        assert corpus.count() == ALL


def test_a_change_of_metadata_alone_keeps_the_history(site: Offline):
    site.crawl()
    changed = judi_xml(3).replace(b"<SOLUTION>Rejet", b"<SOLUTION>Cassation partielle")
    _wire(site).delta("CASS", NEXT, [(judi_id(3), changed)])
    assert site.crawl().changed == 1
    with site.corpus() as corpus:
        (id_,) = corpus.resolve("99-97.003")
        assert len([one for one in corpus.versions(id_) if one.document]) == 2


def test_a_text_that_moves_to_another_base_is_not_withdrawn(site: Offline):
    site.crawl()
    wire = _wire(site)
    wire.delta("CASS", NEXT, [(judi_id(101), judi_xml(101, numbers=["99-96101"]))])
    wire.delta("INCA", NEXT, [], withdrawn=(judi_id(101),))
    wire.delta("CASS", AFTER, [], withdrawn=(judi_id(5),))
    wire.delta("CASS", "20260202-210000", [(judi_id(5), judi_xml(5, published="non"))])
    summary = site.crawl()
    assert summary.withdrawn == 0
    with site.corpus() as corpus:
        assert corpus.resolve("99-96.101")
        assert corpus.resolve("99-97.005")


def test_a_known_decision_that_no_longer_fits_the_words_is_still_brought_up_to_date(site: Offline):
    site.crawl()
    text = judi_text(2).replace("LinkedIn", "[Site]").replace("Facebook", "[Site]")
    text = text.replace("WhatsApp", "[Site]")
    _wire(site).delta("CASS", NEXT, [(judi_id(2), judi_xml(2, text=text))])
    _wire(site).delta("CASS", AFTER, [(judi_id(41), judi_xml(41, text=text))])
    summary = site.crawl()
    assert (summary.changed, summary.new) == (1, 0)
    assert {row.reason for row in summary.skipped} == {"another subject"}


def test_hostile_members_are_counted_and_the_batch_goes_on(site: Offline):
    link = tarfile.TarInfo(path_in_full("CASS", judi_id(60)))
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    bomb = judi_xml(61).replace(
        b"<TEXTE_JURI_JUDI>", b"<!DOCTYPE T [<!ENTITY a 'b'>]><TEXTE_JURI_JUDI>"
    )
    name = f"CASS_{NEXT}.tar.gz"
    _wire(site).bases["CASS"][name] = tar_gz(
        [
            (f"../../../{judi_id(62)}.xml", judi_xml(62)),
            link,
            (path_in_full("CASS", judi_id(61)), bomb),
            (path_in_full("CASS", judi_id(63)), judi_xml(63)[:900]),
            (f"{NEXT}/notice.pdf", b"%PDF"),
            (path_in_full("CASS", judi_id(64)), judi_xml(64)),
        ]
    )
    summary = site.crawl()
    assert summary.new == ALL + 1
    assert {row.reason: row.count for row in summary.skipped} == {
        "name that leaves the archive": 1, "link": 1, "declares entities": 1,
        "no file of a decision": 1,
    }  # fmt: skip
    assert len(summary.errors) == 1
    assert f"{judi_id(63)}.xml" in summary.errors[0]


def test_a_broken_archive_ends_its_base_only_and_is_fetched_anew(site: Offline):
    wire = _wire(site)
    name = f"CASS_{NEXT}.tar.gz"
    wire.delta("CASS", NEXT, [(judi_id(n), judi_xml(n)) for n in range(50, 60)])
    whole = wire.bases["CASS"][name]
    wire.bases["CASS"][name] = whole[: len(whole) // 2]
    summary = site.crawl()
    assert [error for error in summary.errors if name in error]
    with site.corpus() as corpus:
        assert corpus.resolve("SAN-2099-001")
    wire.bases["CASS"][name] = whole
    again = site.crawl()
    assert (again.errors, again.stopped) == ((), "")
    with site.corpus() as corpus:
        assert corpus.count() == ALL + 10


def test_a_download_that_breaks_off_goes_on_where_it_was(runs: Runs):
    runs.server.fail("cut", CASS_FULL, times=2)
    summary = runs.crawl("dila")
    assert (summary.new, summary.errors) == (ALL, ())
    assert len(runs.server.asked(CASS_FULL)) == 3
    assert _wire(runs).sent_parts == 2


def test_a_server_without_parts_is_asked_for_the_whole_again(runs: Runs):
    _wire(runs).parts = False
    runs.server.fail("cut", CASS_FULL)
    assert runs.crawl("dila").new == ALL
    assert _wire(runs).sent_parts == 0


def test_an_archive_that_is_gone_is_an_error_and_a_folder_too(site: Offline):
    wire = _wire(site)
    wire.bases["JADE"] = {"JADE_20260101-000000.tar.gz": b""}
    site.statuses["/JADE/JADE_20260101-000000.tar.gz"] = 404
    del wire.bases["CNIL"]
    summary = site.crawl()
    assert summary.new == ALL - 5
    assert len(summary.errors) == 2
    assert all("404" in error for error in summary.errors)


def test_a_full_archive_without_any_decision_is_an_error(site: Offline):
    _wire(site).bases["CNIL"] = {
        f"Freemium_cnil_global_{FULL}.tar.gz": tar_gz([("readme.txt", b"x")])
    }
    (error,) = site.crawl().errors
    assert "decisions in Freemium_cnil" in error


def test_a_start_date_a_limit_and_a_dry_run_are_kept(site: Offline):
    dry = site.crawl(dry_run=True)
    assert {row.reason: row.count for row in dry.skipped} == {"archive to read": 7}
    assert not [path for path in site.asked if ".tar.gz" in path]
    limited = site.crawl(limit=3, since="2018")
    assert limited.new == 3
    assert "limit" in limited.stopped
    site.crawl(since="2018")
    with site.corpus() as corpus:
        assert all((document.date.year or 0) >= 2018 for document in corpus.documents())


def test_robots_txt_is_obeyed_for_files_too(runs: Runs):
    runs.server.robots = "User-agent: *\nDisallow: /dila/CASS/Freemium\n"
    assert "robots" in runs.crawl("dila").stopped
    assert not runs.server.asked("Freemium")


def test_a_server_that_asks_for_an_hour_ends_the_run(runs: Runs):
    runs.server.fail("429", "Freemium", retry_after="3600")
    assert "60 min" in runs.crawl("dila").stopped


def test_a_decision_that_judilibre_has_becomes_one_with_all_its_names(runs: Runs):
    row = judilibre_row(3)
    runs.server.judilibre.rows[:] = [row]
    runs.crawl("judilibre")
    day = str(row["decision_date"])
    twin = judi_xml(70, numbers=["99-99003"], ecli=str(row["ecli"]), day=day)
    _wire(runs).bases = {}
    for base in ("CASS", "INCA", "CAPP", "JADE", "CNIL"):
        _wire(runs).full(base, [(judi_id(70), twin)] if base == "CASS" else [(judi_id(71), twin)])
    runs.crawl("dila", topic="social-media-at-work")
    with runs.corpus() as corpus:
        (id_,) = corpus.resolve(str(row["ecli"]))
        document = corpus.get(id_)
        assert document is not None
        assert {one.source for one in document.provenances} == {"judilibre", "dila"}
        assert corpus.resolve(judi_id(70)) == corpus.resolve(str(row["id"])) == (id_,)


def test_a_resumed_full_archive_goes_on_at_its_mark(site: Offline, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(DilaSpider, "entries_per_mark", 5)
    first = site.spider()
    steps = walk(first)
    marks = [step.unit for step in steps if isinstance(step, UnitDone)]
    assert marks[:3] == [f"{CASS_FULL}@6", f"{CASS_FULL}@12", f"{CASS_FULL}@18"]
    place = steps.index(UnitDone(f"{CASS_FULL}@12"))
    assert sum(isinstance(step, Found | Prepared) for step in steps[:place]) == 12
    resumed = site.spider()
    resumed.checkpoint = replace(first.checkpoint, done=frozenset({f"{CASS_FULL}@12"}))
    ids = [step.document.id for step in walk(resumed) if isinstance(step, Found | Prepared)]
    assert len(ids) == ALL - 12
