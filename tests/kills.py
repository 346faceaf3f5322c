"""Kills builds at random moments and looks at what is left; `make unkillable` does it a hundred times.

Run by itself it prints how many kills there were, and what they found.
"""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import makers

import corpus
from corpus import batch, layout
from corpus.cluster import Ray
from corpus.workers import Processes

if TYPE_CHECKING:
    from corpus.dataset import Built
    from corpus.workers import Engine

COMMAND = [sys.executable, "-m", "corpus", "build"]
_STORY = "    本报讯 昨日，{title}，两岸往来不再绕行，\n沿线十二个村的村民都到桥头来看。\n"


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a dataset; nothing if there is none."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def write_pages(folder: Path, number: int, *, turn: int = 0) -> Path:
    """Write pages of some days; in another turn some are other ones, some are new, some are gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for k in range(turn, number + turn):
        head = f"云江日报 2020年{k % 3 + 1}月{k % 7 + 1}日 第{k % 4 + 1}版\n\n"
        stories = (f"新桥第{k if k % 5 else k + turn}号{n}座建成\n\n{_STORY.format(title=f'第{n}座新桥建成通车')}\n" for n in range(8))
        (folder / f"{k:03}.txt").write_text(head + "\n".join(stories), encoding="utf-8")
    return folder


def kill(sources: Path, out: Path, seconds: float, *options: str) -> bool:
    """Run a build and kill it after some seconds; tell whether it was still at work."""
    with subprocess.Popen(
        [*COMMAND, str(sources), "--out", str(out), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        alive = process.poll() is None
        process.kill()
    return alive


def kill_often(moments: int, folder: Path, *, seed: int = 6, pages: int = 60) -> Counter[str]:
    """Kill builds that replace an old dataset, at random moments, and count what was found.

    What is there after a kill is the old dataset or the new one, whole, and the next run gives the bytes of a build that was
    never disturbed.
    """
    dice, found = random.Random(seed), Counter[str]()  # noqa: S311 - no secret
    out, before, after = folder / "out", folder / "before", folder / "after"
    corpus.build(write_pages(folder / "old", pages), before, cache=False)
    sources = write_pages(folder / "new", pages, turn=3)
    started = time.monotonic()
    subprocess.run([*COMMAND, str(sources), "--out", str(after), "--no-cache"], check=True, capture_output=True)
    longest = time.monotonic() - started
    old, new = tree(before), tree(after)
    assert old != new
    for moment in range(moments):
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(layout.workshop(out), ignore_errors=True)
        shutil.copytree(before, out)
        kills = dice.randint(1, 3)
        for _ in range(kills):
            options = ("--workers", "2") if moment % 2 else ()
            alive = kill(sources, out, dice.random() * longest, *options)
            there = tree(out if out.exists() else out.with_name(f".{out.name}.old"))
            assert there in (old, new), sorted(there)
            found[f"{'killed' if alive else 'ended'}, {'old' if there == old else 'new'} dataset"] += 1
        built = corpus.build(sources, out)
        assert tree(out) == new
        assert {path.name for path in layout.workshop(out).iterdir()} <= {"lock", "pages.sqlite"}
        found["pages kept"] += built.kept
    return found


def kill_workers(number: int, folder: Path, engine: Engine, *, each: int = 5) -> Built:
    """Build with an engine whose workers are killed a number of times over a lot, each time by another page.

    Each of these is converted when it is tried again, and the bytes are those of a build in one process.
    """
    sources, killed = write_pages(folder / "pages", number * each), folder / "killed"
    for k in range(0, number * each, each):
        (sources / f"{k:03}.txt").rename(sources / f"{k:03}-unlucky.txt")
    corpus.build(sources, folder / "undisturbed", cache=False)
    killed.mkdir()
    with patch.object(batch, "filed", partial(makers.killed_once, folder=str(killed))), patch.object(batch, "_LOT_PAGES", 4):
        built = corpus.build(sources, folder / "disturbed", engine=engine, cache=False)
    assert (built.bad, len(list(killed.iterdir()))) == ([], number)
    assert tree(folder / "disturbed") == tree(folder / "undisturbed")
    return built


def main(moments: int = 50) -> None:
    """Run it and print the figures."""
    engines: list[Engine] = [Processes(2)]
    if importlib.util.find_spec("ray"):
        os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # its workers find makers.py there
        engines.append(Ray())
    for engine in engines:
        with tempfile.TemporaryDirectory() as name:
            built = kill_workers(moments, Path(name), engine)
        print(f"{engine.name}: {moments} workers killed, {built.retries} pages given out again, {built.pages} there, once each")  # noqa: T201
    with tempfile.TemporaryDirectory() as name:
        found = kill_often(moments, Path(name))
    kills = sum(number for what, number in found.items() if "dataset" in what)
    print(f"{kills} kills, {moments} builds finished after them, all with the bytes of one undisturbed: {dict(found)}")  # noqa: T201


if __name__ == "__main__":
    main()
