"""A PDF of many pages: the memory of our process and of the one that reads, after a tenth of them and after all.

python benchmarks/pdf/long.py [PAGES]    2,000 if not said
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from corpus import convert_files, guard


def peak(pid: int) -> float:
    """Return the most memory that a process has held, in MB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def main() -> None:
    """Convert the file."""
    from damaged import pdf, stream  # noqa: PLC0415 - beside this script, and on the path when it is run

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "long.pdf"
        path.write_bytes(pdf(*[stream(40 + k % 7) for k in range(count)]))
        for number, page in enumerate(convert_files(path), 1):
            if number in {count // 10, count}:
                own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
                print(f"{number:5d} pages, {page.source}: {own:.0f} MB here, {peak(guard.process()):.0f} MB where the file is read")


if __name__ == "__main__":
    main()
