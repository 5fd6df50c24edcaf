"""The header block that Lexum's Decisia sites, and A2AJ after them, put above a decision.

Lines alternate between a label and its values, up to the line ``Decision Content``.
"""

from __future__ import annotations

import re

_CONTENT = frozenset({"decision content", "contenu de la décision"})
_HEADER_LINES = 80
_LABELS = {
    "court (s) database": "court",
    "court(s) database": "court",
    "base de données – cour (s)": "court",
    "base de données - cour (s)": "court",
    "base de données – cour(s)": "court",
    "collection": "collection",
    "date": "date",
    "neutral citation": "neutral_citation",
    "référence neutre": "neutral_citation",
    "report": "report",
    "recueil": "report",
    "case number": "docket",
    "file number": "docket",
    "file numbers": "docket",
    "file number(s)": "docket",
    "docket": "docket",
    "numéro de dossier": "docket",
    "numéros de dossier": "docket",
    "numéro(s) de dossier": "docket",
    "judges": "decision_makers",
    "judge(s)": "decision_makers",
    "juges": "decision_makers",
    "judges and taxing officers": "decision_makers",
    "juges et officiers taxateurs": "decision_makers",
    "decision-maker(s)": "decision_makers",
    "décideur(s)": "decision_makers",
    "on appeal from": "appealed_from",
    "en appel de": "appealed_from",
    "subjects": "subjects",
    "sujets": "subjects",
    "docket number": "docket",
    "docket numbers": "docket",
    "docket number(s)": "docket",
    "case numbers": "docket",
    "case number(s)": "docket",
    "file": "docket",
    "numéro du dossier": "docket",
    "numéros des dossiers": "docket",
    "dossier": "docket",
    "citation": "neutral_citation",
    "référence": "neutral_citation",
    "reports": "report",
    "recueils": "report",
    "judge": "decision_makers",
    "juge": "decision_makers",
    "juge(s)": "decision_makers",
    "decision-maker": "decision_makers",
    "decision-makers": "decision_makers",
    "décideur": "decision_makers",
    "décideurs": "decision_makers",
    "adjudicator": "decision_makers",
    "adjudicator(s)": "decision_makers",
    "adjudicators": "decision_makers",
    "arbitre": "decision_makers",
    "member(s)": "decision_makers",
    "members": "decision_makers",
    "panel": "decision_makers",
    "before": "decision_makers",
    "devant": "decision_makers",
    "subject": "subjects",
    "sujet": "subjects",
    "keywords": "subjects",
    "mots-clés": "subjects",
    "notes": "notes",
    "decision type": "decision_type",
    "type de décision": "decision_type",
    "grounds": "grounds",
    "motifs de distinction": "grounds",
    "status": "status",
    "statut": "status",
    "indexed as": "indexed_as",
    "répertorié": "indexed_as",
    "decision information": "heading",
    "informations sur la décision": "heading",
    "summary": "summary",
    "résumé": "summary",
}
_BODY_FIELDS = (
    ("date", re.compile(r"Date\s*:\s*(\d{8}|\d{4}-\d{2}-\d{2})\b")),
    ("docket", re.compile(r"(?:Docket|File|Dossier)(?:\s*No\.?)?\s*:\s*(\S[^\n]{0,200})")),
    (
        "neutral_citation",
        re.compile(r"(?:Citation|Référence neutre|Référence)\s*:\s*(\S[^\n]{0,200})"),
    ),
)
_BODY_LINES = 40


def header_field(line: str) -> str | None:
    """The field that a header label stands for (``docket``, ``decision_makers``...), or None."""
    return _LABELS.get(" ".join(line.split()).rstrip(": ").lower())


def ends_header(line: str) -> bool:
    """Whether a line says that the decision itself begins below it."""
    return " ".join(line.split()).rstrip(": ").lower() in _CONTENT


def header_length(lines: list[str]) -> int:
    """How many lines, the closing one included, the header block takes; 0 where there is none."""
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if ends_header(line):
            labelled = any(header_field(above) for above in lines[:place])
            return place + 1 if labelled else 0
    return 0


def split_header(text: str) -> tuple[dict[str, str], str]:
    """The fields of the header block, and the text below it.

    Keys: ``title``, ``court``, ``collection``, ``date``, ``neutral_citation``, ``report``,
    ``docket``, ``decision_makers``, ``appealed_from``, ``subjects``, ``notes``, ``summary``...;
    several values are joined by a line break. Where there is no such block the text comes back
    whole, and date, docket and citation are read from its first forty lines where they are
    labelled there (British Columbia, FPSLREB): dates as ``YYYY-MM-DD``.
    """
    lines = text.split("\n")
    length = header_length(lines)
    if not length:
        return _fields_of_body(lines), text
    fields: dict[str, list[str]] = {}
    name = "title"
    for line in lines[: length - 1]:
        label = header_field(line)
        if label is not None:
            name = label
        elif line.strip():
            fields.setdefault(name, []).append(line.strip())
    return {key: "\n".join(values) for key, values in fields.items()}, "\n".join(lines[length:])


def _fields_of_body(lines: list[str]) -> dict[str, str]:
    head = "\n".join(line.strip()[:300] for line in lines[:_BODY_LINES])
    fields: dict[str, str] = {}
    for name, pattern in _BODY_FIELDS:
        match = pattern.search(head)
        if match is not None:
            fields[name] = match[1].strip()
    date = fields.get("date", "")
    if len(date) == 8:
        fields["date"] = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return fields
