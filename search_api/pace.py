"""How often something may happen in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets ``burst`` things happen at once, and one more each ``seconds`` after that.

    Counts are this process's alone, and nothing is remembered of who asked.
    """

    def __init__(
        self, burst: int, seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._seconds = seconds
        self._clock = clock
        self._left = float(burst)
        self._seen = clock()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Take one turn: 0, or how many seconds it is too early, and then none was taken."""
        with self._lock:
            now = self._clock()
            grown = self._left + (now - self._seen) / self._seconds
            self._left, self._seen = min(self._burst, grown), now
            if self._left < 1:
                return (1 - self._left) * self._seconds
            self._left -= 1
            return 0.0
