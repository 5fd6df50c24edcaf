"""Every fixture page gives, field by field, what a person approved."""

from __future__ import annotations

import time

import pytest

from crawler.sources import load_sources
from tests.crawler.fixture_pages import PARSERS, PageFixture, page_fixtures

FIXTURES = page_fixtures()


def _cases() -> list[object]:
    cases: list[object] = []
    for fixture in FIXTURES:
        try:
            fields = sorted(fixture.expected()[1])
        except AssertionError:
            fields = ["id"]
        cases += [pytest.param(fixture, field, id=f"{fixture.name}-{field}") for field in fields]
    return cases


@pytest.mark.parametrize(("fixture", "field"), _cases())
def test_a_field_of_a_fixture_page_is_read_as_approved(fixture: PageFixture, field: str):
    (name, wanted), (made_name, made) = fixture.expected(), fixture.outcome()
    assert made_name == name, made
    assert made.get(field) == wanted[field]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_fixture_page_gives_no_field_that_was_not_approved(fixture: PageFixture):
    assert set(fixture.outcome()[1]) == set(fixture.expected()[1])


@pytest.mark.parametrize("source", load_sources().names)
def test_a_source_without_fixtures_is_red(source: str):
    assert source in PARSERS
    assert [fixture for fixture in FIXTURES if fixture.source == source]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_fixture_says_whether_it_is_recorded_and_under_which_terms(fixture: PageFixture):
    fetch = fixture.fetch
    assert fetch["status"] in ("recorded", "synthetic")
    assert fetch["terms"]
    assert fetch["url"].startswith("https://")
    body = fixture.page.body.decode("utf-8", "replace").lower()
    if fetch["status"] == "synthetic":
        assert "synth" in body or body.strip() == "{}"


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_page_is_parsed_within_a_second(fixture: PageFixture):
    started = time.process_time()
    fixture.outcome()
    assert time.process_time() - started < 1.0
