"""Decisia sites over synthetic decisions: lists of 25, unclosed cells, feeds, and the CAPTCHA."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawler.decisia_hosts import load_decisia_hosts
from tests.crawler.wire_pages import Reply, missing, page, validated

ROWS = 25
CAPTCHAS: dict[str, tuple[int, str]] = {
    "403 that names Norma": (403, "<html>Access to Lexum's Norma technology is limited.</html>"),
    "403 with a captcha test": (403, "<html><body>Please take the captcha test.</body></html>"),
    "frame of robocop": (
        200,
        '<html><iframe src="/robocop/captcha/en/query.do?token=synthetic"></iframe></html>',
    ),
    "form": (
        200,
        '<html><form id="captchaForm" action="/robocop/captcha/eval.do"></form></html>',
    ),
    "200 in plain words": (
        200,
        "<html><title>Decisia</title><p>Validation: fill in the captcha.</p></html>",
    ),
    "200 in French": (
        200,
        "<html lang='fr'><h1>Validation requise</h1><p>Captcha de Decisia</p></html>",
    ),
}
CODES = {"fpslreb": ("FPSLREB", "CRTESPF"), "fc": ("FC", "CF"), "cirb": ("CIRB", "CCRI")}
PATHS = {
    "fpslreb": ("fpslreb-crtespf", "d"),
    "fc": ("fc-cf", "decisions"),
    "cirb": ("cirb-ccri", "zz-synthetic"),
}


@dataclass(frozen=True)
class Item:
    """A synthetic decision of a site."""

    number: int
    day: date
    code: str
    words: str = "facebook employer facebook employeur"
    pdf: bool = False
    languages: tuple[str, ...] = ("en", "fr")
    extra: str = ""
    changed: str = ""
    """In the feed, when set."""

    def citation(self, language: str) -> str:
        english, french = CODES[self.code]
        return f"2099 {french if language == 'fr' else english} {self.number}"


def items(code: str, count: int, *, start: int = 9000) -> list[Item]:
    """Give decisions of one site, 40 days apart."""
    return [
        Item(start + n, date(2012, 1, 3) + timedelta(days=40 * n), code, pdf=n == 4)
        for n in range(count)
    ]


class DecisiaWire:
    """Answers below ``/<host code>``, as the hosts of the table do below their addresses."""

    def __init__(self, **sites: list[Item]) -> None:
        self.sites = sites or {
            "fpslreb": items("fpslreb", 31),
            "fc": items("fc", 6),
            "cirb": items("cirb", 3),
        }
        self.captcha: dict[str, str] = {}
        """Host code -> disguise in which it stands before every page of a decision."""
        self.forgets_total = False
        self.ignores_year = False

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        code, _, rest = path.lstrip("/").partition("/")
        given = dict(pairs)
        if code not in self.sites:
            return self._empty(code, rest, given)
        instance, collection = PATHS[code]
        if rest == f"{instance}/en/nav.do":
            return page(f'<a href="/{instance}/{collection}/en/nav_date.do">Synthetic</a>')
        if found := re.fullmatch(rf"{instance}/(en|fr)/d/s/index\.do", rest):
            return self._search(code, found[1], given)
        if found := re.fullmatch(rf"{instance}/{collection}/(en|fr)/nav_date\.do", rest):
            years = sorted({item.day.year for item in self.sites[code]})
            base = f"/{instance}/{collection}/{found[1]}"
            return page("".join(f'<a href="{base}/{y}/nav_date.do">{y}</a>' for y in years))
        if found := re.fullmatch(rf"{instance}/{collection}/(en|fr)/(\d+)/nav_date\.do", rest):
            wanted = [
                item
                for item in self.sites[code]
                if self.ignores_year or item.day.year == int(found[2])
            ]
            return self._list(code, found[1], wanted, given)
        if rest == f"{instance}/{collection}/en/json/rss.do" and code == "fpslreb":
            return validated(self._json_feed(code), headers)
        if rest == f"{instance}/{collection}/en/rss.do" and code == "fc":
            return validated(self._rss(code), headers)
        if found := re.fullmatch(rf"{instance}/{collection}/(en|fr)/item/(\d+)/index\.do", rest):
            return self._item(code, found[1], int(found[2]), given)
        return missing()

    def _empty(self, code: str, rest: str, given: dict[str, str]) -> Reply:
        """A site of the table without decisions."""
        host = {row.code: row for row in load_decisia_hosts().rows}.get(code)
        if host is not None and rest == "":
            return page(f'<a href="/{code}-zz/en/nav.do">Synthetic</a>')
        if host is not None and rest.endswith("/en/nav.do"):
            instance = rest.partition("/")[0]
            return page(f'<a href="/{instance}/zz-decisions/en/nav_date.do">Synthetic</a>')
        if host is not None and rest.endswith("/d/s/index.do"):
            return self._list(code, "en", [], given)
        return missing()

    def change(self, code: str, number: int, **facts: object) -> None:
        """Change a decision."""
        self.sites[code] = [
            replace(item, **facts) if item.number == number else item  # type: ignore[arg-type]
            for item in self.sites[code]
        ]

    def _search(self, code: str, language: str, given: dict[str, str]) -> Reply:
        words = given["cont"].lower().replace('"', "").split()
        found = [
            item
            for item in self.sites[code]
            if all(word in item.words.split() for word in words)
            and given["d1"] <= item.day.isoformat() <= given["d2"]
        ]
        return self._list(code, language, found, given)

    def _list(self, code: str, language: str, found: list[Item], given: dict[str, str]) -> Reply:
        if given.get("iframe") != "true":
            return page('<html><iframe id="decisia-iframe" src="x"></iframe></html>')
        number = int(given.get("page", "1"))
        newest = sorted(found, key=lambda item: item.day, reverse=True)
        shown = newest[(number - 1) * ROWS : number * ROWS]
        if number > 1 and not shown:
            return missing()
        total = "" if self.forgets_total else f"<h2>{len(found):,}&nbsp;result(s)</h2>"
        rows = "".join(_row(item, code, language) for item in shown)
        return page(
            f"<html><body>{total}<ul class='collectionItemList list-collapsed'>{rows}</ul></body>"
        )

    def _item(self, code: str, language: str, number: int, given: dict[str, str]) -> Reply:
        if code in self.captcha:
            status, body = CAPTCHAS[self.captcha[code]]
            return status, body.encode(), {"Content-Type": "text/html"}
        for item in self.sites[code]:
            if item.number == number and language in item.languages:
                return page(_decision(item, code, language))
        return missing()

    def _json_feed(self, code: str) -> Reply:
        instance, collection = PATHS[code]
        entries = [
            {
                "id": str(item.number),
                "title": "Synthetic",
                "url": f"https://x.invalid/{instance}/{collection}/en/item/{item.number}/index.do",
                "date_published": item.day.isoformat(),
                "content_text": f"Synthetic - Document updated on {item.changed}",
                "_neutral_citation": item.citation("en"),
            }
            for item in self.sites[code]
            if item.changed
        ]
        return page(json.dumps({"items": entries}), "application/json")

    def _rss(self, code: str) -> Reply:
        instance, collection = PATHS[code]
        entries = "".join(
            f"<item><title>Synthetic - {item.citation('en')} - {item.day}</title>"
            f"<link>https://x.invalid/{instance}/{collection}/en/item/{item.number}/index.do</link>"
            f"<description><![CDATA[Document updated on {item.changed}]]></description>"
            f"<decision:date>{item.day}</decision:date></item>"
            for item in self.sites[code]
            if item.changed
        )
        head = '<rss version="2.0" xmlns:decision="http://lexum.com/decision/"><channel>'
        return page(f"{head}{entries}</channel></rss>", "application/rss+xml")


def _row(item: Item, code: str, language: str) -> str:
    instance, collection = PATHS[code]
    path = f"/{instance}/{collection}/{language}/item/{item.number}/index.do"
    return f"""<li class="odd list-item-collapsed"><div class="metadata">
      <div class="info" lang="{language}"><h3>
      <span class="title"><a target="_parent" href="{path}">Synthetic Party {item.number}</a></span>
      - <span class="citation">{item.citation(language)}</span>
      - <span class="publicationDate">{item.day}</span></h3>
      <div class="subMetadata"><span>Synthetic collection</span></div></div></div></li>"""


def _decision(item: Item, code: str, language: str) -> str:
    instance, collection = PATHS[code]
    french = language == "fr"
    labels = (
        ("Date", "Référence neutre", "Numéro de dossier", "Décideur(s)")
        if french
        else ("Date", "Neutral citation", "File numbers", "Decision-maker(s)")
    )
    values = (str(item.day), item.citation(language), f"ZZ-{item.number}-99", "Zzmember, Synthetic")
    rows = "".join(
        f'<tr><td class="label">{label}</td><td class="metadata">{value}</tr>'
        for label, value in zip(labels, values, strict=True)
    )
    title = f"Partie Synthétique {item.number}" if french else f"Synthetic Party {item.number}"
    document = f"/{instance}/{collection}/{language}/{item.number}/1/document.do"
    body = (
        f'<div class="decisia-decision-pdf-only"><a href="{document}">PDF</a></div>'
        if item.pdf
        else f'<div class="documentcontent">{_text(item, french=french)}</div>'
    )
    return f"""<!DOCTYPE html><html lang="{language}"><head>
<title>{title} - Synthetic</title></head><body>
<div id="decisia-document-header"><div class="metadata"><h3 class="title">{title}</h3>
<table>{rows}</table></div></div><div id="document-content">{body}</div></body></html>"""


def _text(item: Item, *, french: bool) -> str:
    number, words = item.number, item.words
    sentences = (
        (
            f"Ce texte synthétique est fait pour un essai et ne vient pas d'une cour; {number}.",
            f"L'employée a publié des mots sur la page de son employeur: {words}.",
            f"Le mot unique est zzmot{number}{item.code}. {item.extra}",
        )
        if french
        else (
            f"This synthetic text was made up for a test and is not of a court; {number}.",
            f"The employee wrote words on the page of the employer: {words}.",
            f"The unique word is zzword{number}{item.code}. {item.extra}",
        )
    )
    return "".join(
        f'<p>[<a class="reflex-paragAnchor" name="par{n}">{n}</a>] {text}</p>'
        for n, text in enumerate(sentences, 1)
    )
