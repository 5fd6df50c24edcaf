"""Pearltrees' RDF/XML export, read by namespace and local name.

Prefixes, capitals (``pt:tree``) and even the scheme of the namespace vary between exports. The
address of a link is the Dublin Core ``identifier``; old files have ``owl:sameAs`` instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from crawler.lines import squeeze
from crawler.pearls import Fault, Pearl, UnreadableExport

_PT: Final = "pearltrees.com/rdf/"
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_TREE_ID: Final = re.compile(r"/id(?P<id>[0-9]+)(?:[/?#]|$)")
_DEEPEST: Final = 100
MOST_TREES: Final = 5000
"""Pearltrees' server stops at about so many collections (5,004), or 24 MB, and does not say so."""
MOST_BYTES: Final = 23 * 1024 * 1024


@dataclass(slots=True)
class _Tree:
    title: str = ""
    line: int = 0
    private: bool = False
    parent: str = ""


@dataclass(slots=True)
class _Item:
    """A pearl as its element says it."""

    kind: str
    line: int
    about: str
    tree: str
    title: str
    url: str
    left: int
    right: int
    target: str


@dataclass(slots=True)
class _Export:
    trees: dict[str, _Tree] = field(default_factory=dict)
    items: list[_Item] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def read_rdf(data: bytes) -> tuple[tuple[Pearl, ...], tuple[Fault, ...]]:
    """Give the links of an export, collection by collection in their own order, and its faults.

    An export that breaks off is read up to there. Raises
    :class:`crawler.pearls.UnreadableExport` for a file that is no RDF of Pearltrees, or that
    declares entities: no export does, and expanding them is how a small file fills a memory.
    """
    root, faults = _parse(data)
    export = _gather(root)
    if not (export.trees or export.items):
        raise UnreadableExport(
            Fault(1, "There is no Pearltrees collection in this file.", "Export it again as RDF.")
        )
    if len(export.trees) >= MOST_TREES or len(data) >= MOST_BYTES:
        faults.append(
            Fault(
                1,
                "The export may be cut: Pearltrees stops at about 24 MB or 5,000 collections.",
                "Export the collections one by one and import each file.",
            )
        )
    hidden = [tree for tree in export.trees.values() if tree.private]
    faults += [
        Fault(tree.line, f"The collection “{tree.title[:60]}” is private and was left out.")
        for tree in hidden
    ]
    return tuple(_pearls(export)), tuple(faults)


def _parse(data: bytes) -> tuple[etree._Element, list[Fault]]:
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data.replace(b"\0", b""), re.IGNORECASE):
        raise UnreadableExport(
            Fault(1, "The file declares a document type, which no export of Pearltrees does.")
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise UnreadableExport(Fault(1, "The file is not XML.")) from wrong
    if root is None:
        raise UnreadableExport(Fault(1, "The file is not XML."))
    faults = [
        Fault(entry.line, f"The XML is broken here: {entry.message}.", "The rest is kept.")
        for entry in list(parser.error_log)[:1]
    ]
    return root, faults


def _gather(root: etree._Element) -> _Export:
    export = _Export()
    for element in root:
        kind = _kind(element)
        if kind == "tree":
            _tree(export, element)
        elif kind == "note":
            pearl = _reference(element, "parentpearl")
            said = [export.notes.get(pearl, ""), _value(element, "notetext")]
            export.notes[pearl] = "\n".join(filter(None, said))
        elif kind.endswith("pearl"):
            export.items.append(_item(element, kind))
    for item in export.items:
        child = export.trees.get(item.target) if item.kind == "refpearl" else None
        if child is not None and not child.parent and item.tree != item.target:
            child.parent = item.tree
            child.title = child.title or item.title
    return export


def _tree(export: _Export, element: etree._Element) -> None:
    key = _tree_key(_about(element)) or _value(element, "treeid")
    tree = export.trees.setdefault(key, _Tree())
    tree.title = _value(element, "title") or tree.title
    tree.line = _line(element)
    tree.private = _value(element, "privacy") not in ("", "0")


def _item(element: etree._Element, kind: str) -> _Item:
    url = _value(element, "identifier") or _reference(element, "identifier")
    return _Item(
        kind=kind,
        line=_line(element),
        about=_about(element),
        tree=_tree_key(_reference(element, "parenttree")),
        title=_value(element, "title"),
        url=url or _reference(element, "sameas"),
        left=_number(_value(element, "leftpos")),
        right=_number(_value(element, "rightpos")),
        target=_tree_key(_reference(element, "seealso")),
    )


def _pearls(export: _Export) -> Iterator[Pearl]:
    by_tree: dict[str, list[_Item]] = {}
    for item in export.items:
        by_tree.setdefault(item.tree, []).append(item)
    for key, items in by_tree.items():
        path, private = _path(export, key)
        if not private:
            yield from _of_tree(export, items, path)


def _of_tree(export: _Export, items: Iterable[_Item], path: tuple[str, ...]) -> Iterator[Pearl]:
    """The links of one collection in their order; a section holds those that stand after it."""
    section: _Item | None = None
    for item in sorted(items, key=lambda one: one.left):
        if item.kind == "sectionpearl":
            section = item
        elif item.kind == "pagepearl":
            if section and section.left + 1 < section.right < item.left:
                section = None
            around = (*path, *((section.title,) if section and section.title else ()))
            note = export.notes.get(item.about, "")
            yield Pearl(item.line, item.url, item.title, around, note)


def _path(export: _Export, key: str) -> tuple[tuple[str, ...], bool]:
    """Titles of the collections around a link below the outermost, and whether one is private."""
    titles: list[str] = []
    seen: set[str] = set()
    private = False
    while key and key not in seen and len(seen) < _DEEPEST:
        seen.add(key)
        tree = export.trees.get(key)
        if tree is None:
            break
        private = private or tree.private
        if tree.parent:
            titles.append(tree.title)
        key = tree.parent
    return tuple(title for title in reversed(titles) if title), private


def _kind(element: etree._Element) -> str:
    """The local name in lower case, or that of its ``rdf:type``; empty for what is not ours."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    if _PT in (name.namespace or ""):
        return name.localname.lower()
    kinds = [_resource(child) for child in element if _local(child) == "type"]
    return next((kind.rpartition("#")[2].lower() for kind in kinds if _PT in kind), "")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _value(element: etree._Element, name: str) -> str:
    texts = (str(child.xpath("string()")) for child in element if _local(child) == name)
    return next((squeeze(text) for text in texts if text and text.strip()), "")


def _reference(element: etree._Element, name: str) -> str:
    return next((_resource(child) for child in element if _local(child) == name), "")


def _resource(element: etree._Element) -> str:
    return element.get(f"{_RDF}resource", "").strip()


def _about(element: etree._Element) -> str:
    return (element.get(f"{_RDF}about") or element.get(f"{_RDF}ID") or "").strip()


def _tree_key(address: str) -> str:
    """The number of a collection, the same however its address is written."""
    found = _TREE_ID.search(address)
    return found["id"] if found else address


def _line(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
