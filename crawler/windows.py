"""Windows of days, halved until a source that cannot page shows everything in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def halves(self) -> tuple[Window, Window]:
        """Cut it in two, the newer half first; a single day cannot be cut (ValueError)."""
        if self.days < 2:
            raise ValueError(f"{self} cannot be halved")
        middle = self.first + timedelta(days=self.days // 2)
        return Window(middle, self.last), Window(self.first, middle - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"
