"""Archives that mean harm are refused member by member, and the rest is read."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archives import Limits, Member, Refused, read_tar, read_zip, suspicious_name
from crawler.errors import ArchiveBroken
from tests.crawler.synthetic_dila import tar_gz

SMALL = Limits(member=1000, total=1_000_000, ratio=20, ratio_from=50_000)
GOOD = ("juri/a.xml", b"<a/>")


def _header(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, link
    return header


def _tar(tmp_path: Path, *members: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(tar_gz(members))
    return path


def _zip(tmp_path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return path


def _told(found: Iterator[Member | Refused]) -> list[tuple[str, str]]:
    return [
        (each.name, each.reason if isinstance(each, Refused) else each.body.decode())
        for each in found
    ]


def _until_broken(
    members: Iterator[Member | Refused],
) -> tuple[list[Member | Refused], str]:
    """Give what came before an archive broke, and why it did; empty when it did not."""
    found: list[Member | Refused] = []
    try:
        for each in members:
            found.append(each)  # noqa: PERF402 - what came before the error counts
    except ArchiveBroken as broken:
        return found, broken.reason
    return found, ""


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (("../../etc/passwd", b"x"), "name that leaves the archive"),
        (("/etc/passwd", b"x"), "name that leaves the archive"),
        (("juri/..\\..\\x.xml", b"x"), "name that leaves the archive"),
        (("C:x.xml", b"x"), "name that leaves the archive"),
        (("juri/\x07.xml", b"x"), "name with control characters"),
        (("juri/big.xml", b"x" * 1001), "larger than a member may be"),
        (_header("juri/link.xml", tarfile.SYMTYPE, "/etc/passwd"), "link"),
        (_header("juri/hard.xml", tarfile.LNKTYPE, "juri/a.xml"), "link"),
        (_header("juri/device.xml", tarfile.CHRTYPE), "device or other special file"),
        (_header("juri/pipe.xml", tarfile.FIFOTYPE), "device or other special file"),
    ],
)
def test_a_hostile_member_of_a_tar_is_refused_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, entry: tuple[str, bytes] | tarfile.TarInfo, reason: str
):
    path = _tar(tmp_path, GOOD, entry, ("juri/b.xml", b"<b/>"))
    name = entry.name if isinstance(entry, tarfile.TarInfo) else entry[0]
    told = _told(read_tar(path, limits=SMALL))
    assert told == [("juri/a.xml", "<a/>"), (name, reason), ("juri/b.xml", "<b/>")]
    assert sorted(tmp_path.iterdir()) == [path], "nothing is unpacked"


def _special(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    return entry


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("../x.xml", b"x", "name that leaves the archive"),
        ("/x.xml", b"x", "name that leaves the archive"),
        ("big.xml", bytes(range(256)) * 4, "larger than a member may be"),
        (_special("link.xml", stat.S_IFLNK | 0o777), b"/etc/passwd", "link"),
        (_special("pipe.xml", stat.S_IFIFO), b"", "device or other special file"),
    ],
)
def test_a_hostile_member_of_a_zip_is_refused_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, name: str | zipfile.ZipInfo, body: bytes, reason: str
):
    path = _zip(tmp_path, GOOD, (name, body), ("b.xml", b"<b/>"))
    told = _told(read_zip(path, limits=SMALL))
    assert [row[1] for row in told] == ["<a/>", reason, "<b/>"]


def test_a_zip_member_that_lies_about_its_size_is_refused(tmp_path: Path):
    path = _zip(tmp_path, GOOD, ("liar.xml", b"x" * 900))
    raw = bytearray(path.read_bytes())
    # The uncompressed size stands at 24 of the central header: say 10 instead of 900.
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = (10).to_bytes(4, "little")
    path.write_bytes(raw)
    told = _told(read_zip(path, limits=SMALL))
    assert told[0] == ("juri/a.xml", "<a/>")
    assert told[1][1] in ("damaged", "x" * 10)


def test_an_encrypted_or_unknown_zip_member_is_refused(tmp_path: Path):
    path = _zip(tmp_path, ("secret.xml", b"<a/>"), ("odd.xml", b"<a/>"), GOOD)
    raw = bytearray(path.read_bytes())
    first = raw.find(b"PK\x01\x02")
    raw[first + 8] |= 1
    second = raw.find(b"PK\x01\x02", first + 1)
    raw[second + 10] = 97
    path.write_bytes(raw)
    reasons = [row[1] for row in _told(read_zip(path))]
    assert reasons == ["encrypted", "unknown compression", "<a/>"]


@pytest.mark.parametrize(("pack", "read"), [(_tar, read_tar), (_zip, read_zip)], ids=["tar", "zip"])
def test_a_bomb_of_many_members_ends_the_archive_after_what_came_before(
    tmp_path: Path, pack: Callable[..., Path], read: Callable[..., Iterator[Member | Refused]]
):
    path = pack(tmp_path, *((f"{n}.xml", b"0" * 900) for n in range(2000)))
    found, reason = _until_broken(read(path, limits=Limits(total=500_000, ratio=10_000)))
    assert "unpacks" in reason
    assert 10 < len(found) < 2000


def test_a_zip_member_packed_too_well_is_refused(tmp_path: Path):
    path = _zip(tmp_path, ("bomb.xml", b"0" * 5_000_000), GOOD)
    told = _told(read_zip(path, limits=Limits(ratio=20)))
    assert [row[1] for row in told] == ["unpacks to far more than its size", "<a/>"]


def test_a_header_that_fills_memory_is_refused(tmp_path: Path):
    long = tarfile.TarInfo("././@LongLink")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    path = tmp_path / "a.tar.gz"
    path.write_bytes(tar_gz([GOOD, long]))
    found, reason = _until_broken(read_tar(path))
    assert reason
    assert [each.name for each in found] == ["juri/a.xml"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_cut_off_archive_gives_what_came_before_and_then_says_so(tmp_path: Path, cut: float):
    noise = [(f"{n}.xml", bytes((n * i * i) % 251 for i in range(5000))) for n in range(60)]
    path = _tar(tmp_path, *noise)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    found, reason = _until_broken(read_tar(path))
    assert "cut off" in reason
    assert 0 < len(found) < 60


@pytest.mark.parametrize("body", [b"", b"<html>not found</html>", b"PK\x03\x04zzzz"])
def test_a_file_that_is_no_archive_is_told(tmp_path: Path, body: bytes):
    path = tmp_path / "x"
    path.write_bytes(body)
    for read in (read_tar, read_zip):
        with pytest.raises(ArchiveBroken):
            list(read(path))


@pytest.mark.parametrize(("pack", "read"), [(_tar, read_tar), (_zip, read_zip)], ids=["tar", "zip"])
def test_reading_goes_on_from_a_position(
    tmp_path: Path, pack: Callable[..., Path], read: Callable[..., Iterator[Member | Refused]]
):
    path = pack(tmp_path, *((f"{n}.xml", str(n).encode()) for n in range(9)))
    whole = list(read(path))
    assert [each.position for each in whole] == list(range(9))
    assert list(read(path, start=4)) == whole[4:]


@given(st.text(max_size=60))
def test_a_name_that_is_not_suspicious_stays_below_its_folder(name: str):
    if suspicious_name(name) is None:
        assert (Path("/base") / name).resolve().is_relative_to("/base")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes):
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(body)
    for read in (read_tar, read_zip):
        try:
            assert all(isinstance(each, Member | Refused) for each in read(path))
        except ArchiveBroken:
            continue


def test_folders_are_passed_over(tmp_path: Path):
    path = _tar(tmp_path, _header("juri", tarfile.DIRTYPE), GOOD)
    assert _told(read_tar(path)) == [("juri/a.xml", "<a/>")]
    with io.BytesIO() as packed, zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("juri/", b"")
        archive.writestr("juri/a.xml", b"<a/>")
        archive.close()
        (tmp_path / "b.zip").write_bytes(packed.getvalue())
    assert _told(read_zip(tmp_path / "b.zip")) == [("juri/a.xml", "<a/>")]


def test_a_small_tar_that_unpacks_to_far_more_is_left(tmp_path: Path):
    path = _tar(tmp_path, GOOD, *((f"{n}.xml", b"0" * 900) for n in range(2000)))
    found, reason = _until_broken(read_tar(path, limits=SMALL))
    assert "far more than its size" in reason
    assert isinstance(found[0], Member)
