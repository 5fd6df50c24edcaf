"""An article's page: title, author, date, words and links, by trafilatura.

Where the terms allow no more than an extract, the words live in memory only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import trafilatura
from lxml import etree

from crawler.errors import InvalidDate, SourceChanged
from crawler.html_page import EXTRACT, extract, read_html
from crawler.lines import squeeze
from crawler.model import PartialDate
from crawler.page import Page
from crawler.word_filter import WordFilter

LARGEST: Final = 8 * 1024 * 1024
"""Bytes above which a page is not read: no article is so long."""

_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«“\"])")


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What a page says; anything may be empty."""

    title: str
    author: str
    date: PartialDate
    description: str
    text: str
    """One paragraph a line."""
    links: tuple[str, ...]


def read_article(page: Page, *, source: str) -> ArticlePage:
    """Read a page.

    Raises :class:`crawler.errors.SourceChanged` when it has neither a title nor any words.
    """
    if len(page.body) > LARGEST:
        raise SourceChanged(source, page.url, "article (over 8 MB)")
    root = read_html(page, source=source)
    links = tuple(
        dict.fromkeys(urljoin(page.url, link.strip()) for link in map(str, root.xpath("//a/@href")))
    )
    text_of = etree.tostring(root, encoding="unicode", method="html")
    found = trafilatura.bare_extraction(
        text_of,
        url=page.url,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    given = found if isinstance(found, dict) else (found.as_dict() if found else {})
    title = squeeze(given.get("title") or "")
    text = (given.get("text") or "").strip()
    if not title and not text:
        raise SourceChanged(source, page.url, "article text")
    return ArticlePage(
        title=title,
        author=squeeze((given.get("author") or "").replace(";", ",")),
        date=_date(given.get("date")),
        description=squeeze(given.get("description") or ""),
        text=text,
        links=links,
    )


def best_extract(summary: str, text: str, topic: WordFilter) -> str:
    """Give at most 300 characters: the publisher's summary, else the sentence on the topic."""
    if summary:
        return extract(summary)
    sentences = [squeeze(one) for line in text.split("\n") for one in _SENTENCE.split(line)]
    whole = [one for one in sentences if len(one) > 40]
    on_topic = next((one for one in whole if topic.matches(one)), None)
    return extract(on_topic or " ".join(whole[:3])[: 2 * EXTRACT])


def _date(text: object) -> PartialDate:
    try:
        return PartialDate.parse(str(text)[:10] if text else None)
    except InvalidDate:
        return PartialDate()
