from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.marks import marked

spans = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8)


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        ("abc", [], "abc"),
        ("abc", [(0, 1)], "<mark>a</mark>bc"),
        ("abc", [(0, 2), (1, 3)], "<mark>abc</mark>"),
        ("a<b", [(1, 2)], "a<mark>&lt;</mark>b"),
        ("<script>", [(0, 3)], "<mark>&lt;sc</mark>ript&gt;"),
        ("é😀x", [(1, 2)], "é<mark>😀</mark>x"),
        ("abc", [(2, 99), (-4, 1)], "<mark>a</mark>b<mark>c</mark>"),
        ("abc", [(2, 1), (1, 1)], "abc"),
    ],
)
def test_text_is_escaped_before_it_is_marked(text, places, shown):
    assert marked(text, places) == shown


@given(st.text(max_size=50), spans)
def test_marks_change_no_letter_and_always_nest(text: str, places: list[tuple[int, int]]):
    said = str(marked(text, places))
    assert html.unescape(re.sub(r"</?mark>", "", said)) == html.unescape(html.escape(text))
    assert re.fullmatch(r"(?:[^<>]|<mark>[^<>]+</mark>)*", said, re.DOTALL)
