"""The rule files (``indexer/rules/*.toml``), compiled for the scan: one scanner a language."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from indexer.analysis import analyse
from indexer.errors import VocabularyError
from indexer.tags.patterns import Pattern, PatternError, Rule, element_of, rules_of
from indexer.tags.scanning import Scanner
from indexer.vocabulary import load_vocabularies

FIELDS = (
    "issue", "conduct", "audience", "target", "duty", "factor", "status", "sector", "sanction",
    "outcome", "platform",
)  # fmt: skip
"""Fields whose rules must name values of their vocabulary."""
CUES = "cues"
"""The file of words about the sentence itself: disclaimers, cited cases, topic."""
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, ready to scan."""

    scanners: dict[str, Scanner]
    fingerprint: str
    """Eight hexadecimal digits that change with any rule."""


@functools.cache
def load_rules() -> RuleBook:
    """Read every rule file; raises :class:`indexer.errors.VocabularyError`."""
    digest = hashlib.sha256()
    rules: dict[str, list[Rule]] = {language: [] for language in LANGUAGES}
    for field in (*FIELDS, CUES):
        raw = (files("indexer") / "rules" / f"{field}.toml").read_bytes()
        digest.update(raw)
        for language in LANGUAGES:
            rules[language].extend(parse_rules(raw, field, language))
    for language in LANGUAGES:
        rules[language].extend(_name_rules(_platform_names()))
    scanners = {language: Scanner(listed) for language, listed in rules.items()}
    return RuleBook(scanners, digest.hexdigest()[:8])


def _name_rules(names: Iterable[tuple[str, tuple[tuple[str, ...], ...]]]) -> Iterable[Rule]:
    """Rules that find platforms by name: ``(platform, names)``, each name as folded tokens."""
    for platform, listed in names:
        for tokens in listed:
            sequence = tuple("=" + token for token in tokens)
            pattern = Pattern(" ".join(tokens), ((element_of((sequence,)),),))
            yield Rule("platform", platform, "strong", pattern)


def _platform_names() -> Iterable[tuple[str, tuple[tuple[str, ...], ...]]]:
    for entry in load_vocabularies().entries("platform"):
        yield entry.id, tuple(analyse(name, "en").exact for name in entry.names)


def parse_rules(raw: bytes, field: str, language: str) -> tuple[Rule, ...]:
    """The rules of one file in one language.

    Raises :class:`indexer.errors.VocabularyError` naming the file and what is wrong in it.
    """
    file = f"rules/{field}.toml"
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise VocabularyError(file, "(whole file)", str(wrong)) from wrong
    if field != CUES:
        known = {each.id for each in load_vocabularies().entries(field)}
        for value in table:
            if value not in known:
                raise VocabularyError(file, value, f"no such value in the vocabulary {field}")
    try:
        return tuple(rules_of(field, table, language))
    except PatternError as wrong:
        raise VocabularyError(file, language, str(wrong)) from wrong
