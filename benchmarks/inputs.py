"""How fast pages come out of archives and tables, and how much memory that takes: without converting them (Linux).

python benchmarks/inputs.py 20000 200000    each kind with so many pages, each read by a process of its own
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from corpus.sources import expand, opened

KINDS = ("parquet", "jsonl", "zip", "tar")
_BODY = "    今日多云，最高气温十二度，夜间有小雨。\n" * 20
_GROUP = 20_000


def make(path: Path, number: int) -> None:
    """Write a file of so many pages."""
    kind = path.name.partition(".")[2]
    texts = ((f"2020/02/{k:07}.txt", f"{k}\n{_BODY}") for k in range(number))
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in texts:
                archive.writestr(name, text)
    elif kind == "jsonl":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts)
    elif kind == "parquet":
        schema = pa.schema([("id", pa.string()), ("text", pa.string())])
        with parquet.ParquetWriter(path, schema, use_dictionary=False, compression="none") as writer:
            rows = list(texts)
            for start in range(0, number, _GROUP):
                writer.write_table(pa.Table.from_pylist([{"id": n, "text": t} for n, t in rows[start : start + _GROUP]], schema=schema))
    else:
        with tarfile.open(path, f"w:{kind.removeprefix('tar').removeprefix('.')}") as archive:
            for name, text in texts:
                info = tarfile.TarInfo(name)
                info.size = len(text.encode())
                archive.addfile(info, io.BytesIO(text.encode()))


def read(path: Path) -> None:
    """Read it, and print how that went."""
    started, pages, size = time.process_time(), 0, 0
    for page in opened(expand([path]).found):
        pages, size = pages + 1, size + len(page.data or b"")
    seconds = time.process_time() - started
    peak = next(line.split()[1] for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    rate = f"{pages / seconds:,.0f} | {size / seconds / 1e6:.0f}"
    print(f"| {path.name.partition('.')[2]} | {pages:,} | {rate} | {int(peak) / 1024:.0f} |", flush=True)


def main(*counts: str) -> None:
    """Make and read each kind in each size."""
    print("| | pages | pages a second | MB of text a second | MB of memory |\n|---|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for count in counts:
                path = Path(folder, f"pages.{kind}")
                make(path, int(count))
                subprocess.run([sys.executable, __file__, str(path)], check=True)  # noqa: S603 - this file
                path.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].isdecimal():
        read(Path(sys.argv[1]))
    else:
        main(*sys.argv[1:])
