#!/usr/bin/env python3
"""What does an archive cost? Core hours, days, storage, requests and money for terabytes of page text, from measured rates.

The rates are those that `corpus build --report` and benchmarks/speed measure; give them when they change. Prices are assumptions.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, fields
from typing import Final

from benchmarks.tables import Table, add_output, publish

TERABYTE: Final = 1_000_000
"""In megabytes."""
_HOUR, _DAY, _GIGABYTES = 3_600, 24, 1_000
CLUSTERS: Final = (16, 128, 1024)
PLANS: Final = {"1 TB in one build": (1, 1), "1 TB in 10 builds": (1, 10), "100 TB in 1,000 builds": (100, 1_000)}


@dataclass(frozen=True, slots=True)
class Rates:
    """What is measured, and what is assumed."""

    convert: float = 0.37
    """MB/s of page text that one core converts."""
    ask: float = 13.6
    """MB/s that the process that asks reads, hashes, hands out and puts aside."""
    write: float = 1.2
    """MB/s of the two last steps of a build, on one core: editions and links, Parquet, card."""
    kept: float = 1.35
    """Bytes beside the dataset, in .NAME.build, for a byte of text."""
    dataset: float = 2.8
    """Bytes of the dataset for a byte of text."""
    page: float = 0.0154
    """MB of a page."""
    archive: float = 256.0
    """MB of an archive of pages, where they are not files of their own."""
    core_hour: float = 0.05
    """Dollars."""
    gigabyte_month: float = 0.023
    """Dollars for a GB kept for a month."""
    read_million: float = 0.4
    """Dollars for a million objects read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes: hours of cores, terabytes while it is built, objects read, dollars without storage and for a month of it."""

    core_hours: float
    kept: float
    dataset: float
    pages: float
    archives: float
    computing: float
    storage: float
    requests: float


def cost(terabytes: float, rates: Rates) -> Cost:
    """Return what an archive costs, however many cores share it.

    >>> round(cost(1, Rates(convert=1.0, ask=100.0, write=1.0)).core_hours)
    558
    """
    size = terabytes * TERABYTE
    hours = size * (1 / rates.convert + 1 / rates.ask + 1 / rates.write) / _HOUR
    stored = terabytes * (1 + rates.kept + rates.dataset)
    pages = size / rates.page
    return Cost(
        core_hours=hours,
        kept=terabytes * rates.kept,
        dataset=terabytes * rates.dataset,
        pages=pages,
        archives=size / rates.archive,
        computing=hours * rates.core_hour,
        storage=stored * _GIGABYTES * rates.gigabyte_month,
        requests=pages / 1e6 * rates.read_million,
    )


def days(terabytes: float, builds: int, cores: int, rates: Rates) -> float:
    """Return how long it takes: builds run side by side, one process of each asks and writes, all other cores convert.

    A build converts as fast as its share of the cores does or as its one process can ask, whichever is slower; then that process
    writes. Builds that have no core to write on wait for one.

    >>> one, ten = (days(1, builds, 128, Rates(convert=1.0, ask=50.0, write=2.0)) for builds in (1, 10))
    >>> f"{one:.1f} {ten:.1f}"
    '6.0 0.7'
    """
    size = terabytes * TERABYTE
    together = min(builds, cores)
    converting = size / min(cores * rates.convert, together * rates.ask)
    return (converting + size / (together * rates.write)) / _HOUR / _DAY


def tables(rates: Rates) -> list[Table]:
    """Return the table of costs, and the table of days."""
    sizes = {1: cost(1, rates), 100: cost(100, rates)}
    rows: list[list[str]] = [
        ["core hours", *(f"{one.core_hours:,.0f}" for one in sizes.values())],
        ["computing, dollars", *(f"{one.computing:,.0f}" for one in sizes.values())],
        ["text in, TB", *(f"{size:,}" for size in sizes)],
        ["kept while building, TB", *(f"{one.kept:,.1f}" for one in sizes.values())],
        ["dataset out, TB", *(f"{one.dataset:,.1f}" for one in sizes.values())],
        ["a month of these three, dollars", *(f"{one.storage:,.0f}" for one in sizes.values())],
        ["objects to read: pages, millions", *(f"{one.pages / 1e6:,.1f}" for one in sizes.values())],
        ["dollars for these", *(f"{one.requests:,.0f}" for one in sizes.values())],
        [f"or archives of {rates.archive:.0f} MB", *(f"{one.archives:,.0f}" for one in sizes.values())],
    ]
    waits = [[name, *(f"{days(size, builds, cores, rates):,.1f}" for cores in CLUSTERS)] for name, (size, builds) in PLANS.items()]
    return [
        Table(["", *(f"{size} TB of text" for size in sizes)], rows),
        Table(["days", *(f"{cores:,} cores" for cores in CLUSTERS)], waits),
    ]


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for one in fields(Rates):
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=float, default=one.default, metavar="N", help=f"default {one.default}")
    add_output(parser)
    args = parser.parse_args()
    publish(args, tables(Rates(**{one.name: getattr(args, one.name) for one in fields(Rates)})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
