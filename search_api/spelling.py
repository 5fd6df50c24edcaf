"""Words that stand nowhere in the collection, and the nearest that do.

The words offered are read in the passages that the index holds, so that nothing is offered which
a search would not find, and no name of a bench, for those are in no index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.corpus import Corpus
from crawler.model import Document
from indexer.analysis import STOP_WORDS, exact_form, fold, query_words, term_forms
from indexer.engine.base import Engine, Hit, SearchRequest
from indexer.engine.query import Fuzzy, Term
from indexer.engine.words import token_test
from indexer.record import HEADNOTE_PARAGRAPH, TITLE_PARAGRAPH
from search_api.errors import QueryError
from search_api.parse import parse
from search_api.plan import FEWEST, Plan
from search_api.signs import Sign, read_signs
from search_api.suggestion_bodies import Correction, DidYouMean

SHORTEST = 4
"""Letters of a word for which another is offered: of three letters everything is near."""
MOST_WORDS = 12
"""Words of a query that are looked up."""
_SOURCES = 10
"""Documents in which near words are read."""


def did_you_mean(plan: Plan, total: int, engine: Engine, corpus: Corpus) -> DidYouMean | None:
    """The query with its unknown words replaced; None when there is nothing better to offer.

    Looked for only when few documents match. Words between quotation marks, numbers and words with
    wildcards stay as they are.
    """
    if (total >= FEWEST and plan.loose is None) or plan.known.ids:
        return None
    corrections = []
    q = plan.parsed.q
    pieces: list[str] = []
    at = 0
    for sign in _unknown(q, engine):
        meant = _nearest(sign.text, engine, corpus)
        if meant:
            corrections.append(Correction(typed=sign.text, meant=meant))
            pieces += [q[at : sign.start], meant]
            at = sign.end
    mended = "".join((*pieces, q[at:]))
    if not corrections or not _is_query(mended):
        return None
    return DidYouMean(q=mended, corrections=corrections)


def _is_query(q: str) -> bool:
    try:
        parse(q)
    except QueryError:
        return False
    return True


def _unknown(q: str, engine: Engine) -> Iterator[Sign]:
    words = [sign for sign in read_signs(q) if sign.kind == "WORD" and sign.word is not None]
    for sign in words[:MOST_WORDS]:
        text = sign.text
        plain = len(sign.word.parts) == 1 if sign.word else False
        if not plain or len(text) < SHORTEST or not text.isalpha() or fold(text) in STOP_WORDS:
            continue
        if not _count(Term((*term_forms(text), exact_form(text))), engine):
            yield sign


def _count(term: Term, engine: Engine) -> int:
    return engine.search(SearchRequest(term, limit=0)).total


def _nearest(typed: str, engine: Engine, corpus: Corpus) -> str:
    """The nearest word of the index: fewest wrong letters, then the most documents."""
    token = exact_form(typed).token
    for distance in (1, 2) if len(token) > SHORTEST else (1,):
        wanted = Fuzzy(token, distance)
        found = engine.search(SearchRequest(wanted, limit=_SOURCES))
        documents = corpus.get_many([hit.id for hit in found.hits])
        near = _words(
            wanted, ((hit, documents[hit.id]) for hit in found.hits if hit.id in documents)
        )
        if near:
            return max(near, key=lambda word: (_count(Term((exact_form(word),)), engine), word))
    return ""


def _words(wanted: Fuzzy, found: Iterable[tuple[Hit, Document]]) -> set[str]:
    test = token_test(wanted)
    return {
        part.lower()
        for hit, document in found
        for text in _matched(hit, document)
        for word in query_words(text)
        for part in word.parts
        if part.isalpha() and test(exact_form(part).token)
    }


def _matched(hit: Hit, document: Document) -> Iterator[str]:
    """The passages of a hit in which the index says that a near word stands."""
    for match in hit.paragraphs:
        for text in document.leading_texts:
            if text.language != match.language:
                continue
            if match.paragraph == TITLE_PARAGRAPH:
                yield text.title or document.title
            elif match.paragraph == HEADNOTE_PARAGRAPH:
                yield text.headnote
            elif 0 <= match.paragraph < len(text.paragraphs):
                yield text.paragraphs[match.paragraph].text
