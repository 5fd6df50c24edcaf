"""A search as a feed: what is newest in it, as Atom (RFC 4287) and as JSON Feed 1.1.

Both are made of the same entries. A decision's day is its date in the feed; where only a year or a
month is known, its first day stands for it, because both formats ask for an instant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from search_api.responses import Hit, SearchBody
from ui.labels import Labels
from ui.urls import SearchState, document_url
from ui.view import chips_of

FEED_LENGTH = 50
"""Entries of a feed, the newest first."""
ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a feed."""

    url: str
    title: str
    day: str
    """``YYYY-MM-DDT00:00:00Z``; empty where no date is established."""
    text: str
    language: str
    tags: tuple[str, ...]


def feed_title(state: SearchState, labels: Labels) -> str:
    """What the feed holds, in words."""
    said = [labels.words.quoted(state.q)] if state.q else []
    said += [chip.value for chip in chips_of(state, labels)]
    return " · ".join(["jurisocial", *(said or [labels.words.gettext("All documents")])])


def entries_of(hits: Sequence[Hit], state: SearchState, root: str) -> tuple[Entry, ...]:
    """The documents with absolute addresses; ``root`` is that of the site."""
    return tuple(
        Entry(
            url=root.rstrip("/") + document_url(state.language, hit.kind, hit.id),
            title=" · ".join(dict.fromkeys(each for each in (hit.title, hit.citation) if each)),
            day=_instant(hit.date),
            text=_text(hit),
            language=hit.language,
            tags=tuple(each.label for each in (*hit.issues, *hit.platforms)),
        )
        for hit in hits
    )


def atom_feed(body: SearchBody, state: SearchState, labels: Labels, *, root: str) -> bytes:
    """The search as an Atom feed."""
    home = root.rstrip("/")
    own, page = home + state.page_url("search.atom"), home + state.page_url("search")
    entries = entries_of(body.hits, state, root)
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": state.language})
    _add(feed, "id", page)
    _add(feed, "title", feed_title(state, labels))
    _add(feed, "updated", max((each.day for each in entries), default="") or "1970-01-01T00:00:00Z")
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(_add(feed, "author"), "name", "jurisocial")
    for each in entries:
        entry = _add(feed, "entry")
        entry.set("xml:lang", each.language)
        _add(entry, "id", each.url)
        _add(entry, "title", each.title)
        _add(entry, "updated", each.day or "1970-01-01T00:00:00Z")
        _add(entry, "link", rel="alternate", type="text/html", href=each.url)
        for tag in each.tags:
            _add(entry, "category", term=tag)
        _add(entry, "summary", each.text)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(body: SearchBody, state: SearchState, labels: Labels, *, root: str) -> bytes:
    """The search as a JSON Feed."""
    home = root.rstrip("/")
    items: list[dict[str, Any]] = []
    for each in entries_of(body.hits, state, root):
        item: dict[str, Any] = {
            "id": each.url, "url": each.url, "title": each.title, "content_text": each.text,
            "language": each.language, "tags": list(each.tags),
        }  # fmt: skip
        items.append({**item, "date_published": each.day} if each.day else item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(state, labels),
        "home_page_url": home + state.page_url("search"),
        "feed_url": home + state.page_url("search.json"),
        "language": state.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8")


def _instant(date: str) -> str:
    rest = {4: "-01-01", 7: "-01", 10: ""}.get(len(date))
    return "" if rest is None else f"{date}{rest}T00:00:00Z"


def _text(hit: Hit) -> str:
    facts = [hit.court_label or hit.publisher, hit.jurisdiction_label]
    ruling = [each.label for each in (hit.sanction, hit.outcome) if each]
    lines = [" · ".join(each for each in facts if each), " → ".join(ruling)]
    lines += [each.text for each in hit.snippets[:1]]
    return "\n".join(each for each in lines if each)


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    child.text = _NOT_XML.sub("", text) or None
    return child
