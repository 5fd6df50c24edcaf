"""Processes that read what a bulk archive holds, beside the one that writes the corpus.

Parsing takes three quarters of the time of a bulk reading, and Python computes in one thread at a
time. Answers come in the order of the tasks, and only a few tasks are under way, so that memory
stays flat and a checkpoint can trust the order. Each process has a pipe of its own and ends when
that closes: the kernel closes it even when whoever started it was killed.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from crawler.errors import JurisocialError, ReadingProcessDied

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

Task = TypeVar("Task")
Answer = TypeVar("Answer")

MOST: Final = 4
"""Processes at most: more only wait for the one that writes."""
AHEAD: Final = 3
"""Tasks given to a process before its first answer is taken: it never waits for the next."""
_PATIENCE: Final = 5.0
"""Seconds in which a process whose pipe is closed has to end."""


def processes_wanted() -> int:
    """Tell how many processes are worth starting here; 0 on one processor."""
    processors = len(os.sched_getaffinity(0))
    return min(processors, MOST) if processors > 1 else 0


class ReadingProcesses(Generic[Task, Answer]):
    """Some processes that do one kind of work; a context manager, which ends them.

    ``work`` and all that it is given and gives must survive :mod:`pickle`; it runs in fresh
    interpreters (a fork would copy the threads and connections of a crawl half-way).
    """

    def __init__(self, work: Callable[[Task], Answer], count: int) -> None:
        self._work = work
        self._count = count
        self._processes: list[SpawnProcess] = []
        self._pipes: list[Connection[Any, Any]] = []

    def __enter__(self) -> Self:
        context = get_context("spawn")
        for _ in range(self._count):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, self._work), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(_PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        self._pipes.clear()
        self._processes.clear()

    def answers(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
        """Give each task with its answer, in order.

        When the tasks break off with an error of ours, what they gave before is answered first.
        Raises :class:`crawler.errors.ReadingProcessDied`.
        """
        waiting: deque[tuple[int, Task]] = deque()
        places = cycle(range(self._count))
        broken: JurisocialError | None = None
        try:
            for task in tasks:
                if len(waiting) >= AHEAD * self._count:
                    yield self._first_of(waiting)
                place = next(places)
                self._give(place, task)
                waiting.append((place, task))
        except ReadingProcessDied:
            raise
        except JurisocialError as error:
            broken = error
        while waiting:
            yield self._first_of(waiting)
        if broken is not None:
            raise broken

    def _first_of(self, waiting: deque[tuple[int, Task]]) -> tuple[Task, Answer]:
        place, task = waiting.popleft()
        return task, self._take(place)

    def _give(self, place: int, task: Task) -> None:
        with self._told(place):
            self._pipes[place].send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))

    def _take(self, place: int) -> Answer:
        with self._told(place):
            answer: Answer = pickle.loads(self._pipes[place].recv_bytes())  # noqa: S301
        return answer

    def _told(self, place: int) -> _Told:
        return _Told(self._processes[place])


class _Told:
    """Turns a broken pipe into the sentence that its process died."""

    def __init__(self, process: SpawnProcess) -> None:
        self._process = process

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, EOFError | BrokenPipeError | ConnectionResetError):
            self._process.join(_PATIENCE)
            raise ReadingProcessDied(self._process.exitcode) from error


def serve(pipe: Connection[Any, Any], work: Callable[[Any], Any]) -> None:
    """Do the work of one process until its pipe closes."""
    # Ctrl-C goes to every process of the terminal; the one that crawls ends this one in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox: SimpleQueue[bytes | None] = SimpleQueue()
    # Read beside the work: if both ends wrote and neither read, both would wait for ever.
    threading.Thread(target=_receive, args=(pipe, inbox), daemon=True).start()
    with suppress(BrokenPipeError, ConnectionResetError):
        while (task := inbox.get()) is not None:
            answer = work(pickle.loads(task))  # noqa: S301 - from the process that started this
            pipe.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _receive(pipe: Connection[Any, Any], inbox: SimpleQueue[bytes | None]) -> None:
    try:
        while True:
            inbox.put(pipe.recv_bytes())
    except (EOFError, OSError):
        inbox.put(None)
