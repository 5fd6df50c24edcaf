"""Turns a corpus into a searchable, annotated index."""
