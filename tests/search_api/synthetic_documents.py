"""Synthetic decisions beside the starter collection: invented parties, impossible numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.identifiers import parse_identifier
from crawler.model import Decision, Paragraph, PartialDate, Provenance, Text, Zone

SYNTHETIC = Provenance(
    source="synthetic",
    retrieved_at=datetime(2099, 1, 1, tzinfo=UTC),
    licence="Synthetic text, made for tests.",
    fulltext_allowed=True,
    content_hash="0" * 64,
    obtained="synthetic",
    url="https://example.org/synthetic",
)

BENCH = "Présidente : Mme Zéphirine Testenflûte, conseillère doyenne"
"""What a French decision says of its bench: shown, never found."""


def synthetic_decision(name, court, title, *paragraphs, number=None, **more):
    """A decision of one text, paragraphs given as texts or as (zone, text)."""
    pairs = [each if isinstance(each, tuple) else (Zone.REASONS, each) for each in paragraphs]
    language = more.pop("language", "fr")
    text = Text(
        language,
        title,
        paragraphs=tuple(
            Paragraph(body, number=str(nth), anchor=f"par{nth}", zone=zone)
            for nth, (zone, body) in enumerate(pairs, 1)
        ),
    )
    identifiers = (parse_identifier("neutral", number),) if number else ()
    return Decision(
        id=name, title=title, court=court, language=language, texts=(text,), citation=number or "",
        identifiers=identifiers, provenances=(SYNTHETIC,), **more,
    )  # fmt: skip


def synthetic_documents():
    """A French decision with its bench, one of Québec that cites another, one off the subject."""
    return (
        synthetic_decision(
            "fr-cass-soc-2099-03-04-99-99999", "fr-cass", "Société Essai c. Mme Modèle",
            (Zone.FORMATION, BENCH),
            "La salariée a publié sur Facebook des propos injurieux envers son supérieur, "
            "lesquels relevaient d'une conversation privée.",
            (Zone.DISPOSITION, "Rejette le pourvoi. Le licenciement est sans cause réelle."),
            jurisdiction="FR", chamber="soc", date=PartialDate(2099, 3, 4),
        ),
        synthetic_decision(
            "ca-qccs-2099-777", "qccs", "Ferblanterie Essai inc. c. Modèle",
            "Le salarié a été congédié pour un commentaire sur Facebook visant son employeur.",
            "Le tribunal suit la décision 2018 QCCS 4374 au sujet de la diffamation.",
            number="2099 QCCS 777", jurisdiction="CA-QC", date=PartialDate(2099, 1, 2),
        ),
        synthetic_decision(
            "ca-qccs-2099-778", "qccs", "Bail Essai inc. c. Locataire",
            "Le bail du local prévoyait un loyer payable le premier du mois; xylolocation.",
            number="2099 QCCS 778", jurisdiction="CA-QC", date=PartialDate(2099),
        ),
    )  # fmt: skip


def removed_document():
    """A decision that is put into the corpus and taken out again."""
    return synthetic_decision(
        "ca-qccs-2099-779", "qccs", "Oubli Essai inc. c. Modèle",
        "Publication Facebook retirée à la demande; mot unique zzoublizz.",
        number="2099 QCCS 779", jurisdiction="CA-QC", date=PartialDate(2099),
    )  # fmt: skip
