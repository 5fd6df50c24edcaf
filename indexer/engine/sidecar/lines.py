"""Many short texts in one piece of memory, in the order of their bytes or in any other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.sidecar.arrays import Bytes, Ints, ends

STEP = 64
"""Every so many lines one is kept at hand, so that finding one reads one short stretch."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts of UTF-8 without line breaks, each with one line break behind it."""

    blob: Bytes
    starts: Ints
    _steps: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return self.blob[self.starts[number] : self.starts[number + 1] - 1].tobytes()

    def between(self, first: int, last: int) -> list[bytes]:
        """The lines of ``[first, last)``."""
        if first >= last:
            return []
        return self.blob[self.starts[first] : self.starts[last] - 1].tobytes().split(b"\n")

    def find(self, wanted: bytes) -> int:
        """Number of a line; -1 when there is none such. The lines must be sorted."""
        low, lines = self._stretch(wanted)
        at = bisect_left(lines, wanted)
        return low + at if at < len(lines) and lines[at] == wanted else -1

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The stretch ``[first, last)`` of lines with a prefix. The lines must be sorted."""
        return self._place(prefix), self._place(prefix + b"\xff")  # no UTF-8 holds such a byte

    def _place(self, wanted: bytes) -> int:
        low, lines = self._stretch(wanted)
        return low + bisect_left(lines, wanted)

    def _stretch(self, wanted: bytes) -> tuple[int, list[bytes]]:
        """Where to look for a line, and what stands there."""
        if not self._steps and len(self):
            # At one stroke, so that two threads that come here together leave it right.
            self._steps[:] = [self[number] for number in range(0, len(self), STEP)]
        low = max(bisect_right(self._steps, wanted) - 1, 0) * STEP
        return low, self.between(low, min(low + STEP, len(self)))


def make_lines(texts: Iterable[str]) -> Lines:
    """Lines of these texts, in their order."""
    encoded = [text.encode() + b"\n" for text in texts]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    return Lines(blob, ends([len(each) for each in encoded]))


def stored_lines(name: str, lines: Lines) -> dict[str, NDArray[Any]]:
    """The arrays of lines, to be written under a name."""
    return {f"{name}.blob": lines.blob, f"{name}.starts": lines.starts}


def read_lines(name: str, arrays: Mapping[str, NDArray[Any]]) -> Lines:
    """The lines written under a name."""
    return Lines(arrays[f"{name}.blob"], arrays[f"{name}.starts"])
