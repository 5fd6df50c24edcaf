"""What one page of a decision on a Decisia site says: header table, text, document link.

Format: Lexum's Decisia and Norma. ``td.metadata`` is often not closed, values of one label are
parted by ``br``, and which labels there are differs from body to body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from lxml import html

from crawler.decisia import header_field, split_header
from crawler.decisia_hosts import ITEM_PATH, DecisiaHost
from crawler.errors import SourceChanged
from crawler.html_page import has_class, language_of, lines, link_to, read_html, words
from crawler.model import Paragraph
from crawler.page import Page
from crawler.text import html_to_paragraphs
from crawler.zones import zone_paragraphs

SOURCE: Final = "decisia"

_HEADER = "//*[@id='decisia-document-header']"
_CONTENT = "//*[@id='document-content']"
_FIRST_LINES: Final = 40
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SUMMARY_LABELS = frozenset({"summary", "résumé", "sommaire"})


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One language's page of a decision."""

    page: Page
    instance: str
    collection: str
    number: str
    """The site's own number of the item, the same in both languages."""
    locale: str
    """Language of the page."""
    language: str
    """Language of the decision on it, which need not be the page's."""
    url: str
    """Its official address."""
    title: str
    fields: Mapping[str, tuple[str, ...]]
    """Values of the header by the names of :mod:`crawler.decisia`."""
    paragraphs: tuple[Paragraph, ...]
    summary: str
    """The editors' summary that stands apart from the decision; empty for none."""
    document_url: str
    """Where the document itself can be had, usually a PDF; empty for none."""

    def field(self, name: str) -> str:
        """Give the first value of a field; empty for none."""
        return next(iter(self.fields.get(name, ())), "")

    @property
    def date(self) -> str:
        """The day of the decision, ``YYYY-MM-DD``; empty when the page has none."""
        day = _ISO_DAY.search(self.field("date"))
        return day[0] if day else ""


def read_item(page: Page, host: DecisiaHost) -> ItemPage:
    """Read a decision's page.

    Raises :class:`crawler.errors.SourceChanged` when it has no title, no date, or neither a text
    nor a document.
    """
    address = ITEM_PATH.search(urlsplit(page.url).path)
    if address is None:
        raise SourceChanged(SOURCE, page.url, "address of an item")
    official = host.item_url(
        address["collection"], address["id"], address["language"], instance=address["instance"]
    )
    root = read_html(page, source=SOURCE)
    content = _content(root)
    if content is None and root.xpath("//iframe[@id='decisia-iframe']"):
        raise SourceChanged(SOURCE, page.url, "iframe=true (only the frame around the page came)")
    text = "" if content is None else "\n".join(lines(content))
    language = language_of(text, otherwise=address["language"])
    item = ItemPage(
        page=page,
        instance=address["instance"],
        collection=address["collection"],
        number=address["id"],
        locale=address["language"],
        language=language,
        url=official,
        title=_title(root),
        fields=_fields(root, text),
        paragraphs=() if content is None else _paragraphs(content, language),
        summary=_summary(root),
        document_url=_document_url(root, official),
    )
    return _checked(item)


def _checked(item: ItemPage) -> ItemPage:
    if not item.title:
        raise SourceChanged(SOURCE, item.page.url, "h3.title")
    if not item.date:
        raise SourceChanged(SOURCE, item.page.url, "Date")
    if not (item.paragraphs or item.document_url):
        raise SourceChanged(SOURCE, item.page.url, "#document-content")
    return item


def _title(root: html.HtmlElement) -> str:
    for place in (f"{_HEADER}//*[{has_class('title')}]", "//h3[" + has_class("title") + "]"):
        for found in root.xpath(place):
            if words(found):
                return words(found)
    # "Name - Site": the name itself may hold the same sign.
    return words(next(iter(root.xpath("//title")), None)).rpartition(" - ")[0]


def _fields(root: html.HtmlElement, text: str) -> Mapping[str, tuple[str, ...]]:
    fields: dict[str, list[str]] = {}
    for label, cell in _cells(root):
        name = header_field(label)
        if name is not None:
            fields.setdefault(name, []).extend(lines(cell))
    printed, _ = split_header("\n".join(text.split("\n")[:_FIRST_LINES]))
    for name in ("date", "docket", "neutral_citation"):
        if printed.get(name) and not fields.get(name):
            fields[name] = printed[name].split("\n")
    return MappingProxyType({name: tuple(values) for name, values in fields.items()})


def _cells(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    for row in root.xpath(f"{_HEADER}//tr"):
        cells = row.xpath("./td|./th")
        for label, value in zip(cells[0::2], cells[1::2], strict=False):
            yield words(label), value


def _content(root: html.HtmlElement) -> html.HtmlElement | None:
    """The element of the text; None where only a document is published."""
    if root.xpath(f"//*[{has_class('decisia-decision-pdf-only')}]"):
        return None
    for place in (f"{_CONTENT}//*[{has_class('documentcontent')}]", _CONTENT):
        for found in root.xpath(place):
            if found.xpath(f"ancestor-or-self::*[{has_class('pdf-converted')}]"):
                return None
            if words(found):
                return found
    return None


def _paragraphs(content: html.HtmlElement, language: str) -> tuple[Paragraph, ...]:
    markup = html.tostring(content, encoding="unicode", with_tail=False)
    return html_to_paragraphs(markup, language=language, country="CA")


def zoned(paragraphs: tuple[Paragraph, ...], *, language: str, court: str) -> tuple[Paragraph, ...]:
    """Give the paragraphs with their zones, as for any Canadian court."""
    return zone_paragraphs(paragraphs, country="CA", language=language, court=court)


def _summary(root: html.HtmlElement) -> str:
    """The summary above the decision: a row of the header, a block of its own, or a heading's."""
    for label, cell in _cells(root):
        if header_field(label) == "summary":
            return "\n".join(lines(cell))
    for block in root.xpath(f"//*[{has_class('summary-content')}]"):
        if not block.xpath("ancestor::*[@id='document-content']"):
            return "\n".join(lines(block))
    for heading in root.xpath("//h1|//h2|//h3|//h4|//h5"):
        if words(heading).rstrip(" :").lower() in _SUMMARY_LABELS:
            return "\n".join(_below(heading))
    return ""


def _below(heading: html.HtmlElement) -> Iterator[str]:
    for follower in heading.itersiblings():
        if not isinstance(follower.tag, str):
            continue
        if re.fullmatch(r"h\d", follower.tag) or follower.get("id") == "document-content":
            return
        yield from lines(follower)


def _document_url(root: html.HtmlElement, official: str) -> str:
    """The link of the document on the official site; another site's link is not followed."""
    for href in root.xpath("//a[contains(@href, 'document.do')]/@href"):
        url = link_to(str(href).partition("?")[0], base=official)
        if urlsplit(url).hostname == urlsplit(official).hostname:
            return url
    return ""
