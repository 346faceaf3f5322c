#!/usr/bin/env python3
"""Where does the time of a build go? A flame graph (Gregg 2016) of `corpus build` on one core, sampled by py-spy, as a small SVG.

Width is time, and what stands on a bar was called by it; what took less than half a percent is left out. py-spy and not cProfile,
which makes what is called often look slow.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.speed import text
from benchmarks.tables import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MEGABYTE: Final = 1_000_000
LEAST: Final = 0.005
_WIDTH, _ROW, _CHARACTER = 1200, 17, 6.2
_COLOURS: Final = {"corpus": "#f2b37a", "numpy": "#8ec6b8", "other": "#c9c3d6"}


@dataclass(slots=True)
class Frame:
    """A function, how many samples were taken in it, and what it had called then."""

    name: str
    samples: int = 0
    called: dict[str, Frame] = field(default_factory=dict)


def stacks(lines: Iterable[str]) -> Iterator[tuple[list[str], int]]:
    """Read collapsed stacks: the names of functions, the outermost first, and the number of samples.

    >>> list(stacks(["main (run.py:3);convert (corpus/pages.py:90) 12"]))
    [(['main run.py', 'convert pages.py'], 12)]
    """
    for line in lines:
        printed, _, number = line.rstrip().rpartition(" ")
        if printed:
            yield [_named(part) for part in printed.split(";")], int(number)


def _named(printed: str) -> str:
    name, _, place = printed.partition(" (")
    return f"{name} {Path(place.rstrip(')').rpartition(':')[0] or place.rstrip(')')).name}"


def tree(found: Iterable[tuple[Sequence[str], int]], root: str) -> Frame:
    """Return the stacks from the function `root` inward as one tree; those that never were in it are left out."""
    top = Frame(root)
    for names, samples in found:
        if root not in names:
            continue
        frame = top
        frame.samples += samples
        for name in names[names.index(root) + 1 :]:
            frame = frame.called.setdefault(name, Frame(name))
            frame.samples += samples
    return top


def draw(top: Frame) -> str:
    """Return the tree as SVG, the outermost function below."""
    bars = list(_bars(top, 0.0, 0, top.samples or 1))
    height = (max(depth for *_, depth in bars) + 1) * _ROW + 4
    body = "".join(_bar(name, x, width, height - (depth + 1) * _ROW - 2) for name, x, width, depth in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="monospace" font-size="10">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>{body}</svg>\n'
    )


def _bars(frame: Frame, start: float, depth: int, all_samples: int) -> Iterator[tuple[str, float, float, int]]:
    """Yield name, left side and width as shares of all, and depth, of each bar that is wide enough."""
    share = frame.samples / all_samples
    if share < LEAST:
        return
    yield frame.name, start, share, depth
    for inner in sorted(frame.called.values(), key=lambda one: (-one.samples, one.name)):
        yield from _bars(inner, start, depth + 1, all_samples)
        start += inner.samples / all_samples


def _bar(name: str, start: float, share: float, y: float) -> str:
    x, width = start * _WIDTH, share * _WIDTH
    label = f"{name} {share:.1%}"
    shown = label if len(label) * _CHARACTER < width else name.partition(" ")[0][: int(width / _CHARACTER)]
    module = name.rpartition(" ")[2]
    kind = "corpus" if (ROOT / "corpus" / module).is_file() else "numpy" if "numpy" in module or module.startswith("_") else "other"
    return (
        f'<g><title>{escape(label)}</title><rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" height="{_ROW - 1}"'
        f' fill="{_COLOURS[kind]}"/><text x="{x + 2:.1f}" y="{y + 11}">{escape(shown)}</text></g>'
    )


def own(top: Frame) -> Counter[str]:
    """Return how many samples were taken in each module itself, not in what it called."""
    counted: Counter[str] = Counter()
    waiting = [top]
    while waiting:
        frame = waiting.pop()
        waiting += frame.called.values()
        counted[frame.name.rpartition(" ")[2]] += frame.samples - sum(one.samples for one in frame.called.values())
    return counted


def main() -> int:
    """Make pages, sample a build of them, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20, help="how much text (default 20)")
    parser.add_argument("--rate", type=int, default=100, help="samples a second (default 100)")
    parser.add_argument("--py-spy", default="py-spy", metavar="COMMAND", help="where py-spy is: pip install py-spy")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "speed.svg", metavar="FILE.svg")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="corpus-flame-"))
    try:
        text.write(ROOT / "benchmarks" / "articles.jsonl", folder, int(args.megabytes * MEGABYTE))
        script = ROOT / "benchmarks" / "speed" / "contenders.py"
        work = [sys.executable, str(script), "corpus build", str(folder), str(folder / "made")]
        raw = folder / "stacks"
        command = [args.py_spy, "record", "--format", "raw", "--rate", str(args.rate), "--output", str(raw), "--", *work]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own script
        top = tree(stacks(raw.read_text(encoding="utf-8").splitlines()), "build dataset.py")
    finally:
        shutil.rmtree(folder)
    args.out.write_text(draw(top), encoding="utf-8", newline="\n")
    for module, samples in own(top).most_common(25):
        print(f"{samples / top.samples:6.1%}  {module}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
