"""When a source is worth asking again, and in which hours it wants to be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from crawler.errors import InvalidDate

EVERY: Final = {
    "daily": timedelta(hours=20),
    "weekly": timedelta(days=6, hours=12),
    "monthly": timedelta(days=27),
}
"""The least time between two runs, a little under the rhythm so that a fixed hour is kept."""

STALE: Final = {
    "daily": timedelta(days=3),
    "weekly": timedelta(days=16),
    "monthly": timedelta(days=65),
}
"""How old the last complete run may be: two runs may fail, or one and a holiday."""

_HOURS: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d) (\S+)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the day in a time zone; they may go over midnight."""

    first: time
    last: time
    zone: str

    def hold(self, moment: datetime) -> bool:
        """Tell whether a moment, time-zone aware, is within them."""
        clock = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.first <= self.last:
            return self.first <= clock < self.last
        return clock >= self.first or clock < self.last


@cache
def read_hours(text: str) -> Hours | None:
    """Read ``22:00-06:00 Europe/Paris``; None for an empty text, which means any hour.

    Raises :class:`crawler.errors.InvalidDate` for any other form.
    """
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise InvalidDate(text)
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return Hours(first, last, found[5])
