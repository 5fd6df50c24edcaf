"""A document as its page shows it: in brief with proof, text in parts, tags and why, sources."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search_api.responses import (
    AmountBody,
    CitationBody,
    DocumentBody,
    EvidenceBody,
    LinkBody,
    TagBody,
)
from ui.labels import Labels
from ui.report_form import ReportForm, report_form
from ui.text_view import TextView, our_number, text_in, text_view
from ui.urls import SearchState, document_url
from ui.words import Words

BRIEF = ("conduct", "platform", "audience", "target", "duty", "status", "sector", "sanction",
         "outcome", "factor", "issue", "topic")  # fmt: skip
"""Fields of the box "In brief", in reading order."""
MOST_VALUES = 7
"""Values of one line before the rest is folded: some decisions name twenty sums of money."""
_PLACES = 4
"""Paragraphs named beside a citing or cited document."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a value can be checked."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class BriefValue:
    """One value of a line, with its proofs."""

    label: str
    search_url: str
    origin: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line of the box: a field and its values; no value means not established."""

    label: str
    values: tuple[BriefValue, ...]
    proofs: tuple[Proof, ...] = ()
    """Proofs that all the values share; they are then not repeated beside each."""
    more: tuple[BriefValue, ...] = ()
    """Values beyond the first :data:`MOST_VALUES`, folded away."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a tag rests on."""

    text: str
    language: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag and why it is there."""

    field: str
    label: str
    definition: str
    origin: str
    strength: str
    version: str
    confidence: str
    note: str
    quotes: tuple[Quote, ...]
    pages: int
    """How many pages it was seen on; they are listed once, under the sources."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Something that the text mentions, with the places."""

    label: str
    title: str
    url: str
    places: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A document here that stands to this one in some way."""

    citation: str
    title: str
    date: str
    url: str
    """Empty when the document can be read nowhere that is known."""
    outside: bool
    """Whether it is not here but at another site."""
    treatment: str = ""
    """What is done with the decision (``Distinguished``); empty when no words say so."""
    words: str = ""
    """The words that say so."""
    words_language: str = ""
    places: tuple[Proof, ...] = ()
    """The paragraphs where the one names the other."""
    more: int = 0
    """How many places beside those."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document's page."""

    body: DocumentBody
    facts: tuple[str, ...]
    brief: tuple[BriefLine, ...]
    not_established: tuple[str, ...]
    cautions: tuple[tuple[str, str], ...]
    """Language and text."""
    text: TextView | None
    other_languages: tuple[str, ...]
    tags: tuple[tuple[str, tuple[TagView, ...]], ...]
    decisions_cited: tuple[Cited, ...]
    statutes_cited: tuple[Cited, ...]
    links: tuple[tuple[str, tuple[Linked, ...]], ...]
    seen_at: tuple[str, ...]
    official: str
    """Address of the official or source version, if one is known."""
    country: str
    machine_made: bool
    report: ReportForm
    one_origin: str
    """Where all tags come from, when it is the same for all; empty otherwise."""


def document_view(
    body: DocumentBody, labels: Labels, *, language: str = "", origin: SearchState
) -> DocumentView:
    """What the page shows of a document, with its text in ``language`` where it has one."""
    words = labels.words
    chosen = text_in(body.texts, (language, words.language, body.language))
    # A machine's tag without the words it rests on proves nothing; people's tags stand by name.
    shown = [tag for tag in body.tags if tag.evidence or tag.seen_at or tag.origin != "machine"]
    found = [each for each in body.citations_found if each.id != body.id]
    return DocumentView(
        body=body,
        facts=_facts(body, words),
        brief=_brief(shown, body.amounts, labels, origin),
        not_established=tuple(each.label for each in body.not_established),
        cautions=_in_language([(each.language, each.text) for each in body.cautions], words),
        text=text_view(chosen) if chosen else None,
        other_languages=tuple(each.language for each in body.texts if each is not chosen),
        tags=_why(shown, labels),
        decisions_cited=_cited((each for each in found if each.kind != "statute"), words),
        statutes_cited=_cited((each for each in found if each.kind == "statute"), words),
        links=_links(body.links, words),
        seen_at=_seen_at(body),
        official=next((url for each in body.provenances if (url := _web(each.url))), ""),
        country="FR" if body.jurisdiction == "FR" else "CA",
        report=report_form(body, labels),
        machine_made=any(tag.origin == "machine" for tag in shown),
        one_origin=shown[0].origin if len({tag.origin for tag in shown}) == 1 else "",
    )


def _facts(body: DocumentBody, words: Words) -> tuple[str, ...]:
    facts = [body.court_label, body.publisher, body.author, body.jurisdiction_label]
    if body.date:
        facts.append(words.date(body.date, body.date_precision))
    else:
        facts.append(words.gettext("date not established"))
    facts.append(
        words.gettext("in French") if body.language == "fr" else words.gettext("in English")
    )
    if body.title != body.citation:
        facts.insert(0, body.citation)
    return tuple(dict.fromkeys(each for each in facts if each))


def _brief(
    tags: Sequence[TagBody], amounts: Sequence[AmountBody], labels: Labels, origin: SearchState
) -> tuple[BriefLine, ...]:
    words = labels.words
    lines: list[BriefLine] = []
    for name in BRIEF:
        found = [tag for tag in tags if tag.field == name and tag.value != "unknown"]
        for family in ("mitigating", "aggravating") if name == "factor" else ("",):
            of_family = [t for t in found if not family or labels.family(name, t.value) == family]
            if of_family:
                values = tuple(_brief_value(tag, words, origin) for tag in of_family)
                lines.append(_line(_line_label(name, family, labels), values))
    awarded_first = sorted(amounts, key=lambda each: not each.awarded)
    money = tuple(_brief_amount(each, words) for each in awarded_first)
    return (*lines, _line(words.gettext("Amounts"), money)) if money else tuple(lines)


def _line(label: str, values: tuple[BriefValue, ...]) -> BriefLine:
    shared = values[0].proofs
    if len(values) > 1 and all(each.proofs == shared for each in values):
        values = tuple(replace(each, proofs=()) for each in values)
    else:
        shared = ()
    return BriefLine(label, values[:MOST_VALUES], shared, values[MOST_VALUES:])


def _line_label(name: str, family: str, labels: Labels) -> str:
    words = labels.words
    if family == "mitigating":
        return words.gettext("Mitigating factors")
    if family == "aggravating":
        return words.gettext("Aggravating factors")
    return labels.field(name)


def _brief_value(tag: TagBody, words: Words, origin: SearchState) -> BriefValue:
    return BriefValue(
        label=tag.label,
        search_url=origin.unfiltered().asking("").choosing(tag.field, (tag.value,)).url(),
        origin=tag.origin,
        proofs=_proofs(tag.evidence, tag.seen_at, words),
    )


def _brief_amount(amount: AmountBody, words: Words) -> BriefValue:
    said = words.money(amount.value, amount.currency)
    kind = words.gettext("awarded") if amount.awarded else words.gettext("asked for")
    heads = {
        "moral": words.gettext("moral damages"),
        "punitive": words.gettext("punitive damages"),
        "costs": words.gettext("costs"),
    }
    head = heads.get(amount.head, amount.head.replace("_", " "))
    label = f"{said} ({kind}{f', {head}' if head else ''})"
    return BriefValue(label, "", amount.origin, _proofs(amount.evidence, (), words))


def _proofs(
    evidence: Sequence[EvidenceBody], seen_at: Sequence[str], words: Words
) -> tuple[Proof, ...]:
    if evidence:
        proofs = dict.fromkeys(proof_of(each, words) for each in evidence)
        return tuple(proofs)[:3]
    if not seen_at:
        return ()
    label = words.ngettext("seen on {n} page", "seen on {n} pages", len(seen_at))
    return (Proof(label, "#seen-at"),)


def proof_of(evidence: EvidenceBody, words: Words) -> Proof:
    """The link to the paragraph that proves, named as one would cite it."""
    return _place("", evidence.paragraph, evidence.number, words)


def _place(page: str, paragraph: str, number: str | None, words: Words) -> Proof:
    if paragraph == "title":
        label = words.gettext("title")
    elif paragraph == "headnote":
        label = words.gettext("headnote")
    elif number:
        label = words.gettext("par. {number}", number=number)
    else:
        label = "¶" + our_number(paragraph)
    return Proof(label, f"{page}#{paragraph}")


def _why(tags: Sequence[TagBody], labels: Labels) -> tuple[tuple[str, tuple[TagView, ...]], ...]:
    rank = {name: at for at, name in enumerate(("issue", *BRIEF))}
    ordered = sorted(tags, key=lambda tag: rank.get(tag.field, len(rank)))
    return tuple(
        (labels.field(name), tuple(_tag(tag, labels.words) for tag in group))
        for name, group in itertools.groupby(ordered, key=lambda tag: tag.field)
    )


def _tag(tag: TagBody, words: Words) -> TagView:
    return TagView(
        field=tag.field,
        label=tag.label,
        definition=tag.definition,
        origin=tag.origin,
        strength=tag.strength,
        version=tag.version,
        confidence="" if tag.confidence is None else f"{tag.confidence:.2f}",
        note=tag.note,
        quotes=tuple(
            Quote(each.quote, each.language, proof_of(each, words)) for each in tag.evidence[:3]
        ),
        pages=len(tag.seen_at),
    )


def _cited(found: Iterable[CitationBody], words: Words) -> tuple[Cited, ...]:
    grouped: dict[str, list[CitationBody]] = {}
    for each in found:
        grouped.setdefault(each.id or each.normal or each.quote, []).append(each)
    return tuple(
        Cited(
            label=group[0].quote,
            title=next((each.title for each in group if each.title), "") or "",
            url=document_url(words.language, "decision", group[0].id) if group[0].id else "",
            places=tuple(dict.fromkeys(proof_of(each.evidence, words) for each in group)),
        )
        for group in grouped.values()
    )


def _links(links: Sequence[LinkBody], words: Words) -> tuple[tuple[str, tuple[Linked, ...]], ...]:
    grouped: dict[str, list[Linked]] = {}
    for each in links:
        grouped.setdefault(each.relation_label, []).append(
            Linked(
                citation=each.citation if each.citation != each.title else "",
                title=each.title,
                date=_link_date(each.date, words),
                url=_link_url(each, words),
                outside=not each.id,
                **_noted(each, words),
            )
        )
    return tuple((label, tuple(group)) for label, group in grouped.items())


def _noted(link: LinkBody, words: Words) -> dict[str, Any]:
    """Where and how the one names the other, for the list of citing and cited documents."""
    treated = next((each for each in link.mentions if each.treatment == link.treatment), None)
    here = "" if link.relation in ("cites", "discusses") else _link_url(link, words)
    places = dict.fromkeys(
        _place(here, each.paragraph, each.number, words) for each in link.mentions[:_PLACES]
    )
    return {
        "treatment": link.treatment.label if link.treatment else "",
        "words": treated.words if treated and link.treatment else "",
        "words_language": treated.language if treated else "",
        "places": tuple(places),
        "more": max(link.count - len(link.mentions[:_PLACES]), 0),
    }


def _link_url(link: LinkBody, words: Words) -> str:
    if link.id:
        return document_url(words.language, link.kind, link.id)
    return _web(link.url)


def _link_date(date: str, words: Words) -> str:
    if not date:
        return ""
    return words.date(date, {4: "year", 7: "month"}.get(len(date), "day"))


def _in_language(notes: Sequence[tuple[str, str]], words: Words) -> tuple[tuple[str, str], ...]:
    own = tuple(note for note in notes if note[0] == words.language)
    return own or tuple(notes)


def _web(url: str | None) -> str:
    """The address if a browser may follow it: corpus text may hold anything."""
    return url if url and url.startswith(("https://", "http://")) else ""


def _seen_at(body: DocumentBody) -> tuple[str, ...]:
    pages = itertools.chain(
        (page for each in body.provenances for page in each.seen_at),
        (page for tag in body.tags for page in tag.seen_at),
    )
    return tuple(dict.fromkeys(page for page in pages if _web(page)))
