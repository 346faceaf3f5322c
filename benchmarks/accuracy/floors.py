"""Floors: the figures that some gold pages must reach, kept in a file with the digest of the pages.

A floor goes up by itself when floors are set, and down only with a reason, which the file keeps.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.tables import today

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
