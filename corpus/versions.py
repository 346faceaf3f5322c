"""What decides the bytes of a dataset: the code, the weights, the libraries that calculate, read PDF and write Parquet."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING, Final

from corpus import __version__
from corpus.model import weights_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

_LIBRARIES: Final = ("numpy", "pyarrow", "pydantic", "pypdfium2")


@cache
def versions() -> Mapping[str, str | None]:
    """Return the version of each part, by its name: of code and weights a part of their SHA-256, of a library not installed None.

    >>> list(versions())
    ['newspaper-corpus', 'code', 'weights', 'numpy', 'pyarrow', 'pydantic', 'pypdfium2']
    """
    package = sorted(resources.files("corpus").iterdir(), key=lambda file: file.name)
    code, weights = ([file for file in package if file.name.endswith(suffix)] for suffix in (".py", ".npz"))
    found: dict[str, str | None] = {"newspaper-corpus": __version__, "code": _digest(code), "weights": _digest([*weights, weights_file()])}
    for name in _LIBRARIES:
        found[name] = None
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _digest(files: Iterable[Traversable]) -> str:
    """Return what tells some files from those of any other version."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
