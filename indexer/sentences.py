"""Where sentences end in legal prose, whose abbreviations are full of dots."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"[.!?…;:\n](?:"
    r"(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*+(?:[\u00a0\u202f ]?[\"'»”’)\]]){0,4}+\s{1,99}+"
    r"|(?<=[;:])[ \t]{0,3}+\n\s{0,99}+"
    r"|(?<=\n)(?<!\n\n)[ \t]{0,99}+\n\s{0,99}+"
    r")(?=[^\W_]|[\"'«“‘(\[§—–•-])"
)
_LAST_WORD = re.compile(r"[^\s\"'’«»“”(),;:\[\]]+$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")
_NUMBER_NEXT = re.compile(r"\d|[LRD][.*\s]{0,3}\d|[IVXivx]+\b")
_NEXT_WORD = re.compile(r"[\"'«“‘(\[—–•\s-]{0,4}([^\W_]+['’]?)")
_NUMERAL = re.compile(r"[(\[]?(?:\d{1,4}|[ivxlIVXL]{1,5}|[a-zA-Z])[.)°]?\]?")

# fmt: off
_NEVER = frozenset((
    "c", "v", "vs", "m", "mm", "mme", "mmes", "mlle", "me", "mes", "dr", "mr", "mrs", "ms",
    "prof", "hon", "p", "pp", "s", "ss", "l", "r", "d", "cf", "fig", "cass", "soc", "civ", "crim",
    "com", "crim.", "trav", "pén", "chap", "ch", "ann", "app", "jur", "obs", "bull", "arr",
    "préc", "préf", "st", "ste", "sgt", "lt", "sr", "adm", "const",
))
# fmt: on
"""Abbreviations after which a sentence never ends (``c. Walker``, ``M. X...``, ``p. 12``)."""
# fmt: off
_BEFORE_NUMBER = frozenset((
    "no", "nos", "n", "nr", "art", "arts", "al", "par", "para", "paras", "§", "sec", "sect", "cl",
    "reg", "r", "éd", "ed", "vol", "t", "tab", "pt", "annexe", "sch", "janv", "févr", "juill",
    "sept", "oct", "nov", "déc", "jan", "feb", "mar", "apr", "aug", "dec",
))
# fmt: on
"""Abbreviations that end a sentence only when no number follows (``art. 2088``, ``No. 4``)."""
# fmt: off
_OFTEN = frozenset((
    "inc", "ltd", "ltée", "ltee", "co", "corp", "cie", "sté", "ets", "etc", "al", "jr", "assn",
    "bros", "dept", "univ", "gouv",
))
# fmt: on
"""Abbreviations after which a sentence ends when a word that begins sentences follows."""
# fmt: off
_STARTERS = frozenset((
    "a", "an", "and", "but", "he", "her", "his", "however", "i", "if", "in", "it", "its", "on",
    "she", "that", "the", "their", "there", "they", "this", "those", "these", "we", "when",
    "while", "as", "for", "at", "by", "no", "not", "accordingly", "therefore", "moreover",
    "further", "although", "ainsi", "alors", "au", "aux", "aucun", "aucune", "ce", "cela", "ces",
    "cet", "cette", "comme", "compte", "dans", "de", "des", "donc", "du", "elle", "elles", "en",
    "enfin", "et", "il", "ils", "la", "le", "les", "l'", "d'", "c'", "s'", "qu'", "j'", "n'",
    "leur", "lors", "lorsque", "mais", "malgré", "nul", "or", "ou", "par", "pour", "puis",
    "quant", "quand", "que", "qui", "sa", "selon", "ses", "si", "son", "sur", "tel", "telle",
    "toutefois", "un", "une", "vu", "après", "attendu", "considérant", "cependant",
))
# fmt: on
_LONGEST = max(map(len, (*_NEVER, *_BEFORE_NUMBER, *_OFTEN, "xviii")))
"""Letters of the longest word of which more than its letters must be known."""


def sentence_ends(text: str) -> Iterator[int]:
    """Offsets, rising, at which a new sentence begins; linear in the length of the text."""
    begun = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and not _ends(text, begun, match):
            continue
        if text[match.start()] != "\n" and text[match.end()].islower():
            continue
        begun = match.end()
        yield begun


def _ends(text: str, begun: int, match: re.Match[str]) -> bool:
    """Whether the dot at a match closes a sentence that began at ``begun``."""
    before = text[max(begun, match.start() - 24) : match.start()]
    plain = before[before.rfind(" ") + 1 :]
    if len(plain) > _LONGEST and plain.isalpha():
        return True  # most sentences end so
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    if _NUMERAL.fullmatch(word) and not before[: -len(word)].strip() and match.start() - begun < 8:
        return False  # "34. The employer": the number is the paragraph's, not a sentence
    if _ACRONYM.fullmatch(word) and "." in word:
        return _starter_follows(text, match.end())  # C.c.Q., L.R.Q., R.S.C.
    lowered = word.casefold()
    if lowered in _NEVER:
        return len(lowered) > 1 and "\n" in match[0]
    if lowered in _BEFORE_NUMBER:
        return not _NUMBER_NEXT.match(text, match.end())
    if lowered in _OFTEN or (len(word) == 1 and word.isupper()):
        return _starter_follows(text, match.end())  # Inc., initials, "X..."
    return True


def _starter_follows(text: str, at: int) -> bool:
    following = _NEXT_WORD.match(text, at)
    return following is not None and following[1].casefold().replace("’", "'") in _STARTERS
