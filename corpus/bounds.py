"""What may come out of a file, and what a name in it may be: an archive or a table is somebody else's, and may be made to do harm."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from corpus.errors import InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LARGEST: Final = 32 << 20
"""Bytes that a page of text may have: some hundred times what a broadsheet holds."""
LARGEST_PRINT: Final = 128 << 20
"""Bytes that a file with print may have in an archive or at a remote place, from where it is brought whole."""
RATIO: Final = 200
"""How many times its own size a file may unpack to. Text packs to a tenth at best."""
FREE: Final = 1 << 20
"""Bytes that may come out of a file whatever its size."""

COMPRESSED: Final = {".gz": "gzip", ".tgz": "gzip", ".zst": "zstd", ".tzst": "zstd"}
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")


def plain(name: str) -> str:
    """Return the name that a file would have if it were not compressed.

    >>> plain("in/a.txt.gz"), plain("pages.tgz"), plain("a.txt")
    ('in/a.txt', 'pages.tar', 'a.txt')
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in COMPRESSED:
        return name
    return name[: -len(path.suffix)] + (".tar" if path.suffix.lower().startswith(".t") else "")


def unpacked(file: BinaryIO, name: str, place: str) -> BinaryIO:
    """Return a stream of what a file holds, compressed or not by its name; reading it raises `LimitError` where it is a bomb."""
    way = COMPRESSED.get(PurePosixPath(name).suffix.lower())
    return io.BufferedReader(_Unpacking(file, way, place), 1 << 16) if way else file


class _Unpacking(io.RawIOBase):
    """Unpacks a file; pyarrow, which is here for Parquet, knows the ways."""

    def __init__(self, packed: BinaryIO, way: str, place: str) -> None:
        from pyarrow import input_stream  # noqa: PLC0415 - takes long to load, and most pages are not compressed

        self._packed, self._place = _Counting(packed), place
        self._stream = input_stream(self._packed, compression=way)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the one kind of buffer that BufferedReader gives
        found = self._stream.read(len(buffer))
        buffer[: len(found)] = found
        self._given += len(found)
        refuse_bomb(self._given, self._packed.taken, self._place)
        return len(found)


class _Counting(io.RawIOBase):
    """Counts what is read of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.taken += len(found)
        return found


def refuse_bomb(given: int, taken: int, place: str) -> None:
    """Stop where much comes out of little.

    Raises:
        LimitError: if it does.

    """
    if given > FREE and given > RATIO * taken:
        raise LimitError(place, f"unpacks to more than {RATIO} times its size", help="no text does; if you trust it, unpack it yourself")


def take(file: BinaryIO, most: int, place: str) -> bytes:
    """Return what is in a file, if it is no more than it may be.

    Raises:
        LimitError: if it is.

    """
    pieces, left = [], most + 1
    while left and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise LimitError(place, f"larger than {most >> 20} MB", help="a page is smaller; give one file for each page")
    return b"".join(pieces)


@contextmanager
def seekable(file: BinaryIO) -> Iterator[tuple[BinaryIO, int]]:
    """Give a file that can be read from any place, and its size: a copy on disk of what comes as a stream, as from some web servers."""
    with ExitStack() as stack:
        try:
            size = file.seek(0, io.SEEK_END)
        except (OSError, ValueError):  # the second is what fsspec raises
            copy = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(file, copy)
            file, size = copy, copy.tell()
        file.seek(0)
        yield file, size


def refuse_name(name: str, place: str) -> None:
    r"""Keep a name out that could stand for another place than one below its archive or table.

    >>> refuse_name("2020/../../a.txt", "pages.zip")
    Traceback (most recent call last):
    ...
    corpus.errors.LimitError: pages.zip: '2020/../../a.txt' is no name of a page: it leads elsewhere
    help: name the pages by relative paths with forward slashes

    Raises:
        LimitError: if it does, or has a NUL or a backslash in it.

    """
    wrong = ""
    if "\0" in name or "\\" in name:
        wrong = "a NUL in it" if "\0" in name else "a backslash in it"
    elif name.startswith("/") or _DRIVE.match(name):
        wrong = "it is absolute"
    elif ".." in name.split("/"):
        wrong = "it leads elsewhere"
    elif not name.strip("/. "):
        wrong = "it is empty"
    if wrong:
        raise LimitError(place, f"{name!r} is no name of a page: {wrong}", help="name the pages by relative paths with forward slashes")


def unreadable(place: str, error: Exception) -> InputError:
    """Return what to say of a file that cannot be read."""
    said = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
    return InputError(place, said, help="check the path and its permissions, and whether the file is whole")
