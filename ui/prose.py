"""The pages that are read: Markdown files in each language, set with their typography."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from importlib.resources import files

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from ui.words import typeset

PAGES = ("about", "accessibility", "corrections", "coverage", "help", "privacy", "quality")
_ANCHOR = re.compile(r"\s*\{#([a-z-]+)\}$")


def render_prose(name: str, locale: str) -> Markup:
    """The text of a page as HTML. The files are ours, and HTML in them is not let through."""
    source = (files("ui") / "help" / locale[:2] / f"{name}.md").read_text("utf-8")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(source)
    title = ""
    for token, line in itertools.pairwise(tokens):
        if token.type == "heading_open":
            _name(token, line)
            title = line.children[-1].content if line.children else ""
        elif token.type == "table_open":
            token.meta["label"] = title
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    for token in tokens:
        _set(token, locale)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704


def _open_table(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    # A wide table scrolls by itself on a phone, so it must take the focus and have a name.
    label = escape(tokens[index].meta["label"])
    return f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>\n'


def _close_table(*_: object) -> str:
    return "</table></div>\n"


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
