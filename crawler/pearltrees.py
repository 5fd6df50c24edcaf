"""Imports the owner's Pearltrees collection, from either of the site's own exports.

Nothing is fetched: each link becomes a reference to the decision that its address names, or an
article with title, address and topics, which a crawl of its publisher may complete later.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from crawler.addresses import same_page
from crawler.courts import load_courts
from crawler.errors import InvalidAddress
from crawler.identifiers import NeutralCitation
from crawler.importing import BadLine
from crawler.known_articles import KnownArticles
from crawler.minting import mint_article_id, mint_id
from crawler.model import Article, DecisionReference, Document, PartialDate, Provenance, Text
from crawler.pearls import Fault, Pearl, UnreadableExport
from crawler.pearltrees_html import read_bookmarks
from crawler.pearltrees_rdf import read_rdf
from crawler.publishers import load_publishers
from crawler.routing import Route, route

SOURCE: Final = "pearltrees"
LICENCE: Final = (
    "Title and address from the owner's own collection of links; read the page at its address."
)
LARGEST: Final = 64 * 1024 * 1024
"""Bytes above which a file is refused; Pearltrees stops its exports at about 24 MB."""

_UNKNOWN_COURT: Final = "x"
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|for|and|how|at|on|in|your|is|employers?|employees?)\b", re.I
)
_FRENCH: Final = re.compile(
    r"[àâçéèêëîïôùûœ]|\b(?:le|la|les|des|du|et|au|aux|en|sur|une?|pour|par|son|ses)\b|\b[ldcsnj]['’]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Link:
    """One address with everything that the collection says of it."""

    pearl: Pearl
    route: Route
    topics: tuple[str, ...]


def import_pearls(
    source: Path | bytes,
    *,
    name: str,
    imported_at: datetime,
    known: KnownArticles | None = None,
) -> Iterator[Document | BadLine]:
    """Give each link of an RDF or HTML export as a document, then what could not be taken over.

    ``name`` is the file's name, whose ending tells the format (``.rdf``, ``.xml``, ``.html``,
    ``.htm``); ``imported_at`` is time-zone aware. A link that stands in several collections is
    one document with all their titles as topics. With ``known`` (read from the corpus) an article
    that is there already keeps its id. The same file imported again gives the same documents.
    """
    try:
        data = _bytes(source)
        pearls, faults = _read(data, name)
    except UnreadableExport as wrong:
        yield _bad(wrong.fault)
        return
    links, refused = _links(pearls)
    taken: dict[str, str] = {}
    articles = known or KnownArticles()
    for link in links:
        document = _document(link, imported_at=imported_at, taken=taken, known=articles)
        taken[document.id] = same_page(link.route.url)
        yield document
    for fault in (*faults, *refused):
        yield _bad(fault)


def _bytes(source: Path | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > LARGEST:
        raise UnreadableExport(
            Fault(
                1,
                f"The file has {size / 1_048_576:.0f} MB; the limit is 64 MB.",
                "Export the collections one by one and import each file.",
            )
        )
    return source if isinstance(source, bytes) else source.read_bytes()


def _read(data: bytes, name: str) -> tuple[tuple[Pearl, ...], tuple[Fault, ...]]:
    """Read by the file's ending, or by its content where the ending says something else."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"netscape-bookmark-file" in head or name.lower().endswith((".html", ".htm")):
        return read_bookmarks(data), ()
    return read_rdf(data)


def _links(pearls: tuple[Pearl, ...]) -> tuple[tuple[_Link, ...], tuple[Fault, ...]]:
    """One link for each address, and the pearls that lead nowhere."""
    links: dict[str, _Link] = {}
    faults: list[Fault] = []
    for pearl in pearls:
        shown = pearl.title[:60] or "without a title"
        if not pearl.url:
            faults.append(Fault(pearl.line, f"“{shown}” has no address (a note or a file)."))
            continue
        try:
            found = route(pearl.url)
        except InvalidAddress as wrong:
            faults.append(Fault(pearl.line, str(wrong)))
            continue
        if same_page(found.url).partition("/")[0] == "pearltrees.com":
            faults.append(Fault(pearl.line, f"“{shown}” leads to Pearltrees itself."))
            continue
        key = same_page(found.url)
        earlier = links.get(key)
        topics = tuple(dict.fromkeys((*(earlier.topics if earlier else ()), *pearl.collections)))
        links[key] = replace(earlier, topics=topics) if earlier else _Link(pearl, found, topics)
    return tuple(links.values()), tuple(faults)


def _document(
    link: _Link, *, imported_at: datetime, taken: dict[str, str], known: KnownArticles
) -> Document:
    url = link.route.url
    title = link.pearl.title or url
    language = link.route.language or _language(title)
    told = repr((url, title, link.topics, link.pearl.note))
    fields: dict[str, Any] = {
        "title": title,
        "language": language,
        "texts": (Text(language, title, link.pearl.note),),
        "provenances": (
            Provenance(
                source=SOURCE,
                retrieved_at=imported_at,
                licence=LICENCE,
                fulltext_allowed=False,
                content_hash=hashlib.sha256(told.encode()).hexdigest(),
                obtained="import",
                url=url,
                source_id=url,
            ),
        ),
    }
    if link.route.is_decision:
        return _reference(link, fields, taken=taken)
    return _article(link, fields, taken=taken, known=known)


def _reference(link: _Link, fields: dict[str, Any], *, taken: dict[str, str]) -> DecisionReference:
    names = link.route.identifiers
    neutral = next((name for name in names if isinstance(name, NeutralCitation)), None)
    court = link.route.court or (neutral.court.code if neutral and neutral.court else "")
    place = court or ("fr-x" if link.route.jurisdiction == "FR" else _UNKNOWN_COURT)
    row = load_courts().get(court) if court in load_courts() else None
    date = PartialDate(neutral.year) if neutral else PartialDate()
    title = fields["title"]
    return DecisionReference(
        **fields,
        id=mint_id(place, str(date), identifiers=names, title=title, taken=taken),
        date=date,
        identifiers=names,
        jurisdiction=link.route.jurisdiction or (row.jurisdiction if row else ""),
        court=court or _UNKNOWN_COURT,
        subjects=link.topics,
    )


def _article(
    link: _Link, fields: dict[str, Any], *, taken: dict[str, str], known: KnownArticles
) -> Article:
    publisher = load_publishers().of_url(link.route.url)
    title, names = fields["title"], publisher.names if publisher else ()
    same = known.at(link.route.url) or known.listed(title, publishers=names)
    label = publisher.label if publisher else ""
    free = same is not None and same.id not in taken
    return Article(
        **fields,
        id=same.id if same and free else mint_article_id(title, label, taken=taken),
        jurisdiction=publisher.jurisdiction if publisher else "",
        publisher=label,
        topics=link.topics,
    )


def _language(title: str) -> str:
    """Tell the language of a title; French where nothing speaks for English."""
    english, french = len(_ENGLISH.findall(title)), len(_FRENCH.findall(title))
    return "en" if english > french else "fr"


def _bad(fault: Fault) -> BadLine:
    return BadLine(fault.line, fault.reason, fault.hint)
