"""The public contract: every body that the API returns, as types.

Offsets are Unicode code points. Labels are in the language asked for (``en``, ``fr`` with the
Québec or the French variant by the decision's jurisdiction); ids never change.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from search_api.mention_bodies import MentionBody
from search_api.response_base import Body as Body
from search_api.response_base import Labelled as Labelled
from search_api.response_base import Language as Language
from search_api.suggestion_bodies import (
    Alternative,
    DidYouMean,
    ExpandedWord,
    Favoured,
    OperatorBody,
    Why,
)


class QueryEcho(Body):
    """The query as it was understood."""

    q: str
    parsed: str = Field(description="The parsed query in words, in the language asked for.")
    filters: dict[str, list[str]]
    expanded: list[ExpandedWord]
    favoured: list[Favoured] = Field(
        default_factory=list, description="Values that the words speak of; they rank only."
    )
    ignored: list[str] = Field(
        default_factory=list, description="Filters or values that are unknown and were ignored."
    )


class Snippet(Body):
    """A passage of a hit with the places to highlight."""

    paragraph: str = Field(description="Anchor of the paragraph on the document's page (`par34`).")
    number: str | None = Field(description="The court's own paragraph number, where it has one.")
    language: Language
    text: str
    spans: list[tuple[int, int]]


class Hit(Body):
    """One document of a result."""

    id: str
    kind: Literal["decision", "reference", "article"]
    citation: str
    title: str
    title_spans: list[tuple[int, int]] = Field(default_factory=list)
    court: str
    court_label: str
    jurisdiction: str
    jurisdiction_label: str
    date: str
    date_precision: Literal["day", "month", "year", "unknown"]
    language: Language
    languages: list[Language]
    score: float
    issues: list[Labelled]
    conduct: list[Labelled]
    platforms: list[Labelled]
    sanction: Labelled | None
    outcome: Labelled | None
    verified: str = Field(description="`machine`, `curated` or `person`: who says the tags.")
    publisher: str = ""
    cited_by_count: int = 0
    url: str = Field(description="Path of the document's page.")
    snippets: list[Snippet]
    why: Why | None = Field(None, description="What the score is made of, with `explain=1`.")


class FacetValue(Body):
    """A value of a facet; `count` is what the result would hold with it ticked."""

    value: str
    label: str
    count: int
    selected: bool


class Facet(Body):
    """The counts of one field, without that field's own filter."""

    field: str
    label: str
    values: list[FacetValue]


class Jump(Body):
    """A document whose citation, docket or other number was typed in the box."""

    id: str
    citation: str
    title: str
    url: str


class SearchBody(Body):
    """One page of a search."""

    query: QueryEcho
    total: int
    relaxed: bool = Field(description="True when any-of-the-words results follow the exact ones.")
    strict_total: int = Field(
        description="How many match all the words; equals total if not relaxed."
    )
    jump: list[Jump] = Field(default_factory=list)
    did_you_mean: DidYouMean | None = None
    instead: list[Alternative] = Field(
        default_factory=list, description="When nothing is found: nearby searches that do find."
    )
    hits: list[Hit]
    facets: list[Facet]
    next: str | None
    generation: str


class EvidenceBody(Body):
    """The words that a tag rests on."""

    language: Language
    paragraph: str = Field(description="Anchor of the paragraph, `title` or `headnote`.")
    number: str | None
    start: int
    end: int
    quote: str


class TagBody(Body):
    """One value with its origin and proof."""

    field: str
    value: str
    label: str
    definition: str = ""
    origin: Literal["machine", "curated", "person"]
    strength: Literal["checked", "curated", "strong", "weak"]
    confidence: float | None
    version: str
    evidence: list[EvidenceBody]
    seen_at: list[str]
    note: str = ""


class AmountBody(Body):
    """A sum of money."""

    value: str = Field(description="Decimal number, as text, so that no cent is lost.")
    currency: str
    awarded: bool
    head: str
    origin: Literal["machine", "curated", "person"]
    evidence: list[EvidenceBody]


class CitationBody(Body):
    """A mention of a decision or statute in the text."""

    kind: str
    normal: str
    quote: str
    evidence: EvidenceBody
    pinpoint: str
    id: str | None = Field(description="The cited document here, when it is known.")
    title: str | None = None


class ParagraphBody(Body):
    """One paragraph of a text."""

    anchor: str
    number: str | None
    zone: str
    zone_label: str
    text: str
    spans: list[tuple[int, int]] = Field(
        default_factory=list, description="Places that the query `q`, if given, matches."
    )


class TextBody(Body):
    """The text in one language."""

    language: Language
    title: str
    headnote: str
    editorial: bool = Field(description="True when the words are this project's, not the court's.")
    paragraphs: list[ParagraphBody]


class ProvenanceBody(Body):
    """Where the document came from and what may be done with it."""

    source: str
    source_label: str
    url: str | None
    retrieved_at: str
    licence: str
    fulltext_allowed: bool
    content_hash: str
    obtained: str
    seen_at: list[str]
    attribution: str


class IdentifierBody(Body):
    """A name of the document."""

    kind: str
    label: str
    value: str


class LinkBody(Body):
    """A document here that stands to this one in some way."""

    id: str
    kind: Literal["decision", "reference", "article"]
    citation: str
    title: str
    date: str
    relation: str
    relation_label: str
    url: str
    count: int = Field(0, description="How often the one names the other in its text.")
    treatment: Labelled | None = Field(
        None, description="What it does with it, the gravest of all; null is not classified."
    )
    mentions: list[MentionBody] = Field(
        default_factory=list, description="The first places where it does."
    )


class NoteBody(Body):
    """A remark for the reader."""

    language: Language
    text: str


class DocumentBody(Body):
    """A document whole: text, tags with their proof, provenance."""

    id: str
    aliases: list[str]
    kind: Literal["decision", "reference", "article"]
    status: Literal["live", "superseded", "withdrawn"]
    title: str
    citation: str
    citations: dict[str, str] = Field(
        description="Ready-made citations by style: `neutral`, `mcgill_en`, `mcgill_fr`, `france`, "
        "`ecli`; only those that the known facts allow."
    )
    court: str
    court_label: str
    level: str
    jurisdiction: str
    jurisdiction_label: str
    chamber: str
    publication: list[str]
    solution: str
    subjects: list[str]
    visas: list[str]
    date: str
    date_precision: Literal["day", "month", "year", "unknown"]
    language: Language
    publisher: str
    author: str
    form: str
    identifiers: list[IdentifierBody]
    texts: list[TextBody]
    tags: list[TagBody]
    rejected: list[TagBody] = Field(
        default_factory=list, description="Tags that a person took away; they count nowhere."
    )
    not_established: list[Labelled] = Field(
        description="Fields (conduct, sanction...) whose value is not established."
    )
    amounts: list[AmountBody]
    citations_found: list[CitationBody]
    links: list[LinkBody]
    cautions: list[NoteBody]
    provenances: list[ProvenanceBody]
    url: str
    generation: str


class VocabularyEntry(Body):
    """One id of a vocabulary with its labels and definition."""

    value: str
    family: str = ""
    label: dict[str, str] = Field(description="By locale: `en`, `fr_CA`, `fr_FR`.")
    definition: dict[str, str] = Field(default_factory=dict)
    provisions: dict[str, str] = Field(
        default_factory=dict, description="By legal order: `QC`, `CA`, `FR`. Unverified: check."
    )
    count: int = Field(0, description="Documents offered that carry it.")


class VocabularyBody(Body):
    """A closed list of ids."""

    name: str
    label: dict[str, str]
    help: dict[str, str]
    query_names: list[str]
    entries: list[VocabularyEntry]


class FieldBody(Body):
    """One field of the field table."""

    name: str
    kind: str
    label: dict[str, str]
    help: dict[str, str]
    query_names: list[str]
    facet: bool
    filter: bool
    export: bool
    vocabulary: str


class TaxonomyBody(Body):
    """Every vocabulary and field: what filters, facets and labels are made of."""

    version: str
    families: list[VocabularyEntry]
    vocabularies: list[VocabularyBody]
    fields: list[FieldBody]
    operators: list[OperatorBody] = Field(
        default_factory=list, description="The signs of the query language, for its help."
    )


class SourceBody(Body):
    """A source of documents."""

    name: str
    label: str
    covers: str
    url: str
    licence: str
    key_needed: bool
    documents: int
    last_retrieved: str


class SourcesBody(Body):
    """The table of sources with what the corpus holds of each."""

    sources: list[SourceBody]


class HealthBody(Body):
    """Whether searches can be answered, and from what."""

    status: Literal["ok", "no_index", "outdated"]
    detail: str
    generation: str
    documents: int
    indexed_to: int
    corpus_sequence: int
    built_at: str
    version: str


class ProblemError(Body):
    """One fault of a request."""

    detail: str
    name: str = Field("", description="The parameter at fault.")
    start: int | None = Field(None, description="Place in `q`, code points.")
    end: int | None = None
    suggestion: str = Field("", description="A corrected query or value.")


class Problem(Body):
    """The one error body (RFC 9457, `application/problem+json`)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] = Field(default_factory=list)
    reference: str = Field("", description="Id to quote when reporting; only for faults of ours.")
