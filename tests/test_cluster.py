"""Builds on a Ray cluster: two machines of one processor each, both of them this one. What breaks on the way changes no byte."""

from __future__ import annotations

import importlib.util
import itertools
import pickle
import random
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import kills
import makers
import pdfs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import batch, cli, cluster, layout
from corpus.cluster import Ray
from corpus.errors import ClusterError, MissingExtraError, UnseenError, UsageError
from corpus.sources import Source
from corpus.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STORE = 100 << 20
"""Bytes that a machine of the cluster keeps of what is under way: the least that Ray takes is 75 MB."""

_STARTS = 4
"""How often a machine is started until it is up."""

real = [
    pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed: pip install 'newspaper-corpus[ray]'"),
    pytest.mark.timeout(600),  # to start a cluster takes a busy machine long
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def real_cluster(test: Any) -> Any:  # noqa: ANN401 - a decorator of tests
    """Mark a test that needs Ray."""
    for mark in real:
        test = mark(test)
    return test


def _add_node(cluster: Any) -> Any:  # noqa: ANN401 - Ray is there or not
    """Add a machine; Ray waits thirty seconds for it, which a busy one may not keep."""
    for left in reversed(range(_STARTS)):
        try:
            return cluster.add_node(num_cpus=1, object_store_memory=_STORE, include_dashboard=False)
        except Exception:  # Ray has no class for it
            if not left:
                raise
    return None


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """Start a cluster of two machines."""
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - it is not everywhere

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")  # tests report to nobody
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # workers find makers.py there
        found: Any = Cluster()
        for _ in range(2):
            _add_node(found)
        yield found
        found.shutdown()


@pytest.fixture
def small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give workers a few pages at a time, so that some lots are at work at once."""
    monkeypatch.setattr(batch, "_LOT_PAGES", 4)


@real_cluster
def test_a_build_gives_the_bytes_of_a_local_one(
    nodes: Any,  # noqa: ANN401 - Ray is there or not
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small_lots: None,  # noqa: ARG001 - as all fixtures
) -> None:
    """Text and PDF, named by paths that hold only in this folder; a page that kills every worker is left out."""
    monkeypatch.chdir(tmp_path)
    sources = kills.write_pages(tmp_path / "pages", 18)
    pdfs.whole(sources / "printed.pdf")
    corpus.build("pages", "near")
    built = corpus.build("pages", "far", engine=Ray(nodes.address), cache=False)
    assert (built.engine, built.bad, built.retries) == ("ray", [], 0)
    assert kills.tree(tmp_path / "far") == kills.tree(tmp_path / "near")

    (sources / "deadly.txt").write_text("deadly", encoding="utf-8")
    monkeypatch.setattr(batch, "filed", makers.filed)
    built = corpus.build("pages", "far", engine=Ray(nodes.address), cache=False)
    assert (built.pages, [(type(error), row.source) for error, row in zip(built.bad, built.quarantine, strict=True)]) == (
        19,
        [(corpus.LostError, "deadly.txt")],
    )


@real_cluster
def test_workers_killed_over_a_lot_lose_and_double_nothing(nodes: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as above
    """In short: `make unkillable` kills many more."""
    assert kills.kill_workers(2, tmp_path, Ray(nodes.address)).retries >= 8


DRIVER = """
import os, signal, sys
import corpus
from corpus import batch
from corpus.cluster import Ray
batch._LOT_PAGES = 4
def progress(item, total):
    if item.source.name == "009.txt":
        os.kill(os.getpid(), signal.SIGKILL)
corpus.build(sys.argv[1], sys.argv[2], engine=Ray(sys.argv[3]), progress=progress)
"""


@real_cluster
def test_a_build_whose_driver_is_killed_goes_on(nodes: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as above
    """From what was put aside; whichever engine converted it."""
    sources = kills.write_pages(tmp_path / "pages", 18)
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(sources), str(tmp_path / "out"), nodes.address], capture_output=True, check=False
    )
    assert done.returncode == -9, done.stderr.decode()
    assert not (tmp_path / "out").exists()
    assert corpus.build(sources, tmp_path / "out").kept == 10
    corpus.build(sources, tmp_path / "anew", cache=False)
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "anew")


@real_cluster
def test_errors_that_a_step_raises_are_raised_here(nodes: Any) -> None:  # noqa: ANN401 - as above
    """As they are."""
    with pytest.raises(UsageError, match="no numbers"):
        list(Ray(nodes.address)(makers.refused, [[1], [2]]))


@real_cluster
def test_a_node_of_another_version_is_named(nodes: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - as above
    """With what it has and what is needed; it is found before anything is unpacked there."""
    monkeypatch.setattr(cluster, "versions", lambda: {**versions(), "numpy": "0.1"})
    with pytest.raises(ClusterError, match=rf"\w+: has numpy {versions()['numpy']}, and this machine 0\.1\nhelp: install the same"):
        list(Ray(nodes.address)(makers.doubled, [[1]]))


@real_cluster
def test_few_lots_are_under_way(nodes: Any) -> None:  # noqa: ANN401 - as above
    """However many there are: memory is flat."""
    asked: list[int] = []

    def lots() -> Iterator[list[int]]:
        for number in itertools.count():
            asked.append(number)
            yield [number]

    results = iter(Ray(nodes.address, 3)(makers.doubled, lots()))
    assert next(results) == [None]  # of zero the worker dies
    assert len(asked) <= 3
    assert [next(results) for _ in range(4)] == [[2], [4], [6], [8]]
    results.close()  # type: ignore[attr-defined] # a generator


@real_cluster
def test_a_machine_that_goes_away_takes_nothing_with_it(nodes: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as above
    """What ran on it runs again elsewhere."""
    lost = _add_node(nodes)
    (tmp_path / "going").write_text(lost.node_id, encoding="utf-8")

    def remove() -> None:
        while lost.node_id not in {path.name for path in tmp_path.iterdir()}:
            time.sleep(0.1)
        nodes.remove_node(lost, allow_graceful=False)
        (tmp_path / "gone").touch()

    remover = threading.Thread(target=remove, daemon=True)
    remover.start()
    engine = Ray(nodes.address)
    lots = [[n, n + 10] for n in range(1, 9)]
    assert list(engine(partial(makers.doubled_after, folder=str(tmp_path)), lots)) == [[2 * n, 2 * n + 20] for n in range(1, 9)]
    remover.join()
    assert engine.retries >= 2


class FakeRay:
    """Runs tasks here, in any order, and loses some of them."""

    exceptions = SimpleNamespace(
        RayError=OSError,
        RayTaskError=KeyError,
        WorkerCrashedError=ChildProcessError,
        OutOfMemoryError=BlockingIOError,
        NodeDiedError=ConnectionAbortedError,
        ObjectLostError=ConnectionResetError,
    )

    def __init__(self, seed: int, cpus: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.cpus = cpus
        self.most = 0

    def remote(self, **_: object) -> Any:  # noqa: ANN401 - it is Ray's
        """Return what makes a function one that starts tasks."""
        return lambda function: SimpleNamespace(remote=lambda *given: partial(function, *given))

    def cluster_resources(self) -> dict[str, float]:
        """Return how many processors there are."""
        return {"CPU": self.cpus}

    def wait(self, refs: Sequence[Any], num_returns: int) -> tuple[list[Any], list[Any]]:
        """Return one of the tasks."""
        self.most = max(self.most, len(refs))
        chosen = self.dice.sample(refs, num_returns)
        return chosen, [ref for ref in refs if ref not in chosen]

    def get(self, ref: Any) -> Any:  # noqa: ANN401 - as above
        """Run a task, or lose it."""
        if self.dice.random() < 0.2:
            raise self.dice.choice([ConnectionAbortedError(), ConnectionResetError()])
        _, jobs = pickle.loads(ref.args[-1])  # noqa: S301 - made in this test
        if len(jobs) > 1 and self.dice.random() < 0.2:
            raise ChildProcessError
        try:
            return ref()
        except SystemExit:
            raise BlockingIOError from None


def halved(lot: Sequence[int]) -> list[float]:
    """Halve numbers, and die of zero."""
    if 0 in lot:
        raise SystemExit
    return [number / 2 for number in lot]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=12), st.integers(0, 999), st.integers(0, 3))
def test_whatever_is_lost_each_job_is_there_once_and_in_its_place(lots: list[list[int]], seed: int, cpus: int) -> None:
    """But those that a worker dies of whenever it is given them."""
    fake = FakeRay(seed, cpus)
    run = cluster._Run(fake, halved, None)  # noqa: SLF001 - the rule without a cluster
    try:
        found = list(run.results(lots))
    except ClusterError:
        assert run.retries >= cluster.MOVES
        return
    assert found == [[job / 2 if job else None for job in lot] for lot in lots]
    assert run.running == {}
    assert fake.most <= 2 * max(1, cpus) * max(map(len, lots), default=0)


def test_a_file_that_only_this_machine_sees_stops_the_build(tmp_path: Path) -> None:
    """One that nobody sees any more is a source that could not be read."""
    path = tmp_path / "a.pdf"
    source = Source("a.pdf", path, number=0)
    unseen = batch.filed([source], encoding=None)
    assert [type(one) for one in unseen] == [UnseenError]
    path.touch()

    class Elsewhere:
        name, retries = "elsewhere", 0

        def __call__(self, step: Any, lots: Any) -> Iterator[Any]:  # noqa: ANN401, ARG002 - see corpus.workers
            return (unseen for _ in lots)

    with pytest.raises(ClusterError, match=r"a\.pdf: .* sees no such file\nhelp: give sources on a disk that all nodes have"):
        list(batch.items([source], Elsewhere()))


def test_where_no_cluster_answers_the_error_says_so() -> None:
    """At once; Ray itself would try for minutes."""
    pytest.importorskip("ray", reason="Ray is not installed")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"{address}: cannot be joined: .*refused\nhelp: `ray status` tells"):
            list(Ray(address)(makers.doubled, [[1]]))


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """And the dataset is as it was."""
    monkeypatch.setitem(sys.modules, "ray", None)
    sources = kills.write_pages(tmp_path / "pages", 1)
    with pytest.raises(MissingExtraError, match=r"newspaper-corpus\[ray\]"):
        list(Ray()(makers.doubled, [[1]]))
    call = ["build", str(sources), "--out", str(tmp_path / "out")]
    assert cli.main([*call, "--engine", "ray"]) == 1
    assert cli.main([*call, "--ray-address", "auto"]) == 2
    assert "add --engine ray" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert not layout.workshop(tmp_path / "out").exists()
