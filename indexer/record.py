"""What an engine stores of a document: finished tokens, keywords and numbers, no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TITLE_PARAGRAPH = -1
"""Paragraph index of a text's title."""
HEADNOTE_PARAGRAPH = -2
"""Paragraph index of a text's headnote."""
TAGS_PARAGRAPH = -3
"""Paragraph index of the labels of a document's tags, which are of no text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph's tokens, ready to be written. The two streams run side by side."""

    field: str
    """Logical text field of the field table: ``title``, ``headnote``, ``reasons``, ``text``..."""
    language: str
    paragraph: int
    exact: tuple[str, ...]
    """Folded tokens."""
    stems: tuple[str, ...]
    """Folded stems in the passage's language; same length as ``exact``."""
    sentences: tuple[int, ...] = (0,)
    """Index of each sentence's first token, rising, the first is 0."""


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """A document flattened by the field table."""

    id: str
    passages: tuple[Passage, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keyword field -> its values, for the fields of kind keyword."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Number field -> its value; a field that is missing has no value."""
    prior: float = 1.0
    """Factor of the relevance score, 1.0 to 2.0: court level, publication level, citations."""
