"""Pictures of every page and state: ``python -m tests.browser.screenshots [NAME...]``.

They go to ``screenshots/``, which git ignores.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.serving import compose, served
from tests.browser.starting import starter_api

OUT = Path(__file__).resolve().parent.parent.parent / "screenshots"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--disable-sync")  # fmt: skip
PAGES = {
    "home": "/{lang}/",
    "results": "/{lang}/search?q=private+Facebook+group+insult+manager",
    "filtered": "/{lang}/search?q=facebook&sanction=dismissal&jurisdiction=FR",
    "nothing": "/{lang}/search?q=unicorn+zebra&sanction=dismissal&jurisdiction=CA-QC",
    "fault": "/{lang}/search?q=%22private+group",
    "jump": "/{lang}/search?q=2018+QCCS+4374",
    "decision": "/{lang}/decision/ca-qccs-2018-4374?q=reviews",
    "france": "/{lang}/decision/fr-cass-soc-2018-09-12-16-11690",
    "article": "/{lang}/article/art-x-un-ex-employe-peut-il-ecrire-tout-ce-qu-il-desire-sur-le-web"
    "-meme-si-c-est-faux",
    "help": "/{lang}/help",
    "quality": "/{lang}/help/quality",
    "report": "/{lang}/decision/ca-qccs-2018-4374/report?tag=wrong:defamation",
    "coverage": "/{lang}/coverage",
    "about": "/{lang}/about",
    "firing": "/{lang}/firing",
    "compare": "/{lang}/compare?d=ca-qccs-2018-4374&d=fr-cass-soc-2018-09-12-16-11690",
    "compare-none": "/{lang}/compare",
    "issues": "/{lang}/issue",
    "issue": "/{lang}/issue/privacy_expectation",
    "firing-years": "/{lang}/firing?view=year&jurisdiction=FR",
    "table": "/{lang}/search?q=facebook&issue=defamation&view=table",
    "bound": "/{lang}/search?q=facebook&issue=defamation&issue=duty_of_loyalty"
    "&jurisdiction=CA-QC&binding=1&from=2018&to=2011",
    "mistyped": "/{lang}/search?q=facebok+insutl",
    "export": "/{lang}/export?q=facebook&sanction=dismissal",
    "list": "/{lang}/list?d=ca-qccs-2018-4374&d=fr-cass-soc-2018-09-12-16-11690&d=nothing",
    "list-empty": "/{lang}/list",
    "api": "/{lang}/api",
    "corrections": "/{lang}/corrections",
    "privacy": "/{lang}/privacy",
    "missing": "/{lang}/decision/nothing-here",
}


def main(wanted: list[str]) -> None:
    """Take the pictures whose name begins with one of the words given, or all."""
    OUT.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with starter_api() as api, served(compose(api)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for scheme in ("light", "dark"):
            for width, height in ((360, 740), (1280, 900)):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                for lang in ("en", "fr"):
                    for name, path in PAGES.items():
                        title = f"{name}-{lang}-{scheme}-{width}"
                        if not wanted or any(title.startswith(word) for word in wanted):
                            page.goto(address + path.format(lang=lang))
                            page.screenshot(path=OUT / f"{title}.png", full_page=True)
                            print(title)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
