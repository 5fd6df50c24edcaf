"""What a file of DILA links to: provisions, the decision under appeal, similar decisions."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from crawler.courts import load_courts
from crawler.errors import InvalidDate
from crawler.legal_xml import lines_of, text_of
from crawler.model import PartialDate, RelatedDecision, Relation
from crawler.spiders.judilibre_links import read_identifier

_POURVOI: Final = re.compile(r"\b\d{2}-\d{2}[.\s]?\d{3}\b")
_DECISIONS: Final = frozenset(("ARRET", "DECISION", "JUGEMENT", "ORDONNANCE_JURI"))
_LONGEST_LINE: Final = 300
"""A longer line of the case law cited is a comment, no reference."""
_NO_DATE: Final = "2999-01-01"


def visas(root: etree._Element) -> tuple[str, ...]:
    """Give the provisions that the file links to, in its words."""
    rows = (row for row in root.iter("LIEN") if row.get("naturetexte", "") not in _DECISIONS)
    return tuple(dict.fromkeys(text for text in map(text_of, rows) if text))


def contested(root: etree._Element) -> tuple[RelatedDecision, ...]:
    """Give the decision under appeal, where the file says of which court or when it is."""
    day = text_of(_first(root, "DATE_DEC_ATT"))
    seat = text_of(_first(root, "SIEGE_APPEL"))
    court = load_courts().by_name(f"Cour d'appel de {seat}") if seat else None
    # The form often ends in the date, as a day of its own or as the sentinel.
    form = text_of(_first(root, "FORM_DEC_ATT")).replace(day, "") if day else ""
    form = (form or text_of(_first(root, "FORM_DEC_ATT"))).replace(_NO_DATE, "").strip(" ,;-")
    first = " ".join(text_of(_first(root, name)) for name in ("JURI_PREM", "LIEU_PREM"))
    title = court.name_fr if court else form or (f"Cour d'appel de {seat}" if seat else "")
    title = title or first.strip()
    return (RelatedDecision(Relation.CONTESTED, title, date=_date(day)),) if title else ()


def similar(root: etree._Element) -> tuple[RelatedDecision, ...]:
    """Give the decisions that the editor of the file names beside it, a line each."""
    found: dict[str, RelatedDecision] = {}
    for block in (row for cited in root.iter("CITATION_JP") for row in cited.iter("CONTENU")):
        for line in (" ".join(line.split()) for line in lines_of(block).splitlines()):
            if line and len(line) <= _LONGEST_LINE:
                numbers = (read_identifier(text, "pourvoi") for text in _POURVOI.findall(line))
                names = tuple(dict.fromkeys(name for name in numbers if name is not None))
                found.setdefault(line, RelatedDecision(Relation.SIMILAR, line, names))
    return tuple(found.values())


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(root.iter(name), None)


def _date(text: str) -> PartialDate:
    try:
        return PartialDate() if text == _NO_DATE else PartialDate.parse(text[:10])
    except InvalidDate:
        return PartialDate()
