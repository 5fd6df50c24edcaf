"""Which text of a language is tagged, indexed and quoted."""

from __future__ import annotations

import dataclasses

from crawler.model import Paragraph, Telling, Text
from crawler.starter_collection import load_starter


def test_the_courts_words_lead_and_our_telling_keeps_the_other_language():
    reference = next(each for each in load_starter() if each.kind == "reference")
    court = Text("fr", paragraphs=(Paragraph("Texte synthétique.", anchor="p1"),))
    both = dataclasses.replace(reference, texts=(*reference.texts, court))
    leading = {text.language: text.telling for text in both.leading_texts}
    assert leading == {"fr": Telling.SOURCE, "en": Telling.EDITORIAL}


def test_without_the_courts_words_ours_lead():
    reference = next(each for each in load_starter() if each.kind == "reference")
    assert reference.leading_texts == reference.texts
