"""The parameters of a search as OpenAPI describes them, derived from the field table."""

from __future__ import annotations

from typing import Any, get_args

from indexer.engine.base import Sort
from indexer.fields import filter_fields
from search_api.parse import LONGEST_QUERY
from search_api.request import LARGEST_PAGE

Schema = dict[str, Any]


def search_parameters(*, paging: bool = True) -> list[Schema]:
    """The parameters of ``search`` and, without paging, of ``export``."""
    single = [
        _parameter("q", "What is looked for, in the query language.", maxLength=LONGEST_QUERY),
        _parameter("title", "Words that the title must hold."),
        _parameter("from", "Earliest date: YYYY, YYYY-MM or YYYY-MM-DD, inclusive."),
        _parameter("to", "Latest date, inclusive."),
        _parameter("issue_op", "Whether one of the issues is enough.", enum=["or", "and"]),
        _parameter("sort", "Order of the hits.", enum=list(get_args(Sort))),
        _parameter("expand", "`0`: no other words for those typed.", enum=["0", "1"]),
        _parameter("lift", "`0`: values that the words speak of lift nothing.", enum=["0", "1"]),
        _parameter("lang", "Language of labels and messages.", enum=["en", "fr"]),
        _parameter("fr", "Variety of French labels.", enum=["qc", "fr"]),
        _parameter("generation", "Answer from this generation only (410 when it is gone)."),
        _parameter("lenient", "`1`: unknown names and values are ignored with a notice."),
    ]
    pages = [
        _parameter("page", "Number of the page, from 1.", type="integer", minimum=1),
        _parameter("limit", "Hits of a page.", type="integer", minimum=0, maximum=LARGEST_PAGE),
        _parameter("n", "The same as `limit`.", type="integer", minimum=0, maximum=LARGEST_PAGE),
        _parameter("cursor", "The `next` of an earlier page."),
        _parameter("explain", "`1`: each hit says what its score is made of.", enum=["0", "1"]),
        _parameter("facets", "Fields to count, with commas; `none` for none, all by default."),
    ]
    return [*single, *(pages if paging else []), _several("cites", _CITES), *_filters()]


_CITES = "A citation, number or id: documents that mention this decision (noteup)."


def _filters() -> list[Schema]:
    return [
        _several(row.name, f"{row.help_en} Repeat it, or use commas, for any of several values.")
        for row in filter_fields()
    ]


def _parameter(name: str, description: str, **schema: object) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _several(name: str, description: str) -> Schema:
    listed = {"type": "array", "items": {"type": "string"}}
    return {**_parameter(name, description), "schema": listed, "explode": True}
