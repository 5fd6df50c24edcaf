"""Ready-made citations: the forms of anchors in use, and nothing that is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.identifiers import parse_identifier
from crawler.model import Article, Decision, PartialDate, Provenance
from search_api.citing import citations

SYNTHETIC = Provenance(
    source="synthetic", retrieved_at=datetime(2099, 1, 1, tzinfo=UTC), licence="none",
    fulltext_allowed=True, content_hash="0" * 64, obtained="synthetic",
)  # fmt: skip


def decision(court, title, date, *names, jurisdiction="CA-QC", **more):
    return Decision(
        id="zz", title=title, date=PartialDate.parse(date), language="fr", court=court,
        jurisdiction=jurisdiction, provenances=(SYNTHETIC,),
        identifiers=tuple(parse_identifier(kind, value) for kind, value in names), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (decision("qccs", "Essai inc. c. Modèle", "2099-01-02", ("neutral", "2099 QCCS 12")),
         {"neutral": "2099 QCCS 12", "mcgill_en": "Essai inc. v Modèle, 2099 QCCS 12",
          "mcgill_fr": "Essai inc. c Modèle, 2099 QCCS 12"}),
        (decision("scc", "Essai v. Modèle", "2099", ("neutral", "2099 SCC 12"), jurisdiction="CA"),
         {"neutral": "2099 SCC 12", "mcgill_en": "Essai v Modèle, 2099 SCC 12",
          "mcgill_fr": "Essai c Modèle, 2099 CSC 12"}),
        (decision("onla", "Essai v Modèle", "2099", ("canlii", "2099 CanLII 12 (ON LA)"),
                  jurisdiction="CA-ON"),
         {"mcgill_en": "Essai v Modèle, 2099 CanLII 12 (ON LA)",
          "mcgill_fr": "Essai c Modèle, 2099 CanLII 12 (ON LA)"}),
        (decision("fr-cass", "Essai", "2099-09-01", ("pourvoi", "99-11.690"), jurisdiction="FR",
                  chamber="soc", publication=("b",)),
         {"france": "Cass. soc., 1er sept. 2099, n°\u00a099-11.690, B"}),
        (decision("fr-ca-reims", "Essai", "2099-02-02", ("rg", "99/04882"), jurisdiction="FR",
                  chamber="4e ch."),
         {"france": "CA Reims, 4e ch., 2 févr. 2099, n°\u00a099/04882"}),
        (decision("fr-cass", "Essai", "2099-09", ("pourvoi", "99-11.690"), jurisdiction="FR"), {}),
        (decision("qccs", "Essai", "2099-01-02"), {}),
    ],
)  # fmt: skip
def test_a_citation_is_made_of_known_facts_only(made, wanted):
    assert citations(made) == wanted


def test_an_article_has_no_citation_of_a_decision():
    article = Article(id="art-x", title="Essai", language="fr", provenances=(SYNTHETIC,))
    assert citations(article) == {}
