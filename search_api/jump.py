"""Known items: the document whose citation, number or name was typed in the box.

The whole text may be a number ("2018 QCCS 4374"), the name of a case ("Walker", "Digital Shape v
Walker"), or words around a citation ("voir 2018 QCCS 4374, par. 12").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.corpus import Corpus
from crawler.identifiers import recognise
from indexer.analysis import exact_form, fold, query_words
from indexer.citations import find_citations
from indexer.engine.base import Engine, SearchRequest
from indexer.engine.query import Keyword, Query, Term
from search_api.building import conjunction

LONGEST_NAME = 30
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
    ids = _resolved((typed, *map(str, numbers)), corpus)
    if ids:
        return Known(ids, by_number=True)
    if numbers:
        return Known()
    return Known(_cited(typed, corpus) or _named(typed, corpus=corpus, engine=engine))


def _resolved(names: Iterable[str], corpus: Corpus) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for each in names for found in corpus.resolve(each)))


def _cited(typed: str, corpus: Corpus) -> tuple[str, ...]:
    """The documents here whose citations stand among other words."""
    found = (each for tongue in ("fr", "en") for each in find_citations(typed, language=tongue))
    numbers = (each.normal for each in found if each.kind not in ("statute", "name"))
    return _resolved(numbers, corpus)


def same_name(typed: str, title: str) -> bool:
    """Whether the text is the title or one side of it, whatever its case, accents and forms.

    Of a text with several sides ("Digital Shape v. Walker") each side may also be the beginning or
    the end of one side of the title.
    """
    wanted = _bare(typed)
    if not wanted:
        return False
    without_asides = re.sub(r"\([^()]*\)", " ", title)
    sides = {_bare(side) for whole in (title, without_asides) for side in _SIDES.split(whole)}
    if wanted in sides | {_bare(title), _bare(without_asides)}:
        return True
    parts = tuple(filter(None, map(_bare, _SIDES.split(typed))))
    return len(parts) > 1 and all(any(_is_part(part, side) for side in sides) for part in parts)


def _is_part(part: str, side: str) -> bool:
    return f"{side} ".startswith(f"{part} ") or f" {side}".endswith(f" {part}")


def _named(typed: str, *, corpus: Corpus, engine: Engine) -> tuple[str, ...]:
    sides = [side for side in map(_in_title, _SIDES.split(typed)) if side is not None]
    words = [part for word in query_words(typed) for part in word.parts]
    if not sides or len(words) > LONGEST_NAME:
        return ()
    query = conjunction(sides)
    found = engine.search(SearchRequest(query, limit=2 * MOST_NAMESAKES))
    titles = corpus.get_many([hit.id for hit in found.hits])
    ids = tuple(hit.id for hit in found.hits if hit.id in titles
                and same_name(typed, titles[hit.id].title))  # fmt: skip
    return ids if len(ids) <= MOST_NAMESAKES else ()


def _in_title(side: str) -> Query | None:
    """The words of a side, in their order, in a title; without those of its legal form."""
    kept = _FORMS.sub(" ", re.sub(r"[()\[\],]", " ", fold(side)))
    terms = tuple(
        Term((exact_form(part),), "title", part)
        for word in query_words(kept)
        for part in word.parts
    )
    return conjunction(terms) if terms else None


def _bare(text: str) -> str:
    words = " ".join(re.findall(r"[^\W_]+", fold(text)))
    return " ".join(_FORMS.sub(" ", words).split())
