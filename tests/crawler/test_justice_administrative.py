"""The administrative courts: lists, late arrivals, zips, and whole crawls of their site."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.checkpoints import UnitDone
from crawler.errors import SourceChanged
from crawler.formation import mark_formation
from crawler.model import Decision, Paragraph, Zone
from crawler.page import Page
from crawler.spiders.justice_administrative import JusticeAdministrativeSpider
from crawler.spiders.justice_administrative_parse import (
    month_of,
    parse_arrivals,
    parse_decision,
    parse_listing,
)
from crawler.steps import Found, Prepared
from tests.crawler.crawl_runs import Runs, walk
from tests.crawler.offline import Offline
from tests.crawler.source_server import SourceServer
from tests.crawler.wire_justice_administrative import AdministrativeWire, decision_xml, zipped

ALL = 28
LATER = "02-04-2024 05:00:00"
TA = "/DTA/2024/01/TA_202401.zip"


@pytest.fixture
def site(tmp_path: Path) -> Offline:
    return Offline(JusticeAdministrativeSpider, AdministrativeWire(), tmp_path / "data")


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


def _wire(site: Offline) -> AdministrativeWire:
    assert isinstance(site.wire, AdministrativeWire)
    return site.wire


def _page(body: bytes) -> Page:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Page("https://opendata.justice-administrative.fr/DTA/", 200, (), body, now)


def test_zips_are_found_however_they_are_linked():
    page = _page(
        b"\xef\xbb\xbf<a href='/DTA/2024/01/TA_202401.zip'>x</a><A HREF=2024/02/TA_202402.zip>y</A>"
        b'<a href="https://opendata.justice-administrative.fr/DTA/2024/03/TA_202403.zip?a">z</a>'
        b'<a href="TA_documents_reverses.csv">list</a><a href="notice.zip">n</a>'
    )
    host = "https://opendata.justice-administrative.fr"
    assert parse_listing(page) == {
        "TA_202401.zip": f"{host}/DTA/2024/01/TA_202401.zip",
        "TA_202402.zip": f"{host}/DTA/2024/02/TA_202402.zip",
    }
    assert month_of("TA_202401.zip") == "202401"


@pytest.mark.parametrize(
    ("rows", "latest"),
    [
        (b"a.xml;1;15/01/2024;01-05-2025 06:09:04:60;TA_202401.zip", "20250501060904"),
        (b"a.xml;1;15/01/2024;01-05-2025 06:09:04;TA_202401", "20250501060904"),
        (b"a.xml;1;15/01/2024;01/05/2025 06:09;2024/01/TA_202401.zip", "20250501060900"),
        (
            b"a.xml;1;x;31-12-2024 23:00:00;TA_202401.zip\r\n"
            b"b.xml;2;x;01-01-2025 01:00:00;TA_202401.zip\r\n"
            b"\r\nc.xml;3;x;;TA_202401.zip\r\nshort;row",
            "20250101010000",
        ),
    ],
)
def test_the_last_arrival_in_a_zip_is_read_by_position(rows: bytes, latest: str):
    assert parse_arrivals(_page(b"Nom du fichier\xe9;?;?;?;?\r\n" + rows)) == {
        "TA_202401.zip": latest
    }


def test_a_list_of_arrivals_in_another_form_is_told():
    with pytest.raises(SourceChanged, match="Date_de_reversement"):
        parse_arrivals(_page(b"a;b;c;d;e\r\nTA_202401.zip;2025-05-01;x;y;z"))
    assert parse_arrivals(_page(b"a;b;c;d;e\r\n")) == {}


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("- le rapport de Mme ZZNOM, première conseillère,", True),
        ("- le rapport de Mme Zznom,", True),
        ("- et les conclusions de M. Zznom, rapporteur public.", True),
        ("Après avoir entendu en séance : - le rapport de M. Zznom, maître des requêtes,", True),
        ("- le rapport de M. Zznom, expert judiciaire", False),
        ("- le rapport de M. X..., psychologue", False),
        ("il ressort que le rapport de M. Zznom était faux", False),
    ],
)
def test_the_line_that_names_the_rapporteur_is_set_apart(words: str, apart: bool):
    (marked,) = mark_formation([Paragraph(words, zone=Zone.FACTS)], country="FR")
    assert (marked.zone is Zone.FORMATION) is apart


def test_every_kind_of_court_is_read_and_a_second_run_writes_nothing(runs: Runs):
    first = runs.crawl("justice_administrative")
    assert (first.new, first.errors, first.stopped) == (ALL, (), "")
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        courts = {one.court for one in corpus.documents() if isinstance(one, Decision)}
        assert courts == {"fr-ce", "fr-caa-paris", "fr-ta-nice"}
        (id_,) = corpus.resolve("ECLI:FR:CECHR:2099:999001.20240115")
        document = corpus.get(id_)
        assert document is not None
        assert str(document.provenances[0].url).endswith("CE_202401.zip#ORCE_999001_20240115.xml")
    again = runs.crawl("justice_administrative")
    assert (again.new, again.changed, again.errors, again.stopped) == (0, 0, (), "")
    assert len(runs.server.asked(".zip")) == 4
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence
    assert not list((runs.data / "crawl" / "justice_administrative").glob("archives"))


def test_names_of_judges_stand_in_formation_paragraphs_only(site: Offline):
    site.crawl()
    with site.corpus() as corpus:
        for document in corpus.documents():
            for paragraph in document.texts[0].paragraphs:
                named = any(
                    f"ZZ{name}" in paragraph.text
                    for name in ("PRESIDENT", "RAPPORTEUR", "CONCLUSIONS")
                )
                assert not named or paragraph.zone is Zone.FORMATION, paragraph
            bare = replace(document, texts=())
            assert "ZZ" not in repr(bare)


def test_a_late_arrival_makes_its_zip_be_fetched_again_and_no_other(site: Offline):
    site.crawl()
    files = [decision_xml(n, folder="DTA") for n in (*range(1, 9), 90)]
    _wire(site).put("DTA", "202401", files, when=LATER)
    site.asked.clear()
    summary = site.crawl()
    assert (summary.new, summary.changed) == (1, 0)
    assert [path for path in site.asked if path.endswith(".zip")] == [TA]


def test_a_rewritten_decision_leaves_nothing_of_the_old_words(site: Offline):
    site.crawl()
    old = decision_xml(1)
    new = (old[0], old[1].replace(b"zzadminta1.", b"zzremplacement."))
    files = [new, *(decision_xml(n) for n in range(2, 9))]
    _wire(site).put("DTA", "202401", files, when=LATER)
    summary = site.crawl()
    assert (summary.new, summary.changed) == (0, 1)
    written = b"".join(p.read_bytes() for p in site.data.rglob("*") if p.is_file())
    assert b"zzadminta1." not in written


def test_a_month_that_is_not_there_yet_is_no_error_and_is_asked_again(site: Offline):
    wire = _wire(site)
    wire.arrivals["DTA"].append(("x.xml", "02-03-2024 06:00:00", "TA_202403.zip"))
    summary = site.crawl()
    assert summary.errors == ()
    assert {row.reason for row in summary.skipped} == {"month not there yet"}
    wire.put("DTA", "202403", [decision_xml(31, day="2024-03-04")])
    assert site.crawl().new == 1


def test_a_site_without_list_of_arrivals_is_read_by_its_listing(site: Offline):
    for table in ("DCE/CE", "DCA/CAA", "DTA/TA"):
        site.statuses[f"/{table}_documents_reverses.csv"] = 404
    assert site.crawl().new == ALL
    assert site.crawl().new == 0


def test_an_empty_folder_is_an_error_and_the_others_go_on(site: Offline):
    _wire(site).zips["DCA"] = {}
    _wire(site).arrivals["DCA"] = []
    summary = site.crawl()
    assert summary.new == ALL - 8
    assert "zips of DCA" in summary.errors[0]


def test_a_damaged_zip_is_told_and_fetched_anew(site: Offline):
    wire = _wire(site)
    whole = wire.zips["DTA"]["TA_202401.zip"]
    wire.zips["DTA"]["TA_202401.zip"] = whole[: len(whole) // 2]
    summary = site.crawl()
    assert summary.new == ALL - 8
    assert "TA_202401.zip" in summary.errors[0]
    wire.zips["DTA"]["TA_202401.zip"] = whole
    assert site.crawl().new == 8


def test_hostile_members_are_counted_and_the_zip_goes_on(site: Offline):
    good = [decision_xml(n) for n in range(1, 9)]
    packed = io.BytesIO(zipped(good))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.xml", b"<a/>")
        archive.writestr("bomb.xml", b"0" * 20_000_000)
        archive.writestr("readme.txt", b"x")
        name, body = decision_xml(50)
        archive.writestr(
            name, body.replace(b"<Document ", b"<!DOCTYPE D [<!ENTITY a 'b'>]><Document ")
        )
        name, body = decision_xml(51)
        archive.writestr(name, body.replace(b"Texte_Integral", b"Texte"))
    _wire(site).zips["DTA"]["TA_202401.zip"] = packed.getvalue()
    summary = site.crawl()
    assert summary.new == ALL
    assert {row.reason: row.count for row in summary.skipped} == {
        "name that leaves the archive": 1, "unpacks to far more than its size": 1,
        "no file of a decision": 1, "declares entities": 1,
    }  # fmt: skip
    assert len(summary.errors) == 1
    assert "Texte_Integral" in summary.errors[0]


def test_a_zip_goes_on_at_its_mark_only_while_it_is_the_same(
    site: Offline, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(JusticeAdministrativeSpider, "entries_per_mark", 2)
    first = site.spider()
    steps = walk(first)
    mark = next(step for step in steps if isinstance(step, UnitDone))
    assert mark.unit.startswith("CE_202401.zip ")
    resumed = site.spider()
    resumed.checkpoint = replace(first.checkpoint, done=frozenset({mark.unit}))
    assert sum(isinstance(step, Found | Prepared) for step in walk(resumed)) == ALL - 3
    _wire(site).put("DCE", "202401", [decision_xml(n, folder="DCE") for n in range(1, 9)])
    other = site.spider()
    other.checkpoint = replace(first.checkpoint, done=frozenset({mark.unit}))
    assert sum(isinstance(step, Found | Prepared) for step in walk(other)) == ALL


def test_a_subject_a_start_date_and_a_dry_run_are_kept(site: Offline):
    text = "<p>Un permis de construire synthétique.</p>"
    _wire(site).put("DTA", "202402", [decision_xml(60, day="2024-02-02", text=text)])
    dry = site.crawl(dry_run=True)
    assert {row.reason: row.count for row in dry.skipped} == {"archive to read": 4}
    summary = site.crawl()
    assert summary.new == ALL - 4
    assert {row.reason for row in summary.skipped} == {"another subject"}
    site.asked.clear()
    assert site.crawl(since="2024-02").new == 0
    assert TA not in site.asked


def test_a_court_is_known_by_its_code_its_numbers_or_its_name():
    _, body = decision_xml(70, folder="DCA")
    other = body.replace(b"Cour administrative d'appel de Paris", b"Cour synthetique")
    assert parse_decision(_page(other)).court == "fr-caa-paris"
    _, ours = decision_xml(71)
    named = ours.replace(b"Tribunal Administratif de Nice", b"TRIBUNAL ADMINISTRATIF DE LA REUNION")
    assert parse_decision(_page(named)).court == "fr-ta-la-reunion"
