"""What callers give: one or several, and the folder of a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

Given = TypeVar("Given", bound="str | Path")


def several(given: Given | Iterable[Given]) -> list[Given]:
    """Return a list of what was given; one name or path is one, and not its characters.

    >>> several("spacing"), several(["spacing", "width"])
    (['spacing'], ['spacing', 'width'])
    """
    return [given] if isinstance(given, (str, Path)) else list(given)


def dataset_folder(given: str | Path) -> Path:
    """Return the absolute path of the folder of a dataset, beside which it is made and its corrections are.

    Raises:
        UsageError: if nothing can be beside it: it is the root.

    """
    folder = Path(given).resolve()
    if not folder.name:
        raise UsageError(str(folder), "cannot be the folder of a dataset", help="name a folder in it")
    return folder
