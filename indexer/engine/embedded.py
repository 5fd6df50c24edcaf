"""The embedded engine: tantivy in this process, on files in a folder."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import tantivy

from indexer.engine import embedded_build, embedded_schema, embedded_store
from indexer.engine.base import Generation, Hit, SearchRequest, SearchResult
from indexer.engine.embedded_build import EmbeddedBuild
from indexer.engine.embedded_reading import Reading
from indexer.engine.embedded_search import answer, stream
from indexer.engine.sidecar.store import open_blocks
from indexer.errors import EngineUnavailable, IndexMissing, IndexOutdated
from indexer.record import IndexRecord

ATTEMPTS = 5
"""Times that opening is tried again when a swap takes the files away in between."""

Signature = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _State:
    """An opened generation; requests keep theirs to the end, whatever is swapped meanwhile."""

    signature: Signature
    generation: Generation
    reading: Reading


class EmbeddedEngine:
    """See :class:`indexer.engine.base.Engine`. Many threads and processes may read at once;
    what another process writes is seen by the next request."""

    def __init__(self, place: Path, *, fixed: _State | None = None) -> None:
        self._place = place
        self._fixed = fixed
        """The only state to answer from; None to follow what is written."""
        self._state: _State | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one page (see :meth:`indexer.engine.base.Engine.search`)."""
        state = self._serving()
        return answer(request, state.reading, state.generation.name)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit of the request in its order, from one frozen state."""
        state = self._serving()
        return stream(request, state.reading, state.generation.name)

    def frozen(self) -> EmbeddedEngine:
        """The engine as it stands now, to be read only."""
        return EmbeddedEngine(self._place, fixed=self._serving())

    def generation(self) -> Generation | None:
        """The one serving, or None when none was ever built."""
        if self._fixed is not None:
            documents = self._fixed.reading.searcher.num_docs
            return replace(self._fixed.generation, documents=documents)
        try:
            state = self._serving()
            stored = embedded_store.read_generation(self._place, state.generation.name)
        except IndexMissing:
            return None
        except FileNotFoundError:  # swapped away this moment
            return self.generation()
        return replace(stored.generation, documents=state.reading.searcher.num_docs)

    def begin(self, *, fingerprint: str, sequence: int) -> EmbeddedBuild:
        """Start a new generation beside the serving one."""
        return EmbeddedBuild(self._place, fingerprint=fingerprint, sequence=sequence)

    def update(
        self, records: Iterable[IndexRecord], *, removed: Iterable[str] = (), sequence: int
    ) -> Generation:
        """Replace and remove documents in the serving generation; idempotent."""
        return embedded_build.update(self._place, records, removed=removed, sequence=sequence)

    def close(self) -> None:
        """Let go of the files."""
        self._state = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _serving(self) -> _State:
        """The state that serves now, opened again only when the files changed."""
        if self._fixed is not None:
            return self._fixed
        for attempt in range(ATTEMPTS):
            name = embedded_store.serving_name(self._place)
            if name is None:
                raise IndexMissing(str(self._place))
            try:
                signature = self._signature(name)
                state = self._state
                if state is not None and state.signature == signature:
                    return state
                with self._opening:
                    self._state = state = self._open(name, signature)
                    return state
            except FileNotFoundError as gone:
                if attempt == ATTEMPTS - 1:
                    reason = f"generation {name} is not complete; run: jurisocial index --full"
                    raise EngineUnavailable(str(self._place), reason) from gone
        raise IndexMissing(str(self._place))

    def _signature(self, name: str) -> Signature:
        """Changes with every commit: tantivy replaces its meta file by a new one."""
        found = (embedded_store.index_folder(self._place, name) / "meta.json").stat()
        return name, found.st_mtime_ns, found.st_ino

    def _open(self, name: str, signature: Signature) -> _State:
        if self._state is not None and self._state.signature == signature:
            return self._state
        stored = embedded_store.read_generation(self._place, name)
        if stored.layout != embedded_schema.layout():
            raise IndexOutdated(str(self._place), stored.layout, embedded_schema.layout())
        folder = embedded_store.index_folder(self._place, name)
        try:
            index = embedded_schema.register(tantivy.Index.open(str(folder)))
            index.config_reader("manual")  # the files are watched here, not by a thread
            searcher = index.searcher()
            # After the searcher: the sidecar then holds all that it may ask for.
            blocks = open_blocks(embedded_store.sidecar_folder(self._place, name))
        except ValueError as wrong:
            if embedded_store.serving_name(self._place) != name:
                raise FileNotFoundError(folder) from wrong
            reason = embedded_store.said_by_tantivy(wrong)
            raise EngineUnavailable(str(self._place), reason) from wrong
        if self._signature(name) != signature:  # and has not been rewritten for a later one
            raise FileNotFoundError(folder)
        return _State(signature, stored.generation, Reading(searcher, index.schema, blocks))
