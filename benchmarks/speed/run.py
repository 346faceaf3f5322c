#!/usr/bin/env python3
"""How fast is a build? `corpus build` from end to end, beside a plain copy and the text steps of other tools, on the same pages.

All take turns, some rounds; of each the median counts. Processor time is what is compared, for it is the same on a busy
machine; what ran on two workers is compared by the clock. Slow steps of other tools have a part of the pages. Is memory flat? Compare
two runs of `--only "corpus build"` with other `--megabytes`; with `--sparse`, ten gigabytes take minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.speed import text
from benchmarks.speed.contenders import CONTENDERS
from benchmarks.tables import ROOT, Table, add_output, publish

if TYPE_CHECKING:
    from collections.abc import Sequence

MEGABYTE: Final = 1_000_000
COPY: Final = "datatrove, JSON Lines to Parquet"


@dataclass(slots=True)
class Times:
    """The seconds of each round of one contender, by the clock and of the processor, and the most memory that it had, in megabytes.

    `size` is the bytes of text that it had.
    """

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    size: int = 0


def once(name: str, folder: Path, python: str) -> dict[str, float] | None:
    """Run a contender once and return what it told; None if it is not installed, with a line that says so.

    Our own code has its bytecode from the round before, as it has where it is installed.
    """
    ours = not CONTENDERS[name][0]
    script = ROOT / "benchmarks" / "speed" / "contenders.py"
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable if ours else python, str(script), name, str(folder), str(Path(out) / "made")]
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")} if ours else {}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | compiled)  # noqa: S603 - our own script
    if done.returncode:
        why = (done.stderr.strip() or "no message").splitlines()[-1]
        if ours:
            sys.exit(f"error: {name}: {why}")
        print(f"{name}: left out ({why}): pip install '{CONTENDERS[name][0]}'", file=sys.stderr)
        return None
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def rounds(names: Sequence[str], folder: Path, python: str, number: int) -> dict[str, Times]:
    """Run contenders in turns, a number of rounds; those that are not installed are left out."""
    times = {name: Times() for name in names}
    for _ in range(number):
        for name in list(times):
            found = once(name, folder, python)
            if found is None:
                del times[name]
                continue
            own = times[name]
            own.clock.append(found["seconds"])
            own.processor.append(found["processor"])
            own.memory.append(found["memory"])
            own.size = int(found["bytes"])
    return times


def table(times: dict[str, Times]) -> Table:
    """Return the median rates, and how many times the processor time of the copy each takes for a megabyte."""
    copied = times[COPY].size / statistics.median(times[COPY].processor) if COPY in times else 0
    rows: list[list[str | float | int]] = []
    for name, own in times.items():
        clock, processor = own.size / statistics.median(own.clock), own.size / statistics.median(own.processor)
        against = f"{copied / processor:.2f}" if copied else "-"
        memory = f"{statistics.median(own.memory):,.0f}"
        rows.append([name, f"{own.size / MEGABYTE:,.0f}", f"{clock / MEGABYTE:.2f}", f"{processor / MEGABYTE:.2f}", against, memory])
    return Table(["", "MB of text", "MB/s by the clock", "MB/s of processor time", "times the copy", "MB of memory"], rows)


def main() -> int:
    """Make the pages, time all, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=200, help="how much text (default 200)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="a Python that has the other tools (default: this one)")
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS), metavar="NAME", help="run only these")
    parser.add_argument("--sparse", action="store_true", help="pages of a megabyte, nearly all white space; for builds only")
    add_output(parser)
    args = parser.parse_args()
    if args.sparse and not all(name.startswith("corpus build") for name in args.only):
        parser.error("--sparse is for builds: give --only 'corpus build'")
    folder = Path(tempfile.mkdtemp(prefix="corpus-speed-"))
    try:
        write = text.write_sparse if args.sparse else text.write
        size, count = write(ROOT / "benchmarks" / "articles.jsonl", folder, int(args.megabytes * MEGABYTE))
        found = table(rounds(args.only, folder, args.peers, args.rounds))
    finally:
        shutil.rmtree(folder)
    kind = "sparse pages" if args.sparse else "pages"
    publish(args, [found], [f"{size / MEGABYTE:,.0f} MB of text on {count:,} {kind}, medians of {args.rounds} rounds in turns"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
