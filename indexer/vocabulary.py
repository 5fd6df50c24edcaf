"""The vocabularies: closed lists of values with their labels in three varieties.

Each is a file of ``indexer/vocabularies/``, in rank order; a jurist can read and correct them.
Courts, levels and forums come from the court table. Loading is strict: a wrong file names its
entry instead of showing an id to a reader.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from crawler.courts import LEVELS, Court, Courts, load_courts
from indexer.errors import VocabularyError

Locale = Literal["en", "fr_CA", "fr_FR"]
LOCALES: tuple[Locale, ...] = ("en", "fr_CA", "fr_FR")

FROM_FILES = (
    "kind", "issue", "conduct", "sanction", "outcome", "platform", "audience", "target", "duty",
    "factor", "status", "sector", "topic", "jurisdiction", "language", "verified", "topical",
)  # fmt: skip
"""Vocabularies that have a file of their own."""
FROM_COURTS = ("court", "level", "forum")
"""Vocabularies that the court table holds."""

_KEYS = frozenset(
    ("id", "label", "definition", "family", "provisions", "provisions_verified", "names")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a vocabulary."""

    id: str
    label: Mapping[str, str]
    """``en``, ``fr_CA`` and ``fr_FR``; all three are always there."""
    rank: int
    """Place in the vocabulary, from 0."""
    definition: Mapping[str, str] = field(default_factory=dict)
    """``en`` and ``fr``; empty where the label says enough."""
    family: str = ""
    """Id of the family it belongs to (issues), ``mitigating`` or ``aggravating`` (factors)."""
    provisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Provisions to read by legal order: ``CA-QC``, ``CA`` (rest of Canada), ``FR``."""
    provisions_verified: bool = False
    """Whether somebody compared them with the official text."""
    names: tuple[str, ...] = ()
    """Words that name it in a text (platforms)."""


class Vocabularies:
    """All vocabularies, in memory."""

    __slots__ = ("_by_id", "_entries", "_families", "fingerprint")

    def __init__(
        self,
        entries: Mapping[str, tuple[Entry, ...]],
        families: Mapping[str, Mapping[str, str]],
        *,
        fingerprint: str,
    ) -> None:
        self._entries = dict(entries)
        self._families = dict(families)
        self._by_id = {
            name: {each.id: each for each in listed} for name, listed in self._entries.items()
        }
        self.fingerprint = fingerprint

    @property
    def names(self) -> tuple[str, ...]:
        """Every vocabulary's name."""
        return tuple(self._entries)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The values of a vocabulary in rank order; KeyError when there is none of this name."""
        return self._entries[name]

    def entry(self, name: str, value: str) -> Entry | None:
        """One value, or None when the vocabulary has none of this id."""
        return self._by_id[name].get(value)

    def label(self, name: str, value: str, locale: Locale) -> str:
        """The label of a value; the value itself where the vocabulary does not know it."""
        found = self.entry(name, value) if name in self._by_id else None
        return found.label[locale] if found else value

    def family_label(self, family: str, locale: Locale) -> str:
        """The name of a family of issues."""
        return self._families[family][locale] if family in self._families else family


@functools.cache
def load_vocabularies() -> Vocabularies:
    """Read every vocabulary; raises :class:`indexer.errors.VocabularyError`."""
    entries: dict[str, tuple[Entry, ...]] = {}
    families: dict[str, Mapping[str, str]] = {}
    digest = hashlib.sha256()
    for name in FROM_FILES:
        raw = (files("indexer") / "vocabularies" / f"{name}.toml").read_bytes()
        digest.update(raw)
        entries[name], found = parse_vocabulary(raw, f"{name}.toml")
        families.update(found)
    entries.update(_from_courts(load_courts()))
    return Vocabularies(entries, families, fingerprint=digest.hexdigest()[:8])


def parse_vocabulary(
    raw: bytes, file: str
) -> tuple[tuple[Entry, ...], dict[str, Mapping[str, str]]]:
    """Read one vocabulary file: its entries, and its families' labels.

    Raises :class:`indexer.errors.VocabularyError` for a missing label, an unknown key, a value
    given twice, or a family that is not declared.
    """
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise VocabularyError(file, "(whole file)", str(wrong)) from wrong
    families = {
        row.get("id", "?"): _labels(file, row.get("id", "?"), row)
        for row in table.get("family", ())
    }
    entries: list[Entry] = []
    for rank, row in enumerate(table.get("entry", ())):
        entries.append(_entry(file, rank, row))
        if families and entries[-1].family not in families:
            raise VocabularyError(file, entries[-1].id, "its family is not declared in the file")
    if not entries:
        raise VocabularyError(file, "(whole file)", "it has no [[entry]]")
    seen: set[str] = set()
    for each in entries:
        if each.id in seen:
            raise VocabularyError(file, each.id, "this id is given twice")
        seen.add(each.id)
    return tuple(entries), families


def _entry(file: str, rank: int, row: Mapping[str, Any]) -> Entry:
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise VocabularyError(file, f"number {rank + 1}", "it has no id")
    unknown = sorted(set(row) - _KEYS)
    if unknown:
        raise VocabularyError(file, name, f"unknown key {unknown[0]}")
    definition = row.get("definition", {})
    if definition and set(definition) != {"en", "fr"}:
        raise VocabularyError(file, name, "a definition is needed in en and in fr")
    provisions = {key: tuple(value) for key, value in row.get("provisions", {}).items()}
    return Entry(
        id=name,
        label=_labels(file, name, row),
        rank=rank,
        definition=MappingProxyType(dict(definition)),
        family=row.get("family", ""),
        provisions=MappingProxyType(provisions),
        provisions_verified=bool(row.get("provisions_verified", False)),
        names=tuple(row.get("names", ())),
    )


def _labels(file: str, name: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    labels = row.get("label", {})
    for locale in LOCALES:
        if not isinstance(labels.get(locale), str) or not labels[locale].strip():
            raise VocabularyError(file, name, f"the label in {locale} is missing")
    if len(labels) != len(LOCALES):
        raise VocabularyError(file, name, "it has a label in a variety that is not one of ours")
    return MappingProxyType({locale: labels[locale] for locale in LOCALES})


def _from_courts(courts: Courts) -> dict[str, tuple[Entry, ...]]:
    listed = tuple(_court_entry(each, rank=n) for n, each in enumerate(courts))
    return {
        "court": listed,
        "level": tuple(
            _plain(each, n, [courts.level_label(each, tag) for tag in ("en", "fr-CA", "fr-FR")])
            for n, each in enumerate(reversed(LEVELS))
        ),
        "forum": tuple(
            _plain(each, n, [courts.forum_label(each, tag) for tag in ("en", "fr-CA", "fr-FR")])
            for n, each in enumerate(courts.forums())
        ),
    }


def _court_entry(court: Court, *, rank: int) -> Entry:
    return _plain(court.code, rank, [court.name("en"), court.name("fr"), court.name("fr")])


def _plain(value: str, rank: int, labels: list[str]) -> Entry:
    return Entry(value, MappingProxyType(dict(zip(LOCALES, labels, strict=True))), rank)
