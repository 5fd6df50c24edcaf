"""Names of zones, kinds of identifiers and relations, in English and French."""

from __future__ import annotations

from search_api.errors import Sentence

ZONES: dict[str, Sentence] = {
    "introduction": Sentence("Introduction", "Introduction"),
    "facts": Sentence("Facts", "Faits"),
    "arguments": Sentence("Arguments", "Moyens et prétentions"),
    "reasons": Sentence("Reasons", "Motifs"),
    "disposition": Sentence("Disposition", "Dispositif"),
    "annex": Sentence("Annex", "Annexe"),
    "formation": Sentence("Heading and bench", "En-tête et composition"),
    "body": Sentence("Text", "Texte"),
}
"""Zones of a text."""

IDENTIFIERS: dict[str, Sentence] = {
    "neutral": Sentence("Neutral citation", "Référence neutre"),
    "canlii": Sentence("CanLII citation", "Référence CanLII"),
    "soquij": Sentence("SOQUIJ number", "Numéro SOQUIJ"),
    "dte": Sentence("D.T.E. number", "Numéro D.T.E."),
    "reporter": Sentence("Reporter", "Recueil"),
    "ecli": Sentence("ECLI", "ECLI"),
    "pourvoi": Sentence("Appeal number (pourvoi)", "Numéro de pourvoi"),
    "rg": Sentence("Registry number (RG)", "Numéro de répertoire général"),
    "docket": Sentence("Docket", "Dossier"),
    "legifrance": Sentence("Légifrance id", "Identifiant Légifrance"),
    "judilibre": Sentence("Judilibre id", "Identifiant Judilibre"),
    "canlii_id": Sentence("CanLII id", "Identifiant CanLII"),
}
"""Kinds of identifiers."""

RELATIONS: dict[str, Sentence] = {
    "contested": Sentence("Decision under appeal", "Décision attaquée"),
    "appeal_of": Sentence("Decision under appeal", "Décision attaquée"),
    "forward": Sentence("Later decision in the same case", "Décision ultérieure de l’affaire"),
    "similar": Sentence("Close, says the source", "Rapprochée par la source"),
    "same_case": Sentence("Same case", "Même affaire"),
    "cites": Sentence("Cited in it", "Citée dans le texte"),
    "discusses": Sentence("Discussed in it", "Dont il traite"),
    "cited_by": Sentence("Cites it", "Qui la cite"),
    "discussed_by": Sentence("Article that discusses it", "Article qui en traite"),
}
"""How another document stands to the one shown."""

FIELDS_ASKED = (
    "issue", "conduct", "sanction", "outcome", "platform", "audience", "target", "duty",
)  # fmt: skip
"""Facts that a reader of a decision looks for: shown as not established where none is known."""


def said(words: dict[str, Sentence], key: str, language: str) -> str:
    """The words of a key; the key itself where there are none."""
    found = words.get(key)
    return found.say(language) if found is not None else key
