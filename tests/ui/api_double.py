"""A small stand-in for the search API: real bodies over the starter collection.

It finds whole words in facts and titles, counts facets by hand, and has faults on purpose: the
query ``!500`` fails, an odd quotation mark is a syntax fault, ``doc-gone`` was removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from indexer.fields import FIELDS, facet_fields, filter_fields
from indexer.vocabulary import Locale, load_vocabularies
from search_api import responses as r

STARTER = Path(__file__).resolve().parent.parent.parent / "fixtures" / "starter"
GENERATION = "g000131-double00"
DESCRIBED = {
    "paths": {
        "/api/v1/export": {
            "get": {
                "description": "The whole result set of a search.",
                "parameters": [
                    {"name": "format", "description": "Form.", "schema": {"enum": ["csv", "jsonl"]}}
                ],
            }
        }
    }
}
MULTIPLE = {"issue": "issues", "platform": "platforms", "conduct": "conduct", "target": "target"}
MULTIPLE |= {"factor": "factors", "status": "status", "sector": "sector", "topic": "topics"}
SINGLE = ("sanction", "outcome", "audience", "duty", "court", "jurisdiction", "language")


def starter_rows() -> list[dict[str, Any]]:
    """The lines of the starter collection, with their kind."""
    rows: list[dict[str, Any]] = []
    for kind, name in (("reference", "references"), ("article", "articles")):
        for line in (STARTER / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            rows.append({**row, "genre": row.get("kind"), "kind": kind})
    return rows


def values_of(row: dict[str, Any], field: str) -> list[str]:
    """What a row holds of a field."""
    if field == "kind":
        return [row["kind"]]
    if field == "year":
        return [row["date"][:4]] if row.get("date") else []
    if field == "jurisdiction":
        return [row.get("jurisdiction") or row.get("place") or "CA"]
    if field in MULTIPLE:
        return list(row.get(MULTIPLE[field]) or [])
    if field in SINGLE:
        return [row[field]] if row.get(field) and row[field] != "unknown" else []
    return []


class Double:
    """Rows and answers."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.rows = {row["id"]: row for row in rows}
        self.words = load_vocabularies()
        self.asked: list[list[tuple[str, str]]] = []

    def label(self, field: str, value: str, language: str, where: str = "") -> str:
        locale: Locale = "en" if language == "en" else ("fr_FR" if where == "FR" else "fr_CA")
        return self.words.label(field, value, locale)

    def labelled(self, row: dict[str, Any], field: str, language: str) -> list[r.Labelled]:
        where = row.get("jurisdiction") or ""
        return [
            r.Labelled(value=value, label=self.label(field, value, language, where))
            for value in values_of(row, field)
        ]

    def matches(self, row: dict[str, Any], words: list[str], anything: bool) -> bool:
        text = " ".join(
            [row["title"], row.get("citation") or "", *(row.get("facts") or row["about"]).values()]
        ).casefold()
        found = [re.search(rf"\b{re.escape(word)}", text) is not None for word in words]
        return any(found) if anything else all(found)

    def fits(self, row: dict[str, Any], chosen: dict[str, list[str]], op: str, but: str) -> bool:
        for field, wanted in chosen.items():
            held = set(values_of(row, field))
            enough = held >= set(wanted) if field == "issue" and op == "and" else held & set(wanted)
            if field != but and not enough:
                return False
        return True

    def search(self, pairs: list[tuple[str, str]]) -> r.SearchBody:
        self.asked.append(pairs)
        one = dict(pairs)
        lang, q, op = one.get("lang", "en"), one.get("q", ""), one.get("issue_op", "or")
        names = {each.name for each in filter_fields()}
        chosen: dict[str, list[str]] = {}
        for name, value in pairs:
            if name in names:
                chosen.setdefault(name, []).append(value)
        ignored = []
        for field in [f for f in ("issue", "sanction", "jurisdiction") if f in chosen]:
            for value in list(chosen[field]):
                if self.words.entry(field, value) is None:
                    ignored.append(f"{field}={value}")
                    chosen[field].remove(value)
            if not chosen[field]:
                del chosen[field]
        words = [w for w in re.findall(r"[\w'’]+", q.casefold()) if w not in ("or", "ou")]
        anything = " OR " in q or " OU " in q
        pool = [row for row in self.rows.values() if self._in_years(row, one)]
        strict = [row for row in pool if self.matches(row, words, anything) or not words]
        relaxed = bool(words) and len(strict) < 5 and not anything and '"' not in q
        found = list(strict)
        if relaxed:
            found += [w for w in pool if w not in strict and self.matches(w, words, True)]
        kept = [row for row in found if self.fits(row, chosen, op, "")]
        exact = [row for row in strict if self.fits(row, chosen, op, "")]
        if one.get("sort") == "date":
            kept.sort(key=lambda row: row.get("date") or "", reverse=True)
        size, page = int(one.get("n", 20)), int(one.get("page", 1))
        shown = kept[(page - 1) * size : page * size]
        jump = [row for row in self.rows.values() if q and row.get("citation") == q]
        return r.SearchBody(
            query=r.QueryEcho(q=q, parsed=q, filters=chosen, expanded=[], ignored=ignored),
            total=len(kept),
            relaxed=relaxed and len(kept) > len(exact),
            strict_total=len(exact),
            jump=[
                r.Jump(
                    id=row["id"],
                    citation=row["citation"],
                    title=row["title"],
                    url=f"/{lang}/decision/{row['id']}",
                )
                for row in jump
            ],
            hits=[self.hit(row, words, lang) for row in shown],
            facets=[self.facet(each.name, found, chosen, op, lang) for each in facet_fields()],
            next=None,
            generation=GENERATION,
        )

    def _in_years(self, row: dict[str, Any], one: dict[str, str]) -> bool:
        if not one.get("from") and not one.get("to"):
            return True
        year = (row.get("date") or "")[:4]
        return bool(year) and (one.get("from") or "0")[:4] <= year <= (one.get("to") or "9")[:4]

    def facet(
        self, field: str, found: list[Any], chosen: dict[str, list[str]], op: str, lang: str
    ) -> r.Facet:
        counts: dict[str, int] = {}
        if field in self.words.names and field != "court":
            counts = {each.id: 0 for each in self.words.entries(field)}
        for row in self.rows.values():
            counts.update({value: counts.get(value, 0) for value in values_of(row, field)})
        for row in found:
            if self.fits(row, chosen, op, field):
                for value in values_of(row, field):
                    counts[value] += 1
        spec = next(each for each in FIELDS if each.name == field)
        return r.Facet(
            field=field,
            label=spec.label_en if lang == "en" else spec.label_fr,
            values=[
                r.FacetValue(
                    value=value,
                    label=self.label(field, value, lang),
                    count=count,
                    selected=value in chosen.get(field, []),
                )
                for value, count in counts.items()
            ],
        )

    def hit(self, row: dict[str, Any], words: list[str], lang: str) -> r.Hit:
        facts = row.get("facts") or row["about"]
        text = facts["fr" if lang == "fr" else "en"]
        spans = [
            (m.start(), m.end())
            for w in words
            for m in re.finditer(rf"\b{re.escape(w)}\w*", text, re.IGNORECASE)
        ]
        sanction, outcome = (self.labelled(row, f, lang) for f in ("sanction", "outcome"))
        where = values_of(row, "jurisdiction")[0]
        date = row.get("date") or ""
        return r.Hit(
            id=row["id"],
            kind=row["kind"],
            citation=row.get("citation") or "",
            title=row["title"],
            court=row.get("court") or "",
            court_label=row.get("court_name") or "",
            jurisdiction=where,
            jurisdiction_label=self.label("jurisdiction", where, lang),
            date=date,
            date_precision={10: "day", 7: "month", 4: "year"}.get(len(date), "unknown"),  # type: ignore[arg-type]
            language=row["language"],
            languages=["en", "fr"],
            score=1.0,
            issues=self.labelled(row, "issue", lang),
            conduct=self.labelled(row, "conduct", lang),
            platforms=self.labelled(row, "platform", lang),
            sanction=sanction[0] if sanction else None,
            outcome=outcome[0] if outcome else None,
            verified="curated",
            publisher=row.get("publisher") or "",
            url="/",
            snippets=[
                r.Snippet(
                    paragraph="par1",
                    number=row.get("number"),
                    language="fr" if lang == "fr" else "en",
                    text=text[:220],
                    spans=[s for s in spans if s[1] <= 220],
                )
            ],
        )

    def document(self, row: dict[str, Any], lang: str, q: str) -> r.DocumentBody:
        facts = row.get("facts") or row["about"]
        where = values_of(row, "jurisdiction")[0]
        date = row.get("date") or ""
        head = self.hit(row, [], lang)
        fields = ("issue", "conduct", "platform", "audience", "target", "duty", "factor", "status",
                  "sector", "sanction", "outcome", "topic")  # fmt: skip
        known = [(f, each) for f in fields for each in self.labelled(row, f, lang)]
        open_fields = ("conduct", "audience", "duty", "sanction", "outcome")
        by_id = {each.name: each for each in FIELDS}
        cautions = [
            r.NoteBody(language=code, text=text)  # type: ignore[arg-type]
            for code, text in (row.get("caution") or {}).items()
        ]
        return r.DocumentBody(
            id=row["id"], aliases=[], kind=row["kind"], status="live", title=row["title"],
            citation=row.get("citation") or "",
            citations={"neutral": row.get("citation") or ""} if row.get("citation") else {},
            court=head.court, court_label=head.court_label, level="", jurisdiction=where,
            jurisdiction_label=head.jurisdiction_label, chamber="", publication=[], solution="",
            subjects=[], visas=[], date=date, date_precision=head.date_precision,
            language=row["language"], publisher=head.publisher, author=row.get("author") or "",
            form=row.get("genre") or "",
            identifiers=[
                r.IdentifierBody(kind=each["kind"], label=each["kind"], value=each["value"])
                for each in row.get("identifiers") or []
            ],
            texts=[
                self._text(row, code, facts[code], q) for code in ("en", "fr") if facts.get(code)
            ],
            tags=[
                r.TagBody(
                    field=field, value=each.value, label=each.label, origin="curated",
                    strength="curated", confidence=None, version="starter",
                    evidence=[], seen_at=row.get("seen_at") or [],
                )
                for field, each in known
            ],
            not_established=[
                r.Labelled(
                    value=field,
                    label=by_id[field].label_en if lang == "en" else by_id[field].label_fr,
                )
                for field in open_fields
                if row["kind"] != "article" and field not in {f for f, _ in known}
            ],
            amounts=[
                r.AmountBody(
                    value=str(each["value"]), currency=each["currency"], awarded=each["awarded"],
                    head=each.get("head") or "", origin="curated", evidence=[],
                )
                for each in row.get("amounts") or []
            ],
            citations_found=[],
            links=[self._link(other) for other in self._related(row)],
            cautions=cautions,
            provenances=[
                r.ProvenanceBody(
                    source="starter", source_label="Starter collection", url=row.get("url"),
                    retrieved_at="2026-11-22", licence="XX-1.0",
                    fulltext_allowed=True, content_hash="ab" * 32, obtained="curated",
                    seen_at=row.get("seen_at") or [], attribution="",
                )
            ],
            url="/", generation=GENERATION,
        )  # fmt: skip

    def _related(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        about = [self.rows[each] for each in row.get("decisions") or [] if each in self.rows]
        told = [each for each in self.rows.values() if row["id"] in (each.get("decisions") or [])]
        return about + told

    def _link(self, row: dict[str, Any]) -> r.LinkBody:
        return r.LinkBody(
            id=row["id"], kind=row["kind"], citation=row.get("citation") or "", title=row["title"],
            date=row.get("date") or "", relation="discusses", relation_label="Discusses", url="/",
        )  # fmt: skip

    def _text(self, row: dict[str, Any], code: str, text: str, q: str) -> r.TextBody:
        spans = [(m.start(), m.end()) for m in re.finditer(re.escape(q), text, re.I)] if q else []
        return r.TextBody(
            language=code,  # type: ignore[arg-type]
            title=row["title"],
            headnote="",
            editorial=True,
            paragraphs=[
                r.ParagraphBody(
                    anchor="par1", number=row.get("number"), zone="facts", zone_label="Facts",
                    text=text, spans=spans,
                )
            ],
        )  # fmt: skip

    def taxonomy(self) -> r.TaxonomyBody:
        def count(field: str, value: str) -> int:
            return sum(value in values_of(row, field) for row in self.rows.values())

        families = sorted({each.family for each in self.words.entries("issue")})
        locales: tuple[Locale, ...] = ("en", "fr_CA", "fr_FR")
        return r.TaxonomyBody(
            version="double",
            families=[
                r.VocabularyEntry(
                    value=each, label={lo: self.words.family_label(each, lo) for lo in locales}
                )
                for each in families
            ],
            vocabularies=[
                r.VocabularyBody(
                    name=name, label={}, help={}, query_names=[],
                    entries=[
                        r.VocabularyEntry(
                            value=each.id, family=each.family, label=dict(each.label),
                            definition=dict(each.definition), count=count(name, each.id),
                        )
                        for each in self.words.entries(name)
                    ],
                )
                for name in self.words.names
            ],
            fields=[
                r.FieldBody(
                    name=each.name, kind=each.kind,
                    label={"en": each.label_en, "fr_CA": each.label_fr, "fr_FR": each.label_fr},
                    help={"en": each.help_en, "fr_CA": each.help_fr, "fr_FR": each.help_fr},
                    query_names=[each.name, *each.names_en, *each.names_fr],
                    facet=bool(each.facet), filter=each.filter, export=bool(each.export),
                    vocabulary=each.vocabulary,
                )
                for each in FIELDS
            ],
        )  # fmt: skip

    def answer_search(self, request: Request) -> r.SearchBody | Response:
        q = request.query_params.get("q", "")
        if q == "!crash":
            raise ZeroDivisionError
        if q in ("!500", "!503"):
            return problem(int(q[1:]), "It broke.")
        if q.count('"') % 2:
            mended = q.replace('"', "")
            fault = r.ProblemError(
                detail="A quotation mark is not closed.", name="q", start=q.rindex('"'),
                end=q.rindex('"') + 1, suggestion=mended,
            )  # fmt: skip
            return problem(400, fault.detail, fault)
        return self.search(list(request.query_params.multi_items()))

    def answer_document(
        self, document: str, lang: str = "en", q: str = ""
    ) -> r.DocumentBody | Response:
        if document == "doc-old":
            return RedirectResponse("/api/v1/documents/ca-qccs-2018-4374", 308)
        if document == "doc-gone":
            return problem(410, "Removed at the request of a party.")
        if document not in self.rows:
            near = r.ProblemError(detail="Near.", name="id", suggestion="ca-qccs-2018-4374")
            return problem(404, "There is no such document.", near)
        if q.count('"') % 2:
            return problem(400, "A quotation mark is not closed.")
        return self.document(self.rows[document], lang, q)

    def sources(self) -> r.SourcesBody:
        starter = r.SourceBody(
            name="starter", label="Starter collection", covers="Canada, France", url="",
            licence="XX-1.0", key_needed=False,
            documents=len(self.rows), last_retrieved="2026-11-22",
        )  # fmt: skip
        return r.SourcesBody(sources=[starter])

    def health(self) -> r.HealthBody:
        return r.HealthBody(
            status="ok", detail="", generation=GENERATION, documents=len(self.rows),
            indexed_to=131, corpus_sequence=131, built_at="2026-11-22T10:00:00+00:00",
            version="0.1.0",
        )  # fmt: skip


def problem(status: int, detail: str, *errors: r.ProblemError) -> JSONResponse:
    """The one error body."""
    body = r.Problem(
        type="about:blank", title=detail, status=status, detail=detail, errors=list(errors)
    )
    return JSONResponse(
        body.model_dump(), status_code=status, media_type="application/problem+json"
    )


def create_double(rows: Iterable[dict[str, Any]] | None = None) -> FastAPI:
    """The stand-in over these rows, or over the starter collection."""
    double = Double(starter_rows() if rows is None else rows)
    app = FastAPI()
    app.state.double = double
    app.add_api_route("/api/v1/search", double.answer_search, response_model=None)
    app.add_api_route("/api/v1/documents/{document}", double.answer_document, response_model=None)
    app.add_api_route("/api/v1/taxonomy", double.taxonomy)
    app.add_api_route("/api/v1/sources", double.sources)
    app.add_api_route("/api/v1/health", double.health)
    app.add_api_route("/api/v1/openapi.json", lambda: DESCRIBED)
    return app
