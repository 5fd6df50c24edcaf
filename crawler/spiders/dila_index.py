"""What DILA's folders list: full archives, the deltas after them, and lists of withdrawn texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from crawler.errors import SourceChanged
from crawler.page import Page

SOURCE: Final = "dila"
ID: Final = re.compile(r"(?:JURI|CETA|CONS|CNIL)TEXT\d{12}")
"""Ids of decisions on Légifrance, by which DILA names its files."""
SUPPRESSIONS: Final = re.compile(r"liste_suppression_\w{2,20}\.dat", re.IGNORECASE)
"""Names of the lists of withdrawn texts inside a delta."""

_LINK: Final = re.compile(r"href\s*=\s*[\"']?([^\"'>\s]{1,300})", re.IGNORECASE)
_ARCHIVE: Final = re.compile(
    r"(?P<full>Freemium_)?(?P<base>[A-Za-z]{2,12})_(?(full)global_)(?P<stamp>\d{8}-\d{6})\.tar\.gz",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Archive:
    """One archive of a base; archives sort in the order in which they apply."""

    stamp: str
    """When DILA made it, ``20250713-140000``."""
    delta: bool
    """False for a full archive, which holds every text of the base."""
    name: str
    base: str
    """In capitals: ``CASS``."""


def parse_archive_name(name: str) -> Archive | None:
    """Read the name of an archive; None for any other file."""
    found = _ARCHIVE.fullmatch(name)
    if found is None:
        return None
    return Archive(found["stamp"], not found["full"], name, found["base"].upper())


def parse_index(page: Page, *, base: str) -> tuple[Archive, ...]:
    """Read the page of a base's folder, archives in the order of their times.

    Raises :class:`crawler.errors.SourceChanged` when it lists none: a base is never empty.
    """
    text = page.body.decode("utf-8", "replace")
    names = (unquote(link).rpartition("/")[2] for link in _LINK.findall(text))
    found = {archive for archive in map(parse_archive_name, names) if archive is not None}
    archives = tuple(sorted(archive for archive in found if archive.base == base))
    if not archives:
        raise SourceChanged(SOURCE, page.url, f"archives of {base}")
    return archives


def archives_to_apply(archives: Sequence[Archive], *, applied: str) -> tuple[Archive, ...]:
    """Choose what to read, in order; ``applied`` is the time of the last archive read, or empty.

    From scratch: the newest full archive and every delta after it. Later: the deltas after the
    last one read, as long as the folder still reaches back to it; else, since deltas in between
    may be gone, the newest full archive again.
    """
    full = max((archive for archive in archives if not archive.delta), default=None)
    deltas = [archive for archive in archives if archive.delta]
    reaches_back = any(archive.stamp <= applied for archive in archives)
    if applied and (reaches_back or full is None or full.stamp <= applied):
        return tuple(delta for delta in deltas if delta.stamp > applied)
    start = full.stamp if full else ""
    return (*((full,) if full else ()), *(delta for delta in deltas if delta.stamp > start))


def parse_suppressions(body: bytes, *, url: str) -> tuple[str, ...]:
    """Read the ids of a list of withdrawn texts: paths without extension, blanks between.

    Raises :class:`crawler.errors.SourceChanged` for a list that has words and no id.
    """
    text = body.decode("utf-8", "replace")
    ids = tuple(dict.fromkeys(ID.findall(text)))
    if text.strip() and not ids:
        raise SourceChanged(SOURCE, url, "list of withdrawn texts")
    return ids
