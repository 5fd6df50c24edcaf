"""The interface's own words, dates and numbers in each locale.

French follows the place: in Québec and Canada a no-break space stands before the colon and inside
guillemets only; in France also, narrow, before ``; ! ?``.
"""

from __future__ import annotations

import datetime
import gettext
import io
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

LOCALES = ("en", "fr_CA", "fr_FR")
NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
_LIKELY = {"en": "en_CA", "fr_CA": "fr_CA", "fr_FR": "fr_FR"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says in one locale."""

    locale: str
    """``en``, ``fr_CA`` or ``fr_FR``."""
    catalog: gettext.NullTranslations

    @property
    def language(self) -> str:
        """``en`` or ``fr``."""
        return self.locale[:2]

    def gettext(self, message: str, **values: object) -> str:
        """The message in this locale, with its values filled in."""
        return self._set(self.catalog.gettext(message), values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """The message as it is said in a context (``issue`` is a question or a result)."""
        return self._set(self.catalog.pgettext(context, message), values)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The form for ``n``, which may stand in it as ``{n}``; 0 is singular in French."""
        said = self.catalog.ngettext(one, many, n)
        return self._set(said, {"n": self.number(n), **values})

    def label(self, labels: dict[str, str]) -> str:
        """The label of this locale, or the nearest one that is given."""
        order = (self.locale, "fr_CA", "fr", "en") if self.language == "fr" else ("en",)
        return self.set(next((labels[each] for each in order if labels.get(each)), ""))

    def set(self, text: str) -> str:
        """A sentence of ours with the spaces of this locale; never for the words of a court."""
        return typeset(text, self.locale)

    def number(self, value: int) -> str:
        """``4,812`` or ``4 812``."""
        if 0 <= value < 1000:  # most numbers of a page, the same everywhere: no need to ask
            return str(value)
        return format_decimal(value, locale=_LIKELY[self.locale])

    def decimal(self, value: float) -> str:
        """``4.82`` or ``4,82``."""
        return format_decimal(round(value, 2), locale=_LIKELY[self.locale])

    def money(self, value: str, currency: str) -> str:
        """An amount given as decimal text, without cents when there are none."""
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return f"{value} {currency}".strip()
        if not re.fullmatch("[A-Z]{3}", currency):
            return f"{value} {currency}".strip()
        whole = amount == amount.to_integral_value()
        if self.language == "fr":
            form, shown = ("#,##0" if whole else "#,##0.00") + f"{NBSP}¤", self.locale
        else:
            form, shown = "¤#,##0" if whole else "¤#,##0.00", _LIKELY[self.locale]
        return format_currency(amount, currency, form, locale=shown, currency_digits=False)

    def date(self, value: str, precision: str = "day") -> str:
        """A date as far as it is known: ``2018-09-12``, ``2018-09``, ``2018`` or nothing."""
        shape = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}.get(precision)
        padded = (value + "-01-01")[:10] if len(value) < 10 else value[:10]
        try:
            day = datetime.date.fromisoformat(padded)
        except ValueError:
            shape = None
        if shape is None:
            return self.gettext("date not established")
        said = format_date(day, shape, locale=_LIKELY[self.locale])
        return re.sub(r"^1 ", "1er ", said) if self.language == "fr" else said

    def listed(self, items: list[str]) -> str:
        """``a, b and c``."""
        return format_list(items, locale=_LIKELY[self.locale])

    def quoted(self, text: str) -> str:
        """The text between this locale's quotation marks."""
        return f"“{text}”" if self.language == "en" else f"«{NBSP}{text}{NBSP}»"

    def _set(self, said: str, values: dict[str, object]) -> str:
        return said.format(**values) if values else said


def load_words() -> dict[str, Words]:
    """The words of each locale, from the ``.po`` files that ship with the package."""
    loaded = {locale: Words(locale, _translations(locale)) for locale in LOCALES}
    loaded["fr_FR"].catalog.add_fallback(_French(loaded["fr_CA"].catalog))
    return loaded


def read_catalog(locale: str) -> Catalog:
    """The messages of a locale as its translators wrote them."""
    source = files("ui") / "locale" / locale / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as lines:
        return read_po(lines, locale=locale)


def typeset(text: str, locale: str) -> str:
    """The spaces that French typography asks for, as no-break spaces."""
    if not locale.startswith("fr"):
        return text
    text = re.sub(r"« ?", f"«{NBSP}", text)
    text = re.sub(r" ?»", f"{NBSP}»", text)
    text = re.sub(r" ([:%$])", NBSP + r"\1", text)
    text = re.sub(r"(\d) (\d{3})(?!\d)", rf"\1{NBSP}\2", text)
    if locale == "fr_FR":
        return re.sub(r"(?<=\w|[»)\]]) ?([;!?])", NARROW + r"\1", text)
    return re.sub(r" ([;!?])", r"\1", text)


def _translations(locale: str) -> gettext.GNUTranslations:
    catalog = read_catalog(locale)
    for message in catalog:
        if not message.id:
            continue
        if isinstance(message.string, str):
            message.string = typeset(message.string, locale)
        elif message.string:
            message.string = tuple(typeset(each, locale) for each in message.string)
    binary = io.BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


class _French(gettext.NullTranslations):
    """Canada's French, spaced as in France: what fr_FR says where it has no word of its own."""

    def __init__(self, base: gettext.NullTranslations) -> None:
        super().__init__()
        self._base = base

    def gettext(self, message: str) -> str:
        return typeset(self._base.gettext(message), "fr_FR")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return typeset(self._base.ngettext(msgid1, msgid2, n), "fr_FR")

    def pgettext(self, context: str, message: str) -> str:
        return typeset(self._base.pgettext(context, message), "fr_FR")
