"""Lists of articles as publishers offer them: RSS 2.0, Atom, JSON Feed, sitemaps.

Only lists are read here; nothing that they say is stored before its publisher's terms are applied.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
from lxml import etree
from scrapy.utils.sitemap import Sitemap

from crawler.errors import SourceChanged
from crawler.html_page import read_html
from crawler.lines import squeeze
from crawler.model import PartialDate
from crawler.page import Page
from crawler.text import html_to_text

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a sitemap, unpacked, above which it is refused (sitemaps.org sets the same limit)."""

DISCOVERED: Final = (
    "/feed/",
    "/rss.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
)
"""Where a list usually stands when the start page names none, in the order to try."""

UNKNOWN_DATE: Final = PartialDate()
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"}
)
_ENTITIES: Final = b"<!entity"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a list names it; everything but the address may be empty."""

    url: str
    title: str = ""
    author: str = ""
    date: PartialDate = UNKNOWN_DATE
    """Day of publication, as printed in the publisher's own time zone."""
    changed: str = ""
    """The publisher's own time of last change (or of publication), as it prints it."""
    summary: str = ""
    words: str = ""
    """Everything else the list says of it: tags, content. Read for the topic, never stored."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of articles, or of further lists."""

    entries: tuple[Entry, ...] = ()
    lists: tuple[str, ...] = ()


def read_listing(page: Page, *, source: str) -> Listing:
    """Read any of the formats.

    Raises :class:`crawler.errors.SourceChanged` when the page is none of them: an error page
    served with status 200 must not look like a list without articles.
    """
    body = _unpacked(page, source=source)
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"{"):
        return _json_feed(page, body, source=source)
    if b"<urlset" in head or b"<sitemapindex" in head:
        return _sitemap(page, body, source=source)
    return _feed(page, body, source=source)


def feed_links(page: Page, *, source: str) -> tuple[str, ...]:
    """Give the feeds that a page names (``link rel="alternate"``), comments' feeds left out."""
    root = read_html(page, source=source)
    found = [
        urljoin(page.url, link.get("href", ""))
        for link in root.iter("link")
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").lower() in _FEED_TYPES
        and link.get("href")
        and "comment" not in (link.get("href", "") + link.get("title", "")).lower()
        and "oembed" not in link.get("href", "")
        and "/wp-json/" not in link.get("href", "")
    ]
    return tuple(dict.fromkeys(found))


def _unpacked(page: Page, *, source: str) -> bytes:
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        body = unpacker.decompress(page.body, LARGEST)
    except zlib.error as wrong:
        raise SourceChanged(source, page.url, "gzip body") from wrong
    if unpacker.unconsumed_tail:
        raise SourceChanged(source, page.url, "gzip body (over 50 MB)")
    return body


def _feed(page: Page, body: bytes, *, source: str) -> Listing:
    if _ENTITIES in body[:20_000].lower():
        raise SourceChanged(source, page.url, "feed (declares entities)")
    # A file object, never the bytes themselves: feedparser takes a string for a path or address.
    kind = page.header("content-type") or "application/xml"
    found = feedparser.parse(io.BytesIO(body), response_headers={"content-type": kind})
    if not found.get("version"):
        raise SourceChanged(source, page.url, "feed")
    return Listing(tuple(_entry(each, page.url) for each in found.entries if each.get("link")))


def _entry(each: dict[str, Any], base: str) -> Entry:
    contents = [content.get("value", "") for content in each.get("content", ())]
    tags = [tag.get("term") or "" for tag in each.get("tags", ())]
    # feedparser gives the one for the other, with a warning; a plain look-up does not.
    published, updated = dict.get(each, "published", ""), dict.get(each, "updated", "")
    return Entry(
        url=urljoin(base, each["link"]),
        title=_plain(each.get("title", "")),
        author=_plain(each.get("author", "")),
        date=_day(published or updated),
        changed=updated or published,
        summary=_plain(each.get("summary", "")),
        words=" ".join([*tags, *map(_plain, contents)]),
    )


def _json_feed(page: Page, body: bytes, *, source: str) -> Listing:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise SourceChanged(source, page.url, "JSON Feed") from wrong
    version = str(found.get("version", ""))
    items = found.get("items")
    if "jsonfeed.org/version/" not in version or not isinstance(items, list):
        raise SourceChanged(source, page.url, "JSON Feed")
    return Listing(tuple(_json_entries(items, page.url)))


def _json_entries(items: list[Any], base: str) -> Iterator[Entry]:
    for item in items:
        url = item.get("url") or item.get("external_url") if isinstance(item, dict) else None
        if not isinstance(url, str):
            continue
        text = {key: value for key, value in item.items() if isinstance(value, str)}
        authors = item.get("authors") or [item.get("author")]
        names = [each.get("name") or "" for each in authors if isinstance(each, dict)]
        published, changed = text.get("date_published", ""), text.get("date_modified", "")
        content = text.get("content_text") or _plain(text.get("content_html", ""))
        yield Entry(
            url=urljoin(base, url),
            title=squeeze(text.get("title", "")),
            author=", ".join(filter(None, names)),
            date=_day(published or changed),
            changed=changed or published,
            summary=squeeze(text.get("summary", "")),
            words=" ".join([*map(str, item.get("tags") or ()), content]),
        )


def _sitemap(page: Page, body: bytes, *, source: str) -> Listing:
    try:
        found = Sitemap(body)
        rows = [row for row in found if row.get("loc")]
    except etree.XMLSyntaxError as wrong:
        raise SourceChanged(source, page.url, "sitemap") from wrong
    if found.type == "sitemapindex":
        return Listing(lists=tuple(row["loc"] for row in rows))
    return Listing(tuple(Entry(row["loc"], changed=row.get("lastmod") or "") for row in rows))


def _plain(markup: str) -> str:
    return squeeze(html_to_text(markup)) if "<" in markup or "&" in markup else squeeze(markup)


def _day(text: str) -> PartialDate:
    """The day as the publisher prints it, whatever its time zone; unknown for anything else."""
    given = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(given)
        except (ValueError, TypeError):
            continue
        return PartialDate(moment.year, moment.month, moment.day)
    return PartialDate()
