"""The address of the tagger's published figures."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from search_api.quality import QualityBody, quality


def make_quality_router() -> APIRouter:
    """The route of the published figures, which needs neither corpus nor index."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/quality", response_model=QualityBody)
    def tagging_quality() -> Response:
        """How good the machine's tags are: the last published measurement, issue by issue."""
        text = quality().model_dump_json()
        headers = {"Cache-Control": "no-cache"}
        return Response(text, media_type="application/json", headers=headers)

    return router
