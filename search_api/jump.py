"""Known items: the document whose citation, number or name was typed in the box."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.corpus import Corpus
from crawler.identifiers import recognise
from indexer.analysis import exact_form, fold, query_words
from indexer.engine.base import Engine, SearchRequest
from indexer.engine.query import Keyword, Phrase, Term

LONGEST_NAME = 12
"""Words that may name a case; a longer text is a question, and no title is looked up for it."""
MOST_NAMESAKES = 5
"""Documents of one name; more than that, and the name says nothing."""

# A dash or comma parts the words of a described title ("Salariée – propos..."), not parties.
_SIDES = re.compile(r"\s+(?:c\.?|v\.?|vs\.?|and|et|&)\s+", re.IGNORECASE)
_FORMS = re.compile(
    r"\b(?:inc|ltd|ltee|limited|corp|co|llp|llc|sa|sas|sarl|senc|s e n c|m|mme|mr|mrs|ms|re)\b"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the box named."""

    ids: tuple[str, ...] = ()
    """Documents here that bear it."""
    by_number: bool = False
    """True when the text is a citation or number; False for the name of a case."""

    @property
    def keyword(self) -> Keyword | None:
        """The node that matches exactly these documents."""
        return Keyword("identifier", self.ids) if self.ids else None


def known_item(q: str, *, corpus: Corpus, engine: Engine) -> Known:
    """The documents that the whole text names: by number, by id, or by the exact name of a case.

    The name may be the whole title or one side of it ("Walker", "Petit Bateau").
    """
    typed = q.strip().strip('"“”«» \u00a0')
    if not typed or len(typed) > 300:
        return Known()
    numbers = recognise(typed)
    ids = tuple(
        dict.fromkeys(
            found for each in (typed, *map(str, numbers)) for found in corpus.resolve(each)
        )
    )
    if ids:
        return Known(ids, by_number=True)
    return Known() if numbers else Known(_named(typed, corpus=corpus, engine=engine))


def same_name(typed: str, title: str) -> bool:
    """Whether the text is the title or one side of it, whatever its case, accents and forms."""
    wanted = _bare(typed)
    if not wanted:
        return False
    without_asides = re.sub(r"\([^()]*\)", " ", title)
    sides = (*_SIDES.split(title), *_SIDES.split(without_asides), title, without_asides)
    return wanted in map(_bare, sides)


def _named(typed: str, *, corpus: Corpus, engine: Engine) -> tuple[str, ...]:
    parts = [part for word in query_words(typed) for part in word.parts]
    if not 0 < len(parts) <= LONGEST_NAME:
        return ()
    terms = tuple(Term((exact_form(part),), "title", part) for part in parts)
    query = terms[0] if len(terms) == 1 else Phrase(terms, "title")
    found = engine.search(SearchRequest(query, limit=2 * MOST_NAMESAKES))
    titles = corpus.get_many([hit.id for hit in found.hits])
    ids = tuple(hit.id for hit in found.hits if hit.id in titles
                and same_name(typed, titles[hit.id].title))  # fmt: skip
    return ids if len(ids) <= MOST_NAMESAKES else ()


def _bare(text: str) -> str:
    words = " ".join(re.findall(r"[^\W_]+", fold(text)))
    return " ".join(_FORMS.sub(" ", words).split())
