"""Annotations in the corpus: kept beside the documents they speak of, and gone with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from crawler.corpus_names import chunks
from crawler.corpus_schema import documents, stored_annotations
from crawler.corpus_values import StoredAnnotations


def put_annotations(connection: Connection, batch: Iterable[StoredAnnotations]) -> int:
    """Keep annotations and give how many were kept.

    Those of a document that was removed, or changed since it was annotated, are not: they may
    quote words that are gone.
    """
    rows = {each.id: each for each in batch}
    kept = 0
    for group in chunks(rows):
        current = select(documents.c.id, documents.c.content_hash)
        query = current.where(documents.c.id.in_(group))
        hashes = {row.id: row.content_hash for row in connection.execute(query)}
        fit = [each for each in group if hashes.get(each) == rows[each].content_hash]
        owner = stored_annotations.c.document_id
        connection.execute(delete(stored_annotations).where(owner.in_(fit)))
        if fit:
            connection.execute(insert(stored_annotations), [_row(rows[each]) for each in fit])
        kept += len(fit)
    return kept


def read_annotations(connection: Connection, ids: Sequence[str]) -> dict[str, StoredAnnotations]:
    """Give the annotations kept of documents, by id; those without any are absent."""
    found: dict[str, StoredAnnotations] = {}
    for group in chunks(ids):
        owner = stored_annotations.c.document_id
        for row in connection.execute(select(stored_annotations).where(owner.in_(group))):
            found[row.document_id] = StoredAnnotations(
                row.document_id, row.version, row.content_hash, row.body
            )
    return found


def _row(each: StoredAnnotations) -> dict[str, str]:
    return {
        "document_id": each.id,
        "version": each.version,
        "content_hash": each.content_hash,
        "body": each.body,
    }
