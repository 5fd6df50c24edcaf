"""One decision out of its pages on a Decisia site, one page a language.

What editors wrote (headnotes of the Supreme Court's reports, summaries of the labour board) is
outside what SI/97-5 lets anyone reproduce: of it only an extract is kept. Who decided is in no
field.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from crawler.courts import Court, load_courts
from crawler.decisia import ends_header
from crawler.decisia_hosts import DecisiaHost, load_decisia_hosts
from crawler.errors import InvalidDate, InvalidIdentifier, NotADecision, SourceChanged
from crawler.html_page import extract
from crawler.identifiers import Identifier, NeutralCitation, parse_identifier, recognise
from crawler.minting import mint_id, slug
from crawler.model import Decision, DecisionReference, Paragraph, PartialDate, Provenance, Text
from crawler.page import Page
from crawler.spiders.decisia_item import SOURCE, ItemPage, read_item, zoned

_KINDS: Final = frozenset({"neutral", "canlii", "reporter"})
_CATCHLINE = re.compile(r"[–—].*[–—]")
"""The catchwords that open a headnote: ``Employment law — Dismissal — Cause``."""
_DELIVERED = re.compile(
    r"(?:the )?(?:following (?:are|is) the )?(?:reasons?|judgment)[^.]{0,80}deliver"
    r"|version française|(?:les |le )?(?:motifs|jugement)[^.]{0,80}rendu",
    re.IGNORECASE,
)
_SUMMARY = re.compile(r"(?:summary|résumé|sommaire)\s*:?\s*", re.IGNORECASE)
_BODY_LABEL = re.compile(r"(?:Date|File|Dossier|Citation|Référence)\s*:\s*\S", re.IGNORECASE)
_SEARCHED: Final = 60
"""Paragraphs at the head of a decision among which a summary is looked for."""


def parse_decision(*pages: Page, host: DecisiaHost | None = None, updated: str = "") -> Decision:
    """Read the pages of one decision, the English one first.

    Gives a :class:`crawler.model.DecisionReference` where only a document (PDF) is published.
    Raises :class:`crawler.errors.SourceChanged` for a page that cannot be read,
    :class:`crawler.errors.NotADecision` for a decision of a court that the site is not of.
    """
    site = host or load_decisia_hosts().of_url(pages[0].url)
    if site is None:
        raise SourceChanged(SOURCE, pages[0].url, "address of a known site")
    items = tuple(read_item(page, site) for page in pages)
    for other in items[1:]:
        if not are_twins(items[0], other):
            raise SourceChanged(SOURCE, other.page.url, "same decision in the other language")
    return make_decision(items, site, updated=updated)


def are_twins(one: ItemPage, other: ItemPage) -> bool:
    """Tell whether two pages are of one decision.

    One number of the site ought to name one decision in both languages; its citation, whose
    code differs by language, or else its day, must agree.
    """
    keys = [{name.key for name in _neutral(item)} for item in (one, other)]
    if all(keys):
        return not keys[0].isdisjoint(keys[1])
    return one.date == other.date


def source_key(instance: str, collection: str, number: str) -> str:
    """Give the source's key of an item, in the form of an id, since it is also an alias."""
    return slug(f"{SOURCE} {instance} {collection} {number}", words=20)


def make_decision(items: Sequence[ItemPage], host: DecisiaHost, *, updated: str = "") -> Decision:
    """Make one decision of its pages."""
    first = items[0]
    names = _identifiers(items)
    court = _court(first, host, names)
    date = _date(first)
    kept = _one_for_each_language(items)
    texts = tuple(_text(item, host, court) for item in kept if item.paragraphs)
    citation = next((item.field("neutral_citation") for item in items if _neutral(item)), "")
    key = source_key(first.instance, first.collection, first.number)
    kind = Decision if texts else DecisionReference
    return kind(
        id=mint_id(court.code, str(date), identifiers=names, title=first.title),
        title=first.title,
        date=date,
        language=kept[0].language,
        jurisdiction=court.jurisdiction,
        citation=citation or first.field("report"),
        identifiers=names,
        aliases=(key,),
        texts=texts,
        provenances=tuple(_provenance(item, host, key, updated=updated) for item in kept),
        court=court.code,
        court_name=first.field("court") or host.label_en,
        dockets=_dockets(items),
        subjects=_values(items, "subjects", "grounds"),
        solution=first.field("status"),
    )


def _one_for_each_language(items: Sequence[ItemPage]) -> tuple[ItemPage, ...]:
    """The page of each language; where both show the same text, that of the text's language."""
    chosen: dict[str, ItemPage] = {}
    for item in items:
        if item.language not in chosen or item.locale == item.language:
            chosen[item.language] = item
    return tuple(chosen[language] for language in sorted(chosen))


def _text(item: ItemPage, host: DecisiaHost, court: Court) -> Text:
    paragraphs, editorial = _without_editorial(item.paragraphs, host)
    return Text(
        language=item.language,
        title=item.title,
        headnote=extract(item.summary or editorial),
        paragraphs=zoned(paragraphs, language=item.language, court=court.code),
    )


def _without_editorial(
    paragraphs: tuple[Paragraph, ...], host: DecisiaHost
) -> tuple[tuple[Paragraph, ...], str]:
    """The paragraphs without editors' words, and these words."""
    span = (0, 0)
    if host.editorial == "headnote":
        span = _headnote_span(paragraphs)
    elif host.editorial == "summary":
        span = _summary_span(paragraphs)
    start, end = span
    words = "\n".join(one.text for one in paragraphs[start:end])
    return paragraphs[:start] + paragraphs[end:], _SUMMARY.sub("", words, count=1).strip()


def _headnote_span(paragraphs: Sequence[Paragraph]) -> tuple[int, int]:
    """From the catchwords to the reasons: to the line that says who delivered them, or to [1]."""
    end = next(
        (n for n, one in enumerate(paragraphs) if one.number == "1" or _DELIVERED.match(one.text)),
        0,
    )
    for start, one in enumerate(paragraphs[:end]):
        if _CATCHLINE.search(one.text):
            return start, end
    return 0, 0


def _summary_span(paragraphs: Sequence[Paragraph]) -> tuple[int, int]:
    """From the line ``Summary:`` to the first line of the decision itself."""
    for start, one in enumerate(paragraphs[:_SEARCHED]):
        if _SUMMARY.match(one.text) and not one.number:
            for place in range(start + 1, len(paragraphs)):
                text = paragraphs[place].text
                if ends_header(text) or paragraphs[place].number or _BODY_LABEL.match(text):
                    return start, place
    return 0, 0


def _provenance(item: ItemPage, host: DecisiaHost, key: str, *, updated: str) -> Provenance:
    said = repr((item.title, sorted(item.fields.items()), item.paragraphs, item.document_url))
    return Provenance(
        source=SOURCE,
        retrieved_at=item.page.fetched_at,
        licence=host.licence,
        fulltext_allowed=bool(item.paragraphs),
        # Of what the page says: the page itself has a token and a clock in it.
        content_hash=hashlib.sha256(said.encode()).hexdigest(),
        obtained="page",
        url=item.url if item.paragraphs else item.document_url,
        source_id=key,
        source_updated_at=updated,
        attribution=host.label_fr if item.locale == "fr" else host.label_en,
    )


def _court(item: ItemPage, host: DecisiaHost, names: Sequence[Identifier]) -> Court:
    for name in names:
        if isinstance(name, NeutralCitation) and name.court is not None:
            if name.court.code not in host.courts:
                raise NotADecision(SOURCE, item.page.url, f"of another court ({name.court.code})")
            return name.court
    return load_courts().get(host.court_of(item.collection))


def _date(item: ItemPage) -> PartialDate:
    try:
        return PartialDate.parse(item.date)
    except InvalidDate as wrong:
        raise SourceChanged(SOURCE, item.page.url, "Date") from wrong


def _neutral(item: ItemPage) -> tuple[NeutralCitation, ...]:
    found = (name for text in item.fields.get("neutral_citation", ()) for name in recognise(text))
    return tuple(name for name in found if isinstance(name, NeutralCitation))


def _identifiers(items: Sequence[ItemPage]) -> tuple[Identifier, ...]:
    found: dict[str, Identifier] = {}
    for item in items:
        for text in (*item.fields.get("neutral_citation", ()), *item.fields.get("report", ())):
            for name in recognise(text):
                if name.kind in _KINDS:
                    found.setdefault(name.key, name)
    for docket in _dockets(items):
        try:
            name = parse_identifier("docket", docket)
        except InvalidIdentifier:
            continue
        found.setdefault(name.key, name)
    return tuple(found.values())


def _dockets(items: Sequence[ItemPage]) -> tuple[str, ...]:
    parts = (part.strip() for line in _values(items, "docket") for part in re.split(r"[,;]", line))
    return tuple(dict.fromkeys(part for part in parts if part))


def _values(items: Sequence[ItemPage], *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each_value(items, names)))


def _each_value(items: Sequence[ItemPage], names: Sequence[str]) -> Iterator[str]:
    for item in items:
        for name in names:
            yield from item.fields.get(name, ())
