"""Where pages are converted: in this process or in several. An engine gives lots of jobs to workers and yields what comes back, in order.

An engine is a function of a step and of lots of jobs; a worker that dies costs the job that it died of and no other.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")

_AHEAD = 2
"""Lots handed out ahead for each worker: enough to keep it busy, few enough to keep memory flat."""
_TRIES = 2
"""How often a job may kill its worker before it is given up: the first time the system may have chosen the wrong victim."""


class Engine(Protocol):
    """What runs a step on lots of jobs and yields, for each lot in order, the results; None for a job that kills its worker."""

    def __call__(
        self, step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]], /
    ) -> Iterator[list[Result] | list[Result | None]]:
        """Run it."""


def engine(workers: int) -> Engine:
    """Return what converts in this process, or in others."""
    return _here if workers <= 1 else partial(_in_processes, workers=workers)


def _here(step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]]) -> Iterator[list[Result]]:
    return map(step, lots)


def _in_processes(
    step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]], *, workers: int
) -> Iterator[list[Result] | list[Result | None]]:
    left = iter(lots)
    waiting: deque[tuple[Sequence[Job], Future[list[Result]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            for lot in islice(left, workers * _AHEAD - len(waiting)):
                waiting.append((lot, pool.submit(step, lot)))
            if not waiting:
                pool.shutdown()  # with a wait, so that the system tells how much memory they had
                return
            try:
                found: list[Result] | list[Result | None] = waiting[0][1].result()
                waiting.popleft()
                yield found
            except BrokenProcessPool:  # of one of those that were at work: the pool does not tell which
                pool.shutdown(wait=False, cancel_futures=True)
                yield from (_finished(step, *waiting.popleft()) for _ in range(len(waiting)))
                pool = _pool(workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _finished(
    step: Callable[[Sequence[Job]], list[Result]], lot: Sequence[Job], future: Future[list[Result]]
) -> list[Result] | list[Result | None]:
    """Return what a lot gave before the workers died, or what it gives job by job."""
    with suppress(BrokenProcessPool):
        return future.result(timeout=0)
    return _one_by_one(step, lot)


def _one_by_one(step: Callable[[Sequence[Job]], list[Result]], lot: Sequence[Job]) -> list[Result | None]:
    """Run jobs one at a time in a process of their own, so that it is known of which one it dies."""
    found: list[Result | None] = []
    pool, tries = _pool(1), 0
    while len(found) < len(lot):
        try:
            found += pool.submit(step, lot[len(found) : len(found) + 1]).result()
            tries = 0
        except BrokenProcessPool:
            pool.shutdown(wait=False)
            pool, tries = _pool(1), tries + 1
            if tries == _TRIES:
                found.append(None)
                tries = 0
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
