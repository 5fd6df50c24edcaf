"""Bodies that say how a query was widened, why a hit ranks, and what else might be asked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from search_api.response_base import Body, Labelled


class ExpandedWord(Body):
    """Words of the query and the words that count with them."""

    word: str
    also: list[str]
    finds: bool = Field(
        True, description="Whether the other words find documents too; else they only rank."
    )


class Favoured(Body):
    """Values that words of the query speak of: documents that carry one rank higher."""

    field: str
    label: str
    values: list[Labelled]
    words: list[str]


class WhyPart(Body):
    """A part of a score."""

    kind: Literal["word", "also", "lift", "named"]
    text: str = Field(description="The part in words, in the language asked for.")
    points: float


class Why(Body):
    """What a score is made of: `sum` of the points, times `authority`."""

    parts: list[WhyPart] = Field(description="The largest first.")
    sum: float
    authority: float = Field(description="Court level, publication and citations received.")
    score: float


class Correction(Body):
    """A word that stands nowhere here, and the nearest that does."""

    typed: str
    meant: str


class DidYouMean(Body):
    """The query with words that stand nowhere replaced by words that do."""

    q: str
    corrections: list[Correction]


class Alternative(Body):
    """A nearby search with what it finds."""

    kind: Literal[
        "filter", "dates", "title", "cites", "all_filters", "word", "phrase", "proximity", "any"
    ]
    label: str
    q: str
    name: str = Field("", description="The filter to leave out.")
    value: str = Field("", description="The value of it to leave out.")
    count: int


class Suggestion(Body):
    """A completion of what is being typed."""

    kind: Literal["issue", "conduct", "sanction", "outcome", "platform", "jurisdiction", "court",
                  "case"]  # fmt: skip
    value: str = Field(description="Value of the field, or id of the document.")
    label: str
    count: int
    q: str = Field(description="What to search for.")
    url: str = Field("", description="Page of the document, for a case.")


class SuggestBody(Body):
    """Completions, the likeliest first."""

    q: str
    suggestions: list[Suggestion]


class OperatorBody(Body):
    """A sign of the query language; texts by language, with code between backquotes."""

    name: str
    need: dict[str, str]
    write: dict[str, str]
    example: dict[str, str]
    also: list[str] = Field(description="The same with other spellings.")


class Reason(Body):
    """What two documents share."""

    kind: Literal["issue", "conduct", "sanction", "outcome", "platform", "target", "audience",
                  "citations", "words"]  # fmt: skip
    label: str
    values: list[Labelled]


class SimilarHit(Body):
    """A document close to another, with reasons."""

    id: str
    kind: Literal["decision", "reference", "article"]
    citation: str
    title: str
    date: str
    court_label: str
    url: str
    score: float
    reasons: list[Reason]


class SimilarBody(Body):
    """Documents close to one, the closest first."""

    id: str
    similar: list[SimilarHit]
