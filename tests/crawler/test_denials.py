"""What is never asked for, whatever a setting, a redirect or a spelling says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sources import load_sources
from tests.crawler.crawl_runs import Runs
from tests.crawler.source_server import SourceServer

NEVER = (
    "https://www.canlii.org/en/qc/qctat/doc/2099/2099qctat12/2099qctat12.html",
    "https://canlii.org/",
    "http://canlii.ca/t/zz12",
    "https://CANLII.CA./t/zz12",
    "https://www.canlii.org:443/en/rss.xml",
    "https://user@www.canlii.org/",
    "https://citoyens.soquij.qc.ca/php/decision.php?ID=0",
    "https://www.ontariocourts.ca/decisions/2099/zz.htm",
    "https://decisions.scc-csc.ca/icm/icm/en/item/1/index.do",
    "https://decisions.scc-csc.ca/ICM/icm/en/item/1/index.do",
    "https://decisions.scc-csc.ca/x/../icm/icm/en/item/1/index.do",
    "https://decisions.scc-csc.ca/%69cm/icm/en/item/1/index.do",
    "https://decisions.scc-csc.ca//icm//icm/en/item/1/index.do",
)
OPEN = (
    "https://api.canlii.org/v1/caseBrowse/en/",
    "https://coadecisions.ontariocourts.ca/coa/coa/en/item/1/index.do",
    "https://decisions.scc-csc.ca/scc-csc/scc-csc/en/item/1/index.do",
    "https://canlii.org.synthetic.invalid/",
    "https://decisions.scc-csc.ca/scc-csc/en/icm/icm/",
)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with SourceServer() as server:
        yield Runs(server, tmp_path / "data")


@pytest.mark.parametrize("url", NEVER)
def test_an_address_of_the_deny_list_is_denied_in_every_spelling(url: str):
    assert load_sources().denies(url)


@pytest.mark.parametrize("url", OPEN)
def test_an_address_beside_the_deny_list_is_open(url: str):
    assert not load_sources().denies(url)


@pytest.mark.parametrize("url", NEVER[:1] + NEVER[6:9])
def test_no_setting_lifts_a_denial(runs: Runs, url: str):
    base = url.rpartition("/")[0]
    summary = runs.crawl("canlii", base_url=base)
    assert "never crawled" in summary.stopped
    assert summary.requests == 0


@pytest.mark.parametrize("url", [NEVER[0], NEVER[2]])
def test_a_redirect_to_a_denied_address_ends_the_run_before_it_is_followed(runs: Runs, url: str):
    runs.server.fail("302", "/caseBrowse/en/?", location=url)
    summary = runs.crawl("canlii")
    assert "never crawled" in summary.stopped
    assert len(runs.server.asked("/canlii/")) == 1


def test_a_redirect_into_a_denied_path_of_the_same_host_is_not_followed(runs: Runs):
    runs.server.fail("302", "/a2aj/coverage", location="/icm/icm/en/item/1/index.do")
    summary = runs.crawl("a2aj")
    assert "never crawled" in summary.stopped
    assert not runs.server.asked("icm")


def test_a_redirect_to_another_host_is_not_followed(runs: Runs):
    runs.server.fail("302", "/a2aj/coverage", location="https://elsewhere.synthetic.invalid/")
    assert "elsewhere" in runs.crawl("a2aj").stopped
