"""Labels of values, in the variety of language that the reader and the decision call for."""

from __future__ import annotations

import functools
from typing import Literal

from crawler.courts import load_courts
from crawler.errors import UnknownCourt
from crawler.sources import load_sources
from indexer.fields import Field, field_named
from indexer.vocabulary import Locale, load_vocabularies
from search_api.response_base import Labelled

Language = Literal["en", "fr"]
Variety = Literal["", "qc", "fr"]
"""A French variety chosen by the reader; empty lets the decision's jurisdiction choose."""


def locale_for(language: str, *, jurisdiction: str = "", variety: str = "") -> Locale:
    """The column of labels: French of France for French decisions, of Québec for all others."""
    if language != "fr":
        return "en"
    if variety:
        return "fr_FR" if variety == "fr" else "fr_CA"
    return "fr_FR" if jurisdiction == "FR" else "fr_CA"


def value_label(name: str, value: str, locale: Locale) -> str:
    """The label of a field's value; the value itself where no vocabulary knows it."""
    if name == "court":
        return court_label(value, locale)
    if name == "source":
        return source_label(value, locale)
    vocabulary = vocabulary_of(name)
    return load_vocabularies().label(vocabulary, value, locale) if vocabulary else value


@functools.cache
def vocabulary_of(name: str) -> str:
    """The vocabulary of a field or of a curated fact beside the fields; empty when free."""
    if name == "secondary_outcome":
        return "outcome"
    known = field_named(name)
    return known.vocabulary if known is not None and known.name == name else ""


def labelled(name: str, value: str, locale: Locale) -> Labelled:
    """A value with its label."""
    return Labelled(value=value, label=value_label(name, value, locale))


def court_label(code: str, locale: Locale) -> str:
    """The name of a court; its code when the court table has none of this code."""
    try:
        return load_courts().get(code).name(locale[:2])
    except UnknownCourt:
        return code


def source_label(name: str, locale: Locale) -> str:
    """The name of a source of documents; its id when the table of sources has none."""
    for row in load_sources().rows:
        if row.name == name:
            return row.label_fr if locale.startswith("fr") else row.label_en
    own = {"starter": ("Starter collection", "Collection de départ")}
    english, french = own.get(name, (name, name))
    return french if locale.startswith("fr") else english


def field_label(row: Field, language: str) -> str:
    """The name of a field."""
    return row.label_fr if language == "fr" else row.label_en
