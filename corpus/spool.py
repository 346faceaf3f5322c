"""Files that came from an archive or a remote place, put on disk for what reads files: one at a time, gone when the process ends."""

from __future__ import annotations

import atexit
import hashlib
import tempfile
from functools import cache, lru_cache
from pathlib import Path


def put(data: bytes, suffix: str) -> Path:
    """Return a file of these bytes, which is there until the next one is asked for.

    Raises:
        OSError: if there is no room for it.

    """
    path = _folder() / f"{_named(data)}{suffix}"
    if not path.exists():
        for old in _folder().iterdir():
            old.unlink()
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    return path


@lru_cache(maxsize=1)
def _named(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="corpus-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
