"""A fetched page as a tree, and the few readings of it that several parsers share."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import html
from lxml.etree import ParserError

from crawler.errors import SourceChanged
from crawler.lines import squeeze
from crawler.page import Page
from crawler.text import html_to_text

EXTRACT: Final = 300
"""Longest extract, in characters, of what a licence does not let us keep whole."""

_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|that|is|was|for|with|by|not)\b", re.IGNORECASE)
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|et|que|qui|est|une|dans|par|pas)\b", re.IGNORECASE)
_FEW_WORDS = 6


def read_html(page: Page, *, source: str) -> html.HtmlElement:
    """Read the body as a page.

    Raises :class:`crawler.errors.SourceChanged` when there is no element in it.
    """
    charset = _CHARSET.search(page.header("content-type") or "")
    try:
        encoding = charset[1] if charset else "utf-8"
        parser = html.HTMLParser(encoding=encoding, huge_tree=True)
        return html.document_fromstring(page.body, parser=parser)
    except (ParserError, LookupError) as wrong:
        raise SourceChanged(source, page.url, "HTML body") from wrong


def words(element: html.HtmlElement | None) -> str:
    """Give the words of an element on one line; empty for no element."""
    return "" if element is None else squeeze(str(element.text_content()))


def lines(element: html.HtmlElement) -> tuple[str, ...]:
    """Give the words of an element line by line, as blocks and ``br`` part them."""
    text = html_to_text(html.tostring(element, encoding="unicode", with_tail=False))
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def extract(text: str) -> str:
    """Cut a text at a word, to :data:`EXTRACT` characters with the sign of the cut."""
    whole = squeeze(text)
    if len(whole) <= EXTRACT:
        return whole
    return whole[: EXTRACT - 1].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"


def language_of(text: str, *, otherwise: str) -> str:
    """Tell English from French by their small words; ``otherwise`` where there are too few.

    A Decisia site serves a decision that was never translated on the pages of both languages.
    """
    head = text[:20_000]
    english, french = len(_ENGLISH.findall(head)), len(_FRENCH.findall(head))
    if english + french < _FEW_WORDS or english == french:
        return otherwise
    return "en" if english > french else "fr"


def link_to(href: object, *, base: str = "") -> str:
    """Give the whole address of a link; empty for one that is none (``http://[``)."""
    try:
        url = urljoin(base, str(href).strip())
        urlsplit(url)
    except ValueError:
        return ""
    return url


def link_path(href: object) -> str:
    """Give the path of a link; empty for a link that is none."""
    return urlsplit(link_to(href)).path


def has_class(name: str) -> str:
    """Give the XPath test for an element that has a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
