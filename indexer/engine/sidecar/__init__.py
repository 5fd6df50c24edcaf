"""Tokens, places and columns beside the files of tantivy, mapped, for exact sets and counts."""
