"""Where pages are converted: in this process or in several on this machine.

An engine gives lots of jobs to workers and yields what comes back, in order; a worker that dies costs the job that it died of and
no other. This one is the default; `corpus.cluster` is another. Workers only calculate: what they return is written by the process
that asked, so that work that is done twice is not there twice.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")

TRIES: Final = 2
"""How often a job alone may kill its worker before it is given up: the first time the system may have chosen the wrong victim."""
_AHEAD = 2
"""Lots handed out ahead for each worker: enough to keep it busy, few enough to keep memory flat."""


class Engine(Protocol):
    """What runs a step on lots of jobs: its name, and how many jobs it has run again because a worker or a machine was lost."""

    name: str
    retries: int

    def __call__(
        self, step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]], /
    ) -> Iterator[list[Result] | list[Result | None]]:
        """Yield the results of each lot, in the order of the lots; None for a job that kills its worker.

        An error that the step raises is raised. The step is a function that pickle knows by its name; it may run twice on a job.
        """


class Processes:
    """Runs steps in this process, or in several, which stay for the next step until it is closed; the default engine."""

    name = "local"

    def __init__(self, workers: int = 1) -> None:
        self.retries = 0
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self, step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]]
    ) -> Iterator[list[Result] | list[Result | None]]:
        """Run a step on lots of jobs."""
        return map(step, lots) if self.workers <= 1 else self._shared_out(step, lots)

    def close(self) -> None:
        """End the processes, with a wait, so that the system tells how much memory they had."""
        if self._pool:
            self._pool.shutdown()
            self._pool = None

    def _shared_out(
        self, step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]]
    ) -> Iterator[list[Result] | list[Result | None]]:
        left = iter(lots)
        waiting: deque[tuple[Sequence[Job], Future[list[Result]]]] = deque()
        try:
            while True:
                self._pool = self._pool or _pool(self.workers)
                for lot in islice(left, self.workers * _AHEAD - len(waiting)):
                    waiting.append((lot, _given(self._pool, step, lot)))
                if not waiting:
                    return
                try:
                    found: list[Result] | list[Result | None] = waiting[0][1].result()
                    waiting.popleft()
                    yield found
                except BrokenProcessPool:  # of one of those that were at work: the pool does not tell which
                    self._drop()
                    yield from (self._finished(step, *waiting.popleft()) for _ in range(len(waiting)))
        finally:
            if waiting:
                self._drop()

    def _drop(self) -> None:
        """Let the processes end by themselves, and leave undone what they have not begun."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _finished(
        self, step: Callable[[Sequence[Job]], list[Result]], lot: Sequence[Job], future: Future[list[Result]]
    ) -> list[Result] | list[Result | None]:
        """Return what a lot gave before the workers died, or what it gives job by job."""
        with suppress(BrokenProcessPool):
            return future.result(timeout=0)
        self.retries += len(lot)
        return _one_by_one(step, lot)


def _given(pool: ProcessPoolExecutor, step: Callable[[Sequence[Job]], list[Result]], lot: Sequence[Job]) -> Future[list[Result]]:
    """Hand a lot out; a worker may have died while it waited for one."""
    try:
        return pool.submit(step, lot)
    except BrokenProcessPool as error:
        failed: Future[list[Result]] = Future()
        failed.set_exception(error)
        return failed


def _one_by_one(step: Callable[[Sequence[Job]], list[Result]], lot: Sequence[Job]) -> list[Result | None]:
    """Run jobs one at a time in a process of their own, so that it is known of which one it dies."""
    found: list[Result | None] = []
    pool, tries = _pool(1), 0
    try:
        while len(found) < len(lot):
            try:
                found += pool.submit(step, lot[len(found) : len(found) + 1]).result()
                tries = 0
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool, tries = _pool(1), tries + 1
                if tries == TRIES:
                    found.append(None)
                    tries = 0
    finally:
        pool.shutdown()
    return found


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin)  # a fork of a process with threads may hang


def _begin() -> None:
    """Leave Ctrl-C to the main process, which stops the others in good order, and end where it is killed: the pool would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    if main := parent_process():
        main.join()
        os._exit(1)
