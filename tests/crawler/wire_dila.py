"""DILA's download site over synthetic archives: folders, archives in parts, validators."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from tests.crawler.synthetic_dila import (
    FULL,
    admin_xml,
    cnil_xml,
    judi_id,
    judi_xml,
    path_in_full,
    tar_gz,
)
from tests.crawler.wire_pages import Reply, missing, page

Members = list[tuple[str, bytes]]


def served(body: bytes, headers: Mapping[str, str], *, parts: bool = True) -> Reply:
    """Serve a file as Apache does: with validators, in parts, or as unchanged."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    said = {"ETag": tag, "Content-Type": "application/octet-stream"}
    asked = {name.lower(): value for name, value in headers.items()}
    if asked.get("if-none-match") == tag:
        return 304, b"", {"ETag": tag}
    if not parts:
        return 200, body, {"Content-Type": "application/octet-stream"}
    part = re.fullmatch(r"bytes=(\d+)-", asked.get("range", ""))
    if part and asked.get("if-range") in (tag, None):
        start = int(part[1])
        if start >= len(body):
            return 416, b"", {"Content-Range": f"bytes */{len(body)}"}
        place = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return 206, body[start:], {**said, "Content-Range": place}
    return 200, body, said


class DilaWire:
    """Answers folders and archives; a base's archives are bytes by name."""

    def __init__(self) -> None:
        self.bases: dict[str, dict[str, bytes]] = {}
        self.parts = True
        self.sent_parts = 0
        self.full("CASS", [(judi_id(n), judi_xml(n)) for n in range(1, 31)])
        inca = {n: judi_xml(n, published="non", numbers=[f"99-96{n}"]) for n in range(101, 107)}
        self.full("INCA", [(judi_id(n), body) for n, body in inca.items()])
        capp = {
            n: judi_xml(
                n, court="Cour d'appel de Nancy", numbers=[f"98/{n}"], ecli="", formation=""
            )
            for n in range(201, 205)
        }
        self.full("CAPP", [(judi_id(n), body) for n, body in capp.items()])
        paris = [(f"CETATEXT9999{n:08d}", admin_xml(n)) for n in range(1, 4)]
        council = ("CETATEXT999900000009", admin_xml(9, court="Conseil d'État"))
        self.full("JADE", [*paris, council])
        self.full("CNIL", [("CNILTEXT999900000001", cnil_xml(1))])
        self.delta("CASS", "20260105-210000", [(judi_id(31), judi_xml(31))])
        self.delta("CASS", "20260112-210000", [(judi_id(32), judi_xml(32))])

    def full(self, base: str, files: Members, *, stamp: str = FULL) -> None:
        """Publish a full archive: ids with their files."""
        name = f"Freemium_{base.lower()}_global_{stamp}.tar.gz"
        members = [(path_in_full(base, id_), body) for id_, body in files]
        self.bases.setdefault(base, {})[name] = tar_gz(members)

    def delta(
        self, base: str, stamp: str, files: Members, *, withdrawn: tuple[str, ...] = ()
    ) -> None:
        """Publish a delta, with a list of withdrawn texts where there are some."""
        members = []
        if withdrawn:
            paths = [path_in_full(base, id_).removesuffix(".xml") for id_ in withdrawn]
            body = "\n".join(paths).encode()
            members.append((f"{stamp}/liste_suppression_{base.lower()}.dat", body))
        members += [(f"{stamp}/{path_in_full(base, id_)}", body) for id_, body in files]
        self.bases.setdefault(base, {})[f"{base}_{stamp}.tar.gz"] = tar_gz(members)

    def answer(self, path: str, pairs: list[tuple[str, str]], headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        _, base, name = [*path.split("/", 2), "", ""][:3]
        if base not in self.bases:
            return missing()
        if not name:
            return page(self._folder(base))
        body = self.bases[base].get(name)
        if body is None:
            return missing()
        reply = served(body, headers, parts=self.parts)
        self.sent_parts += reply[0] == 206
        return reply

    def _folder(self, base: str) -> str:
        rows = "".join(
            f'<tr><td><a href="{name}">{name}</a></td><td>{len(body)}</td></tr>'
            for name, body in sorted(self.bases[base].items())
        )
        return (
            f"<html><head><title>Index of /OPENDATA/{base}</title></head><body><table>"
            f'<tr><td><a href="/OPENDATA/">Parent Directory</a></td></tr>{rows}'
            '<tr><td><a href="DTD_synthetic.pdf">DTD</a></td></tr></table></body></html>'
        )
