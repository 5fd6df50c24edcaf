from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

UI = Path(str(files("ui")))
FILES = tomllib.loads((UI / "vendor.toml").read_text("utf-8"))["file"]


@pytest.mark.parametrize("each", FILES, ids=lambda each: each["name"])
def test_a_file_of_others_is_the_very_file_that_was_published(each: dict[str, str]):
    body = (UI / each["path"]).read_bytes()
    assert hashlib.sha256(body).hexdigest() == each["sha256"]
    assert hashlib.sha512(body).hexdigest() == each["sha512"]
    kind, _, value = each["integrity"].partition("-")
    assert (kind, len(base64.b64decode(value))) == ("sha512", 64)
    assert each["version"] in Path(each["path"]).name
    assert (UI / each["licence_path"]).read_text("utf-8").strip()


def test_every_file_of_others_is_listed():
    held = {path.relative_to(UI).as_posix() for path in (UI / "static" / "vendor").iterdir()}
    assert held == {each[key] for each in FILES for key in ("path", "licence_path")}


def test_scripts_stay_small():
    own = [(UI / "static" / name).read_bytes() for name in ("app.js", "theme.js")]
    assert sum(len(gzip.compress(body, 9)) for body in own) < 8_000
    (htmx,) = (each for each in FILES if each["name"] == "htmx.org")
    assert len(gzip.compress((UI / htmx["path"]).read_bytes(), 9)) < 13_500


def test_our_script_neither_writes_html_nor_runs_text():
    script = (UI / "static" / "app.js").read_text("utf-8")
    assert not re.findall(
        r"innerHTML|outerHTML\b|insertAdjacentHTML|document\.write|eval\(", script
    )
