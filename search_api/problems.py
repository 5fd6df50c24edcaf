"""The one error body, on every route: RFC 9457 ``application/problem+json``."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse

from crawler import errors as crawler_errors
from crawler.corpus_people import QueueFull
from crawler.errors import JurisocialError
from indexer import errors as indexer_errors
from search_api.errors import (
    AmbiguousDocument,
    InvalidCorrection,
    InvalidParameter,
    QueryError,
    RequestError,
    Sentence,
    TokenMissing,
    TooManyReports,
    UnknownParameter,
    status_of,
)
from search_api.responses import Problem, ProblemError

MEDIA_TYPE = "application/problem+json"

_TITLES: dict[int, Sentence] = {
    400: Sentence("The request cannot be understood", "La demande ne peut être comprise"),
    401: Sentence("Who are you?", "Qui êtes-vous ?"),
    403: Sentence("Not permitted", "Non permis"),
    404: Sentence("Not found", "Introuvable"),
    405: Sentence("Not allowed here", "Non permis ici"),
    409: Sentence("Several documents", "Plusieurs documents"),
    410: Sentence("No longer here", "N’est plus ici"),
    413: Sentence("Too large", "Trop volumineux"),
    422: Sentence("The request is not in the right form", "La demande n’a pas la bonne forme"),
    429: Sentence("Too many requests", "Trop de demandes"),
    500: Sentence("A fault of ours", "Une faute de notre part"),
    503: Sentence("Searches cannot be answered now", "Recherche indisponible pour l’instant"),
}

# The sentences of the layers below, which speak English; these are their French.
_FRENCH: dict[type[JurisocialError], str] = {
    crawler_errors.UnknownDocument: "Ce document n’est pas ici. Cherchez-le par sa référence.",
    crawler_errors.DocumentRemoved: "Ce document a été retiré.",
    crawler_errors.CorpusUnavailable: "Le corpus ne peut être lu pour l’instant.",
    QueueFull: "Trop de signalements attendent une décision. Réessayez plus tard.",
    indexer_errors.GenerationGone: (
        "L’index a été refait depuis cette liste de résultats. Relancez la recherche."
    ),
    indexer_errors.IndexMissing: "Il n’y a pas d’index. À construire avec : jurisocial index",
    indexer_errors.IndexOutdated: (
        "L’index vient d’une autre version de jurisocial. À refaire avec : jurisocial index --full"
    ),
    indexer_errors.EngineUnavailable: "Le moteur de recherche ne répond pas.",
    indexer_errors.QueryTooCostly: (
        "Une partie de la requête trouverait trop de mots : écrivez-en plus de lettres."
    ),
}


def problem_of(error: JurisocialError, language: str, *, nearest: str = "") -> Problem:
    """The body of an error that was raised on purpose; ``nearest`` is what was perhaps meant."""
    status = status_of(error)
    return Problem(
        type=f"urn:jurisocial:problem:{_slug(type(error).__name__)}",
        title=_title(status, language),
        status=status,
        detail=_detail(error, language),
        errors=_errors(error, language, nearest),
    )


def headers_of(error: JurisocialError) -> dict[str, str]:
    """What HTTP says beside the body of an error."""
    match error:
        case TokenMissing():
            return {"WWW-Authenticate": "Bearer"}
        case TooManyReports():
            return {"Retry-After": str(error.seconds)}
        case _:
            return {}


def plain_problem(status: int, detail: Sentence, language: str, *, reference: str = "") -> Problem:
    """The body of an error of HTTP itself."""
    return Problem(
        type="about:blank",
        title=_title(status, language),
        status=status,
        detail=detail.say(language),
        reference=reference,
    )


def respond(problem: Problem, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response of a problem."""
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _detail(error: JurisocialError, language: str) -> str:
    if isinstance(error, RequestError):
        return error.detail.say(language)
    if language == "fr":
        for base in type(error).__mro__:
            if base in _FRENCH:
                return _FRENCH[base]
    return str(error)


def _errors(error: JurisocialError, language: str, nearest: str) -> list[ProblemError]:
    match error:
        case QueryError():
            return [
                ProblemError(
                    detail=fault.detail.say(language),
                    name="q",
                    start=fault.start,
                    end=fault.end,
                    suggestion=fault.suggestion,
                )
                for fault in error.faults
            ]
        case UnknownParameter():
            said = error.detail.say(language)
            return [ProblemError(detail=said, name=error.name, suggestion=error.nearest)]
        case InvalidCorrection():
            said = error.detail.say(language)
            return [ProblemError(detail=said, name=error.name, suggestion=error.suggestion)]
        case InvalidParameter():
            return [ProblemError(detail=error.detail.say(language), name=error.name)]
        case AmbiguousDocument():
            said = error.detail.say(language)
            return [ProblemError(detail=said, name="id", suggestion=each) for each in error.ids]
        case crawler_errors.UnknownDocument() if nearest:
            hint = Sentence(f"Did you mean “{nearest}”?", f"Vouliez-vous dire « {nearest} » ?")
            return [ProblemError(detail=hint.say(language), name="id", suggestion=nearest)]
        case _:
            return []


def _title(status: int, language: str) -> str:
    known = _TITLES.get(status)
    return known.say(language) if known is not None else HTTPStatus(status).phrase


def _slug(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
