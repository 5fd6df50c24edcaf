"""Words that stand nowhere in the collection, and the nearest that do.

The words offered are read in the passages that the index holds, so that nothing is offered which
a search would not find, and no name of a bench, for those are in no index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.corpus import Corpus
from crawler.model import Document
from indexer.analysis import STOP_WORDS, exact_form, fold, query_words, term_forms
from indexer.engine.base import Engine, Generation, Hit, SearchRequest
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
MOST_REMEMBERED = 20_000
"""Words of which it is remembered what they mean."""
_SOURCES = 10
"""Documents in which near words are read."""


@dataclass(slots=True)
class WordMemory:
    """Which words stand in the index, and which stand near others, until it changes."""

    engine: Engine
    corpus: Corpus
    _of: Generation | None = None
    _near: dict[str, str] = field(default_factory=dict)

    def meant(self, typed: str) -> str:
        """The nearest word that stands in the index; the word itself when it does or none is."""
        serving = self.engine.generation()
        if serving != self._of or len(self._near) >= MOST_REMEMBERED:
            self._near, self._of = {}, serving
        near, word = self._near, typed.casefold()
        if word not in near:
            stands = _count(Term((*term_forms(word), exact_form(word))), self.engine)
            near[word] = word if stands else _nearest(word, self.engine, self.corpus) or word
        return near[word]


def did_you_mean(plan: Plan, total: int, memory: WordMemory) -> DidYouMean | None:
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
    for sign in _single_words(q):
        meant = memory.meant(sign.text)
        if meant != sign.text.casefold():
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


def _single_words(q: str) -> Iterator[Sign]:
    words = [sign for sign in read_signs(q) if sign.kind == "WORD" and sign.word is not None]
    for sign in words[:MOST_WORDS]:
        text = sign.text
        plain = len(sign.word.parts) == 1 if sign.word else False
        if plain and len(text) >= SHORTEST and text.isalpha() and fold(text) not in STOP_WORDS:
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
