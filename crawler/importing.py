"""Decisions, articles and references from a file of JSON Lines, one document a line.

A bad line never stops the others: it comes back as a :class:`BadLine` with its number, what is
wrong and what to do. Imported text takes the road of crawled text: paragraphs, the court's
numbers, zones, formation.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from crawler.courts import Court, load_courts
from crawler.errors import JurisocialError, UnknownCourt
from crawler.identifiers import (
    Ecli,
    Identifier,
    JudilibreId,
    LegifranceId,
    NeutralCitation,
    Pourvoi,
    parse_identifier,
    recognise,
)
from crawler.import_schema import ImportRecord, InvalidImport, read_record
from crawler.minting import mint_article_id, mint_id
from crawler.model import (
    Amount,
    Article,
    CuratedValue,
    Decision,
    DecisionReference,
    Document,
    Note,
    Paragraph,
    PartialDate,
    Provenance,
    Telling,
    Text,
)
from crawler.text import split_paragraphs, with_anchors
from crawler.zones import zone_paragraphs

LONGEST_LINE = 50 * 1024 * 1024
"""Bytes (or characters) above which a line is refused; the longest decision known has 0.4 MB."""
_SYNTHETIC = "zz-"
"""Courts that no country has (ISO 3166 reserves ZZ): for texts made up to try the software."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be imported."""

    number: int
    """From 1, blank lines counted, as an editor shows it."""
    reason: str
    """What is wrong, as a sentence."""
    hint: str = ""
    """What to do, as a sentence; empty when the reason says it."""


ImportedLine = Document | BadLine


@dataclass(frozen=True, slots=True)
class _Others:
    """Ids that other documents of the file have: not the same line, nor the same number."""

    minted: dict[str, Document]
    content_hash: str
    names: frozenset[str]

    def __contains__(self, id_: object) -> bool:
        other = self.minted.get(str(id_))
        if other is None or other.provenances[0].content_hash == self.content_hash:
            return False
        return not any(identifier.key in self.names for identifier in other.identifiers)


def read_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, of one longer than :data:`LONGEST_LINE` no more than its beginning.

    A file without a line break (an archive, one JSON array) never fills the memory.
    """
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def import_lines(lines: Iterable[str | bytes], *, imported_at: datetime) -> Iterator[ImportedLine]:
    """Each line of an import file as a document or a :class:`BadLine`, in order.

    Blank lines, a byte order mark and either line ending are accepted. ``imported_at`` is time-zone
    aware and becomes the time of retrieval. Different lines without any number that would be
    minted the same id get ``-2``, ``-3``... in the order of the file; lines with the same number
    are one document and get one id.
    """
    minted: dict[str, Document] = {}
    for number, line in enumerate(lines, start=1):
        try:
            text = _line_text(line, first=number == 1)
            if not text:
                continue
            document = _document(text, imported_at=imported_at, minted=minted)
        except InvalidImport as wrong:
            yield BadLine(number, wrong.reason, wrong.hint)
        except JurisocialError as wrong:
            yield BadLine(number, str(wrong))
        else:
            minted[document.id] = replace(document, texts=())
            yield document


def _line_text(line: str | bytes, *, first: bool) -> str:
    if len(line) > LONGEST_LINE:
        raise InvalidImport(
            "The line is too long: the limit is 50 MB.",
            "Write one document a line; is the whole file one JSON array?",
        )
    if isinstance(line, bytes):
        try:
            line = line.decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise InvalidImport(
                f"The line is not UTF-8 (byte {wrong.start + 1}).",
                "Save the file as UTF-8 and import it again.",
            ) from wrong
    return (line.removeprefix("\ufeff") if first else line).strip()


def _document(text: str, *, imported_at: datetime, minted: dict[str, Document]) -> Document:
    record, facts = read_record(_json_object(text))
    date = PartialDate.parse(str(record.date) if record.date is not None else None)
    provenance = Provenance(
        source=record.source,
        retrieved_at=imported_at,
        licence=record.licence,
        fulltext_allowed=record.fulltext_allowed,
        content_hash=sha256(text.encode()).hexdigest(),
        obtained="import",
        url=record.url,
        seen_at=tuple(record.seen_at),
        source_id=record.source_id or "",
        source_updated_at=record.source_updated_at or "",
        attribution=record.attribution or "",
    )
    curated = tuple(
        CuratedValue(field, value, tuple(record.seen_at), record.confidence or "")
        for field, value in facts
    )
    fields = {
        "title": record.title.strip(),
        "date": date,
        "language": record.language,
        "citation": record.citation or "",
        "aliases": tuple(record.aliases),
        "provenances": (provenance,),
        "curated": curated,
        "amounts": _amounts(record),
        "cautions": tuple(Note(*pair) for pair in (record.caution or {}).items()),
    }
    identifiers = _identifiers(record)
    fields["identifiers"] = identifiers
    names = frozenset(identifier.key for identifier in identifiers)
    others = _Others(minted, provenance.content_hash, names)
    if record.kind == "article":
        return _article(record, fields, taken=others)
    return _decision(record, fields, taken=others)


def _json_object(text: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InvalidImport(f"The key “{key[:60]}” stands twice.", "Keep one of them.")
            found[key] = value
        return found

    try:
        found = json.loads(text, object_pairs_hook=once)
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as wrong:
        raise InvalidImport(
            f"The line is not JSON: {wrong.msg.removesuffix(' at')} at character {wrong.pos + 1}.",
            "Each line holds one whole JSON object.",
        ) from wrong
    except UnicodeEncodeError as wrong:
        raise InvalidImport("The line holds half a character (a lone surrogate).") from wrong
    except (RecursionError, ValueError) as wrong:
        if isinstance(wrong, InvalidImport):
            raise
        raise InvalidImport(
            "The line is JSON that no document has: too deep or too long."
        ) from wrong
    if not isinstance(found, dict):
        raise InvalidImport(
            "The line is not a JSON object.", "Write { ... } with the keys of a document."
        )
    return found


def _article(record: ImportRecord, fields: dict[str, Any], *, taken: Container[str]) -> Article:
    jurisdiction = record.jurisdiction or ""
    publisher = record.publisher or ""
    paragraphs = _paragraphs(record, country="FR" if jurisdiction == "FR" else "CA")
    return Article(
        **fields,
        id=record.id or mint_article_id(record.title, publisher, taken=taken),
        jurisdiction=jurisdiction,
        texts=(_text(record, paragraphs),),
        publisher=publisher,
        author=record.author or "",
        form=record.form or "",
        cites=tuple(record.cites),
        topics=tuple(record.topics),
    )


def _decision(record: ImportRecord, fields: dict[str, Any], *, taken: Container[str]) -> Decision:
    identifiers = fields["identifiers"]
    court, name, jurisdiction = _court(record, identifiers)
    chamber = record.chamber or ""
    country = "FR" if jurisdiction == "FR" or court.startswith("fr-") else "CA"
    paragraphs = zone_paragraphs(
        _paragraphs(record, country=country),
        country=country,
        language=record.language,
        court=court,
    )
    kind = Decision if paragraphs and record.kind == "decision" else DecisionReference
    names: dict[str, Any] = {"identifiers": identifiers, "title": record.title, "chamber": chamber}
    return kind(
        **fields,
        id=record.id or mint_id(court, str(fields["date"]), **names, taken=taken),
        jurisdiction=jurisdiction,
        texts=(_text(record, paragraphs),),
        court=court,
        court_name=name,
        dockets=tuple(record.dockets),
        chamber=chamber,
        publication=tuple(record.publication),
        subjects=tuple(record.subjects),
        solution=record.solution or "",
        visas=tuple(record.visas),
        appeal_of=tuple(record.appeal_of),
    )


def _court(record: ImportRecord, identifiers: Sequence[Identifier]) -> tuple[str, str, str]:
    """Code of the court, its name as the line prints it, and the jurisdiction.

    The line's own court first, by code or by name; without one, the court that an identifier
    names. A Canadian body that the table does not have is ``x`` under its own name: there are
    hundreds. A code that is not in the table is a slip of the pen, and refused.
    """
    courts = load_courts()
    given = (record.court or "").strip()
    jurisdiction, name = record.jurisdiction or "", record.court_name or ""
    if given.startswith(_SYNTHETIC):
        return given, name, jurisdiction
    if given in courts:
        found = courts.get(given)
    elif given and (named := courts.by_name(given)) is not None:
        found, name = named, name or given
    elif given and (" " not in given or jurisdiction == "FR"):
        courts.get(given)
        raise UnknownCourt(given)
    else:
        implied = None if given else next(filter(None, map(_court_of, identifiers)), None)
        if implied is None and jurisdiction == "FR":
            raise InvalidImport("The line names no court.", "Write “court”, by code or by name.")
        found, name = implied or courts.get("x"), name or given
    return found.code, name, jurisdiction or found.jurisdiction


def _court_of(identifier: Identifier) -> Court | None:
    courts = load_courts()
    if isinstance(identifier, NeutralCitation):
        return identifier.court
    if isinstance(identifier, Ecli):
        return courts.by_ecli(identifier.court_code)
    return courts.get("fr-cass") if isinstance(identifier, Pourvoi) else None


def _identifiers(record: ImportRecord) -> tuple[Identifier, ...]:
    """What the citation names, what the line lists, dockets and the source's own key."""
    found: dict[str, Identifier] = {}
    for given in record.identifiers:
        if isinstance(given, str):
            read = recognise(given)
            if not read:
                raise InvalidImport(
                    f"“{given[:60]}” is no identifier that is known.",
                    'Write {"kind": ..., "value": ...} for one without a form of its own.',
                )
        else:
            read = (parse_identifier(given.kind, given.value),)
        found.update((identifier.key, identifier) for identifier in read)
    for identifier in recognise(record.citation or ""):
        found.setdefault(identifier.key, identifier)
    for identifier in recognise(record.source_id or ""):
        if isinstance(identifier, LegifranceId | JudilibreId):
            found.setdefault(identifier.key, identifier)
    return tuple(found[key] for key in sorted(found))


def _paragraphs(record: ImportRecord, *, country: str) -> tuple[Paragraph, ...]:
    """The paragraphs that may be stored: none where the licence keeps the text away."""
    if not record.fulltext_allowed:
        return ()
    if record.paragraphs is None:
        return split_paragraphs(record.text or "", language=record.language, country=country)
    return with_anchors(
        [
            Paragraph(
                text=paragraph.text.strip(),
                number=str(paragraph.number) if paragraph.number is not None else None,
            )
            for paragraph in record.paragraphs
            if paragraph.text.strip()
        ]
    )


def _text(record: ImportRecord, paragraphs: tuple[Paragraph, ...]) -> Text:
    headnote = (record.headnote or "").strip() if record.fulltext_allowed else ""
    telling = Telling.EDITORIAL if record.kind == "reference" else Telling.SOURCE
    return Text(record.language, record.title.strip(), headnote, paragraphs, telling)


def _amounts(record: ImportRecord) -> tuple[Amount, ...]:
    return tuple(
        Amount(amount.decimal(), amount.currency, amount.awarded, amount.head or "")
        for amount in record.amounts
    )
