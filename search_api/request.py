"""The parameters of a search, read once from names and values, for HTTP, pages and commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, get_args

from crawler.errors import InvalidDate
from crawler.model import PartialDate
from indexer.engine.base import DateFilter, Filter, Sort
from indexer.fields import facet_fields, filter_fields
from search_api.errors import InvalidParameter, Sentence, UnknownParameter
from search_api.labels import Language, Variety
from search_api.values import FieldValues

LARGEST_PAGE = 100
"""Hits of one page."""
DEEPEST = 100_000
"""Hits that may be passed over by page number; cursors and exports have no end."""

_SINGLE = (
    "q", "title", "from", "to", "issue_op", "sort", "page", "limit", "n", "cursor", "generation",
    "lang", "fr", "facets", "expand", "lift", "explain", "lenient",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """A search as it was asked for, with its unknown parts set aside."""

    q: str = ""
    title: str = ""
    """Words that the title must hold."""
    cites: tuple[str, ...] = ()
    """Ids of decisions, any of which the documents must cite."""
    filters: tuple[Filter, ...] = ()
    first: PartialDate = field(default_factory=PartialDate)
    last: PartialDate = field(default_factory=PartialDate)
    issue_op: Literal["or", "and"] = "or"
    sort: Sort = "relevance"
    page: int = 1
    limit: int = 20
    cursor: str | None = None
    generation: str | None = None
    language: Language = "en"
    variety: Variety = ""
    facets: tuple[str, ...] = ()
    expand: bool = True
    """Whether other words for those typed count too."""
    lift: bool = True
    """Whether the values that the words speak of lift the documents that carry them."""
    explain: bool = False
    """Whether each hit says what its score is made of."""
    ignored: tuple[str, ...] = ()
    """Filters or values that are not known, as ``name=value``."""

    @property
    def dates(self) -> DateFilter | None:
        """The range of dates as numbers, or None."""
        first, last = self.first.first, self.last.last
        if first is None and last is None:
            return None
        return DateFilter(
            None if first is None else int(f"{first:%Y%m%d}"),
            None if last is None else int(f"{last:%Y%m%d}"),
        )

    def echo(self) -> dict[str, list[str]]:
        """The filters in force, by name, as they are written in an address."""
        usual = Filter("topical", ("yes",))
        said = {each.field: list(each.values) for each in self.filters if each != usual}
        if self.cites:
            said["cites"] = list(self.cites)
        for name, value in (("from", self.first), ("to", self.last), ("title", self.title)):
            if str(value):
                said[name] = [str(value)]
        if self.issue_op == "and":
            said["issue_op"] = ["and"]
        said |= {name: ["0"] for name in ("expand", "lift") if not getattr(self, name)}
        return said


def parameter_names() -> tuple[str, ...]:
    """Every name that a search takes."""
    return (*_SINGLE, "cites", *(row.name for row in filter_fields()))


def read_parameters(
    pairs: Iterable[tuple[str, str]],
    *,
    values: FieldValues,
    also: Iterable[str] = (),
) -> SearchParameters:
    """Read names and values (repeated or comma-separated values mean any of them).

    ``also`` names parameters that another part reads. Values of filters that are unknown are set
    aside, never an error, so that old links go on working. Raises :class:`UnknownParameter` and,
    for a value that no search can take, :class:`InvalidParameter`; with ``lenient=1`` (pages)
    these too are set aside.
    """
    listed = tuple(pairs)
    lenient = ("lenient", "1") in listed
    given, ignored = _grouped(listed, set(also), strict=not lenient)
    filters, unknown = _filters(given, values)
    cites, uncited = _cites(given.get("cites", ()), values)
    single = {name: given[name][-1] for name in _SINGLE if name in given}
    if lenient:
        ignored += _set_aside(single)
    return SearchParameters(
        q=single.get("q", ""),
        title=single.get("title", ""),
        cites=cites,
        filters=filters,
        first=_date("from", single),
        last=_date("to", single),
        issue_op="and" if _choice("issue_op", single, ("or", "and")) == "and" else "or",
        sort=_sort(single),
        page=_page(single),
        limit=_limit(single),
        cursor=single.get("cursor") or None,
        generation=single.get("generation") or None,
        language="fr" if _choice("lang", single, ("en", "fr")) == "fr" else "en",
        variety=_variety(single),
        facets=_facets(single),
        expand=_switch("expand", single, usual="1"),
        lift=_switch("lift", single, usual="1"),
        explain=_switch("explain", single, usual="0"),
        ignored=(*ignored, *unknown, *uncited),
    )


def _set_aside(single: dict[str, str]) -> list[str]:
    """Take out the values that cannot be used; give them as ``name=value``."""
    readers: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, str]], object]], ...] = (
        (("from",), lambda given: _date("from", given)),
        (("to",), lambda given: _date("to", given)),
        (("issue_op",), lambda given: _choice("issue_op", given, ("or", "and"))),
        (("sort",), _sort),
        (("limit", "n"), _limit),
        (("page",), _page),
        (("lang",), lambda given: _choice("lang", given, ("en", "fr"))),
        (("fr",), _variety),
        (("facets",), _facets),
        *(((name,), lambda given, name=name: _switch(name, given, usual="1"))
          for name in ("expand", "lift", "explain")),
    )  # fmt: skip
    ignored: list[str] = []
    for names, reader in readers:
        try:
            reader(single)
        except InvalidParameter:
            ignored += [f"{name}={single.pop(name)}"[:120] for name in names if name in single]
    return ignored


def from_mapping(body: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The names and values of a JSON object: a value or a list of values for each name."""
    pairs: list[tuple[str, str]] = []
    for name, value in body.items():
        listed = value if isinstance(value, list | tuple) else [value]
        for each in listed:
            if isinstance(each, dict | list):
                raise InvalidParameter(
                    name,
                    str(each),
                    Sentence("write a value or a list of values.", "écrivez une ou des valeurs."),
                )
            if each is not None:
                pairs.append((name, _whole(name, str(each))))
    return tuple(pairs)


def _whole(name: str, value: str) -> str:
    """The value, refused where it holds half a character, which JSON can write (``\\ud800``)."""
    try:
        value.encode()
    except UnicodeEncodeError as wrong:
        reason = Sentence("it holds half a character.", "elle contient un demi-caractère.")
        raise InvalidParameter(name, value.encode(errors="replace").decode(), reason) from wrong
    return value


def _grouped(
    pairs: Iterable[tuple[str, str]], also: set[str], *, strict: bool
) -> tuple[dict[str, list[str]], list[str]]:
    known = set(parameter_names()) | also
    given: dict[str, list[str]] = {}
    ignored: list[str] = []
    for name, value in pairs:
        canonical = name if name in known else name.removesuffix("s")
        if canonical not in known:
            if strict:
                near = get_close_matches(name, sorted(known), 1)
                raise UnknownParameter(name, near[0] if near else None)
            ignored.append(f"{name}={value}"[:120])
        elif canonical not in also:
            given.setdefault(canonical, []).append(value)
    return given, ignored


def _filters(
    given: Mapping[str, list[str]], values: FieldValues
) -> tuple[tuple[Filter, ...], list[str]]:
    filters: list[Filter] = []
    ignored: list[str] = []
    for row in filter_fields():
        chosen: list[str] = []
        for typed in _split(given.get(row.name, ())):
            ids = _year(typed) if row.name == "year" else values.read(row.name, typed)
            chosen.extend(ids)
            if not ids and not (row.name == "topical" and typed == "all"):
                ignored.append(f"{row.name}={typed}"[:120])
        if row.name == "topical" and "all" not in given.get("topical", ()):
            chosen = chosen or ["yes"]
        if chosen and not (row.name == "topical" and "all" in given.get("topical", ())):
            filters.append(Filter(row.name, tuple(dict.fromkeys(chosen))))
    return tuple(filters), ignored


def _cites(typed: Iterable[str], values: FieldValues) -> tuple[tuple[str, ...], list[str]]:
    found: list[str] = []
    ignored: list[str] = []
    for each in typed:
        ids = values.read("cites", each) if each.strip() else ()
        found.extend(ids)
        if not ids and each.strip():
            ignored.append(f"cites={each}"[:120])
    return tuple(dict.fromkeys(found)), ignored


def _split(values: Iterable[str]) -> list[str]:
    return [each.strip() for value in values for each in value.split(",") if each.strip()]


def _year(typed: str) -> tuple[str, ...]:
    return (typed,) if re.fullmatch(r"[0-9]{4}", typed) else ()


def _limit(single: Mapping[str, str]) -> int:
    return _number("limit" if "limit" in single else "n", single, 20, LARGEST_PAGE, least=0)


def _page(single: Mapping[str, str]) -> int:
    return _number("page", single, 1, DEEPEST // max(1, _limit(single)))


def _date(name: str, single: Mapping[str, str]) -> PartialDate:
    typed = single.get(name, "")
    try:
        return PartialDate.parse(typed.strip())
    except InvalidDate as wrong:
        raise InvalidParameter(
            name,
            typed,
            Sentence("write YYYY, YYYY-MM or YYYY-MM-DD.", "écrivez AAAA, AAAA-MM ou AAAA-MM-JJ."),
        ) from wrong


def _number(
    name: str, single: Mapping[str, str], default: int, most: int, *, least: int = 1
) -> int:
    typed = single.get(name, "").strip()
    if not typed:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", typed) or not least <= int(typed) <= most:
        reason = Sentence(
            f"it is a number from {least} to {most}.", f"c’est un nombre de {least} à {most}."
        )
        raise InvalidParameter(name, typed, reason)
    return int(typed)


def _choice(name: str, single: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    typed = single.get(name, "")
    if typed and typed not in allowed:
        listed = ", ".join(allowed)
        raise InvalidParameter(
            name, typed, Sentence(f"choose one of {listed}.", f"choisissez parmi {listed}.")
        )
    return typed


def _switch(name: str, single: Mapping[str, str], *, usual: str) -> bool:
    return (_choice(name, single, ("0", "1")) or usual) == "1"


def _sort(single: Mapping[str, str]) -> Sort:
    chosen = _choice("sort", single, get_args(Sort))
    orders: dict[str, Sort] = {each: each for each in get_args(Sort)}
    return orders.get(chosen, "relevance")


def _variety(single: Mapping[str, str]) -> Variety:
    chosen = _choice("fr", single, ("qc", "fr"))
    return "qc" if chosen == "qc" else "fr" if chosen == "fr" else ""


def _facets(single: Mapping[str, str]) -> tuple[str, ...]:
    """The fields to count: all when nothing is said, none for ``none``."""
    known = tuple(row.name for row in facet_fields())
    if "facets" not in single:
        return known
    wanted = {each.strip() for each in single["facets"].split(",") if each.strip()} - {"none"}
    for each in wanted:
        if each not in known:
            near = get_close_matches(each, known, 1)
            hint = f" {near[0]}?" if near else ""
            raise InvalidParameter(
                "facets",
                each,
                Sentence(f"it is not counted.{hint}", f"ce champ n’est pas compté.{hint}"),
            )
    return tuple(each for each in known if each in wanted)
