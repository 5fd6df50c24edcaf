"""The lists of a Decisia site: search results, a year's decisions, the site's collections.

A list has 25 rows a page; past its end a site answers 404 or a list without rows. Rows are read
from their markup, and from the ``data-lbh-*`` attributes where the markup has not what is wanted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import html

from crawler.decisia_hosts import ITEM_PATH
from crawler.errors import SourceChanged
from crawler.html_page import has_class, link_path, read_html, words
from crawler.page import Page
from crawler.spiders.decisia_item import SOURCE

_TOTAL: Final = re.compile(r"(\d[\d,.\s]*)\s*r[eé]sul", re.IGNORECASE)
_NOTHING: Final = re.compile(r"\b(?:no|aucun)\s(?:results?|résultat|documents?)\b", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_COLLECTION_PATH: Final = re.compile(
    r"/(?P<instance>[\w-]+)/(?P<collection>[\w-]+)/(?:en|fr)/(?:\d{4}/)?(?:nav|nav_date)\.do"
)
_YEAR_PATH: Final = re.compile(r"/(?P<year>(?:18|19|20)\d{2})/nav_date\.do")
_HOME_PATH: Final = re.compile(r"/(?P<instance>[\w-]+)/(?:en|fr)/nav\.do")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of a list."""

    instance: str
    collection: str
    number: str
    """The site's number of the item."""
    title: str = ""
    citation: str = ""
    date: str = ""
    """``YYYY-MM-DD``, or empty."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    rows: tuple[ItemRow, ...]
    total: int | None
    """How many rows the whole list has; None where the page does not say."""


def parse_list(page: Page, *, first: bool = True) -> ListPage:
    """Read a page of a list.

    Raises :class:`crawler.errors.SourceChanged` when a row has no link to a decision, and when
    the first page is no list or has no rows though it says that there are results. A later page
    that is no list is past the end.
    """
    root = read_html(page, source=SOURCE)
    if root.xpath("//iframe[@id='decisia-iframe']"):
        raise SourceChanged(SOURCE, page.url, "iframe=true (only the frame around the list came)")
    lists = root.xpath(f"//ul[{has_class('collectionItemList')}]")
    total = _total(root)
    if first and not lists and total is None:
        raise SourceChanged(SOURCE, page.url, "ul.collectionItemList")
    rows = tuple(_row(entry, page) for each in lists for entry in each.xpath("./li"))
    if first and total and not rows:
        raise SourceChanged(SOURCE, page.url, "ul.collectionItemList > li")
    return ListPage(rows, total)


def _total(root: html.HtmlElement) -> int | None:
    for heading in root.xpath("//h1|//h2|//h3"):
        found = _TOTAL.search(words(heading))
        if found:
            return int(re.sub(r"\D", "", found[1]))
    return 0 if _NOTHING.search(words(root)) else None


def _row(entry: html.HtmlElement, page: Page) -> ItemRow:
    links = entry.xpath(f".//*[{has_class('title')}]//a/@href") or entry.xpath(".//h3//a/@href")
    address = next((found for link in links if (found := ITEM_PATH.search(str(link)))), None)
    if address is None:
        path = link_path(_attribute(entry, "data-lbh-document-url"))
        address = ITEM_PATH.search(path)
    if address is None:
        raise SourceChanged(SOURCE, page.url, ".title a[href]")
    return ItemRow(
        instance=address["instance"],
        collection=address["collection"],
        number=address["id"],
        title=_said(entry, "title", "data-lbh-title"),
        citation=_said(entry, "citation", "data-lbh-citation"),
        date=_date(entry, page),
    )


def _date(entry: html.HtmlElement, page: Page) -> str:
    said = _said(entry, "publicationDate", "data-lbh-decision-date")
    day = _DAY.search(said)
    if said and day is None:
        raise SourceChanged(SOURCE, page.url, ".publicationDate")
    return day[0] if day else ""


def _said(entry: html.HtmlElement, name: str, attribute: str) -> str:
    found = words(next(iter(entry.xpath(f".//*[{has_class(name)}]")), None))
    return found or _attribute(entry, attribute)


def _attribute(entry: html.HtmlElement, name: str) -> str:
    return str(next(iter(entry.xpath(f"descendant-or-self::*/@{name}")), "")).strip()


def parse_collections(page: Page, instance: str) -> tuple[str, ...]:
    """Read the collections of an instance from its navigation page (``/{i}/{lang}/nav.do``)."""
    found = (
        match["collection"]
        for href in read_html(page, source=SOURCE).xpath("//a/@href")
        if (match := _COLLECTION_PATH.search(link_path(href))) and match["instance"] == instance
    )
    names = tuple(dict.fromkeys(found))
    if not names:
        raise SourceChanged(SOURCE, page.url, "collections")
    return names


def parse_years(page: Page) -> tuple[int, ...]:
    """Read the years of a collection from its index by date, the newest first."""
    found = {
        int(match["year"])
        for href in read_html(page, source=SOURCE).xpath("//a/@href")
        if (match := _YEAR_PATH.search(str(href)))
    }
    if not found:
        raise SourceChanged(SOURCE, page.url, "years")
    return tuple(sorted(found, reverse=True))


def parse_instance(page: Page) -> str:
    """Read the first part of every path from a site's start page."""
    for href in read_html(page, source=SOURCE).xpath("//a/@href|//iframe/@src"):
        path = link_path(href)
        match = _HOME_PATH.search(path) or _COLLECTION_PATH.search(path)
        if match:
            return match["instance"]
    raise SourceChanged(SOURCE, page.url, "instance")
