"""Text files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path


def write(path: str | Path, text: str) -> Path:
    """Write a text to a file, in the place of what it held before, and return its path; a pipe or a device is written to.

    Raises:
        OSError: if it cannot be written, with the name that was given; then what was there is as it was, and nothing else is there.

    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    stays = path.exists() and not path.is_file()
    part = path if stays else path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        return part if stays else part.replace(path)
    except OSError as error:
        if not stays:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
