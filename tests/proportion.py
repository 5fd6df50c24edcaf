"""How much longer a longer text takes, told apart from how busy the machine is."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

ATTEMPTS = 6
T = TypeVar("T")
_CLOCK_SECONDS = 0.0005
"""Below this a measured time says more of the clock than of the work."""


def growth(run: Callable[[T], object], short: T, long: T, *, most: float) -> float:
    """How many times longer ``run`` takes on the long text than on the short one.

    In processor time and without the collector, the least of several pairs of runs, ending at the
    first that is below ``most``: other work on the machine only ever adds, and what grows with the
    square of the text is never below.
    """
    run(short)
    least = float("inf")
    for _ in range(ATTEMPTS):
        small = min(_seconds(run, short) for _ in range(3))
        least = min(least, _seconds(run, long) / max(small, _CLOCK_SECONDS))
        if least < most:
            break
    return least


def _seconds(run: Callable[[T], object], text: T) -> float:
    gc.disable()
    try:
        begun = time.process_time()
        run(text)
        return time.process_time() - begun
    finally:
        gc.enable()
