"""Sheets of service-public.gouv.fr (``vosdroits-latest.zip``): whole texts, Licence Ouverte 2.0.

``F*`` are practical sheets, ``N*`` files of them; ``R*`` are links and forms, no texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from crawler.errors import NotADecision, SourceChanged
from crawler.legal_xml import UnreadableXml, parse_xml, text_of
from crawler.minting import mint_article_id
from crawler.model import Article, Paragraph, PartialDate, Provenance, Text
from crawler.page import Page
from crawler.publishers import Publisher, load_publishers
from crawler.text import with_anchors

SOURCE: Final = "articles"
PUBLISHER: Final = "service_public"
SHEET: Final = re.compile(r"(?:^|/)(?P<id>[FN][0-9]{1,7})\.xml$")
"""Names of the members of the archive that are texts."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BODY: Final = ("Introduction", "Texte", "ListeSituations")
_SPOKEN: Final = frozenset({"Paragraphe", "Titre", "Cellule"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as its file says it."""

    id: str
    url: str
    title: str
    description: str
    subjects: tuple[str, ...]
    modified: str
    """``YYYY-MM-DD``; empty when the file does not say."""
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> str:
        """Everything in which the words of a topic may stand."""
        return "\n".join((self.title, self.description, *self.subjects, *self.paragraphs))


def read_sheet(page: Page) -> Sheet:
    """Read one file of the archive.

    Raises :class:`crawler.errors.NotADecision` for a link or a form, and
    :class:`crawler.errors.SourceChanged` when it is no sheet or lacks its title, address or text.
    """
    try:
        root = parse_xml(page.body)
    except UnreadableXml as wrong:
        raise SourceChanged(SOURCE, page.url, f"XML ({wrong})") from wrong
    key = root.get("ID", "")
    if key.startswith("R"):
        raise NotADecision(SOURCE, page.url, "a link or a form")
    title, url = _field(root, "title"), root.get("spUrl", "")
    modified = _DATE.search(_field(root, "date"))
    paragraphs = tuple(_paragraphs(root))
    found = {"ID": SHEET.search(f"{key}.xml"), "dc:title": title, "spUrl": url, "Texte": paragraphs}
    for field, value in found.items():
        if not value:
            raise SourceChanged(SOURCE, page.url, field)
    return Sheet(
        id=key,
        url=url.replace("http://", "https://", 1),
        title=title,
        description=_field(root, "description"),
        subjects=tuple(text_of(each) for each in root if _name(each) == "subject"),
        modified=modified[0] if modified else "",
        paragraphs=paragraphs,
    )


def make_sheet_article(sheet: Sheet, page: Page) -> Article:
    """Give the sheet as an article with its whole text."""
    publisher = _publisher()
    paragraphs = with_anchors([Paragraph(text) for text in sheet.paragraphs])
    return Article(
        id=mint_article_id(sheet.title, publisher.label),
        title=sheet.title,
        date=PartialDate.parse(sheet.modified),
        language=publisher.language,
        jurisdiction=publisher.jurisdiction,
        texts=(Text(publisher.language, sheet.title, sheet.description, paragraphs),),
        provenances=(
            Provenance(
                source=SOURCE,
                retrieved_at=page.fetched_at,
                licence=publisher.licence,
                fulltext_allowed=publisher.fulltext,
                content_hash=page.content_hash,
                obtained="bulk",
                url=sheet.url,
                source_id=sheet.url,
                source_updated_at=sheet.modified,
                attribution=publisher.attribution,
            ),
        ),
        publisher=publisher.label,
        form="legal-information",
    )


def _publisher() -> Publisher:
    return next(row for row in load_publishers().rows if row.name == PUBLISHER)


def _paragraphs(root: etree._Element) -> list[str]:
    found: list[str] = []
    for part in root:
        if _name(part) not in _BODY:
            continue
        for element in part.iter():
            inside = any(_name(above) in _SPOKEN for above in element.iterancestors())
            if _name(element) in _SPOKEN and not inside:
                found.append(text_of(element))
    return [text for text in found if text]


def _field(root: etree._Element, name: str) -> str:
    return next((text_of(each) for each in root if _name(each) == name), "")


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
