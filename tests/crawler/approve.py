"""Writes what the parsers now make of every fixture page: ``python -m tests.crawler.approve``.

Run by a person who then reads the difference; no test ever calls it.
"""

from __future__ import annotations

import json

from tests.crawler.fixture_pages import page_fixtures


def main() -> None:
    for fixture in page_fixtures():
        name, content = fixture.outcome()
        for other in {"decision.json", "error.json"} - {name}:
            (fixture.folder / other).unlink(missing_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = fixture.folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {fixture.name}/{name}")


if __name__ == "__main__":
    main()
