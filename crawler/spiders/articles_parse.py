"""One article out of what its publisher's list and its page say, cut to what the terms allow."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawler.addresses import canonical
from crawler.article_citations import cited_decisions
from crawler.article_page import ArticlePage, best_extract, read_article
from crawler.errors import NotADecision
from crawler.feeds import Entry
from crawler.html_page import extract
from crawler.known_articles import title_key
from crawler.minting import mint_article_id
from crawler.model import Article, Paragraph, Provenance, Text
from crawler.page import Page
from crawler.publishers import Publisher, load_publishers
from crawler.reservations import page_refusal
from crawler.spiders.service_public import make_sheet_article, read_sheet
from crawler.text import with_anchors
from crawler.topic import DEFAULT_TOPIC, load_topic
from crawler.word_filter import WordFilter

SOURCE: Final = "articles"
LONGEST_TITLE: Final = 200
"""Characters of a title: a site that puts its whole text there must not get it stored."""
LONGEST_AUTHOR: Final = 120
_SUFFIX: Final = re.compile(r"\s+[|–—·»-]\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one visit of an article gave."""

    publisher: Publisher
    entry: Entry
    page: ArticlePage
    fetched_at: datetime


def make_article(reading: Reading, *, url: str, topic: WordFilter) -> Article:
    """Give the article under a newly minted id.

    Of a publisher whose terms allow no more, nothing is kept but title, author, date, address,
    the numbers of the decisions that it cites and an extract of at most 300 characters. The hash
    is that of what is kept: a page's other parts change with every visit.
    """
    publisher, entry, page = reading.publisher, reading.entry, reading.page
    title = own_title(entry.title or page.title, publisher) or url
    date = entry.date if entry.date.year else page.date
    author = extract(entry.author or page.author)[:LONGEST_AUTHOR]
    summary = entry.summary or page.description
    text = _below_title(page.text, title)
    if publisher.fulltext:
        paragraphs = with_anchors([Paragraph(one) for one in text.split("\n") if one.strip()])
    else:
        short = "" if publisher.terms == "link" else best_extract(summary, text, topic)
        paragraphs = with_anchors([Paragraph(short)]) if short else ()
    words = "\n".join((title, summary, entry.words, page.text))
    cites = cited_decisions(words, page.links)
    kept = [url, title, str(date), author, cites, [one.text for one in paragraphs]]
    return Article(
        id=mint_article_id(title, publisher.label),
        title=title,
        date=date,
        language=publisher.language,
        jurisdiction=publisher.jurisdiction,
        texts=(Text(publisher.language, title, paragraphs=paragraphs),),
        provenances=(
            Provenance(
                source=SOURCE,
                retrieved_at=reading.fetched_at,
                licence=publisher.licence,
                fulltext_allowed=publisher.fulltext,
                content_hash=hashlib.sha256(json.dumps(kept).encode()).hexdigest(),
                obtained="page",
                url=url,
                source_id=url,
                source_updated_at=entry.changed,
                attribution=publisher.attribution or publisher.label,
            ),
        ),
        publisher=publisher.label,
        author=author,
        form="article",
        cites=cites,
    )


def parse_article(page: Page) -> Article:
    """Give what one page alone makes: an article's page, or a sheet of service-public.gouv.fr.

    Raises :class:`crawler.errors.NotADecision` where text and data mining is reserved and for what
    is no text, and :class:`crawler.errors.SourceChanged` for what cannot be read.
    """
    publisher = load_publishers().of_url(page.url)
    if publisher is None:
        raise NotADecision(SOURCE, page.url, "no publisher of the table")
    if publisher.fulltext and page.media_type.endswith("xml"):
        return make_sheet_article(read_sheet(page), page)
    refusal = page_refusal(page)
    if refusal:
        raise NotADecision(SOURCE, page.url, refusal)
    topic = WordFilter.of(query for _, query in load_topic(DEFAULT_TOPIC).of(SOURCE).queries)
    found = read_article(page, source=SOURCE)
    reading = Reading(publisher, Entry(page.url), found, page.fetched_at)
    return make_article(reading, url=canonical(page.url), topic=topic)


def _below_title(text: str, title: str) -> str:
    """The text without the lines that only repeat its title, alone or with the site's name."""
    key = title_key(title)
    return "\n".join(
        line
        for line in text.split("\n")
        if not (key and title_key(line).startswith(key) and len(line) < len(title) + 60)
    )


def own_title(title: str, publisher: Publisher) -> str:
    """Give a title without the name of the site that many pages put behind it."""
    parts = _SUFFIX.split(title)
    names = {name.casefold() for name in publisher.names} | set(publisher.hosts)
    if len(parts) > 1 and parts[-1].strip().casefold() in names:
        end = title.rindex(parts[-1])
        title = title[:end].rstrip(" |–—·»-")
    whole = extract(title)
    return whole if len(whole) <= LONGEST_TITLE else whole[: LONGEST_TITLE - 1].rstrip() + "…"
