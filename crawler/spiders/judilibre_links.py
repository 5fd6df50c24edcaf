"""The decisions that Judilibre links to one: under appeal, later, of the same case, similar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from crawler.errors import InvalidDate, InvalidIdentifier
from crawler.identifiers import Identifier, parse_identifier
from crawler.model import PartialDate, RelatedDecision, Relation

_ID: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Link:
    """A linked decision and, where it is the one under appeal, its name for ``appeal_of``."""

    decision: RelatedDecision
    under_appeal: str = ""


def public_url(key: str) -> str:
    """Give the page of a decision on the Court's site."""
    return f"https://www.courdecassation.fr/decision/{key}"


def read_identifier(text: str, *kinds: str) -> Identifier | None:
    """Read a text as the first of these kinds that it fits; None when it fits none."""
    for kind in kinds if text else ():
        try:
            return parse_identifier(kind, text)
        except InvalidIdentifier:
            continue
    return None


def related_decisions(row: dict[str, Any], *, own_id: str) -> tuple[Link, ...]:
    """Read every link of a decision object; links to itself are left out.

    A link is an aid, not the decision: what cannot be read of it is left empty.
    """
    links = [
        *_entries(row.get("contested"), Relation.CONTESTED),
        *_entries(row.get("forward"), Relation.FORWARD),
        *_entries(row.get("timeline"), Relation.SAME_CASE),
        *_entries(row.get("rapprochements"), Relation.SIMILAR),
    ]
    found: dict[object, Link] = {}
    for entry, relation in links:
        if entry.get("id") == own_id:
            continue
        link = _link(entry, relation)
        if link is not None:
            name = link.decision.identifiers or (link.decision.title, link.decision.date)
            found.setdefault(name, link)
    return tuple(found.values())


def _entries(value: object, relation: Relation) -> Iterator[tuple[dict[str, Any], Relation]]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry, relation


def _link(entry: dict[str, Any], relation: Relation) -> Link | None:
    key, number, title = (_text(entry.get(name)) for name in ("id", "number", "title"))
    read = (
        read_identifier(key, "judilibre", "legifrance"),
        read_identifier(number, "pourvoi", "rg"),
    )
    identifiers = tuple(identifier for identifier in read if identifier is not None)
    if not title and not identifiers:
        return None
    decision = RelatedDecision(
        relation=relation,
        title=title or number or key,
        identifiers=identifiers,
        date=_date(_text(entry.get("date"))),
        url=_url(key, _text(entry.get("url"))),
    )
    contested = relation is Relation.CONTESTED and identifiers
    return Link(decision, under_appeal=str(identifiers[0]) if contested else "")


def _text(value: object) -> str:
    return ", ".join(value.split("\n")).strip() if isinstance(value, str) else ""


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text[:10])
    except InvalidDate:
        return PartialDate()


def _url(key: str, url: str) -> str | None:
    if url.startswith("https://"):
        return url
    return public_url(key) if _ID.fullmatch(key) else None
