#!/usr/bin/env python3
"""One contender, once, over pages made by run.py: prints the seconds that it took, of its processor too, its memory, the bytes, as JSON.

It is run by itself, in the Python that the contender is installed in: `contenders.py NAME FOLDER OUT`. What is imported and
loaded first is not counted.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

Work = Callable[[], int]
"""What is timed; it returns how many bytes of text it has worked through."""
SLOW = 20_000_000
"""Bytes of text that are enough for a step of some megabytes a second, or less."""


def build(folder: Path, out: Path, workers: int = 1) -> Work:
    """Read, convert, validate, and write Parquet: `corpus build`."""
    made = import_module("corpus.dataset")
    import_module("corpus").convert("今日多云。\n")

    def work() -> int:
        done: int = made.build(folder / "pages", out, workers=workers).bytes
        return done

    return work


def build_on_two(folder: Path, out: Path) -> Work:
    """Do the same with two workers."""
    return build(folder, out, workers=2)


def copy(folder: Path, out: Path) -> Work:
    """Copy JSON Lines to Parquet with datatrove, as it is."""
    reader = import_module("datatrove.pipeline.readers").JsonlReader(str(folder), glob_pattern="pages.jsonl")
    writer = import_module("datatrove.pipeline.writers").ParquetWriter(str(out), compression="zstd")
    size = sum(len(text.encode()) for text in _texts(folder))

    def work() -> int:
        for _ in writer.run(reader.run(), rank=0, world_size=1):
            pass
        return size

    return work


def c4(folder: Path, out: Path) -> Work:
    """Judge each text by C4's rules, as datatrove has them."""
    filters, document = import_module("datatrove.pipeline.filters"), import_module("datatrove.data").Document
    judge = filters.C4QualityFilter()
    return _each(folder, out, lambda text: judge.filter(document(text=text, id="")))


def unstructured(folder: Path, out: Path) -> Work:
    """Regroup broken paragraphs with unstructured."""
    os.environ.update(DO_NOT_TRACK="true", SCARF_NO_ANALYTICS="true")
    return _each(folder, out, import_module("unstructured.cleaners.core").group_broken_paragraphs)


def ftfy(folder: Path, out: Path) -> Work:
    """Repair each text with ftfy."""
    return _each(folder, out, import_module("ftfy").fix_text, SLOW)


def juicer(folder: Path, out: Path) -> Work:
    """Apply three basic mappers of data-juicer: Unicode, punctuation, white space."""
    mappers = import_module("data_juicer.ops.mapper")
    names = ("FixUnicodeMapper", "PunctuationNormalizationMapper", "WhitespaceNormalizationMapper")
    made = [getattr(mappers, name)() for name in names]

    def mapped(text: str) -> object:
        batch: dict[str, Any] = {"text": [text]}
        for mapper in made:
            batch = mapper.process_batched(batch)
        return batch

    return _each(folder, out, mapped, SLOW)


def _each(folder: Path, _: Path, step: Callable[[str], object], most: float = math.inf) -> Work:
    """Return a step on every text, or on `most` bytes of them, which are read first: it is the step alone that is timed."""
    texts, size = [], 0
    for text in _texts(folder):
        texts.append(text)
        size += len(text.encode())
        if size >= most:
            break
    step(texts[0])

    def work() -> int:
        for text in texts:
            step(text)
        return size

    return work


def _texts(folder: Path) -> Iterator[str]:
    """Yield the texts of the pages."""
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)


CONTENDERS: dict[str, tuple[str, Callable[[Path, Path], Work]]] = {
    "corpus build": ("", build),
    "corpus build, two workers": ("", build_on_two),
    "datatrove, JSON Lines to Parquet": ("datatrove[io,processing]", copy),
    "unstructured, group_broken_paragraphs": ("unstructured", unstructured),
    "datatrove, C4 filter": ("datatrove[io,processing] spacy", c4),
    "ftfy, fix_text": ("ftfy", ftfy),
    "data-juicer, three mappers": ("py-data-juicer", juicer),
}
"""What is timed: its name, what pip installs it, and how it is made ready."""


def main(name: str, folder: str, out: str) -> None:
    """Make it ready, time it, print."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    work = CONTENDERS[name][1](Path(folder), Path(out))
    started, processor = time.perf_counter(), _processor()
    size = work()
    told = {"seconds": time.perf_counter() - started, "processor": _processor() - processor, "memory": _memory(), "bytes": size}
    print(json.dumps(told))


def _processor() -> float:
    """Return the processor time of this process and of those that it has waited for, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _memory() -> float:
    """Return the most memory that this process has had, or the largest of those that it has waited for, in megabytes."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
