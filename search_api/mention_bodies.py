"""The places where one document speaks of another."""

from __future__ import annotations

from pydantic import Field

from search_api.response_base import Body, Labelled, Language


class MentionBody(Body):
    """One mention, with where it stands and what is done with the decision there."""

    paragraph: str = Field(description="Anchor of the paragraph, `title` or `headnote`.")
    number: str | None = Field(description="The court's own number of the paragraph.")
    language: Language
    quote: str
    pinpoint: str = Field(description="The paragraphs of the other decision that are named.")
    treatment: Labelled | None = Field(
        description="What the words do with the decision; null is not classified, as most are."
    )
    words: str = Field(description="The words that say so; empty when not classified.")
