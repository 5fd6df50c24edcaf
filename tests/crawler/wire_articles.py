"""Publishers' sites over synthetic articles: each host is the first part of the path."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from crawler.publishers import load_publishers
from tests.crawler.wire_pages import Reply, missing, validated

FILLER = (
    "Ce paragraphe synthétique est écrit pour les essais de ce projet et ne rapporte aucun fait. "
    "Il parle de Facebook, d'un employeur inventé et d'une salariée inventée, assez longuement "
    "pour dépasser de loin trois cents signes, afin que l'on voie ce qui en est gardé. "
)
SECRET = "Phrase synthétique du corps de la page qui ne doit jamais être gardée, soit zyxwv."
"""Stands in the middle of every article's page."""


class ArticlesWire:
    """Hosts with their files; a file is a body and headers, answered with validators."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], tuple[bytes, dict[str, str]]] = {}
        self.gone: dict[tuple[str, str], int] = {}
        self._fill()

    def put(self, host: str, path: str, body: str | bytes, kind: str, **headers: str) -> None:
        """Put a file in place."""
        raw = body.encode() if isinstance(body, str) else body
        self.files[host, path] = (raw, {"Content-Type": kind, **headers})

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request; the query belongs to the name of a file."""
        host = path.lstrip("/").partition("/")[0]
        name = "/" + path.removeprefix(f"/{host}").lstrip("/")
        if pairs:
            name += "?" + "&".join(f"{key}={value}" for key, value in pairs)
        if (host, name) in self.gone:
            return self.gone[host, name], b"<html><body>synthetic refusal</body></html>", {}
        found = self.files.get((host, name))
        if found is None:
            return missing()
        return validated((200, *found), headers)

    def _fill(self) -> None:
        """Every publisher has a list; five of them have articles."""
        for publisher in load_publishers().rows:
            parts = [urlsplit(url) for url in publisher.feeds]
            if not (parts or publisher.sitemaps or publisher.archives):
                parts = [urlsplit(publisher.home)._replace(path="/feed/")]
                home = urlsplit(publisher.home)
                self.put(home.netloc, home.path, "<html><p>synthetic</p></html>", "text/html")
            for each in parts:
                name = each.path + (f"?{each.query}" if each.query else "")
                self.put(each.netloc, name, rss([]), "application/rss+xml")
        self.put(
            "blogue.soquij.qc.ca",
            "/feed/",
            rss([
                ("https://blogue.soquij.qc.ca/2026/11/10/synth-facebook/",
                 "Congédiement et Facebook : synthèse",
                 "Extrait synthétique : un employeur, une salariée et Facebook."),
                ("https://blogue.soquij.qc.ca/2026/11/11/synth-vacances/",
                 "Les vacances annuelles", "Texte synthétique sur tout autre chose."),
            ]),
            "application/rss+xml; charset=utf-8",
        )  # fmt: skip
        self.put("blogue.soquij.qc.ca", "/decisions/feed/", rss([]), "application/rss+xml")
        self.put(
            "blogue.soquij.qc.ca",
            "/2026/11/10/synth-facebook/",
            article("Congédiement et Facebook : synthèse", author="Ana Synthétique"),
            "text/html; charset=utf-8",
        )
        self.put(
            "www.editions-tissot.fr",
            "/actualite/feeds/droit-du-travail/last_news.atom",
            atom([
                ("https://www.editions-tissot.fr/actualite/droit-du-travail/synth-linkedin",
                 "Salariés et LinkedIn : synthèse", "<p>Résumé <b>synthétique</b> : " + FILLER * 4),
            ]),
            "application/atom+xml",
        )  # fmt: skip
        self.put(
            "www.editions-tissot.fr",
            "/actualite/droit-du-travail/synth-linkedin",
            article("Salariés et LinkedIn : synthèse | Éditions Tissot", date="2026-10-02"),
            "text/html",
        )
        self.put("www.bdc.ca", "/fr/", HOME.format(link="/fr/flux.json"), "text/html")
        self.put(
            "www.bdc.ca",
            "/fr/flux.json",
            json_feed([("https://www.bdc.ca/fr/articles-outils/synth-conseils",
                        "Médias sociaux au travail : 9 conseils", "2017-05-04T09:00:00-04:00")]),
            "application/feed+json",
        )  # fmt: skip
        self.put(
            "www.bdc.ca",
            "/fr/articles-outils/synth-conseils",
            article("Médias sociaux au travail : 9 conseils | BDC", author="Bea Synthétique"),
            "text/html",
        )
        self.put(
            "code.travail.gouv.fr",
            "/sitemap.xml",
            sitemap([
                "https://code.travail.gouv.fr/contribution/synth-reseaux-sociaux-facebook-salarie",
                "https://code.travail.gouv.fr/contribution/synth-conges",
            ]),
            "application/xml",
        )  # fmt: skip
        self.put(
            "code.travail.gouv.fr",
            "/contribution/synth-reseaux-sociaux-facebook-salarie",
            article("Le salarié et les réseaux sociaux, synthèse"),
            "text/html",
        )
        for base in ("part", "pro"):
            self.put(
                "lecomarquage.service-public.gouv.fr",
                f"/vdd/3.4/{base}/zip/vosdroits-latest.zip",
                sheets(base),
                "application/zip",
            )


HOME = (
    '<html><head><title>Synthetic</title><link rel="alternate" type="application/feed+json" '
    'href="{link}"></head><body>synthetic</body></html>'
)


def rss(items: list[tuple[str, str, str]], *, content: str = "") -> str:
    """Give an RSS 2.0 file as WordPress writes it."""
    rows = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<dc:creator>Ana Synthétique</dc:creator>"
        f"<pubDate>Tue, 10 Nov 2026 23:30:00 -0500</pubDate><category>Synthétique</category>"
        f"<description>{escape(summary)}</description>"
        f"<content:encoded>{escape(content)}</content:encoded></item>"
        for url, title, summary in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Synthetic</title>'
        f"<link>https://blogue.soquij.qc.ca</link>{rows}</channel></rss>"
    )


def atom(items: list[tuple[str, str, str]]) -> str:
    """Give an Atom file whose contents are HTML."""
    rows = "".join(
        f'<entry><title>{escape(title)}</title><link href="{escape(url)}"/><id>{escape(url)}</id>'
        f"<updated>2026-10-02T10:00:00+02:00</updated>"
        f'<content type="html">{escape(text)}</content></entry>'
        for url, title, text in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Synthetic</title><id>urn:synthetic</id>{rows}</feed>"
    )


def json_feed(items: list[tuple[str, str, str]]) -> str:
    """Give a JSON Feed."""
    rows = [
        {"id": url, "url": url, "title": title, "date_published": day, "content_text": FILLER,
         "authors": [{"name": "Bea Synthétique"}]}
        for url, title, day in items
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": rows})


def sitemap(urls: list[str]) -> str:
    """Give a sitemap."""
    rows = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def article(
    title: str, *, author: str = "", date: str = "2026-11-10", head: str = "", body: str = ""
) -> str:
    """Give an article's page with a menu, a footer and JSON-LD."""
    data = {"@context": "https://schema.org", "@type": "Article", "headline": title,
            "datePublished": date}  # fmt: skip
    if author:
        data["author"] = {"@type": "Person", "name": author}  # type: ignore[assignment]
    return (
        f"<html lang=fr><head><meta charset=utf-8><title>{title}</title>{head}"
        f'<script type="application/ld+json">{json.dumps(data)}</script></head><body>'
        f"<nav><a href='/'>Accueil</a></nav><article><h1>{title}</h1><p>{FILLER}</p>"
        f"<p>{SECRET} {FILLER}</p><p>Le tribunal synthétique cite 2099 XXTEST 12 et le pourvoi "
        f'n° 99-99.901, et <a href="https://www.canlii.org/fr/qc/qccs/doc/2099/2099qccs99999/'
        f'2099qccs99999.html">une autre affaire inventée</a>.</p>{body}<p>{FILLER}</p></article>'
        f"<footer>Tous droits réservés, synthétique</footer></body></html>"
    )


def sheet(number: str, title: str, text: str, *, modified: str = "2026-09-01") -> str:
    """Give one sheet of service-public.gouv.fr."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{number}" '
        f'type="Question-réponse" spUrl="https://www.service-public.gouv.fr/particuliers/'
        f'vosdroits/{number}"><dc:title>{title}</dc:title><dc:creator>Synthetic</dc:creator>'
        f"<dc:subject>Travail - Formation</dc:subject><dc:description>{title}, texte synthétique"
        f"</dc:description><dc:date>modified {modified}</dc:date>"
        f'<Theme ID="N1"><Titre>Travail</Titre></Theme>'
        f"<Introduction><Texte><Paragraphe>{text}</Paragraphe></Texte></Introduction>"
        f"<ListeSituations><Situation><Titre>Cas synthétique</Titre><Texte><Paragraphe>{FILLER}"
        f"</Paragraphe></Texte></Situation></ListeSituations></Publication>"
    )


def sheets(base: str) -> bytes:
    """Give the zip: one sheet on the topic, one off it, a link, a file that is no sheet."""
    target = io.BytesIO()
    number = {"part": 9001, "pro": 9002}[base]
    members = {
        f"F{number}.xml": sheet(f"F{number}", f"Réseaux sociaux du salarié ({base})",
                                "Un salarié inventé écrit sur Facebook."),
        f"F{number + 10}.xml": sheet(f"F{number + 10}", "Chasse", "Permis synthétique.").replace(
            FILLER, "Rien."),
        f"R{number}.xml": '<ServiceEnLigne ID="R1" type="x"/>',
        "arborescence.xml": "<x/>",
    }  # fmt: skip
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    return target.getvalue()
