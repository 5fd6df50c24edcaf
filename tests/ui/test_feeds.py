from __future__ import annotations

import html
import json
import re
from xml.etree import ElementTree

import pytest

from tests.ui.api_double import starter_rows
from tests.ui.conftest import Get

NS = {"a": "http://www.w3.org/2005/Atom"}
SET = "q=facebook&sanction=dismissal&jurisdiction=FR"


def test_an_atom_feed_has_what_its_readers_need(get: Get):
    answer = get(f"/en/search.atom?{SET}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    for name in ("id", "title", "updated", "author/a:name"):
        assert (feed.findtext(f"a:{name}", namespaces=NS) or "").strip(), name
    entries = feed.findall("a:entry", NS)
    ids = [each.findtext("a:id", namespaces=NS) for each in entries]
    assert entries
    assert len(ids) == len(set(ids))
    for each in entries:
        day = each.findtext("a:updated", namespaces=NS) or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day)
        link = each.find("a:link", NS)
        assert link is not None
        path = link.get("href", "").removeprefix("http://test")
        assert get(path).status_code == 200
    days = [each.findtext("a:updated", namespaces=NS) for each in entries]
    assert days == sorted(days, key=str, reverse=True)


def test_a_json_feed_holds_the_same_documents(get: Get):
    answer = get(f"/fr/search.json?{SET}")
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"http://test/fr/search?{SET}"
    assert "Licenciement" in feed["title"] or "Congédiement" in feed["title"]
    atom = ElementTree.fromstring(get(f"/fr/search.atom?{SET}").content)
    ids = [each.findtext("a:id", namespaces=NS) for each in atom.findall("a:entry", NS)]
    assert [item["id"] for item in feed["items"]] == ids


def test_a_feed_is_announced_in_the_head_and_linked(get: Get):
    page = get(f"/en/search?{SET}&page=2").text
    head = page.partition("</head>")[0]
    for name in ("atom", "json"):
        assert f'href="{html.escape(f"/en/search.{name}?{SET}")}"' in head


def test_a_feed_that_has_not_changed_is_not_sent_again(get: Get):
    first = get(f"/en/search.atom?{SET}")
    again = get(f"/en/search.atom?{SET}", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


def test_hostile_text_makes_a_well_formed_feed(get_over):
    row = dict(next(row for row in starter_rows() if row["id"] == "ca-qccs-2018-4374"))
    row["title"] = "]]></feed><script>\x00\x0b\ufffe&amp;"
    get = get_over([row])
    feed = ElementTree.fromstring(get("/en/search.atom").content)
    assert "<script>" in (feed.findtext("a:entry/a:title", namespaces=NS) or "")
    assert json.loads(get("/en/search.json").content)["items"]


def test_the_bare_table_is_the_apis(get: Get):
    answer = get(f"/en/search.csv?{SET}&page=3")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/api/v1/export?format=csv&bare=1&lang=en&{SET}"


@pytest.mark.parametrize("name", ["search.atom", "search.json", "export"])
def test_a_fault_in_the_query_is_told(get: Get, name: str):
    assert get(f"/en/{name}?q=%22facebook").status_code == 400
