"""The tantivy schema, derived from the field table, and a record as a tantivy document.

Every text field is written in three streams (``text_en``, ``text_fr``, ``text_exact``) of finished
tokens, cut at blanks and at nothing else. Stems have no positions there: a query word stands for
stems of both languages, so that tantivy, whose phrases are of one field, is never asked for one.
Keywords and ids are whole values. Integers are signed: tantivy-py 0.27 deletes nothing, without a
word, by a term of an unsigned field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import tantivy

from indexer.analysis import VERSION as ANALYSIS_VERSION
from indexer.engine.base import Sort
from indexer.engine.query import Stream
from indexer.engine.sidecar.joined import Joined, joined
from indexer.errors import BuildFailed
from indexer.fields import keyword_fields, number_fields, table_fingerprint, text_fields
from indexer.record import IndexRecord

LAYOUT_VERSION = "2"
"""Changes with anything in this module or in the sidecar's blocks that old files do not have."""

ID = "id"
ROW = "row"
"""Number of the document in the sidecar, where its tokens and columns are."""
FACTOR = "prior_factor"
"""Such a number that ``log2(2 + factor)``, by which tantivy multiplies a score, is the prior."""
STREAMS: tuple[Stream, ...] = ("en", "fr", "exact")

SORT_FIELDS: dict[Sort | str, str] = {
    "date": "sort_date",
    "date_asc": "sort_date_asc",
    "cited": "sort_cited",
    "level": "sort_level",
    "prior": "sort_prior",
}
"""Text fields whose rising order is the whole order, id included: tantivy sorts by one field."""

_MISSING = "~"
"""Sorts after every digit: documents without the key come last."""
_TOP = 10**12 - 1


def layout() -> str:
    """Eight hexadecimal digits that change when a generation written before cannot be read."""
    parts = (table_fingerprint(), ANALYSIS_VERSION, LAYOUT_VERSION)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def stream_field(field: str, stream: Stream) -> str:
    """Name of the tantivy field of a logical text field in a stream."""
    return f"{field}_{stream}"


def schema() -> tantivy.Schema:
    """The schema of every generation of this layout."""
    builder = tantivy.SchemaBuilder()
    for name in (ID, *SORT_FIELDS.values(), *(each.name for each in keyword_fields())):
        builder.add_text_field(
            name, stored=False, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for each in text_fields():
        for stream in STREAMS:
            builder.add_text_field(
                stream_field(each.name, stream),
                stored=False,
                tokenizer_name="whitespace",
                index_option="position" if stream == "exact" else "freq",
            )
    for each in number_fields():
        builder.add_integer_field(each.name, stored=False, indexed=True, fast=True)
    builder.add_float_field(FACTOR, stored=False, indexed=False, fast=True)
    builder.add_integer_field(ROW, stored=False, indexed=False, fast=True)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Name the tokenizers, which tantivy forgets at every opening."""
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", blanks)
    return index


def document(record: IndexRecord, row: int, streams: Joined) -> tantivy.Document:
    """A record that :func:`fit` found fit, as tantivy takes it."""
    made = tantivy.Document()
    made.add_text(ID, record.id)
    made.add_integer(ROW, row)
    for passage, exact, stems in zip(streams.passages, streams.exact, streams.stems, strict=True):
        made.add_text(f"{passage.field}_exact", exact)
        if passage.language in STREAMS:
            made.add_text(f"{passage.field}_{passage.language}", stems)
    for name, values in record.keywords.items():
        for value in dict.fromkeys(values):
            made.add_text(name, value)
    numbers = {**record.numbers, "prior": round(record.prior * 1000)}
    for name, number in numbers.items():
        made.add_integer(name, number)
    for name, key in _sort_keys(record.id, numbers):
        made.add_text(name, key)
    made.add_float(FACTOR, 2.0**record.prior - 2.0)
    return made


def _sort_keys(document_id: str, numbers: dict[str, int]) -> Iterable[tuple[str, str]]:
    newest = numbers.get("date_first")
    for sort, number, falling in (
        ("date", newest, True),
        ("date_asc", newest, False),
        ("cited", numbers.get("cited_by_count"), True),
        ("level", numbers.get("court_level"), True),
        ("prior", numbers.get("prior"), True),
    ):
        key = _MISSING
        if number is not None:
            key = f"{_TOP - number if falling else number:012d}"
        yield SORT_FIELDS[sort], f"{key}|{document_id}"


def fit(record: IndexRecord) -> Joined:
    """The passages of a record that tantivy can take whole.

    It would drop an unknown field without a word, lose a whole batch for one value of a wrong type,
    and count the positions after tokens that do not stand side by side wrongly.

    Raises :class:`indexer.errors.BuildFailed`.
    """
    if not record.id:
        raise BuildFailed("a document has no id")
    texts = {each.name for each in text_fields()}
    keywords = {each.name for each in keyword_fields()}
    numbers = {each.name for each in number_fields()}
    unknown = (
        {each.field for each in record.passages} - texts
        | set(record.keywords) - keywords
        | set(record.numbers) - numbers
    )
    if unknown:
        names = ", ".join(sorted(unknown))
        raise BuildFailed(f"document {record.id} has fields that the table does not have: {names}")
    for name, number in record.numbers.items():
        if type(number) is not int or not 0 <= number <= _TOP:
            raise BuildFailed(f"document {record.id} has {name} = {number!r}, not a whole number")
    if not 1.0 <= record.prior <= 2.0:
        raise BuildFailed(f"document {record.id} has the factor {record.prior}, not 1 to 2")
    return joined(record)
