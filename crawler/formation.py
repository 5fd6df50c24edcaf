"""Which paragraphs name the people who judged: they are shown and never indexed.

For French decisions this is the law, not taste: identity data of judges and clerks may not be
used again to evaluate, analyse, compare or predict them (Code de l'organisation judiciaire,
art. L111-13; Code de justice administrative, art. L10). So a name beside an office is enough,
wherever it stands, and a name found once beside an office is looked for in the whole text. Where
a paragraph is long, only its sentences that name someone are set apart, so that the rest stays
searchable. In Canadian decisions only the parts that say who sat are set apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crawler.formation_patterns import (
    COMPOSITION_HEADING,
    DECISION_MAKER_LABEL,
    DECISION_MAKER_LINE,
    FORMULA,
    NAMED_OFFICE,
    OFFICE_LINE,
    OFFICE_NAMED,
    OFFICE_WORD,
    OPENING,
    RAPPORT,
    SIGNATURE_BEFORE,
    SIGNED,
    TITLED_NAME,
    UNTITLED,
    may_hold_formula,
    may_name_office,
)
from crawler.model import Paragraph, Zone

_LONG = 600
"""Characters above which a paragraph is cut into sentences before it is set apart."""
_SHORT = 250
_SIGNATURE = 160
_NAME_LINE = 80
"""Longest line in which a bare surname is taken for the judge's: "Compagnie" is a judge's too."""
_LABELLED_LINES = 14
_SIGNATURE_LINES = 3
_LABEL = re.compile(r"[^:]{2,40}:")
# Not at semicolons, which part the names of a list whose office stands at its end.
_SENTENCE = re.compile(
    r"(?<=[a-zà-ÿ0-9)»”\"]\.)(?<!Mme\.)(?<!Mmes\.)(?<!Mlle\.)(?<!Me\.)(?<!Dr\.)(?<!Pr\.)"
    r"\s+(?=[A-ZÀ-Ý«“])"
)
_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "d", "van", "von", "der", "el"})
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_OTHER_SCRIPTS = re.compile("[\u0483-\u1fff\u20d0-\U0010ffff]")
"""Where the other combining signs are; asking each letter would take longer than all the rest."""
_SURNAME = re.compile(r"[A-ZÀ-ÝŒ][\w’'\-]+")


def mark_formation(paragraphs: Sequence[Paragraph], *, country: str) -> tuple[Paragraph, ...]:
    """The paragraphs with those that name judges or clerks in the zone ``formation``.

    Give them zoned: the introduction and the disposition are read more strictly than the rest.
    Words, order and numbers stay; the pieces of a paragraph that was cut follow one another, the
    first with its number and anchor.
    """
    if country != "FR":
        return tuple(_mark_canada(paragraphs))
    marked = _mark_blocks(_cut_and_mark(paragraphs))
    names = _names_of(marked)
    if not _may_stand_in(names, (one.text for one in marked if one.zone is not Zone.FORMATION)):
        return tuple(marked)
    return tuple(_cut_and_mark(marked, named=_name_pattern(names)))


def _may_stand_in(names: frozenset[str], texts: Iterable[str]) -> bool:
    """Whether a folded name can stand in any of the texts, told without folding them properly.

    Most judges are named at the head only. ASCII letters that touch in the folded text touch as
    well when every other sign is dropped, so no name is missed.
    """
    plain = unicodedata.normalize("NFKD", "\n".join(texts).replace("’", "'"))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return any(name in letters or not name.isascii() for name in names)


def _cut_and_mark(
    paragraphs: Iterable[Paragraph], *, named: tuple[re.Pattern[str], re.Pattern[str]] | None = None
) -> list[Paragraph]:
    marked: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.zone is Zone.FORMATION or not _names_someone(paragraph, paragraph.text, named):
            marked.append(paragraph)
        elif len(paragraph.text) <= _LONG:
            marked.append(replace(paragraph, zone=Zone.FORMATION))
        else:
            marked.extend(_cut(paragraph, named))
    return marked


def _cut(
    paragraph: Paragraph, named: tuple[re.Pattern[str], re.Pattern[str]] | None
) -> Iterator[Paragraph]:
    """The sentences of a long paragraph in runs that name someone and runs that do not."""
    runs: list[tuple[bool, list[str]]] = []
    for sentence in _SENTENCE.split(paragraph.text):
        apart = _names_someone(paragraph, sentence, named)
        if runs and runs[-1][0] == apart:
            runs[-1][1].append(sentence)
        else:
            runs.append((apart, [sentence]))
    if not any(apart for apart, _ in runs):
        runs = [(True, [paragraph.text])]
    for place, (apart, sentences) in enumerate(runs):
        zone = Zone.FORMATION if apart else paragraph.zone
        text = " ".join(sentences)
        yield (
            replace(paragraph, text=text, zone=zone)
            if place == 0
            else Paragraph(text=text, anchor=f"{paragraph.anchor}-{place + 1}", zone=zone)
        )


def _names_someone(
    paragraph: Paragraph, text: str, named: tuple[re.Pattern[str], re.Pattern[str]] | None
) -> bool:
    """Whether words of a French decision name a judge or clerk, or are the formula that does."""
    edge = paragraph.zone in (Zone.INTRODUCTION, Zone.DISPOSITION, Zone.BODY)
    if named is not None:
        titled, bare = named
        folded = fold(text)
        alone = edge and len(text) <= _NAME_LINE
        return bool(titled.search(folded) or (alone and bare.search(folded)))
    small = text.lower()
    if may_hold_formula(small) and (RAPPORT.search(text) or FORMULA.search(text)):
        return True
    if OPENING.match(text):
        return True
    if not may_name_office(small):
        return False
    if NAMED_OFFICE.search(text) or SIGNED.search(text) or OFFICE_NAMED.search(text):
        return True
    return bool(OFFICE_LINE.match(text) or (edge and UNTITLED.search(text)))


def _mark_blocks(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Add what stands under "Composition" and under the signature formula."""
    marked: list[Paragraph] = []
    inside = ""
    for paragraph in paragraphs:
        text, zone = paragraph.text, paragraph.zone
        if COMPOSITION_HEADING.match(text):
            inside = "composition"
        elif zone is Zone.ANNEX or not any(sign.isalnum() for sign in text):
            inside = ""
        elif zone is Zone.FORMATION:
            closing = OPENING.match(text) or SIGNED.search(text) or OFFICE_LINE.match(text)
            inside = "signature" if closing and _is_last(marked, paragraph) else inside
        elif inside == "composition":
            inside = inside if _is_composition(text) else ""
        elif inside == "signature":
            inside = inside if len(text) <= _SIGNATURE else ""
        marked.append(replace(paragraph, zone=Zone.FORMATION) if inside else paragraph)
    return marked


def _is_last(before: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    """Whether a formula closes the decision: it stands after the disposition began."""
    return paragraph.zone is Zone.FORMATION and any(
        other.zone is Zone.DISPOSITION for other in before
    )


def _is_composition(text: str) -> bool:
    """Whether a line may belong to the list of those who sat."""
    if len(text) > _SHORT:
        return False
    return bool(OFFICE_WORD.search(text) or TITLED_NAME.search(text) or text.endswith((":", ",")))


def _names_of(paragraphs: Iterable[Paragraph]) -> frozenset[str]:
    """Folded surnames that stand beside an office in the paragraphs set apart."""
    names: set[str] = set()
    for paragraph in paragraphs:
        if paragraph.zone is not Zone.FORMATION:
            continue
        for pattern in (NAMED_OFFICE, RAPPORT):
            for match in pattern.finditer(paragraph.text):
                names.update(_surnames(match["names"]))
    return frozenset(names)


def _surnames(names: str) -> Iterator[str]:
    """The last word of each name of a list such as ``MM. Hascher, Bruyère et de la Lance``."""
    for name in re.split(r",|\bet\b", names):
        words = [word for word in _SURNAME.findall(name) if word.lower() not in _PARTICLES]
        if words and len(words[-1]) > 2 and "..." not in name and "…" not in name:
            yield fold(words[-1])


def _name_pattern(names: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for those surnames: behind a title, and bare."""
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    title = r"\b(?:mm?\.?|mmes?|mlles?|monsieur|madame|messieurs|mesdames)"
    titled = rf"{title}(?:\s+[\w'\-]+){{0,4}}?\s+(?:{either})(?![\w\-])"
    return re.compile(titled), re.compile(rf"(?<![\w\-])(?:{either})(?![\w\-])")


def fold(text: str) -> str:
    """Lower case without accents, apostrophes straight: names are printed both ways."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    if plain.isascii():
        return plain.lower()
    bare = _ACCENTS.sub("", plain)
    return (_OTHER_SCRIPTS.sub(_unaccented, bare) if _OTHER_SCRIPTS.search(bare) else bare).lower()


def _unaccented(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else sign[0]


def _mark_canada(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Set apart the coram, the line above the reasons, and the signatures."""
    left = 0
    for paragraph in paragraphs:
        text = paragraph.text
        if paragraph.number is not None:
            left = 0
            yield paragraph
            continue
        apart = bool(DECISION_MAKER_LINE.match(text)) and len(text) <= 2 * _SHORT
        if DECISION_MAKER_LABEL.match(text):
            left, apart = _LABELLED_LINES, True
        elif SIGNATURE_BEFORE.match(text):
            left, apart = _SIGNATURE_LINES, False
        elif left and len(text) <= _SIGNATURE and not _LABEL.match(text):
            left, apart = left - 1, True
        else:
            left = 0
        yield replace(paragraph, zone=Zone.FORMATION) if apart else paragraph
