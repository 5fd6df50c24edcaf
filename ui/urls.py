"""Every address of the pages: one canonical form for each state, and the links to its neighbours.

A state is what the address says. Two people who see the same page have the same address, so that
it can be sent, saved and cited: no empty parameters, keys in one order, values sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode

from ui.client import Pairs

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = ("en", "fr")
SORTS = ("relevance", "date", "date_asc", "cited", "level")
SIZES = (20, 50, 100)
VIEWS = ("list", "table")
LAST_PAGE = 500
"""Pages that can be asked for: 10,000 results of 20. Beyond it, filters or the export serve."""
_SINGLES = frozenset(
    "q title cites issue_op from to sort n view binding page fr expand lift explain".split()  # noqa: SIM905
)
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search as its address says it."""

    language: Language
    variant: str = ""
    """``fr`` for the words of France; empty for those of Québec and Canada."""
    q: str = ""
    title: str = ""
    """Words that the title must hold."""
    cites: str = ""
    """A citation or id: only documents that mention it."""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Field name and chosen values, in the order of the field table; values sorted."""
    issue_op: str = "or"
    first: str = ""
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, inclusive; what was typed when it is none."""
    last: str = ""
    sort: str = "relevance"
    page: int = 1
    size: int = SIZES[0]
    view: str = VIEWS[0]
    binding: bool = False
    """Whether a chosen province brings the decisions that bind it: the Supreme Court's."""
    expand: bool = True
    """Whether other words for those typed are searched too."""
    lift: bool = True
    """Whether values that the words name lift the documents that carry them."""
    explain: bool = False
    """Whether each result says what its rank rests on."""
    order: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Names of all filters, in the order in which they are written."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Parameters that mean nothing here: kept in this address, so that the notice stays."""

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows the result."""
        return bool(self.filters or self.title or self.cites or self.first or self.last)

    def values(self, name: str) -> tuple[str, ...]:
        """The chosen values of a field."""
        return dict(self.filters).get(name, ())

    def choosing(self, name: str, values: Iterable[str]) -> SearchState:
        """The same search with these values of a field, from its first page."""
        chosen = {**dict(self.filters), name: tuple(sorted(set(values)))}
        kept = tuple((each, chosen[each]) for each in self.order if chosen.get(each))
        issue_op = self.issue_op if len(chosen.get("issue", ())) > 1 else "or"
        return replace(self, filters=kept, issue_op=issue_op, page=1, unknown=())

    def without(self, name: str, value: str) -> SearchState:
        """The same search with one value less."""
        return self.choosing(name, (each for each in self.values(name) if each != value))

    def unfiltered(self) -> SearchState:
        """The words alone."""
        return replace(
            self,
            filters=(),
            issue_op="or",
            title="",
            cites="",
            first="",
            last="",
            page=1,
            unknown=(),
        )

    def between(self, first: str, last: str) -> SearchState:
        """The same search within these dates."""
        return replace(self, first=first, last=last, page=1, unknown=())

    def asking(self, q: str) -> SearchState:
        """The same filters with other words."""
        return replace(self, q=q, page=1, unknown=())

    def widened(
        self, *, expand: bool | None = None, lift: bool | None = None, explain: bool | None = None
    ) -> SearchState:
        """The same words, with or without their other words, what they favour, the reasons."""
        return replace(
            self,
            expand=self.expand if expand is None else expand,
            lift=self.lift if lift is None else lift,
            explain=self.explain if explain is None else explain,
            page=1,
            unknown=(),
        )

    def citing(self, cites: str) -> SearchState:
        """The same search among the documents that mention this one."""
        return replace(self, cites=cites, page=1, unknown=())

    def titled(self, title: str) -> SearchState:
        """The same search with other words in the title."""
        return replace(self, title=title, page=1, unknown=())

    def at(self, page: int) -> SearchState:
        """Another page of the same result."""
        return replace(self, page=page, unknown=())

    def sorted_by(self, sort: str) -> SearchState:
        """The same result in another order, from its first page."""
        return replace(self, sort=sort, page=1, unknown=())

    def viewed(self, view: str) -> SearchState:
        """The same page of results as a list or as a table."""
        return replace(self, view=view, unknown=())

    def bound(self, binding: bool) -> SearchState:
        """The same search with or without the decisions that bind the chosen provinces."""
        return replace(self, binding=binding, page=1, unknown=())

    @property
    def provincial(self) -> bool:
        """Whether a province is chosen and the Supreme Court, which binds it, is not."""
        chosen = self.values("jurisdiction")
        return "CA" not in chosen and any(each.startswith("CA-") for each in chosen)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address, in their one order."""
        pairs = [("q", self.q), ("title", self.title), ("cites", self.cites)]
        pairs += [(name, value) for name, values in self.filters for value in values]
        if self.issue_op == "and" and len(self.values("issue")) > 1:
            pairs.append(("issue_op", "and"))
        pairs += [("binding", "1" if self.binding and self.provincial else "")]
        pairs += [("from", self.first), ("to", self.last)]
        pairs += [("sort", self.sort if self.sort != "relevance" else "")]
        pairs += [("n", str(self.size) if self.size != SIZES[0] else "")]
        pairs += [("view", self.view if self.view != VIEWS[0] else "")]
        pairs += [("expand", "" if self.expand else "0"), ("lift", "" if self.lift else "0")]
        pairs += [("explain", "1" if self.explain else "")]
        pairs += [("page", str(self.page) if self.page > 1 else "")]
        pairs += [("fr", self.variant)]
        return [(name, value) for name, value in pairs if value] + sorted(self.unknown)

    def query(self) -> str:
        """The canonical query string, without the question mark."""
        return urlencode(self.pairs())

    def url(self, language: Language | None = None) -> str:
        """The canonical address, in another language when one is given."""
        return with_query(f"/{language or self.language}/search", self.query())

    def page_url(self, page: str) -> str:
        """This result set, from its first page, at another page of the site (``export``)."""
        kept = replace(self, unknown=(), page=1, size=SIZES[0], view=VIEWS[0])
        return with_query(f"/{self.language}/{page}", kept.query())

    def asked(self, *, limit: int | None = None) -> list[tuple[str, str]]:
        """What the API is asked for this page (or for ``limit`` results and the counts)."""
        pairs = [("lang", self.language), ("lenient", "1"), *self._set_asked()]
        if limit is not None:
            return [*pairs, ("n", str(limit))]
        return [*pairs, ("n", str(self.size)), ("page", str(self.page))]

    def api_url(self, path: str, **first: str) -> str:
        """Where the API gives this result set: its ``search``, or its ``export`` as a file."""
        kept = [pair for pair in self._set_asked() if pair[0] != "fr"]
        pairs = [*first.items(), ("lang", self.language), *kept]
        return with_query(f"/api/v1/{path}", urlencode(pairs))

    def export_url(self, form: str) -> str:
        """Where the API gives the whole result set as ``csv`` or ``jsonl``."""
        return self.api_url("export", format=form)

    def _set_asked(self) -> list[tuple[str, str]]:
        """The result set in the names of the API, which knows neither views nor bonds."""
        kept = replace(self, unknown=(), page=1, size=SIZES[0], view=VIEWS[0], binding=False)
        if self.binding and self.provincial:
            kept = kept.choosing("jurisdiction", (*self.values("jurisdiction"), "CA"))
        return kept.pairs()


def read_state(language: Language, pairs: Pairs, order: Sequence[str]) -> SearchState:
    """The state that these parameters name; ``order`` holds the names of the filters.

    Commas separate values, plurals are accepted, and what cannot be used falls back to the
    default, so that an old link never fails.
    """
    wanted: dict[str, list[str]] = {}
    unknown: list[tuple[str, str]] = []
    for given, value in pairs:
        name = given if given in _SINGLES else filter_named(given, order)
        if name is None:
            unknown.append((given[:80], value[:80]))
        elif name in _SINGLES:
            wanted.setdefault(name, []).append(value.strip())
        else:
            parts = (part.strip() for part in value.split(","))
            wanted.setdefault(name, []).extend(part for part in parts if part)

    def one(name: str, allowed: Sequence[str] = ()) -> str:
        text = next((each for each in wanted.get(name, ()) if each), "")
        return text if not allowed or text in allowed else ""

    state = SearchState(
        language=language,
        variant=one("fr", ("fr",)) if language == "fr" else "",
        q=one("q"),
        title=one("title"),
        cites=one("cites"),
        filters=tuple(
            (name, tuple(sorted(set(wanted[name])))) for name in order if wanted.get(name)
        ),
        first=one("from"),
        last=one("to"),
        sort=one("sort", SORTS) or "relevance",
        page=_number(one("page"), 1, LAST_PAGE),
        size=int(one("n", [str(size) for size in SIZES]) or SIZES[0]),
        view=one("view", VIEWS) or VIEWS[0],
        binding=one("binding", ("1",)) == "1",
        expand=one("expand", ("0",)) != "0",
        lift=one("lift", ("0",)) != "0",
        explain=one("explain", ("1",)) == "1",
        order=tuple(order),
        unknown=tuple(unknown),
    )
    several = len(state.values("issue")) > 1
    return replace(
        state,
        issue_op="and" if several and one("issue_op") == "and" else "or",
        binding=state.binding and state.provincial,
    )


def filter_named(name: str, order: Sequence[str]) -> str | None:
    """The filter of this name, singular or plural."""
    singular = {f"{each}s": each for each in order}
    return name if name in order else singular.get(name)


def is_date(text: str) -> bool:
    """Whether the text is a date as far as one may know it: year, month or day."""
    return _DATE.fullmatch(text) is not None


def read_query(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string; at most 200, so that no address costs much."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return parse_qsl("&".join(query.split("&")[:200]), keep_blank_values=True)


def document_url(
    language: str, kind: str, document: str, query: Mapping[str, str] | None = None
) -> str:
    """The page of a decision, reference or article."""
    room = "article" if kind == "article" else "decision"
    path = f"/{language}/{room}/{quote(document, safe='')}"
    return with_query(path, urlencode({k: v for k, v in (query or {}).items() if v}))


def with_query(path: str, query: str) -> str:
    """The path with its query string, if there is one."""
    return f"{path}?{query}" if query else path


def in_language(language: str, path: str, query: str) -> str:
    """The same page in another language, with everything that the address says."""
    rest = path.split("/", 2)[2] if path.count("/") >= 2 else ""
    kept = urlencode([pair for pair in read_query(query) if pair[0] != "fr"])
    return with_query(f"/{language}/{rest}", kept)


def preferred_language(accept: str) -> Language:
    """The language that an ``Accept-Language`` header prefers; English when it says neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept.split(","):
        tag, _, parameters = part.strip().partition(";")
        found = next((each for each in LANGUAGES if tag.lower().startswith(each)), None)
        weight = re.search(r"q=([01](?:\.\d+)?)", parameters)
        value = float(weight.group(1)) if weight else 1.0
        if found and value > best[0]:
            best = (value, found)
    return best[1]


def _number(text: str, lowest: int, highest: int) -> int:
    digits = text if text.isascii() and text.isdigit() and len(text) < 9 else ""
    return max(lowest, min(int(digits or lowest), highest))
