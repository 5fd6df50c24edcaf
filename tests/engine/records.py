"""Records for engine tests, written as short texts: ``|`` parts paragraphs, ``.`` sentences."""

from __future__ import annotations

from indexer.engine.query import Form, Term
from indexer.record import IndexRecord, Passage


def stem(token: str) -> str:
    """A toy stem; engines do not care how stems are made."""
    return token[:4]


def passage(text: str, *, field="text", language="en", paragraph=0) -> Passage:
    exact: list[str] = []
    sentences: list[int] = []
    for sentence in text.split("."):
        words = sentence.split()
        if words:
            sentences.append(len(exact))
            exact += words
    stems = tuple(stem(word) for word in exact)
    return Passage(field, language, paragraph, tuple(exact), stems, tuple(sentences))


def record(name: str, text="", *, title="", language="en", french="", prior=1.0, **values):
    """A record: keywords are given as tuples, numbers as integers."""
    passages = [
        passage(each, language=language, paragraph=number)
        for number, each in enumerate(text.split("|"))
    ]
    passages += [
        passage(each, language="fr", paragraph=number)
        for number, each in enumerate(french.split("|"))
        if french
    ]
    if title:
        passages.append(passage(title, field="title", language=language, paragraph=-1))
    keywords = {name: value for name, value in values.items() if isinstance(value, tuple)}
    numbers = {name: value for name, value in values.items() if isinstance(value, int)}
    return IndexRecord(name, tuple(passages), keywords, numbers, prior)


def exact(word: str, field: str | None = None) -> Term:
    return Term((Form("exact", word),), field, word)


def plain(word: str, field: str | None = None) -> Term:
    return Term((Form("en", stem(word)), Form("fr", stem(word))), field, word)
