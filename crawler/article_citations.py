"""The decisions that an article names, taken from its words and links while these are in memory.

Most articles may not be stored, so what they cite must be recorded by whoever reads them. Only
numbers that name a decision on their own are taken: neutral and CanLII citations, SOQUIJ's, ECLI,
appeal numbers of the Cour de cassation. Texts that are stored are read by the indexer, which
knows many more forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from crawler.errors import InvalidIdentifier
from crawler.identifiers import (
    CanliiCitation,
    DteNumber,
    Ecli,
    Identifier,
    NeutralCitation,
    Pourvoi,
    SoquijNumber,
)
from crawler.routing import decision_identifiers

_SPACE: Final = r"[ \u00a0\u202f]"
_FORMS: Final[tuple[tuple[type[Identifier], re.Pattern[str]], ...]] = (
    (
        NeutralCitation,
        re.compile(rf"(?<!\w)(?:19|20)\d{{2}}{_SPACE}[A-Z]{{2,9}}{_SPACE}\d{{1,6}}(?!\w)"),
    ),
    (
        CanliiCitation,
        re.compile(
            rf"(?<!\w)(?:19|20)\d{{2}}{_SPACE}CanLII{_SPACE}\d{{1,7}}(?!\w)"
            rf"(?:{_SPACE}\([A-Z]{{2,3}}(?:{_SPACE}[A-Z]{{1,8}})?\))?"
        ),
    ),
    (SoquijNumber, re.compile(r"(?<!\w)AZ-\d{8}(?!\w)")),
    (DteNumber, re.compile(rf"(?<!\w)D\.T\.E\.{_SPACE}?\d{{2,4}}T-\d{{1,5}}(?!\w)")),
    (Ecli, re.compile(r"(?<!\w)ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{0,24}[A-Z0-9]")),
    (
        Pourvoi,
        re.compile(
            rf"(?:[Pp]ourvois?|[Nn][°ºo]s?\.?){_SPACE}?(?:[A-Z]{_SPACE})?"
            rf"\d{{2}}-\d{{2}}[.{_SPACE[1:-1]}]?\d{{3}}(?![\w-])"
        ),
    ),
)
_INVENTED: Final = "XX"
"""ISO 3166's code for nobody: codes that begin with it are those of made-up decisions."""


def cited_decisions(text: str, links: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the citations of decisions in a text and behind its links, as courts write them.

    Sorted, each decision's number once.
    """
    found = {name.key: name for name in decision_identifiers(tuple(links))}
    for kind, pattern in _FORMS:
        for match in pattern.finditer(text):
            name = _read(kind, match[0])
            if name is not None:
                found.setdefault(name.key, name)
    return tuple(str(name) for name in sorted(found.values()))


def _read(kind: type[Identifier], text: str) -> Identifier | None:
    try:
        name = kind.parse(text)
    except InvalidIdentifier:
        return None
    if isinstance(name, NeutralCitation) and name.court is None:
        return name if name.court_code.startswith(_INVENTED) else None
    return name
