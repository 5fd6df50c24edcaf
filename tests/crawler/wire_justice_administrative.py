"""The open data site of the administrative courts over synthetic decisions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from email.utils import formatdate

from tests.crawler.wire_pages import Reply, missing

COURTS = {
    "DCE": ("CE", "CE", "Section du Contentieux"),
    "DCA": ("CAA", "CAA75", "Cour administrative d'appel de Paris"),
    "DTA": ("TA", "TA06", "Tribunal Administratif de Nice"),
}
_HEADER = "Nom_du_fichier__xml;Num\xe9ro;Date_de_lecture;Date_de_reversement;Nom_du_fichier__zip"


def decision_xml(
    n: int, *, folder: str = "DTA", day: str = "2024-01-15", text: str = "", updated: str = ""
) -> tuple[str, bytes]:
    """Give the name and the bytes of a file."""
    prefix, code, court = COURTS[folder]
    number = {"CE": f"9990{n:02d}", "CAA": f"99PA{90000 + n}", "TA": f"99{90000 + n}"}[prefix]
    stamp = day.replace("-", "")
    name = f"{'OR' if prefix == 'CE' else 'D'}{prefix}_{number}_{stamp}.xml"
    ecli = f"<Numero_ECLI>ECLI:FR:CECHR:2099:{number}.{stamp}</Numero_ECLI>" * (prefix == "CE")
    text = text or (
        "<p>Vu la procédure suivante :</p>"
        f"<p>Une enseignante synthétique {n} a publié sur Facebook ; "
        "elle conteste sa révocation.</p>"
        "<p>Ont été entendus au cours de l'audience publique :</p>"
        f"<p>- le rapport de Mme ZZRAPPORTEUR{n}, première conseillère,</p>"
        f"<p>- et les conclusions de M. ZZCONCLUSIONS{n}, rapporteur public.</p>"
        "<p>Considérant ce qui suit :</p>"
        f"<p>1. Le mot unique de cette décision synthétique est zzadmin{prefix.lower()}{n}.</p>"
        "<p>D E C I D E :</p>"
        f"<p>Article 1er : La requête synthétique {n} est rejetée.</p>"
        "<p>Délibéré après l'audience du 8 janvier 2024, à laquelle siégeaient :</p>"
        f"<p>M. ZZPRESIDENT{n}, président,</p>"
    )
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
xsi:noNamespaceSchemaLocation="validation-document.xsd">
<Donnees_Techniques><Identification>{name}</Identification>
<Date_Mise_Jour>{updated or day}</Date_Mise_Jour></Donnees_Techniques>
<Dossier><Code_Juridiction>{code}</Code_Juridiction><Nom_Juridiction>{court}</Nom_Juridiction>
<Numero_Dossier>{number}</Numero_Dossier><Date_Lecture>{day}</Date_Lecture>{ecli}
<Avocat_Requerant>ZZAVOCAT</Avocat_Requerant><Type_Decision>Décision</Type_Decision>
<Type_Recours>Excès de pouvoir</Type_Recours><Code_Publication>C</Code_Publication>
<Solution>Rejet</Solution></Dossier>
<Audience><Formation_Jugement>2ème chambre</Formation_Jugement></Audience>
<Decision><Texte_Integral>{text}</Texte_Integral></Decision>
</Document>"""
    return name, b"\xef\xbb\xbf" + body.encode()


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files, the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), body)
    return packed.getvalue()


class AdministrativeWire:
    """Answers listings, lists of arrivals and zips."""

    def __init__(self) -> None:
        self.zips: dict[str, dict[str, bytes]] = {folder: {} for folder in COURTS}
        self.changed: dict[str, int] = {}
        self.arrivals: dict[str, list[tuple[str, str, str]]] = {folder: [] for folder in COURTS}
        for folder in COURTS:
            self.put(folder, "202401", [decision_xml(n, folder=folder) for n in range(1, 9)])
        late = [decision_xml(n, day="2024-02-12") for n in range(21, 25)]
        self.put("DTA", "202402", late)

    def put(
        self,
        folder: str,
        month: str,
        files: list[tuple[str, bytes]],
        *,
        when: str = "01-03-2024 06:09:04:60",
    ) -> None:
        """Publish the zip of a month; ``when`` is the arrival of its files."""
        name = f"{COURTS[folder][0]}_{month}.zip"
        self.zips[folder][name] = zipped(files)
        self.changed[name] = self.changed.get(name, 1_700_000_000) + 60
        kept = [row for row in self.arrivals[folder] if row[2] != name]
        self.arrivals[folder] = [*kept, *((each, when, name) for each, _ in files)]

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        folder, _, rest = path.strip("/").partition("/")
        if folder not in COURTS:
            return missing()
        if not rest:
            return 200, self._listing(folder), {"Content-Type": "text/html; charset=utf-8"}
        name = rest.rpartition("/")[2]
        if name.endswith("_documents_reverses.csv"):
            return self._dated(self._table(folder), sum(self.changed.values()), headers)
        body = self.zips[folder].get(name)
        if body is None or rest != f"{name[-10:-6]}/{name[-6:-4]}/{name}":
            return missing()
        return self._dated(body, self.changed[name], headers)

    def _dated(self, body: bytes, moment: int, headers: Mapping[str, str]) -> Reply:
        when = formatdate(moment % 2_000_000_000, usegmt=True)
        asked = {name.lower(): value for name, value in headers.items()}
        if asked.get("if-modified-since") == when:
            return 304, b"", {"Last-Modified": when}
        kind = "application/zip" if body.startswith(b"PK") else "text/csv"
        return 200, body, {"Last-Modified": when, "Content-Type": kind}

    def _listing(self, folder: str) -> bytes:
        links = "".join(
            f'<li><a href="{name[-10:-6]}/{name[-6:-4]}/{name}">{name}</a></li>'
            for name in sorted(self.zips[folder])
        )
        return b"\xef\xbb\xbf" + f"<html><body><ul>{links}</ul>synthétique</body></html>".encode()

    def _table(self, folder: str) -> bytes:
        rows = [
            f"{xml};{xml};15/01/2024;{when};{name}" for xml, when, name in self.arrivals[folder]
        ]
        return "\r\n".join([_HEADER, *rows, ""]).encode("cp1252")
