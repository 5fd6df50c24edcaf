"""A loopback server that stands in for the sources, and misbehaves on demand.

By hand: ``python -m tests.crawler.source_server --port 8099``, then
``JURISOCIAL_A2AJ_URL=http://127.0.0.1:8099/a2aj jurisocial crawl a2aj``, and for Judilibre
``.../judilibre`` with ``JURISOCIAL_JUDILIBRE_KEY=synthetic-key``. Its decisions are synthetic:
keep them in a data folder of their own.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.crawler.synthetic_decisions import a2aj_rows, judilibre_rows
from tests.crawler.wire_a2aj import A2AJWire
from tests.crawler.wire_articles import ArticlesWire
from tests.crawler.wire_canlii import CanliiWire, canlii_rows
from tests.crawler.wire_decisia import DecisiaWire
from tests.crawler.wire_dila import DilaWire
from tests.crawler.wire_judilibre import JudilibreWire
from tests.crawler.wire_justice_administrative import AdministrativeWire
from tests.crawler.wire_opc import OpcWire
from tests.crawler.wire_pages import PageWire
from tests.crawler.wire_pearltrees import PearltreesWire

KEY = "synthetic-key"
DATASETS = (
    "SCC", "FCA", "FC", "CHRT", "CIRB", "FPSLREB", "OHSTC", "PSDPT", "SST", "OIC", "CMAC",
    "BCCA", "BCSC", "ONCA", "NSCA", "NSSC", "NSSM", "YKCA", "RAD",
)  # fmt: skip


@dataclass
class Fault:
    """What goes wrong with requests that ``touches`` accepts, so many times."""

    kind: str
    """``429``, ``500``, ``423``..., ``truncated``, ``cut`` (half of what was announced),
    ``slow``, ``hangup``."""
    touches: Callable[[str], bool]
    times: int = 1
    retry_after: str | None = None
    location: str | None = None
    """Where a redirect leads."""


class SourceServer:
    """Both sources on one port; a context manager."""

    def __init__(self, *, port: int = 0) -> None:
        self.a2aj = A2AJWire(a2aj_rows(), extra_datasets=DATASETS)
        self.judilibre = JudilibreWire(judilibre_rows())
        self.canlii = CanliiWire(canlii_rows())
        self.sites: dict[str, PageWire] = {
            "decisia": DecisiaWire(),
            "opc": OpcWire(),
            "articles": ArticlesWire(),
            "pearltrees": PearltreesWire(),
            "dila": DilaWire(),
            "justice_administrative": AdministrativeWire(),
        }
        self.robots: str | None = None
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.agents: set[str] = set()
        self.delay = 0.0
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"site": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> SourceServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def url(self, source: str) -> str:
        """Give the base address of a source."""
        return f"http://127.0.0.1:{self._http.server_port}/{source}"

    def fail(self, kind: str, part: str, *, times: int = 1, **more: str) -> None:
        """Misbehave on the next requests whose address contains ``part``."""
        self.faults.append(Fault(kind, lambda url: part in url, times, **more))

    def asked(self, part: str) -> list[str]:
        """Give the requests so far whose address contains ``part``."""
        return [url for url in self.requests if part in url]

    def fault_for(self, url: str) -> Fault | None:
        """Take one use of the first fault that touches an address."""
        with self._lock:
            self.requests.append(url)
            for fault in self.faults:
                if fault.times > 0 and fault.touches(url):
                    fault.times -= 1
                    return fault
        return None


class _Handler(BaseHTTPRequestHandler):
    site: SourceServer
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: else each answer waits 40 ms for an ACK

    def do_GET(self) -> None:
        site, parts = self.site, urlsplit(self.path)
        site.agents.add(self.headers.get("User-Agent", ""))
        fault = site.fault_for(self.path)
        time.sleep(site.delay)
        if fault and fault.kind == "hangup":
            self.close_connection = True
            return
        if fault and fault.kind == "slow":
            time.sleep(1.0)
        elif fault and fault.kind.isdigit():
            extra = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            extra |= {"Location": fault.location} if fault.location else {}
            self._send(int(fault.kind), b'{"error": "synthetic fault"}', extra)
            return
        if parts.path == "/robots.txt":
            body = (site.robots or "Not found").encode()
            self._send(200 if site.robots else 404, body, {}, "text/plain")
            return
        status, answer, extra = self._answer(parts.path, parts.query)
        is_page = isinstance(answer, bytes)
        body = answer if is_page else json.dumps(answer, ensure_ascii=False).encode()
        if fault and fault.kind == "truncated":
            body = body[: len(body) // 2]
        self._send(status, body, extra, cut=bool(fault and fault.kind == "cut"))

    def _answer(self, path: str, query: str) -> tuple[int, Any, dict[str, str]]:
        source, rest = [*path.split("/", 2), "", ""][1:3]
        pairs = parse_qsl(query, keep_blank_values=True)
        if source == "a2aj":
            return *self.site.a2aj.answer(f"/{rest}", pairs), {}
        if source == "judilibre":
            if self.headers.get("KeyId") != KEY:
                challenge = 'Bearer realm="DefaultRealm",error="invalid_request"'
                return 400, {"error": "invalid_request"}, {"WWW-Authenticate": challenge}
            return *self.site.judilibre.answer(f"/{rest}", pairs), {}
        if source == "canlii":
            return *self.site.canlii.answer(f"/{rest}", pairs), {}
        if source in self.site.sites:
            return self.site.sites[source].answer(f"/{rest}", pairs, dict(self.headers))
        return 404, {}, {}

    def _send(
        self,
        status: int,
        body: bytes,
        extra: dict[str, str],
        kind: str = "application/json",
        *,
        cut: bool = False,
    ) -> None:
        self.send_response(status)
        kind = extra.get("Content-Type") or f"{kind}; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in extra.items():
            if name != "Content-Type":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=0)
    with SourceServer(port=parser.parse_args().port) as server:
        for source in ("a2aj", "judilibre", *server.sites):
            print(server.url(source), flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
