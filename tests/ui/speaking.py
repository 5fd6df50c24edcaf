"""A stand-in API that holds a few synthetic decisions, made by hand to have every part."""

from __future__ import annotations

from fastapi import FastAPI, Query
from fastapi.responses import RedirectResponse, Response

from search_api import responses as r
from search_api.errors import InvalidParameter
from search_api.reference_files import CitedBody, pinpointed, read_file_format, reference_file
from tests.ui.api_double import GENERATION, create_double, problem

PARAGRAPHS = (
    ("par1", "1", "facts", "Facts", "On 3 May 2099 the worker wrote “boss from hell” on a wall."),
    ("par2", "2", "analysis", "Analysis", "The dismissal is upheld: see 2099 XXTEST 11."),
    ("par3", None, "analysis", "Analysis", "Section 99 of the Synthetic Act governs."),
    ("par4", "3", "disposition", "Disposition", "The employer is ordered to pay $1,500."),
)


class English:
    """The text in English of the decision in two languages."""

    SENTENCE = "This sentence is in English."


def _proof(anchor: str, quote: str) -> r.EvidenceBody:
    number, text = next((row[1], row[4]) for row in PARAGRAPHS if row[0] == anchor)
    start = text.index(quote)
    return r.EvidenceBody(
        language="en", paragraph=anchor, number=number, start=start, end=start + len(quote),
        quote=quote,
    )  # fmt: skip


def _tag(field: str, value: str, label: str, strength: str, *proofs: r.EvidenceBody) -> r.TagBody:
    return r.TagBody(
        field=field, value=value, label=label, origin="machine", strength=strength,  # type: ignore[arg-type]
        confidence=0.8, version="synthetic-1", evidence=list(proofs), seen_at=[],
    )  # fmt: skip


def _text(language: str = "en", sentence: str = "") -> r.TextBody:
    rows = [("par1", "1", "facts", "Facts", sentence)] if sentence else list(PARAGRAPHS)
    return r.TextBody(
        language=language, title="Synthetic v. Nobody", headnote="", editorial=False,  # type: ignore[arg-type]
        paragraphs=[
            r.ParagraphBody(anchor=a, number=n, zone=z, zone_label=label, text=t)
            for a, n, z, label, t in rows
        ],
    )  # fmt: skip


def decision_body(number: int, url: str = "https://source.example/12") -> r.DocumentBody:
    """The synthetic decision 2099 XXTEST ``number``."""
    return r.DocumentBody(
        id=f"zz-test-2099-{number}", aliases=[], kind="decision", status="live",
        title="Synthetic v. Nobody", citation=f"2099 XXTEST {number}",
        citations={
            "neutral": f"2099 XXTEST {number}",
            "mcgill_en": f"Synthetic v Nobody, 2099 XXTEST {number}",
        },
        court="zz-test", court_label="Synthetic Court", level="", jurisdiction="CA-ON",
        jurisdiction_label="Ontario", chamber="", publication=[], solution="", subjects=[],
        visas=[], date="2099-06-01", date_precision="day", language="en", publisher="", author="",
        form="", identifiers=[r.IdentifierBody(kind="docket", label="Docket", value="XX-0")],
        texts=[_text()],
        tags=[
            _tag("outcome", "dismissal_upheld", "Dismissal upheld", "strong",
                 _proof("par2", "dismissal is upheld")),
            _tag("issue", "insult_and_abuse", "Insults", "weak", _proof("par1", "boss from hell")),
            _tag("issue", "defamation", "Unproved", "weak"),
        ],
        not_established=[],
        amounts=[
            r.AmountBody(
                value="1500", currency="CAD", awarded=True, head="", origin="machine",
                evidence=[_proof("par4", "$1,500")],
            )
        ],
        citations_found=[
            r.CitationBody(
                kind="neutral", normal="2099 XXTEST 11", quote="2099 XXTEST 11", pinpoint="",
                evidence=_proof("par2", "2099 XXTEST 11"), id="ca-qccs-2018-4374",
                title="Synthetic c. Walker",
            ),
            r.CitationBody(
                kind="statute", normal="synthetic-act-99", quote="s. 99 Synthetic Act",
                evidence=_proof("par3", "Synthetic Act"), pinpoint="", id=None,
            ),
        ],
        links=[], cautions=[],
        provenances=[
            r.ProvenanceBody(
                source="synthetic", source_label="Synthetic source", url=url,
                retrieved_at="2099-07-01", licence="Synthetic licence", fulltext_allowed=True,
                content_hash="cd" * 32, obtained="synthetic", seen_at=[], attribution="",
            )
        ],
        url="/", generation=GENERATION,
    )  # fmt: skip


def decision_api() -> FastAPI:
    """The stand-in with the synthetic decisions beside the starter collection."""
    bench = _text(sentence="Before: the Quorum of Nobody")
    first = bench.paragraphs[0].model_copy(update={"zone": "formation", "zone_label": "Bench"})
    bodies = {
        12: decision_body(12),
        13: decision_body(13).model_copy(update={"texts": [], "tags": []}),
        14: decision_body(14, url="javascript:alert(1)"),
        15: decision_body(15).model_copy(
            update={"texts": [bench.model_copy(update={"paragraphs": [first]})], "tags": []}
        ),
        16: decision_body(16).model_copy(
            update={
                "texts": [
                    _text("en", English.SENTENCE),
                    _text("fr", "Cette phrase est en français."),
                ],
                "tags": [],
            }
        ),
    }
    app = FastAPI()
    held = {body.id: body for body in bodies.values()}

    @app.get("/api/v1/documents/{document}")
    def document(document: str) -> r.DocumentBody:
        return held[document]

    @app.get("/api/v1/documents/{document}/cite", response_model=None)
    def cite(
        document: str,
        paragraph: str = "",
        lang: str = "en",
        form: str = Query("text", alias="format"),
    ) -> CitedBody | Response:
        if document == "doc-old":
            return RedirectResponse("/api/v1/documents/zz-test-2099-12/cite", 308)
        body = held[document]
        if form != "text":
            content = reference_file(body, read_file_format(form))
            return Response(content, media_type="application/synthetic")
        try:
            cited = pinpointed(body, paragraph, language=lang)
        except InvalidParameter as wrong:
            return problem(400, str(wrong))
        return CitedBody(id=document, paragraph=paragraph, citations=cited)

    app.mount("/", create_double())
    return app
