"""Tokens as codes of five signs, and the parts of a rule as regular expressions over codes.

Two signs stand for the stem and two for the exact word, of those that rules name; the fifth tells
small words. The alphabets of the places are apart, so that an expression can only match where a
token begins. All signs are below U+0100, because ``re`` compiles a set of such signs in some 50
microseconds and of others in 500.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_letters, digits

from indexer.analysis import STOP_WORDS, Analysed
from indexer.tags.patterns import Element, PatternError

SIZE = 5
"""Signs of a code."""
SKIPPED = 3
"""Small words that may stand between two words of a pattern."""
STAR = 6
"""Words of any kind that ``*`` may stand for."""
REMEMBERED = 1 << 17
"""Words of which the code is kept at most."""

_SECOND = "".join(map(chr, range(0xA0, 0x100)))
_SMALL, _OTHER = "+", "-"
_ANY = "[A-Za-z]."
"""Any stem's signs."""
_GAP = rf"(?:....\{_SMALL}){{0,{SKIPPED}}}?"
_STARRED_GAP = rf"(?:.....){{0,{STAR}}}?"


class Coder:
    """Gives tokens their codes; words that no rule names share theirs."""

    __slots__ = ("_codes", "_exact", "_stems")

    def __init__(self, tokens: Iterable[str]) -> None:
        """``tokens`` are those that rules name, exact ones written ``=token``.

        Raises :class:`PatternError` when they are more than there are codes.
        """
        listed = sorted(set(tokens))
        self._stems = _numbered((each for each in listed if each[0] != "="), ascii_letters)
        self._exact = _numbered((each[1:] for each in listed if each[0] == "="), digits)
        self._codes = _Codes(self._stems, self._exact)

    def codes(self, analysed: Analysed) -> list[str]:
        """The code of each token."""
        if len(self._codes) > REMEMBERED:
            self._codes = _Codes(self._stems, self._exact)
        return list(map(self._codes.__getitem__, zip(analysed.stems, analysed.exact, strict=True)))

    def words(self) -> dict[str, str]:
        """The token of each two signs that stand for one."""
        signs = {sign: token for token, sign in self._stems.items()}
        return signs | {sign: "=" + token for token, sign in self._exact.items()}

    def expression(self, part: tuple[Element, ...]) -> str:
        """A part of a pattern as a regular expression over codes.

        What may stand first is taken, and nothing else is tried when the rest then fails.
        """
        made = [self._choices(part[0], first=True)]
        if part[0].sequences:
            made = [f"(?>{made[0]})"]
        for element in part[1:]:
            gap = _STARRED_GAP if element.starred else _GAP
            made.append(f"(?>{gap}{self._choices(element)})")
        return "".join(made)

    def _choices(self, element: Element, *, first: bool = False) -> str:
        """The choices of an element, single words before joined ones.

        What stands ``first`` may begin within a code, since a search that begins at two signs of
        an exact word is faster than one that begins at any sign.
        """
        stems = "|".join(self._stems[each] for each in sorted(element.stems))
        exact = "|".join(self._exact[each] for each in sorted(element.exact))
        choices = [f"(?:{stems})...", f"{_ANY}(?:{exact})."]
        choices = [each for each, listed in zip(choices, (stems, exact), strict=True) if listed]
        choices += ("".join(map(self._token, each)) for each in element.sequences)
        if first:
            choices = [each.removeprefix(_ANY) for each in choices]
        return "(?:" + "|".join(choices) + ")"

    def _token(self, token: str) -> str:
        return f"{_ANY}{self._exact[token[1:]]}." if token[0] == "=" else f"{self._stems[token]}..."


def longest(part: tuple[Element, ...]) -> int:
    """Tokens that a part may reach over at most."""
    gaps = sum(STAR if element.starred else SKIPPED for element in part[1:])
    return gaps + sum(max(map(len, element.sequences), default=1) for element in part)


class _Codes(dict[tuple[str, str], str]):
    """Stem and exact word to code, made when first asked for."""

    __slots__ = ("_exact", "_stems")

    def __init__(self, stems: dict[str, str], exact: dict[str, str]) -> None:
        super().__init__()
        self._stems = stems
        self._exact = exact

    def __missing__(self, token: tuple[str, str]) -> str:
        stem, exact = token
        small = _SMALL if exact in STOP_WORDS else _OTHER
        none = ascii_letters[-1] + _SECOND[-1], digits[-1] + _SECOND[-1]
        code = self._stems.get(stem, none[0]) + self._exact.get(exact, none[1]) + small
        self[token] = code
        return code


def _numbered(tokens: Iterable[str], first: str) -> dict[str, str]:
    """Two signs for each token; the last pair of signs is left for words that are none of them."""
    signs: Iterator[str] = (one + other for one in first for other in _SECOND)
    listed = tuple(tokens)
    if len(listed) >= len(first) * len(_SECOND):
        raise PatternError(f"{len(listed)} different words are more than rules may name")
    return dict(zip(listed, signs, strict=False))
