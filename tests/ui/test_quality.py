"""The published figures: as they were measured, with n, and with what they are worth."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date

import httpx
import pytest

from indexer.published import UnreadableFigures, publish, read_published
from indexer.tagging import tagger_version
from indexer.vocabulary import load_vocabularies
from search_api.quality import quality
from tests.ui.api_double import create_double
from tests.ui.test_cli import run  # noqa: F401 - a fixture
from tests.ui.test_documents import plain
from ui.app import create_app
from ui.client import SearchClient

DAY = date(2099, 5, 6)
FIGURES = {
    "macro_f1": 0.612, "micro_f1": 0.7,
    "per_issue": {
        "defamation": {"precision": 0.9, "recall": 0.8, "f1": 0.847, "support": 10},
        "whistleblowing": {"precision": 1.0, "recall": 0.25, "f1": 0.4, "support": 4},
        "just_cause": {"precision": 0.5, "recall": 0.625, "f1": 0.5556, "support": 8},
    },
    "intervals": {"macro_f1": [0.55, 0.66], "per_issue": {"defamation": {"f1": [0.7, 0.95]},
                  "just_cause": [0.3, 0.8]}},
    "sanction_accuracy": 0.875, "hard_negative_rate": 0.33, "n": 1200,
}  # fmt: skip


def measured(figures=None, **changes):
    text = publish(figures or FIGURES, name="synthetic.jsonl", measured_on=DAY)
    return read_published(json.dumps(json.loads(text) | changes))


class Published(SearchClient):
    """The stand-in with figures of one's own."""

    def __init__(self, found):
        super().__init__(transport=httpx.ASGITransport(app=create_double()))
        self.found = found

    async def quality(self):
        return quality(self.found)


def page(found, lang="en", variant=""):
    app = create_app(Published(found))

    async def asked():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.get(f"/{lang}/help/quality{variant}")

    return asyncio.run(asked()).text


def rows(text):
    """The cells of the table, by its first."""
    found = [
        [plain(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    ]
    return {row[0]: row[1:] for row in found if row}


def test_what_is_published_comes_back_as_it_was_measured():
    found = measured()
    assert (found.name, found.n, found.measured_on) == ("synthetic.jsonl", 1200, DAY)
    assert (found.macro_f1, found.macro_bounds) == (0.612, (0.55, 0.66))
    assert (found.micro_f1, found.micro_bounds) == (0.7, None)
    assert found.others == (("hard_negative_rate", 0.33), ("sanction_accuracy", 0.875))
    issue = next(each for each in found.issues if each.id == "defamation")
    assert (issue.precision, issue.recall, issue.f1, issue.support) == (0.9, 0.8, 0.847, 10)
    assert issue.f1_bounds == (0.7, 0.95)
    assert found.tagger == tagger_version()
    assert found.current
    assert not measured(tagger="t0").current


def test_figures_without_intervals_are_published_without():
    found = measured({name: value for name, value in FIGURES.items() if name != "intervals"})
    assert found.macro_bounds is None
    assert all(each.f1_bounds is None for each in found.issues)
    assert rows(page(found))["Defamation"][-1] == "–"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"set": "x"}', '{"figures": {}}'])
def test_what_is_no_measurement_is_told_with_the_command_that_makes_one(text):
    with pytest.raises(UnreadableFigures, match="--publish"):
        read_published(text)


def test_the_page_has_a_row_for_each_issue_with_n_and_interval():
    text = page(measured())
    table = rows(text)
    assert table["Defamation"] == ["10", "0.90", "0.80", "0.85", "0.70 to 0.95"]
    cause = load_vocabularies().label("issue", "just_cause", "en")
    assert table[cause][-1] == "0.30 to 0.80"
    assert "0.61 (0.55 to 0.66)" in plain(text)
    assert "The sanction is right 0.88" in plain(text)
    assert "Measured on 1,200 passages of synthetic.jsonl, on May 6, 2099" in plain(text).replace(
        "6 May 2099", "May 6, 2099"
    )


def test_where_n_is_too_small_only_n_is_shown_and_last():
    table = rows(page(measured()))
    label = load_vocabularies().label("issue", "whistleblowing", "en")
    assert table[label] == ["4", "too few passages for a figure"]
    assert list(table)[-1] == label, "after those with figures"
    assert "0.40" not in plain(page(measured()))


def test_in_french_the_words_and_numbers_are_french():
    text = page(measured(), "fr")
    table = rows(text)
    assert table["Diffamation"][:4] == ["10", "0,90", "0,80", "0,85"]
    assert table["Diffamation"][4] == "0,70 à 0,95"
    assert "Ce que valent les étiquettes" in text
    assert "écrits pour cela" in text


def test_figures_of_an_earlier_tagger_are_said_to_be_so():
    warning = "The tagger has changed since"
    assert warning not in page(measured())
    assert warning in page(measured(tagger="t0"))


def test_the_page_says_on_what_it_was_measured(get):
    for lang, words in (("en", "written for this purpose"), ("fr", "écrits pour cela")):
        assert words in page(measured(), lang)
        assert 'href="help/quality"' in get(f"/{lang}/help").text


def test_evaluate_publishes_what_it_prints(run, tmp_path):  # noqa: F811
    row = {
        "id": "a",
        "kind": "decision",
        "text": "He posted on Facebook.",
        "issues": ["defamation"],
    }
    labelled, out = tmp_path / "set.jsonl", tmp_path / "tagging.json"
    labelled.write_text(json.dumps(row))
    said = run("evaluate", "tagging", labelled, "--publish", out)
    assert said.code == 0
    assert said.err == f"Published in {out}.\n"
    found = json.loads(out.read_text("utf-8"))
    assert found["figures"] == json.loads(said.out)
    assert (found["set"], read_published(out.read_text("utf-8")).n) == ("set.jsonl", 1)
    assert run("evaluate", "tagging", labelled, "--publish", tmp_path / "no" / "x").code == 2
