"""A document for reference managers: RIS, BibTeX and CSL-JSON, from known facts only.

RIS as Zotero and EndNote read a case (``TY  - CASE`` first, ``ER  - `` last, lines ended by CRLF);
BibLaTeX's ``@jurisdiction``; CSL's ``legal_case``. A part that is not established is left out, and
a date is written as far as it is known.
"""

from __future__ import annotations

import json
import re
from typing import Literal, get_args

from pydantic import Field

from search_api.errors import InvalidParameter, Sentence
from search_api.response_base import Body
from search_api.responses import DocumentBody, ParagraphBody

FileFormat = Literal["ris", "bibtex", "csl"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)
FILE_TYPES: dict[FileFormat, str] = {
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}
EXTENSIONS: dict[FileFormat, str] = {"ris": "ris", "bibtex": "bib", "csl": "json"}
_KEYWORDS = ("issue", "platform", "sanction", "outcome")
_DOCKETS = ("pourvoi", "rg", "docket")
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


class CitedBody(Body):
    """The citations of a document."""

    id: str
    paragraph: str = Field(description="The paragraph that they lead to; empty for the whole.")
    citations: dict[str, str] = Field(description="By style: `mcgill_en`, `france` and others.")


def reference_file(body: DocumentBody, form: FileFormat) -> bytes:
    """The document in this format, in UTF-8."""
    made = {"ris": ris, "bibtex": bibtex, "csl": csl}[form](body)
    return made.encode("utf-8")


def ris(body: DocumentBody) -> str:
    """One RIS record."""
    article = body.kind == "article"
    lines = [("TY", "ELEC" if article else "CASE"), ("TI", body.title)]
    if article:
        lines += [("AU", body.author), ("PB", body.publisher)]
    else:
        lines += [("PB", body.court_label), ("SV", _docket(body))]
    year, month, day = _date(body)
    lines += [("PY", year), ("DA", f"{year}/{month}/{day}/" if year else "")]
    lines += [("AB", _abstract(body))]
    lines += [("KW", each) for each in _keywords(body)]
    lines += [("N1", each) for each in _numbers(body)]
    lines += [("LA", body.language), ("UR", _url(body)), ("ID", body.id)]
    said = [f"{tag}  - {_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*said, "ER  - ", ""])


def bibtex(body: DocumentBody) -> str:
    """One BibLaTeX entry."""
    article = body.kind == "article"
    year, month, day = _date(body)
    fields = [
        ("title", f"{{{_tex(body.title)}}}"),
        ("author", f"{{{_tex(body.author)}}}" if article and body.author else ""),
        ("organization", _tex(body.publisher) if article else ""),
        ("institution", "" if article else _tex(body.court_label)),
        ("date", "-".join(each for each in (year, month, day) if each)),
        ("number", "" if article else _tex(_docket(body))),
        ("howpublished", _tex(", ".join(_numbers(body)))),
        ("keywords", _tex(_listed(_keywords(body)))),
        ("langid", "french" if body.language == "fr" else "english"),
        ("url", _url(body)),
    ]
    key = re.sub(r"[^a-zA-Z0-9:-]", "-", body.id)
    inside = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@{'online' if article else 'jurisdiction'}{{{key},\n{inside}}}\n"


def csl(body: DocumentBody) -> str:
    """A list of one CSL item, as JSON text."""
    article = body.kind == "article"
    parts = [int(each) for each in _date(body) if each]
    numbers = _numbers(body)
    item: dict[str, object] = {
        "id": body.id,
        "type": "webpage" if article else "legal_case",
        "title": body.title,
        "author": [{"literal": body.author}] if article and body.author else None,
        "container-title": body.publisher if article else None,
        "authority": None if article else body.court_label,
        "number": None if article else _docket(body),
        "jurisdiction": body.jurisdiction_label,
        "issued": {"date-parts": [parts]} if parts else None,
        "references": "; ".join(numbers),
        "keyword": _listed(_keywords(body)),
        "abstract": _abstract(body),
        "language": body.language,
        "URL": _url(body),
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2) + "\n"


def pinpointed(body: DocumentBody, anchor: str, *, language: str) -> dict[str, str]:
    """The ready-made citations of a document, led to one of its paragraphs.

    A number of ours is no number of the court: it is written with a section sign and says whose
    it is. An ECLI names the decision alone. Raises :class:`InvalidParameter` where the document has
    no such paragraph.
    """
    if not anchor:
        return dict(body.citations)
    found = _paragraph(body, anchor)
    if found is None:
        reason = Sentence("there is no such paragraph.", "ce paragraphe n’existe pas.")
        raise InvalidParameter("paragraph", anchor, reason)
    return {
        style: cited if style == "ecli" else cited + _pinpoint(found, style, body, language)
        for style, cited in body.citations.items()
    }


def read_file_format(name: str) -> FileFormat:
    """The format of this name; raises :class:`InvalidParameter` with those there are."""
    for each in FILE_FORMATS:
        if each == name:
            return each
    listed = ", ".join(("text", *FILE_FORMATS))
    raise InvalidParameter(
        "format", name, Sentence(f"choose one of {listed}.", f"choisissez parmi {listed}.")
    )


def _pinpoint(paragraph: ParagraphBody, style: str, body: DocumentBody, language: str) -> str:
    french = {"mcgill_en": False, "mcgill_fr": True, "france": True}.get(
        style, body.language == "fr"
    )
    if not paragraph.number:
        whose = "numérotation de jurisocial" if language == "fr" else "jurisocial’s numbering"
        return f", § {re.sub(r'^[^0-9]+', '', paragraph.anchor)} ({whose})"
    if body.jurisdiction == "FR":
        return f", § {paragraph.number}"
    return f" {'au' if french else 'at'} para {paragraph.number}"


def _paragraph(body: DocumentBody, anchor: str) -> ParagraphBody | None:
    """The paragraph of this anchor or number, in the document's own language first."""
    texts = sorted(body.texts, key=lambda text: text.language != body.language)
    every = [each for text in texts if not text.editorial for each in text.paragraphs]
    named = (each for each in every if each.anchor == anchor)
    numbered = (each for each in every if each.number and each.number == anchor)
    return next(named, None) or next(numbered, None)


def _docket(body: DocumentBody) -> str:
    found = {each.kind: each.value for each in reversed(body.identifiers)}
    return next((found[kind] for kind in _DOCKETS if kind in found), "")


def _numbers(body: DocumentBody) -> list[str]:
    """The citations by which it is found: neutral, ECLI and others, not its docket."""
    if body.kind == "article":
        return []
    return [each.value for each in body.identifiers if each.kind not in _DOCKETS]


def _date(body: DocumentBody) -> tuple[str, str, str]:
    year, month, day = (*body.date.split("-"), "", "", "")[:3] if body.date else ("", "", "")
    return year, month, day


def _abstract(body: DocumentBody) -> str:
    """The court's headnote, or what is told of it in our words; nothing otherwise."""
    texts = sorted(body.texts, key=lambda text: text.language != body.language)
    for text in texts:
        if text.headnote:
            return text.headnote
        if text.editorial and text.paragraphs:
            return text.paragraphs[0].text
    return ""


def _keywords(body: DocumentBody) -> list[str]:
    shown = (tag.label for tag in body.tags if tag.field in _KEYWORDS)
    return list(dict.fromkeys(shown))


def _listed(keywords: list[str]) -> str:
    """Keywords between commas, which therefore stand in none of them."""
    return ", ".join(each.replace(", ", " / ") for each in keywords)


def _url(body: DocumentBody) -> str:
    urls = (each.url for each in body.provenances)
    return next((url for url in urls if url and url.startswith(("https://", "http://"))), "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)
