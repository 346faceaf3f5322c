"""Tables: printed for the reader, and as Markdown put in their place in docs/.

A place is between ``<!-- NAME -->`` and ``<!-- /NAME -->``, a line each; what stands there is replaced.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from corpus.model import VARIABLE, weights_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

Cell = str | int | float
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under names; the first cell of a row says what the row is about."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def text(self) -> str:
        """Return the table in columns of equal width.

        >>> print(Table(["", "pages", "right"], [["all", 1200, 0.5]]).text())
                     pages    right
        all          1,200   0.5000
        """
        cells = [list(self.columns), *([_shown(cell) for cell in row] for row in self.rows)]
        first = max(10, *(len(row[0]) for row in cells))
        widths = [max(len(row[i]) for row in cells) + 3 for i in range(1, len(self.columns))]
        return "\n".join(
            row[0].ljust(first) + "".join(cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True)) for row in cells
        )

    def markdown(self) -> str:
        """Return the table as Markdown.

        >>> print(Table(["", "right"], [["all", 0.5]]).markdown())
        | | right |
        |---|---:|
        | all | 0.5000 |
        """
        lines = [self.columns, ["---", *["---:"] * (len(self.columns) - 1)], *([_shown(cell) for cell in row] for row in self.rows)]
        return "\n".join(f"|{'|'.join(line)}|" if line[0] == "---" else f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def _shown(cell: Cell) -> str:
    """Return a cell as it is printed: shares with four digits, counts with commas."""
    if isinstance(cell, str):
        return cell
    return f"{cell:.4f}" if isinstance(cell, float) else f"{cell:,}"


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the tables go, besides the screen."""
    parser.add_argument(
        "--into", nargs=2, metavar=("FILE", "NAME"), help="also put the tables between <!-- NAME --> and <!-- /NAME --> of a Markdown file"
    )


def publish(args: argparse.Namespace, tables: Iterable[Table], notes: Sequence[str] = ()) -> None:
    """Print tables and notes, and put them in their place, with the date and the command."""
    tables = list(tables)
    print("\n\n".join([table.text() for table in tables]), *notes, sep="\n")
    if args.into:
        told = " ".join([f"{note}." for note in notes])
        parts = [*(table.markdown() for table in tables), f"{told} {provenance(sys.argv)}".strip()]
        put(Path(args.into[0]), args.into[1], "\n\n".join(parts))


def put(path: Path, name: str, content: str) -> None:
    """Replace what stands in a place of a file; end the program if there is no such place."""
    before, opened, rest = path.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, closed, after = rest.partition(f"<!-- /{name} -->")
    if not (opened and closed):
        sys.exit(f"error: {path}: no place called {name}\nhelp: write <!-- {name} --> and <!-- /{name} --> there, a line each")
    path.write_text(f"{before}{opened}\n{content}\n\n{closed}{after}", encoding="utf-8", newline="\n")


def provenance(argv: Sequence[str]) -> str:
    """Return when, by what and with which weights something was measured."""
    named = f"{VARIABLE}={_place(os.environ[VARIABLE])} " if os.environ.get(VARIABLE) else ""
    return f"({today()}, `{named}{command(argv)}`, newspaper-corpus {corpus.__version__}, weights {weights()})"


def today() -> str:
    """Return the date, in UTC."""
    return str(dt.datetime.now(tz=dt.timezone.utc).date())


def weights() -> str:
    """Return the beginning of the sha256 of the weights that the converter runs on."""
    return hashlib.sha256(weights_file().read_bytes()).hexdigest()[:8]


def command(argv: Sequence[str]) -> str:
    """Return a command as one may repeat it: of folders outside the repository the name, without where the tables go.

    >>> command(["benchmarks/accuracy/run.py", "/mine/N", "tests", "--since", "2020-01", "--into", "a", "b", "--by", "family"])
    'python benchmarks/accuracy/run.py .../N tests --since 2020-01 --by family'
    """
    kept = list(argv)
    if "--into" in kept:
        at = kept.index("--into")
        del kept[at : at + 3]
    return " ".join(["python", *(_place(word) for word in kept)])


def _place(word: str) -> str:
    """Return a word of a command with what is outside the repository left out."""
    path = Path(word)
    if path.is_absolute() or ".." in path.parts:
        inside = path.resolve()
        return inside.relative_to(ROOT).as_posix() if inside.is_relative_to(ROOT) else f".../{path.name}"
    return word if " " not in word else f"'{word}'"
