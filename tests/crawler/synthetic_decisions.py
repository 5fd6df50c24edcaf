"""Synthetic decisions in the wire formats: invented parties, numbers that cannot exist."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

CRAWL_DAY = date(2015, 6, 3)
"""The day on which more than fifty synthetic A2AJ decisions fall."""

_ENGLISH = """Synthetic Party {n} v. Invented Employer Inc.
Court (s) Database
Synthetic Board Decisions
Date
{date}
Neutral citation
{citation}
File numbers
ZZ-{n}-99
Decision Content

[1] This synthetic text was made up for a test; number {n}.

[2] The employee posted about the employer on {platform}. The employer ordered a dismissal.

[3] The unique word of this text is zzword{n}en.

ORDER

[4] The synthetic grievance is allowed."""

_FRENCH = """Partie Synthétique {n} c. Employeur Inventé inc.
Base de données – Cour (s)
Décisions synthétiques
Date
{date}
Référence neutre
{citation}
Numéros de dossier
ZZ-{n}-99
Contenu de la décision

[1] Ce texte synthétique a été inventé pour un essai; numéro {n}.

[2] L'employé a publié sur {platform} un message visant l'employeur, d'où son congédiement.

[3] Le mot unique de ce texte est zzmot{n}fr.

ORDONNANCE

[4] Le grief synthétique est accueilli."""

_FRENCH_CODES = {"FPSLREB": "CRTESPF", "CIRB": "CCRI", "CHRT": "TCDP", "SCC": "CSC", "FC": "CF"}


def a2aj_rows(count: int = 40, *, crowded: int = 55) -> list[dict[str, Any]]:
    """Give full rows as A2AJ stores them, ``crowded`` of them on one day."""
    rows = [_a2aj_row(n, date(2010, 1, 5) + timedelta(days=97 * n)) for n in range(1, count + 1)]
    return rows + [_a2aj_row(n, CRAWL_DAY) for n in range(1001, 1001 + crowded)]


def _a2aj_row(n: int, day: date) -> dict[str, Any]:
    dataset = ("FPSLREB", "CIRB", "CHRT")[n % 3]
    english, french = f"2099 {dataset} {n}", f"2099 {_FRENCH_CODES[dataset]} {n}"
    platform = ("Facebook", "Twitter", "LinkedIn")[n % 3]
    words = {"n": n, "date": day.isoformat(), "platform": platform}
    row: dict[str, Any] = {
        "dataset": dataset,
        "citation_en": english,
        "name_en": f"Synthetic Party {n} v. Invented Employer Inc.",
        "document_date_en": f"{day.isoformat()}T00:00:00",
        "url_en": f"https://synthetic.invalid/en/item/{n}",
        "scraped_timestamp_en": "2026-08-01T04:05:06",
        "unofficial_text_en": _ENGLISH.format(citation=english, **words),
        "upstream_license": "Synthetic test text: see no upstream licence.",
        "cases_cited_en": [],
        "citing_cases_count": 0,
    }
    if n % 2 == 0:
        row |= {
            "citation_fr": french,
            "name_fr": f"Partie Synthétique {n} c. Employeur Inventé inc.",
            "document_date_fr": f"{day.isoformat()}T00:00:00",
            "url_fr": f"https://synthetic.invalid/fr/item/{n}",
            "scraped_timestamp_fr": "2026-08-01T04:05:07",
            "unofficial_text_fr": _FRENCH.format(citation=french, **words),
        }
    elif n % 5 == 0:
        row |= {"citation_fr": "", "name_fr": None, "unofficial_text_fr": ""}
    if n == 3:
        row |= {"unofficial_text_en": None}
    return row


_CASS = """SOC.

FB

COUR DE CASSATION
______________________

Audience publique du {day}

Rejet

M. ZZPRESIDENT{n}, président

Arrêt n° {n} FS-B

Pourvoi n° A {number}

AU NOM DU PEUPLE FRANÇAIS

LA COUR DE CASSATION, CHAMBRE SOCIALE, a rendu cet arrêt synthétique, inventé pour un essai :

"""
_FACTS = """Faits et procédure

1. Le salarié synthétique {n} 😀 a publié sur {platform}, dans les réseaux sociaux, un message.

"""
_REASONS = """Réponse de la Cour

2. Le contrat de travail synthétique prévoit la loyauté ; le mot unique est zzmotif{n}.

"""
_ORDER = """PAR CES MOTIFS, la Cour :

REJETTE le pourvoi synthétique {n}.
"""


def judilibre_rows(count: int = 36) -> list[dict[str, Any]]:
    """Give decision objects as ``/decision`` serves them, of four jurisdictions."""
    return [judilibre_row(n) for n in range(1, count + 1)]


def judilibre_row(n: int) -> dict[str, Any]:
    """Give one synthetic decision object."""
    day = date(2018, 2, 7) + timedelta(days=61 * n)
    jurisdiction, location = (("cc", None), ("cc", None), ("ca", "ca_reims"))[n % 3]
    platform = ("Facebook", "LinkedIn", "WhatsApp")[n % 3]
    number = f"99-99.{n:03d}" if jurisdiction == "cc" else f"99/{90000 + n}"
    words = {"n": n, "day": day.isoformat(), "number": number, "platform": platform}
    parts = [part.format(**words) for part in (_CASS, _FACTS, _REASONS, _ORDER)]
    row: dict[str, Any] = {
        "id": f"{'f' * 16}{n:08x}",
        "source": "jurinet" if jurisdiction == "cc" else "juricav2",
        "jurisdiction": jurisdiction,
        "chamber": "soc" if jurisdiction == "cc" else "Chambre sociale",
        "number": number,
        "numbers": [number],
        "ecli": f"ECLI:FR:CCASS:2099:SO{n:05d}" if jurisdiction == "cc" else None,
        "formation": "fs" if jurisdiction == "cc" else None,
        "publication": ["b"] if jurisdiction == "cc" else [],
        "decision_date": day.isoformat(),
        "decision_datetime": f"{day.isoformat()}T00:00:00.000Z",
        "update_date": "2026-01-10",
        "update_datetime": "2026-01-10T08:00:00.000Z",
        "type": "other",
        "solution": "rejet" if jurisdiction == "cc" else "other",
        "solution_alt": None if jurisdiction == "cc" else "Confirme la décision synthétique",
        "summary": f"Sommaire synthétique {n}" if n % 2 else None,
        "themes": ["contrat de travail", "réseaux sociaux"] if n % 2 else None,
        "text": "".join(parts),
        "zones": _zones(parts),
        "visa": [{"title": '<a href="https://synthetic.invalid">Article synthétique</a> L. 9999'}],
        "rapprochements": [],
        "contested": None,
        "forward": None,
        "files": [],
        "partial": False,
        "particularInterest": False,
    }
    if location:
        row |= {"location": location, "nac": "80A"}
    return row


def _zones(parts: list[str]) -> dict[str, list[dict[str, int | None]]]:
    """Give the offsets as the source counts them, in UTF-16 units."""
    ends, total = [], 0
    for part in parts:
        total += len(part.encode("utf-16-le")) // 2
        ends.append(total)
    return {
        "introduction": [{"start": 0, "end": ends[0]}],
        "expose": [{"start": ends[0], "end": ends[1]}],
        "motivations": [{"start": ends[1], "end": ends[2]}],
        "dispositif": [{"start": ends[2], "end": None}],
    }
