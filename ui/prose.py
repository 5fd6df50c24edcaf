"""The pages that are read: Markdown files in each language, set with their typography."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from ui.words import typeset

PAGES = ("about", "accessibility", "coverage", "help", "privacy")
_ANCHOR = re.compile(r"\s*\{#([a-z-]+)\}$")


def render_prose(name: str, locale: str) -> Markup:
    """The text of a page as HTML. The files are ours, and HTML in them is not let through."""
    source = (files("ui") / "help" / locale[:2] / f"{name}.md").read_text("utf-8")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(source)
    for heading, line in itertools.pairwise(tokens):
        if heading.type == "heading_open":
            _name(heading, line)
    for token in tokens:
        _set(token, locale)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704


def _name(heading: Token, line: Token) -> None:
    """Give a heading the id that its file writes as ``{#id}``, so that pages can link to it."""
    named = _ANCHOR.search(line.content)
    if named and line.children:
        heading.attrSet("id", named.group(1))
        line.children[-1].content = _ANCHOR.sub("", line.children[-1].content)


def _set(token: Token, locale: str) -> None:
    if token.type == "text":
        token.content = typeset(token.content, locale)
    for child in token.children or ():
        _set(child, locale)
