"""What a caller may give one of or several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Given = TypeVar("Given", bound="str | Path")


def several(given: Given | Iterable[Given]) -> list[Given]:
    """Return a list of what was given; one name or path is one, and not its characters.

    >>> several("spacing"), several(["spacing", "width"])
    (['spacing'], ['spacing', 'width'])
    """
    return [given] if isinstance(given, (str, Path)) else list(given)
