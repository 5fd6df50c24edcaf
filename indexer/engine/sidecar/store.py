"""The blocks of one generation on disk, and which of them are in use.

::

    FOLDER/manifest.json       names of the blocks, and the next numbers of a block and of a row
    FOLDER/b000007.arrays      a block, never changed

A document's row, by which the embedded index names it, is given once and goes with it from block
to block. Blocks are written, then the manifest, then the index commits: so whoever reads the
manifest after the index finds every row of it. A kill in between leaves rows that no document has,
which count for nothing, and files that the next writer deletes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from indexer.engine.embedded_store import replace_file
from indexer.engine.sidecar.arrays import Flags, Longs
from indexer.engine.sidecar.block import Block, open_block, write_block
from indexer.engine.sidecar.gathering import Gathering
from indexer.engine.sidecar.joined import Joined
from indexer.engine.sidecar.merging import merged
from indexer.record import IndexRecord

MERGED = 8
"""Blocks of about one size that are merged: each document is then written anew at most once for
every eightfold growth of the index."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The blocks in use."""

    blocks: tuple[str, ...] = ()
    next_block: int = 1
    next_row: int = 0


def read_manifest(folder: Path) -> Manifest:
    """The manifest; FileNotFoundError when there is none, ValueError when it cannot be read."""
    parts = json.loads((folder / "manifest.json").read_text("utf-8"))
    try:
        return Manifest(tuple(parts["blocks"]), parts["next_block"], parts["next_row"])
    except (TypeError, KeyError) as wrong:
        raise ValueError("the list of its blocks cannot be read") from wrong


def open_blocks(folder: Path) -> tuple[Block, ...]:
    """Map every block in use; raises FileNotFoundError and ValueError."""
    return tuple(open_block(folder / name) for name in read_manifest(folder).blocks)


@dataclass(slots=True)
class Writer:
    """Adds documents to the blocks of a folder; nothing is in use before :meth:`keep`."""

    folder: Path
    _manifest: Manifest = field(init=False)
    _gathering: Gathering = field(default_factory=Gathering)
    _written: list[str] = field(default_factory=list)
    _next_block: int = field(init=False)
    _next_row: int = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._manifest = read_manifest(self.folder)
        except FileNotFoundError:
            self._manifest = Manifest()
        self._next_block, self._next_row = self._manifest.next_block, self._manifest.next_row
        for left in self.folder.iterdir():
            if left.name not in (*self._manifest.blocks, "manifest.json"):
                left.unlink()

    def add(self, record: IndexRecord, streams: Joined) -> int:
        """Take a record in, with its passages as :func:`joined` gives them; its row."""
        if self._gathering.full:
            self._flush()
        row = self._next_row
        self._gathering.add(row, record, streams)
        self._next_row += 1
        return row

    def keep(self, alive: Callable[[], Collection[int]] | None = None) -> None:
        """Put what was added in use.

        ``alive`` tells the rows that the index now holds: asked only when blocks are merged, which
        then leave out the others.
        """
        if self._gathering.rows:
            self._flush()
        names = (*self._manifest.blocks, *self._written)
        if alive is not None:
            names = self._merge(names, alive)
        kept = Manifest(names, self._next_block, self._next_row)
        described = {
            "blocks": kept.blocks,
            "next_block": kept.next_block,
            "next_row": kept.next_row,
        }
        replace_file(self.folder / "manifest.json", json.dumps(described, indent=1) + "\n")
        for name in {*self._manifest.blocks, *self._written} - set(names):
            (self.folder / name).unlink(missing_ok=True)
        self._manifest = kept
        self._written.clear()

    def discard(self) -> None:
        """Delete what was written and not kept."""
        for name in self._written:
            (self.folder / name).unlink(missing_ok=True)
        self._written.clear()
        self._gathering = Gathering()

    def _flush(self) -> None:
        self._write(self._gathering.block())
        self._gathering = Gathering()

    def _write(self, block: Block) -> None:
        name = f"b{self._next_block:06d}.arrays"
        self._written.append(name)
        write_block(self.folder / name, block)
        self._next_block += 1

    def _merge(
        self, names: tuple[str, ...], alive: Callable[[], Collection[int]]
    ) -> tuple[str, ...]:
        """The names to use after merging what should be; rows added now are alive."""
        blocks = {name: open_block(self.folder / name) for name in names}
        tiers: dict[int, list[str]] = {}
        for name, block in blocks.items():
            tiers.setdefault(int(math.log(len(block.tokens) + 1, MERGED)), []).append(name)
        chosen = next((tier for tier in tiers.values() if len(tier) >= MERGED), [])
        if not chosen:
            return names
        living = np.fromiter(alive(), np.int64)
        together = merged(
            [blocks[name] for name in chosen],
            [self._alive(blocks[name], living) for name in chosen],
        )
        left = tuple(name for name in names if name not in chosen)
        self._write(together)
        return (*left, self._written[-1])

    def _alive(self, block: Block, living: Longs) -> Flags:
        added: Flags = block.rows >= self._manifest.next_row
        return added | np.isin(block.rows, living)
