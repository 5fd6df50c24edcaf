"""The owner's Pearltrees collection, from an export that the owner put at an address.

Pearltrees itself is never asked: its terms do not allow it, and its owner has an export. The
address (``JURISOCIAL_PEARLTREES_URL``) is that of the exported file, RDF or HTML; a file at hand
is imported with ``jurisocial import FILE.rdf``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from crawler.errors import SourceChanged
from crawler.importing import BadLine
from crawler.known_articles import KnownArticles
from crawler.pearltrees import import_pearls
from crawler.source_spider import SourceSpider
from crawler.steps import Found, Step

NO_EXPORT: Final = "no address of an export is set (JURISOCIAL_PEARLTREES_URL)"


class PearltreesSpider(SourceSpider):
    """Reads one exported file."""

    name = "pearltrees"

    async def walk(self) -> AsyncIterator[Step]:
        """Ask for the file if it changed, and give each of its links."""
        if self.base_url == self.source.base_url:
            self.tally.skip(NO_EXPORT, self.name)
            return
        page = await self.fetch("", conditional=True)
        if page.status == 304:
            return
        if page.status != 200:
            raise SourceChanged(self.name, page.url, f"export (HTTP {page.status})")
        known = KnownArticles.read(self.corpus)
        name = "export.html" if "html" in page.media_type else "export.rdf"
        rows = 0
        for one in import_pearls(page.body, name=name, imported_at=page.fetched_at, known=known):
            if isinstance(one, BadLine):
                self.tally.skip(f"{one.reason} {one.hint}".strip(), f"line {one.number}")
                continue
            rows += 1
            if not self.tally.see(one.provenances[0].source_id):
                continue
            if self.dry_run:
                self.count_unfetched(None)
            else:
                yield Found(one, ())
        yield self.query_done("export", rows)
        yield self.page_read(page)

    def request_headers(self) -> dict[str, str]:
        """Ask for the file whatever its type."""
        return {"Accept": "*/*"}
