"""Annotations as JSON text and back: the form in which they are kept beside the corpus."""

from __future__ import annotations

import functools

from pydantic import TypeAdapter

from indexer.annotations import Annotations


def encode(annotations: Annotations) -> str:
    """One line of JSON; what is empty is left out."""
    return _adapter().dump_json(annotations, exclude_defaults=True).decode("utf-8")


def decode(text: str) -> Annotations:
    """The annotations that :func:`encode` wrote.

    Raises :class:`ValueError` when the text is not such JSON.
    """
    return _adapter().validate_json(text)


@functools.cache
def _adapter() -> TypeAdapter[Annotations]:
    return TypeAdapter(Annotations)
