"""How many requests each host was sent today, kept across runs and crashes."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from crawler.checkpoints import utc_now, write_atomically
from crawler.errors import BudgetSpent


class DailyBudget:
    """The requests of one host in one UTC day, counted in a file before each is sent."""

    def __init__(self, data_dir: Path, host: str, limit: int | None) -> None:
        self._path = data_dir / "crawl" / "budgets" / f"{re.sub(r'[^a-z0-9.-]', '_', host)}.json"
        self._host = host
        self._limit = limit

    def spend(self, *, today: date | None = None) -> None:
        """Count one request; raises :class:`crawler.errors.BudgetSpent` when none is left.

        The file is written before the request goes out: a crash may cost one request of the
        budget, never send one too many.
        """
        if self._limit is None:
            return
        day = today or utc_now().date()
        spent = self.spent(today=day)
        if spent >= self._limit:
            raise BudgetSpent(self._host, self._limit)
        write_atomically(self._path, json.dumps({"day": day.isoformat(), "spent": spent + 1}))

    def spent(self, *, today: date | None = None) -> int:
        """Tell how many requests were sent on a day, by default the present one."""
        day = today or utc_now().date()
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return 0
        if not isinstance(stored, dict) or stored.get("day") != day.isoformat():
            return 0
        return int(stored["spent"])
