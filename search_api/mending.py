"""Finds what keeps signs from making a query, and mends it: every fault with place and remedy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from indexer.fields import FIELDS
from search_api.errors import Sentence
from search_api.signs import UNITS, Sign, field_name, is_field

DEEPEST = 12
"""Parentheses inside parentheses that a query may have."""

_BINARY = frozenset({"AND", "OR", "NEAR"})
_PREFIX = frozenset({"NOT", "FIELD"})
_OPERANDS = frozenset({"WORD", "PATTERN", "FUZZY", "PHRASE", "EXACT", "RANGE"})


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the typed text: ``[start, end)`` becomes ``text``."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A fault and the edits that mend it."""

    detail: Sentence
    start: int
    end: int
    edits: tuple[Edit, ...]


def edited(text: str, mends: tuple[Mend, ...]) -> str:
    """The text with the edits of all mends made; of two that overlap the earlier is made."""
    edits = sorted({edit for mend in mends for edit in mend.edits}, key=lambda e: (e.start, e.end))
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return " ".join("".join((*pieces, text[at:])).split())


def mend(text: str, signs: tuple[Sign, ...]) -> tuple[tuple[Sign, ...], tuple[Mend, ...]]:
    """Signs that the grammar accepts, and what had to be mended to get them."""
    mender = _Mender(text)
    for sign in signs:
        mender.take(sign)
        if mender.closed_quote:
            break
    return mender.finish()


@dataclass(slots=True)
class _Mender:
    text: str
    out: list[Sign] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    opened: list[Sign] = field(default_factory=list)
    closed_quote: bool = False

    def take(self, sign: Sign) -> None:
        if sign.kind == "QUOTE":
            self._close_quote(sign)
        elif sign.kind == "LPAR":
            self._open(sign)
        elif sign.kind == "RPAR":
            self._close(sign)
        elif sign.kind in _BINARY:
            self._operator(sign)
        elif sign.kind == "NOT":
            self._negation(sign)
        elif sign.kind == "FIELD":
            self._field(sign)
        else:
            self.out.append(sign)

    def finish(self) -> tuple[tuple[Sign, ...], tuple[Mend, ...]]:
        """Drop what waits for a word, close what is open."""
        self._drop_waiting()
        for opening in reversed(self.opened):
            if self.out and self.out[-1] is opening:
                self._drop(self.out.pop(), *_EMPTY_GROUP)
                self._drop_waiting()
                continue
            end = len(self.text)
            self.out.append(Sign("RPAR", ")", end, end))
            self._fault(
                opening,
                "This parenthesis is never closed.",
                "Cette parenthèse n’est jamais fermée.",
                Edit(end, end, ")"),
            )
        ordered = sorted(self.mends, key=lambda each: each.start)
        return tuple(self.out), tuple(ordered)

    @property
    def _wants_word(self) -> bool:
        return not self.out or self.out[-1].kind in _BINARY | _PREFIX | {"LPAR"}

    def _fault(self, sign: Sign, en: str, fr: str, *edits: Edit) -> None:
        self.mends.append(Mend(Sentence(en, fr), sign.start, sign.end, edits))

    def _drop(self, sign: Sign, en: str, fr: str) -> None:
        shown = {"sign": sign.text.strip()}
        self._fault(sign, en.format(**shown), fr.format(**shown), Edit(sign.start, sign.end))

    def _close_quote(self, sign: Sign) -> None:
        rest = self.text[sign.start + 1 :]
        inner = rest.rstrip()
        for _ in self.opened:
            if inner.endswith(")"):
                inner = inner[:-1].rstrip()
        end = sign.start + 1 + len(inner)
        if inner.strip():
            self.out.append(Sign("PHRASE", f'"{inner}"', sign.start, end))
            edit = Edit(end, end, '"')
        else:
            edit = Edit(sign.start, sign.start + 1)
        self._fault(
            sign, "This quotation mark is never closed.", "Ce guillemet n’est jamais fermé.", edit
        )
        for at, character in enumerate(self.text[end:], end):
            if character == ")" and self.opened:
                self._close(Sign("RPAR", ")", at, at + 1))
        self.closed_quote = True

    def _open(self, sign: Sign) -> None:
        if len(self.opened) >= DEEPEST:
            self._drop(
                sign,
                f"More than {DEEPEST} parentheses inside one another.",
                f"Plus de {DEEPEST} parenthèses les unes dans les autres.",
            )
            return
        self.opened.append(sign)
        self.out.append(sign)

    def _close(self, sign: Sign) -> None:
        if not self.opened:
            self._drop(
                sign, "This parenthesis was never opened.", "Cette parenthèse n’est pas ouverte."
            )
            return
        self._drop_waiting()
        opening = self.opened.pop()
        if self.out and self.out[-1] is opening:
            self.out.pop()
            edits = (Edit(opening.start, opening.end), Edit(sign.start, sign.end))
            self._fault(replace(opening, end=sign.end), *_EMPTY_GROUP, *edits)
            return
        self.out.append(sign)

    def _operator(self, sign: Sign) -> None:
        if self.out and self.out[-1].kind in _PREFIX:
            self._drop_waiting()
        if self._wants_word:
            self._drop(
                sign,
                "“{sign}” has nothing before it to join.",
                "« {sign} » n’a rien à joindre devant lui.",
            )
            return
        self.out.append(sign)

    def _negation(self, sign: Sign) -> None:
        while self.out and self.out[-1].kind in ("NEAR", "FIELD"):
            self._drop(
                self.out.pop(),
                "“{sign}” cannot stand before a negation.",
                "« {sign} » ne peut pas précéder une négation.",
            )
        self.out.append(sign)

    def _field(self, sign: Sign) -> None:
        name = field_name(sign)
        if self.out and self.out[-1].kind == "FIELD":
            self._drop(
                self.out.pop(),
                "“{sign}” has no value before the next field.",
                "« {sign} » n’a pas de valeur avant le champ suivant.",
            )
        if is_field(name):
            self.out.append(sign)
            return
        nearest = get_close_matches(name.casefold(), _field_names(), 1, 0.75)
        en, fr = " To search it as a word, leave the colon out.", " Sans deux-points, c’est un mot."
        if nearest:
            en, fr = f" Did you mean “{nearest[0]}:”?", f" Vouliez-vous dire « {nearest[0]}: » ?"
        self._fault(
            sign,
            f"There is no field “{name}”.{en}",
            f"Il n’y a pas de champ « {name} ».{fr}",
            Edit(sign.start, sign.end, f"{nearest[0]}:" if nearest else f"{name} "),
        )

    def _drop_waiting(self) -> None:
        while self.out and self.out[-1].kind in _BINARY | _PREFIX:
            self._drop(
                self.out.pop(),
                "“{sign}” has nothing after it.",
                "« {sign} » n’est suivi de rien.",
            )


_EMPTY_GROUP = ("These parentheses are empty.", "Ces parenthèses sont vides.")


def _field_names() -> list[str]:
    searched = (each for each in FIELDS if each.kind != "shown" or each.name == "date")
    fields = [name for each in searched for name in (each.name, *each.names_en, *each.names_fr)]
    return [*fields, *UNITS]
