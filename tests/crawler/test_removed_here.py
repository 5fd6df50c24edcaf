"""What a person removed is not fetched again, where a source names it before it is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.corpus import Corpus
from crawler.decisia_hosts import load_decisia_hosts
from crawler.source_spider import SourceSpider
from crawler.spiders.a2aj import A2AJSpider
from crawler.spiders.canlii import CanliiSpider
from crawler.spiders.decisia import DecisiaSpider
from crawler.spiders.judilibre import JudilibreSpider
from crawler.spiders.opc import OPCSpider
from crawler.steps import REMOVED, Found
from tests.crawler.crawl_runs import FakeFetch, walk
from tests.crawler.page_fetch import PageFetch
from tests.crawler.source_server import DATASETS
from tests.crawler.synthetic_decisions import a2aj_rows, judilibre_rows
from tests.crawler.test_canlii import KeyedFetch
from tests.crawler.wire_a2aj import A2AJWire
from tests.crawler.wire_canlii import CanliiWire, canlii_rows
from tests.crawler.wire_decisia import DecisiaWire, items
from tests.crawler.wire_judilibre import JudilibreWire
from tests.crawler.wire_opc import OpcWire

HOSTS = {urlsplit(row.address).hostname or "": row.code for row in load_decisia_hosts().rows}


def _a2aj(where: dict[str, Any]) -> tuple[SourceSpider, Any]:
    fetch = FakeFetch(A2AJWire(a2aj_rows(8, crowded=0), extra_datasets=DATASETS))
    spider = A2AJSpider(**where)
    spider.fetch = fetch  # type: ignore[method-assign,assignment]
    return spider, fetch


def _judilibre(where: dict[str, Any], strategy: str = "search") -> tuple[SourceSpider, Any]:
    fetch = FakeFetch(JudilibreWire(judilibre_rows()[:8]))
    spider = JudilibreSpider(strategy=strategy, **where)
    spider.fetch = fetch  # type: ignore[method-assign,assignment]
    return spider, fetch


def _scan(where: dict[str, Any]) -> tuple[SourceSpider, Any]:
    return _judilibre(where, "scan")


def _canlii(where: dict[str, Any]) -> tuple[SourceSpider, Any]:
    fetch = KeyedFetch(CanliiWire(canlii_rows()))
    spider = CanliiSpider(**where)
    spider.fetch = fetch  # type: ignore[method-assign]
    return spider, fetch


def _decisia(where: dict[str, Any]) -> tuple[SourceSpider, Any]:
    spider = DecisiaSpider(hosts="fc", **where)
    fetch = PageFetch(spider, DecisiaWire(fc=items("fc", 3)), HOSTS)
    spider.fetch_url = fetch  # type: ignore[method-assign]
    return spider, fetch


def _opc(where: dict[str, Any]) -> tuple[SourceSpider, Any]:
    spider = OPCSpider(**where)
    fetch = PageFetch(spider, OpcWire(), {"www.priv.gc.ca": ""})
    spider.fetch_url = fetch  # type: ignore[method-assign]
    return spider, fetch


@pytest.mark.parametrize("start", [_a2aj, _judilibre, _scan, _canlii, _decisia, _opc])
def test_a_decision_removed_by_hand_is_counted_and_not_fetched(
    tmp_path: Path, start: Callable[[dict[str, Any]], tuple[SourceSpider, Any]]
):
    url = f"sqlite:///{tmp_path}/corpus.db"
    where = {"data_dir": str(tmp_path), "corpus_url": url, "key": "k"}
    spider, fetch = start(where)
    spider.open_corpus()
    found = [step.document for step in walk(spider) if isinstance(step, Found)]
    asked = len(fetch.asked)
    gone = found[0]
    with Corpus.open(url) as corpus:
        corpus.put(gone)
        corpus.remove(gone.id, "asked by a party")
    again, second = start(where)
    again.open_corpus()
    left = [step.document.id for step in walk(again) if isinstance(step, Found)]
    assert left == [document.id for document in found[1:]]
    (skipped,) = [each for each in again.tally.summary().skipped if each.reason == REMOVED]
    assert skipped.count == 1
    assert skipped.ids[0] in {one.source_id for one in gone.provenances}
    if start is not _scan:  # there whole decisions come in batches, asked for or not
        assert len(second.asked) < asked
    with Corpus.open(url) as corpus:
        corpus.lift(gone.id, "the party changed its mind")
    third, _ = start(where)
    third.open_corpus()
    assert len([step for step in walk(third) if isinstance(step, Found)]) == len(found)


def test_a_decision_removed_when_it_had_come_from_elsewhere_is_known_by_its_citation(
    tmp_path: Path,
):
    url = f"sqlite:///{tmp_path}/corpus.db"
    where = {"data_dir": str(tmp_path), "corpus_url": url, "key": "k"}
    spider, _ = _decisia(where)
    spider.open_corpus()
    found = [step.document for step in walk(spider) if isinstance(step, Found)]
    with Corpus.open(url) as corpus:
        elsewhere = found[1]
        corpus.put(replace(elsewhere, aliases=()))
        corpus.remove(elsewhere.id, "asked")
    again, fetch = _decisia(where)
    again.open_corpus()
    assert len([step for step in walk(again) if isinstance(step, Found)]) == len(found) - 1
    assert not fetch.paths(f"item/{elsewhere.provenances[0].source_id.rpartition('-')[2]}/")
