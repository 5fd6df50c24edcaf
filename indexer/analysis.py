"""Text to tokens: the only analysis there is, for indexing, searching, snippets and tagging.

Tokens do not depend on the language, so that a query cuts its words as every text does; only the
stems do. A token's span is the place of its letters in the text, in code points.

- A run of letters and digits is a token. Hyphens and dots part: ``16-11.690`` is three tokens at
  consecutive positions, which a query finds whole as a phrase and in parts as words.
- Elided articles and pronouns (``l'``, ``d'``, ``qu'``, ``jusqu'``) and the English possessive
  are cut; ``aujourd'hui``, ``prud'hommes`` and ``don't`` stay whole.
- ``10 000`` and ``10,000`` are ``10000``; ``C.c.Q.`` is ``ccq``; ``art. 5`` is ``article 5``;
  ``L1121-1`` reads like ``L. 1121-1``; ``§`` is a token.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import add, sub
from typing import TYPE_CHECKING

import Stemmer

from indexer.sentences import sentence_ends

if TYPE_CHECKING:
    from indexer.engine.query import Form

VERSION = "2"
"""Changes whenever a token, a stem or a sentence bound may: a new version asks for a rebuild."""

LONGEST_TOKEN = 128
"""Code points kept of a token; 100 kB without a space must not become one term."""

_APOSTROPHES = "'\u2019\u02bc"
_APOSTROPHE = f"[{_APOSTROPHES}]"
_ELISION = r"(?:[CDJLMNSTcdjlmnst]|(?:[Jj]us|[Ll]ors|[Pp]uis|[Qq]uoi)?[Qq]u|QU)"
_LETTER = r"[^\W_\u02bc]"
"""A letter or digit: U+02BC is a letter to Unicode, and an apostrophe to those who type it."""
_MARKS = r"\u0300-\u036f\u00ad\u200c\u200d\u2060"


def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two forms of the token pattern: one finds a token in group 1, or in the whole match when it
    is unset; the other, for ``split``, has one group, the whole match.

    Every repetition is bounded or possessive, so matching is linear. The first line makes blanks
    fail at once and the second tells most words without trying the rest: together twice as fast.
    """
    letters = rf"{_LETTER}++(?:[{_MARKS}]++{_LETTER}*+)*+"
    start = r"(?=[\w§])(?:[^\W\d_\u02bc]++(?=[ ,])"
    lead = rf"|(?:{_ELISION}{_APOSTROPHE}(?=\w))?"
    token = (
        r"(?:[^\W\d_]\.){2,9}[^\W\d_]?(?![^\W_])"  # C.c.Q., U.S.
        r"|\d{1,3}(?:(?:,\d{3}){1,5}|(?:[ \u00a0\u2009\u202f]\d{3}){1,5})(?![^\W_])"  # 10 000
        r"|[Aa]rts?\.(?=\s{0,2}(?:[LRD]\.?\s?)?\d)"  # art. 2088
        r"|[LRDlrd](?=\d{3,4}-\d)"  # L1121-1
        rf"|{letters}(?:{_APOSTROPHE}(?![sS](?![^\W_])){letters}){{0,3}}+"
        r"|§++"
    )
    tail = rf"(?:{_APOSTROPHE}[sS](?![^\W_]))?)"
    return (
        re.compile(f"{start}{lead}({token}){tail}"),
        re.compile(f"({start}{lead}(?:{token}){tail})"),
    )


_TOKEN, _CUT = _patterns()
_LEAD = re.compile(rf"{_ELISION}{_APOSTROPHE}(?=\w)")
_MARK = re.compile(f"[{_MARKS}]")
_DROPPED = re.compile(f"[.,\\s'\u2019\u02bc§{_MARKS}]")
_LIGATURES = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "\u2019": "'",
        "\u02bc": "'",
        "\u2018": "'",
        "\u201c": '"',
        "\u201d": '"',
    }
)
_JOINTS = frozenset("-\u2010\u2011\u2013./_@&:'\u2019\u02bc")

# fmt: off
STOP_WORDS: frozenset[str] = frozenset((
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
    "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "me", "my", "no", "nor", "not", "of", "on", "or",
    "our", "she", "should", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when", "where",
    "which", "who", "whom", "why", "will", "with", "would", "you", "your", "ai", "au", "aux",
    "avait", "avec", "c", "ce", "ces", "cet", "cette", "comme", "d", "dans", "de", "des", "du",
    "elle", "elles", "en", "es", "est", "et", "etait", "etre", "eu", "il", "ils", "j", "je", "l",
    "la", "le", "les", "leur", "leurs", "lui", "m", "ma", "mais", "mes", "mon", "n", "ne", "ni",
    "nos", "notre", "nous", "ont", "ou", "par", "pas", "pour", "qu", "que", "quel", "quelle",
    "qui", "quoi", "s", "sa", "sans", "se", "sera", "ses", "si", "son", "sont", "sur", "t", "ta",
    "te", "tes", "toi", "ton", "tu", "un", "une", "vos", "votre", "vous", "y",
))
# fmt: on
"""Folded words, of both languages, that a plain query may do without."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """One paragraph's tokens in one language; all tuples but the last are of one length."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """Code-point spans ``[start, end)`` in the text as given."""
    exact: tuple[str, ...]
    """Folded tokens."""
    stems: tuple[str, ...]
    """Folded stems."""
    sentences: tuple[int, ...]
    """Index of each sentence's first token, rising from 0; empty when there is no token."""

    def sentence_of(self, token: int) -> tuple[int, int]:
        """First and one-past-last token of the sentence that holds this token."""
        nth = bisect_left(self.sentences, token + 1)
        end = self.sentences[nth] if nth < len(self.sentences) else len(self.starts)
        return self.sentences[nth - 1], end


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word as a person typed it."""

    text: str
    start: int
    end: int
    """Place in the typed text, code points, elision included."""
    parts: tuple[str, ...]
    """Its tokens, as typed: one for ``l'employeur``, three for ``16-11.690``. Each part is for
    :func:`term_forms` or :func:`exact_form`; several parts are a phrase."""
    spans: tuple[tuple[int, int], ...]
    """Place of each part in the typed text."""


def fold(text: str) -> str:
    """The text without case, accents, ligatures and curly quotes; its length may change."""
    if text.isascii():
        return text.lower()
    # Decomposed before the case is folded: "𝓐" is "A" only then, and would stay a capital.
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(each for each in plain if not unicodedata.combining(each))


def analyse(text: str, language: str) -> Analysed:
    """The tokens of a paragraph, stemmed in its language (``en`` or ``fr``).

    In any other language the stems are the folded tokens. Linear in the length of the text.
    """
    pieces = _CUT.split(text)
    if len(pieces) == 1:
        return Analysed((), (), (), (), ())
    bounds = tuple(accumulate(map(len, pieces)))
    forms = map(_FORMS.get(language[:2], _PLAIN), pieces[1::2])
    exact, stems, leads, tails = zip(*forms, strict=True)
    starts = bounds[:-1:2]
    sentences = _sentences(text, starts)
    return Analysed(
        tuple(map(add, starts, leads)),
        tuple(map(sub, bounds[1::2], tails)),
        exact,
        stems,
        sentences,
    )


def term_forms(word: str) -> tuple[Form, ...]:
    """The tokens that satisfy a plain word, in the English and the French stream.

    A word typed without accents also stands for the French spellings that end in one:
    ``licencie`` finds ``licencié``, whose stem is another.
    """
    from indexer.engine.query import Form  # the engines import this module

    forms = [Form("en", _english(word)[1])]
    forms += [Form("fr", _french(each)[1]) for each in _accented(word)]
    return tuple(dict.fromkeys(forms))


def exact_form(word: str) -> Form:
    """The folded, unstemmed token of a word, found in texts of any language."""
    from indexer.engine.query import Form  # the engines import this module

    return Form("exact", _exact(word))


def query_words(text: str) -> tuple[QueryWord, ...]:
    """The words of a typed text; things joined by a hyphen, dot or slash are one word."""
    groups: list[list[re.Match[str]]] = []
    for match in _TOKEN.finditer(text):
        if groups and _joined(text[groups[-1][-1].end() : match.start()]):
            groups[-1].append(match)
        else:
            groups.append([match])
    return tuple(_query_word(text, group) for group in groups)


def _query_word(text: str, group: list[re.Match[str]]) -> QueryWord:
    start, end = group[0].start(), group[-1].end()
    spans = tuple(match.span(match.lastindex or 0) for match in group)
    parts = tuple(text[first:last] for first, last in spans)
    return QueryWord(text[start:end], start, end, parts, spans)


def _joined(between: str) -> bool:
    return len(between) <= 2 and all(each in _JOINTS for each in between)


def _sentences(text: str, starts: tuple[int, ...]) -> tuple[int, ...]:
    firsts = (bisect_left(starts, end) for end in sentence_ends(text))
    return tuple(dict.fromkeys((0, *(each for each in firsts if each < len(starts)))))


def _exact(word: str) -> str:
    if word[-1] == "." and word.lower() in ("art.", "arts."):
        return "article" if len(word) == 4 else "articles"
    if word.isalnum():
        folded = fold(word[:LONGEST_TOKEN])
    else:
        folded = _DROPPED.sub("", fold(_MARK.sub("", word[:LONGEST_TOKEN])))
    return folded[:LONGEST_TOKEN] or word[:1]


def _english(word: str) -> tuple[str, str]:
    exact = _exact(word)
    return exact, _stem("english", exact)


def _french(word: str) -> tuple[str, str]:
    exact = _exact(word)
    if word.isascii():
        return exact, _stem("french", exact)
    # Snowball needs the accents: "licencié" and "licencie" part here, and term_forms rejoins them.
    whole = unicodedata.normalize("NFC", word[:LONGEST_TOKEN].casefold().translate(_LIGATURES))
    return exact, fold(_stem("french", _DROPPED.sub("", whole))) or exact


def _plain(word: str) -> tuple[str, str]:
    exact = _exact(word)
    return exact, exact


_Forms = tuple[str, str, int, int]
"""Folded token, folded stem, and the signs that were cut before and after."""


def _cut_forms(word: Callable[[str], tuple[str, str]]) -> Callable[[str], _Forms]:
    """The forms of what :data:`_CUT` finds, remembered."""

    @functools.lru_cache(maxsize=1 << 17)
    def forms(cut: str) -> _Forms:
        elision = _LEAD.match(cut)
        lead = elision.end() if elision else 0
        possessive = cut[-1] in "sS" and cut[-2:-1] in _APOSTROPHES and len(cut) > lead + 2
        tail = 2 if possessive else 0
        return (*word(cut[lead : len(cut) - tail]), lead, tail)

    return forms


def _stem(language: str, word: str) -> str:
    # A stemmer of its own for each miss of the cache: PyStemmer's objects are not for threads.
    stemmed: str = Stemmer.Stemmer(language, 0).stemWord(word)
    return stemmed


_PLAIN = _cut_forms(_plain)
_FORMS = {"en": _cut_forms(_english), "fr": _cut_forms(_french)}

_ACCENTED_ENDINGS: tuple[tuple[str, str], ...] = (
    ("ees", "ées"),
    ("ee", "ée"),
    ("es", "és"),
    ("e", "é"),
    ("ement", "ément"),
    ("iere", "ière"),
    ("ieres", "ières"),
    ("erent", "èrent"),
    ("ete", "été"),
    ("etes", "étés"),
)


def _accented(word: str) -> Iterator[str]:
    """The word, and the French spellings that it may stand for when typed without accents."""
    yield word
    if not word.isascii() or len(word) < 4:
        return
    lowered = word.lower()
    for bare, accented in _ACCENTED_ENDINGS:
        if lowered.endswith(bare):
            yield lowered[: -len(bare)] + accented
