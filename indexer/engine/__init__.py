"""The engine seam: typed requests in, typed results out, whichever engine answers."""

from __future__ import annotations

from pathlib import Path

from indexer.engine.base import Engine
from indexer.errors import EngineUnavailable


def open_engine(url: str) -> Engine:
    """The engine at ``embedded:PATH``; nothing is read or made before the first call.

    Raises :class:`indexer.errors.EngineUnavailable` for an address of another form.
    """
    kind, _, place = url.partition(":")
    if kind != "embedded" or not place:
        raise EngineUnavailable(url, "an engine is given as embedded:FOLDER, and there is no other")
    # Here, so that who only needs the query nodes (analysis does) loads no engine.
    from indexer.engine.embedded import EmbeddedEngine

    return EmbeddedEngine(Path(place))
