"""Scrapy's settings: polite by default. With ``ui/cli``, the only reader of the environment.

Variables: ``JURISOCIAL_DATA``, ``JURISOCIAL_CORPUS``, ``JURISOCIAL_CONTACT`` and, for each
source, ``JURISOCIAL_<SOURCE>_URL``, ``_BULK_URL``, ``_KEY``, ``_STRATEGY``, ``_DELAY`` (seconds)
and ``_BUDGET`` (requests a day). A delay or budget from the environment can make us more polite to
a host of the table, never less; on a loopback host, which has none, it is what holds.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crawler.sources import Host, Source

BOT_NAME = "jurisocial"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"


def user_agent(environment: Mapping[str, str] = os.environ) -> str:
    """Say who we are and, when ``JURISOCIAL_CONTACT`` is set, whom to write to."""
    try:
        number = version("jurisocial")
    except PackageNotFoundError:
        number = "dev"
    contact = " ".join(environment.get("JURISOCIAL_CONTACT", "").split())
    return f"jurisocial/{number} ({contact or 'research crawler; operator gave no contact'})"


def data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the data folder of a crawl started by Scrapy's own command."""
    return Path(environment.get("JURISOCIAL_DATA") or "jurisocial-data")


def corpus_url(environment: Mapping[str, str] = os.environ) -> str:
    """Give the corpus of a crawl started by Scrapy's own command."""
    path = data_dir(environment).absolute() / "corpus.db"
    return environment.get("JURISOCIAL_CORPUS") or f"sqlite:///{path}"


def source_url(source: Source, environment: Mapping[str, str] = os.environ) -> str:
    """Give the base address of a source, without a closing slash."""
    return (environment.get(source.url_variable) or source.base_url).rstrip("/")


def other_url(variable: str, address: str, environment: Mapping[str, str] = os.environ) -> str:
    """Give the address of one of a source's sites, or the one that a variable gives instead."""
    return (environment.get(variable) or address).rstrip("/")


def bulk_url(source: Source, environment: Mapping[str, str] = os.environ) -> str:
    """Give the address of a source's whole collection, without a closing slash."""
    given = environment.get(f"JURISOCIAL_{source.name.upper()}_BULK_URL")
    return (given or source.bulk_url or source_url(source, environment)).rstrip("/")


def source_strategy(source: Source, environment: Mapping[str, str] = os.environ) -> str:
    """Give the way in which a source is to be read; empty for the topic's or its usual one."""
    return environment.get(f"JURISOCIAL_{source.name.upper()}_STRATEGY", "").strip().lower()


def source_key(source: Source, environment: Mapping[str, str] = os.environ) -> str:
    """Give the key of a source; empty when none is set."""
    return environment.get(source.key_variable, "").strip()


def politeness(source: Source, url: str, environment: Mapping[str, str] = os.environ) -> Host:
    """Give how to treat the host of ``url``: the table's row, or more polite if so asked."""
    host = source.host(url)
    prefix = f"JURISOCIAL_{source.name.upper()}"
    delay = _number(environment.get(f"{prefix}_DELAY"))
    budget = _number(environment.get(f"{prefix}_BUDGET"))
    budgets = [limit for limit in (host.daily_budget, budget) if limit is not None]
    return Host(
        name=host.name,
        delay=max(host.delay, delay or 0.0),
        concurrency=host.concurrency,
        daily_budget=int(min(budgets)) if budgets else None,
    )


def _number(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


USER_AGENT = user_agent()
ROBOTSTXT_OBEY = True

# One request at a time for each host; each spider sets its own delay from the table of sources.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
RANDOMIZE_DOWNLOAD_DELAY = False
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0

# Items reach the corpus in the order in which the spider yields them: a checkpoint mark must
# never overtake the documents that it vouches for.
CONCURRENT_ITEMS = 1

RETRY_TIMES = 3
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
RETRY_AFTER_LIMIT = 120.0
"""Longest wait, in seconds, that a source may impose before we end the run instead (A2AJ asks
for an hour, and a process that sleeps for an hour looks dead)."""
RETRY_BACKOFF = 2.0
"""Seconds before the first retry where the source names none; doubled each time."""
DOWNLOAD_TIMEOUT = 60.0
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
FILE_DOWNLOAD_MAXSIZE = 64 * 1024 * 1024 * 1024
"""Largest archive, in bytes, that may be fetched to disk (JADE unpacked has 8 GB)."""
# Files to disk; pages go on to crawler.keyed_requests.KeyedDownloadHandler.
DOWNLOAD_HANDLERS = {
    "http": "crawler.file_download.FileDownloadHandler",
    "https": "crawler.file_download.FileDownloadHandler",
}

COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
# Scrapy 2.17 and later would open a port that runs code, and write job files into the home folder.
REMOTE_CONTROL_ENABLED = False
REFERRER_POLICY = "no-referrer"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.politeness.PatientRetryMiddleware": 550,
    "crawler.politeness.DenyMiddleware": 40,
    "crawler.politeness.BudgetMiddleware": 80,
}
ITEM_PIPELINES = {"crawler.store.CorpusPipeline": 300}
LOG_FORMATTER = "crawler.politeness.DiscreetLogFormatter"
LOG_LEVEL = "INFO"

CORPUS_BATCH = 20
"""Documents committed together."""
