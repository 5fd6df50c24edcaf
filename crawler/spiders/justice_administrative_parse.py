"""What the administrative courts publish: lists of monthly zips, late arrivals, one decision.

The files have no element for judges; the composition, the public rapporteur and the signature
stand in the text, and get their zone in :mod:`crawler.zones`. Names of lawyers
(``Avocat_Requerant``) are not read.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

from lxml import etree

from crawler.courts import Court, load_courts
from crawler.errors import InvalidDate, NotADecision, SourceChanged
from crawler.identifiers import Identifier
from crawler.legal_xml import UnreadableXml, lines_of, parse_xml, text_of
from crawler.minting import mint_id
from crawler.model import (
    Decision,
    DecisionReference,
    Paragraph,
    PartialDate,
    Precision,
    Provenance,
    Text,
)
from crawler.page import Page
from crawler.sources import load_sources
from crawler.spiders.judilibre_links import read_identifier
from crawler.spiders.judilibre_words import cite, name_decision
from crawler.text import split_paragraphs
from crawler.zones import zone_paragraphs

SOURCE: Final = "justice_administrative"

_LINK: Final = re.compile(r"href\s*=\s*[\"']?([^\"'>\s]{1,300})", re.IGNORECASE)
_ZIP: Final = re.compile(r"(?P<court>CE|CAA|TA)_(?P<month>\d{6})\.zip", re.IGNORECASE)
_MOMENT: Final = re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?.*")
_CODE_OF_APPEAL: Final = re.compile(r"CAA\d{2}[A-Z]?|\d{2}([A-Z]{2})\d{2,5}")


@dataclass(frozen=True, slots=True)
class AdministrativeFile:
    """A file read far enough to tell whether its decision is wanted."""

    page: Page
    root: etree._Element
    id: str
    """The name of the file without its ending: ``ORCE_454159_20210728``."""
    updated: str
    """Day of the last change, as the file prints it."""
    date: PartialDate
    numbers: tuple[str, ...]
    ecli: str
    body: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which the corpus may know its decision."""
        return (self.ecli, *self.numbers)

    @property
    def words(self) -> str:
        """All that a topic's words are looked for in."""
        return f"{_word(self.root, 'Type_Recours')}\n{self.body}"


def parse_listing(page: Page) -> dict[str, str]:
    """Give the addresses of the zips that a page links to, by name (``CE_202401.zip``)."""
    text = page.body.decode("utf-8-sig", "replace")
    found: dict[str, str] = {}
    for link in _LINK.findall(text):
        name = unquote(link).rpartition("/")[2]
        if _ZIP.fullmatch(name):
            found[name] = urljoin(page.url, link)
    return dict(sorted(found.items()))


def month_of(name: str) -> str:
    """Give the month of a zip, ``202401``; empty for another name."""
    found = _ZIP.fullmatch(name)
    return found["month"] if found else ""


def parse_arrivals(page: Page) -> dict[str, str]:
    """Give for each zip when a decision was last put into it, as ``YYYYMMDDhhmmss``.

    The spelling of the header varies, so columns go by position: file, number, day of reading,
    time of arrival, zip. Raises :class:`crawler.errors.SourceChanged` when a list with rows has
    none that can be read.
    """
    text = page.body.decode("cp1252", "replace")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(row)][1:]
    latest: dict[str, str] = {}
    for row in rows:
        name = row[4].strip().rpartition("/")[2] if len(row) > 4 else ""
        name = name if name.lower().endswith(".zip") else f"{name}.zip"
        moment = _MOMENT.match(row[3].strip()) if len(row) > 3 else None
        if moment is None or not month_of(name):
            continue
        day, month, year, hour, minute, second = moment.groups(default="00")
        when = f"{year}{month}{day}{hour}{minute}{second}"
        latest[name] = max(latest.get(name, ""), when)
    if rows and not latest:
        raise SourceChanged(SOURCE, page.url, "Date_de_reversement; Nom_du_fichier_zip")
    return latest


def parse_decision(page: Page) -> Decision:
    """Read one file of a zip; see :func:`read_file` and :func:`decision_of`."""
    return decision_of(read_file(page))


def read_file(page: Page) -> AdministrativeFile:
    """Read a file's name, date, numbers and words.

    Raises :class:`crawler.errors.NotADecision` for a file of another kind or one that declares
    entities, :class:`crawler.errors.SourceChanged` for one that cannot be read.
    """
    try:
        root = parse_xml(page.body)
    except UnreadableXml as wrong:
        if str(wrong) == "declares entities":
            raise NotADecision(SOURCE, page.url, "declares entities") from wrong
        raise SourceChanged(SOURCE, page.url, f"XML ({wrong})") from wrong
    if root.tag != "Document":
        raise NotADecision(SOURCE, page.url, f"a {str(root.tag)[:40]}")
    text = root.find(".//Decision/Texte_Integral")
    if text is None:
        raise SourceChanged(SOURCE, page.url, "Texte_Integral")
    numbers = re.split(r"[;,\s]+", _word(root, "Numero_Dossier"))
    return AdministrativeFile(
        page=page,
        root=root,
        id=_needed(root, "Identification", page).removesuffix(".xml"),
        updated=_word(root, "Date_Mise_Jour"),
        date=_date(root, page),
        numbers=tuple(sorted(dict.fromkeys(number for number in numbers if number))),
        ecli=_word(root, "Numero_ECLI"),
        body=lines_of(text),
    )


def decision_of(file: AdministrativeFile) -> Decision:
    """Make the decision of a file.

    Raises :class:`crawler.errors.SourceChanged` when its court is not in the court table: these
    courts are few, and a new one must not pass unseen.
    """
    root = file.root
    court = _court(file)
    identifiers = _identifiers(file)
    title = name_decision(court, file.date, "", file.numbers)
    paragraphs = _paragraphs(file.body, court)
    code = _word(root, "Code_Publication").upper()
    kind = _word(root, "Type_Recours")
    return (Decision if paragraphs else DecisionReference)(
        id=mint_id(court.code, str(file.date), identifiers=identifiers, title=file.id),
        title=title,
        date=file.date,
        language="fr",
        jurisdiction=court.jurisdiction,
        citation=cite(court, file.date, "", file.numbers),
        identifiers=identifiers,
        texts=(Text(language="fr", title=title, paragraphs=paragraphs),) if paragraphs else (),
        provenances=(_provenance(file),),
        court=court.code,
        court_name=court.name_fr,
        dockets=file.numbers,
        chamber=_word(root, "Formation_Jugement"),
        publication=(code,) if code else (),
        subjects=(kind,) if kind else (),
        solution=_word(root, "Solution"),
    )


def _paragraphs(body: str, court: Court) -> tuple[Paragraph, ...]:
    if not any(sign.isalnum() for sign in body):
        return ()
    split = split_paragraphs(body, language="fr", country="FR")
    return zone_paragraphs(split, country="FR", language="fr", court=court.code)


def _court(file: AdministrativeFile) -> Court:
    """By the code, by the letters in the number of the case, by the name printed."""
    courts = load_courts()
    code = _needed(file.root, "Code_Juridiction", file.page).upper()
    printed = _word(file.root, "Nom_Juridiction")
    if code == "CE":
        return courts.get("fr-ce")
    for text in (code, *file.numbers):
        letters = _CODE_OF_APPEAL.fullmatch(text)
        court = courts.by_docket_letters(letters[1]) if letters and letters[1] else None
        if court is not None:
            return court
    court = courts.by_name(printed)
    if court is None or court.forum != "administrative":
        raise SourceChanged(SOURCE, file.page.url, f"court “{code} {printed}”".strip())
    return court


def _identifiers(file: AdministrativeFile) -> tuple[Identifier, ...]:
    read = [read_identifier(number, "docket") for number in file.numbers]
    read.append(read_identifier(file.ecli, "ecli"))
    return tuple({name.key: name for name in read if name is not None}.values())


def _date(root: etree._Element, page: Page) -> PartialDate:
    try:
        date = PartialDate.parse(_needed(root, "Date_Lecture", page)[:10])
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, page.url, "Date_Lecture") from wrong
    if date.precision is not Precision.DAY:
        raise SourceChanged(SOURCE, page.url, "Date_Lecture")
    return date


def _word(root: etree._Element, name: str) -> str:
    return text_of(next(root.iter(name), None))


def _needed(root: etree._Element, name: str, page: Page) -> str:
    text = _word(root, name)
    if not text:
        raise SourceChanged(SOURCE, page.url, name)
    return text


def _provenance(file: AdministrativeFile) -> Provenance:
    source = load_sources().get(SOURCE)
    return Provenance(
        source=SOURCE,
        retrieved_at=file.page.fetched_at,
        licence=source.licence,
        fulltext_allowed=True,
        content_hash=file.page.content_hash,
        obtained="bulk",
        # Decisions have no page of their own here: the zip is their address.
        url=file.page.url,
        source_id=file.id,
        source_updated_at=file.updated,
        attribution=source.attribution,
    )
