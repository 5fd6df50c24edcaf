"""Reads court sites into the corpus; knows nothing of indexes."""
