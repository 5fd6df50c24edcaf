"""One spelling for each web address, so that an article found twice is one article.

Campaign marks, fragments, capitals of the host and old names of a site do not make another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from crawler.errors import InvalidAddress

LONGEST: Final = 2000
"""Characters above which an address is refused; browsers and servers agree on about as many."""

_SCHEMES: Final = frozenset({"http", "https"})
_MARKS: Final = frozenset({"fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "at_medium"})
_SAFE: Final = "/:@!$&'()*+,;=~-._%"


def canonical(address: str, *, aliases: Mapping[str, str] | None = None) -> str:
    """Give an address in its one spelling: ``https``, host in lower case, no fragment or marks.

    ``aliases`` leads from old hosts to the present ones (``carrefourrh.org``). Raises
    :class:`crawler.errors.InvalidAddress` for what is no address of a web page.
    """
    given = "".join(address.split())
    if not given or len(given) > LONGEST:
        raise InvalidAddress(address, "it is empty" if not given else "it is too long")
    try:
        parts = urlsplit(given)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as wrong:
        raise InvalidAddress(address, "it cannot be read") from wrong
    if parts.scheme.lower() not in _SCHEMES or not _is_name(host):
        raise InvalidAddress(address, "write it like https://example.org/page")
    host = (aliases or {}).get(host, host)
    netloc = f"{host}:{port}" if port not in (None, 80, 443) else host
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith("utm_") and name.lower() not in _MARKS
    ]
    path = quote(parts.path or "/", safe=_SAFE)
    return urlunsplit(("https", netloc, path, urlencode(pairs), ""))


def same_page(address: str) -> str:
    """Give what two addresses of one page share: no ``www.``, no closing slash, no escapes."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path).rstrip("/").lower()
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def host_of(address: str) -> str:
    """Give the host of an address in lower case; empty when it has none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_name(host: str) -> bool:
    return "." in host and not any(c.isspace() or c in "<>\"'\\" for c in host)
