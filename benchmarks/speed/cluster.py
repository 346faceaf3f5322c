#!/usr/bin/env python3
"""What does a cluster cost? The same pages converted by two local processes, and as tasks of a Ray of two nodes on this machine.

Both take turns, some rounds; of each the median counts, by the clock. Told apart are the seconds until the first page is there, in
which workers start, and those of all further pages. The nodes are up before; that takes some seconds more. What the process that
asks spends itself, in processor time, bounds how many workers it can keep at work.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.speed import text
from benchmarks.tables import ROOT, Table, add_output, publish
from corpus.batch import items
from corpus.cluster import Ray
from corpus.sources import expand
from corpus.workers import Processes

if TYPE_CHECKING:
    from corpus.workers import Engine

MEGABYTE: Final = 1_000_000
WORKERS: Final = 2

Engines = dict[str, Callable[[], "Engine"]]


def once(folder: Path, engine: Engine) -> tuple[float, float, float]:
    """Convert the pages of a folder; return the seconds until the first is there and until all others are, and this process's own."""
    given = expand([folder]).found
    started, own = time.perf_counter(), time.process_time()
    found = items(given, engine)
    next(found)
    first = time.perf_counter()
    if bad := [item.error for item in found if item.error]:
        sys.exit(f"error: {bad[0]}")
    return first - started, time.perf_counter() - first, time.process_time() - own


def table(folder: Path, engines: Engines, rounds: int, size: int) -> Table:
    """Return the medians of some rounds in turns, and how many times the first engine's time each takes."""
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            times[name].append(once(folder, engine()))
    medians = {name: [statistics.median(one) for one in zip(*own, strict=True)] for name, own in times.items()}
    _, base, _ = next(iter(medians.values()))
    megabytes = size / MEGABYTE
    rows = [
        [name, f"{first:.1f}", f"{rest:.1f}", f"{megabytes / rest:.2f}", f"{rest / base:.2f}", f"{megabytes / own:.1f}"]
        for name, (first, rest, own) in medians.items()
    ]
    return Table(["", "s to the first page", "s for the others", "MB/s then", "times local", "MB/s of the asking process"], rows)


def main() -> int:
    """Make the pages, start a cluster, time both, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20, help="how much text (default 20)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    add_output(parser)
    args = parser.parse_args()
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - after the lines above

    with tempfile.TemporaryDirectory(prefix="corpus-cluster-") as name:
        size, _ = text.write(ROOT / "benchmarks" / "articles.jsonl", Path(name), int(args.megabytes * MEGABYTE))
        started = time.perf_counter()
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        cluster.add_node(num_cpus=1)
        up = time.perf_counter() - started
        engines: Engines = {
            "two local processes": lambda: Processes(WORKERS),
            "Ray, two nodes of one processor": lambda: Ray(cluster.address),
        }
        found = table(Path(name) / "pages", engines, args.rounds, size)
        cluster.shutdown()
    load = os.getloadavg()[1]
    note = f"{size / MEGABYTE:,.0f} MB of text, medians of {args.rounds} rounds in turns; the two nodes were up after {up:.0f} s"
    publish(args, [found], [note, f"Load of the machine meanwhile: {load:.1f} on {os.cpu_count()} processors"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
