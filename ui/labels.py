"""The vocabularies as one reader sees them: labels, definitions and counts in their locale."""

from __future__ import annotations

from search_api.responses import FieldBody, TaxonomyBody, VocabularyEntry
from search_api.suggestion_bodies import OperatorBody
from ui.words import Words


class Labels:
    """Looks up fields and values of a taxonomy in the words of one locale."""

    __slots__ = ("_entries", "_fields", "families", "operators", "words")

    def __init__(self, taxonomy: TaxonomyBody, words: Words) -> None:
        self.words = words
        self.families = tuple(taxonomy.families)
        self.operators: tuple[OperatorBody, ...] = tuple(taxonomy.operators)
        self._fields = {each.name: each for each in taxonomy.fields}
        self._entries: dict[str, dict[str, VocabularyEntry]] = {
            each.name: {entry.value: entry for entry in each.entries}
            for each in taxonomy.vocabularies
        }

    @property
    def filters(self) -> tuple[str, ...]:
        """Names of the fields that can be filtered on, in table order."""
        return tuple(each.name for each in self._fields.values() if each.filter)

    @property
    def fields(self) -> tuple[FieldBody, ...]:
        """Every field, in table order."""
        return tuple(self._fields.values())

    def field(self, name: str) -> str:
        """The label of a field, or its name when there is none."""
        found = self._fields.get(name)
        return self.words.label(found.label) if found else name

    def field_help(self, name: str) -> str:
        """What the field means, in a sentence."""
        found = self._fields.get(name)
        return self.words.label(found.help) if found else ""

    def entries(self, name: str) -> tuple[VocabularyEntry, ...]:
        """The values of a field's vocabulary in rank order; empty when it has none."""
        return tuple(self._entries.get(self._vocabulary(name), {}).values())

    def entry(self, name: str, value: str) -> VocabularyEntry | None:
        """One value of a field's vocabulary."""
        return self._entries.get(self._vocabulary(name), {}).get(value)

    def value(self, name: str, value: str) -> str:
        """The label of a value, or the value itself where it has none."""
        found = self.entry(name, value)
        return (self.words.label(found.label) if found else "") or value

    def held(self, name: str, value: str) -> int | None:
        """Documents offered that carry the value; None where nothing is counted."""
        found = self.entry(name, value)
        return found.count if found else None

    def family(self, name: str, value: str) -> str:
        """The family of a value (``mitigating``, ``aggravating``), if it has one."""
        found = self.entry(name, value)
        return found.family if found else ""

    def _vocabulary(self, name: str) -> str:
        found = self._fields.get(name)
        return (found.vocabulary if found else "") or name
