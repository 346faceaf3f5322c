#!/usr/bin/env python3
"""The figures that were kept (run.py --record) in one table, beside those that are to be reached.

They are in corpus/accuracy.json, which the card of every dataset shows, too.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from benchmarks.tables import ROOT, Table, add_output, publish, today, weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus.score import Figures

FILE: Final = ROOT / "corpus" / "accuracy.json"
GOALS: Final = {
    "unseen month, stream order": (0.985, 0.96, 0.92),
    "unseen month, layout order": (0.85, 0.75, 0.70),
    "Traditional, unseen months, stream order": (0.975, 0.94, 0.88),
    "A4 printouts, unseen articles": (0.97, 0.97, 0.93),
    "the seed": (1.0, 1.0, 1.0),
}
"""What para_f1, article and headline are to reach."""
SHOWN: Final = ("para_f1", "article", "headline")


def record(path: Path, pages: str, figures: Figures) -> None:
    """Keep figures under what they were measured on, in the place of those kept before."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    values = {name: round(figures.values[name], 4) for name in kept["figures"]}
    row = {"pages": pages, **values, "articles": figures.articles, "date": today(), "weights": weights()}
    rows = {one["pages"]: one for one in [*kept["rows"], row]}
    path.write_text(json.dumps({**kept, "rows": list(rows.values())}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def table(kept: Mapping[str, Any]) -> Table:
    """Return the figures kept, with what is to be reached after each, if anything is."""
    return Table(["pages", *SHOWN, "articles", "measured"], [_cells(row) for row in kept["rows"]])


def _cells(row: Mapping[str, Any]) -> list[str]:
    goals = GOALS.get(row["pages"], ("", "", ""))
    figures = [f"{row[name]:.4f}{f' (≥ {goal:g})' if goal else ''}" for name, goal in zip(SHOWN, goals, strict=True)]
    return [row["pages"], *figures, f"{row['articles']:,}", f"{row['date']}, weights {row['weights']}"]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_output(parser)
    publish(parser.parse_args(), [table(json.loads(FILE.read_text(encoding="utf-8")))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
