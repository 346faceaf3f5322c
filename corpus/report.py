"""What a build did, for machines: counts, rate, what is in the quarantine and why, memory."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from corpus import __version__, whole
from corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.dataset import Built

_KILOBYTE = 1024


def report(built: Built) -> dict[str, Any]:
    """Return the report of a build.

    Bytes are those of the sources as they were read. Those of the rate were converted by this build, in the seconds until the
    last was; `peak_memory_bytes` is null where the system does not tell.
    """
    seconds = built.seconds.get("convert", 0.0)
    return {
        "tool_version": __version__,
        "out": str(built.out),
        "engine": built.engine,
        "retries": built.retries,
        "pages": built.pages,
        "pages_kept": built.kept,
        "editions": built.editions,
        "articles": built.articles,
        "paragraphs": built.paragraphs,
        "jumps": dict(sorted(built.jumps.items())),
        "contradictions": built.contradictions,
        "corrections": built.corrections,
        "corrections_rejected": len(built.rejected),
        "missing": len(built.bad) - len(built.quarantine),
        "quarantine": dict(sorted(Counter(row.reason for row in built.quarantine).items())),
        "bytes": built.bytes,
        "bytes_converted": built.bytes_converted,
        "seconds": {name: round(value, 3) for name, value in built.seconds.items()},
        "bytes_converted_per_second": round(built.bytes_converted / seconds) if seconds else None,
        "peak_memory_bytes": _peak(),
    }


def refuse(path: Path, out: Path) -> None:
    """Keep a build from finding out at its end that its report cannot be written.

    Raises:
        UsageError: if the path is a folder, in none that can be written to, or within the dataset.

    """
    wrong = {
        "is a folder": path.is_dir(),
        "is in the folder of the dataset, which holds nothing else": path.resolve().is_relative_to(out.resolve()),
        "there is no such folder to write it to": not path.parent.is_dir(),
        "its folder cannot be written to": not os.access(path.parent, os.W_OK),
    }
    problem = next((problem for problem, is_so in wrong.items() if is_so), None)
    if problem:
        raise UsageError(str(path), problem, help="name a file of a folder that is there, as --report report.json")


def write(built: Built, path: Path) -> None:
    """Write the report of a build to a file, which is there whole or not at all."""
    whole.write(path, json.dumps(report(built), ensure_ascii=False, indent=1) + "\n")


def _peak() -> dict[str, int] | None:
    """Return the most memory that this process had, and the largest of its workers that have ended."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has none

        unit = 1 if sys.platform == "darwin" else _KILOBYTE
        who = {"main": resource.RUSAGE_SELF, "largest_worker": resource.RUSAGE_CHILDREN}
        return {name: resource.getrusage(one).ru_maxrss * unit for name, one in who.items()}
    return None
