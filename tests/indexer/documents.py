"""Synthetic documents for index tests: invented parties, numbers that cannot exist."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.identifiers import parse_identifier
from crawler.model import Article, Decision, Paragraph, PartialDate, Provenance, Text, Zone

FETCHED = datetime(2099, 1, 2, tzinfo=UTC)
PROVENANCE = Provenance(
    source="synthetic",
    retrieved_at=FETCHED,
    licence="Synthetic text, made for tests.",
    fulltext_allowed=True,
    content_hash="0" * 64,
    obtained="synthetic",
    url="https://example.invalid/",
)


def decision(number: int, *paragraphs: str, zones=(), french=(), **fields) -> Decision:
    """Decision ``2099 XXTEST number`` of a court that cannot exist."""

    def text(language: str, pieces) -> Text:
        return Text(
            language,
            title=f"Aldous v. Firm {number}",
            paragraphs=tuple(
                Paragraph(
                    piece, str(at + 1), f"par{at + 1}", zones[at] if at < len(zones) else Zone.BODY
                )
                for at, piece in enumerate(pieces)
            ),
        )

    texts = [text("en", paragraphs)] if paragraphs else []
    texts += [text("fr", french)] if french else []
    given: dict[str, Any] = {
        "id": f"zz-test-2099-{number}",
        "title": f"Aldous v. Firm {number}",
        "date": PartialDate(2099, 3, 5),
        "language": "en" if paragraphs else "fr",
        "jurisdiction": "CA",
        "court": "zz-test",
        "identifiers": (parse_identifier("neutral", f"2099 XXTEST {number}"),),
        "texts": tuple(texts),
        "provenances": (PROVENANCE,),
    }
    return Decision(**(given | fields))


def article(name: str, *paragraphs: str, **fields) -> Article:
    given: dict[str, Any] = {
        "id": f"art-x-{name}",
        "title": f"Synthetic {name}",
        "language": "en",
        "texts": (Text("en", paragraphs=tuple(Paragraph(each) for each in paragraphs)),),
        "provenances": (PROVENANCE,),
    }
    return Article(**(given | fields))
