"""Pearltrees' HTML export: a Netscape bookmark file, whose tags are hardly ever closed.

``<H3>`` names a collection, the ``<DL>`` after it holds it; ``<A>`` with a ``TARGET`` is a link,
one to pearltrees.com without is an alias of another collection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from crawler.lines import squeeze
from crawler.pearls import Fault, Pearl, UnreadableExport

_DEEPEST = 100


def read_bookmarks(data: bytes) -> tuple[Pearl, ...]:
    """Give the links of a bookmark file in its order.

    Bytes that are not UTF-8 become the replacement sign. Raises
    :class:`crawler.pearls.UnreadableExport` for a file without any bookmark list.
    """
    reader = _Reader()
    reader.feed(data.decode("utf-8-sig", "replace"))
    reader.close()
    reader.finish()
    if not reader.lists:
        raise UnreadableExport(
            Fault(1, "The file is no bookmark file.", "Export the collection again as HTML.")
        )
    return tuple(_below_the_outermost(reader.pearls))


class _Reader(HTMLParser):
    """Follows the nesting of lists, whatever else is left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pearls: list[Pearl] = []
        self.lists = 0
        self._path: list[str] = []
        self._named = ""
        self._taking = ""
        self._words: list[str] = []
        self._link: tuple[int, str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h1", "h3", "dd", "a", "dl", "dt"):
            self.finish()
        given = {name: value or "" for name, value in attrs}
        if tag in ("h1", "h3", "dd"):
            self._taking = tag
        elif tag == "dl":
            self.lists += 1
            if len(self._path) < _DEEPEST:
                self._path.append(self._named)
            self._named = ""
        elif tag == "a" and "href" in given:
            self._taking = "a"
            self._link = (self.getpos()[0], given["href"], given.get("target", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h3", "dd", "a", "dl"):
            self.finish()
        if tag == "dl" and self._path:
            self._path.pop()

    def handle_data(self, data: str) -> None:
        if self._taking:
            self._words.append(data)

    def finish(self) -> None:
        """Take over what stood open: a name, a link or the note under a link."""
        text, taking = squeeze("".join(self._words)), self._taking
        self._taking, self._words = "", []
        if taking in ("h1", "h3"):
            self._named = "" if taking == "h1" else text
        elif taking == "dd" and text and self.pearls:
            self.pearls[-1] = replace(self.pearls[-1], note=text)
        elif taking == "a" and self._link is not None:
            line, url, target = self._link
            self._link = None
            if target or "pearltrees.com" not in url:
                self.pearls.append(Pearl(line, url, text, self._around()))

    def _around(self) -> tuple[str, ...]:
        return tuple(title for title in self._path if title)


def _below_the_outermost(pearls: list[Pearl]) -> Iterator[Pearl]:
    """Leave out the one collection that holds everything: it is the subject, not a topic."""
    outermost = {pearl.collections[:1] for pearl in pearls}
    cut = 1 if len(outermost) == 1 else 0
    for pearl in pearls:
        yield replace(pearl, collections=pearl.collections[cut:])
