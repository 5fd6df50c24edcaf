"""Style sheet, scripts and icon: kept in memory, named by their content, so never stale."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_PATHS = {
    "app.css": "app.css",
    "study.css": "study.css",
    "app.js": "app.js",
    "theme.js": "theme.js",
    "reading.js": "reading.js",
    "htmx.js": "vendor/htmx-4.0.1.min.js",
    "icon.svg": "icon.svg",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that never changes under its name."""

    name: str
    """``app.1f2e3d4c.css``."""
    body: bytes
    media_type: str


def load_static() -> Mapping[str, StaticFile]:
    """The files by the name that templates call them (``app.css``)."""
    loaded: dict[str, StaticFile] = {}
    for name, path in _PATHS.items():
        body = (files("ui") / "static" / path).read_bytes()
        stem, _, extension = path.rpartition("/")[2].rpartition(".")
        versioned = f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}.{extension}"
        loaded[name] = StaticFile(versioned, body, _TYPES[extension])
    return loaded
