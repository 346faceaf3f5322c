"""Where pages are converted: on the machines of a Ray cluster, by the same function that local workers run.

Plain Ray tasks and nothing else of Ray: each takes the bytes of a lot and returns records. Nothing is written but by the process
that asked for it, and it takes one answer for each lot: a task that was run twice is not there twice, and one that was
lost leaves no part of a file. Ray itself retries nothing: it does not know which page a worker died of, and `workers` has a rule.
"""

from __future__ import annotations

import os
import pickle
import socket
import time
from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import ClusterError, MissingExtraError
from corpus.versions import versions
from corpus.workers import TRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corpus.workers import Job, Result

    Attempt = Callable[[Mapping[str, str | None], str, bytes], tuple[str, Mapping[str, str | None], list[Any]]]

_PATIENCE: Final = 10.0
"""Seconds that a cluster may take to answer at all."""
MOVES: Final = 8
"""How often a task may lose the machine that it runs on before the build is given up."""
_AHEAD: Final = 2
"""Lots handed out for each processor: enough to keep it busy, few enough to keep memory flat."""
_ASKED_AFTER: Final = 5.0
"""Seconds after which the cluster is asked again how many processors it has: it may grow and shrink."""


class Ray:
    """Runs steps as tasks of a Ray cluster.

    The cluster is that of `address`; of none, the one that this process has joined, that RAY_ADDRESS names, or that this machine
    is a node of; if there is none, Ray is started here, and ends with the build. No more than `workers` tasks run at once; of
    none, as many as the cluster has processors.
    """

    name = "ray"

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self.retries = 0
        self._address = address
        self._workers = workers

    def __call__(
        self, step: Callable[[Sequence[Job]], list[Result]], lots: Iterable[Sequence[Job]]
    ) -> Iterator[list[Result] | list[Result | None]]:
        """Run a step on lots of jobs.

        Raises:
            MissingExtraError: if Ray is not installed.
            ClusterError: if there is no such cluster, it goes on losing machines, or one has other versions than this machine.

        """
        ray = _ray()
        mine = not ray.is_initialized()
        if mine:
            self._join(ray)
        run = _Run(ray, step, self._workers)
        try:
            for results in run.results(lots):
                self.retries = run.retries
                yield results
        finally:
            run.stop()
            if mine:
                ray.shutdown()

    def _join(self, ray: Any) -> None:  # noqa: ANN401 - Ray is there or not
        where = self._address or os.environ.get("RAY_ADDRESS", "")
        try:
            _knock(where)
            ray.init(self._address, log_to_driver=False, logging_level="ERROR")
        except Exception as error:  # it raises one of many for each way to fail, and Exception itself where a node does not start
            advice = "`ray status` tells whether it runs; --ray-address or RAY_ADDRESS names it, as HOST:6379"
            raise ClusterError(where or "Ray", f"cannot be joined: {str(error).partition(chr(10))[0]}", help=advice) from error


def _knock(address: str) -> None:
    """Raise an OSError if nobody listens at an address; Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()


def _ray() -> Any:  # noqa: ANN401 - as above
    try:
        import ray  # noqa: PLC0415 - an extra, and large
    except ImportError:
        raise MissingExtraError("Ray", "ray") from None
    return ray


@dataclass(slots=True)
class _Lot:
    """What is known of a lot: the results so far, and how many are still to come."""

    results: list[Any]
    open: int

    def put(self, first: int, results: Sequence[Any]) -> None:
        self.results[first : first + len(results)] = results
        self.open -= len(results)


@dataclass(frozen=True, slots=True)
class _Task:
    """Some jobs of a lot, from the `first` on; how often their worker has died of them alone, and how often they lost their machine."""

    lot: _Lot
    first: int
    jobs: Sequence[Any]
    deaths: int = 0
    moves: int = 0

    def alone(self) -> Iterator[_Task]:
        """Yield each job as a task of its own."""
        for number in range(len(self.jobs)):
            yield _Task(self.lot, self.first + number, self.jobs[number : number + 1], moves=self.moves)


@dataclass(slots=True)
class _Run:
    """One run of a step: the lots that wait for their turn to be given back, and the tasks at work."""

    ray: Any
    step: Callable[[Sequence[Any]], list[Any]]
    workers: int | None
    retries: int = 0
    waiting: deque[_Lot] = field(default_factory=deque)
    running: dict[Any, _Task] = field(default_factory=dict)
    remote: Any = None
    asked: float = float("-inf")
    most: int = 0

    def results(self, lots: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """Yield the results of each lot, in order."""
        self.remote = self.ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(_attempt())
        left = iter(lots)
        while True:
            for jobs in islice(left, max(0, self._most() - len(self.waiting))):
                lot = _Lot([None] * len(jobs), len(jobs))
                self.waiting.append(lot)
                if jobs:
                    self._start(_Task(lot, 0, jobs))
            if not self.waiting:
                return
            if self.waiting[0].open:
                self._collect()
            else:
                yield self.waiting.popleft().results

    def stop(self) -> None:
        """End the tasks that are still at work: nobody waits for them any more."""
        for ref in self.running:
            self.ray.cancel(ref, force=True)

    def _most(self) -> int:
        """Return how many lots may be under way."""
        if self.workers:
            return self.workers
        if time.monotonic() - self.asked > _ASKED_AFTER:
            self.asked = time.monotonic()
            self.most = _AHEAD * max(1, int(self.ray.cluster_resources().get("CPU", 0)))
        return self.most

    def _start(self, task: _Task) -> None:
        packed = pickle.dumps((self.step, task.jobs))
        self.running[self.remote.remote(versions(), str(Path.cwd()), packed)] = task

    def _collect(self) -> None:
        """Wait for a task, and put what it gave in its place; what was lost is started again."""
        (ref, *_), _ = self.ray.wait(list(self.running), num_returns=1)
        task, errors = self.running.pop(ref), self.ray.exceptions
        try:
            node, others, results = self.ray.get(ref)
        except errors.RayTaskError as error:  # the step raised it, and so it would here
            raise error.cause from None
        except (errors.WorkerCrashedError, errors.OutOfMemoryError):
            self._died(task)
        except (errors.NodeDiedError, errors.ObjectLostError) as error:
            self._moved(task, error)
        except errors.RayError as error:
            raise ClusterError("Ray", _first_line(error), help="see `ray status` and Ray's logs; then run it again: it goes on") from error
        else:
            _refuse_others(node, others)
            task.lot.put(task.first, results)

    def _died(self, task: _Task) -> None:
        """Find the job that the worker died of: each alone, and again, since it may have been another's fault."""
        if len(task.jobs) == 1 and task.deaths + 1 >= TRIES:
            task.lot.put(task.first, [None])
            return
        self.retries += len(task.jobs)
        for one in [replace(task, deaths=task.deaths + 1)] if len(task.jobs) == 1 else task.alone():
            self._start(one)

    def _moved(self, task: _Task, error: Exception) -> None:
        """Run a task again whose machine is gone, which is no fault of its jobs."""
        if task.moves >= MOVES:
            advice = "see `ray status`; then run it again: it goes on"
            raise ClusterError("Ray", f"a task has lost its machine {MOVES} times: {_first_line(error)}", help=advice)
        self.retries += len(task.jobs)
        self._start(replace(task, moves=task.moves + 1))


def _attempt() -> Attempt:
    """Return what a worker of the cluster runs.

    Ray sends a function that is made in another one as it is, and not by its name: so it also runs where the package is missing or
    another one, and can say so. It therefore stands for itself, and looks at versions before it unpacks anything of ours.
    """

    def attempt(expected: Mapping[str, str | None], folder: str, packed: bytes) -> tuple[str, Mapping[str, str | None], list[Any]]:
        import contextlib  # noqa: PLC0415 - see above
        import os  # noqa: PLC0415
        import pickle  # noqa: PLC0415
        import platform  # noqa: PLC0415

        try:
            from corpus.versions import versions  # noqa: PLC0415

            here = versions()
        except ImportError:
            here = {}
        if here != expected:
            return platform.node(), here, []
        with contextlib.suppress(OSError):  # what is named relative to it is then not there, and the step says so
            os.chdir(folder)
        step, jobs = pickle.loads(packed)  # noqa: S301 - made by the process that this one belongs to
        return "", expected, step(jobs)

    return attempt


def _refuse_others(node: str, others: Mapping[str, str | None]) -> None:
    """Stop where a node would make other records.

    Raises:
        ClusterError: if it has another version of anything that decides the bytes.

    """
    if not node:
        return
    for name, version in versions().items():
        if others.get(name) != version:
            problem = f"has {name} {others.get(name) or 'missing'}, and this machine {version or 'none'}"
            raise ClusterError(node, problem, help="install the same versions on every node, then run it again: it goes on")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
