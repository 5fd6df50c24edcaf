"""What a line of an import file may say, checked at the edge.

Keys are those of the contract, in the singular or the plural for curated facts; an unknown key
is an error with the nearest known name, since a key that is silently ignored is a lost fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

CURATED = (
    "issue",
    "platform",
    "conduct",
    "audience",
    "audience_size",
    "target",
    "duty",
    "factor",
    "status",
    "sector",
    "sanction",
    "outcome",
    "secondary_outcome",
)
"""Facts that a person established, by the singular name of their field."""
_PLURALS = {
    **{name: f"{name}s" for name in CURATED},
    "status": "statuses",
    "audience_size": "audience_sizes",
    "duty": "duties",
}
_SINGULAR = {plural: name for name, plural in _PLURALS.items()} | {name: name for name in CURATED}
_ALIASES = {"topic": "topics", "summary": "headnote", "license": "licence"}

_FORMS = {
    "id": "lower-case letters, digits and hyphens, as in ca-qccs-2018-4374",
    "jurisdiction": "CA, CA-FED, CA-QC (ISO 3166-2)... or FR",
    "url": "an address that begins with https:// or http://",
    "currency": "the ISO code, as in CAD or EUR",
    "title": "some words",
    "source": "the name of the source",
    "licence": "the licence as a sentence",
}
_LARGEST = Decimal(10) ** 12

Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class InvalidImport(ValueError):
    """A line that is JSON but no document; ``reason`` and ``hint`` are fit to show."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ImportedParagraph(_Strict):
    """A paragraph as an import line gives it."""

    text: str
    number: str | int | None = None


class ImportedIdentifier(_Strict):
    """An identifier with its kind (``neutral``, ``ecli``, ``docket``...)."""

    kind: Words
    value: Words


class ImportedAmount(_Strict):
    """A sum of money; ``value`` as a number or as digits in quotes."""

    value: int | float | str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    awarded: bool
    head: str | None = None

    def decimal(self) -> Decimal:
        """The sum without binary rounding. Raises :class:`InvalidImport` where it is no sum."""
        try:
            value = Decimal(str(self.value))
        except ArithmeticError:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value < _LARGEST:
            raise InvalidImport(f"The amount {_shown(self.value)} is not a sum of money.")
        return value


class ImportRecord(_Strict):
    """One line, its keys and types checked; curated facts are in :attr:`facts_of`."""

    kind: Literal["decision", "article", "reference"]
    title: Words
    language: Literal["en", "fr"]
    source: Words
    licence: Words
    fulltext_allowed: bool
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,199}$")] | None = None
    citation: str | None = None
    court: str | None = None
    court_name: str | None = None
    chamber: str | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2,3})?$")] | None = None
    date: str | int | None = None
    text: str | None = None
    paragraphs: list[ImportedParagraph] | None = None
    headnote: str | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    source_id: str | None = None
    source_updated_at: str | None = None
    attribution: str | None = None
    identifiers: list[ImportedIdentifier | str] = []
    aliases: list[str] = []
    dockets: list[str] = []
    publication: list[str] = []
    subjects: list[str] = []
    solution: str | None = None
    visas: list[str] = []
    appeal_of: list[str] = []
    publisher: str | None = None
    author: str | None = None
    form: str | None = None
    cites: list[str] = []
    topics: list[str] = []
    caution: dict[Literal["en", "fr"], str] | None = None
    amounts: list[ImportedAmount] = []
    confidence: Literal["high", "medium"] | None = None
    seen_at: list[str] = []


KNOWN_KEYS = tuple(sorted({*ImportRecord.model_fields, *_SINGULAR, *_ALIASES}))
"""Every key that a line may have."""


def read_record(line: Mapping[str, Any]) -> tuple[ImportRecord, tuple[tuple[str, str], ...]]:
    """The checked record of a line, and its curated facts as pairs of field and value.

    Raises :class:`InvalidImport` at the first thing that is wrong.
    """
    unknown = next((key for key in line if key not in KNOWN_KEYS), None)
    if unknown is not None:
        near = get_close_matches(unknown, KNOWN_KEYS, n=1, cutoff=0.6)
        hint = f"Did you mean “{near[0]}”?" if near else f"Known keys: {', '.join(KNOWN_KEYS)}."
        raise InvalidImport(f"The key “{unknown[:60]}” is not known.", hint)
    facts = [
        (_SINGULAR[key], value)
        for key, given in line.items()
        if key in _SINGULAR
        for value in _values(key, given)
    ]
    rest = {_ALIASES.get(key, key): value for key, value in line.items() if key not in _SINGULAR}
    try:
        record = ImportRecord.model_validate(
            {key: value for key, value in rest.items() if value is not None}
        )
    except ValidationError as wrong:
        raise _explained(wrong) from wrong
    if record.text is not None and record.paragraphs is not None:
        raise InvalidImport("The line has both “text” and “paragraphs”.", "Keep one of them.")
    return record, tuple(dict.fromkeys(facts))


def _values(key: str, given: object) -> list[str]:
    """The values of a curated fact: a word, a number, or a list; ``unknown`` says nothing."""
    items = given if isinstance(given, list) else [given]
    values: list[str] = []
    for item in items:
        if item is None or item == "unknown":
            continue
        if not isinstance(item, str | int) or isinstance(item, bool) or not str(item).strip():
            raise InvalidImport(
                f"“{key}” holds {_shown(item)}, which is not an id.",
                "Write one id of the vocabulary, or a list of ids.",
            )
        values.append(str(item).strip())
    return values


def _explained(wrong: ValidationError) -> InvalidImport:
    """The first fault that pydantic found, in our words."""
    fault = wrong.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"] if not str(part)[:1].isupper())
    if fault["type"] == "missing":
        return InvalidImport(f"The key “{place}” is missing.", _needs())
    if fault["type"] == "extra_forbidden":
        return InvalidImport(f"The key “{place}” is not known.", "Take it away.")
    if fault["type"] == "literal_error":
        return InvalidImport(
            f"“{place}” is {_shown(fault['input'])}.",
            f"It must be {fault['ctx']['expected'].replace(chr(39), '')}.",
        )
    form = _FORMS.get(place.rsplit(".", 1)[-1])
    if fault["type"] == "string_pattern_mismatch" and form is not None:
        return InvalidImport(f"“{place}” is {_shown(fault['input'])}.", f"Write {form}.")
    message = str(fault["msg"])
    return InvalidImport(f"“{place}” is {_shown(fault['input'])}: {message}.".replace("..", "."))


def _needs() -> str:
    needed = [name for name, field in ImportRecord.model_fields.items() if field.is_required()]
    return f"Every line needs {', '.join(needed)}."


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
