"""Style sheet and icon: kept in memory, named by their content so that they never grow stale."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
_NAMES = ("app.css", "icon.svg")


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
    for name in _NAMES:
        body = (files("ui") / "static" / name).read_bytes()
        stem, _, extension = name.rpartition(".")
        versioned = f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}.{extension}"
        loaded[name] = StaticFile(versioned, body, _TYPES[extension])
    return loaded
