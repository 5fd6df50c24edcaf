"""Judilibre's keys in words, and how a French decision is named and cited."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from crawler.courts import Court
from crawler.model import PartialDate

CHAMBERS: Final = {
    "pl": "Assemblée plénière",
    "mi": "Chambre mixte",
    "civ1": "Première chambre civile",
    "civ2": "Deuxième chambre civile",
    "civ3": "Troisième chambre civile",
    "comm": "Chambre commerciale, financière et économique",
    "soc": "Chambre sociale",
    "cr": "Chambre criminelle",
    "creun": "Chambres réunies",
    "ordo": "Première présidence (ordonnance)",
    "other": "",
}
"""Chambers of the Cour de cassation (Judilibre's taxonomy ``chamber``)."""

SOLUTIONS: Final = {
    "cassation": "Cassation",
    "rejet": "Rejet",
    "annulation": "Annulation",
    "avis": "Avis",
    "decheance": "Déchéance",
    "designation": "Désignation",
    "irrecevabilite": "Irrecevabilité",
    "nonlieu": "Non-lieu",
    "qpc": "Renvoi de la question prioritaire de constitutionnalité",
    "qpcother": "Question prioritaire de constitutionnalité (autre décision)",
    "rabat": "Rabat d'arrêt",
    "reglement": "Règlement de juges",
    "renvoi": "Renvoi",
    "other": "",
}
"""Dispositions (Judilibre's taxonomy ``solution``); courts of appeal write sentences instead."""

_SHORT_CHAMBERS: Final = {
    "pl": "ass. plén.",
    "mi": "ch. mixte",
    "civ1": "civ. 1re",
    "civ2": "civ. 2e",
    "civ3": "civ. 3e",
    "comm": "com.",
    "soc": "soc.",
    "cr": "crim.",
    "creun": "ch. réunies",
    "ordo": "ord.",
}


def name_decision(court: Court, date: PartialDate, chamber: str, numbers: tuple[str, ...]) -> str:
    """Give the title of a decision, since French ones are published without the parties."""
    number = f"n° {numbers[0]}" if numbers else ""
    parts = (court.name_fr, chamber, _in_words(date.first, "d MMMM y"), number)
    return ", ".join(part for part in parts if part)


def cite(court: Court, date: PartialDate, chamber: str, numbers: tuple[str, ...]) -> str:
    """Cite as French writers do: ``Cass. soc., 12 sept. 2018, n° 16-11.690``."""
    of_cassation = court.judilibre_jurisdiction == "cc"
    head = court.short_fr
    if of_cassation and chamber in _SHORT_CHAMBERS:
        head = f"{head} {_SHORT_CHAMBERS[chamber]}"
    sign = "n° RG" if court.judilibre_jurisdiction and not of_cassation else "n°"
    number = f"{sign} {', '.join(numbers)}" if numbers else ""
    parts = (head, _in_words(date.first, "d MMM y"), number)
    return ", ".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def _in_words(day: date | None, pattern: str) -> str:
    return format_date(day, pattern, locale="fr").replace("\u202f", " ") if day else ""
