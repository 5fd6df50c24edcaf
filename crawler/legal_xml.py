"""XML of decisions from bulk archives to a tree and to plain text, dirt included.

Known dirt (of DILA's older files): entities escaped twice, control characters that were quotes
and dashes in CP1252, names of HTML entities, bare ``&`` and ``<``. A clean file is parsed as it
is; only a file that is no XML is mended first, and what cannot be mended without losing words is
refused rather than cut. Entities of the file's own and DTDs are never expanded or fetched.
"""

from __future__ import annotations

import codecs
import html
import re
from functools import cache
from html.entities import html5
from typing import Final

from lxml import etree

_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,150}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_OWN_ENTITY: Final = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]{0,500}\[", re.IGNORECASE)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]{0,500}>", re.IGNORECASE)
_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BARE_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_BARE_LESS: Final = re.compile(r"<(?![A-Za-z_/!?])")
_NAMED: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_NAMES: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ESCAPED: Final = re.compile(
    r"&(?:amp;)*(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)
_CONTROLS: Final = re.compile("[\x80-\x9f]")
_TAG: Final = re.compile(r"<[^<>]{1,2000}>")
_BLOCKS: Final = frozenset(
    ("p", "div", "li", "ul", "ol", "table", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
)
_LOST: Final = 0.98
"""Least part of the letters of a mended file that its tree must hold."""


def _windows_signs() -> dict[int, str]:
    """C1 control characters, and undecodable bytes, as the CP1252 signs that they were."""
    signs: dict[int, str] = {}
    for byte in range(0x80, 0x100):
        sign = bytes((byte,)).decode("cp1252", "replace")
        if byte < 0xA0:
            signs[byte] = "" if sign == "\ufffd" else sign
        signs[0xDC00 + byte] = "" if sign == "\ufffd" else sign
    return signs


_WINDOWS: Final = _windows_signs()


class UnreadableXml(ValueError):
    """A body that is no XML of a decision; the message says why in a few words."""


def parse_xml(body: bytes) -> etree._Element:
    """Give the root of a file.

    Raises :class:`UnreadableXml` for a file that declares entities, is no XML, or could only be
    read by losing words.
    """
    text = _decode(body)
    if _OWN_ENTITY.search(text):
        raise UnreadableXml("declares entities")
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    root = _parse(text, recover=False)
    if root is not None:
        return root
    mended = _mend(text)
    root = _parse(mended, recover=False)
    if root is not None:
        return root
    root = _parse(mended, recover=True)
    if root is None:
        raise UnreadableXml("no XML")
    if not mended.rstrip().endswith(f"</{root.tag}>"):
        raise UnreadableXml("cut off")
    if _letters("".join(map(str, root.itertext()))) < _LOST * _letters(_TAG.sub("", mended)):
        raise UnreadableXml("damaged")
    return root


def text_of(element: etree._Element | None) -> str:
    """Give the words of an element on one line, cleaned; empty when there is none."""
    if element is None:
        return ""
    return " ".join(clean("".join(map(str, element.itertext()))).split())


def lines_of(element: etree._Element) -> str:
    """Give the words of an element with its line breaks: one at ``br``, a blank line at ``p``.

    Where it has neither, the line breaks of the file itself are kept: some old texts have no
    others.
    """
    if len(element) and all(child.tag == "br" and not len(child) for child in element):
        lines = [_flat(element.text), *(_flat(child.tail) for child in element)]
        return clean("\n".join(lines))
    marked = any(_name(child) == "br" or _name(child) in _BLOCKS for child in element.iter())
    words: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = _name(node)
        if event == "start":
            words.append("\n\n" if name in _BLOCKS else "\n" if name == "br" else "")
            words.append(_flat(node.text) if marked else node.text or "")
        else:
            words.append("\n\n" if name in _BLOCKS else "")
            if node is not element:
                words.append(_flat(node.tail) if marked else node.tail or "")
    return clean("".join(words))


def clean(text: str) -> str:
    """Undo double escaping and turn CP1252 controls into the signs that they were."""
    for _ in range(3):
        if "&" not in text or not _ESCAPED.search(text):
            break
        text = html.unescape(text)
    return text.translate(_WINDOWS) if _CONTROLS.search(text) else text


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _flat(text: str | None) -> str:
    return text.replace("\r", " ").replace("\n", " ") if text else ""


def _decode(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    declared = _ENCODING.match(body)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in ("iso-8859-1", "latin-1", "windows-1252", "cp1252", "iso-8859-15"):
        return body.decode("cp1252", "surrogateescape").translate(_WINDOWS)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        # A byte that is no UTF-8 came from a CP1252 file that was declared wrongly.
        return body.decode("utf-8", "surrogateescape").translate(_WINDOWS)


@cache
def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _parse(text: str, *, recover: bool) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=recover))
    except etree.XMLSyntaxError:
        return None


def _mend(text: str) -> str:
    text = _NOT_XML.sub("", text)
    text = _NAMED.sub(_as_sign, text)
    return _BARE_LESS.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", text))


def _as_sign(match: re.Match[str]) -> str:
    return match[0] if match[1] in _XML_NAMES else html5.get(f"{match[1]};", match[0])


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in html.unescape(text))
