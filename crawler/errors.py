"""What can go wrong below the index, one class per situation.

::

    JurisocialError
      InvalidIdentifier
      InvalidDate
      UnknownCourt

Every message says what is wrong, where, and what to do; the facts are attributes.
"""

from __future__ import annotations


class JurisocialError(Exception):
    """Base of every error this project raises on purpose; its message may be shown to people."""


class InvalidIdentifier(JurisocialError):
    """A text that is not an identifier of the wanted kind."""

    def __init__(self, kind: str, text: str, reason: str) -> None:
        shown = text if len(text) <= 80 else text[:79] + "…"
        super().__init__(f"“{shown}” is not a {kind} identifier: {reason}.")
        self.kind = kind
        self.text = text
        self.reason = reason


class InvalidDate(JurisocialError):
    """A text that is not a date as far as it is known (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``)."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.")
        self.text = text


class UnknownCourt(JurisocialError):
    """A court code, or name, that the court table does not have."""

    def __init__(self, code: str, nearest: str | None = None) -> None:
        hint = f" Did you mean “{nearest}”?" if nearest else ""
        super().__init__(f"No court “{code[:80]}” in crawler/courts.toml.{hint}")
        self.code = code
        self.nearest = nearest
