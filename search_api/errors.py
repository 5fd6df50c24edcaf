"""What can go wrong with a request, one class per situation, and how HTTP says it.

::

    JurisocialError
    └── RequestError
        ├── QueryError
        │   ├── QuerySyntaxError
        │   └── QueryTooLong
        ├── UnknownParameter
        ├── InvalidParameter
        ├── AmbiguousDocument
        ├── InvalidJudgement
        ├── FieldFault
        ├── InvalidCorrection
        ├── CorrectionsClosed
        ├── TokenMissing
        ├── TokenRefused
        ├── ReportsClosed
        └── TooManyReports

The messages exist in English and French, because the page shows them beside the search box.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from crawler import errors as crawler_errors
from crawler.corpus_people import QueueFull
from crawler.errors import JurisocialError
from indexer import errors as indexer_errors


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message in both languages."""

    en: str
    fr: str

    def say(self, language: str) -> str:
        """The message in French for ``fr``, otherwise in English."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a query, with its place and a mend."""

    detail: Sentence
    start: int
    end: int
    """Code points in the text typed, ``[start, end)``."""
    suggestion: str = ""
    """The whole query with every fault mended; empty when nothing useful would be left."""


class RequestError(JurisocialError):
    """Base of the faults of a request: whoever asked can put it right."""

    def __init__(self, detail: Sentence) -> None:
        super().__init__(detail.en)
        self.detail = detail


class QueryError(RequestError):
    """A query that was not understood; all its faults at once."""

    def __init__(self, q: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            Sentence(
                " ".join(fault.detail.en for fault in faults),
                " ".join(fault.detail.fr for fault in faults),
            )
        )
        self.q = q
        self.faults = faults

    @property
    def suggestion(self) -> str:
        """The corrected query."""
        return self.faults[0].suggestion if self.faults else ""


class QuerySyntaxError(QueryError):
    """Quotes, parentheses, operators, fields or values that make no query."""


class QueryTooLong(QueryError):
    """More characters than a query may have."""

    def __init__(self, q: str, limit: int) -> None:
        detail = Sentence(
            f"A query may have {limit:,} characters; this one has {len(q):,}. "
            "Keep the words that matter most.",
            f"Une requête compte au plus {limit} caractères; celle-ci en a {len(q)}. "
            "Gardez les mots qui comptent le plus.",
        )
        cut = q[:limit].rpartition(" ")[0] or q[:limit]
        super().__init__(q, (Fault(detail, limit, len(q), cut.replace('"', " ").strip()),))
        self.limit = limit


class UnknownParameter(RequestError):
    """A parameter name that this address does not have."""

    def __init__(self, name: str, nearest: str | None) -> None:
        shown = name[:80]
        super().__init__(
            Sentence(
                f"There is no parameter “{shown}”."
                + (f" Did you mean “{nearest}”?" if nearest else ""),
                f"Il n’y a pas de paramètre « {shown} »."
                + (f" Vouliez-vous dire « {nearest} » ?" if nearest else ""),
            )
        )
        self.name = name
        self.nearest = nearest or ""


class InvalidParameter(RequestError):
    """A parameter whose value cannot be used."""

    def __init__(self, name: str, value: str, reason: Sentence) -> None:
        shown = value[:80]
        super().__init__(
            Sentence(
                f"“{shown}” cannot be used as {name}: {reason.en}",
                f"« {shown} » ne convient pas pour {name} : {reason.fr}",
            )
        )
        self.name = name
        self.value = value


class AmbiguousDocument(RequestError):
    """A citation or number that several documents bear."""

    def __init__(self, text: str, ids: tuple[str, ...]) -> None:
        listed = ", ".join(ids[:10])
        super().__init__(
            Sentence(
                f"“{text[:80]}” names several documents: {listed}. Ask for one by its id.",
                f"« {text[:80]} » désigne plusieurs documents : {listed}. "
                "Demandez-en un par son identifiant.",
            )
        )
        self.text = text
        self.ids = ids


class InvalidJudgement(RequestError):
    """A line of a relevance file that is no judged query."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(
            Sentence(
                f"Line {line} of the relevance file: {reason}.",
                f"Ligne {line} du fichier de pertinence : {reason}.",
            )
        )
        self.line = line
        self.reason = reason


class FieldFault(RequestError):
    """A value that its field cannot take; ``mended`` is the value to type, empty if none is."""

    def __init__(self, detail: Sentence, mended: str = "") -> None:
        super().__init__(detail)
        self.mended = mended


class InvalidCorrection(RequestError):
    """A check or report that cannot be kept; ``suggestion`` is what was perhaps meant."""

    def __init__(self, name: str, detail: Sentence, *, suggestion: str = "") -> None:
        super().__init__(detail)
        self.name = name
        """The part at fault: ``issue``, ``note``..."""
        self.suggestion = suggestion


class CorrectionsClosed(RequestError):
    """A correction for a server that has no token, and so takes none."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "This server takes no corrections. To open it to whoever holds a token, set "
                "JURISOCIAL_API_TOKEN to a long random text and start it again.",
                "Ce serveur n’admet pas de corrections. Pour l’ouvrir à qui détient un jeton, "
                "donnez à JURISOCIAL_API_TOKEN un long texte aléatoire et relancez-le.",
            )
        )


class TokenMissing(RequestError):
    """A correction without a token."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Corrections need the header “Authorization: Bearer TOKEN”.",
                "Une correction demande l’en-tête « Authorization: Bearer JETON ».",
            )
        )


class TokenRefused(RequestError):
    """A correction with another token than the server's."""

    def __init__(self) -> None:
        super().__init__(Sentence("This token is not the right one.", "Ce jeton n’est pas le bon."))


class ReportsClosed(RequestError):
    """A report to a server that cannot keep any."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("This server takes no reports.", "Ce serveur ne reçoit pas de signalements.")
        )


class TooManyReports(RequestError):
    """More reports than are taken in a while."""

    def __init__(self, seconds: float) -> None:
        wait = max(1, round(seconds))
        super().__init__(
            Sentence(
                f"Many reports came in a short time. Please try again in {wait} seconds.",
                f"Beaucoup de signalements sont arrivés. Réessayez dans {wait} secondes.",
            )
        )
        self.seconds = wait


STATUS: dict[type[JurisocialError], HTTPStatus] = {
    RequestError: HTTPStatus.BAD_REQUEST,
    QueryError: HTTPStatus.BAD_REQUEST,
    UnknownParameter: HTTPStatus.BAD_REQUEST,
    InvalidParameter: HTTPStatus.BAD_REQUEST,
    AmbiguousDocument: HTTPStatus.CONFLICT,
    InvalidCorrection: HTTPStatus.UNPROCESSABLE_ENTITY,
    CorrectionsClosed: HTTPStatus.FORBIDDEN,
    TokenMissing: HTTPStatus.UNAUTHORIZED,
    TokenRefused: HTTPStatus.FORBIDDEN,
    ReportsClosed: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyReports: HTTPStatus.TOO_MANY_REQUESTS,
    QueueFull: HTTPStatus.SERVICE_UNAVAILABLE,
    crawler_errors.InvalidIdentifier: HTTPStatus.BAD_REQUEST,
    crawler_errors.InvalidDate: HTTPStatus.BAD_REQUEST,
    crawler_errors.UnknownCourt: HTTPStatus.BAD_REQUEST,
    crawler_errors.UnknownDocument: HTTPStatus.NOT_FOUND,
    crawler_errors.DocumentRemoved: HTTPStatus.GONE,
    crawler_errors.CorpusUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    indexer_errors.QueryTooCostly: HTTPStatus.BAD_REQUEST,
    indexer_errors.GenerationGone: HTTPStatus.GONE,
    indexer_errors.IndexMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    indexer_errors.IndexOutdated: HTTPStatus.SERVICE_UNAVAILABLE,
    indexer_errors.EngineUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error that a request can meet; the nearest base counts."""


def status_of(error: JurisocialError) -> HTTPStatus:
    """The HTTP status of an error: that of its nearest base in :data:`STATUS`, or 500."""
    for base in type(error).__mro__:
        if base in STATUS:
            return STATUS[base]
    return HTTPStatus.INTERNAL_SERVER_ERROR
