"""The wheel works where nothing else of the project is: no checkout, no Node, no network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; its dependencies are those that the tests run with."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, with_pip=True)
    site = Path(next(home.glob("lib/python*/site-packages")))
    # A plain path line adds the dependencies but, unlike a site folder, does not run the
    # editable install's own .pth: the checkout stays out of reach.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    subprocess.run(
        [home / "bin/python", "-m", "pip", "install", "--no-index", "--no-deps",
         "--force-reinstall", "--quiet", str(wheel)],
        cwd=home, check=True, capture_output=True,
    )  # fmt: skip
    return home


def _bare_environment(home: Path) -> dict[str, str]:
    nowhere = "http://127.0.0.1:9"
    kept = {"LANG": "C.UTF-8", "HOME": str(home), "PATH": str(home / "bin")}
    return (
        kept
        | dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), nowhere)
        | {"no_proxy": "127.0.0.1"}
    )


def test_templates_vocabularies_and_the_starter_collection_are_in_the_wheel(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "crawler/courts.toml",
        "crawler/starter/references.jsonl",
        "crawler/starter/articles.jsonl",
        "crawler/topics/social-media-at-work.toml",
        "indexer/vocabularies/issue.toml",
        "search_api/grammar.lark",
        "ui/templates/base.html",
        "ui/static/app.css",
        "crawler/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests/", "fixtures/"))]


def test_the_packages_come_from_the_wheel(environment: Path, tmp_path: Path):
    done = subprocess.run(
        [environment / "bin/python", "-c", "import ui.cli; print(ui.cli.__file__)"],
        cwd=tmp_path, env=_bare_environment(environment), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert Path(done.stdout.strip()).is_relative_to(environment)


def test_the_demo_runs_and_serves_with_nothing_but_the_wheel(environment: Path, tmp_path: Path):
    port = _free_port()
    process = subprocess.Popen(
        [environment / "bin/jurisocial", "demo", "--port", str(port)],
        cwd=tmp_path, env=_bare_environment(environment),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        page = _wait_for(f"http://127.0.0.1:{port}/en/")
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=20)
    assert "16-11.690" in output
    assert "106 decisions" in page
    assert sorted(os.listdir(tmp_path)) == ["jurisocial-data"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> str:
    for _ in range(150):
        try:
            answer = httpx.get(address, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        answer.raise_for_status()
        return answer.text
    raise AssertionError(f"nothing answered at {address}")
