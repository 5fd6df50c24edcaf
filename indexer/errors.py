"""What can go wrong with an index.

::

    JurisocialError
    └── SearchIndexError
        ├── IndexMissing
        ├── IndexOutdated
        ├── GenerationGone
        ├── BuildFailed
        ├── EngineUnavailable
        ├── QueryTooCostly
        └── VocabularyError
"""

from __future__ import annotations

from crawler.errors import JurisocialError


class SearchIndexError(JurisocialError):
    """Base of what can go wrong with an index."""


class IndexMissing(SearchIndexError):
    """No generation was ever built at this place."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"There is no index at {place}. Build one with: jurisocial index")


class IndexOutdated(SearchIndexError):
    """The serving generation was built by other fields, analysis or annotators."""

    def __init__(self, place: str, found: str, wanted: str) -> None:
        self.place, self.found, self.wanted = place, found, wanted
        super().__init__(
            f"The index at {place} was built by another version of jurisocial "
            f"({found}, this version makes {wanted}). Rebuild it with: jurisocial index --full"
        )


class GenerationGone(SearchIndexError):
    """A page of results was asked from a generation that has been replaced."""

    def __init__(self, wanted: str, serving: str) -> None:
        self.wanted, self.serving = wanted, serving
        super().__init__(
            "The index was rebuilt since this list of results was made. "
            "Run the search again to go on from the same place in the new one."
        )


class BuildFailed(SearchIndexError):
    """A new generation does not hold what was written into it; the old one goes on serving."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The new index was not put in service: {reason}. The old one goes on serving."
        )


class EngineUnavailable(SearchIndexError):
    """The engine does not answer, or its files cannot be read or written."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"The search engine at {place} is not available: {reason}.")


class QueryTooCostly(SearchIndexError):
    """A query that would match too many different words."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason
        super().__init__(f"The part «{text}» is too costly to search: {reason}.")


class VocabularyError(SearchIndexError):
    """A vocabulary file is not what it must be."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        self.file, self.entry, self.reason = file, entry, reason
        super().__init__(f"Vocabulary file {file}, entry {entry}: {reason}.")
