"""The text typed in the box, parsed into the query tree that the engines are asked.

Plain words mean all of them; words that carry no meaning ("the", "de") may be missing. Anything
that cannot be understood is an error with a place and a corrected query, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass

from lark import Token, Tree

from indexer.engine.query import And, Everything, Nothing, Or, Phrase, Query, Term
from search_api.building import Builder, conjunction
from search_api.errors import Fault, QuerySyntaxError, QueryTooLong
from search_api.fielded import ValueReader
from search_api.mending import Mend, edited, mend
from search_api.signs import Sign, grammar, read_signs

LONGEST_QUERY = 1_000
"""Code points that a query may have: four times the longest sentence in the judged queries."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was understood."""

    q: str
    """The text typed."""
    query: Query
    """What the engine is asked: every word that counts."""
    plain: bool
    """Only words were typed, so that any of them may do when all of them find too little."""
    words: tuple[Query, ...] = ()
    """Of a plain query: the words that count, each a Term, or a Phrase for ``16-11.690``."""
    optional: tuple[str, ...] = ()
    """The words typed that may be missing, as typed."""
    quoted: tuple[str, ...] = ()
    """What was typed between quotation marks."""


def parse(q: str, *, values: ValueReader | None = None) -> Parsed:
    """Parse the text of the box; ``values`` reads what is typed behind ``field:``.

    Raises :class:`QuerySyntaxError` with every fault at once, or :class:`QueryTooLong` beyond
    :data:`LONGEST_QUERY` code points. Nothing else is ever raised: any text ends in one of these
    or in a query.
    """
    if len(q) > LONGEST_QUERY:
        raise QueryTooLong(q, LONGEST_QUERY)
    parsed, mends = _attempt(q, values)
    if mends:
        suggestion = _suggestion(q, mends, values)
        raise QuerySyntaxError(
            q, tuple(Fault(each.detail, each.start, each.end, suggestion) for each in mends)
        )
    return parsed


def any_of(parsed: Parsed) -> Query:
    """The relaxed form of a plain query: at least one of its words."""
    if not parsed.words:
        return parsed.query
    return parsed.words[0] if len(parsed.words) == 1 else Or(parsed.words)


def _attempt(q: str, values: ValueReader | None) -> tuple[Parsed, tuple[Mend, ...]]:
    read = read_signs(q)
    signs, mends = mend(q, tuple(sign for sign in read if sign.kind != "MUST"))
    builder = Builder(q, values)
    tree = _tree(signs)
    if all(sign.kind == "WORD" for sign in read):
        parsed = _plain(q, signs, builder)
    else:
        query = builder.build(tree)
        if query is None:
            query = Everything() if not q.strip() else Nothing()
        quoted = tuple(sign.text.strip('"') for sign in signs if sign.kind == "PHRASE")
        optional = tuple(dict.fromkeys(builder.optional))
        parsed = Parsed(q, query, plain=False, optional=optional, quoted=quoted)
    faults = sorted((*mends, *builder.mends), key=lambda each: each.start)
    return parsed, tuple(faults)


def _plain(q: str, signs: tuple[Sign, ...], builder: Builder) -> Parsed:
    if not signs:
        return Parsed(q, Nothing() if q.strip() else Everything(), plain=True)
    words, optional = builder.counting(signs)
    return Parsed(q, conjunction(words), plain=True, words=words, optional=optional)


def _tree(signs: tuple[Sign, ...]) -> Tree[Token]:
    reader = grammar().parse_interactive("", start="start")
    last = Token("WORD", "")
    for sign in signs:
        last = Token(sign.kind, sign)
        reader.feed_token(last)
    tree: Tree[Token] = reader.feed_token(Token("$END", ""))
    return tree


def _suggestion(q: str, mends: tuple[Mend, ...], values: ValueReader | None) -> str:
    """The text mended; when a mend uncovers another fault, that too; at worst the bare words."""
    mended = edited(q, mends)
    for _ in range(4):
        if len(mended) > LONGEST_QUERY:
            break
        _, left = _attempt(mended, values)
        if not left:
            return mended
        mended = edited(mended, left)
    words = (sign for sign in read_signs(q) if sign.kind in ("WORD", "PHRASE"))
    bare = " ".join(sign.text.strip('"') for sign in words)[:LONGEST_QUERY]
    return bare if not _attempt(bare, values)[1] else ""


def words_of(query: Query) -> tuple[Term | Phrase, ...]:
    """The words and phrases that a query asks for, without those that it shuts out."""
    match query:
        case Term() | Phrase():
            return (query,)
        case And(nodes) | Or(nodes):
            return tuple(word for node in nodes for word in words_of(node))
        case _:
            return ()
