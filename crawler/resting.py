"""Hosts that asked for a CAPTCHA and are left alone for a while, by every run.

Kept beside the checkpoint, so that the next run of a timer does not knock again an hour later:
whoever asks whether a person is there has had enough of programs for the day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from crawler.checkpoints import utc_now, write_atomically

COOL_DOWN: Final = timedelta(hours=24)
"""How long a host rests. Lexum's counter is not documented; our own budgets hold for a day."""


class RestingHosts:
    """The hosts of one source that rest, in one small file of the data folder."""

    def __init__(self, data_dir: Path, source: str) -> None:
        self._path = data_dir / "crawl" / source / "resting" / "hosts.json"

    def rest(self, host: str, *, now: datetime | None = None) -> datetime:
        """Let a host rest from now on and give until when; hosts that have rested are forgotten."""
        moment = now or utc_now()
        until = moment + COOL_DOWN
        resting = {**self.all(now=moment), host: until}
        write_atomically(
            self._path, json.dumps({name: end.isoformat() for name, end in resting.items()})
        )
        return until

    def until(self, host: str, *, now: datetime | None = None) -> datetime | None:
        """Give until when a host rests; None when it does not."""
        return self.all(now=now).get(host)

    def all(self, *, now: datetime | None = None) -> Mapping[str, datetime]:
        """Give every host that rests, with until when; a file that cannot be read has none."""
        moment = now or utc_now()
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            ends = {str(host): datetime.fromisoformat(end) for host, end in stored.items()}
            return {host: end for host, end in ends.items() if end > moment}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}


def say_resting(host: str, until: datetime) -> str:
    """Give the sentence about a resting host, for a summary."""
    return (
        f"{host} asked for a CAPTCHA and is left alone until {until:%Y-%m-%d %H:%M} UTC; "
        "its checkpoint is kept."
    )
