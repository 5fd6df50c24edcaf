"""One decision of DILA's archives: ``TEXTE_JURI_JUDI``, ``TEXTE_JURI_ADMIN`` and ``TEXTE_CNIL``.

The elements that name judges, advocates general and lawyers (``PRESIDENT``, ``RAPPORTEUR``,
``AVOCAT_GL``, ``COMMISSAIRE_GVT``, ``AVOCATS``) are never looked at; the paragraphs that name
them get their zone in :mod:`crawler.zones`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

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
    Provenance,
    Text,
)
from crawler.page import Page
from crawler.sources import load_sources
from crawler.spiders.dila_index import ID, SOURCE
from crawler.spiders.dila_links import contested, similar, visas
from crawler.spiders.judilibre_links import read_identifier
from crawler.spiders.judilibre_words import CHAMBERS, cite, name_decision
from crawler.text import split_paragraphs
from crawler.zones import zone_paragraphs

UNKNOWN_DATE: Final = "2999-01-01"
"""What DILA writes for a date that it does not know."""

_STAMP: Final = re.compile(r"\d{8}-\d{6}(?=\.tar\.gz)")
_ROOTS: Final = ("TEXTE_JURI_JUDI", "TEXTE_JURI_ADMIN", "TEXTE_CNIL")
_PAGES: Final = {"JURITEXT": "juri", "CETATEXT": "ceta", "CNILTEXT": "cnil"}
_FORMATIONS: Final = {
    "ASSEMBLEE_PLENIERE": "pl",
    "CHAMBRE_MIXTE": "mi",
    "CHAMBRES_REUNIES": "creun",
    "CHAMBRE_CIVILE_1": "civ1",
    "CHAMBRE_CIVILE_2": "civ2",
    "CHAMBRE_CIVILE_3": "civ3",
    "CHAMBRE_COMMERCIALE": "comm",
    "CHAMBRE_SOCIALE": "soc",
    "CHAMBRE_CRIMINELLE": "cr",
    "ORDONNANCE_PREMIER_PRESIDENT": "ordo",
}
"""DILA's words for the chambers of the Cour de cassation, as Judilibre's keys."""


@dataclass(frozen=True, slots=True)
class DilaFile:
    """A file read far enough to tell whether its decision is wanted."""

    page: Page
    root: etree._Element
    id: str
    date: PartialDate
    title: str
    headnote: str
    body: str
    """The text of the decision with its line breaks; empty where DILA has metadata only."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which the corpus may know its decision."""
        return (self.id,)

    @property
    def words(self) -> str:
        """All that a topic's words are looked for in."""
        subjects = " ".join(text_of(row) for row in self.root.iter("SCT"))
        return f"{self.title}\n{subjects}\n{self.headnote}\n{self.body}"


def parse_decision(page: Page) -> Decision:
    """Read one file of an archive; see :func:`read_file` and :func:`decision_of`."""
    return decision_of(read_file(page))


def read_file(page: Page) -> DilaFile:
    """Read a file's id, date and words.

    Raises :class:`crawler.errors.NotADecision` for a file of another kind or one that declares
    entities, :class:`crawler.errors.SourceChanged` for one that cannot be read.
    """
    try:
        root = parse_xml(page.body)
    except UnreadableXml as wrong:
        if str(wrong) == "declares entities":
            raise NotADecision(SOURCE, page.url, "declares entities") from wrong
        raise SourceChanged(SOURCE, page.url, f"XML ({wrong})") from wrong
    if root.tag not in _ROOTS:
        raise NotADecision(SOURCE, page.url, f"a {str(root.tag)[:40]}")
    name = text_of(root.find("META/META_COMMUN/ID"))
    if ID.fullmatch(name) is None:
        raise SourceChanged(SOURCE, page.url, "META_COMMUN/ID")
    bodies = [lines_of(row) for block in root.iter("BLOC_TEXTUEL") for row in block.iter("CONTENU")]
    return DilaFile(
        page=page,
        root=root,
        id=name,
        date=_date(root, page),
        title=_word(root, "TITREFULL") or _word(root, "TITRE"),
        headnote=_headnote(root),
        body="\n\n".join(body for body in bodies if body.strip()),
    )


def decision_of(file: DilaFile) -> Decision:
    """Make the decision of a file: a reference where it has no text.

    Raises :class:`crawler.errors.SourceChanged` when no court is named.
    """
    root = file.root
    court = _court(root, file)
    formation = _word(root, "FORMATION")
    chamber = _FORMATIONS.get(formation.upper(), "") if court.code == "fr-cass" else ""
    dockets, identifiers = _numbers(root, court, file.id)
    title = name_decision(court, file.date, CHAMBERS.get(chamber, ""), dockets)
    title = file.title if root.tag == "TEXTE_CNIL" and file.title else title
    paragraphs = _paragraphs(file.body, court)
    return (Decision if paragraphs else DecisionReference)(
        id=mint_id(
            court.code, str(file.date), identifiers=identifiers, title=file.title, chamber=chamber
        ),
        title=title,
        date=file.date,
        language="fr",
        jurisdiction=court.jurisdiction,
        citation=cite(court, file.date, chamber, dockets),
        identifiers=identifiers,
        texts=_texts(title, file.headnote, paragraphs),
        provenances=(_provenance(file),),
        court=court.code,
        court_name=court.name_fr,
        dockets=dockets,
        chamber=CHAMBERS[chamber] if chamber else _in_words(formation),
        publication=_publication(root),
        subjects=_subjects(root),
        solution=_word(root, "SOLUTION"),
        visas=visas(root),
        appeal_of=(),
        related=(*contested(root), *similar(root)),
    )


def _texts(title: str, headnote: str, paragraphs: tuple[Paragraph, ...]) -> tuple[Text, ...]:
    if not headnote and not paragraphs:
        return ()
    return (Text(language="fr", title=title, headnote=headnote, paragraphs=paragraphs),)


def _paragraphs(body: str, court: Court) -> tuple[Paragraph, ...]:
    if not any(sign.isalnum() for sign in body):
        return ()
    split = split_paragraphs(body, language="fr", country="FR")
    return zone_paragraphs(split, country="FR", language="fr", court=court.code)


def _word(root: etree._Element, name: str) -> str:
    return text_of(_first(root, name))


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(root.iter(name), None)


def _date(root: etree._Element, page: Page) -> PartialDate:
    found = _first(root, "DATE_TEXTE" if root.tag == "TEXTE_CNIL" else "DATE_DEC")
    text = text_of(found)
    if text in ("", UNKNOWN_DATE) and found is not None:
        return PartialDate()
    try:
        if found is not None:
            return PartialDate.parse(text[:10])
    except InvalidDate:
        pass
    raise SourceChanged(SOURCE, page.url, "DATE_DEC")


def _court(root: etree._Element, file: DilaFile) -> Court:
    courts = load_courts()
    if root.tag == "TEXTE_CNIL":
        return courts.get("fr-cnil")
    printed = _word(root, "JURIDICTION")
    if not printed:
        raise SourceChanged(SOURCE, file.page.url, "JURIDICTION")
    names = [printed, file.title]
    if printed.lower() == "cour d'appel":
        names.append(f"Cour d'appel de {_word(root, 'SIEGE_APPEL')}")
    for name in names:
        court = courts.by_name(name)
        if court is not None and court.jurisdiction == "FR":
            return court
    return replace(courts.get("fr-x"), name_fr=printed, short_fr=printed)


def _numbers(
    root: etree._Element, court: Court, name: str
) -> tuple[tuple[str, ...], tuple[Identifier, ...]]:
    """The numbers of every joined case as the court writes them, and all identifiers.

    ``NUMERO`` of a judicial decision is DILA's own order number; of an administrative one it is
    the number of the case.
    """
    kinds: tuple[str, ...] = ("pourvoi" if court.code == "fr-cass" else "rg", "docket")
    if root.tag == "TEXTE_JURI_JUDI":
        printed = [text_of(row) for row in root.iter("NUMERO_AFFAIRE")]
    else:
        printed, kinds = [_word(root, "NUMERO")], ("docket",)
    dockets: list[str] = []
    found: dict[str, Identifier] = {}
    for number in (part.strip() for text in printed for part in re.split(r"[;,]", text)):
        read = read_identifier(number, *kinds)
        if number:
            dockets.append(str(read).removeprefix("RG ") if read else number)
        if read is not None:
            found[read.key] = read
    for text, kind in ((_word(root, "ECLI"), "ecli"), (name, "legifrance")):
        own = read_identifier(text, kind)
        if own is not None:
            found[own.key] = own
    return tuple(sorted(dict.fromkeys(dockets))), tuple(found.values())


def _headnote(root: etree._Element) -> str:
    notes = (" ".join(lines_of(row).split()) for row in root.iter("ANA"))
    return "\n\n".join(dict.fromkeys(note for note in notes if note))


def _subjects(root: etree._Element) -> tuple[str, ...]:
    rows = sorted(root.iter("SCT"), key=lambda row: row.get("TYPE") != "PRINCIPAL")
    found = [text_of(row) for row in rows]
    found += [_word(root, "TYPE_REC"), _word(root, "NATURE_DELIB")]
    return tuple(dict.fromkeys(text for text in found if text))


def _publication(root: etree._Element) -> tuple[str, ...]:
    """Judilibre's ``b`` and ``n`` for the Bulletin, the letters of the Lebon for the rest."""
    bulletin = _first(root, "PUBLI_BULL")
    if bulletin is not None:
        said = (bulletin.get("publie") or "").lower()
        return {"oui": ("b",), "non": ("n",)}.get(said, ())
    lebon = _word(root, "PUBLI_RECUEIL").upper()
    return (lebon,) if lebon else ()


def _in_words(formation: str) -> str:
    """``TRIBUNAL_CONFLIT`` as ``Tribunal conflit``; what is words already stays."""
    return formation.replace("_", " ").capitalize() if "_" in formation else formation


def _provenance(file: DilaFile) -> Provenance:
    source = load_sources().get(SOURCE)
    stamp = _STAMP.search(file.page.url)
    return Provenance(
        source=SOURCE,
        retrieved_at=file.page.fetched_at,
        licence=source.licence,
        fulltext_allowed=True,
        content_hash=file.page.content_hash,
        obtained="bulk",
        url=f"https://www.legifrance.gouv.fr/{_PAGES.get(file.id[:8], 'juri')}/id/{file.id}",
        source_id=file.id,
        source_updated_at=stamp[0] if stamp else "",
        attribution=source.attribution,
    )
