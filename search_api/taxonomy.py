"""Every vocabulary and field as the API tells them: what filters, facets and labels are made of."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.fields import FIELDS, Field, table_fingerprint
from indexer.vocabulary import LOCALES, Entry, load_vocabularies
from search_api.operators import Operator, load_operators
from search_api.responses import FieldBody, TaxonomyBody, VocabularyBody, VocabularyEntry
from search_api.suggestion_bodies import OperatorBody

_ORDERS = {"CA-QC": "QC"}
"""Legal orders by the names that the contract gives them."""


def taxonomy(counts: Mapping[str, Mapping[str, int]]) -> TaxonomyBody:
    """The whole taxonomy; ``counts`` holds, by field and value, the documents on offer."""
    loaded = load_vocabularies()
    families: dict[str, VocabularyEntry] = {}
    for entry in loaded.entries("issue"):
        families.setdefault(
            entry.family,
            VocabularyEntry(
                value=entry.family,
                label={locale: loaded.family_label(entry.family, locale) for locale in LOCALES},
                count=0,
            ),
        )
    return TaxonomyBody(
        version=f"{loaded.fingerprint}-{table_fingerprint()}",
        families=list(families.values()),
        vocabularies=[
            _vocabulary(row, loaded.entries(row.vocabulary), counts.get(row.name, {}))
            for row in FIELDS
            if row.vocabulary
        ],
        fields=[_field(row) for row in FIELDS],
        operators=[_operator(each) for each in load_operators()],
    )


def _operator(row: Operator) -> OperatorBody:
    return OperatorBody(
        name=row.name,
        need=dict(row.need),
        write=dict(row.write),
        example=dict(row.example),
        also=list(row.also),
    )


def query_names(row: Field) -> list[str]:
    """What may be typed before a colon for this field; none for fields that are only shown."""
    if row.kind == "shown" and row.name not in ("id", "date"):
        return []
    return [row.name, *row.names_en, *row.names_fr]


def _vocabulary(
    row: Field, entries: tuple[Entry, ...], counts: Mapping[str, int]
) -> VocabularyBody:
    return VocabularyBody(
        name=row.name,
        label={"en": row.label_en, "fr": row.label_fr},
        help={"en": row.help_en, "fr": row.help_fr},
        query_names=query_names(row),
        entries=[
            VocabularyEntry(
                value=entry.id,
                family=entry.family,
                label=dict(entry.label),
                definition=dict(entry.definition),
                provisions={
                    _ORDERS.get(order, order): "; ".join(provisions)
                    for order, provisions in entry.provisions.items()
                },
                count=counts.get(entry.id, 0),
            )
            for entry in entries
        ],
    )


def _field(row: Field) -> FieldBody:
    return FieldBody(
        name=row.name,
        kind=row.kind,
        label={"en": row.label_en, "fr": row.label_fr},
        help={"en": row.help_en, "fr": row.help_fr},
        query_names=query_names(row),
        facet=bool(row.facet),
        filter=row.filter,
        export=bool(row.export),
        vocabulary=row.vocabulary,
    )
