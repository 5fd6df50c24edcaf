"""The articles that the corpus has, by address and, where a person listed them, by title.

A curated list often knows an article by its title alone. When its page is found, on a publisher's
site or in the owner's collection of links, both are one article: the curated id and facts stay,
address, publisher and date come from the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from crawler.addresses import same_page
from crawler.corpus import Corpus
from crawler.corpus_names import chunks, fold
from crawler.minting import slug
from crawler.model import Article, Document

FEWEST_WORDS: Final = 3
"""A title of fewer words ("Médias sociaux") is not enough to tell that two articles are one."""

_BY_A_PERSON: Final = frozenset({"curated", "import"})
_SITE_NAME: Final = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")


def title_key(title: str) -> str:
    """Give what two spellings of a title share: no case, accents, ligatures, punctuation."""
    return fold(title.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))


@dataclass(slots=True)
class KnownArticles:
    """What is known of the corpus' articles; add to it what a run finds."""

    by_page: dict[str, Document] = field(default_factory=dict)
    by_title: dict[str, list[Article]] = field(default_factory=dict)

    @classmethod
    def read(cls, corpus: Corpus | None) -> KnownArticles:
        """Read every article of a corpus; nothing is known without one."""
        known = cls()
        if corpus is not None:
            ids = (name for name in corpus.ids() if name.startswith("art-"))
            for group in chunks(ids):
                for document in corpus.get_many(group).values():
                    known.add(document)
        return known

    def add(self, document: Document) -> None:
        """Note one article under its addresses, and under its titles if a person listed it."""
        if not isinstance(document, Article):
            return
        for provenance in document.provenances:
            if provenance.url:
                self.by_page.setdefault(same_page(provenance.url), document)
        if any(provenance.obtained in _BY_A_PERSON for provenance in document.provenances):
            titles = {document.title, *(text.title for text in document.texts)}
            for key in {title_key(title) for title in titles}:
                if len(key.split()) >= FEWEST_WORDS:
                    self.by_title.setdefault(key, []).append(document)

    def at(self, url: str) -> Document | None:
        """Give the article of an address."""
        return self.by_page.get(same_page(url))

    def listed(
        self, title: str, *, publishers: Iterable[str] = (), author: str = "", language: str = ""
    ) -> Article | None:
        """Give the article that a person listed under this title, if nothing speaks against it.

        ``publishers`` are the names of the site. Against it speaks another publisher, another
        author, another language, or a second listed article of the same title.
        """
        keys = {title_key(title), title_key(_SITE_NAME.sub("", title))}
        found = {one.id: one for key in keys for one in self.by_title.get(key, ())}
        names = {slug(name) for name in publishers if slug(name)}
        fit = [
            one
            for one in found.values()
            if (not one.publisher or not names or slug(one.publisher) in names)
            and _agree(one.author, author)
            and (not language or one.language == language)
        ]
        return fit[0] if len(fit) == 1 else None


def _agree(one: str, other: str) -> bool:
    """Tell whether two authors may be one: the same family name, or one is not known."""
    if not one or not other:
        return True
    own, theirs = fold(one).split(), fold(other).split()
    return bool(set(own[-1:]) & set(theirs) or set(theirs[-1:]) & set(own))
