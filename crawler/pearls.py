"""A link of somebody's collection, whatever the format of the file it was exported to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pearl:
    """One link with its place in the collection."""

    line: int
    """Line of the file, from 1; 0 where it is not known."""
    url: str
    """As the file writes it; empty where it has none."""
    title: str
    collections: tuple[str, ...] = ()
    """Titles of the collections around it below the outermost one, from the outside in."""
    note: str = ""
    """What the owner wrote beside it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of the file that could not be taken over."""

    line: int
    reason: str
    hint: str = ""


class UnreadableExport(ValueError):
    """A file that is no export of the expected format; ``fault`` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault
