"""Bins of confidence -> a reliability plot in SVG: a panel a kind, what was given against what was right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.accuracy.reliability import Bin

SIDE: Final = 220
MARGIN: Final = 54
TOP: Final = 34
SMALLEST: Final = 2.0
LARGEST: Final = 9.0
_STYLE: Final = (
    "text{font:12px sans-serif;fill:#222}.name{font-weight:bold}.small{font-size:11px;fill:#555}"
    ".frame{fill:#fff;stroke:#999}.ideal{stroke:#999;stroke-dasharray:4 4}.grid{stroke:#e4e4e4}"
    ".range{stroke:#2867a8;stroke-width:1.5}.bin{fill:#2867a8;fill-opacity:.75}"
)


def drawing(panels: Mapping[str, Sequence[Bin]]) -> str:
    """Return an SVG drawing of some kinds of claims.

    A dot a bin, its area by the number of claims, with the interval that holds the true share with 95 %; on the dashed line
    confidence is exactly what it says.
    """
    width, height = MARGIN + len(panels) * (SIDE + MARGIN), TOP + SIDE + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>Confidence given against share right: {', '.join(panels)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (name, rows) in enumerate(panels.items()):
        parts += [f'<g transform="translate({MARGIN + number * (SIDE + MARGIN)} {TOP})">', *_panel(name, rows), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(name: str, rows: Sequence[Bin]) -> Iterator[str]:
    """Yield the elements of a panel: frame, grid, the ideal, names, dots."""
    count = sum(row.count for row in rows)
    yield f'<text class="name" y="-12">{name} <tspan class="small">{count:,}</tspan></text>'
    yield f'<rect class="frame" width="{SIDE}" height="{SIDE}"/>'
    for step in (0.25, 0.5, 0.75):
        yield f'<path class="grid" d="M0 {_at(1 - step)}H{SIDE}M{_at(step)} 0V{SIDE}"/>'
    for step in (0.0, 0.5, 1.0):
        yield f'<text class="small" x="{_at(step)}" y="{SIDE + 16}" text-anchor="middle">{step:g}</text>'
        yield f'<text class="small" x="-6" y="{_at(1 - step + 0.02)}" text-anchor="end">{step:g}</text>'
    yield f'<text class="small" x="{SIDE / 2:g}" y="{SIDE + 34}" text-anchor="middle">confidence given</text>'
    yield f'<text class="small" transform="translate(-30 {SIDE / 2:g}) rotate(-90)" text-anchor="middle">share right</text>'
    yield f'<path class="ideal" d="M0 {SIDE}L{SIDE} 0"/>'
    for row in rows:
        yield from _dot(row, max(row.count for row in rows))


def _dot(row: Bin, most: int) -> Iterator[str]:
    """Yield the elements of a bin."""
    low, high = row.interval()
    x, radius = _at(row.given), max(SMALLEST, LARGEST * math.sqrt(row.count / most))
    yield f'<path class="range" d="M{x} {_at(1 - low)}V{_at(1 - high)}"/>'
    told = f"given {row.given:.3f}, right {row.right:.3f}, {row.count:,}"
    yield f'<circle class="bin" cx="{x}" cy="{_at(1 - row.right)}" r="{radius:.1f}"><title>{told}</title></circle>'


def _at(share: float) -> str:
    """Return where a share of the side of a panel is."""
    return f"{min(max(share, 0.0), 1.04) * SIDE:.1f}"
