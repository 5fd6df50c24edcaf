"""A reader reports a tag with a plain form, and nothing else can send it."""

from __future__ import annotations

import asyncio
import html
import re
from urllib.parse import urlencode

import httpx
import pytest

from search_api.responses import Problem
from tests.ui.speaking import decision_api
from tests.ui.test_documents import plain
from ui.app import create_app
from ui.client import ApiProblem, SearchClient

PAGE = "/en/decision/zz-test-2099-12"
FORM = f"{PAGE}/report"
OURS = {"sec-fetch-site": "same-origin"}


class Taking(SearchClient):
    """A client that remembers the reports it is given, or refuses them."""

    def __init__(self, refusal=None):
        super().__init__(transport=httpx.ASGITransport(app=decision_api()))
        self.taken = []
        self.refusal = refusal

    async def report(self, document, said, *, language):
        if self.refusal is not None:
            raise ApiProblem(self.refusal)
        self.taken.append((document, said, language))


class Reader:
    """Asks pages and sends forms."""

    def __init__(self, client):
        self.client = client
        self._app = create_app(client)

    def ask(self, method, path, **given):
        async def asked():
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                return await http.request(method, path, **given)

        return asyncio.run(asked())

    def get(self, path):
        return self.ask("GET", path)

    def send(self, path=FORM, headers=None, **fields):
        sent = {"tag": "wrong:insult_and_abuse", "remark": "", "website": "", **fields}
        named = {"content-type": "application/x-www-form-urlencoded"}
        given = {**named, **(OURS if headers is None else headers)}
        return self.ask("POST", path, content=urlencode(sent), headers=given)


@pytest.fixture
def reader():
    return Reader(Taking())


def test_the_form_stands_on_the_page_and_needs_no_script(reader):
    page = reader.get(PAGE).text
    form = re.search(r'<form method="post" action="([^"]+)".*?</form>', page, re.DOTALL)
    assert form is not None
    assert form[1] == FORM
    wrong, missing = re.findall(r"<optgroup.*?</optgroup>", form[0], re.DOTALL)
    assert 'value="wrong:insult_and_abuse"' in wrong
    assert "defamation" not in wrong, "it has no proof, and is not shown"
    assert 'value="missing:defamation"' in missing
    assert 'value="missing:insult_and_abuse"' not in missing
    assert missing.count("<option") > 30
    assert 'maxlength="500"' in form[0]
    for personal in ("email", 'name="name"', "tel"):
        assert personal not in form[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_report_is_handed_on_and_thanked_for(reader, lang):
    sent = reader.send(f"/{lang}/decision/zz-test-2099-12/report", remark="Not\r\n\r\nthat  one.")
    assert sent.status_code == 303
    said = {"issue": "insult_and_abuse", "claim": "wrong", "remark": "Not that one."}
    assert reader.client.taken == [("zz-test-2099-12", said, lang)]
    thanks = reader.get(sent.headers["location"])
    assert 'role="status"' in thanks.text
    assert ("Merci" if lang == "fr" else "Thank you") in thanks.text
    assert '<form method="post"' not in thanks.text
    assert thanks.headers["x-robots-tag"] == "noindex"


def test_a_missing_tag_is_reported_as_missing(reader):
    reader.send(tag="missing:defamation")
    assert reader.client.taken[0][1]["claim"] == "missing"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "http://test"},
        {"origin": "http://test"},
    ],
)
def test_a_form_of_ours_is_taken(reader, headers):
    assert reader.send(headers=headers).status_code == 303
    assert len(reader.client.taken) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://test"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.invalid"},
        {"origin": "null"},
        {"origin": "http://test.evil.invalid"},
        {"referer": "http://test/en/"},
    ],
)
def test_a_form_of_another_site_is_not_taken(reader, headers):
    answer = reader.send(headers=headers)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert "another site" in plain(answer.text)
    assert reader.client.taken == []


def test_what_a_program_filled_in_is_thrown_away_without_a_word(reader):
    answer = reader.send(website="http://buy.invalid")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{FORM}?sent=1")
    assert reader.client.taken == []
    page = reader.get(PAGE).text
    trap = re.search(r'<p class="visually-hidden"><label[^>]*>[^<]+</label><input[^>]*>', page)
    assert trap is not None
    assert 'tabindex="-1"' in trap[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tag": ""}, "Choose a tag."),
        ({"tag": "other:defamation"}, "Choose a tag."),
        ({"tag": "wrong:"}, "Choose a tag."),
        ({"remark": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_taken_is_shown_again_with_what_was_typed(reader, fields, said):
    answer = reader.send(**{"remark": "My <b>own</b> words", **fields})
    assert answer.status_code == 422
    assert said in plain(answer.text)
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert shown is not None
    assert html.unescape(shown[1]) == fields.get("remark", "My <b>own</b> words")
    assert "<b>own" not in answer.text
    assert reader.client.taken == []


def test_five_hundred_characters_of_any_kind_are_taken(reader):
    assert reader.send(remark="🙂" * 500).status_code == 303
    assert reader.client.taken[0][1]["remark"] == "🙂" * 500


@pytest.mark.parametrize("status", [422, 429, 503])
def test_a_refusal_of_the_api_is_told_and_the_form_kept(status):
    refused = Problem(type="about:blank", title="x", status=status, detail="Please come later.")
    answer = Reader(Taking(refused)).send(remark="Mine")
    assert answer.status_code == status
    assert "Please come later." in answer.text
    assert "Mine</textarea>" in answer.text
    assert 'value="wrong:insult_and_abuse" selected' in answer.text


def test_a_document_that_is_gone_is_told_as_on_its_page():
    refused = Problem(type="about:blank", title="x", status=410, detail="It was removed.")
    answer = Reader(Taking(refused)).send()
    assert answer.status_code == 410
    assert "It was removed." in answer.text


def test_a_form_that_is_none_is_refused(reader):
    big = reader.send(remark="x" * 25_000)
    assert big.status_code >= 400
    headers = {**OURS, "content-type": "application/x-www-form-urlencoded"}
    for content in (b"\xff\xfe", b"&".join(b"a=1" for _ in range(50))):
        assert reader.ask("POST", FORM, content=content, headers=headers).status_code == 400
    assert reader.client.taken == []


def test_the_form_alone_has_the_tag_of_the_address_chosen(reader):
    page = reader.get(f"{FORM}?tag=missing:defamation").text
    assert 'value="missing:defamation" selected' in page
    assert f'href="{PAGE}"' in page


def test_rejected_tags_are_named_and_checked_ones_have_their_day():
    app = decision_api()
    body = asyncio.run(_document(app))
    tag = body["tags"][1] | {"origin": "person", "strength": "checked", "version": "2099-05-06"}
    body |= {"tags": [tag], "rejected": [tag | {"label": "Threats"}]}

    class Checked(Taking):
        async def document(self, document, **asked):
            found = await super().document(document, **asked)
            return type(found).model_validate(body)

    page = plain(Reader(Checked()).get(PAGE).text)
    assert "Taken away by a person who checked: Threats" in page
    assert "Checked by a person · May 6, 2099" in page or "6 May 2099" in page
    assert "version 2099" not in page


async def _document(app):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        return (await http.get("/api/v1/documents/zz-test-2099-12")).json()
