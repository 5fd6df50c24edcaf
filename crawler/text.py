"""A source's text or page to paragraphs that keep the court's words, numbers and anchors.

Nothing is dropped: the paragraphs' texts, end to end, hold every character of the source that is
not a blank. The court's number stays at the head of the paragraph's text, as the source serves
it, and is also given apart in :attr:`crawler.model.Paragraph.number`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import html
from lxml.etree import ParserError

from crawler.decisia import ends_header, header_field, header_length, split_header
from crawler.lines import read_lines, squeeze, unwrap
from crawler.model import Paragraph, Zone
from crawler.numbering import Block, number_blocks

__all__ = ["html_to_paragraphs", "html_to_text", "split_header", "split_paragraphs", "with_anchors"]

_BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary"
    r"|table|tbody|td|tfoot|th|thead|tr|ul"
)
_SILENT = frozenset({"script", "style", "head", "noscript", "template"})
_PAR_ANCHOR = re.compile(r"par(\d{1,4})")


def split_paragraphs(text: str, *, language: str, country: str) -> tuple[Paragraph, ...]:
    """Paragraphs of a plain text; ``language`` is ``en`` or ``fr``, ``country`` ``CA`` or ``FR``.

    Lines broken by a page's width are joined, list items and quotations stay apart. Anchors are
    ``par12`` for the court's paragraph 12, ``p7`` for the seventh paragraph where the court gave
    it no number, ``note3`` for a footnote; unique in the text. A Decisia header block keeps its
    lines, in the zone ``introduction``, or ``formation`` where they name the decision-makers.
    """
    lines = read_lines(text)
    length = header_length(lines) if country == "CA" else 0
    header = [*_header_paragraphs(lines[:length])]
    blocks = number_blocks(unwrap(lines[length:], language=language), country=country)
    return with_anchors([*header, *_paragraphs(blocks)])


def _header_paragraphs(lines: Iterable[str]) -> Iterator[Paragraph]:
    zone = Zone.INTRODUCTION
    for line in lines:
        label = header_field(line)
        if label is not None or ends_header(line):
            zone = Zone.FORMATION if label == "decision_makers" else Zone.INTRODUCTION
        if line:
            yield Paragraph(text=line, zone=zone)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if block.note:
            yield Paragraph(text=block.text, anchor=f"note{block.number}", zone=Zone.ANNEX)
        else:
            anchor = f"par{block.number}" if block.main else ""
            yield Paragraph(text=block.text, number=block.number, anchor=anchor)


def with_anchors(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The same paragraphs, each with an anchor of its own; anchors already there come first."""
    given = [paragraph.anchor for paragraph in paragraphs]
    if all(given) and len(set(given)) == len(given):
        return tuple(paragraphs)
    taken: set[str] = set()
    anchors: dict[int, str] = {}
    wanted = [(place, paragraph.anchor) for place, paragraph in enumerate(paragraphs)]
    repeats: dict[str, int] = {}
    for place, anchor in sorted(wanted, key=lambda pair: not pair[1]):
        number = paragraphs[place].number
        name = anchor or (f"par{number}" if number else f"p{place + 1}")
        unique = name
        while unique in taken:
            repeats[name] = repeats.get(name, 1) + 1
            unique = f"{name}-{repeats[name]}"
        taken.add(unique)
        anchors[place] = unique
    return tuple(
        paragraph
        if paragraph.anchor == anchors[place]
        else Paragraph(
            text=paragraph.text,
            number=paragraph.number,
            anchor=anchors[place],
            zone=paragraph.zone,
        )
        for place, paragraph in enumerate(paragraphs)
    )


def html_to_text(source: str | bytes) -> str:
    """The words of a page or fragment: a blank line between blocks, a line break for ``br``."""
    return "\n\n".join(text for text, _ in _html_blocks(source))


def html_to_paragraphs(
    source: str | bytes, *, language: str = "en", country: str = "CA"
) -> tuple[Paragraph, ...]:
    """Paragraphs of a page, with the anchors (``par12``) that its site gives them.

    A page of a site that anchors its paragraphs is numbered by those anchors; any other page by
    what is printed, as in :func:`split_paragraphs`.
    """
    pieces = [
        (squeeze(line), anchor if first else "")
        for text, anchor in _html_blocks(source)
        for first, line in _lines_of(text)
    ]
    if not any(_PAR_ANCHOR.fullmatch(anchor) for _, anchor in pieces):
        joined = "\n\n".join(line for line, _ in pieces)
        return split_paragraphs(joined, language=language, country=country)
    return with_anchors(
        [
            Paragraph(
                text=line, number=match[1] if match else None, anchor=match[0] if match else ""
            )
            for line, anchor in pieces
            for match in [_PAR_ANCHOR.fullmatch(anchor)]
        ]
    )


def _lines_of(text: str) -> Iterator[tuple[bool, str]]:
    lines = [line for line in text.split("\n") if line.strip()]
    return ((place == 0, line) for place, line in enumerate(lines))


def _html_blocks(source: str | bytes) -> Iterator[tuple[str, str]]:
    """Each block's text (lines at ``br``) with the name of the paragraph anchor in it."""
    root = _parsed(source)
    if root is None:
        return
    words: list[str] = []
    anchor = ""
    for kind, value in _html_events(root):
        if kind == "anchor":
            anchor = value
        elif kind == "words":
            words.append(value)
        else:
            if text := _tidy(words):
                yield text, anchor
                anchor = ""
            words = []
    if text := _tidy(words):
        yield text, anchor


def _parsed(source: str | bytes) -> html.HtmlElement | None:
    """The tree of a page; None where it holds nothing but blanks and comments.

    Always parsed from UTF-8 bytes where the text is known: lxml refuses a string that declares
    an encoding of its own.
    """
    encoding = None
    if isinstance(source, str):
        source, encoding = source.encode("utf-8", "replace"), "utf-8"
    try:
        parser = html.HTMLParser(encoding=encoding, huge_tree=True)
        return html.document_fromstring(source, parser=parser)
    except ParserError:
        return None


def _html_events(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Words, block edges and paragraph anchors of a tree in reading order.

    Walked with a list of our own: a hostile page nests deeper than Python's stack.
    """
    waiting: list[tuple[str, html.HtmlElement]] = [("open", root)]
    while waiting:
        step, node = waiting.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        edge = _BLOCKS.fullmatch(tag) is not None
        if step == "open":
            silent = tag in _SILENT or not tag
            if edge:
                yield "edge", tag
            name = node.get("name") or node.get("id") if tag else None
            if name is not None and _PAR_ANCHOR.fullmatch(name):
                yield "anchor", name
            if tag == "br":
                yield "words", "\n"
            waiting.append(("close", node))
            if not silent:
                yield "words", _spaced(node.text, keep=tag == "pre")
                waiting.extend(("open", child) for child in reversed(node))
        else:
            if edge:
                yield "edge", tag
            if node is not root:
                yield "words", _spaced(node.tail, keep=False)


def _spaced(text: str | None, *, keep: bool) -> str:
    """Text of a node: line breaks of the markup are blanks, but for ``pre``."""
    return (text or "") if keep else (text or "").replace("\n", " ").replace("\r", " ")


def _tidy(words: list[str]) -> str:
    lines = (squeeze(line) for line in "".join(words).split("\n"))
    return "\n".join(line for line in lines if line)
