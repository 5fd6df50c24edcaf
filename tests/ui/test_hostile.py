from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import lxml.etree
import lxml.html
import pytest

from tests.ui.api_double import starter_rows
from tests.ui.conftest import Get

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202eesrever\u2066",
    "%(n)s {n} {0} {",
    "'; DROP TABLE documents; --",
    "a" * 10_000,
    "\x00\x01\x7f",
    "<!--", "]]>", "&lt;b&gt;",
)  # fmt: skip


def hostile_row(attack: str) -> dict[str, Any]:
    """A reference whose every free text is the attack."""
    row = dict(next(row for row in starter_rows() if row["id"] == "ca-qccs-2018-4374"))
    text = {"en": attack, "fr": attack}
    row |= {
        "title": attack, "citation": attack, "court_name": attack, "facts": text, "caution": text,
        "seen_at": [attack, "https://example.org/" + quote(attack[:50])], "number": attack,
        "identifiers": [{"kind": attack, "value": attack}],
        "amounts": [{"value": attack, "currency": attack, "awarded": True, "head": attack}],
    }  # fmt: skip
    return row


def inert(page: str) -> None:
    """No element or attribute that only the attack can have brought."""
    for element in lxml.html.document_fromstring(page).iter():
        assert element.tag not in ("img", "iframe", "object", lxml.etree.Comment)
        if element.tag == "script":
            assert re.fullmatch(r"/static/[\w.-]+\.js", element.get("src"))
            assert not element.text
        for name, value in element.items():
            assert not name.startswith("on")
            assert name != "style"
            assert not re.match(r"\s*(javascript|data):", value) or name in (
                "value", "aria-label", "data-kept",
            )  # fmt: skip
        assert element.tag != "h1" or "49" not in (element.text or "")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: text[:12].encode("unicode_escape"))
def test_hostile_text_in_the_corpus_is_shown_and_does_nothing(get_over, attack: str):
    get = get_over([hostile_row(attack)])
    for path in ("/en/", "/en/search", "/fr/search?q=" + quote(attack[:900]),
                 "/en/decision/ca-qccs-2018-4374"):  # fmt: skip
        answer = get(path)
        assert answer.status_code == 200, path
        inert(answer.text)
    assert (
        html.escape(attack[:40]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        in answer.text
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: text[:12].encode("unicode_escape"))
@pytest.mark.parametrize(
    "path",
    [
        "/en/search?q={}", "/fr/search?cites={}", "/en/search?{}={}", "/en/search?issue={}",
        "/en/search?from={}&to={}", "/en/search?title={}", "/en/{}", "/en/decision/{}", "/{}/",
        "/en/decision/ca-qccs-2018-4374?q={}&from_search={}&text={}", "/en/help?fr={}",
        "/en/export?q={}&title={}", "/en/list?d={}",
    ],
)  # fmt: skip
def test_hostile_text_in_an_address_is_shown_and_does_nothing(get: Get, path: str, attack: str):
    typed = quote(attack, safe="")
    answer = get(path.replace("{}", typed))
    for _ in range(3):
        if answer.is_redirect:
            assert answer.headers["location"].startswith("/")
            assert not answer.headers["location"].startswith("//")
            answer = get(answer.headers["location"])
    assert answer.status_code in (200, 400, 404)
    inert(answer.text)


def test_an_address_with_thousands_of_parameters_is_answered(get: Get):
    answer = get("/en/search?" + "&".join(f"issue=x{n}" for n in range(3000)))
    assert answer.status_code in (200, 303)
