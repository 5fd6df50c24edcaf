"""The page by which Lexum's sites ask whether a person is there, in all its disguises.

It is never solved, and never gone around: whoever meets it leaves the host.
"""

from __future__ import annotations

import re
from typing import Final

from crawler.page import Page

_FORM: Final = re.compile(
    rb"/robocop/captcha/|id\s*=\s*[\"']?captchaForm\b|robocop[^\"'<>]{0,40}query\.do", re.IGNORECASE
)
_NAMED: Final = re.compile(rb"norma technology|lexum's norma|captcha test", re.IGNORECASE)
_WORDS: Final = (b"validation", b"captcha", b"decisia")
_HEAD: Final = 200_000
"""How many bytes are looked at; the page itself has a few thousand."""
_LONGEST: Final = 60_000
"""A longer page that holds these words is a decision about captchas."""


def is_captcha(page: Page) -> bool:
    """Tell whether a page, whatever its status, is the CAPTCHA.

    Seen as a 403 that names Norma or a captcha test, as a page with an iframe or a form of
    ``/robocop/``, as a redirection to it, and as a 200 with the words validation, captcha and
    Decisia.
    """
    if "/robocop/" in (page.header("location") or ""):
        return True
    body = page.body[:_HEAD]
    if b"document-content" in body:
        return False
    if _FORM.search(body):
        return True
    if page.status == 403:
        return _NAMED.search(body) is not None
    lowered = body.lower()
    return len(page.body) < _LONGEST and all(word in lowered for word in _WORDS)
