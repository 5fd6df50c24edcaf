"""The parsed query in words, in English or French, so that nobody has to guess what was asked."""

from __future__ import annotations

from collections.abc import Callable

from indexer.engine.query import (
    And,
    Everything,
    Fuzzy,
    Keyword,
    Near,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefer,
    Query,
    Range,
    Term,
    Within,
)
from indexer.fields import field
from search_api.nearness import ANY_DISTANCE
from search_api.parse import Parsed

Label = Callable[[str, str], str]
"""The label of a field's value: ``("court", "scc")`` gives the court's name."""

_WORDS = {
    "en": {
        "and": " and ", "or": " or ", "not": "without ", "exactly": "exactly ",
        "like": "words like ", "fuzzy": "words at most {} letter(s) away from ",
        "near": "{} within {} words of {}", "before": "{} followed within {} words by {}",
        "sentence": "{} in the same sentence", "paragraph": "{} in the same paragraph",
        "followed": "{} followed by {}",
        "everything": "everything", "nothing": "nothing that can be searched",
        "in": "{} in the {}", "is": "{}: {}", "from": "from {}", "to": "to {}",
        "optional": "{} (not required: {})",
    },
    "fr": {
        "and": " et ", "or": " ou ", "not": "sans ", "exactly": "exactement ",
        "like": "les mots comme ", "fuzzy": "les mots à {} lettre(s) près de ",
        "near": "{} à {} mots au plus de {}", "before": "{} suivi à {} mots au plus de {}",
        "sentence": "{} dans la même phrase", "paragraph": "{} dans le même paragraphe",
        "followed": "{} suivi de {}",
        "everything": "tout", "nothing": "rien qui se cherche",
        "in": "{} dans : {}", "is": "{} : {}", "from": "à partir de {}", "to": "jusqu’à {}",
        "optional": "{} (facultatifs : {})",
    },
}  # fmt: skip


def describe(parsed: Parsed, language: str, *, label: Label | None = None) -> str:
    """The query in words; ``label`` names the values of fields (their ids when not given)."""
    tongue = _Tongue("fr" if language == "fr" else "en", label or (lambda _, value: value))
    said = tongue.say(parsed.query)
    if not parsed.optional:
        return said
    return tongue.words["optional"].format(said, ", ".join(parsed.optional))


class _Tongue:
    def __init__(self, language: str, label: Label) -> None:
        self.language = language
        self.words = _WORDS[language]
        self.label = label

    def say(self, query: Query, *, inner: bool = False) -> str:
        match query:
            case And(nodes):
                return self._joined("and", nodes, inner=inner)
            case Or(nodes):
                return self._joined("or", nodes, inner=inner)
            case Not(node):
                return self.words["not"] + self.say(node, inner=True)
            case Near():
                said = self._near(query)
                return f"({said})" if inner else said
            case Within(unit, nodes):
                return self.words[unit].format(self._joined("and", nodes, inner=True))
            case Prefer(node):
                return self.say(node, inner=inner)
            case _:
                return self._leaf(query)

    def _near(self, query: Near) -> str:
        left, right = self.say(query.left, inner=True), self.say(query.right, inner=True)
        if query.ordered and query.distance == ANY_DISTANCE:
            return self.words["followed"].format(left, right)
        how = "before" if query.ordered else "near"
        return self.words[how].format(left, query.distance, right)

    def _leaf(self, query: Query) -> str:
        match query:
            case Term(text=text, field=name):
                said = self._quoted(text)
                if all(form.stream == "exact" for form in query.forms):
                    said = self.words["exactly"] + said
                return self._inside(said, name)
            case Phrase(words, name):
                said = self._quoted(" ".join(_typed(word) for word in words))
                exact = all(
                    isinstance(word, Pattern) or all(f.stream == "exact" for f in word.forms)
                    for word in words
                )
                return self._inside((self.words["exactly"] if exact else "") + said, name)
            case Pattern(pattern, name):
                return self._inside(self.words["like"] + self._quoted(pattern), name)
            case Fuzzy(token, distance, name):
                said = self.words["fuzzy"].format(distance) + self._quoted(token)
                return self._inside(said, name)
            case Keyword(name, values):
                labels = self.words["or"].join(self.label(name, value) for value in values)
                return self.words["is"].format(self._field(name), labels)
            case Range(name, low, high):
                return self._range(name, low, high)
            case Everything():
                return self.words["everything"]
            case Nothing() | _:
                return self.words["nothing"]

    def _joined(self, how: str, nodes: tuple[Query, ...], *, inner: bool) -> str:
        # Words that only lack a negation ("without x") need no "everything" beside them.
        kept = tuple(node for node in nodes if not isinstance(node, Everything)) or nodes
        said = self.words[how].join(self.say(node, inner=True) for node in kept)
        return f"({said})" if inner and len(kept) > 1 else said

    def _range(self, name: str, low: int | None, high: int | None) -> str:
        shown = [_day(name, value) for value in (low, high)]
        if low == high:
            return self.words["is"].format(self._field(name), shown[0])
        sides = (("from", low, shown[0]), ("to", high, shown[1]))
        said = " ".join(self.words[how].format(text) for how, value, text in sides if value)
        return self.words["is"].format(self._field(name), said)

    def _inside(self, said: str, name: str | None) -> str:
        return said if name is None else self.words["in"].format(said, self._field(name).lower())

    def _field(self, name: str) -> str:
        if name in ("date_first", "date_last"):
            name = "date"
        row = field(name)
        return row.label_fr if self.language == "fr" else row.label_en

    def _quoted(self, text: str) -> str:
        return f"«\u00a0{text}\u00a0»" if self.language == "fr" else f"“{text}”"


def _typed(word: Term | Pattern) -> str:
    return word.text if isinstance(word, Term) else word.pattern


def _day(name: str, value: int | None) -> str:
    if value is None or not name.startswith("date_"):
        return str(value)
    text = f"{value:08d}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
