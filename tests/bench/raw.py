"""The same decisions in tantivy alone, and its own search page: what ours is measured against."""

from __future__ import annotations

from pathlib import Path

import tantivy

from tests.bench.generator import FACETS, Made, folded, record

HITS = 20


def create(place: Path) -> tantivy.Index:
    """An empty index of one stored text and the facets."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=True, tokenizer_name="whitespace")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    place.mkdir(parents=True)
    return _named(tantivy.Index(builder.build(), path=str(place)))


def reopen(place: Path) -> tantivy.Index:
    return _named(tantivy.Index.open(str(place)))


def add(writer: tantivy.IndexWriter, rows: list[tuple[str, dict[str, tuple[str, ...]]]]) -> None:
    for body, values in rows:
        made = tantivy.Document()
        made.add_text("body", body)
        for name, each in values.items():
            for value in each:
                made.add_text(name, value)
        writer.add_document(made)


def row(made: Made) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Text of the very tokens that ours indexes, and the facets."""
    return "\n".join(" ".join(each.exact) for each in record(made).passages), made.values


def page(index: tantivy.Index, words: tuple[str, ...]) -> int:
    """Any of the words: exact count, 20 hits with their texts and snippets, 8 facets; the count."""
    searcher, schema = index.searcher(), index.schema
    terms = [
        (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", folded(word)))
        for word in words
    ]
    query = tantivy.Query.boolean_query(terms)
    found = searcher.search(query, HITS, count=True)
    searcher.aggregate(query, {name: {"terms": {"field": name, "size": 100}} for name in FACETS})
    generator = tantivy.SnippetGenerator.create(searcher, query, schema, "body")
    for _, address in found.hits:
        generator.snippet_from_doc(searcher.doc(address)).to_html()
    return int(found.count)  # type: ignore[attr-defined]


def _named(index: tantivy.Index) -> tantivy.Index:
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", blanks)
    index.reload()
    return index
