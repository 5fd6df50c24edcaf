"""The feeds of a Decisia collection: which decisions were published or changed, and when.

An old decision comes again when it is translated or corrected; the time of that change, not the
day of the decision, says whether to read it anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

from lxml import etree

from crawler.decisia_hosts import ITEM_PATH
from crawler.errors import SourceChanged
from crawler.html_page import link_path
from crawler.page import Page, read_json
from crawler.spiders.decisia_item import SOURCE
from crawler.spiders.decisia_lists import ItemRow

_CHANGED: Final = re.compile(
    r"(?:published|updated|changed|publié|mis à jour|modifié)\D{0,12}(\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECISION: Final = "{http://lexum.com/decision/}"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a feed."""

    row: ItemRow
    changed: str
    """Day of the change, ``YYYY-MM-DD``; empty when not said."""


def parse_feed(page: Page, kind: str) -> tuple[Change, ...]:
    """Read a feed, ``kind`` being ``json`` or ``rss``.

    Raises :class:`crawler.errors.SourceChanged` when it is none; entries that lead to no
    decision are left out.
    """
    return _json(page) if kind == "json" else _rss(page)


def _json(page: Page) -> tuple[Change, ...]:
    items = read_json(page, source=SOURCE).get("items")
    if not isinstance(items, list):
        raise SourceChanged(SOURCE, page.url, "items")
    return tuple(
        change for item in items if isinstance(item, dict) and (change := _json_change(item))
    )


def _json_change(item: dict[str, Any]) -> Change | None:
    modified = _day(item, "date_modified") or _day(item, "date_published")
    said = _CHANGED.search(str(item.get("content_text") or ""))
    return _change(
        str(item.get("url") or item.get("id") or ""),
        title=str(item.get("title") or ""),
        citation=str(item.get("_neutral_citation") or ""),
        changed=said[1] if said else modified,
    )


def _day(item: dict[str, Any], name: str) -> str:
    found = _DAY.match(str(item.get(name) or ""))
    return found[0] if found else ""


def _rss(page: Page) -> tuple[Change, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(page.body, parser)
    except etree.XMLSyntaxError as wrong:
        raise SourceChanged(SOURCE, page.url, "RSS body") from wrong
    if root.tag != "rss":
        raise SourceChanged(SOURCE, page.url, "rss")
    changes = (_rss_change(item) for item in root.iterfind("channel/item"))
    return tuple(change for change in changes if change)


def _rss_change(item: etree._Element) -> Change | None:
    said = _CHANGED.search(item.findtext("description") or "")
    return _change(
        item.findtext("link") or "",
        title=item.findtext("title") or "",
        date=item.findtext(f"{_DECISION}date") or "",
        changed=said[1] if said else _published(item.findtext("pubDate") or ""),
    )


def _published(text: str) -> str:
    try:
        return parsedate_to_datetime(text).astimezone(UTC).date().isoformat()
    except ValueError:
        return ""


def _change(
    url: str, *, title: str, changed: str, date: str = "", citation: str = ""
) -> Change | None:
    address = ITEM_PATH.search(link_path(url))
    if address is None:
        return None
    row = ItemRow(
        instance=address["instance"],
        collection=address["collection"],
        number=address["id"],
        title=title.strip(),
        citation=citation.strip(),
        date=date.strip(),
    )
    return Change(row, changed)
