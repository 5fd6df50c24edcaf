"""The site of the Privacy Commissioner over synthetic findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.crawler.wire_pages import Reply, missing, page, validated

EN = "/en/opc-actions-and-decisions/investigations"
FR = "/fr/mesures-et-decisions-prises-par-le-commissariat/enquetes"
FOLDERS = {
    "investigations-into-businesses": "enquetes-visant-les-entreprises",
    "investigations-into-federal-institutions": "enquetes-visant-les-institutions-federales",
}
SHOWN = 10


@dataclass
class Finding:
    """A synthetic finding."""

    folder: str
    number: int
    modified: str = "2025-03-01"
    extra: str = ""
    twin: bool = True

    @property
    def slug(self) -> str:
        return f"2025-26/pipeda-2099-{self.number:03d}"

    @property
    def paths(self) -> tuple[str, str]:
        return (
            f"{EN}/{self.folder}/{self.slug}/",
            f"{FR}/{FOLDERS[self.folder]}/2025-26/lprpde-2099-{self.number:03d}/",
        )


class OpcWire:
    """Answers lists and findings, with an ETag."""

    def __init__(self) -> None:
        businesses, institutions = FOLDERS
        self.findings = [Finding(businesses, n) for n in range(1, 14)]
        self.findings += [Finding(institutions, n) for n in range(101, 104)]

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        for folder in FOLDERS:
            if path == f"{EN}/{folder}/":
                return page(self._list(folder, int(dict(pairs).get("Page", "1"))))
        for finding in self.findings:
            for language, own in zip(("en", "fr"), finding.paths, strict=True):
                if path == own:
                    return validated(page(finding_page(finding, language)), headers)
        return missing()

    def _list(self, folder: str, number: int) -> str:
        found = [each for each in self.findings if each.folder == folder]
        shown = found[(number - 1) * SHOWN : number * SHOWN]
        first = (number - 1) * SHOWN + 1
        links = "".join(f'<li><a href="{each.paths[0]}">Synthetic</a></li>' for each in shown)
        return (
            "<html lang='en'><main><h1>Investigations</h1><p>Showing items "
            f"{first} through {first + len(shown) - 1} of {len(found)}</p><ul>{links}</ul></main>"
        )


def finding_page(finding: Finding, language: str) -> str:
    """Give the page of a finding."""
    english, french = finding.paths
    other = french if language == "en" else english
    other_language = "fr" if language == "en" else "en"
    link = (
        f'<section id="wb-lng"><a lang="{other_language}" href="{other}">Other</a></section>'
        if finding.twin
        else ""
    )
    number = f"2099-{finding.number:03d}"
    title, text = (
        (
            f"Synthetic investigation into Invented Shop {finding.number}",
            f"The employer of this synthetic test watched the social media of the staff; {number}.",
        )
        if language == "en"
        else (
            f"Enquête synthétique sur la Boutique inventée {finding.number}",
            f"L'employeur de cet essai a surveillé les médias sociaux du personnel; {number}.",
        )
    )
    return f"""<!DOCTYPE html><html lang="{language}"><head><title>{title}</title>
<meta name="dcterms.issued" title="W3CDTF" content="2025-02-03"/>
<meta name="dcterms.modified" title="W3CDTF" content="{finding.modified}"/></head>
<body>{link}<main property="mainContentOfPage"><h1 id="wb-cont">{title}</h1>
<p>PIPEDA Findings # {number}</p><p>{text}</p><p>{finding.extra}</p>
<div class="pagedetails"><dl id="wb-dtmd"><dt>Date modified:</dt></dl></div></main></body></html>"""
