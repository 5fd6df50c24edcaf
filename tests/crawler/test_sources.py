"""The table of sources, the topics, and the settings that follow from them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import Response

from crawler import settings
from crawler.courts import load_courts
from crawler.crawl_summary import LISTED, CrawlSummary, Skipped, Tally
from crawler.errors import SourceChanged, UnknownSource, UnknownTopic
from crawler.page import Page, read_json
from crawler.politeness import retry_after
from crawler.sources import is_loopback, load_sources
from crawler.topic import load_topic, topic_names

ROOT = Path(__file__).resolve().parents[2]
A2AJ = load_sources().get("a2aj")


@pytest.mark.parametrize("source", load_sources().rows, ids=lambda source: source.name)
def test_a_source_says_what_it_covers_under_which_terms_and_how_politely(source):
    for text in (source.label_en, source.label_fr, source.covers_en, source.covers_fr):
        assert text
    assert source.licence.endswith(".")
    assert source.attribution
    assert source.base_url.startswith("https://")
    assert source.page_url.startswith("https://")
    assert source.rhythm in ("daily", "weekly", "monthly")
    assert source.host(source.base_url) in source.hosts
    for host in source.hosts:
        assert host.delay >= 1
        assert host.concurrency == 1
        assert host.daily_budget
        assert not load_sources().is_denied(host.name)


def test_an_unknown_source_or_topic_is_told_with_those_known():
    with pytest.raises(UnknownSource, match=", ".join(load_sources().names)):
        load_sources().get("canlii.org")
    with pytest.raises(UnknownTopic, match="social-media-at-work"):
        load_topic("../sources")


@pytest.mark.parametrize(
    "host", ["canlii.org", "www.canlii.org", "CANLII.CA", "citoyens.soquij.qc.ca", "canlii.org."]
)
def test_denied_hosts_are_denied_with_all_below_them(host: str):
    assert load_sources().is_denied(host)


@pytest.mark.parametrize("host", ["api.canlii.org.example.invalid", "notcanlii.org", "api.a2aj.ca"])
def test_other_hosts_are_not_denied(host: str):
    assert not load_sources().is_denied(host)


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("api.a2aj.ca", False), ("", False)],
)
def test_loopback_is_told_from_the_world(host: str, is_it: bool):
    assert is_loopback(host) is is_it


def test_a_delay_belongs_to_the_host_and_can_only_grow():
    table = settings.politeness(A2AJ, A2AJ.base_url, {})
    assert (table.delay, table.daily_budget) == (3.6, 5000)
    faster = {"JURISOCIAL_A2AJ_DELAY": "0.1", "JURISOCIAL_A2AJ_BUDGET": "999999"}
    assert settings.politeness(A2AJ, A2AJ.base_url, faster) == table
    slower = {"JURISOCIAL_A2AJ_DELAY": "9", "JURISOCIAL_A2AJ_BUDGET": "10"}
    polite = settings.politeness(A2AJ, A2AJ.base_url, slower)
    assert (polite.delay, polite.daily_budget) == (9.0, 10)


def test_a_loopback_host_has_no_delay_unless_one_is_set():
    here = "http://127.0.0.1:8099/a2aj"
    free = settings.politeness(A2AJ, here, {})
    assert (free.delay, free.daily_budget) == (0.0, None)
    asked = settings.politeness(A2AJ, here, {"JURISOCIAL_A2AJ_DELAY": "0.5"})
    assert asked.delay == 0.5


def test_an_unknown_mirror_is_treated_like_the_source_itself():
    mirror = settings.politeness(A2AJ, "https://mirror.synthetic.invalid", {})
    assert (mirror.name, mirror.delay) == ("mirror.synthetic.invalid", 3.6)


def test_the_environment_names_address_key_data_and_contact():
    given = {
        "JURISOCIAL_A2AJ_URL": "http://127.0.0.1:1/x/",
        "JURISOCIAL_A2AJ_KEY": " k ",
        "JURISOCIAL_DATA": "/somewhere",
        "JURISOCIAL_CONTACT": "a@b.invalid\r\nX-Evil: 1",
    }
    assert settings.source_url(A2AJ, given) == "http://127.0.0.1:1/x"
    assert settings.source_key(A2AJ, given) == "k"
    assert settings.corpus_url(given) == "sqlite:////somewhere/corpus.db"
    assert "\n" not in settings.user_agent(given)
    assert settings.source_url(A2AJ, {}) == A2AJ.base_url


@pytest.mark.parametrize("name", topic_names())
def test_a_topic_asks_known_sources_in_known_languages(name: str):
    topic = load_topic(name)
    assert topic.sources
    for source, queries in topic.sources:
        assert source in load_sources().names
        assert queries.queries
        assert all(language in ("en", "fr") and query for language, query in queries.queries)
        assert all(len(q) + len(s.words) < 512 for _, q in queries.queries for s in queries.scopes)


def test_the_topic_asks_a2aj_only_for_courts_of_the_table():
    queries = load_topic("social-media-at-work").of("a2aj")
    assert all(load_courts().by_neutral_code(code) for code in queries.datasets)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3600", 3600.0),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 08:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None):
    response = Response("http://x.invalid", headers={"Retry-After": value})
    assert retry_after(response, now=datetime(2026, 11, 22, 8, tzinfo=UTC)) == seconds


def test_a_crawl_obeys_robots_and_opens_no_door():
    assert settings.ROBOTSTXT_OBEY is True
    assert settings.CONCURRENT_REQUESTS_PER_DOMAIN == 1
    assert settings.COOKIES_ENABLED is False
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False


def test_scrapy_lists_the_spiders():
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.split() == sorted(load_sources().names)


def test_a_tally_counts_each_decision_once_and_lists_a_few():
    tally = Tally("a2aj")
    assert tally.see("one")
    assert not tally.see("one")
    for n in range(LISTED + 5):
        tally.skip("unchanged", str(n))
    tally.stop("first")
    tally.stop("second")
    tally.fail(SourceChanged("a2aj", "https://x.invalid", "text"))
    summary = tally.summary()
    assert summary.seen == 1
    assert summary.skipped == (Skipped("unchanged", LISTED + 5, tuple(map(str, range(LISTED)))),)
    assert summary.stopped == "first"
    assert CrawlSummary.from_json(summary.to_json()) == summary


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'"text"'])
def test_a_body_that_is_no_json_object_is_a_changed_source(body: bytes):
    page = Page("https://x.invalid", 200, (("content-type", "Text/HTML; a=b"),), body, _now())
    with pytest.raises(SourceChanged) as refusal:
        read_json(page, source="a2aj")
    assert refusal.value.url == "https://x.invalid"
    assert page.media_type == "text/html"
    assert page.header("Content-Type") == "Text/HTML; a=b"


def _now() -> datetime:
    return datetime(2026, 11, 22, tzinfo=UTC)
