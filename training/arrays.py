"""The files of numbers that training makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path


def store(path: Path, **arrays: Any) -> None:  # noqa: ANN401 - whatever numpy makes an array of
    """Write arrays; the file is there whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, **arrays)
    partial.replace(path)
