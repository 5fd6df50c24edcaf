"""Reads archives member by member, without unpacking them to disk and in flat memory.

An archive comes from outside, so nothing in it is believed: no member is written anywhere, a
name is only a name, and sizes are counted while bytes come. A member that is refused is given
with the reason and the reading goes on; an archive that breaks off, or unpacks to more than any
real one, raises :class:`crawler.errors.ArchiveBroken` after the members before that point were
given.
"""

from __future__ import annotations

import gzip
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from crawler.errors import ArchiveBroken

_BLOCK: Final = 1 << 15
_HEADER_BYTES: Final = 1 << 16
"""Longest name or extended header of a tar member; these are read into memory whole."""
_READABLE_ZIP: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE: Final = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Limits:
    """What no real archive of a source exceeds."""

    member: int = 32 * 1024 * 1024
    """Bytes of one member; the longest decisions have 2 MB."""
    total: int = 200 * 1024 * 1024 * 1024
    """Bytes of all members together."""
    ratio: int = 200
    """Unpacked bytes for one packed byte; XML of decisions packs 5 to 20 times smaller."""
    ratio_from: int = 256 * 1024 * 1024
    """Unpacked bytes from which the ratio counts: little bombs do no harm."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive."""

    position: int
    """Its place among all entries, from 0."""
    name: str
    """The whole name as the archive has it."""
    body: bytes

    @property
    def base_name(self) -> str:
        """The name without folders."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that was not read."""

    position: int
    name: str
    reason: str
    """Fit to be counted: the same words for the same danger."""


def read_tar(
    path: Path, *, start: int = 0, limits: Limits | None = None
) -> Iterator[Member | Refused]:
    """Give the members of a ``.tar.gz`` from the entry at ``start`` on, in their order.

    Folders are passed over. Raises :class:`crawler.errors.ArchiveBroken`.
    """
    bounds = limits or Limits()
    try:
        with path.open("rb") as packed:
            counted = _Unpacked(packed, bounds)
            with tarfile.open(
                fileobj=counted, mode="r|", bufsize=_BLOCK, tarinfo=_BoundedTarInfo
            ) as tar:  # type: ignore[call-overload]
                yield from _tar_members(tar, start=start, limits=bounds)
    except _TooMuch as bomb:
        raise ArchiveBroken(path.name, str(bomb)) from bomb
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as damage:
        raise ArchiveBroken(path.name, "it is damaged or cut off") from damage


def read_zip(
    path: Path, *, start: int = 0, limits: Limits | None = None
) -> Iterator[Member | Refused]:
    """Give the members of a zip file from the entry at ``start`` on, in their order.

    Raises :class:`crawler.errors.ArchiveBroken`.
    """
    bounds = limits or Limits()
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for position, entry in enumerate(archive.infolist()):
                if position < start or entry.is_dir():
                    continue
                read = _zip_member(archive, position, entry, limits=bounds)
                total += len(read.body) if isinstance(read, Member) else 0
                if total > bounds.total:
                    raise ArchiveBroken(path.name, "it unpacks to more than any real one")
                yield read
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, ValueError) as damage:
        raise ArchiveBroken(path.name, "it is damaged or cut off") from damage


def suspicious_name(name: str) -> str | None:
    """Give what is wrong with the name of a member, or None."""
    if not name or _CONTROL.search(name):
        return "name with control characters"
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        return "name that leaves the archive"
    return None


def _tar_members(tar: tarfile.TarFile, *, start: int, limits: Limits) -> Iterator[Member | Refused]:
    position = -1
    while (entry := tar.next()) is not None:
        position += 1
        # tarfile keeps every header it has read: half a gigabyte for the full archive of CASS.
        cast("Any", tar).members.clear()
        if position < start or entry.isdir():
            continue
        reason = _why_not(entry, limits)
        if reason is not None:
            yield Refused(position, entry.name, reason)
            continue
        stream = tar.extractfile(entry)
        body = stream.read(limits.member + 1) if stream is not None else b""
        yield Member(position, entry.name, body)


def _why_not(entry: tarfile.TarInfo, limits: Limits) -> str | None:
    if entry.issym() or entry.islnk():
        return "link"
    if not entry.isreg() or entry.issparse():
        return "device or other special file"
    if entry.size > limits.member:
        return "larger than a member may be"
    return suspicious_name(entry.name)


class _BoundedTarInfo(tarfile.TarInfo):
    """Headers whose long names and extensions are bounded before they are read into memory."""

    def _proc_gnulong(self, tarfile_: tarfile.TarFile) -> Self:
        return self._bounded("_proc_gnulong", tarfile_)

    def _proc_pax(self, tarfile_: tarfile.TarFile) -> Self:
        return self._bounded("_proc_pax", tarfile_)

    def _bounded(self, step: str, tarfile_: tarfile.TarFile) -> Self:
        if self.size > _HEADER_BYTES:
            raise tarfile.ReadError("header larger than any real one")
        found: Self = getattr(super(), step)(tarfile_)
        return found


class _TooMuch(Exception):
    """More bytes come out than the limits allow."""


class _Unpacked:
    """The bytes inside a gzip file, counted against what went in."""

    def __init__(self, packed: BinaryIO, limits: Limits) -> None:
        self._packed = packed
        self._unpacked = gzip.GzipFile(fileobj=packed, mode="rb")
        self._limits = limits
        self._given = 0

    def read(self, size: int) -> bytes:
        """Give the next bytes, as many as come at once: an archive cut off gives them before it
        raises."""
        block = self._unpacked.read1(size)
        self._given += len(block)
        if self._given > self._limits.total:
            raise _TooMuch("it unpacks to more than any real one")
        spent = max(1, self._packed.tell())
        if self._given > self._limits.ratio_from and self._given > spent * self._limits.ratio:
            raise _TooMuch("it unpacks to far more than its size")
        return block


def _zip_member(
    archive: zipfile.ZipFile, position: int, entry: zipfile.ZipInfo, *, limits: Limits
) -> Member | Refused:
    reason = _why_not_zip(entry, limits)
    if reason is None:
        try:
            with archive.open(entry) as stream:
                body = stream.read(limits.member + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            reason = "damaged"
        else:
            if len(body) <= limits.member:
                return Member(position, entry.filename, body)
            reason = "larger than a member may be"
    return Refused(position, entry.filename, reason)


def _why_not_zip(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    kind = entry.external_attr >> 16
    if stat.S_ISLNK(kind):
        return "link"
    if kind and stat.S_IFMT(kind) not in (0, stat.S_IFREG):
        return "device or other special file"
    if entry.flag_bits & 0x1:
        return "encrypted"
    if entry.compress_type not in _READABLE_ZIP:
        return "unknown compression"
    if entry.file_size > limits.member:
        return "larger than a member may be"
    small = max(1, entry.compress_size) * limits.ratio
    if entry.file_size > small and entry.file_size > limits.ratio_from // 256:
        return "unpacks to far more than its size"
    # The zip module cuts a name at its first NUL and keeps what stood there.
    return suspicious_name(getattr(entry, "orig_filename", entry.filename))
