"""Pages of the Privacy Commissioner of Canada: lists of findings, and one finding.

Format: the site of the Office, built on the Government of Canada's page template: the title is
``h1#wb-cont``, the text stands in ``main``, the days are Dublin Core terms in ``meta``, and the
page in the other language is linked as such.
"""

from __future__ import annotations

import copy
import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml import html

from crawler.errors import InvalidDate, InvalidIdentifier, NotADecision, SourceChanged
from crawler.html_page import has_class, lines, link_to, read_html, words
from crawler.identifiers import Identifier, parse_identifier
from crawler.minting import mint_id, slug
from crawler.model import Decision, Paragraph, PartialDate, Provenance, Text
from crawler.page import Page
from crawler.sources import load_sources
from crawler.text import html_to_paragraphs
from crawler.zones import zone_paragraphs

SOURCE: Final = "opc"
COURT: Final = "pcc"
_OFFICIAL: Final = "https://www.priv.gc.ca"

_SHOWN: Final = re.compile(r"Showing items?\s+(\d+)\s+through\s+(\d+)\s+of\s+(\d+)", re.IGNORECASE)
_FINDING: Final = re.compile(r"/(?P<folder>[\w-]+)/(?P<year>\d{4}(?:-\d{2})?)/(?P<slug>[\w-]+)/?$")
_NUMBER: Final = re.compile(
    r"(?:PIPEDA|LPRPDE)\s+(?:Case Summary|Report of Findings|Findings?|"
    r"Rapport de conclusions|Résumé de conclusions d'enquête|Conclusions?)?\s*"
    r"(?:#|no?[°.]?\s?|n°\s?)?(?P<number>\d{4}-\d{2,4}|\d{1,4})\b",
    re.IGNORECASE,
)
_SLUG_NUMBER: Final = re.compile(r"(?P<act>pipeda|pa)-(?P<number>\d{4}(?:-\d{2})?-\d{2,4})$")
_CHROME: Final = (
    ".//nav|.//form|.//script|.//style|.//footer|.//*[@id='wb-cont']|.//*[@id='wb-dtmd']"
    f"|.//*[{has_class('pagedetails')}]|.//*[{has_class('share-this')}]"
)


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """One page of a list."""

    paths: tuple[str, ...]
    """Addresses of the findings, as paths."""
    last: int
    """Number of the last finding shown."""
    total: int


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One language's page of a finding."""

    page: Page
    language: str
    path: str
    title: str
    date: str
    """Day of issue, ``YYYY-MM-DD``."""
    modified: str
    """Day of the last change, ``YYYY-MM-DD``; that of issue where there is none."""
    paragraphs: tuple[Paragraph, ...]
    twin: str
    """Path of the page in the other language; empty where there is no link to one."""

    @property
    def url(self) -> str:
        """Its official address."""
        return _OFFICIAL + self.path


def parse_findings(page: Page, *, below: str) -> FindingsPage:
    """Read a page of a list whose findings stand below a path.

    Raises :class:`crawler.errors.SourceChanged` when it does not say which items it shows, or
    shows another number of findings.
    """
    root = read_html(page, source=SOURCE)
    text = " ".join(words(root).split())
    shown = _SHOWN.search(text)
    if shown is None:
        raise SourceChanged(SOURCE, page.url, "Showing items a through b of N")
    first, last, total = (int(number) for number in shown.groups())
    scope = root.xpath("//main") or [root]
    found = (_site_path(link_to(href, base=page.url)) for href in scope[0].xpath(".//a/@href"))
    paths = tuple(
        dict.fromkeys(
            path for path in found if f"/{below}/" in path and _FINDING.search(path) is not None
        )
    )
    if total and len(paths) < last - first + 1:
        raise SourceChanged(SOURCE, page.url, f"links of items {first} through {last}")
    return FindingsPage(paths, last, total)


def read_finding(page: Page) -> FindingPage:
    """Read a finding's page in one language.

    Raises :class:`crawler.errors.SourceChanged` when title, day or text are missing.
    """
    root = read_html(page, source=SOURCE)
    path = _site_path(page.url)
    language = str(next(iter(root.xpath("/html/@lang")), "")) or path.strip("/")[:2]
    main = next(iter(root.xpath("//main")), None)
    title = words(next(iter(root.xpath("//h1[@id='wb-cont']|//main//h1")), None))
    issued = _meta(root, "dcterms.issued") or _meta(root, "dcterms.date")
    modified = _meta(root, "dcterms.modified") or issued
    for field, value in (("h1#wb-cont", title), ("dcterms.issued", issued)):
        if not value:
            raise SourceChanged(SOURCE, page.url, field)
    if language not in ("en", "fr"):
        raise SourceChanged(SOURCE, page.url, "language")
    paragraphs = () if main is None else _paragraphs(main, language)
    if not paragraphs:
        raise SourceChanged(SOURCE, page.url, "main")
    twin = _twin(root, page, language)
    return FindingPage(page, language, path, title, issued, modified, paragraphs, twin)


def parse_decision(*pages: Page) -> Decision:
    """Read a finding from its pages, the English one first."""
    return make_decision(*(read_finding(page) for page in pages))


def make_decision(*items: FindingPage) -> Decision:
    """Make one decision of the pages of a finding.

    Raises :class:`crawler.errors.SourceChanged` when the pages are of two findings.
    """
    first = items[0]
    for other in items[1:]:
        if other.date != first.date or other.language == first.language:
            raise SourceChanged(SOURCE, other.page.url, "same finding in the other language")
    names, number = _identifiers(first)
    key = source_key(first.path)
    updated = max(item.modified for item in items)
    return Decision(
        id=mint_id(COURT, first.date, title=first.title),
        title=first.title,
        date=_date(first),
        language=first.language,
        jurisdiction="CA-FED",
        citation=number,
        identifiers=names,
        aliases=(key,),
        texts=tuple(
            Text(language=item.language, title=item.title, paragraphs=item.paragraphs)
            for item in sorted(items, key=lambda item: item.language)
        ),
        provenances=tuple(_provenance(item, key, updated=updated) for item in items),
        court=COURT,
        dockets=(number,) if number else (),
    )


def source_key(path: str) -> str:
    """Give the source's key of a finding by the path of its English page: an id and alias."""
    match = _FINDING.search(path)
    if match is None:
        raise NotADecision(SOURCE, _OFFICIAL + path, "not the address of a finding")
    return slug(f"{SOURCE} {match['folder']} {match['year']} {match['slug']}", words=40)


def _paragraphs(main: html.HtmlElement, language: str) -> tuple[Paragraph, ...]:
    text = copy.deepcopy(main)
    for part in text.xpath(_CHROME):
        part.drop_tree()
    markup = html.tostring(text, encoding="unicode", with_tail=False)
    if not lines(text):
        return ()
    plain = html_to_paragraphs(markup, language=language, country="CA")
    return zone_paragraphs(plain, country="CA", language=language, court=COURT)


def _site_path(url: str) -> str:
    """The path of an address from its language on: a mirror may stand below a folder."""
    path = urlsplit(url).path
    found = re.search(r"/(?:en|fr)/.*", path)
    return found[0] if found else path


def _meta(root: html.HtmlElement, name: str) -> str:
    for meta in root.xpath("//meta[@name]"):
        if meta.get("name").lower() == name:
            return str(meta.get("content") or "").strip()[:10]
    return ""


def _twin(root: html.HtmlElement, page: Page, language: str) -> str:
    """The path of the other language's page, as the page itself links it."""
    other = "fr" if language == "en" else "en"
    places = (
        f"//link[@rel='alternate'][starts-with(@hreflang, '{other}')]/@href",
        f"//*[@id='wb-lng']//a[@lang='{other}' or @hreflang='{other}']/@href",
        f"//a[@lang='{other}' or @hreflang='{other}']/@href",
    )
    for place in places:
        for href in root.xpath(place):
            path = _site_path(link_to(href, base=page.url))
            if path.startswith(f"/{other}/"):
                return path
    return ""


def _identifiers(item: FindingPage) -> tuple[tuple[Identifier, ...], str]:
    """The finding's own number (``PIPEDA 2025-004``) as docket; nothing where it has none."""
    found = _SLUG_NUMBER.search(item.path.rstrip("/"))
    number = f"{found['act'].upper()} {found['number']}" if found else ""
    if not number and (printed := _NUMBER.search(item.title)):
        number = f"PIPEDA {printed['number']}"
    if not number:
        return (), ""
    try:
        return (parse_identifier("docket", number),), number
    except InvalidIdentifier:
        return (), number


def _date(item: FindingPage) -> PartialDate:
    try:
        return PartialDate.parse(item.date)
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, item.page.url, "dcterms.issued") from wrong


def _provenance(item: FindingPage, key: str, *, updated: str) -> Provenance:
    source = load_sources().get(SOURCE)
    said = repr((item.title, item.date, item.paragraphs))
    return Provenance(
        source=SOURCE,
        retrieved_at=item.page.fetched_at,
        licence=source.licence,
        fulltext_allowed=True,
        # Of the finding: the page around it has menus that change with every release.
        content_hash=hashlib.sha256(said.encode()).hexdigest(),
        obtained="page",
        url=item.url,
        source_id=key,
        source_updated_at=updated,
        attribution=source.attribution,
    )
