"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import inspect
import re
import statistics
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("crawler", "indexer", "search_api", "ui")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}

LONG_MODULES: dict[str, str] = {}
"""Modules allowed over 400 lines, with the reason."""

BANNED_NAMES = {"utils", "helpers", "common", "manager", "handler", "service", "data", "info"}
FRAMEWORK_HOOKS = {"process_item", "process_request", "process_response", "process_exception"}
"""Names that Scrapy calls its pipelines and middlewares by."""
ENVIRONMENT_READERS = ("ui/cli/", "crawler/settings.py")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|simplified|placeholder|for now")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (_name(path), node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_modules_stay_small_enough_to_read_at_one_sitting():
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    long = {name: count for name, count in lengths.items() if count > 400}
    assert set(long) <= set(LONG_MODULES), long
    assert set(LONG_MODULES) <= set(long), "an exception that is no longer needed"
    assert statistics.median(lengths.values()) <= 250


def test_functions_are_short():
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for _, node in _functions())
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_package_files_hold_one_sentence():
    for path in MODULES:
        if path.name != "__init__.py" or _name(path) in (
            "indexer/engine/__init__.py",
            "ui/cli/__init__.py",
        ):
            continue
        body = TREES[path].body
        assert len(body) == 1, _name(path)
        assert isinstance(body[0], ast.Expr), _name(path)


def test_no_module_has_a_name_that_says_nothing():
    assert not [path for path in MODULES if path.stem in BANNED_NAMES]
    assert not [
        (name, node.name)
        for name, node in _functions()
        if node.name in BANNED_NAMES
        or (node.name.startswith(("process_", "do_")) and node.name not in FRAMEWORK_HOOKS)
    ]


def test_only_the_edges_read_the_environment():
    readers = [
        _name(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]
    assert not [name for name in readers if not name.startswith(ENVIRONMENT_READERS)]


def test_nothing_is_unfinished():
    assert not [
        (_name(path), number)
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def test_the_product_imports_neither_tests_nor_fixtures():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] in ("tests", "fixtures")], path


def _raises_on(handler: ast.ExceptHandler) -> bool:
    """A handler that only cleans up and lets the error go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_every_catch_all_stands_at_an_outermost_frame():
    caught = [
        _name(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and not _raises_on(node)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    ]
    assert set(caught) <= {"ui/cli/__init__.py", "search_api/app.py", "ui/app.py"}


@pytest.mark.parametrize("module", ["crawler.errors", "indexer.errors", "search_api.errors"])
def test_the_drawn_error_tree_is_the_real_one(module: str):
    loaded = import_module(module)
    own = {
        name
        for name, value in vars(loaded).items()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == module
    }
    drawn = set(re.findall(r"[A-Z]\w+", (loaded.__doc__ or "").partition("::")[2]))
    assert own <= drawn, own - drawn


def test_the_version_is_the_top_entry_of_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    top = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert top is not None
    assert top.group(1) == version


def test_locks_name_no_package_index_and_hash_everything():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^--(index|extra-index|find-links)", text, re.MULTILINE)
        blocks = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        assert blocks
        assert all("--hash=sha256:" in block for block in blocks)
