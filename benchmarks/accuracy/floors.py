"""Floors: the figures that some gold pages must reach, kept in a file with the digest of the pages.

A floor goes up by itself when floors are set, and down only with a reason, which the file keeps.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.tables import today

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

MARGIN = 0.006
"""How far below what was measured a floor is set: one article of the gate's may fall otherwise on another processor."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures, and the digest of the pages that they were measured on."""

    figures: Mapping[str, float]
    digest: str


def read(path: Path) -> dict[str, Any]:
    """Return all floors of a file, by the name of the pages; none if there is no file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def below(measured: Measured, floors: Mapping[str, Any]) -> list[str]:
    """Return what is not as the floors have it.

    >>> below(Measured({"article": 0.5}, "d"), {"sha256": "d", "figures": {"article": 0.6}})
    ['article: 0.5000 is below 0.6']
    """
    changed = [] if floors["sha256"] == measured.digest else [f"the gold is not the one that the floors were set on: {measured.digest}"]
    return changed + [
        f"{key}: {measured.figures[key]:.4f} is below {least}" for key, least in floors["figures"].items() if measured.figures[key] < least
    ]


def fallen(measured: Measured, floors: Mapping[str, Any]) -> list[str]:
    """Return the figures that are below their floor, whatever the pages."""
    return [key for key, least in floors.get("figures", {}).items() if measured.figures[key] < least]


def raised(measured: Measured, floors: Mapping[str, Any], reason: str = "") -> dict[str, Any]:
    """Return floors as they are set anew: those that fell only with the reason for it.

    >>> raised(Measured({"article": 0.9, "title": 0.5}, "d"), {"figures": {"article": 0.899, "title": 0.4}})["figures"]
    {'article': 0.899, 'title': 0.494}
    """
    before, down = floors.get("figures", {}), fallen(measured, floors)
    figures = {key: _floor(value) if key in down else max(before.get(key, 0.0), _floor(value)) for key, value in measured.figures.items()}
    lowered = [{"figure": key, "from": before[key], "to": figures[key], "date": today(), "reason": reason} for key in down]
    return {"sha256": measured.digest, "figures": figures, "lowered": [*floors.get("lowered", []), *lowered]}


def _floor(value: float) -> float:
    return max(0.0, math.floor((value - MARGIN) * 1000 + 1e-9) / 1000)


def write(path: Path, floors: Mapping[str, Any]) -> None:
    """Write all floors to their file."""
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which floors are held, or set."""
    parser.add_argument("--floors", nargs=2, metavar=("FILE", "NAME"), help="fail below the floors of FILE under NAME")
    parser.add_argument("--set-floors", action="store_true", help="raise these floors to what was measured")
    parser.add_argument("--lower", default="", metavar="REASON", help="with --set-floors: lower them, too, for this reason")


def hold(args: argparse.Namespace, measured: Measured) -> list[str]:
    """Set the floors if that is asked for; return what is below them."""
    path, name = Path(args.floors[0]), args.floors[1]
    stored = read(path)
    own = stored.get(name, {})
    if not args.set_floors:
        return below(measured, own) if own else [f"no floors for {name} yet: set them with --set-floors"]
    down = fallen(measured, own)
    if down and not args.lower:
        return [f"{', '.join(down)}: below the floor; lower it with --lower REASON, and say the reason in the commit, too"]
    write(path, {**stored, name: raised(measured, own, args.lower)})
    return []


def tell(args: argparse.Namespace, problems: Sequence[str]) -> int:
    """Print what is below the floors, and return the exit code."""
    for problem in problems:
        print(f"{args.floors[0]}: {problem}", file=sys.stderr)
    return 1 if problems else 0
