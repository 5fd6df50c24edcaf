"""One article out of what its publisher's list and its page say, cut to what the terms allow."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawler.article_citations import cited_decisions
from crawler.article_page import ArticlePage, best_extract
from crawler.feeds import Entry
from crawler.html_page import EXTRACT, extract
from crawler.minting import mint_article_id
from crawler.model import Article, Paragraph, Provenance, Text
from crawler.publishers import Publisher
from crawler.text import with_anchors
from crawler.word_filter import WordFilter

SOURCE: Final = "articles"
LONGEST_TITLE: Final = EXTRACT
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
    if publisher.fulltext:
        paragraphs = with_anchors([Paragraph(one) for one in page.text.split("\n") if one.strip()])
    else:
        short = best_extract(summary, page.text, topic)
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


def own_title(title: str, publisher: Publisher) -> str:
    """Give a title without the name of the site that many pages put behind it."""
    parts = _SUFFIX.split(title)
    names = {name.casefold() for name in publisher.names} | set(publisher.hosts)
    if len(parts) > 1 and parts[-1].strip().casefold() in names:
        end = title.rindex(parts[-1])
        title = title[:end].rstrip(" |–—·»-")
    return extract(title)[:LONGEST_TITLE]
