"""Annotators: each a pure function of the analysed paragraphs, with evidence for all it says."""
