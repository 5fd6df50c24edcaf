"""A file of named arrays that is mapped into memory, never read as a whole.

::

    magic  length of the header  header (JSON)  arrays, each at a multiple of 64 bytes

Whoever maps one shares its pages with every other process that does.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

MAGIC = b"jurisocial arrays 1\n"
_ALIGNED = 64


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a file holds."""

    described: Mapping[str, Any]
    """Whatever JSON values were written beside the arrays."""
    arrays: Mapping[str, NDArray[Any]]


def write_arrays(
    target: Path, arrays: Mapping[str, NDArray[Any]], *, described: Mapping[str, Any]
) -> None:
    """Write a file, whole or not at all, and make it survive a power cut."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, array.size, offset)
        offset += _padded(array.nbytes)
    header = json.dumps({"described": dict(described), "arrays": table, "size": offset}).encode()
    fresh = target.with_name(target.name + ".new")
    with fresh.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(b"\0" * (_padded(file.tell()) - file.tell()))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
            file.write(b"\0" * (_padded(array.nbytes) - array.nbytes))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)


def map_arrays(source: Path) -> Mapped:
    """Map a file.

    Raises :class:`ValueError` when it is no such file or was cut short, and
    :class:`FileNotFoundError` when it is gone.
    """
    with source.open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(MAGIC) + 8:
            raise ValueError(f"{source.name} was cut short")
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = len(MAGIC) + 8
    if whole[: len(MAGIC)] != MAGIC:
        raise ValueError(f"{source.name} is no file of arrays")
    length = int.from_bytes(whole[len(MAGIC) : start], "little")
    try:
        header = json.loads(whole[start : start + length])
    except ValueError as wrong:
        raise ValueError(f"the description in {source.name} cannot be read") from wrong
    first = _padded(start + length)
    if len(whole) < first + header["size"]:
        raise ValueError(f"{source.name} was cut short")
    arrays = {
        name: np.frombuffer(whole, dtype, count, first + offset)
        for name, (dtype, count, offset) in header["arrays"].items()
    }
    return Mapped(header["described"], arrays)


def spans(starts: Ints, chosen: NDArray[Any]) -> NDArray[np.intp]:
    """The indexes ``starts[i] .. starts[i + 1]`` of every chosen ``i``, one stretch after another.

    ``starts`` is the usual row table of lists of different lengths laid end to end.
    """
    first = starts[chosen].astype(np.intp)
    lengths = starts[chosen + 1] - first
    table = np.cumsum(lengths)
    total = int(table[-1]) if len(table) else 0
    found: NDArray[np.intp] = np.repeat(first - (table - lengths), lengths)
    found += np.arange(total, dtype=np.intp)
    return found


def ends(lengths: Sequence[int] | NDArray[Any]) -> Ints:
    """The row table of lists of these lengths: where each begins, and where the last one ends."""
    table = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=table[1:])
    return table


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
