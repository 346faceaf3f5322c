#!/usr/bin/env python3
"""How long does `corpus --help` take, beside `python -c pass`? In turns, medians of processor time: it is the same on a busy machine."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {"python -c pass": ["-c", "pass"], "corpus --help": ["-m", "corpus", "--help"]}


def once(arguments: Sequence[str]) -> float:
    """Run this Python with some arguments and return the processor time that it took, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Run both in turns, print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25, help="how often each is run (default 25)")
    rounds = parser.parse_args().rounds
    times = [[once(arguments) for arguments in COMMANDS.values()] for _ in range(rounds)]
    bare, ours = (statistics.median(column) for column in zip(*times, strict=True))
    for name, seconds in zip(COMMANDS, (bare, ours), strict=True):
        print(f"{name:<15} {1000 * seconds:6.1f} ms")
    print(f"{ours / bare:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
