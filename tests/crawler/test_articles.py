"""Articles: lists in every format, terms, reservations, and whole crawls of the stand-in sites."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.article_citations import cited_decisions
from crawler.article_page import best_extract, read_article
from crawler.errors import SourceChanged
from crawler.feeds import Entry, feed_links, read_listing
from crawler.known_articles import KnownArticles
from crawler.model import Article, Telling
from crawler.page import Page
from crawler.publishers import load_publishers
from crawler.reservations import SiteRules, page_refusal
from crawler.sources import load_sources
from crawler.spiders.articles_parse import Reading, make_article, parse_article
from crawler.starter_collection import load_starter
from crawler.steps import REMOVED
from crawler.word_filter import WordFilter
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer
from tests.crawler.wire_articles import (
    FILLER,
    SECRET,
    article,
    atom,
    json_feed,
    rss,
    sheet,
    sitemap,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BLOG = "blogue.soquij.qc.ca"
FOUND = 6
"""Articles that the stand-in sites have on the topic."""
TOPIC = WordFilter.of(["facebook"])
ROWS = load_publishers().rows


def page(body: str | bytes, *, url: str = "https://example.invalid/", **headers: str) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Page(url, 200, pairs, raw, NOW)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        runs = Runs(server, tmp_path / "data")
        runs.data.mkdir()
        yield runs


# The table


@pytest.mark.parametrize("publisher", ROWS, ids=lambda row: row.name)
def test_a_publisher_says_where_its_lists_are_and_what_its_terms_allow(publisher):
    lists = (*publisher.feeds, *publisher.sitemaps, *publisher.archives, publisher.home)
    assert all(url.startswith("https://") and publisher.has_host(url) for url in lists)
    assert publisher.terms in ("extract", "fulltext", "link")
    assert publisher.listed or publisher.terms == "link"
    assert not publisher.fulltext or "Licence Ouverte" in publisher.licence
    assert publisher.licence.endswith(".")
    assert publisher.delay >= 5
    assert publisher.seen in ("stored", "inferred")
    assert not any(load_sources().is_denied(host) for host in publisher.hosts)


# Lists


LISTS = {
    "rss": rss([("https://example.invalid/a?x=1", "Titre &amp; synthèse", "Résumé <b>court</b>")]),
    "atom": atom([("https://example.invalid/a?x=1", "Titre &amp; synthèse", "<p>Texte</p>")]),
    "json": json_feed([("https://example.invalid/a?x=1", "Titre", "2026-10-02T10:00:00+02:00")]),
    "sitemap": sitemap(["https://example.invalid/a?x=1"]),
}


@pytest.mark.parametrize("kind", LISTS)
def test_every_format_of_list_is_read(kind: str):
    (entry,) = read_listing(page(LISTS[kind]), source="articles").entries
    assert entry.url == "https://example.invalid/a?x=1"
    assert bool(entry.title) == (kind != "sitemap")


def test_a_feed_gives_title_author_day_and_plain_summary():
    (entry,) = read_listing(page(LISTS["rss"]), source="articles").entries
    assert entry.author == "Ana Synthétique"
    assert str(entry.date) == "2026-11-10", "the day in the publisher's own time zone"
    assert entry.summary == "Résumé court"
    assert "Synthétique" in entry.words


def test_a_sitemap_may_be_packed_or_an_index():
    packed = gzip.compress(LISTS["sitemap"].encode())
    assert len(read_listing(page(packed), source="articles").entries) == 1
    index = LISTS["sitemap"].replace("urlset", "sitemapindex").replace("<url>", "<sitemap>")
    found = read_listing(page(index.replace("</url>", "</sitemap>")), source="articles")
    assert found.lists == ("https://example.invalid/a?x=1",)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html><body>Error</body></html>", b'{"error": 1}', b'{"version": ',
        b"\x1f\x8bbroken",
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"/>',
        b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:1/",
    ],
)  # fmt: skip
def test_what_is_no_list_is_a_loud_change_and_never_a_path_to_open(body: bytes):
    with pytest.raises(SourceChanged):
        read_listing(page(body), source="articles")


def test_a_packed_sitemap_that_unpacks_without_end_is_refused():
    bomb = gzip.compress(b"<urlset>" + b" " * (51 * 1024 * 1024))
    with pytest.raises(SourceChanged):
        read_listing(page(bomb), source="articles")


def test_a_start_page_names_its_feeds_but_not_those_of_comments():
    body = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="ALTERNATE" type="application/atom+xml" href="https://example.invalid/atom">'
    )
    assert feed_links(page(f"<html><head>{body}</head></html>"), source="articles") == (
        "https://example.invalid/feed/",
        "https://example.invalid/atom",
    )


# Terms


@given(
    summary=st.text(max_size=900),
    text=st.text(max_size=3000),
    title=st.text(max_size=900),
    author=st.text(max_size=900),
)
def test_no_text_makes_more_than_an_extract_of_300_characters(
    summary: str, text: str, title: str, author: str
):
    found = read_article(page(article("Synthèse")), source="articles")
    entry = Entry("https://example.invalid/a", title=title, author=author, summary=summary)
    reading = Reading(ROWS[0], entry, found, NOW)
    made = make_article(reading, url="https://example.invalid/a", topic=TOPIC)
    paragraphs = [one.text for each in made.texts for one in each.paragraphs]
    assert sum(map(len, paragraphs)) <= 300
    assert len(made.title) <= 200
    assert len(made.author) <= 120
    assert len(best_extract(summary, text, TOPIC)) <= 300


def test_without_a_summary_the_extract_is_the_sentence_on_the_topic():
    text = f"Une phrase d'ouverture sans aucun rapport avec le sujet.\n{FILLER}"
    assert "Facebook" in best_extract("", text, TOPIC)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Voir 2099 QCCS 99999, par. 12.", ("2099 QCCS 99999",)),
        ("2099 CanLII 999999 (ON LA)", ("2099 CanLII 999999 (ON LA)",)),
        ("AZ-99999999 et D.T.E. 2099T-999", ("AZ-99999999", "D.T.E. 2099T-999")),
        ("Cass. soc., 1er mars 2099, n° 99-99.901", ("99-99.901",)),
        ("ECLI:FR:CCASS:2099:SO99999.", ("ECLI:FR:CCASS:2099:SO99999",)),
        ("En 2012 FACEBOOK 3 fois, tél. 99-99.901, 2018 JANVIER 12, AZ-123", ()),
        ("", ()),
    ],
)
def test_numbers_of_decisions_are_found_in_running_text(text: str, cited: tuple[str, ...]):
    assert cited_decisions(text) == cited


# Reservations


ROBOTS = {
    "": "",
    "User-agent: *\nDisallow: /x": "closed by robots.txt",
    "User-agent: jurisocial\nDisallow: /": "closed by robots.txt",
    "User-agent: GPTBot\nDisallow: /": "text and data mining reserved (robots.txt)",
    "User-agent: Googlebot\nDisallow: /": "",
    "User-agent: *\nAllow: /": "",
}


@pytest.mark.parametrize(("robots", "refusal"), ROBOTS.items())
def test_robots_and_its_rules_for_miners_are_obeyed(robots: str, refusal: str):
    rules = SiteRules.of(page(robots), None)
    assert rules.refusal("https://example.invalid/x/y", agent="jurisocial") == refusal


@pytest.mark.parametrize(
    ("body", "reserved"),
    [
        ('[{"location": "/", "tdm-reservation": 1}]', True),
        ('[{"location": "/x/*", "tdm-reservation": "1"}]', True),
        ('[{"location": "/x/y$", "tdm-reservation": 1}]', True),
        (
            '[{"location": "/x", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]',
            False,
        ),
        ('[{"location": "/other", "tdm-reservation": 1}]', False),
        ("<html>Not found</html>", False),
        ('[1, {"location": 3}]', False),
    ],
)
def test_a_well_known_reservation_closes_what_it_names(body: str, reserved: bool):
    rules = SiteRules.of(None, page(body))
    refusal = rules.refusal("https://example.invalid/x/y", agent="jurisocial")
    assert bool(refusal) == reserved


@pytest.mark.parametrize(
    ("found", "reserved"),
    [
        (page("<html>", tdm_reservation="1"), True),
        (page("<html>", tdm_reservation="0"), False),
        (page("<html>", x_robots_tag="noindex, noai"), True),
        (page("<html>", x_robots_tag="noindex"), False),
        (page("<meta name='tdm-reservation' content='1'>"), True),
        (page('<META CONTENT="1" NAME="TDM-Reservation"/>'), True),
        (page("<meta name=tdm-reservation content=0>"), False),
        (page('<meta name="robots" content="noai,noindex">'), True),
        (page('<meta name="robots" content="index">'), False),
        (page("<meta " + "a" * 400_000), False),
    ],
)
def test_a_page_that_reserves_mining_is_not_read(found: Page, reserved: bool):
    assert bool(page_refusal(found)) == reserved


# Curated entries


def test_a_listed_title_is_found_unless_publisher_author_or_language_speaks_against_it():
    known = KnownArticles()
    for one in load_starter():
        known.add(one)
    title = "MÉDIAS SOCIAUX AU TRAVAIL : 9 conseils | BDC"
    found = known.listed(title, publishers=["BDC"], author="Qui que ce soit", language="fr")
    assert found is not None
    assert found.id == "art-bdc-medias-sociaux-au-travail-9-conseils"
    assert known.listed(title, publishers=["Lavery"]) is None
    assert known.listed(title, publishers=["BDC"], language="en") is None
    ex = "Un ex-employé peut-il écrire tout ce qu'il désire sur le Web, même si c'est faux ?"
    assert known.listed(ex, publishers=["Lavery"], author="K. Poirier") is not None
    assert known.listed(ex, publishers=["Lavery"], author="Ana Synthétique") is None
    assert known.listed("Facebook", publishers=["BDC"]) is None


def test_of_a_publisher_whose_terms_are_not_known_title_and_address_alone_are_kept():
    body = (
        "<html><head><title>Facebook at work, a synthetic survey</title></head><body><article>"
        "<h1>Facebook at work, a synthetic survey</h1><p>Synthetic words about Facebook and "
        "dismissal, long enough to be the main text of this page.</p></article></body></html>"
    )
    url = "https://www.pewresearch.org/2099/06/22/synthetic-survey/"
    found = Page(url, 200, (("content-type", "text/html"),), body.encode(), NOW)
    article = parse_article(found)
    assert article.publisher == "Pew Research Center"
    assert article.title.startswith("Facebook at work")
    assert all(text.paragraphs == () for text in article.texts)
    (provenance,) = article.provenances
    assert (provenance.url, provenance.fulltext_allowed) == (url, False)
    assert "title and address only" in provenance.licence


# Whole crawls


def test_every_list_is_crawled_no_page_is_kept_and_a_second_run_writes_nothing(runs: Runs):
    first = runs.crawl("articles")
    assert (first.new, first.errors, first.stopped) == (FOUND, (), "")
    with runs.corpus() as corpus:
        sequence = corpus.sequence()
        ids = list(corpus.ids())
        documents = corpus.get_many(ids)
        for name in ids:
            document = documents[name]
            assert isinstance(document, Article)
            (provenance,) = document.provenances
            assert provenance.source == "articles"
            assert provenance.url is not None
            assert provenance.url.startswith("https://")
            assert provenance.licence
            assert provenance.attribution
            assert bool(corpus.raw_pages(name)) == provenance.fulltext_allowed
            if not provenance.fulltext_allowed:
                kept = [one.text for text in document.texts for one in text.paragraphs]
                assert sum(map(len, [*kept, *(text.headnote for text in document.texts)])) <= 300
        assert "2099 XXTEST 12" in documents["art-bdc-medias-sociaux-au-travail-9-conseils"].cites  # type: ignore[attr-defined]
    assert not runs.server.asked("pewresearch"), "a site of which a person lists the articles"
    word = "zyxwv"
    assert word in SECRET
    for path in runs.data.rglob("*"):
        assert not path.is_file() or word.encode() not in path.read_bytes(), path
    asked = len(runs.server.asked("/2026/11/10/"))
    second = runs.crawl("articles")
    assert (second.new, second.changed, second.errors) == (0, 0, ())
    assert len(runs.server.asked("/2026/11/10/")) == asked, "no known article is asked for again"
    with runs.corpus() as corpus:
        assert corpus.sequence() == sequence


def test_an_article_removed_by_hand_is_not_asked_for_again(runs: Runs):
    first = runs.crawl("articles")
    with runs.corpus() as corpus:
        gone = next(
            document
            for document in corpus.documents()
            if "/2026/11/10/" in str(document.provenances[0].url)
        )
        corpus.remove(gone.id, "asked by its author")
    for path in (runs.data / "crawl" / "articles").glob("*.json"):
        path.unlink()  # so that the lists are read whole again
    asked = len(runs.server.asked("/2026/11/10/"))
    second = runs.crawl("articles")
    assert first.new > second.new == 0
    assert {row.reason: row.count for row in second.skipped}[REMOVED] == 1
    assert len(runs.server.asked("/2026/11/10/")) == asked


def test_a_curated_entry_gets_address_date_and_author_and_keeps_id_and_facts(runs: Runs):
    with runs.corpus() as corpus:
        corpus.put_many((one, ()) for one in load_starter())
        before = corpus.count()
    assert runs.crawl("articles").errors == ()
    with runs.corpus() as corpus:
        assert corpus.count() == before + FOUND - 1
        found = corpus.get("art-bdc-medias-sociaux-au-travail-9-conseils")
        assert isinstance(found, Article)
        assert {one.url for one in found.provenances} >= {
            "https://www.bdc.ca/fr/articles-outils/synth-conseils"
        }
        assert (str(found.date), found.author, found.form) == (
            "2017-05-04", "Bea Synthétique", "guide",
        )  # fmt: skip
        assert {fact.value for fact in found.curated} == {
            "employer_reputation", "social_media_policy",
        }  # fmt: skip
        assert [text.telling for text in found.texts].count(Telling.EDITORIAL) == 2


def test_a_site_that_reserves_mining_or_closes_itself_is_asked_for_nothing_more(runs: Runs):
    site = runs.server.sites["articles"]
    rules = '[{"location": "/", "tdm-reservation": 1}]'
    site.put(BLOG, "/.well-known/tdmrep.json", rules, "application/json")
    site.put("www.bdc.ca", "/robots.txt", "User-agent: *\nDisallow: /fr/", "text/plain")
    site.put(
        "www.editions-tissot.fr", "/robots.txt", "User-agent: CCBot\nDisallow: /", "text/plain"
    )
    summary = runs.crawl("articles")
    assert summary.new == FOUND - 3
    assert len(summary.errors) == 3
    for host in (BLOG, "www.bdc.ca", "www.editions-tissot.fr"):
        asked = runs.server.asked(f"/articles/{host}/")
        assert all("robots.txt" in url or "tdmrep.json" in url for url in asked)


def test_a_refusal_or_fault_of_one_publisher_leaves_the_others(runs: Runs):
    runs.server.fail("403", "/articles/www.bdc.ca/fr/flux", times=9)
    runs.server.fail("truncated", "/articles/code.travail.gouv.fr/sitemap", times=1)
    site = runs.server.sites["articles"]
    site.put(BLOG, "/feed/", "<html>En maintenance (synthetic)</html>", "text/html")
    summary = runs.crawl("articles")
    assert summary.new >= 3
    assert len(summary.errors) >= 2


def test_a_changed_article_is_read_again_a_gone_one_leaves_and_an_emptied_list_is_loud(runs: Runs):
    assert runs.crawl("articles").new == FOUND
    site = runs.server.sites["articles"]
    url = f"https://{BLOG}/2026/11/10/synth-facebook/"
    feed = rss([(url, "Congédiement et Facebook : synthèse", "Extrait synthétique corrigé.")])
    later = feed.replace("10 Nov 2026 23:30", "12 Nov 2026 10:00")
    site.put(BLOG, "/feed/", later, "application/rss+xml")
    assert runs.crawl("articles").changed == 1
    site.put(BLOG, "/feed/", later.replace("12 Nov", "13 Nov"), "application/rss+xml")
    site.gone[BLOG, "/2026/11/10/synth-facebook/"] = 410
    site.put("www.bdc.ca", "/fr/flux.json", json_feed([]), "application/feed+json")
    last = runs.crawl("articles")
    assert last.withdrawn == 1
    (error,) = last.errors
    assert "rows of bdc" in error


def test_a_hostile_zip_and_a_bad_sheet_leave_the_good_ones(runs: Runs):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "../../F9003.xml", sheet("F9003", "Réseaux sociaux du salarié", "Facebook")
        )
        archive.writestr("F9004.xml", b" " * (9 * 1024 * 1024))
        archive.writestr("F9005.xml", "<Publication>cut off")
        archive.writestr(
            "F9006.xml", sheet("F9006", "Facebook et le salarié", "Facebook, employeur")
        )
    site = runs.server.sites["articles"]
    host = "lecomarquage.service-public.gouv.fr"
    site.put(host, "/vdd/3.4/part/zip/vosdroits-latest.zip", target.getvalue(), "application/zip")
    summary = runs.crawl("articles")
    assert summary.new == FOUND
    assert len(summary.errors) == 1
    assert sum(one.count for one in summary.skipped if "archive" in one.reason) == 2
    assert not list(runs.data.rglob("*.xml"))


def test_a_dry_run_and_a_limit_are_kept(runs: Runs):
    tried = runs.crawl("articles", dry_run=True)
    assert tried.new == FOUND - 2
    assert not (runs.data / "corpus.db").exists()
    assert runs.crawl("articles", limit=2).new == 2


def test_a_crawl_delay_of_robots_is_waited_and_an_endless_one_ends_the_visit(runs: Runs):
    site = runs.server.sites["articles"]
    site.put(BLOG, "/robots.txt", "User-agent: *\nCrawl-delay: 0.5", "text/plain")
    site.put("www.bdc.ca", "/robots.txt", "User-agent: *\nCrawl-delay: 3600", "text/plain")
    started = time.perf_counter()
    (error,) = runs.crawl("articles").errors
    assert "3600" in error
    assert time.perf_counter() - started > 1.5
