"""Downloads into a file, for archives of up to tens of gigabytes.

Scrapy keeps every body in memory, even where its signals show it piece by piece, so an archive
of 8 GB cannot go that road. This handler sits where Scrapy's own sits: robots.txt, delays,
budgets, denied hosts, redirects, retries and the user agent hold for a file as for a page. Only
the last step differs, where httpx writes the body to disk as it comes. What came before a
connection broke, or before a crash, is asked for no second time where the server can give the
rest (RFC 9110, 14: ``Range`` with ``If-Range``).
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import httpx
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response

from crawler.checkpoints import write_atomically
from crawler.errors import DiskFull
from crawler.keyed_requests import KeyedDownloadHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_REFUSAL_BYTES: Final = 1 << 16
"""How much of the page that comes instead of a file is kept."""
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_OURS: Final = frozenset(("accept-encoding", "range", "if-range", "host", "connection"))
_CONDITIONAL: Final = frozenset(("if-none-match", "if-modified-since"))


class Download:
    """A file on its way: the part that is there, and what the server said of the whole."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = target.with_name(f"{target.name}.part")
        self._notes = target.with_name(f"{target.name}.json")

    @property
    def kept(self) -> int:
        """Bytes of the unfinished part."""
        return self.part.stat().st_size if self.part.exists() else 0

    @property
    def said(self) -> dict[str, str]:
        """What the server said of the file: ``etag``, ``last-modified``, ``length``."""
        try:
            stored = json.loads(self._notes.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(k): str(v) for k, v in stored.items()} if isinstance(stored, dict) else {}

    def conditions(self) -> dict[str, str]:
        """Give the headers that ask for what is missing only."""
        said = self.said
        if self.target.exists():
            names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
            return {header: said[name] for name, header in names.items() if said.get(name)}
        strong = said.get("etag", "W/")
        validator = said.get("last-modified") if strong.startswith("W/") else strong
        if not self.kept or not validator:
            return {}
        return {"Range": f"bytes={self.kept}-", "If-Range": validator}

    def begin(self, headers: Mapping[str, str], *, total: int | None) -> None:
        """Note what the server says of the file before its bytes come."""
        said = {name: headers[name] for name in ("etag", "last-modified") if name in headers}
        if total is not None:
            said["length"] = str(total)
        write_atomically(self._notes, json.dumps(said, sort_keys=True))

    def finish(self) -> None:
        """Give the finished part its name."""
        self.part.replace(self.target)

    def forget(self) -> None:
        """Remove the file, its part and what was said of it."""
        for path in (self.target, self.part, self._notes):
            path.unlink(missing_ok=True)


class FileDownloadHandler(BaseDownloadHandler):
    """The handler of pages, but for requests whose ``meta`` names a file under ``to_file``.

    The response of such a request has no body; its status is 200 when the file is complete,
    whether it came now or was there and the source says it has not changed.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pages = KeyedDownloadHandler.from_crawler(crawler)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._largest = crawler.settings.getint("FILE_DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        """Fetch a page, or a file."""
        target = request.meta.get("to_file")
        if target is None:
            return await self._pages.download_request(request)
        try:
            return await self._fetch(request, Download(Path(target)))
        except httpx.TimeoutException as failure:
            raise DownloadTimeoutError(type(failure).__name__) from failure
        except httpx.HTTPError as failure:
            raise DownloadFailedError(type(failure).__name__) from failure
        except OSError as failure:
            if failure.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(str(Path(target).parent)) from failure
            raise

    async def close(self) -> None:
        """Close the connections of pages; those of files are closed with each."""
        await self._pages.close()

    async def _fetch(self, request: Request, download: Download) -> Response:
        download.target.parent.mkdir(parents=True, exist_ok=True)
        conditions = download.conditions()
        left_out = _OURS | (_CONDITIONAL if download.kept or download.target.exists() else set())
        headers = {
            name: b",".join(values).decode("latin-1")
            for name, values in _by_name(request).items()
            if name not in left_out
        }
        headers |= {"accept-encoding": "identity", **conditions}
        client = httpx.AsyncClient(
            timeout=self._timeout, proxy=request.meta.get("proxy"), trust_env=False
        )
        async with client, client.stream("GET", request.url, headers=headers) as answer:
            return await self._take(request, answer, download)

    async def _take(self, request: Request, answer: httpx.Response, download: Download) -> Response:
        said = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        if answer.status_code == 304 and download.target.exists():
            return Response(request.url, headers={**said, **download.said}, request=request)
        if answer.status_code == 416:
            download.forget()
            raise DownloadFailedError("the part kept does not fit the file any more")
        if answer.status_code not in (200, 206):
            body = await _beginning(answer)
            return Response(request.url, answer.status_code, said, body, request=request)
        start, total = _place(answer, download)
        if total is not None and total > self._largest:
            raise DownloadCancelledError(f"{total} bytes are more than a file may have")
        if start == 0:
            download.begin(said, total=total)
        with download.part.open("ab" if start else "wb") as file:
            await self._write(answer, file, total=total)
        download.finish()
        return Response(request.url, headers=said, request=request)

    async def _write(self, answer: httpx.Response, file: BinaryIO, *, total: int | None) -> None:
        async for chunk in answer.aiter_raw():
            file.write(chunk)
            if not self.crawler.crawling or file.tell() > self._largest:
                raise DownloadCancelledError("stopped, or larger than a file may be")
        if total is not None and file.tell() != total:
            raise DownloadFailedError(f"{file.tell()} of {total} bytes came")


def _by_name(request: Request) -> dict[str, list[Any]]:
    return {name.decode("latin-1").lower(): values for name, values in request.headers.items()}


def _place(answer: httpx.Response, download: Download) -> tuple[int, int | None]:
    """Where the bytes begin in the file, and how long the file is in all, where that is said."""
    if answer.status_code == 200:
        length = answer.headers.get("content-length", "")
        return 0, int(length) if length.isdigit() else None
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if found is None or int(found[1]) != download.kept or found[3] == "*":
        download.forget()
        raise DownloadFailedError("the server sent another part than was asked for")
    return int(found[1]), int(found[3])


async def _beginning(answer: httpx.Response) -> bytes:
    body = b""
    async for chunk in answer.aiter_raw(_REFUSAL_BYTES):
        body += chunk
        if len(body) >= _REFUSAL_BYTES:
            break
    return body[:_REFUSAL_BYTES]
