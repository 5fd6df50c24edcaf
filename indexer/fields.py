"""THE field table: the only place where a field is declared.

Engine schema, query language, facets, export columns, API documentation and the help page are
derived from it. Adding a field is one row here; the fingerprint of the table is part of every
generation's name, so a change asks for a rebuild instead of answering wrongly.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "keyword", "number", "shown"]
"""``text``: words, in token streams. ``keyword``: whole values. ``number``: integers.
``shown``: not searched, only returned and exported."""

FacetOrder = Literal["", "fixed", "count", "year"]
"""``fixed``: by rank in the vocabulary; ``count``: by count in the whole collection."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field, with everything that is derived from it."""

    name: str
    """Canonical name, singular: the same in URLs, HTTP, files and on the command line."""
    kind: Kind
    label_en: str
    label_fr: str
    help_en: str
    help_fr: str
    names_en: tuple[str, ...] = ()
    """Names accepted before a colon in the query box, beside ``name``."""
    names_fr: tuple[str, ...] = ()
    weight: float = 0.0
    """Factor of the field's BM25 score (text fields)."""
    facet: FacetOrder = ""
    filter: bool = False
    multiple: bool = False
    export: int = 0
    """Rank among the export columns, from 1; 0 keeps it out."""
    vocabulary: str = ""
    """Name of the vocabulary that its values come from; empty when free."""


def _text(
    name: str,
    weight: float,
    en: str,
    fr: str,
    help_en: str,
    help_fr: str,
    names_fr: tuple[str, ...] = (),
    *,
    export: int = 0,
) -> Field:
    return Field(name, "text", en, fr, help_en, help_fr, (), names_fr, weight, export=export)


# fmt: off
FIELDS: tuple[Field, ...] = (
    # --- text fields: weights with the judged example that set them --------------------------
    # A name typed whole is found before its words are scored ("Petit Bateau"), so a title need not
    # lead: at 6.0 "employee posted photos" found the Alberta Union of Provincial Employees first.
    _text("title", 0.5, "Title", "Titre",
          "Style of cause, or title of the article.", "Intitulé de la décision, ou titre de l’article.",
          names_fr=("titre",), export=4),
    # "Cass. soc., 12 sept. 2018" typed as words finds the decision that bears that citation.
    _text("citation", 1.0, "Citation", "Référence",
          "The citation as the source gives it.", "La référence telle que la source la donne.",
          names_fr=("reference", "référence"), export=3),
    _text("headnote", 3.0, "Headnote", "Sommaire",
          "Summary written by the court or the source.", "Résumé rédigé par la cour ou la source.",
          names_fr=("sommaire", "resume", "résumé")),
    # "private Facebook group insult manager": the labels carry both languages' words. A value that
    # the words speak of lifts by itself, so that at 2.0 the labels counted twice.
    _text("tags", 1.0, "Words of the tags", "Mots des étiquettes",
          "Names of the issues, conduct, sanction and platforms, in both languages.",
          "Noms des enjeux, conduites, sanctions et plateformes, dans les deux langues.",
          names_fr=("etiquettes", "étiquettes")),
    _text("reasons", 1.5, "Reasons", "Motifs",
          "The court's own reasoning and disposition.", "Les motifs et le dispositif.",
          names_fr=("motifs",)),
    _text("text", 1.0, "Text", "Texte",
          "The rest of the text.", "Le reste du texte.", names_fr=("texte",)),
    # --- keyword fields -----------------------------------------------------------------------
    Field("kind", "keyword", "Kind", "Type", "Decision, reference or article.",
          "Décision, fiche de référence ou article.", names_fr=("type",),
          facet="fixed", filter=True, export=2, vocabulary="kind"),
    Field("issue", "keyword", "Issue", "Enjeu", "The legal question that the document deals with.",
          "La question de droit que le document traite.", names_fr=("enjeu",),
          facet="count", filter=True, multiple=True, export=12, vocabulary="issue"),
    Field("conduct", "keyword", "Conduct", "Conduite", "What was done online.",
          "Ce qui a été fait en ligne.", names_fr=("conduite", "comportement"),
          facet="count", filter=True, multiple=True, export=13, vocabulary="conduct"),
    Field("sanction", "keyword", "Sanction", "Sanction", "What the employer or regulator imposed.",
          "Ce que l’employeur ou l’ordre a imposé.",
          facet="fixed", filter=True, export=14, vocabulary="sanction"),
    Field("outcome", "keyword", "Outcome", "Issue du litige", "What the court made of it.",
          "Ce que le tribunal a décidé.", names_fr=("resultat", "résultat"),
          facet="fixed", filter=True, export=15, vocabulary="outcome"),
    Field("platform", "keyword", "Platform", "Plateforme", "Where it was posted or said.",
          "Où cela a été publié ou dit.", names_fr=("plateforme", "reseau", "réseau"),
          facet="count", filter=True, multiple=True, export=16, vocabulary="platform"),
    Field("audience", "keyword", "Audience", "Auditoire", "Who could see it.", "Qui pouvait le voir.",
          names_fr=("auditoire", "public"),
          facet="fixed", filter=True, export=17, vocabulary="audience"),
    Field("target", "keyword", "Target", "Cible", "Who or what the words were about.",
          "Qui ou ce que les propos visaient.", names_fr=("cible",),
          facet="count", filter=True, multiple=True, export=18, vocabulary="target"),
    Field("duty", "keyword", "On or off duty", "En service ou non",
          "Whether it was done during working time.", "Si cela s’est passé pendant le travail.",
          names_fr=("service",), facet="fixed", filter=True, export=19, vocabulary="duty"),
    Field("factor", "keyword", "Factor", "Facteur", "What weighed for or against the person.",
          "Ce qui a joué pour ou contre la personne.", names_fr=("facteur",),
          facet="count", filter=True, multiple=True, export=20, vocabulary="factor"),
    Field("status", "keyword", "Employee's status", "Statut de la personne",
          "Unionized, probationary, manager...", "Syndiqué, en probation, cadre...",
          names_fr=("statut",),
          facet="count", filter=True, multiple=True, export=21, vocabulary="status"),
    Field("sector", "keyword", "Sector", "Secteur", "The employer's field of activity.",
          "Le domaine d’activité de l’employeur.", names_fr=("secteur",),
          facet="count", filter=True, multiple=True, export=22, vocabulary="sector"),
    Field("topic", "keyword", "Topic", "Sujet", "Subject of articles that speak of no dispute.",
          "Sujet des articles qui ne parlent d’aucun litige.", names_fr=("sujet",),
          facet="count", filter=True, multiple=True, export=23, vocabulary="topic"),
    Field("jurisdiction", "keyword", "Jurisdiction", "Ressort",
          "Whose law: Canada-wide (CA), federal (CA-FED), a province or France (FR).",
          "Le droit applicable : Canada (CA), fédéral (CA-FED), une province ou la France (FR).",
          names_en=("place",), names_fr=("ressort", "lieu"),
          facet="count", filter=True, export=6, vocabulary="jurisdiction"),
    Field("court", "keyword", "Court", "Tribunal", "The court or tribunal.", "La cour ou le tribunal.",
          names_fr=("tribunal", "cour"), facet="count", filter=True, export=5, vocabulary="court"),
    Field("level", "keyword", "Level", "Degré", "Supreme, appeal, superior, first instance, tribunal.",
          "Suprême, appel, supérieur, première instance, tribunal administratif.",
          names_fr=("degre", "degré"), facet="fixed", filter=True, export=7, vocabulary="level"),
    Field("forum", "keyword", "Forum", "Instance", "Kind of body: court, labour tribunal, arbitration...",
          "Genre d’instance : cour, tribunal du travail, arbitrage...", names_fr=("instance",),
          facet="fixed", filter=True, vocabulary="forum"),
    Field("source", "keyword", "Source", "Source", "Where the document came from.",
          "D’où vient le document.", facet="count", filter=True, multiple=True, export=30),
    Field("language", "keyword", "Language", "Langue", "Languages in which it can be read here.",
          "Langues dans lesquelles il se lit ici.", names_fr=("langue",),
          facet="fixed", filter=True, multiple=True, export=11, vocabulary="language"),
    Field("verified", "keyword", "Checked by a person", "Vérifié par une personne",
          "Whether a person checked or established the tags.",
          "Si une personne a vérifié ou établi les étiquettes.", names_fr=("verifie", "vérifié"),
          facet="fixed", filter=True, vocabulary="verified"),
    Field("topical", "keyword", "On the subject", "Dans le sujet",
          "Whether it is about social media at work; others are stored but not offered.",
          "S’il s’agit de médias sociaux au travail; les autres sont gardés sans être offerts.",
          filter=True, vocabulary="topical"),
    Field("cites", "keyword", "Cites", "Cite", "Decisions that it mentions (noteup).",
          "Décisions qu’il mentionne.", names_fr=("cite",), multiple=True),
    Field("reviews", "keyword", "Reviews", "Contrôle",
          "The decision under appeal or review.", "La décision attaquée.",
          names_fr=("controle", "contrôle"), multiple=True),
    Field("statute", "keyword", "Statute", "Loi", "Provisions that it mentions.",
          "Dispositions qu’il mentionne.", names_fr=("loi", "article"), multiple=True),
    Field("identifier", "keyword", "Identifier", "Identifiant",
          "Neutral citation, ECLI, docket, pourvoi and other numbers.",
          "Référence neutre, ECLI, dossier, pourvoi et autres numéros.",
          names_en=("docket",), names_fr=("identifiant", "numero", "numéro", "pourvoi"), multiple=True),
    # --- number fields ------------------------------------------------------------------------
    Field("year", "number", "Year", "Année", "Year of the decision or article.",
          "Année de la décision ou de l’article.", names_fr=("annee", "année"),
          facet="year", filter=True, export=10),
    Field("date_first", "number", "Earliest date", "Première date possible",
          "First day that it may bear, as yyyymmdd.", "Premier jour possible, sous la forme aaaammjj."),
    Field("date_last", "number", "Latest date", "Dernière date possible",
          "Last day that it may bear, as yyyymmdd.", "Dernier jour possible, sous la forme aaaammjj."),
    Field("cited_by_count", "number", "Cited by", "Citée par",
          "Number of documents here that cite it.", "Nombre de documents d’ici qui la citent.", export=24),
    Field("court_level", "number", "Rank of the court", "Rang de la cour",
          "5 supreme, 4 appeal, 3 superior, 2 first instance, 1 tribunal or arbitration, 0 other.",
          "5 suprême, 4 appel, 3 supérieure, 2 première instance, 1 tribunal ou arbitrage, 0 autre."),
    # The engine keeps IndexRecord.prior here, in thousandths, as the factor of the score.
    Field("prior", "number", "Authority", "Autorité",
          "Court level, publication level and citations received, as one factor.",
          "Rang de la cour, niveau de publication et citations reçues, en un facteur."),
    # --- shown and exported only --------------------------------------------------------------
    Field("id", "shown", "Id", "Id", "Permanent id here.", "Identifiant permanent ici.", export=1),
    Field("date", "shown", "Date", "Date", "Date as far as known.", "Date, autant qu’on la connaît.",
          export=8),
    Field("date_precision", "shown", "Precision of the date", "Précision de la date",
          "day, month, year or unknown.", "day, month, year ou unknown.", export=9),
    Field("amounts", "shown", "Amounts", "Montants", "Sums of money, awarded or asked.",
          "Sommes d’argent, accordées ou demandées.", export=25),
    Field("issue_evidence", "shown", "Evidence of the issues", "Preuve des enjeux",
          "For each issue: origin, confidence, paragraph and words.",
          "Pour chaque enjeu : origine, confiance, paragraphe et mots.", export=26),
    Field("confidence", "shown", "Confidence of curated facts", "Confiance des faits établis",
          "high or medium, for the starter collection.", "high ou medium, pour la collection de départ.",
          export=27),
    Field("url", "shown", "Address", "Adresse", "Official address, where there is one.",
          "Adresse officielle, quand il y en a une.", export=28),
    Field("seen_at", "shown", "Seen at", "Vu sur", "Pages where curated facts were seen.",
          "Pages où les faits établis ont été vus.", export=29),
    Field("licence", "shown", "Licence", "Licence", "Licence sentence of each source.",
          "Phrase de licence de chaque source.", export=31),
    Field("retrieved_at", "shown", "Retrieved", "Obtenu le", "When it was obtained.",
          "Quand il a été obtenu.", export=32),
    Field("content_hash", "shown", "Hash", "Empreinte", "SHA-256 of what was obtained.",
          "SHA-256 de ce qui a été obtenu.", export=33),
)
# fmt: on


def field(name: str) -> Field:
    """The field of this canonical name; KeyError when the table has none."""
    return _BY_NAME[name]


def field_named(name: str) -> Field | None:
    """The field that a person names so, in English or French, singular or plural."""
    wanted = name.casefold()
    for candidate in FIELDS:
        names = (candidate.name, *candidate.names_en, *candidate.names_fr)
        if wanted in names or wanted in tuple(each + "s" for each in names):
            return candidate
    return None


def text_fields() -> tuple[Field, ...]:
    """The searched text fields, in table order."""
    return tuple(each for each in FIELDS if each.kind == "text")


def keyword_fields() -> tuple[Field, ...]:
    """The fields of whole values, in table order."""
    return tuple(each for each in FIELDS if each.kind == "keyword")


def number_fields() -> tuple[Field, ...]:
    """The integer fields, in table order."""
    return tuple(each for each in FIELDS if each.kind == "number")


def facet_fields() -> tuple[Field, ...]:
    """The fields that can be counted, in table order."""
    return tuple(each for each in FIELDS if each.facet)


def filter_fields() -> tuple[Field, ...]:
    """The fields that can be filtered on, in table order."""
    return tuple(each for each in FIELDS if each.filter)


def export_fields() -> tuple[Field, ...]:
    """The export columns, in their order."""
    return tuple(sorted((each for each in FIELDS if each.export), key=lambda each: each.export))


def table_fingerprint() -> str:
    """Eight hexadecimal digits that change when a searched field does."""
    searched = [
        (each.name, each.kind, each.multiple, each.weight)
        for each in FIELDS
        if each.kind != "shown"
    ]
    return hashlib.sha256(repr(searched).encode()).hexdigest()[:8]


_BY_NAME = {each.name: each for each in FIELDS}
