"""The checksums of a dataset's Parquet files, as ``sha256sum --check SHA256SUMS`` reads them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from corpus import layout
from corpus.promises import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 20


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def write(folder: Path) -> None:
    """Write the checksums of a dataset whose Parquet files are complete."""
    lines = (f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in layout.files(folder))
    (folder / layout.SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def findings(folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with the files by their checksums: one that differs, one too few, one too many."""
    try:
        lines = (folder / layout.SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        yield Finding(str(folder / layout.SUMS), f"no checksums: {error}")
        return
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = {path.relative_to(folder).as_posix(): path for path in layout.files(folder)}
    for name in sorted(told.keys() | present.keys()):
        if name not in present:
            yield Finding(str(folder / name), f"named in {layout.SUMS}, but not there")
        elif name not in told:
            yield Finding(str(present[name]), f"not named in {layout.SUMS}")
        elif sha256(present[name]) != told[name]:
            yield Finding(str(present[name]), f"damaged or changed: its SHA-256 is not the one in {layout.SUMS}")
