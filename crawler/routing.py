"""What a link in somebody's collection leads to: a decision of a known site, or a page to read.

Nothing is fetched here. A link to a site that may not be crawled (CanLII, SOQUIJ) still says which
decision it is about: its address holds the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.addresses import canonical
from crawler.courts import load_courts
from crawler.decisia_hosts import ITEM_PATH, load_decisia_hosts
from crawler.errors import InvalidAddress, InvalidIdentifier
from crawler.identifiers import (
    CanliiId,
    Ecli,
    Identifier,
    JudilibreId,
    LegifranceId,
    NeutralCitation,
    SoquijNumber,
)

_JUDILIBRE: Final = re.compile(r"/(?:[a-z]{2}/)?decision/(?:export/)?(?P<id>[0-9a-f]{24})(?:/|$)")
_LEGIFRANCE: Final = re.compile(r"(?P<base>JURI|CETA|CONS|CNIL)TEXT(?P<digits>[0-9]{12})")
_CANLII: Final = re.compile(
    r"/(?:[^/]+/)*(?P<lang>en|fr)/(?P<province>[a-z]{2})/(?P<database>[a-z-]+)/doc/[0-9]{4}/"
    r"(?P<id>[0-9]{4}[a-z]+[0-9]+)/",
    re.IGNORECASE,
)
_CANLII_SHORT: Final = re.compile(r"/(?:t|p)/[0-9a-z]+/?", re.IGNORECASE)
_SOQUIJ: Final = re.compile(r"AZ-?(?P<number>[0-9]{8})", re.IGNORECASE)
_SOQUIJ_PAGE: Final = re.compile(r"(?:^|[/?&])ID=[0-9A-F]{16,64}", re.IGNORECASE)
_ECLI: Final = re.compile(r"ECLI:FR:[A-Z]{2,7}:[0-9]{4}:[A-Z0-9.]{1,25}", re.IGNORECASE)
_ARIANE: Final = re.compile(r"/arianeweb/CE/(?:decision|analyse)/[0-9-]{10}/(?P<number>[0-9]{6})")

_ALIASES: Final = {
    "carrefourrh.org": "ordrecrha.org",
    "www.carrefourrh.org": "ordrecrha.org",
    "www.ordrecrha.org": "ordrecrha.org",
    "www.service-public.fr": "www.service-public.gouv.fr",
    "service-public.fr": "www.service-public.gouv.fr",
    "canlii.org": "www.canlii.org",
    "canlii.ca": "www.canlii.ca",
    "legifrance.gouv.fr": "www.legifrance.gouv.fr",
    "courdecassation.fr": "www.courdecassation.fr",
}
"""Hosts that moved or have two names, and the name that holds."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a link leads."""

    url: str
    """The address in its one spelling."""
    source: str = ""
    """Who publishes the decision: ``judilibre``, ``legifrance``, ``canlii``, ``decisia``,
    ``soquij``, ``justice_administrative``; empty for a page that is no decision."""
    identifiers: tuple[Identifier, ...] = ()
    court: str = ""
    """Code of the court table, where the address tells it."""
    jurisdiction: str = ""
    language: str = ""
    """Language of the page, where the address tells it."""

    @property
    def is_decision(self) -> bool:
        """Tell whether the link leads to one decision."""
        return bool(self.source)


def route(address: str) -> Route:
    """Tell where an address leads; raises :class:`crawler.errors.InvalidAddress`."""
    url = canonical(address, aliases=_ALIASES)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for known, read in _SITES.items():
        if host == known or host.endswith(f".{known}"):
            found = read(url)
            if found is not None:
                return found
    return _decisia(url) or Route(url)


def decision_identifiers(addresses: tuple[str, ...]) -> tuple[Identifier, ...]:
    """Give the identifiers of the decisions that some links lead to, the surest first."""
    found: dict[str, Identifier] = {}
    for address in addresses:
        try:
            names = route(address).identifiers
        except InvalidAddress:
            continue
        found.update((name.key, name) for name in names if not isinstance(name, CanliiId))
    return tuple(sorted(found.values()))


def _judilibre(url: str) -> Route | None:
    match = _JUDILIBRE.search(urlsplit(url).path.lower())
    if match is None:
        return None
    return Route(url, "judilibre", _read(JudilibreId, match["id"]), "", "FR", "fr")


def _legifrance(url: str) -> Route | None:
    match = _LEGIFRANCE.search(url.upper())
    if match is None:
        return None
    return Route(url, "legifrance", _read(LegifranceId, match[0]), "", "FR", "fr")


def _canlii(url: str) -> Route | None:
    path = urlsplit(url).path
    match = _CANLII.match(path)
    if match is None:
        return Route(url, "canlii") if _CANLII_SHORT.fullmatch(path) else None
    names = _read(CanliiId, match["id"])
    citation = names[0].citation() if names and isinstance(names[0], CanliiId) else None
    court = load_courts().by_canlii_database(match["database"].lower())
    if court is None and isinstance(citation, NeutralCitation):
        court = citation.court
    return Route(
        url,
        "canlii",
        tuple(sorted((*names, *((citation,) if citation else ())))),
        court=court.code if court else "",
        jurisdiction=court.jurisdiction if court else "",
        language=match["lang"].lower(),
    )


def _soquij(url: str) -> Route | None:
    match = _SOQUIJ.search(unquote(url))
    if match is not None:
        names = _read(SoquijNumber, f"AZ-{match['number']}")
        return Route(url, "soquij", names, jurisdiction="CA-QC", language="fr")
    parts = urlsplit(url)
    if host_is(url, "citoyens.soquij.qc.ca") and _SOQUIJ_PAGE.search(f"{parts.path}?{parts.query}"):
        return Route(url, "soquij", jurisdiction="CA-QC", language="fr")
    return None


def _council(url: str) -> Route | None:
    plain = unquote(url)
    ecli = _ECLI.search(plain)
    names = _read(Ecli, ecli[0]) if ecli else ()
    ariane = _ARIANE.search(urlsplit(plain).path)
    if not (names or ariane):
        return None
    return Route(url, "justice_administrative", names, "fr-ce", "FR", "fr")


def _decisia(url: str) -> Route | None:
    parts = urlsplit(url)
    match = ITEM_PATH.fullmatch(parts.path)
    if match is None:
        return None
    host = load_decisia_hosts().of_url(url)
    if host is None:
        lexum = (parts.hostname or "").endswith("lexum.com")
        return Route(url, "decisia", language=match["language"]) if lexum else None
    court = host.court_of(match["collection"])
    place = load_courts().get(court).jurisdiction if court in load_courts() else ""
    return Route(url, "decisia", (), court, place, match["language"])


def host_is(address: str, host: str) -> bool:
    """Tell whether an address is on a host, with or without ``www.``."""
    return (urlsplit(address).hostname or "").removeprefix("www.") == host.removeprefix("www.")


def _read(kind: type[Identifier], text: str) -> tuple[Identifier, ...]:
    try:
        return (kind.parse(text),)
    except InvalidIdentifier:
        return ()


_SITES: Final[dict[str, Callable[[str], Route | None]]] = {
    "courdecassation.fr": _judilibre,
    "legifrance.gouv.fr": _legifrance,
    "canlii.org": _canlii,
    "canlii.ca": _canlii,
    "soquij.qc.ca": _soquij,
    "conseil-etat.fr": _council,
}
"""How the addresses of each site are read."""
